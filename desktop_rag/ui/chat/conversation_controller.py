"""What happens in a conversation: asking, streaming, agreeing to a sending, stopping, opening kept chats."""

import dataclasses
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_rag.protocol import (
    AnswerDone,
    AnswerText,
    Ask,
    ChatOpened,
    Event,
    EvidenceFound,
    JobCancelled,
    JobFailed,
    JobStarted,
    OpenChat,
    SendingPreviewed,
    SentenceChecked,
)
from desktop_rag.records import Collection
from desktop_rag.ui.chat.destination import Destination
from desktop_rag.ui.chat.scope_keeper import ScopeKeeper
from desktop_rag.ui.chat.sending import Sending
from desktop_rag.ui.chat.turn_state import Provider, TurnState, begun, finished, followed, from_turn
from desktop_rag.ui.chat.turns_list import TurnsListModel
from desktop_rag.ui.engine_client import EngineClient

_REPAINT_MS: Final = 50


class ConversationController(QObject):
    """Owns the running question and the open chat; the view only draws `turns`.

    Signals:
        busy_changed: a question began to run or wait, or ended; see `is_busy`.
        chat_changed: id of the open chat, or None for one that does not exist yet or is never kept.
        chat_opened: a kept chat is on the screen (carries `Chat`).
        chat_kept: a chat got its first or another turn, or may have got a title.
        evidence_shown: the turn whose quotes are new (carries `TurnState`).
        chat_failed: code of why a chat could not be opened.
    """

    busy_changed = Signal()
    chat_changed = Signal(object)
    chat_opened = Signal(object)
    chat_kept = Signal()
    evidence_shown = Signal(object)
    chat_failed = Signal(str)

    def __init__(self, engine: EngineClient, must_wait: Callable[[str], bool], parent: QObject | None = None) -> None:
        """`must_wait` says whether a collection (by name) is only being read for the first time."""
        super().__init__(parent)
        self._engine = engine
        self._must_wait = must_wait
        self.turns = TurnsListModel(self)
        self.destination = Destination(engine, self)
        self.sending = Sending(engine, self)
        self.scopes = ScopeKeeper(self)
        self.limit_to_documents = True
        self._collection: Collection | None = None
        self._expected: str | None = None
        self._chat: str | None = None
        self._reloads: str | None = None
        self._chat_collection: str | None = None
        self._is_private = False
        self._running: TurnState | None = None
        self._ask: Ask | None = None
        self._job = ""
        self._pending_text: list[str] = []
        self._opening: str | None = None
        self._flush_timer = QTimer(self, singleShot=True, interval=_REPAINT_MS)
        self._flush_timer.timeout.connect(self._flush)
        self.sending.agreed.connect(self._send_agreed)
        self.sending.kept_local.connect(self._answer_locally)
        self.sending.declined.connect(self._decline)
        engine.ready.connect(self._take_ready)

    @property
    def collection(self) -> Collection | None:
        """What the next question is about."""
        return self._collection

    @property
    def chat(self) -> str | None:
        return self._chat

    @property
    def is_private(self) -> bool:
        """Whether the open chat is never written down."""
        return self._is_private

    @property
    def is_busy(self) -> bool:
        return self._running is not None

    @property
    def running_provider(self) -> Provider | None:
        """Whom the running question is meant for; None where none is running."""
        return self._running.provider if self._running is not None else None

    def set_collection(self, collection: Collection | None) -> None:
        """What the next question is about. A chat is about one collection, so another one starts a new chat."""
        before = self._collection.id if self._collection is not None else None
        now = collection.id if collection is not None else None
        if now not in (before, self._chat_collection):
            self.scopes.clear()  # its places are those of another collection
        self._collection = collection
        self.destination.show_collection(collection)
        if collection is None:
            return
        if self._expected == collection.name:
            self._expected = None
        if self._chat_collection not in (None, collection.id) and self.turns.rowCount():
            self.new_chat(is_private=self._is_private)

    def expect_collection(self, name: str) -> None:
        """The next question is about a collection that is only being made."""
        self._expected = name

    def set_limited(self, is_limited: bool) -> None:
        """Whether the next answer may only come from the documents."""
        self.limit_to_documents = is_limited

    def ask(self, question: str, provider: Provider | None = None) -> None:
        """Ask in the open chat; a new chat gets its id here. Nothing happens while a question is running.

        Without a `provider` the question goes where the person has chosen.
        """
        if self._running is not None:
            return
        if self._chat is None and not self._is_private:
            self._chat = self._engine.new_id()
            self.scopes.take_id(self._chat)
            self.chat_changed.emit(self._chat)
        known = self._collection if self._expected is None else None
        collection = known.name if known is not None else self._expected
        if known is not None:
            self._chat_collection = known.id
        ask = Ask(
            id=self._engine.new_id(),
            question=question,
            collection=collection,
            chat=self._chat,
            follows=followed(self.turns.turns()),
            limit_to_documents=self.limit_to_documents,
            provider=provider or self.destination.provider,
            refine=True,
            filters=self.scopes.filters(),
        )
        state = self.destination.state
        self._ask = ask
        self._pending_text.clear()
        deployment = state.deployment if state is not None and ask.provider == "azure" else None
        self._running = begun(ask, known.id if known is not None else None, self.scopes.scope, deployment)
        self.turns.append(self._running)
        self.busy_changed.emit()
        self.release()

    def ask_everywhere(self, question: str) -> None:
        """Ask once more, and leave nothing out."""
        if self._running is None:
            self.scopes.clear()
            self.ask(question)

    def release(self) -> None:
        """Send a question that waited for its documents, if it need not wait any more."""
        ask = self._ask
        if ask is None:
            return
        if ask.collection is not None and self._must_wait(ask.collection):
            self._update(phase="held")
            return
        self._ask = None
        self.sending.begin(ask)
        self._update(phase="searching" if self._engine.is_ready else "waiting")
        self._send(ask)

    def stop(self) -> None:
        """End the running question; what is on the screen stays."""
        if self._running is None:
            return
        if self._running.phase == "consent":
            self.sending.decline()
        elif self._ask is not None:
            self._take(JobCancelled(id=self._job))
        else:
            self._engine.cancel(self._job)

    def new_chat(self, *, is_private: bool = False) -> None:
        """An empty conversation; a running question ends. A private one is never written down."""
        self._leave()
        self._chat = None
        self._chat_collection = None
        self._is_private = is_private
        self.turns.show(())
        self.destination.start_anew()
        self.scopes.take_chat(None)
        self.chat_changed.emit(None)

    def open_chat(self, chat: str) -> None:
        """Show a kept chat; a running question ends."""
        if chat == self._chat:
            return
        self._leave()
        command = OpenChat(id=self._engine.new_id(), chat=chat)
        self._opening = command.id
        self._engine.send(command, self._take_chat)

    def reload(self) -> None:
        """Show the open chat as it is kept now: turns of it may have been erased."""
        if self._chat is None or not self.turns.rowCount():
            return
        chat, self._chat = self._chat, None
        self.open_chat(chat)
        self._reloads = self._opening

    def drop_chat(self, chat: str) -> None:
        """A chat was deleted: if it is the open one, a new one takes its place."""
        if chat == self._chat:
            self.new_chat()

    def _leave(self) -> None:
        self._opening = None
        self.sending.end()
        if self._running is None:
            return
        self._running = None
        if self._ask is None:
            self._engine.stop_listening(self._job)
            self._engine.cancel(self._job)
        self._ask = None
        self._job = ""
        self._pending_text.clear()
        self.busy_changed.emit()

    def _send(self, ask: Ask) -> None:
        self._job = ask.id
        self._engine.send(ask, self._take)

    def _take_ready(self) -> None:
        if self._running is not None and self._running.phase == "waiting" and self._ask is None:
            self._update(phase="searching")

    def _take(self, event: Event) -> None:
        if self._running is None or event.id != self._job:
            return
        if isinstance(event, AnswerText):
            self._pending_text.append(event.text)
            if not self._flush_timer.isActive():
                self._flush_timer.start()
            return
        self._flush()
        if isinstance(event, JobStarted):
            self._update(phase=self._running.phase if self._running.has_evidence else "searching")
        elif isinstance(event, EvidenceFound):
            self._take_evidence(event)
        elif isinstance(event, SendingPreviewed):
            self._update(phase="consent")
            self.sending.show(event.preview)
        elif isinstance(event, SentenceChecked):
            self._update(sentences=(*self._running.sentences, event.sentence))
        elif isinstance(event, AnswerDone):
            # A collection that was only being made when the question was asked has its id now.
            known = event.turn.collection_id if event.turn is not None else None
            state = dataclasses.replace(self._running, collection_id=known or self._running.collection_id)
            self._end(finished(state, event.answer))
        elif isinstance(event, JobFailed):
            details = tuple(sorted(event.details.items()))
            self._end(dataclasses.replace(self._running, phase="failed", code=event.code, details=details))
        elif isinstance(event, JobCancelled):
            self._end(dataclasses.replace(self._running, phase="stopped"))

    def _take_evidence(self, event: EvidenceFound) -> None:
        # With its consent a question is asked once more, and finds the same.
        is_new = self._running is not None and event.quotes != self._running.quotes
        self._update(
            quotes=event.quotes,
            passages=event.passages,
            has_evidence=True,
            is_complete=event.is_complete,
            searched_documents=event.searched_documents,
            phase="answering" if event.is_complete else "searching",
        )
        if event.quotes and is_new:
            self.evidence_shown.emit(self._running)

    # --- what the person decided about a sending ---

    def _send_agreed(self, ask: Ask) -> None:
        """Ask once more, now with the consent to exactly what was shown."""
        preview = self.sending.preview
        self._update(phase="answering", sent=preview, deployment=preview.deployment if preview is not None else None)
        self._send(ask)

    def _answer_locally(self, ask: Ask) -> None:
        self._update(phase="answering", provider="local", deployment=None)
        self._send(ask)

    def _decline(self) -> None:
        if self._running is not None:
            self._end(dataclasses.replace(self._running, phase="declined"))

    def _flush(self) -> None:
        """Draw what streamed since the last time, so that a fast model does not paint a hundred times a second."""
        self._flush_timer.stop()
        if self._running is not None and self._pending_text:
            text, self._pending_text = "".join(self._pending_text), []
            self._update(text=self._running.text + text, phase="answering")

    def _update(self, **changes: object) -> None:
        if self._running is not None:
            self._running = dataclasses.replace(self._running, **changes)  # type: ignore[arg-type]
            self.turns.replace(self._running)

    def _end(self, state: TurnState) -> None:
        self._running = None
        self._ask = None
        self._job = ""
        self.sending.end()
        self.turns.replace(state)
        self.busy_changed.emit()
        if state.answer is not None:
            if state.quotes:
                self.evidence_shown.emit(state)
            if not self._is_private:
                self.chat_kept.emit()

    def _take_chat(self, event: Event) -> None:
        if event.id != self._opening:
            return
        if isinstance(event, ChatOpened):
            self._opening = None
            self._chat = event.chat.id
            self._chat_collection = event.chat.collection_id
            self._is_private = False
            self.turns.show([from_turn(turn, None) for turn in event.turns])
            self.destination.start_anew()
            self.scopes.take_chat(self._chat)
            self.chat_changed.emit(self._chat)
            self.chat_opened.emit(event.chat)
        elif isinstance(event, JobFailed):
            self._opening = None
            if event.id == self._reloads:
                self.new_chat()  # nothing of it is left
            else:
                self.chat_failed.emit(event.code)
