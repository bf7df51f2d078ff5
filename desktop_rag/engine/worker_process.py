"""Parent side of every worker: starts it fresh, speaks lines with it, bounds what comes back, ends it.

Everything a worker sends is untrusted until it was checked: a parser may have been taken over by the document it reads.
Replies are routed to the job that asked, through bounded queues, so that a slow reader slows the worker.
"""

import contextlib
import itertools
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol, TypeAlias

import msgspec

from desktop_rag import paths
from desktop_rag.errors import (
    Cancelled,
    WorkerDied,
    WorkerError,
    WorkerMisbehaved,
    WorkerResting,
    WorkerTimedOut,
    from_code,
)
from desktop_rag.message_loop import NORMAL_PRIORITY
from desktop_rag.protocol import WorkerName, WorkerState

logger = logging.getLogger(__name__)

DEATHS_BEFORE_REST = 3
_POLL_S = 0.05
_QUEUED_REPLIES = 64
_ASK_S = 0.5
_LAST_BREATH_S = 3.0
_OUTSIDE_SIGNALS = (-15, -9)


class Started(Protocol):
    """What a worker needs of a process: the part of `subprocess.Popen` that is used."""

    @property
    def stdin(self) -> IO[bytes] | None: ...
    @property
    def stdout(self) -> IO[bytes] | None: ...
    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | Any: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...


Start: TypeAlias = Callable[[Sequence[str], Mapping[str, str]], Started]
"""Starts a command with an environment; its standard input and output are pipes, its standard error goes nowhere."""


def start_process(command: Sequence[str], environment: Mapping[str, str]) -> Started:
    """Start a command as a child of this process."""
    return subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(environment),
        # A group of its own: Ctrl+C in a terminal stops the job, and the job stops its workers in order.
        start_new_session=os.name == "posix",
        creationflags=0x08000000 if sys.platform == "win32" else 0,  # CREATE_NO_WINDOW
    )


@dataclass(frozen=True, slots=True)
class PipeLimits:
    """How much a worker may say: bytes of one line, and of all lines of one job."""

    line_bytes: int
    job_bytes: int


@dataclass(frozen=True, slots=True)
class _End:
    """What the reader leaves in a job's queue when the worker is gone."""

    error: WorkerError


