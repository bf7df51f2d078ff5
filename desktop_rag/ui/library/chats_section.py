"""The chats in the side panel: begin, search, continue, rename, delete."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from desktop_rag.protocol import (
    AnswerDone,
    ChatsListed,
    Command,
    DeleteChat,
    Event,
    Forgotten,
    JobFailed,
    ListChats,
    RenameChat,
)
from desktop_rag.ui import theme
from desktop_rag.ui.engine_client import EngineClient, is_last
from desktop_rag.ui.library.chats_list import ChatsListModel
from desktop_rag.ui.library.sentences import failure_sentence
from desktop_rag.ui.library.side_list import SideList
from desktop_rag.ui.privacy.forgetting import Forgetting, Wish
from desktop_rag.ui.privacy.receipt_line import ReceiptLine

_TYPING_PAUSE_MS = 150


class ChatsSection(QWidget):
    """The search field and the list, with its empty state, and what went wrong last.

    Signals:
        selected: id of a chat to be opened.
        new_requested: a chat that does not exist yet.
        deleted: id of a chat that is gone.
    """

    selected = Signal(str)
    new_requested = Signal()
    deleted = Signal(str)

    def __init__(self, engine: EngineClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._current_id: str | None = None
        self._asked = ""
        self._model = ChatsListModel(self)
        self._model.rename_requested.connect(self._rename)
        self._list = SideList(self.tr("Chats"), self)
        self._list.setModel(self._model)
        self._list.chosen.connect(self._choose)
        self._list.menu_wanted.connect(self._open_menu)
        self._list.removal_wanted.connect(self._delete)
        self._new = QToolButton()
        self._search = QLineEdit()
        self._empty = QLabel()
        self._note = QLabel()
        self._forgetting = Forgetting(engine, self)
        self._receipt = ReceiptLine(self._forgetting)
        self._build()
        self._typing_timer = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._typing_timer.timeout.connect(self.refresh)
        self._search.textChanged.connect(self._typing_timer.start)
        engine.event_received.connect(self._notice)

    def set_current(self, chat_id: str | None) -> None:
        """Mark the chat that is open; it is marked when it comes if it is not kept yet."""
        self._current_id = chat_id
        self._mark_current()

    def tab_chain(self) -> list[QWidget]:
        """What the keyboard reaches, in its order."""
        return [self._new, self._search, self._list]

    def refresh(self) -> None:
        """Ask for the chats that contain what is in the search field; an answer to an older text is not shown."""
        self._asked = self._engine.new_id()
        self._engine.send(ListChats(id=self._asked, containing=self._search.text().strip()), self._show)

    def _build(self) -> None:
        heading = QLabel(self.tr("Chats"))
        heading.setProperty("role", "label")
        new = self._new
        new.setProperty("kind", "quiet")
        new.setText(self.tr("New chat"))
        new.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.keep_icon(new, new.setIcon, "add", "quiet")
        new.clicked.connect(self.new_requested)
        self._search.setPlaceholderText(self.tr("Search chats"))
        self._search.setAccessibleName(self.tr("Search chats"))
        self._search.setClearButtonEnabled(True)
        for label, role in ((self._empty, "quiet"), (self._note, "failed")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setContentsMargins(theme.SPACE_INSIDE, 0, theme.SPACE_INSIDE, 0)
            label.hide()
        self._receipt.setContentsMargins(theme.SPACE_INSIDE, 0, 0, 0)
        top = QHBoxLayout()
        top.setContentsMargins(theme.SPACE_INSIDE, 0, 0, 0)
        top.addWidget(heading, 1)
        top.addWidget(new)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addLayout(top)
        for part in (self._search, self._empty, self._note, self._receipt):
            layout.addWidget(part)
        layout.addWidget(self._list, 1)

    def _show(self, event: Event) -> None:
        if isinstance(event, JobFailed):
            self._tell(event)
        if not isinstance(event, ChatsListed) or event.id != self._asked:
            return
        self._model.show_chats(event.chats)
        is_searching = bool(self._search.text().strip())
        # With nothing to search in, the field would only be in the way.
        self._search.setVisible(is_searching or bool(event.chats))
        self._empty.setText(
            self.tr("No chat contains this.") if is_searching else self.tr("Ask a question, and it is kept here.")
        )
        self._empty.setVisible(not event.chats)
        self._mark_current()

    def _mark_current(self) -> None:
        index = self._model.index_of(self._current_id)
        if index.isValid():
            self._list.setCurrentIndex(index)
        else:
            self._list.selectionModel().clear()

    def _notice(self, event: Event) -> None:
        # An erasure may have taken turns, and with its last one a chat.
        if isinstance(event, Forgotten) or (isinstance(event, AnswerDone) and event.turn is not None):
            self.refresh()

    def _choose(self, index: QModelIndex) -> None:
        chat = self._model.chat(index)
        if chat is not None and chat.id != self._current_id:
            self._current_id = chat.id
            self.selected.emit(chat.id)

    def _open_menu(self, index: QModelIndex, place: QPoint) -> None:
        chat = self._model.chat(index)
        if chat is None:
            return
        menu = QMenu(self)
        menu.addAction(self.tr("Open"), lambda: self._choose(self._model.index_of(chat.id)))
        rename = menu.addAction(self.tr("Rename"), lambda: self._edit(chat.id))
        rename.setShortcut(QKeySequence("F2"))
        delete = menu.addAction(self.tr("Delete…"), lambda: self._delete(self._model.index_of(chat.id)))
        delete.setShortcut(QKeySequence.StandardKey.Delete)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _edit(self, chat_id: str) -> None:
        index = self._model.index_of(chat_id)
        if index.isValid():
            self._list.edit(index)

    def _rename(self, chat_id: str, title: str) -> None:
        self._engine.send(RenameChat(id=self._engine.new_id(), chat=chat_id, title=title), self._finish)

    def _delete(self, index: QModelIndex) -> None:
        chat = self._model.chat(index)
        if chat is None:
            return

        def command(job: str, _with_chats: bool) -> Command:
            return DeleteChat(id=job, chat=chat.id)

        def let_go() -> None:
            # The window shows it no longer, whatever the erasure takes.
            if chat.id == self._current_id:
                self._current_id = None
            self.deleted.emit(chat.id)

        question = self.tr("Delete the chat “{title}”?").format(title=chat.title)
        explanation = self.tr("Its questions and answers are erased and then looked for. Your documents stay.")
        self._forgetting.begin(Wish(question, explanation, self.tr("Delete chat"), command, when_agreed=let_go))

    def _finish(self, event: Event) -> None:
        if isinstance(event, JobFailed):
            self._tell(event)
        elif is_last(event):
            self._note.hide()
        else:
            return
        self.refresh()

    def _tell(self, event: JobFailed) -> None:
        self._note.setText(failure_sentence(event))
        self._note.show()
