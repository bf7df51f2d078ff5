"""Memory that was freed goes back to the system: when it is worth it, and really."""

import sys
import time
from pathlib import Path

import psutil
import pytest

from desktop_rag import c_library
from desktop_rag.engine.worker_process import PipeLimits, WorkerProcess
from desktop_rag.engine.workers.spare_memory import SpareMemory
from desktop_rag.errors import ModelMissing

MB = 1024 * 1024

# Blocks too small for memory of their own, each with a small one behind it that stays: the heap cannot shrink.
FULL_OF_HOLES = """
import os, sys
from pathlib import Path
import psutil
pairs = [(bytearray(100_000), bytearray(1_000)) for _ in range(2_000)]
kept = [small for _large, small in pairs]
del pairs
Path(sys.argv[1]).write_text(str(psutil.Process().memory_info().rss))
from desktop_rag.engine.workers import embed_worker
embed_worker.run(Path(sys.argv[2]))
"""


class Process:
    """A process that grows as it is told, and when it gives back has 500 MB."""

    def __init__(self) -> None:
        self.megabytes = 500
        self.given_back = 0
        self.spare = SpareMemory(self.give_back, lambda: self.megabytes * MB)

    def give_back(self) -> None:
        self.given_back += 1
        self.megabytes = 500

    def grow(self, megabytes: int) -> int:
        """Have it look; returns how often it has given back."""
        self.megabytes += megabytes
        self.spare.look()
        return self.given_back


def test_it_gives_back_when_it_has_grown() -> None:
    process = Process()
    assert process.grow(0) == 1, "what loading left behind"
    assert process.grow(60) == 1
    assert process.grow(10) == 2
    assert process.megabytes == 500


def test_it_has_grown_since_it_was_smallest() -> None:
    process = Process()
    process.grow(0)
    assert process.grow(-200) == 1
    assert process.grow(70) == 2


def test_where_there_is_no_such_call_nothing_is_done() -> None:
    SpareMemory(None, lambda: pytest.fail("it looked")).look()


@pytest.mark.linux
@pytest.mark.skipif(c_library.find_give_back() is None, reason="another C library than glibc")
def test_the_embed_worker_gives_back_what_it_has_freed(home: Path, tmp_path: Path) -> None:
    before = tmp_path / "before"
    command = [sys.executable, "-c", FULL_OF_HOLES, str(before), str(home)]
    worker = WorkerProcess("embed", home, PipeLimits(8_000_000, 8_000_000), command=command)
    try:
        with pytest.raises(ModelMissing):
            worker.call("embed", {"texts": [], "kind": "document"}, timeout_s=60)
        assert worker.pid is not None
        process = psutil.Process(worker.pid)
        most = int(before.read_text()) - 100 * MB
        deadline = time.monotonic() + 30
        while process.memory_info().rss > most and time.monotonic() < deadline:
            time.sleep(0.05)
        assert process.memory_info().rss <= most
    finally:
        worker.close()
