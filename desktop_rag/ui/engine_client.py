"""The window's end of the engine: starts its process, sends commands, hands out events, starts it again if it dies."""

import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import ClassVar, TypeAlias

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from desktop_rag.errors import BadMessage, WorkerDied
from desktop_rag.protocol import (
    MAX_LINE_BYTES,
    AnswerText,
    Cancel,
    Command,
    DocumentsListed,
    EngineFailed,
    EngineReady,
    Event,
    EvidenceFound,
    JobCancelled,
    JobFailed,
    JobStarted,
    LedgerShown,
    Progress,
    SentenceChecked,
    SignInCode,
    event_from_line,
    to_line,
)

EventHandler: TypeAlias = Callable[[Event], None]

_IN_BETWEEN = (JobStarted, Progress, EvidenceFound, AnswerText, SentenceChecked, SignInCode)
_SLICE_S = 0.02  # Handling events never holds up painting for longer than this.

_log = logging.getLogger(__name__)


def is_last(event: Event) -> bool:
    """Whether this event ends the job whose id it carries."""
    if isinstance(event, DocumentsListed):
        return event.offset + len(event.documents) >= event.total
    if isinstance(event, LedgerShown):
        return event.offset + len(event.lines) >= event.total
    return not isinstance(event, _IN_BETWEEN)


