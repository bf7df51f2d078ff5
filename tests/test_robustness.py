"""Light hostile and odd files through the engine: each ends as it must, and the library holds nothing that it must not.

The real parse worker, the real index and the words of the questions; vectors are made up. `benchmarks.robustness` does
the same with every file, with processes of their own, and looks at memory, time, the disk and the network.
"""

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import robustness_checks, robustness_expected, robustness_files
from benchmarks.robustness_checks import LookedThrough
from benchmarks.robustness_watch import WorkerWatch
from desktop_rag import protocol
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.protocol import Command, Event
from desktop_rag.settings import IndexSettings
from tests.engine.engine_office import ENDS, Office, index
from tests.engine_fakes import HashEmbedder, use_stand_ins


class InThisProcess:
    """An engine with the real reader and made-up vectors, told something and waited for."""

    def __init__(self, home: Path) -> None:
        self.office = Office(home)
        # Without recognition: whether Tesseract is installed must not change what is expected.
        self.reader = DocumentReader(home, lambda: IndexSettings(recognise_pictures=False))
        self.embedder = HashEmbedder()
        use_stand_ins(self.office.engine, self.reader, self.embedder)  # type: ignore[arg-type]

    def do(self, command: Command) -> list[Event]:
        self.office.engine.handle(command)
        self.office.wait(command.id, *ENDS, protocol.DocumentsListed)
        return [event for event in self.office.events if event.id == command.id]

    def close(self) -> None:
        self.office.engine.close()


@pytest.fixture(name="library")
def fixture_library(home: Path) -> Iterator[InThisProcess]:
    library = InThisProcess(home)
    yield library
    library.close()


def test_every_light_file_ends_as_it_must(library: InThisProcess, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    names = robustness_files.write(folder)
    unforeseen = {name for name in names if robustness_expected.wish_for(name) is None}
    assert not unforeseen
    index(library.office, folder, collection="hostile")
    numbers = itertools.count(1)
    looked = LookedThrough(library, "hostile", lambda: f"look {next(numbers)}", has_model=False)
    assert looked.every_file(folder).wrong == []
    assert looked.wishes(folder, names).wrong == []
    assert looked.forgets(folder, names).wrong == []
    library.close()
    assert robustness_checks.traces(home).wrong == []


def test_the_watch_goes_on_when_what_it_took_for_a_worker_became_another_program(tmp_path: Path) -> None:
    class Helper:
        pid = 1
        looks = 0

        def cmdline(self) -> list[str]:
            self.looks += 1
            return ["tesseract", "page.png"]

    helper = Helper()

    class Engine:
        def workers(self) -> list[Helper]:
            return [helper]

    watch = WorkerWatch(Engine(), tmp_path)  # type: ignore[arg-type]
    while helper.looks < 2:
        time.sleep(0.01)
    seen = watch.stop()
    assert seen.to_the_end
    assert not seen.workers


def test_what_is_repeated_is_embedded_once(library: InThisProcess, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "one line.txt").write_text("すもももももももものうち。" * 8_000)
    done = index(library.office, folder)
    assert done.chunks > 150
    assert len(library.embedder.embedded) < 10
