"""Gets a page from the engine, one at a time: the answer to an earlier question is no longer wanted."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from desktop_rag.protocol import Event, JobFailed, ShowSource, SourceShown
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.sentences import failure_sentence
from desktop_rag.ui.sources.picture_loader import PictureLoader

_PATIENCE_MS = 200


class SourceRequest(QObject):
    """Asks, loads the picture, and says so if it takes long.

    Signals:
        drawn: a page and its picture (carries `SourceShown` and a picture, which is null where it cannot be read).
        written: a page that is text (carries `SourceShown`).
        failed: a sentence.
        delayed: the answer takes longer than a moment.
    """

    drawn = Signal(object, QImage)
    written = Signal(object)
    failed = Signal(str)
    delayed = Signal()

    def __init__(self, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._job = ""
        self._shown: SourceShown | None = None
        self._loader = PictureLoader(self)
        self._loader.loaded.connect(self._take_picture)
        self._patience_timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience_timer.timeout.connect(self.delayed)

    def new_id(self) -> str:
        """The id for the command that is sent next."""
        return self._engine.new_id()

    def send(self, command: ShowSource, *, is_hurried: bool) -> None:
        """Ask for a page. `is_hurried`: another page is on screen, so waiting is worth a word."""
        self.drop()
        self._job = command.id
        if is_hurried:
            self._patience_timer.start()
        self._engine.send(command, self._take)

    def drop(self) -> None:
        """Want nothing any more."""
        self._patience_timer.stop()
        if self._job:
            self._engine.stop_listening(self._job)
        self._job, self._shown = "", None

    def _take(self, event: Event) -> None:
        if event.id != self._job:
            return
        if isinstance(event, JobFailed):
            self._patience_timer.stop()
            self.failed.emit(failure_sentence(event))
        elif isinstance(event, SourceShown):
            self._shown = event
            if event.picture is not None:
                self._loader.load(event.picture)
            else:
                self._patience_timer.stop()
                self.written.emit(event)

    def _take_picture(self, path: str, picture: QImage) -> None:
        event = self._shown
        if event is not None and event.picture == path:
            self._patience_timer.stop()
            self.drawn.emit(event, picture)
