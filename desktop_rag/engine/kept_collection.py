"""What is known of one collection that is kept true to the disk: what waits, what runs, when the next job may begin."""

import time
from collections.abc import Callable

from desktop_rag import protocol
from desktop_rag.engine import dirty_paths
from desktop_rag.engine.dirty_paths import DirtyPaths

_BETWEEN_JOBS_S = 1.0
_TIDY_AFTER_S = 20.0
_TIDY_AFTER_JOBS = 50
_RETRY_S = 60.0
_LONGEST_RETRY_S = 3600.0
_NANOSECONDS = 1_000_000_000


class KeptCollection:
    """Decides for one collection when to look, and remembers what is not finished.

    Attributes:
        dirty: paths that changed and were not looked at since.
        told: what was said of it last.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.dirty = DirtyPaths(clock)
        self.told: protocol.WatchChanged | None = None
        self._clock = clock
        self._is_submitted = False
        self._reading = 0
        self._begin_at = 0.0
        self._retry_s = _RETRY_S
        self._jobs_since_tidy = 0
        self._tidy_at = 0.0

    @property
    def changed(self) -> int:
        """How many paths wait or are being looked at."""
        return len(self.dirty) + self._reading

    # --- when ---------------------------------------------------------------------------------------------------

    def is_due(self) -> bool:
        """Whether a job is to be submitted now; from then on it counts as submitted."""
        due_s = self.dirty.seconds_until_due()
        is_due = not self._is_submitted and self._clock() >= self._begin_at and due_s is not None and due_s <= 0
        self._is_submitted = self._is_submitted or is_due
        return is_due

    def is_untidy(self) -> bool:
        """Whether the index is to be put in order now, after many changes or at a quiet moment after some."""
        is_untidy = not self._is_submitted and self._jobs_since_tidy > 0 and self._clock() >= self._tidy_at
        if is_untidy:
            self._jobs_since_tidy = 0
        return is_untidy

    # --- a job --------------------------------------------------------------------------------------------------

    def begin(self) -> list[str]:
        """A job begins: the paths that are due by now."""
        paths = self.dirty.take()
        self._reading = len(paths)
        return paths

    def finish(self, *, has_changed: bool) -> None:
        """A job has done what it was to do; whether it had to write anything."""
        now = self._clock()
        self._retry_s = _RETRY_S
        self._end(now + _BETWEEN_JOBS_S)
        if has_changed:
            self._jobs_since_tidy += 1
            self._tidy_at = now if self._jobs_since_tidy >= _TIDY_AFTER_JOBS else now + _TIDY_AFTER_S

    def give_way(self) -> None:
        """A job ended for another one, and goes on as soon as it may."""
        self.dirty.put_back()
        self._end(0.0)

    def fail(self) -> None:
        """A job could not do it. Whatever it is (no room on the disk, no model), trying every second mends nothing."""
        self.dirty.put_back()
        self._end(self._clock() + self._retry_s)
        self._retry_s = min(self._retry_s * 2, _LONGEST_RETRY_S)

    def _end(self, begin_at: float) -> None:
        self._begin_at = begin_at
        self._reading = 0
        self._is_submitted = False

    def is_restless(self, key: str, modified_ns: int | None) -> bool:
        """Whether it is too early to say what became of a path; then it is looked at again.

        It was told of just now; or its own time says so, where nothing is told; or it is missing while others still
        change, and may be one of them under another name.
        """
        if self.dirty.is_restless(key):
            return True
        if self.dirty.was_overdue(key):
            return False
        if modified_ns is None:
            is_early = self.dirty.is_busy()
        else:
            is_early = 0 <= time.time_ns() - modified_ns < dirty_paths.QUIET_S * _NANOSECONDS
        if is_early:
            self.dirty.put_off(key, is_file=modified_ns is not None)
        return is_early
