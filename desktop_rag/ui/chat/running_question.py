"""The question that is being answered: waiting for its documents, sent, streaming, agreed to, stopped, ended."""

import dataclasses
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_rag.protocol import (
    AnswerDone,
    AnswerText,
    Ask,
    Event,
    EvidenceFound,
    JobCancelled,
    JobFailed,
    JobStarted,
    SendingPreviewed,
    SentenceChecked,
)
from desktop_rag.ui.chat.sending import Sending
from desktop_rag.ui.chat.turn_state import TurnState, finished
from desktop_rag.ui.engine_client import EngineClient

_REPAINT_MS: Final = 50


class RunningQuestion(QObject):
    """One at a time.

    Signals:
        changed: what is known of the question (carries `TurnState`).
        evidence_found: it has quotes that it did not have before (carries `TurnState`).
        ended: there is no running question any more (carries its last `TurnState`).
    """

    changed = Signal(object)
    evidence_found = Signal(object)
    ended = Signal(object)

    def __init__(
        self, engine: EngineClient, sending: Sending, must_wait: Callable[[str], bool], parent: QObject | None = None
    ) -> None:
        """`must_wait` says whether a collection (by name) is only being read for the first time."""
        super().__init__(parent)
        self._engine = engine
        self._sending = sending
        self._must_wait = must_wait
        self._state: TurnState | None = None
        self._held: Ask | None = None
        self._job = ""
        self._pending_text: list[str] = []
        self._flush_timer = QTimer(self, singleShot=True, interval=_REPAINT_MS)
        self._flush_timer.timeout.connect(self._flush)
        sending.agreed.connect(self._send_agreed)
        sending.kept_local.connect(self._answer_locally)
        sending.declined.connect(self._decline)
        engine.ready.connect(self._take_ready)

    @property
    def state(self) -> TurnState | None:
        """None where no question is running."""
        return self._state

    def begin(self, ask: Ask, state: TurnState) -> None:
        """Take a question; `release` sends it."""
        self._held, self._state = ask, state
        self._pending_text.clear()

    def release(self) -> None:
        """Send a question that waited for its documents, if it need not wait any more."""
        ask = self._held
        if ask is None:
            return
        if ask.collection is not None and self._must_wait(ask.collection):
            self._update(phase="held")
            return
        self._held = None
        self._sending.begin(ask)
        self._update(phase="searching" if self._engine.is_ready else "waiting")
        self._send(ask)

    def stop(self) -> None:
        """End it; what is on the screen stays."""
        if self._state is None:
            return
        if self._state.phase == "consent":
            self._sending.decline()
        elif self._held is not None:
            self._end(dataclasses.replace(self._state, phase="stopped"))
        else:
            self._engine.cancel(self._job)

    def leave(self) -> bool:
        """Forget it, because another chat is opened; whether there was one."""
        self._sending.end()
        if self._state is None:
            return False
        if self._held is None:
            self._engine.stop_listening(self._job)
            self._engine.cancel(self._job)
        self._clear()
        self._pending_text.clear()
        return True

    def _clear(self) -> None:
        self._state, self._held, self._job = None, None, ""

    def _send(self, ask: Ask) -> None:
        self._job = ask.id
        self._engine.send(ask, self._take)

    def _take_ready(self) -> None:
        if self._state is not None and self._state.phase == "waiting" and self._held is None:
            self._update(phase="searching")

    def _take(self, event: Event) -> None:
        if self._state is None or event.id != self._job:
            return
        if isinstance(event, AnswerText):
            self._pending_text.append(event.text)
            if not self._flush_timer.isActive():
                self._flush_timer.start()
            return
        self._flush()
        if isinstance(event, JobStarted):
            self._update(phase=self._state.phase if self._state.has_evidence else "searching")
        elif isinstance(event, EvidenceFound):
            self._take_evidence(event)
        elif isinstance(event, SendingPreviewed):
            self._update(phase="consent")
            self._sending.show(event.preview)
        elif isinstance(event, SentenceChecked):
            self._update(sentences=(*self._state.sentences, event.sentence))
        elif isinstance(event, AnswerDone):
            # A collection that was only being made when the question was asked has its id now.
            known = event.turn.collection_id if event.turn is not None else None
            state = dataclasses.replace(self._state, collection_id=known or self._state.collection_id)
            self._end(finished(state, event.answer))
        elif isinstance(event, JobFailed):
            details = tuple(sorted(event.details.items()))
            self._end(dataclasses.replace(self._state, phase="failed", code=event.code, details=details))
        elif isinstance(event, JobCancelled):
            self._end(dataclasses.replace(self._state, phase="stopped"))

    def _take_evidence(self, event: EvidenceFound) -> None:
        # With its consent a question is asked once more, and finds the same.
        is_new = self._state is not None and event.quotes != self._state.quotes
        self._update(
            quotes=event.quotes,
            passages=event.passages,
            has_evidence=True,
            is_complete=event.is_complete,
            searched_documents=event.searched_documents,
            phase="answering" if event.is_complete else "searching",
        )
        if event.quotes and is_new:
            self.evidence_found.emit(self._state)

    # --- what the person decided about a sending ---

    def _send_agreed(self, ask: Ask) -> None:
        """Ask once more, now with the consent to exactly what was shown."""
        preview = self._sending.preview
        self._update(phase="answering", sent=preview, deployment=preview.deployment if preview is not None else None)
        self._send(ask)

    def _answer_locally(self, ask: Ask) -> None:
        self._update(phase="answering", provider="local", deployment=None)
        self._send(ask)

    def _decline(self) -> None:
        if self._state is not None:
            self._end(dataclasses.replace(self._state, phase="declined"))

    def _flush(self) -> None:
        """Draw what streamed since the last time, so that a fast model does not paint a hundred times a second."""
        self._flush_timer.stop()
        if self._state is not None and self._pending_text:
            text, self._pending_text = "".join(self._pending_text), []
            self._update(text=self._state.text + text, phase="answering")

    def _update(self, **changes: object) -> None:
        if self._state is not None:
            self._state = dataclasses.replace(self._state, **changes)  # type: ignore[arg-type]
            self.changed.emit(self._state)

    def _end(self, state: TurnState) -> None:
        self._clear()
        self._sending.end()
        self.ended.emit(state)