class _Running:
    """One life of the worker: its process, its reader, and the jobs that wait for replies."""

    def __init__(self, command: Sequence[str], limits: PipeLimits, start: Start) -> None:
        self.limits = limits
        self.jobs: dict[int, queue.Queue[dict[str, Any] | _End]] = {}
        self.job_bytes: dict[int, int] = {}
        self.lock = threading.Lock()
        self.write_lock = threading.Lock()
        self.was_ended_by_us = False
        self.is_counted = False
        self.misbehaved = False
        self.process = start(command, paths.child_environment())
        self.reader = threading.Thread(target=self._read, name="replies", daemon=True)
        self.reader.start()

    def _read(self) -> None:
        source = self.process.stdout
        assert source is not None
        with contextlib.suppress(OSError, ValueError):
            while line := source.readline(self.limits.line_bytes):
                if not line.endswith(b"\n") and len(line) < self.limits.line_bytes:
                    break  # it ended in the middle of a line: a death, not a lie
                if not self._route(line):
                    self.misbehaved = True
                    break
        try:
            if not self.misbehaved:
                self.process.wait(_LAST_BREATH_S)
        except subprocess.TimeoutExpired:
            self.misbehaved = True  # it closed its output and lives on
        if self.misbehaved:
            self.kill()
        self.process.wait()
        self._end_group()
        with contextlib.suppress(OSError, ValueError):
            source.close()
        with self.write_lock, contextlib.suppress(OSError, ValueError):
            if self.process.stdin is not None:
                self.process.stdin.close()
        self._end_jobs()

    def _route(self, line: bytes) -> bool:
        """Give a line to the job it answers; False if it is no message of ours, or one too many."""
        try:
            untrusted = msgspec.json.decode(line)
            job_id, kind = untrusted["id"], untrusted["kind"]
        except (msgspec.DecodeError, KeyError, TypeError):
            return False
        if not isinstance(job_id, int) or not isinstance(kind, str):
            return False
        with self.lock:
            waiting = self.jobs.get(job_id)
            if waiting is None:
                return job_id in self.job_bytes  # a late word of a job that nobody waits for any more
            self.job_bytes[job_id] += len(line)
            if self.job_bytes[job_id] > self.limits.job_bytes:
                return False
        while True:
            try:
                waiting.put(untrusted, timeout=_POLL_S)
                return True
            except queue.Full:
                with self.lock:
                    if job_id not in self.jobs:
                        return True

    def _end_jobs(self) -> None:
        with self.lock:
            jobs, self.jobs = self.jobs, {}
        error: WorkerError = WorkerMisbehaved() if self.misbehaved else WorkerDied()
        for waiting in jobs.values():
            with contextlib.suppress(queue.Empty):
                while waiting.full():
                    waiting.get_nowait()
            waiting.put(_End(error))

    @property
    def is_alive(self) -> bool:
        # One that we ended is gone, even if the system has not noticed yet.
        return self.process.poll() is None and not self.misbehaved and not self.was_ended_by_us

    def write(self, message: Mapping[str, Any]) -> None:
        """Send a line; raises OSError when the worker is gone, ValueError for text that is no Unicode."""
        self.write_line(msgspec.json.encode(message) + b"\n")

    def write_line(self, line: bytes) -> None:
        """Send a line that is encoded; raises OSError when the worker is gone."""
        # Not the lock of the jobs: while this waits for a worker that reads slowly, its replies must still be routed.
        with self.write_lock:
            target = self.process.stdin
            if target is None or target.closed:
                raise BrokenPipeError
            target.write(line)
            target.flush()

    def open_job(self, job_id: int) -> "queue.Queue[dict[str, Any] | _End]":
        waiting: queue.Queue[dict[str, Any] | _End] = queue.Queue(_QUEUED_REPLIES)
        with self.lock:
            self.jobs[job_id] = waiting
            self.job_bytes[job_id] = 0
        return waiting

    def close_job(self, job_id: int) -> None:
        with self.lock:
            self.jobs.pop(job_id, None)

    def kill(self) -> None:
        self.was_ended_by_us = True
        with contextlib.suppress(OSError):
            self.process.kill()

    def _end_group(self) -> None:
        """End what the worker started and, having been killed or crashed, could not end itself.

        Its group keeps its number for as long as one of them lives. On Windows the worker's job does this.
        """
        if isinstance(self.process, subprocess.Popen) and hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask by closing its input, wait, kill."""
        self.was_ended_by_us = True
        with contextlib.suppress(OSError, ValueError):
            if self.process.stdin is not None:
                self.process.stdin.close()
        try:
            self.process.wait(_ASK_S)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()
        self.reader.join(timeout=_ASK_S)


class WorkerProcess:
    """A worker that is started when it is first needed and again when it died.

    Safe to use from several threads. Three deaths in a row without a finished job put it to rest until `wake`.

    Attributes:
        limits: how much it may say, from its next start on.
    """

    def __init__(
        self,
        name: WorkerName,
        home: Path,
        limits: PipeLimits,
        *,
        command: Sequence[str] | None = None,
        on_state: Callable[[WorkerState, str | None], None] = lambda _state, _code: None,
        on_start: Callable[["WorkerProcess"], None] | None = None,
        start: Start = start_process,
    ) -> None:
        self.name = name
        self._command = command or paths.program("--worker", name, "--home", str(home))
        self.limits = limits
        self._on_state = on_state
        self._on_start = on_start
        self._start_process = start
        self._running: _Running | None = None
        self._starting = threading.RLock()
        self._ids = itertools.count(1)
        self._deaths = 0
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Process id of the running worker, None while there is none."""
        running = self._running
        return running.process.pid if running is not None and running.is_alive else None

    @property
    def is_resting(self) -> bool:
        """Whether it died three times in a row and waits to be asked."""
        return self._deaths >= DEATHS_BEFORE_REST

    def wake(self) -> None:
        """Let a resting worker try again."""
        self._deaths = 0

    def last_death_was_its_own(self) -> bool:
        """Whether the last life ended by itself: not by us, and not by a signal that only somebody outside sends."""
        running = self._running
        if running is None or running.was_ended_by_us:
            return False
        return running.process.returncode not in (None, 0, *_OUTSIDE_SIGNALS)

    def call(
        self,
        op: str,
        fields: Mapping[str, Any] | None = None,
        *,
        timeout_s: float,
        priority: int = NORMAL_PRIORITY,
        is_cancelled: Callable[[], bool] = lambda: False,
        is_work: bool = True,
    ) -> dict[str, Any]:
        """Ask and wait for the fields of the done reply. Takes and raises what `stream` does."""
        reply: dict[str, Any] = {}
        for reply in self.stream(  # noqa: B007
            op, fields, timeout_s=timeout_s, priority=priority, is_cancelled=is_cancelled, is_work=is_work
        ):
            pass  # only the last counts
        return reply

    def stream(
        self,
        op: str,
        fields: Mapping[str, Any] | None = None,
        *,
        timeout_s: float,
        priority: int = NORMAL_PRIORITY,
        is_cancelled: Callable[[], bool] = lambda: False,
        cancel_grace_s: float = 0.4,
        is_work: bool = True,
    ) -> Iterator[dict[str, Any]]:
        """Yield every reply of a job, the done reply last.

        Args:
            op: what to do.
            fields: what the worker needs for it.
            priority: requests with a lower number go first.
            cancel_grace_s: how long a worker that was asked to stop may take.
            timeout_s: seconds from now until the job must be done; then the worker is killed.
            is_cancelled: asked every 50 ms; True asks the worker to stop and, if it does not within `cancel_grace_s`,
                kills it.
            is_work: False for what only prepares for work, as loading a model: a worker that loads well and dies at
                every question comes to rest all the same.

        Raises:
            WorkerResting, WorkerDied, WorkerTimedOut, WorkerMisbehaved: the worker did not do it.
            Cancelled: it was stopped.
            DesktopRagError: what the worker itself reported.
        """
        running, job_id, waiting = self._submit(op, fields or {}, priority)
        deadline = time.monotonic() + timeout_s
        kill_at: float | None = None
        try:
            while True:
                now = time.monotonic()
                if kill_at is None and is_cancelled():
                    with contextlib.suppress(OSError):
                        running.write({"op": "cancel", "id": job_id})
                    kill_at = now + cancel_grace_s
                if kill_at is not None and now >= kill_at and waiting.empty():
                    running.kill()
                    raise Cancelled
                if now >= deadline:
                    running.kill()
                    self._count_death(running, "worker_timed_out")
                    raise WorkerTimedOut(seconds=round(timeout_s))
                try:
                    reply = waiting.get(timeout=_POLL_S)
                except queue.Empty:
                    continue
                if isinstance(reply, _End):
                    if kill_at is not None:
                        raise Cancelled
                    self._count_death(running, reply.error.code)
                    raise reply.error
                kind = reply["kind"]
                if kind == "cancelled":
                    raise Cancelled
                if kind == "failed":
                    self._deaths = 0
                    raise from_code(str(reply.get("code")), _safe_details(reply.get("details")))
                if kind == "done":
                    if is_work:
                        self._deaths = 0
                    yield reply
                    return
                yield reply
        finally:
            running.close_job(job_id)

    def _submit(
        self, op: str, fields: Mapping[str, Any], priority: int
    ) -> tuple[_Running, int, "queue.Queue[dict[str, Any] | _End]"]:
        job_id = next(self._ids)
        # Encoded before the worker is touched: a message that cannot be sent is our fault, not its death.
        line = msgspec.json.encode({**fields, "id": job_id, "op": op, "priority": priority}) + b"\n"
        running = self.start()
        waiting = running.open_job(job_id)
        try:
            running.write_line(line)
        except (OSError, ValueError):
            # The reader notices the death too and leaves an _End for this job if it was opened before.
            running.close_job(job_id)
            running.process.wait()
            self._count_death(running, "worker_died")
            raise WorkerDied from None
        return running, job_id, waiting

    def start(self) -> _Running:
        """Make sure that the worker runs; raises `WorkerResting` or `WorkerDied`."""
        with self._starting:
            if self._closed:
                raise WorkerDied
            if self._running is not None and self._running.is_alive:
                return self._running
            if self.is_resting:
                raise WorkerResting
            self._on_state("starting", None)
            self._running = _Running(self._command, self.limits, self._start_process)
            if self._on_start is not None:
                self._on_start(self)
            return self._running

    def _count_death(self, running: _Running, code: str) -> None:
        """Count the end of a process once, however many jobs it took along."""
        with self._starting:
            if running.is_counted:
                return
            running.is_counted = True
            self._deaths += 1
            logger.warning("worker %s ended: %s, %d in a row", self.name, code, self._deaths)
            self._on_state("resting" if self.is_resting else "stopped", code)

    def restart(self) -> None:
        """End the running process; the next job starts a fresh one."""
        with self._starting:
            if self._running is not None:
                self._running.stop()

    def close(self) -> None:
        """End the worker for good."""
        with self._starting:
            self._closed = True
            if self._running is not None:
                self._running.stop()


def _safe_details(untrusted: object) -> dict[str, str | int | float]:
    """Keep numbers only: a string from a worker could be text of a document."""
    if not isinstance(untrusted, dict):
        return {}
    return {str(key)[:40]: value for key, value in untrusted.items() if isinstance(value, int | float)}
