"""Runs of the real engine that several benchmarks need."""

import contextlib
import queue
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from desktop_rag import protocol
from desktop_rag.engine.catalog import CollectionEntry
from desktop_rag.engine.library import Library
from desktop_rag.engine.service import Engine
from desktop_rag.protocol import Command, Event

_Ended = TypeVar("_Ended", bound=Event)


class EngineRun:
    """An engine in this process with its events in a queue."""

    def __init__(self, home: Path) -> None:
        self.events: queue.Queue[Event] = queue.Queue()
        self.engine = Engine(home, self.events.put)

    def run(self, command: Command, ended: type[_Ended]) -> _Ended:
        """Carry out a command to its end; raises RuntimeError with the code where it fails."""
        for event in self.stream(command):
            if isinstance(event, ended):
                return event
        raise RuntimeError("ended otherwise")

    def stream(self, command: Command, timeout_s: float = 600) -> Iterator[Event]:
        """Events of a command up to its last."""
        self.engine.handle(command)
        while True:
            event = self.events.get(timeout=timeout_s)
            if event.id != command.id:
                continue
            yield event
            if isinstance(event, protocol.JobFailed):
                raise RuntimeError(event.code)  # noqa: TRY004 (what failed is the job, not a type)
            if isinstance(
                event, protocol.JobCancelled | protocol.IndexDone | protocol.AnswerDone | protocol.SearchDone
            ):
                return

    def close(self) -> None:
        self.engine.close()


@contextlib.contextmanager
def indexed_library(home: Path, folders: Sequence[Path]) -> Iterator[tuple[Library, CollectionEntry]]:
    """A library in `home` with one collection of these folders, open without an engine."""
    run = EngineRun(home)
    try:
        run.run(protocol.Index(id="index", collection="benchmark", paths=tuple(map(str, folders))), protocol.IndexDone)
    finally:
        run.close()
    library = Library(home)
    try:
        yield library, library.catalog.collections()[0]
    finally:
        library.close()
