"""What the page of Azure OpenAI asks of the engine: the state, the key, signing in, a test, withdrawing consent."""

from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal

from desktop_rag.errors import WorkerDied
from desktop_rag.protocol import (
    AzureStateShown,
    Command,
    Done,
    Event,
    GetAzureState,
    JobCancelled,
    JobFailed,
    SettingsListed,
    SignIn,
    SignInCode,
    SignOut,
    StoreAzureKey,
    TryAzure,
    WithdrawConsent,
)
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.sentences import failure_sentence, sentence_of

Task: TypeAlias = Literal["state", "keep_key", "delete_key", "sign_in", "sign_out", "test", "withdraw"]


class AzureSession(QObject):
    """One task at a time, since each of them answers for what was set before it.

    Signals:
        state_shown: whether questions can go there now (carries `AzureState`).
        code_shown: address and code that the person enters to sign in.
        busy_changed: the task that is under way, or None.
        finished: the task that is done.
        failed: a task and a sentence.
    """

    state_shown = Signal(object)
    code_shown = Signal(str, str)
    busy_changed = Signal(object)
    finished = Signal(str)
    failed = Signal(str, str)

    def __init__(self, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._task: Task | None = None
        self._job = ""
        engine.ready.connect(self.load)
        engine.lost.connect(self._end_lost)
        # Not by the job's own handler: a code is followed by more, and states also come unasked.
        engine.event_received.connect(self._take)

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    def load(self) -> None:
        self._engine.send(GetAzureState(id=self._engine.new_id()))

    def keep_key(self, key: str) -> None:
        """Hand a key to the keychain; it is kept nowhere else."""
        self._begin("keep_key", StoreAzureKey(id=self._engine.new_id(), key=key))

    def delete_key(self) -> None:
        self._begin("delete_key", StoreAzureKey(id=self._engine.new_id(), key=None))

    def sign_in(self) -> None:
        self._begin("sign_in", SignIn(id=self._engine.new_id()))

    def sign_out(self) -> None:
        self._begin("sign_out", SignOut(id=self._engine.new_id()))

    def test(self) -> None:
        """Try endpoint, key and deployment; no document is sent."""
        self._begin("test", TryAzure(id=self._engine.new_id()))

    def withdraw(self) -> None:
        """Ask again before each sending, in every chat."""
        self._begin("withdraw", WithdrawConsent(id=self._engine.new_id()))

    def stop(self) -> None:
        """Give up what is under way."""
        if self._job:
            self._engine.cancel(self._job)

    def close(self) -> None:
        """Hear nothing more: the dialog is about to be gone."""
        self._engine.event_received.disconnect(self._take)
        self._engine.ready.disconnect(self.load)
        self._engine.lost.disconnect(self._end_lost)
        if self._task in ("sign_in", "test"):
            self.stop()

    def _begin(self, task: Task, command: Command) -> None:
        if self._task is None:
            self._task, self._job = task, command.id
            self.busy_changed.emit(task)
            self._engine.send(command)

    def _take(self, event: Event) -> None:
        if isinstance(event, AzureStateShown):
            self.state_shown.emit(event.state)
        elif isinstance(event, SettingsListed) and any(each.key.startswith("azure.") for each in event.settings):
            self.load()
        if not self._job or event.id != self._job:
            return
        if isinstance(event, SignInCode):
            self.code_shown.emit(event.url, event.code)
        elif isinstance(event, (Done, AzureStateShown)):
            self.finished.emit(self._end())
        elif isinstance(event, JobFailed):
            self.failed.emit(self._end(), failure_sentence(event))
        elif isinstance(event, JobCancelled):
            self._end()

    def _end(self) -> str:
        task, self._task, self._job = self._task, None, ""
        self.busy_changed.emit(None)
        return task or "state"

    def _end_lost(self) -> None:
        if self._job:
            self.failed.emit(self._end(), sentence_of(WorkerDied.code))
