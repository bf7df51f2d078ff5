"""Offers to read documents anew that an earlier version has read: how many, how long, and that nothing is lost."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_rag.protocol import Event, PlanReading, ReadingPlanned
from desktop_rag.records import Collection
from desktop_rag.ui.chat.turn_parts import Panel
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.duration_words import DurationWords


class ReadingOffer(Panel):
    """Hidden where there is nothing to offer, and for a collection that the person has decided about.

    Signals:
        wanted: id of a collection that is to be read anew.
    """

    wanted = Signal(str)

    def __init__(self, engine: EngineClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._durations = DurationWords(self)
        self._collection: Collection | None = None
        self._job = ""
        self._settled: set[str] = set()
        later = QPushButton(self.tr("Later"))
        later.setProperty("kind", "link")
        later.setCursor(Qt.CursorShape.PointingHandCursor)
        later.clicked.connect(self._settle)
        self.buttons.insertWidget(1, later)
        self.button.clicked.connect(self._begin)
        self.hide()

    def show_collection(self, collection: Collection | None) -> None:
        """What questions are about now; its numbers may be others than before."""
        before, self._collection = self._collection, collection
        if collection is None or not collection.outdated or collection.id in self._settled:
            self._job = ""
            self.hide()
        elif before is None or (before.id, before.outdated) != (collection.id, collection.outdated):
            self._job = self._engine.new_id()
            self.hide()
            self._engine.send(PlanReading(id=self._job, collection_id=collection.id), self._take)

    def offer_again(self, collection: Collection) -> None:
        """Ask once more, since the person wants to know."""
        self._settled.discard(collection.id)
        self._collection = None
        self.show_collection(collection)

    def _take(self, event: Event) -> None:
        if not isinstance(event, ReadingPlanned) or event.id != self._job or not event.documents:
            return
        documents = self.tr("%Ln documents", "", event.documents)
        if event.seconds is None:
            text = self.tr(
                "Reading {documents} anew takes a while; how long cannot be told before it has begun. They can be "
                "searched meanwhile."
            ).format(documents=documents)
        else:
            text = self.tr("Reading {documents} anew takes {duration}; they can be searched meanwhile.").format(
                documents=documents, duration=self._durations.about(event.seconds)
            )
        self.show_text("look_here", self.tr("This version reads documents better."), text, self.tr("Read anew"))
        self.show()

    def _begin(self) -> None:
        if self._collection is not None:
            self._settle()
            self.wanted.emit(self._collection.id)

    def _settle(self) -> None:
        """Say nothing more about this collection, until the next start or until asked."""
        if self._collection is not None:
            self._settled.add(self._collection.id)
        self.hide()
