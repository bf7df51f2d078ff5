"""A disk that fills up while documents are read, at many moments, and what is there once it has room again.

    python -m benchmarks.full_disk [--sizes KB ...] [--moments 6] [--seed 1] [--light]

The library lies on a small disk in memory, seen by this process alone (Linux, without rights of an administrator).
`--sizes` are those of disks that are too small; at `--moments` a large one is filled up while the job runs, but for a
few blocks. Holds when the job ends with the code of a full disk, what was kept is found, and after there is room the
next job, of the same engine or of one that is started again, makes the index the same as one that was never disturbed.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import kill_corpus, tiny_embedder
from benchmarks.engine_process import EngineProcess, is_last
from benchmarks.kills import COLLECTION, index_undisturbed
from benchmarks.library_contents import Contents, contents, differences
from benchmarks.tables import print_table
from desktop_rag import paths, protocol
from desktop_rag.errors import DiskFull
from desktop_rag.protocol import Event

SIZES_KB = (64, 160, 256, 320, 512, 1024, 1536, 2048, 3072, 4096, 5120, 6144)
_ROOMY_KB = 200_000
_BLOCK = 4096
_APART = ("unshare", "--user", "--map-root-user", "--mount")
_INSIDE = "--inside"
QUESTION = "How much can I spend on a hotel room in London?"


@dataclass(frozen=True, slots=True)
class Filled:
    """What one full disk came to: `trouble` says what does not hold, and is empty where all does."""

    how: str
    ended: str
    kept: int
    went_on: str
    trouble: str


def is_possible() -> bool:
    """Whether this system lets us have a disk of our own."""
    if shutil.which("unshare") is None or shutil.which("mount") is None:
        return False
    tried = [*_APART, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(tried, check=False, capture_output=True).returncode == 0


class SmallDisk:
    """A file system in memory at a folder."""

    def __init__(self, folder: Path, size_kb: int) -> None:
        self._folder = folder
        self._ballast = folder / "ballast"
        folder.mkdir()
        _run("mount", "-t", "tmpfs", "-o", f"size={size_kb}k,mode=0700", "tmpfs", str(folder))

    def fill(self, free_blocks: int) -> None:
        """Take all room but so many blocks; what is written meanwhile has its own."""
        with self._ballast.open("wb", buffering=0) as ballast:
            while (taken := shutil.disk_usage(self._folder).free // _BLOCK - free_blocks) > 0:
                with contextlib.suppress(OSError):  # somebody was faster: less is free than just now
                    os.posix_fallocate(ballast.fileno(), 0, taken * _BLOCK)
                    return

    def make_room(self) -> None:
        """As a person does who has removed other files."""
        self._ballast.unlink(missing_ok=True)
        _run("mount", "-o", f"remount,size={_ROOMY_KB}k", str(self._folder))

    def remove(self) -> None:
        """Unmount it, now or as soon as LanceDB has let go of the files that were compared."""
        _run("umount", "--lazy", str(self._folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


class Trial:
    """One library on one small disk, from the first job to the comparison."""

    def __init__(self, home: Path, corpus: Path, expected: Contents) -> None:
        self._home = home
        self._corpus = corpus
        self._expected = expected

    def run(self, how: str, size_kb: int, *, moment: tuple[int, int] | None, restarts: bool) -> Filled:
        """Index until the disk is full, make room, go on.

        Args:
            how: for the table.
            size_kb: of the disk.
            moment: after how many files it is filled up, and how many blocks are left free.
            restarts: the engine is started again before it goes on.
        """
        disk = SmallDisk(self._home, size_kb)
        engine = EngineProcess(self._home)
        ended, kept, trouble = "", 0, []
        try:
            ended = self._fill(engine, disk, moment)
            if ended not in (DiskFull.code, "done"):
                trouble.append(f"ended in {ended}")
            is_started = bool(engine.heard(protocol.EngineReady))
            if is_started:
                kept, is_found = _kept(engine)
                if kept and not is_found:
                    trouble.append("what was kept is not found")
            disk.make_room()
            if restarts or not is_started:
                engine.close()
                engine = EngineProcess(self._home)
                engine.wait_ready()
            trouble += self._go_on(engine, is_asked=is_started)
        finally:
            engine.close()
        try:
            trouble += differences(self._expected, contents(self._home, COLLECTION))
        except AssertionError as error:
            trouble.append(str(error))
        disk.remove()
        went_on = "after a start" if restarts or not is_started else "at once"
        return Filled(how, ended, kept, went_on, "; ".join(trouble))

    def _fill(self, engine: EngineProcess, disk: SmallDisk, moment: tuple[int, int] | None) -> str:
        """Ask for everything; returns how that ended."""
        first = engine.wait_for(lambda event: isinstance(event, protocol.EngineReady | protocol.EngineFailed)).event
        if isinstance(first, protocol.EngineFailed):
            return first.code
        job = engine.send(protocol.Index(id=engine.new_id(), collection=COLLECTION, paths=(str(self._corpus),)))
        if moment is not None:
            files, free_blocks = moment
            engine.wait_for(lambda event: event.id == job and (_has_read(event, files) or is_last(event)))
            disk.fill(free_blocks)
        return _end_of(engine.wait_for_end(job).event)

    def _go_on(self, engine: EngineProcess, *, is_asked: bool) -> list[str]:
        """What the window does after a start, or the next job of an engine that lives on."""
        job = engine.send(
            protocol.Refresh(id=engine.new_id())
            if is_asked
            else protocol.Index(id=engine.new_id(), collection=COLLECTION, paths=(str(self._corpus),))
        )
        ended = _end_of(engine.wait_for_end(job, 300).event)
        return [] if ended == "done" else [f"went on to {ended}"]


def _has_read(event: Event, files: int) -> bool:
    return isinstance(event, protocol.Progress) and event.stage != "looking" and event.files_done >= files


def _end_of(event: Event) -> str:
    if isinstance(event, protocol.JobFailed):
        return event.code
    return "done" if isinstance(event, protocol.IndexDone) else event.kind


def _kept(engine: EngineProcess) -> tuple[int, bool]:
    """How many documents count as indexed, and whether a question finds anything in them."""
    listed = engine.send(protocol.ListDocuments(id=engine.new_id()))
    engine.wait_for_end(listed)
    found = [entry for part in engine.heard(protocol.DocumentsListed, listed) for entry in part.documents]
    kept = sum(entry.state == "indexed" and entry.chunks > 0 for entry in found)
    searched = engine.send(protocol.Search(id=engine.new_id(), question=QUESTION, collection=None))
    answer = engine.wait_for_end(searched).event
    return kept, isinstance(answer, protocol.SearchDone) and bool(answer.passages)


def measure(root: Path, sizes_kb: Sequence[int], moments: int, seed: int, *, is_light: bool) -> list[Filled]:
    """Every trial, in a process that may mount."""
    chance = random.Random(seed)
    tiny_embedder.make(root / "person" / paths.APP_NAME)
    os.environ["XDG_DATA_HOME"] = str(root / "person")
    corpus = root / "corpus"
    # Over a thousand passages, so that files are merged and indexes written while the job runs.
    kill_corpus.write_corpus(corpus, **({"texts": 2, "paragraphs": 30, "mails": 6} if is_light else {"texts": 16}))
    expected = index_undisturbed(root / "undisturbed", corpus)
    files = len(list(corpus.iterdir()))
    found: list[Filled] = []
    for number, size_kb in enumerate(sizes_kb):
        trial = Trial(root / f"size {size_kb}", corpus, expected)
        found.append(trial.run(f"{size_kb} KB", size_kb, moment=None, restarts=number % 2 == 0))
    for number in range(moments):
        moment = (chance.randrange(files), chance.choice((0, 1, 4, 16, 64)))
        trial = Trial(root / f"moment {number}", corpus, expected)
        how = f"after {moment[0]} files, {moment[1]} blocks left"
        found.append(trial.run(how, _ROOMY_KB, moment=moment, restarts=number % 2 == 0))
    return found


def run_apart(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this module with a file system that nobody else sees; its trials are the last line that it prints."""
    command = [*_APART, sys.executable, "-m", "benchmarks.full_disk", _INSIDE, *arguments]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, encoding="utf-8", env=paths.child_environment()
    )


def trials_of(done: subprocess.CompletedProcess[str]) -> list[Filled]:
    """What `run_apart` has found."""
    return [Filled(**entry) for entry in json.loads(done.stdout.splitlines()[-1])]


def main() -> int:
    """Print the table; 1 where something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES_KB)
    parser.add_argument("--moments", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--light", action="store_true", help="a small collection")
    parser.add_argument(_INSIDE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(Path(folder), options.sizes, options.moments, options.seed, is_light=options.light)
        print(json.dumps([asdict(entry) for entry in found]))
        return 0
    if not is_possible():
        print("Not measured: this system lets nobody have a file system of their own.")
        return 0
    done = run_apart(*sys.argv[1:])
    if done.returncode != 0:
        print(done.stderr)
        return 1
    rows = [
        (entry.how, entry.ended, entry.kept, entry.went_on, entry.trouble[:200] or None, not entry.trouble)
        for entry in trials_of(done)
    ]
    return print_table("A full disk", ("disk", "job ended", "kept", "went on", "trouble", "holds"), rows)


if __name__ == "__main__":
    sys.exit(main())
