"""Ctrl+K: find a chat or run a command by writing a part of its name."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListView, QVBoxLayout, QWidget

from desktop_rag.protocol import ChatsListed, Event, ListChats
from desktop_rag.records import Chat
from desktop_rag.ui import theme
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.engine_client import EngineClient

_SEARCH_MS: Final = 150
_MOST_CHATS: Final = 30


class CommandPalette(QDialog):
    """A field, and below it the commands and chats that fit.

    Signals:
        chat_chosen: id of a chat to be opened.
    """

    chat_chosen = Signal(str)

    def __init__(self, engine: EngineClient, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._engine = engine
        # Going from pane to pane means nothing from here, and this dialog is open already.
        self._actions = [action for action in actions if action.property("isCommand") is not False]
        self._chats: list[Chat] = []
        self._shown: list[QAction | Chat] = []
        self.setWindowTitle(self.tr("Search or run a command"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Words of a chat, or a command"))
        self.field.setAccessibleName(self.tr("Search or run a command"))
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self._model = QStringListModel(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setProperty("kind", "menu")
        self.list.setAccessibleName(self.tr("Commands and chats"))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._run)
        self.nothing = plain_label(self.tr("No chat and no command has these words."), "quiet")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_AROUND, theme.SPACE_AROUND, theme.SPACE_AROUND, theme.SPACE_AROUND)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.nothing, 1)
        self.resize(theme.font_px(460), theme.font_px(360))
        self._search_timer = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._search_timer.timeout.connect(self._search)
        self._show()
        self._search()

    def _filter(self) -> None:
        self._search_timer.start()
        self._show()

    def _search(self) -> None:
        command = ListChats(id=self._engine.new_id(), containing=self.field.text().strip())
        self._engine.send(command, self._take)

    def _take(self, event: Event) -> None:
        if isinstance(event, ChatsListed):
            self._chats = list(event.chats[:_MOST_CHATS])
            self._show()

    def _show(self) -> None:
        words = self.field.text().strip().casefold()
        commands = [action for action in self._actions if words in action.text().casefold()]
        self._shown = [*commands, *self._chats]
        self._model.setStringList([self._name(entry) for entry in self._shown])
        self.list.setVisible(bool(self._shown))
        self.nothing.setVisible(not self._shown)
        if self._shown:
            self.list.setCurrentIndex(self._model.index(0))

    def _name(self, entry: QAction | Chat) -> str:
        if isinstance(entry, QAction):
            keys = entry.shortcut().toString()
            return f"{entry.text()}    {keys}" if keys else entry.text()
        return self.tr("Chat: {title}").format(title=clean(entry.title).replace("\n", " "))

    def _run(self) -> None:
        row = self.list.currentIndex().row()
        if not 0 <= row < len(self._shown):
            return
        entry = self._shown[row]
        self.close()
        if isinstance(entry, QAction):
            entry.trigger()
        else:
            self.chat_chosen.emit(entry.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                row = max(0, min(len(self._shown) - 1, self.list.currentIndex().row() + step))
                self.list.setCurrentIndex(self._model.index(row))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run()
                return True
        return super().eventFilter(watched, event)
