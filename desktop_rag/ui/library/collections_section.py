"""The collections in the side panel: choose, rename, bring up to date, mark, delete."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from desktop_rag.protocol import (
    CollectionsListed,
    Command,
    DeleteCollection,
    Event,
    Forgotten,
    IndexDone,
    JobFailed,
    LibraryChanged,
    ListCollections,
    MarkCollection,
    Refresh,
    RenameCollection,
    WatchChanged,
)
from desktop_rag.records import Collection
from desktop_rag.ui import theme
from desktop_rag.ui.engine_client import EngineClient, is_last
from desktop_rag.ui.library.collections_list import CollectionsListModel
from desktop_rag.ui.library.confirmation import Confirmation
from desktop_rag.ui.library.sentences import failure_sentence
from desktop_rag.ui.library.side_list import SideList
from desktop_rag.ui.privacy.forgetting import Forgetting, Wish
from desktop_rag.ui.privacy.receipt_line import ReceiptLine

MOST_ROWS_AT_ONCE = 8
_CHANGES_GATHER_MS = 300


class CollectionsSection(QWidget):
    """The list with its heading, its empty state, and what went wrong last.

    Signals:
        selected: id of the collection that questions are about now; empty where there is none any more.
        documents_requested: id of a collection whose documents are to be shown.
        reading_requested: id of a collection with documents that may be read anew.
        search_model_requested: id of a collection that may move to another model for search.
    """

    selected = Signal(str)
    documents_requested = Signal(str)
    reading_requested = Signal(str)
    search_model_requested = Signal(str)

    def __init__(self, engine: EngineClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._current_id = ""
        self._wanted_id: str | None = None
        self._model = CollectionsListModel(self)
        self._model.rename_requested.connect(self._rename)
        self._list = SideList(self.tr("Collections"), self)
        self._list.setModel(self._model)
        self._list.keep_height_of_rows(MOST_ROWS_AT_ONCE)
        self._list.menu_wanted.connect(self._open_menu)
        self._list.removal_wanted.connect(self._delete)
        self._list.selectionModel().currentChanged.connect(self._take_current)
        self._empty = QLabel(self.tr("None yet. Add documents to make the first one."))
        self._note = QLabel()
        self._forgetting = Forgetting(engine, self)
        self._receipt = ReceiptLine(self._forgetting)
        self._build()
        self._gather_timer = QTimer(self, singleShot=True, interval=_CHANGES_GATHER_MS)
        self._gather_timer.timeout.connect(self.refresh)
        engine.event_received.connect(self._notice)

    def current(self) -> Collection | None:
        return self._model.collection(self._model.index_of(self._current_id))

    def collection(self, collection_id: str) -> Collection | None:
        return self._model.collection(self._model.index_of(collection_id))

    def select(self, collection_id: str) -> None:
        """Make it the current one, now or when the engine first names it."""
        index = self._model.index_of(collection_id)
        if index.isValid():
            self._list.setCurrentIndex(index)
        else:
            self._wanted_id = collection_id
            self.refresh()

    def tab_chain(self) -> list[QWidget]:
        """What the keyboard reaches, in its order."""
        return [self._list]

    def refresh(self) -> None:
        self._engine.send(ListCollections(id=self._engine.new_id()), self._show)

    def _build(self) -> None:
        heading = QLabel(self.tr("Collections"))
        heading.setProperty("role", "label")
        heading.setContentsMargins(theme.SPACE_INSIDE, 0, 0, theme.SPACE_RELATED)
        heading.setBuddy(self._list)
        for label, role in ((self._empty, "quiet"), (self._note, "failed")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setContentsMargins(theme.SPACE_INSIDE, 0, theme.SPACE_INSIDE, 0)
            label.hide()
        self._receipt.setContentsMargins(theme.SPACE_INSIDE, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (heading, self._list, self._empty, self._note, self._receipt):
            layout.addWidget(part)

    def _show(self, event: Event) -> None:
        if isinstance(event, JobFailed):
            self._tell(event)
        if not isinstance(event, CollectionsListed):
            return
        self._model.show_rows(event.collections)
        self._empty.setVisible(not event.collections)
        wanted = self._model.index_of(self._wanted_id)
        if wanted.isValid():
            self._wanted_id = None
            self._list.setCurrentIndex(wanted)
        elif not self._list.currentIndex().isValid() and event.collections:
            self._list.setCurrentIndex(self._model.index(0, 0))
        self._take_current(self._list.currentIndex())

    def _take_current(self, index: QModelIndex) -> None:
        collection = self._model.collection(index)
        now = collection.id if collection is not None else ""
        if now != self._current_id:
            self._current_id = now
            self.selected.emit(now)

    def _notice(self, event: Event) -> None:
        if isinstance(event, WatchChanged):
            self._model.show_away(event.collection_id, event.away)
        # While a folder is read these come many a second.
        if isinstance(event, (LibraryChanged, IndexDone, Forgotten)) and not self._gather_timer.isActive():
            self._gather_timer.start()

    def _open_menu(self, index: QModelIndex, place: QPoint) -> None:
        collection = self._model.collection(index)
        if collection is None:
            return
        menu = QMenu(self)
        menu.addAction(self.tr("Documents"), lambda: self.documents_requested.emit(collection.id))
        menu.addAction(self.tr("Bring up to date"), lambda: self._bring_up_to_date(collection.id))
        if collection.outdated:
            anew = self.tr("Read %n documents anew…", "", collection.outdated)
            menu.addAction(anew, lambda: self.reading_requested.emit(collection.id))
        other = self.tr("Use another language model for search…")
        menu.addAction(other, lambda: self.search_model_requested.emit(collection.id))
        menu.addSeparator()
        stay = menu.addAction(self.tr("Never leaves this computer"))
        stay.setCheckable(True)
        stay.setChecked(collection.is_local_only)
        stay.toggled.connect(lambda is_on: self._mark(collection, is_local_only=is_on))
        menu.addSeparator()
        rename = menu.addAction(self.tr("Rename"), lambda: self._edit(collection.id))
        rename.setShortcut(QKeySequence("F2"))
        delete = menu.addAction(self.tr("Delete…"), lambda: self._delete(self._model.index_of(collection.id)))
        delete.setShortcut(QKeySequence.StandardKey.Delete)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _edit(self, collection_id: str) -> None:
        index = self._model.index_of(collection_id)
        if index.isValid():
            self._list.edit(index)

    def _bring_up_to_date(self, collection_id: str) -> None:
        self._engine.send(Refresh(id=self._engine.new_id(), collection_id=collection_id), self._finish)

    def _rename(self, collection_id: str, name: str) -> None:
        command = RenameCollection(id=self._engine.new_id(), collection_id=collection_id, name=name)
        self._engine.send(command, self._finish)

    def _delete(self, index: QModelIndex) -> None:
        collection = self._model.collection(index)
        if collection is None:
            return
        explanation = self.tr(
            "The index of its %n documents is erased and then looked for. The files themselves stay.",
            "",
            collection.documents,
        )

        def command(job: str, with_chats: bool) -> Command:
            return DeleteCollection(id=job, name=collection.name, with_chats=with_chats)

        question = self.tr("Delete the collection “{name}”?").format(name=collection.name)
        wish = Wish(question, explanation, self.tr("Delete collection"), command, collection=collection.name)
        self._forgetting.begin(wish)

    def _mark(self, collection: Collection, *, is_local_only: bool) -> None:
        """Keeping it here is done at once; letting it out again is asked."""
        if not is_local_only and not Confirmation.ask(
            self,
            self.tr("Let “{name}” be asked with Azure OpenAI?").format(name=collection.name),
            self.tr("Nothing is sent by this. Before each sending you still see what would leave."),
            self.tr("Remove the mark"),
        ):
            return
        command = MarkCollection(id=self._engine.new_id(), collection_id=collection.id, local_only=is_local_only)
        self._engine.send(command, self._finish)

    def _finish(self, event: Event) -> None:
        """After each change: what the engine holds is what is shown, also where it refused."""
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
