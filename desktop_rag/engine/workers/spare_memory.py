"""Gives the system back what a worker has freed, where the C library would keep it.

glibc gives back what lies at the end of its heap alone. Small things that stay come to lie between the large buffers
of one batch and those of the next, which is of another length: after some thousand texts the embed worker keeps 200 MB
of holes. Other C libraries have no such call, and there nothing is done. Figures are in docs/decisions/0020.
"""

from collections.abc import Callable

import psutil

_GROWN_BYTES = 64 * 1024 * 1024
"""Since the last time. A question adds 10 to 20 MB, and the next one should not wait for its pages."""


def resident_bytes() -> int:
    """What this process has in memory now."""
    return int(psutil.Process().memory_info().rss)


class SpareMemory:
    """Of this process. To be looked at when nothing is asked: what was given back is taken again page by page."""

    def __init__(self, give_back: Callable[[], object] | None, resident: Callable[[], int] = resident_bytes) -> None:
        self._give_back = give_back
        self._resident = resident
        self._least = 0

    def look(self) -> None:
        """Give back what was freed, if the process has grown enough for that."""
        if self._give_back is None:
            return
        resident = self._resident()
        if resident - self._least >= _GROWN_BYTES:
            self._give_back()
            self._least = self._resident()
        self._least = min(self._least, resident)
