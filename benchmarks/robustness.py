"""Every odd and hostile file in one run of the engine, and what became of each, of the engine and of the computer.

    python -m benchmarks.robustness [--light] [--installed-model] [--keep]

`--light` leaves out the files that are large or take long. An embedding model of one layer stands in for the installed
one, since what is found here is found by words. The files are made and copied from a collection beside the checkout;
where it is not there, only the light files that this benchmark writes itself are looked at.
"""

import argparse
import csv
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import robustness_checks, robustness_files, tiny_embedder
from benchmarks.engine_process import EngineProcess
from benchmarks.robustness_checks import Findings, LookedThrough, Row
from benchmarks.robustness_watch import (
    Seen,
    WorkerWatch,
    calls_outwards,
    everything_in,
    network_trace,
    told_now_and_then,
)
from benchmarks.tables import print_table
from desktop_rag import paths, protocol
from desktop_rag.protocol import Command, Event
from desktop_rag.settings import IndexSettings

COLLECTION = "robustness"
_CORPUS = paths.installation_folder().parent / "shared" / "corpus"
_MAKER = "make_handmade.py"
_MB = 1024 * 1024
_HOURS_S = 3 * 3600.0
_LISTED = 20
_SLACK_S = 5.0
"""A document's own clock begins when it is opened by the worker; we see its file opened a little before."""


@dataclass(frozen=True, slots=True)
class Place:
    """Folders of one run; everything but the library must look the same after it.

    The documents lie deep, so that a path that leads four folders up still ends in here.
    """

    base: Path

    @property
    def library(self) -> Path:
        return self.base / "library"

    @property
    def documents(self) -> Path:
        return self.base / "a" / "b" / "c" / "documents"

    @property
    def environment(self) -> dict[str, str]:
        """Where a program puts what it does not know where to put."""
        person, temporary = str(self.base / "person"), str(self.base / "temporary")
        return {
            "HOME": person, "USERPROFILE": person, "XDG_CACHE_HOME": f"{person}/.cache",
            "XDG_CONFIG_HOME": f"{person}/.config", "XDG_DATA_HOME": f"{person}/.local/share",
            "TMPDIR": temporary, "TEMP": temporary, "TMP": temporary,
            # Were they heeded, every library would try to go there first.
            "HTTP_PROXY": "http://192.0.2.1:8080", "HTTPS_PROXY": "http://192.0.2.1:8080",
        }  # fmt: skip

    def make(self) -> None:
        for name in ("library", "person", "temporary"):
            (self.base / name).mkdir(mode=0o700)
        self.documents.mkdir(parents=True)


class _Engine:
    """An engine process that is told something and waited for."""

    def __init__(self, process: EngineProcess) -> None:
        self.process = process

    def do(self, command: Command) -> list[Event]:
        self.process.send(command)
        self.process.wait_for_end(command.id, 900.0)
        return self.process.heard(Event, command.id)


def write_documents(folder: Path, *, is_light: bool) -> list[str]:
    """Put the files there; returns the names of the handmade ones, each of which has a wish."""
    if not (_CORPUS / _MAKER).is_file():
        print("No collection of hostile files beside the checkout: the light ones of this benchmark alone.")
        return robustness_files.write(folder / "handmade")
    handmade = folder / "handmade"
    print("Making the files ...", flush=True)
    subprocess.run([sys.executable, str(_CORPUS / _MAKER), str(handmade)], check=True, stdout=subprocess.DEVNULL)
    listed = handmade / "expected.csv"
    with listed.open(encoding="utf-8", newline="") as table:
        names = [row["path"] for row in csv.DictReader(table)]
    listed.unlink()
    if is_light:
        for name in robustness_files.HEAVY.intersection(names):
            (handmade / name).unlink()
        return [name for name in names if name not in robustness_files.HEAVY]
    shutil.copytree(_CORPUS, folder / "corpus", ignore=shutil.ignore_patterns(_MAKER))
    return names


def run(*, is_light: bool, has_installed_model: bool, keeps: bool) -> int:
    """One run from the making of the files to the table; returns 1 where a check does not hold."""
    place = Place(Path(tempfile.mkdtemp(prefix="desktop-rag-robustness-")))
    place.make()
    names = write_documents(place.documents, is_light=is_light)
    if not has_installed_model:
        tiny_embedder.make(place.library)
    trace = place.base / "trace"
    before = everything_in(place.base, but=(place.library, trace))
    started = time.monotonic()
    with EngineProcess(
        place.library, prefix=network_trace(trace), environment=place.environment, folder=place.base / "temporary"
    ) as process:
        process.wait_ready()
        watch = WorkerWatch(process, place.documents)
        stop = told_now_and_then(lambda: _how_far(process))
        ended = process.index(COLLECTION, place.documents, timeout_s=_HOURS_S)
        stop()
        seconds = time.monotonic() - started
        seen = watch.stop()
        if not isinstance(ended, protocol.IndexDone):
            print(f"Indexing did not end: {ended.kind}")
            return 1
        numbers = itertools.count(1)
        looked = LookedThrough(_Engine(process), COLLECTION, lambda: f"look {next(numbers)}", has_model=True)
        handmade = place.documents / "handmade"
        findings = {
            "every file indexed or set aside with a code": looked.every_file(place.documents),
            "each wish for the handmade files": looked.wishes(handmade, names),
            "a stop in the middle of many rows": _stops(process, handmade),
            "limits of time and memory": _limits(seen, looked),
        }
        counted = robustness_checks.codes(looked)
        findings["forgetting files of every name"] = looked.forgets(handmade, names)
        is_alive = process.process.poll() is None
    findings["what must stand nowhere"] = robustness_checks.traces(place.library)
    rows = [finding.row(what) for what, finding in findings.items()]
    rows += _whole(seen, is_alive, before, everything_in(place.base, but=(place.library, trace)), calls_outwards(trace))
    wrong = [sentence for finding in findings.values() for sentence in finding.wrong]
    _print(ended, seconds, counted, seen, place, wrong)
    if keeps:
        print(f"Kept in {place.base}")
    else:
        shutil.rmtree(place.base, ignore_errors=True)
    return print_table("Robustness", ("check", "seen", "holds"), rows)


