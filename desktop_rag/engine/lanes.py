"""Serial lanes of work, such as indexing and answering, and the jobs that wait in them."""

import contextlib
import itertools
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from desktop_rag.errors import Cancelled, DesktopRagError, InternalError
from desktop_rag.protocol import Command, Done, Event, JobCancelled, JobFailed, JobStarted

logger = logging.getLogger(__name__)

_QUIET = "quiet:"
_IN_TURN, _IDLE, _END = range(3)

Emit: TypeAlias = Callable[[Event], None]


@dataclass(slots=True)
class Job:
    """A command on its way through a lane."""

    command: Command
    work: Callable[["Job"], Event]
    cancelled: threading.Event = field(default_factory=threading.Event)
    gives_way: Callable[[], bool] = lambda: False

    def is_cancelled(self) -> bool:
        """Whether the person stopped it, the program ends, or it gives way to a job that somebody waits for."""
        return self.cancelled.is_set() or self.gives_way()


class Lane:
    """Carries out one job after another on a thread of its own; each ends with one of done, failed, cancelled."""

    def __init__(self, name: str, emit: Emit) -> None:
        self._emit = emit
        self._waiting: queue.PriorityQueue[tuple[int, int, Job | None]] = queue.PriorityQueue()
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._running: Job | None = None
        self._in_turn = 0
        self._numbers = itertools.count()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether a job runs now."""
        return self._running is not None

    def submit(self, command: Command, work: Callable[[Job], Event]) -> None:
        """Put a job at the end of the lane."""
        self._put(_IN_TURN, Job(command, work))

    def submit_quietly(self, work: Callable[[Job], object]) -> None:
        """Put work at the end that nobody asked for: it says nothing, and what goes wrong is only logged."""
        self._put(_IN_TURN, self._quiet(work))

    def submit_idly(self, work: Callable[[Job], object]) -> None:
        """The same for work that can wait: it begins when nothing else is left, and gives way to what comes.

        Its `is_cancelled` is true as soon as another job waits; whoever submitted it does so again for the rest.
        """
        job = self._quiet(work)
        job.gives_way = lambda: self._in_turn > 0
        self._put(_IDLE, job)

    def _quiet(self, work: Callable[[Job], object]) -> Job:
        def quiet(job: Job) -> Event:
            with contextlib.suppress(Cancelled):
                work(job)
            return Done(id="")

        return Job(Command(id=f"{_QUIET}{next(self._numbers)}"), quiet)

    def _put(self, rank: int, job: Job) -> None:
        with self._lock:
            self._jobs[job.command.id] = job
            self._in_turn += rank == _IN_TURN
        self._waiting.put((rank, next(self._numbers), job))

    def cancel(self, job_id: str) -> None:
        """Stop a job that runs; one that still waits ends at once, without its turn."""
        with self._lock:
            job = self._jobs.get(job_id)
            is_waiting = job is not None and job is not self._running
            if is_waiting:
                del self._jobs[job_id]
        if job is not None:
            job.cancelled.set()
        if is_waiting:
            self._emit(JobCancelled(id=job_id))

    def close(self, wait_s: float) -> None:
        """Stop everything and wait for the job that runs."""
        with self._lock:
            for job in self._jobs.values():
                job.cancelled.set()
        self._waiting.put((_END, 0, None))
        self._thread.join(wait_s)

    def _run(self) -> None:
        while True:
            rank, _, job = self._waiting.get()
            if job is None:
                return
            with self._lock:
                self._in_turn -= rank == _IN_TURN
                if self._jobs.get(job.command.id) is not job:
                    continue  # cancelled while it waited, and told so
                self._running = job
            is_quiet = job.command.id.startswith(_QUIET)
            if not is_quiet:
                self._emit(JobStarted(id=job.command.id))
            ended = self._carry_out(job)
            if not is_quiet:
                self._emit(ended)
            with self._lock:
                self._running = None
                self._jobs.pop(job.command.id, None)

    def _carry_out(self, job: Job) -> Event:
        # Not `is_cancelled`: who submitted idle work learns of it that it gave way, and submits it again.
        is_over = job.cancelled.is_set
        return carry_out(job.command, lambda: JobCancelled(id=job.command.id) if is_over() else job.work(job))


def carry_out(command: Command, work: Callable[[], Event]) -> Event:
    """The event that a command ends with; the one place where an unexpected error is met."""
    try:
        return work()
    except Cancelled:
        return JobCancelled(id=command.id)
    except DesktopRagError as error:
        logger.info("%s failed: %s", type(command).__name__, error.code)
        return JobFailed(id=command.id, code=error.code, details=dict(error.details))
    except Exception:
        logger.exception("%s failed", type(command).__name__)
        return JobFailed(id=command.id, code=InternalError.code, details={})
