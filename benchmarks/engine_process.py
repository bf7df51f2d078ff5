"""The real engine as a process of its own, driven as the window drives it; for benchmarks and tests."""

import contextlib
import itertools
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import psutil

from desktop_rag import paths, protocol
from desktop_rag.protocol import Command, Event

IN_BETWEEN = (
    protocol.JobStarted,
    protocol.Progress,
    protocol.EvidenceFound,
    protocol.AnswerText,
    protocol.SentenceChecked,
)
"""Events of a job that do not end it."""

_END_S = 10.0
_Wanted = TypeVar("_Wanted", bound=Event)


@dataclass(frozen=True, slots=True)
class Heard:
    """An event and when it came, on the clock of `time.perf_counter`."""

    at: float
    event: Event


class EngineEnded(Exception):
    """The engine was gone before it said what was waited for."""


class EngineProcess:
    """An engine process with everything it has said so far."""

    def __init__(
        self,
        home: Path,
        *,
        prefix: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        """Start it.

        Args:
            home: the library folder.
            prefix: a command that runs another command, for example strace.
            environment: what is added to the environment of a child process.
            folder: where it is started; here without it.
        """
        self.started = time.perf_counter()
        self._heard: list[Heard] = []
        self._changed = threading.Condition()
        self._ids = itertools.count(1)
        self._is_open = True
        self.process = subprocess.Popen(
            [*prefix, *paths.engine_command(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**paths.child_environment(), **(environment or {})},
            cwd=folder,
        )
        self._reader = threading.Thread(target=self._read, name="events", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            heard = Heard(time.perf_counter(), protocol.event_from_line(line))
            with self._changed:
                self._heard.append(heard)
                self._changed.notify_all()
        with self._changed:
            self._is_open = False
            self._changed.notify_all()

    # --- talking ------------------------------------------------------------------------------------------------

    def new_id(self) -> str:
        return f"job {next(self._ids)}"

    def send(self, command: Command) -> str:
        """Send a command; returns its id. What a dead engine does not take is lost, as it is for the window."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(protocol.to_line(command))
            self.process.stdin.flush()
        return command.id

    def heard(self, kind: type[_Wanted], job: str | None = None) -> list[_Wanted]:
        """Events of a kind so far, of one job or of all."""
        with self._changed:
            return [
                heard.event
                for heard in self._heard
                if isinstance(heard.event, kind) and (job is None or heard.event.id == job)
            ]

    def wait_for(self, is_wanted: Callable[[Event], bool], timeout_s: float = 120.0, *, since: int = 0) -> Heard:
        """The first event that is wanted, from the event number `since` on.

        Raises:
            EngineEnded: it ended without.
            TimeoutError: it lives on and does not say it.
        """
        deadline = time.perf_counter() + timeout_s
        position = since
        with self._changed:
            while True:
                while position < len(self._heard):
                    heard = self._heard[position]
                    position += 1
                    if is_wanted(heard.event):
                        return heard
                if not self._is_open:
                    raise EngineEnded
                left = deadline - time.perf_counter()
                if left <= 0:
                    raise TimeoutError
                self._changed.wait(left)

    @property
    def position(self) -> int:
        """How many events there were, for `since`."""
        with self._changed:
            return len(self._heard)

    def wait_ready(self, timeout_s: float = 60.0) -> None:
        """Until commands are taken."""
        self.wait_for(lambda event: isinstance(event, protocol.EngineReady | protocol.EngineFailed), timeout_s)
        if failed := self.heard(protocol.EngineFailed):
            raise RuntimeError(failed[0].code)

    def wait_for_models(self, timeout_s: float = 120.0) -> None:
        """Until the workers have their models in memory."""
        for worker in ("embed", "chat"):
            self.wait_for(
                lambda event, worker=worker: (  # type: ignore[misc]  # the default binds this turn's worker
                    isinstance(event, protocol.WorkerChanged) and event.worker == worker and event.state == "ready"
                ),
                timeout_s,
            )

    def wait_for_end(self, job: str, timeout_s: float = 120.0) -> Heard:
        """The event that ends a job."""
        return self.wait_for(lambda event: event.id == job and is_last(event), timeout_s)

    def ask(self, question: str, *, timeout_s: float = 120.0, use_model: bool = True) -> Event:
        """Ask and wait; returns what ends the job."""
        job = self.send(protocol.Ask(id=self.new_id(), question=question, use_model=use_model))
        return self.wait_for_end(job, timeout_s).event

    def index(self, collection: str, *places: Path, timeout_s: float = 300.0) -> Event:
        """Index and wait; returns what ends the job."""
        job = self.send(protocol.Index(id=self.new_id(), collection=collection, paths=tuple(map(str, places))))
        return self.wait_for_end(job, timeout_s).event

    # --- processes ----------------------------------------------------------------------------------------------

    def workers(self, name: str | None = None) -> list[psutil.Process]:
        """Processes of one worker, or of all; `parse` may have two, one reads and one draws."""
        found = []
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.process.pid).children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    words = child.cmdline()
                    if "--worker" in words and name in (None, words[words.index("--worker") + 1]):
                        found.append(child)
        return found

    def kill(self) -> list[psutil.Process]:
        """End it with SIGKILL; returns the workers it had."""
        workers = self.workers()
        self.process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        self.process.wait()
        self._close_pipes()
        return workers

    def close(self) -> None:
        """Close its input and wait for its end, as the window does."""
        if self.process.stdin is not None and not self.process.stdin.closed:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        try:
            self.process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._close_pipes()

    def _close_pipes(self) -> None:
        self._reader.join(_END_S)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None and not pipe.closed:
                with contextlib.suppress(OSError):
                    pipe.close()


def is_last(event: Event) -> bool:
    """Whether an event ends the job whose id it carries."""
    if isinstance(event, protocol.DocumentsListed):
        return event.offset + len(event.documents) >= event.total
    return not isinstance(event, IN_BETWEEN)
