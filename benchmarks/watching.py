"""Changes of all kinds within a minute: how soon the index is as the disk, and whether anything was read in vain.

    python -m benchmarks.watching [--changes 500] [--seconds 60] [--seed 1]

The engine with its real workers watches a folder by the means of the system.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.changes import Changes
from benchmarks.tables import print_table
from desktop_rag import protocol
from desktop_rag.engine.service import Engine
from desktop_rag.policy import Policy
from desktop_rag.protocol import Event

END_S = 10.0
"""The bound: so soon after the last change the index is as the disk."""
_GIVE_UP_S = 180.0


class _Heard:
    """What the engine said last."""

    def __init__(self) -> None:
        self._told = threading.Condition()
        self.ends: dict[str, Event] = {}
        self.watching: protocol.WatchChanged | None = None

    def __call__(self, event: Event) -> None:
        with self._told:
            if isinstance(event, protocol.WatchChanged):
                self.watching = event
            elif event.id and not isinstance(event, protocol.JobStarted | protocol.Progress):
                self.ends[event.id] = event
            self._told.notify_all()

    def is_at_rest(self) -> bool:
        return self.watching is not None and self.watching.state == "watching" and self.watching.changed == 0

    def wait_for_end(self, job: str) -> Event:
        with self._told:
            self._told.wait_for(lambda: job in self.ends, _GIVE_UP_S)
            return self.ends[job]

    def wait_for_rest(self) -> None:
        with self._told:
            self._told.wait_for(self.is_at_rest, _GIVE_UP_S)


def is_as_the_disk(engine: Engine, expected: dict[str, str]) -> bool:
    """Whether catalogue and index hold exactly these documents, with this content."""
    (collection,) = engine.library.catalog.collections()
    entries = engine.library.catalog.documents(collection.id)
    found = {entry.path: entry.content_hash if entry.state == "indexed" else entry.state for entry in entries}
    if found != expected:
        return False
    held = engine.library.store(collection).held()
    return {entry.id: {entry.revision} for entry in entries} == {key: set(of.revisions) for key, of in held.items()}


def measure(folder: Path, changes: int, seconds: float, seed: int) -> int:
    """Run once and print; returns 1 where a bound is missed."""
    heard = _Heard()
    script = Changes(folder / "documents", folder / "aside", seed)
    engine = Engine(folder / "home", heard, policy=Policy())
    reads: Counter[int] = Counter()
    reader: Any = engine._reader  # noqa: SLF001 (what is counted is inside)
    read = reader.read

    def counting(path: Path, **options: Any) -> Any:
        reads[script.number_of(path)] += 1
        return read(path, **options)

    reader.read = counting
    try:
        engine.handle(protocol.Index(id="index", collection="watched", paths=(str(folder / "documents"),)))
        first = heard.wait_for_end("index")
        assert isinstance(first, protocol.IndexDone), first
        engine.start_watching()
        heard.wait_for_rest()
        started = time.monotonic()
        for number in range(changes):
            script.make_one()
            time.sleep(max(0.0, started + (number + 1) * seconds / changes - time.monotonic()))
        took = time.monotonic() - started
        expected = script.expected()
        last = time.monotonic()
        while not (is_right := is_as_the_disk(engine, expected)) and time.monotonic() - last < _GIVE_UP_S:
            time.sleep(0.1)
        ended = time.monotonic() - last
        time.sleep(3.0)  # whatever is read now is read in vain
    finally:
        engine.close()
    vain = sum(max(0, times - script.changed[number]) for number, times in reads.items())
    rows = [
        ("changes", f"{sum(script.made.values())} in {took:.0f} s", None, None),
        *((f"  {kind}", script.made[kind], None, None) for kind in sorted(script.made)),
        ("documents at the end", len(expected), None, None),
        ("contents that changed", script.changed.total(), None, None),
        ("documents read", reads.total(), None, None),
        ("read more often than changed", vain, 0, vain == 0),
        ("index is as the disk", is_right, True, is_right),
        ("seconds after the last change", ended, END_S, ended <= END_S),
    ]
    return print_table("Watching", ("", "measured", "bound", "holds"), rows)


def main() -> int:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder).resolve(), options.changes, options.seconds, options.seed)


if __name__ == "__main__":
    sys.exit(main())
