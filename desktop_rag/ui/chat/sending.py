"""One question on its way to Azure OpenAI: what is shown, what is taken out, and what the person decides."""

import dataclasses

from PySide6.QtCore import QObject, Signal

from desktop_rag.errors import SendingChanged
from desktop_rag.protocol import AnswerDone, Ask, Event, JobFailed, SendingPreviewed
from desktop_rag.records import SendingPreview
from desktop_rag.ui.engine_client import EngineClient


class Sending(QObject):
    """Keeps the question that waits for consent.

    The text and its size always come from the engine: when a passage is taken out, the question is asked again for
    another preview. Whatever is agreed to is the body whose hash was shown last.

    Signals:
        shown: what would be sent (carries `SendingPreview`); also after every change of it.
        waiting: another text is being made; nothing can be agreed to until it is shown.
        failed: why there is no text to agree to (code and details).
        agreed: the question with its consent (carries `Ask`).
        kept_local: the same question for this computer (carries `Ask`).
        declined: nothing is to be sent.
        ended: nothing waits for consent any more.
    """

    shown = Signal(object)
    waiting = Signal()
    failed = Signal(str, object)
    agreed = Signal(object)
    kept_local = Signal(object)
    declined = Signal()
    ended = Signal()

    def __init__(self, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._ask: Ask | None = None
        self._job = ""
        self._without: tuple[int, ...] = ()
        self._is_open = False
        self.preview: SendingPreview | None = None

    @property
    def is_open(self) -> bool:
        """Whether the person is being asked."""
        return self._is_open

    def begin(self, ask: Ask) -> None:
        """A question is asked; it may come to need consent."""
        self.end()
        self._ask = ask

    def show(self, preview: SendingPreview) -> None:
        """The engine wants consent for this."""
        self.preview = preview
        self._is_open = True
        self._without = _taken_out(preview)
        self.shown.emit(preview)

    def take_out(self, markers: tuple[int, ...]) -> None:
        """Leave these passages out, and no others: ask for the text that this makes."""
        if self._ask is None or not self._is_open:
            return
        self._stop_preview()
        self._without = tuple(sorted(markers))
        command = dataclasses.replace(
            self._ask, id=self._engine.new_id(), without=self._without, preview_only=True, refine=False
        )
        self._job = command.id
        self.waiting.emit()
        self._engine.send(command, self._take)

    def agree(self, *, remember: bool) -> None:
        """Send exactly what is shown; nothing happens while another text is being made."""
        ask, preview = self._ask, self.preview
        is_settled = self._is_open and not self._job
        if ask is None or preview is None or not is_settled or _taken_out(preview) != self._without:
            return
        self._close()
        self.agreed.emit(
            dataclasses.replace(
                ask,
                id=self._engine.new_id(),
                approved=preview.body_sha256,
                without=self._without,
                remember=remember and preview.may_remember,
                refine=False,
            )
        )

    def keep_local(self) -> None:
        """Let this computer answer instead."""
        if self._ask is not None and self._is_open:
            ask = dataclasses.replace(self._ask, id=self._engine.new_id(), provider="local", refine=False)
            self._close()
            self.kept_local.emit(ask)

    def decline(self) -> None:
        """Send nothing."""
        if self._is_open:
            self._close()
            self.declined.emit()

    def end(self) -> None:
        """The question is over, or its chat was left."""
        self._ask = None
        self._close()
        self.preview = None

    def _close(self) -> None:
        self._stop_preview()
        if self._is_open:
            self._is_open = False
            self.ended.emit()

    def _stop_preview(self) -> None:
        if self._job:
            self._engine.stop_listening(self._job)
            self._engine.cancel(self._job)
            self._job = ""

    def _take(self, event: Event) -> None:
        if event.id != self._job:
            return
        if isinstance(event, SendingPreviewed):
            self._job = ""
            self.show(event.preview)
        elif isinstance(event, JobFailed):
            self._job = ""
            self.failed.emit(event.code, dict(event.details))
        elif isinstance(event, AnswerDone):
            # The documents changed meanwhile, and nothing is left to answer from.
            self._job = ""
            self.failed.emit(event.answer.reason or SendingChanged.code, {})


def _taken_out(preview: SendingPreview) -> tuple[int, ...]:
    return tuple(
        sorted(part.marker for part in preview.parts if part.kind == "passage" and not part.is_sent and part.marker)
    )
