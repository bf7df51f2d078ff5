"""Keeps the table of one collection's documents as the engine has them."""

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_rag.protocol import (
    CollectionsListed,
    DocumentsListed,
    Event,
    Forgotten,
    IndexDone,
    JobFailed,
    LibraryChanged,
    ListDocuments,
)
from desktop_rag.records import Collection
from desktop_rag.ui.engine_client import EngineClient, is_last
from desktop_rag.ui.library.documents_table import DocumentsTableModel

_RELIST_PAUSE_MS = 1_500


class DocumentsListing(QObject):
    """Lists in parts, follows single changes, and lists again where documents may be gone.

    Signals:
        listed: the table shows the whole collection.
        collection_changed: its name or its numbers are others (carries `Collection`).
        changed: some rows are new or different.
        failed: the engine could not list (carries `JobFailed`).
    """

    listed = Signal()
    collection_changed = Signal(object)
    changed = Signal()
    failed = Signal(object)

    def __init__(self, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = DocumentsTableModel(self)
        self._engine = engine
        self._collection: Collection | None = None
        self._is_listed = False
        self._is_outdated = False
        self._job = ""
        # Listing thousands of documents costs the engine something; while it reads a folder, changes come all the time.
        self._relist_timer = QTimer(self, singleShot=True, interval=_RELIST_PAUSE_MS)
        self._relist_timer.timeout.connect(self._list_again)
        engine.event_received.connect(self._notice)
        engine.returned.connect(self._relist_timer.start)

    @property
    def is_listed(self) -> bool:
        """Whether what the table shows is the whole collection."""
        return self._is_listed

    def show(self, collection: Collection) -> None:
        """Show this collection from now on; the same one again keeps its rows until the new ones are here."""
        if self._collection is None or self._collection.id != collection.id:
            self.model.show_documents(())
            self._is_listed = False
        self._collection = collection
        self._list()

    def _list_again(self) -> None:
        # A long list takes longer than the pause, and would never come to its end if each change began it anew.
        if self._job:
            self._is_outdated = True
        else:
            self._list()

    def _list(self) -> None:
        if self._collection is None:
            return
        self._relist_timer.stop()
        self._is_outdated = False
        self._job = self._engine.new_id()
        self._engine.send(ListDocuments(id=self._job, collection=self._collection.name), self._take)

    def _take(self, event: Event) -> None:
        if event.id != self._job:
            return
        if is_last(event):
            self._job = ""
            if self._is_outdated:
                self._relist_timer.start()
        if isinstance(event, JobFailed):
            self.failed.emit(event)
        if not isinstance(event, DocumentsListed):
            return
        is_complete = is_last(event)
        # The first part is on screen at once, the rest in one step: every step sorts all rows.
        if event.offset == 0 and not is_complete and not self._is_listed:
            self.model.show_documents(event.documents)
        self.model.prepare(event.documents, is_first=event.offset == 0)
        if is_complete:
            self.model.show_prepared()
            self._is_listed = True
            self.listed.emit()

    def _follow(self, event: CollectionsListed) -> None:
        """Documents are listed by the collection's name, and a person may change it meanwhile."""
        for collection in event.collections:
            if self._collection is not None and collection.id == self._collection.id:
                self._collection = collection
                self.collection_changed.emit(collection)

    def _notice(self, event: Event) -> None:
        if self._collection is None:
            return
        if isinstance(event, CollectionsListed):
            self._follow(event)
            return
        if isinstance(event, LibraryChanged):
            # Without a collection the change may concern any of them.
            if event.collection_id not in {self._collection.id, ""}:
                return
            if event.documents:
                self.model.merge(event.documents)
                self.changed.emit()
                return
        elif not isinstance(event, (IndexDone, Forgotten)):
            return
        if not self._relist_timer.isActive():
            self._relist_timer.start()
