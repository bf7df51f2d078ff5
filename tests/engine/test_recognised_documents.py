"""Scanned documents from the parent's side: the time they have, and what ends Tesseract."""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from desktop_rag import paths
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.errors import Cancelled, DocumentHasNoText, WorkerDied
from desktop_rag.settings import IndexSettings
from tests import document_builders as build

ONE_LINE = b"/CropBox[60 680 300 740]"
ROW = "5\\t1\\t1\\t1\\t1\\t1\\t10\\t10\\t90\\t20\\t95\\tread"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in for Tesseract is a shell script")


@pytest.fixture(name="stand_in")
def fixture_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a program called tesseract on the PATH; it notes its process, then does what it is told."""

    def put(body: str) -> Path:
        folder = tmp_path / "programs"
        folder.mkdir()
        program, noted = folder / "tesseract", tmp_path / "processes"
        program.write_text(
            f'#!/bin/sh\nif [ "$1" = --list-langs ]; then printf "jpn\\neng\\n"; exit; fi\necho $$ >> {noted}\n{body}\n'
        )
        program.chmod(0o700)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        return noted

    return put


@pytest.fixture(name="make_reader")
def fixture_make_reader(tmp_path: Path) -> Iterator[Callable[..., DocumentReader]]:
    made: list[DocumentReader] = []

    def make(**limits: float | bool) -> DocumentReader:
        (tmp_path / "home").mkdir(exist_ok=True)
        made.append(DocumentReader(tmp_path / "home", lambda: IndexSettings(**limits)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for reader in made:
        reader.close()


def scan(folder: Path, pages: int = 1) -> Path:
    path = folder / "scan.pdf"
    path.write_bytes(build.scanned(build.pdf(*["words"] * pages, page_entries=ONE_LINE)))
    return path


def started(noted: Path) -> psutil.Process:
    """The stand-in, once it runs."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
            return psutil.Process(int(noted.read_text().split()[-1]))
        time.sleep(0.02)
    raise TimeoutError


def is_gone(process: psutil.Process) -> bool:
    _, alive = psutil.wait_procs([process], timeout=5)
    return not alive or process.status() == psutil.STATUS_ZOMBIE


def test_words_come_with_their_page(
    make_reader: Callable[..., DocumentReader], stand_in: Callable[[str], Path], tmp_path: Path
) -> None:
    stand_in(f"cat > /dev/null; printf '{ROW}\\n'")
    document = make_reader().read(scan(tmp_path, 2))
    assert [page.text for page in document.pages] == ["read", "read"]
    assert (document.pages_recognised, document.pages_without_text) == (2, 0)
    (word,) = document.pages[0].words
    assert (word.start, word.end, word.line) == (0, 4, 0)


def test_pictures_have_a_time_of_their_own(
    make_reader: Callable[..., DocumentReader], stand_in: Callable[[str], Path], tmp_path: Path
) -> None:
    """Four pages of a second in a document that may take three seconds."""
    stand_in(f"cat > /dev/null; sleep 1; printf '{ROW}\\n'")
    assert make_reader(max_seconds=3).read(scan(tmp_path, 4)).pages_recognised == 4


@pytest.mark.parametrize("end", ["stop", "close", "kill"])
def test_the_program_ends_with_the_reading(
    make_reader: Callable[..., DocumentReader], stand_in: Callable[[str], Path], tmp_path: Path, end: str
) -> None:
    noted = stand_in("exec sleep 60")
    reader, stopped = make_reader(), threading.Event()

    def read() -> None:
        with contextlib.suppress(Cancelled, WorkerDied):
            reader.read(scan(tmp_path), is_cancelled=stopped.is_set)

    reading = threading.Thread(target=read)
    reading.start()
    program = started(noted)
    if end == "stop":
        stopped.set()
    elif end == "close":
        reader.close()
    else:
        worker = psutil.Process(reader._reading.worker.pid or 0)
        worker.kill()
    assert is_gone(program)
    stopped.set()
    reading.join(10)
    assert not reading.is_alive()


def test_the_program_ends_when_the_engine_is_killed(stand_in: Callable[[str], Path], tmp_path: Path) -> None:
    """Nobody is left to end the worker's group: the worker sees that its input ends."""
    noted = stand_in("exec sleep 60")
    path, home = scan(tmp_path), tmp_path / "home"
    code = (
        "import sys; from pathlib import Path; from desktop_rag.engine.document_reader import DocumentReader; "
        "from desktop_rag.settings import IndexSettings; "
        "DocumentReader(Path(sys.argv[1]), IndexSettings).read(Path(sys.argv[2]))"
    )
    engine = psutil.Popen([sys.executable, "-c", code, str(home), str(path)], env=paths.child_environment())
    program = started(noted)
    engine.kill()
    engine.wait()
    assert is_gone(program)


@pytest.mark.parametrize("way", ["absent", "switched off", "broken"])
def test_without_it_a_scan_is_set_aside(
    make_reader: Callable[..., DocumentReader],
    stand_in: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    way: str,
) -> None:
    noted = stand_in("exit 1")
    if way == "absent":
        monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DocumentHasNoText):
        make_reader(recognise_pictures=way != "switched off").read(scan(tmp_path))
    assert noted.exists() == (way == "broken")