class EngineClient(QObject):
    """Speaks the line protocol with the engine process.

    What is sent before the engine is ready waits and is sent then, so that a person can ask from the first frame.
    When the engine dies, each running job ends with `JobFailed`, and the process is started again by itself.

    Signals:
        ready: the engine takes commands (carries `EngineReady`); also after every restart.
        lost: the engine died; it is being started again.
        returned: the engine is back after it was lost.
        refused: the engine cannot use its library (carries `EngineFailed`); it is tried again more and more rarely.
        event_received: every event, also those that nobody asked for.
    """

    ready = Signal(object)
    lost = Signal()
    returned = Signal()
    refused = Signal(object)
    event_received = Signal(object)

    RESTART_DELAYS_MS: ClassVar[tuple[int, ...]] = (0, 500, 2_000, 5_000, 15_000, 30_000)
    CLOSE_WAIT_MS: ClassVar[int] = 2_000
    STEADY_AFTER_S: ClassVar[float] = 30.0

    def __init__(
        self, command: Sequence[str], parent: QObject | None = None, *, environment: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(parent)
        self._command = list(command)
        self._environment = environment
        self._process: QProcess | None = None
        self._buffer = bytearray()
        self._searched = 0
        self._jobs: dict[str, EventHandler] = {}
        self._waiting: list[Command] = []
        self._is_ready = False
        self._was_lost = False
        self._is_closing = False
        self._deaths = 0
        self._ready_at = 0.0
        self._slice_timer = QTimer(self, singleShot=True, interval=0)
        self._slice_timer.timeout.connect(self._handle_lines)
        self._restart_timer = QTimer(self, singleShot=True)
        self._restart_timer.timeout.connect(self.start)

    @property
    def is_ready(self) -> bool:
        return self._is_ready

    @property
    def process_id(self) -> int:
        """Of the engine, or 0 where it is not running."""
        return self._process.processId() if self._process is not None else 0

    def new_id(self) -> str:
        """An id for a command, never used before."""
        return uuid.uuid4().hex

    def start(self) -> None:
        """Start the process; returns at once."""
        self._buffer.clear()
        self._searched = 0
        process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._on_end)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        if self._environment is not None:
            environment = QProcessEnvironment()
            for name, value in self._environment.items():
                environment.insert(name, value)
            process.setProcessEnvironment(environment)
        process.start(self._command[0], self._command[1:])

    def send(self, command: Command, on_event: EventHandler | None = None) -> None:
        """Send a command, now or as soon as the engine is ready. `on_event` gets its events up to the last one."""
        if self._is_closing:
            return
        if on_event is not None:
            self._jobs[command.id] = on_event
        if self._is_ready:
            self._write(to_line(command))
        else:
            self._waiting.append(command)

    def cancel(self, job: str) -> None:
        """Stop a job; one that has not been sent yet ends at once."""
        waiting = [command for command in self._waiting if command.id == job]
        if waiting:
            self._waiting.remove(waiting[0])
            self._deliver(JobCancelled(id=job))
        else:
            self.send(Cancel(id=self.new_id(), job=job))

    def stop_listening(self, job: str) -> None:
        """Hand out no more events of this job to its handler; the job itself goes on."""
        self._jobs.pop(job, None)

    def close(self) -> None:
        """End the engine: close its input, wait, kill. Nothing is reported any more."""
        self._is_closing = True
        self._is_ready = False
        self._restart_timer.stop()
        self._slice_timer.stop()
        self._jobs.clear()
        self._waiting.clear()
        process, self._process = self._process, None
        if process is None:
            return
        process.readyReadStandardOutput.disconnect(self._read)
        process.finished.disconnect(self._on_end)
        process.errorOccurred.disconnect(self._on_error)
        process.closeWriteChannel()
        if process.state() != QProcess.ProcessState.NotRunning and not process.waitForFinished(self.CLOSE_WAIT_MS):
            process.kill()
            process.waitForFinished(self.CLOSE_WAIT_MS)
        process.deleteLater()

    def _write(self, line: bytes) -> None:
        if self._process is not None:
            self._process.write(line)

    def _read(self) -> None:
        if self._process is None:
            return
        self._buffer += self._process.readAllStandardOutput().data()
        self._handle_lines()

    def _handle_lines(self) -> None:
        until = monotonic() + _SLICE_S
        while not self._is_closing:
            end = self._buffer.find(b"\n", self._searched)
            if end < 0:
                self._searched = len(self._buffer)
                if self._searched > MAX_LINE_BYTES:
                    self._end_misbehaving()
                return
            line = bytes(self._buffer[:end])
            del self._buffer[: end + 1]
            self._searched = 0
            if len(line) > MAX_LINE_BYTES:
                self._end_misbehaving()
                return
            self._handle_line(line)
            if monotonic() > until:
                self._slice_timer.start()
                return

    def _handle_line(self, line: bytes) -> None:
        try:
            event = event_from_line(line)
        except BadMessage:
            # A stray line costs itself; its content is not ours to log.
            _log.warning("engine sent a line that is no event: %d bytes", len(line))
            return
        if isinstance(event, EngineReady):
            self._take_ready(event)
        elif isinstance(event, EngineFailed):
            self.refused.emit(event)
        self._deliver(event)

    def _take_ready(self, event: EngineReady) -> None:
        self._is_ready = True
        self._ready_at = monotonic()
        waiting, self._waiting = self._waiting, []
        for command in waiting:
            self._write(to_line(command))
        self.ready.emit(event)
        if self._was_lost:
            self._was_lost = False
            self.returned.emit()

    def _deliver(self, event: Event) -> None:
        handler = self._jobs.pop(event.id, None) if is_last(event) else self._jobs.get(event.id)
        if handler is not None:
            handler(event)
        self.event_received.emit(event)

    def _end_misbehaving(self) -> None:
        _log.error("engine sent a line over %d bytes; it is ended", MAX_LINE_BYTES)
        self._buffer.clear()
        self._searched = 0
        if self._process is not None:
            self._process.kill()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        # Every other error is followed by `finished`.
        if error == QProcess.ProcessError.FailedToStart:
            self._on_end()

    def _on_end(self) -> None:
        if self._is_closing:
            return
        if self._process is not None:
            # What it said last may hold the reason of its end.
            self._buffer += self._process.readAllStandardOutput().data()
            self._process.deleteLater()
            self._process = None
            while b"\n" in self._buffer:
                self._handle_lines()
        self._take_loss()

    def _take_loss(self) -> None:
        """End what was running, tell the window, and plan the next start."""
        was_steady = self._is_ready and monotonic() - self._ready_at > self.STEADY_AFTER_S
        self._is_ready = False
        self._deaths = 1 if was_steady else self._deaths + 1
        self._restart_timer.start(self.RESTART_DELAYS_MS[min(self._deaths, len(self.RESTART_DELAYS_MS)) - 1])
        if not self._was_lost:
            self._was_lost = True
            self.lost.emit()
        waiting = {command.id for command in self._waiting}
        for job in [job for job in self._jobs if job not in waiting]:
            self._deliver(JobFailed(id=job, code=WorkerDied.code, details={}))