def _how_far(process: EngineProcess) -> str:
    told = process.heard(protocol.Progress)
    return f"{told[-1].files_done} of {told[-1].files_total} files, {told[-1].chunks} chunks" if told else "starting"


def _limits(seen: Seen, looked: LookedThrough) -> Findings:
    """Each file within its time and memory; a part and a recognised picture have the time of a document each."""
    limits, found = IndexSettings(), Findings()
    for name, cost in seen.files.items():
        documents = looked.documents.get(Path(name), [])
        times = 1 + sum(document.part is not None for document in documents)
        times += 2 * sum(document.pages_recognised + document.pages_without_text for document in documents)
        is_in_time = cost.seconds <= times * limits.max_seconds + _SLACK_S
        found.check(is_in_time, f"{Path(name).name}: open for {cost.seconds:.0f} s")
        used = cost.most_bytes // _MB
        found.check(used <= limits.max_memory_mb, f"{Path(name).name}: {used} MB in the worker")
    most = seen.most_bytes.get("parse", 0) // _MB
    found.check(most <= limits.max_memory_mb, f"the parse worker: {most} MB")
    found.check(seen.to_the_end, "the workers were not looked at to the end")
    return found


def _stops(process: EngineProcess, handmade: Path) -> Findings:
    """A job is stopped while a document with many rows is read."""
    found = Findings()
    rows = handmade / "bomb_rows.xlsx"
    if rows.exists():
        job = process.send(protocol.Index(id=process.new_id(), collection="stopped", paths=(str(rows),)))
        process.wait_for(lambda event: isinstance(event, protocol.Progress) and event.id == job, 60.0)
        asked = time.monotonic()
        process.send(protocol.Cancel(id=process.new_id(), job=job))
        ended = process.wait_for_end(job, 60.0).event
        found.check(isinstance(ended, protocol.JobCancelled), f"a job that was to be stopped ended as {ended.kind}")
        took = time.monotonic() - asked
        found.check(took < 5.0, f"stopping took {took:.1f} s")
    return found


def _whole(seen: Seen, is_alive: bool, before: object, after: object, outwards: int | None) -> list[Row]:
    """What concerns the engine and the computer."""
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    changed = sorted({name for name in {*before, *after} if before.get(name) != after.get(name)})
    for name in changed[:10]:
        print(f"  written outside the library: {name}")
    return [
        ("the engine was started once and is alive", "yes" if is_alive else "no", is_alive),
        ("nothing written outside the library", f"{len(changed)} changes", not changed),
        ("no network", "not seen (no strace)" if outwards is None else f"{outwards} calls", not outwards),
        ("parse workers, and the most memory of one", _workers(seen, "parse"), True),
        ("embed workers, and the most memory of one", _workers(seen, "embed"), len(seen.workers.get("embed", ())) <= 1),
    ]


def _workers(seen: Seen, name: str) -> str:
    return f"{len(seen.workers.get(name, ()))}, {seen.most_bytes.get(name, 0) // _MB} MB"


def _print(
    ended: protocol.IndexDone, seconds: float, counted: object, seen: Seen, place: Place, wrong: Sequence[str]
) -> None:
    print(
        f"\n{ended.indexed} documents indexed, {len(ended.set_aside)} set aside, {ended.chunks} chunks, {seconds:.0f} s"
    )
    assert isinstance(counted, dict)
    print("  " + ", ".join(f"{code} {count}" for code, count in counted.items()))
    slowest = sorted(seen.files.items(), key=lambda entry: -entry[1].seconds)[:_LISTED]
    largest = sorted(seen.files.items(), key=lambda entry: -entry[1].most_bytes)[:8]
    for what, files in (("longest open", slowest), ("most memory", largest)):
        print(f"  {what}: " + ", ".join(_named(name, place, cost.seconds, cost.most_bytes) for name, cost in files))
    for sentence in wrong:
        print(f"  WRONG {sentence}")


def _named(name: str, place: Place, seconds: float, used: int) -> str:
    own = os.path.relpath(name, place.documents).encode("unicode_escape").decode()
    return f"{own[-40:]} {seconds:.1f} s {used // _MB} MB"


def main() -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--light", action="store_true")
    parser.add_argument("--installed-model", action="store_true")
    parser.add_argument("--keep", action="store_true")
    chosen = parser.parse_args()
    return run(is_light=chosen.light, has_installed_model=chosen.installed_model, keeps=chosen.keep)


if __name__ == "__main__":
    sys.exit(main())
