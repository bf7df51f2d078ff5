"""What happens in a conversation: asking, about which collection and in which chat, and opening kept chats."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop_rag.protocol import Ask, ChatOpened, Event, JobFailed, OpenChat
from desktop_rag.records import Collection
from desktop_rag.ui.chat.destination import Destination
from desktop_rag.ui.chat.running_question import RunningQuestion
from desktop_rag.ui.chat.scope_keeper import ScopeKeeper
from desktop_rag.ui.chat.sending import Sending
from desktop_rag.ui.chat.turn_state import Provider, TurnState, begun, followed, from_turn
from desktop_rag.ui.chat.turns_list import TurnsListModel
from desktop_rag.ui.engine_client import EngineClient


class ConversationController(QObject):
    """Owns the open chat and its running question; the view only draws `turns`.

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

    def __init__(
        self,
        engine: EngineClient,
        must_wait: Callable[[str], bool],
        is_reading: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        """Both say something of a collection, by name.

        Args:
            engine: answers.
            must_wait: whether a question waits, since all is only being read for the first time.
            is_reading: whether there are documents that a question does not find yet.
            parent: owns it.
        """
        super().__init__(parent)
        self._engine = engine
        self._is_reading = is_reading
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
        self._opening: str | None = None
        self._running = RunningQuestion(engine, self.sending, must_wait, self)
        self._running.changed.connect(self.turns.replace)
        self._running.evidence_found.connect(self.evidence_shown)
        self._running.ended.connect(self._end)

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
        return self._running.state is not None

    @property
    def running_provider(self) -> Provider | None:
        """Whom the running question is meant for; None where none is running."""
        state = self._running.state
        return state.provider if state is not None else None

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
        if self.is_busy:
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
        azure = self.destination.state
        deployment = azure.deployment if azure is not None and ask.provider == "azure" else None
        was_reading = collection is not None and self._is_reading(collection)
        known_id = known.id if known is not None else None
        state = begun(ask, known_id, self.scopes.scope, deployment, was_reading=was_reading)
        self._running.begin(ask, state)
        self.turns.append(state)
        self.busy_changed.emit()
        self.release()

    def ask_everywhere(self, question: str) -> None:
        """Ask once more, and leave nothing out."""
        if not self.is_busy:
            self.scopes.clear()
            self.ask(question)

    def release(self) -> None:
        """Send a question that waited for its documents, if it need not wait any more."""
        self._running.release()

    def stop(self) -> None:
        """End the running question; what is on the screen stays."""
        self._running.stop()

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
        if self._running.leave():
            self.busy_changed.emit()

    def _end(self, state: TurnState) -> None:
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
