"""Counts the network connections of every process of ours while something else goes on."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

import psutil

from desktop_rag import guard

_EVERY_S = 0.1


class ConnectionWatch:
    """Looks ten times a second at this process, all below it, and the window above it, if there is one.

    `most` is the largest number of network sockets seen at one look, `looks` how often it looked, `processes` how many
    processes it saw. The online worker is left out: it exists only while a person sends something.
    """

    def __init__(self) -> None:
        self.most = 0
        self.looks = 0
        self._seen: set[int] = set()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="connections", daemon=True)

    @property
    def processes(self) -> int:
        return len(self._seen)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()

    def look(self) -> None:
        """Count once, now."""
        count = 0
        for process in _ours():
            with suppress(psutil.Error, OSError):
                count += len(process.net_connections("inet"))
                self._seen.add(process.pid)
        self.most = max(self.most, count)
        self.looks += 1

    def _watch(self) -> None:
        while True:
            self.look()
            if self._end.wait(_EVERY_S):
                return


def _ours() -> Iterator[psutil.Process]:
    me = psutil.Process()
    yield me
    with suppress(psutil.Error):
        # An engine that took the window's starter over has the window above it.
        parent = me.parent()
        if guard.in_force.has_window_above and parent is not None:
            yield parent
    with suppress(psutil.Error):
        for child in me.children(recursive=True):
            with suppress(psutil.Error):
                if not _is_online(child):
                    yield child


def _is_online(process: psutil.Process) -> bool:
    words = process.cmdline()
    return "--worker" in words and words[words.index("--worker") + 1 : words.index("--worker") + 2] == ["online"]
