"""Paths of one collection that changed on the disk and wait to be looked at until they are quiet.

A program saves in steps, and a download grows for minutes: who looked at each event would read a file many times, and
mostly halves of it.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

QUIET_S = 1.0
"""So long nothing must have happened to a path before it is looked at."""
FOLDER_PATIENCE_S = 5.0
"""A folder, or what is not there any more, is looked at after this time even though more keeps happening to it."""
FILE_PATIENCE_S = 60.0
"""The same for a file: as long as it is being written it is read only now and then, such as a log."""

_SERIES_S = 5.0
"""What happens to a path again within this time is one series. Longer than `QUIET_S` and the time between two looks: a
log that is written each second is one series, and read when its patience ends."""


@dataclass(slots=True)
class _Dirty:
    """A path to which something happened again and again, each time before it was quiet, from `first` to `last`."""

    first: float
    last: float
    is_file: bool
    is_asked: bool = False
    """Nothing happened to it: somebody wants it looked through."""

    @property
    def patience_ends(self) -> float:
        return self.first + (FILE_PATIENCE_S if self.is_file else FOLDER_PATIENCE_S)

    @property
    def due(self) -> float:
        return min(self.last + QUIET_S, self.patience_ends)


class DirtyPaths:
    """What changed and was not looked at since; safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._dirty: dict[str, _Dirty] = {}
        self._taken: dict[str, _Dirty] = {}
        self._overdue: frozenset[str] = frozenset()
        self._last_touch = -QUIET_S

    def __len__(self) -> int:
        return len(self._dirty)

    def touch(self, path: str, *, is_file: bool) -> None:
        """Something happened to a path just now."""
        now = self._clock()
        with self._lock:
            self._last_touch = now
            known = self._dirty.get(path)
            if known is None or now - known.last >= _SERIES_S:
                # What was long quiet, and is only not looked at yet, has its whole patience for what begins now.
                self._dirty[path] = _Dirty(now, now, is_file)
            else:
                known.last, known.is_file, known.is_asked = now, is_file, False

    def ask(self, paths: Iterable[str]) -> None:
        """Have these paths looked at as soon as possible; one that something happens to just now, when it is due."""
        long_ago = self._clock() - FILE_PATIENCE_S
        with self._lock:
            for path in paths:
                self._dirty.setdefault(path, _Dirty(long_ago, long_ago, is_file=False, is_asked=True))

    def forget_asked(self) -> None:
        """What was only asked for need not be looked at any more."""
        with self._lock:
            self._dirty = {path: entry for path, entry in self._dirty.items() if not entry.is_asked}

    def put_off(self, path: str, *, is_file: bool) -> None:
        """It is too early to say what became of a path: have it looked at again, with the patience that is left."""
        now = self._clock()
        with self._lock:
            taken = self._taken.get(path)
            self._dirty.setdefault(path, _Dirty(taken.first if taken is not None else now, now, is_file))

    def put_back(self) -> None:
        """What was taken last was not looked at: it is due as it was before, unless something happened since."""
        with self._lock:
            for path, entry in self._taken.items():
                self._dirty.setdefault(path, entry)

    def fold(self, folder: str) -> None:
        """Have a folder looked at as a whole in the place of all paths below it: there are too many of them."""
        inside = folder.rstrip(os.sep) + os.sep
        with self._lock:
            self._dirty = {path: entry for path, entry in self._dirty.items() if not path.startswith(inside)}
        self.touch(folder, is_file=False)

    def take(self) -> list[str]:
        """The paths that are due; they are no longer dirty."""
        now = self._clock()
        with self._lock:
            due = [path for path, entry in self._dirty.items() if entry.due <= now]
            self._overdue = frozenset(path for path in due if self._dirty[path].patience_ends <= now)
            self._taken = {path: self._dirty.pop(path) for path in due}
        return due

    def seconds_until_due(self) -> float | None:
        """Until `take` returns something; None while nothing is dirty."""
        with self._lock:
            first = min((entry.due for entry in self._dirty.values()), default=None)
        return None if first is None else max(0.0, first - self._clock())

    def is_restless(self, path: str) -> bool:
        """Whether something happened to a path a moment ago, and whoever looks at its folder should leave it alone."""
        with self._lock:
            entry = self._dirty.get(path)
            return entry is not None and entry.due > self._clock() and path not in self._overdue

    def is_busy(self) -> bool:
        """Whether something happened to any path a moment ago."""
        return self._clock() - self._last_touch < QUIET_S

    def was_overdue(self, path: str) -> bool:
        """Whether a path was taken last time although it never came to rest."""
        return path in self._overdue
