"""The way of everything that is forgotten: which chats quote it, does the person want it, erase, receipt."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_rag.protocol import (
    Command,
    EraseOldText,
    Event,
    Forgotten,
    JobFailed,
    ListQuotingChats,
    QuotingChatsListed,
)
from desktop_rag.records import QuotingChat
from desktop_rag.ui.engine_client import EngineClient, is_last
from desktop_rag.ui.privacy.forget_dialog import Decision, ForgetDialog


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be forgotten: the words of the question, and the command from its id and whether quoting turns go.

    `paths` and `collection` are what chats may quote; without both no chat is looked for. `when_agreed` is called
    before the command is sent.
    """

    question: str
    explanation: str
    action: str
    command: Callable[[str, bool], Command]
    paths: tuple[str, ...] = ()
    collection: str | None = None
    when_agreed: Callable[[], None] | None = None


class Forgetting(QObject):
    """One erasure after the other; the engine does them in its indexing lane.

    Signals:
        begun: the person has agreed, the engine is erasing.
        receipt_given: it is erased and was looked for (carries `Forgotten`).
        failed: the engine refused, and nothing was erased (carries `JobFailed`).
    """

    begun = Signal()
    receipt_given = Signal(object)
    failed = Signal(object)

    def __init__(self, engine: EngineClient, window: QWidget) -> None:
        super().__init__(window)
        self._engine = engine
        self._window = window
        self._jobs: set[str] = set()

    def begin(self, wish: Wish) -> None:
        """Ask the person, after the engine has said which chats quote it."""
        if not wish.paths and wish.collection is None:
            self._ask(wish, ())
            return
        command = ListQuotingChats(id=self._engine.new_id(), paths=wish.paths, collection=wish.collection)

        def take(event: Event) -> None:
            if isinstance(event, QuotingChatsListed):
                self._jobs.discard(event.id)
                self._ask(wish, event.chats)
            elif isinstance(event, JobFailed):
                self._jobs.discard(event.id)
                self.failed.emit(event)

        self._send(command, take)

    def erase_old_text(self) -> None:
        """Rewrite at once what still holds text of edited or removed documents; nobody is asked."""
        self.erase(EraseOldText(id=self._engine.new_id()))

    def erase(self, command: Command) -> None:
        """Carry out what the person has agreed to elsewhere."""
        self.begun.emit()
        self._send(command, self._take)

    def close(self) -> None:
        """Hear nothing more: the window is about to be gone. What was begun goes on."""
        for job in self._jobs:
            self._engine.stop_listening(job)
        self._jobs.clear()

    def _ask(self, wish: Wish, chats: tuple[QuotingChat, ...]) -> None:
        decision = ForgetDialog.ask(self._window, wish.question, wish.explanation, wish.action, chats)
        if decision is Decision.KEEP:
            return
        if wish.when_agreed is not None:
            wish.when_agreed()
        self.erase(wish.command(self._engine.new_id(), decision is Decision.FORGET_WITH_CHATS))

    def _send(self, command: Command, take: Callable[[Event], None]) -> None:
        self._jobs.add(command.id)
        self._engine.send(command, take)

    def _take(self, event: Event) -> None:
        if is_last(event):
            self._jobs.discard(event.id)
        if isinstance(event, Forgotten):
            self.receipt_given.emit(event)
        elif isinstance(event, JobFailed):
            self.failed.emit(event)
