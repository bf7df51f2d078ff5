"""What one document may cost while the parse worker has it open: time, memory, and the person's patience."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil

from desktop_rag.errors import DocumentError, DocumentTooLarge, DocumentTooSlow, WorkerTimedOut

_MEMORY_LOOK_S = 0.2
_START_SECONDS = 30


@dataclass(slots=True)
class DocumentWatch:
    """Asked every 50 ms while a document is open: stop it for the person, for its time or for its memory?

    `opened` is when its time began: with the document, with each part of it, and with each picture that is read.
    `has_helper`: the worker may have another program at work, whose memory counts as its own.
    """

    is_cancelled: Callable[[], bool]
    max_seconds: float
    max_memory: int
    pid: Callable[[], int | None]
    opened: float | None = None
    verdict: type[DocumentError | WorkerTimedOut] | None = None
    is_idle: bool = False
    has_helper: bool = False
    _started: float = field(default_factory=time.monotonic)
    _looked: float = 0.0

    def __call__(self) -> bool:
        if self.verdict is not None or self.is_cancelled():
            return True
        now = time.monotonic()
        if self.opened is None:
            # The worker is starting: its time is no fault of the document.
            if now - self._started > _START_SECONDS:
                self.verdict = WorkerTimedOut
        elif now - self.opened > self.max_seconds:
            self.verdict = DocumentTooSlow
        elif now - self._looked > _MEMORY_LOOK_S:
            self._looked = now
            if self.look_at_memory() > self.max_memory:
                self.verdict = DocumentTooLarge
        return self.verdict is not None

    def begin(self) -> None:
        """What is read from now on has the whole time."""
        self.opened = time.monotonic()

    def look_at_memory(self) -> int:
        """Bytes that the worker and its helper hold now; zero where there is none."""
        pid = self.pid()
        if pid is None:
            return 0
        used = 0
        with contextlib.suppress(psutil.Error):
            worker = psutil.Process(pid)
            for process in (worker, *(worker.children(recursive=True) if self.has_helper else ())):
                with contextlib.suppress(psutil.Error):
                    used += int(process.memory_info().rss)
        return used
