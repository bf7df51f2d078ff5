"""Reading documents from the parent's side: what comes back, what is checked, and what a hostile document can do."""

import contextlib
import dataclasses
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from desktop_rag import settings
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.engine.manners import LOW_NICENESS
from desktop_rag.errors import (
    Cancelled,
    DocumentAway,
    DocumentChanged,
    DocumentCrashedReader,
    DocumentDamaged,
    DocumentEmpty,
    DocumentKindUnknown,
    DocumentTooLarge,
    DocumentTooSlow,
    DocumentUnreadable,
    WorkerDied,
    WorkerError,
    WorkerResting,
)
from desktop_rag.settings import IndexSettings, Settings
from tests import document_builders as build

HOSTILE = Path(__file__).parent.parent / "data" / "hostile_parse_worker.py"
FAST = IndexSettings(max_seconds=2, max_memory_mb=600, max_characters=5_000_000)


@pytest.fixture(name="make_reader")
def fixture_make_reader(tmp_path: Path) -> Iterator[Callable[..., DocumentReader]]:
    made: list[DocumentReader] = []

    def make(
        limits: IndexSettings | Callable[[], IndexSettings] = FAST, command: list[str] | None = None
    ) -> DocumentReader:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        made.append(DocumentReader(home, limits if callable(limits) else lambda: limits, command=command))
        return made[-1]

    yield make
    for reader in made:
        reader.close()


@pytest.fixture(name="reader")
def fixture_reader(make_reader: Callable[..., DocumentReader]) -> DocumentReader:
    return make_reader()


@pytest.fixture(name="hostile")
def fixture_hostile(make_reader: Callable[..., DocumentReader], tmp_path: Path) -> DocumentReader:
    return make_reader(command=[sys.executable, "-X", "utf8", str(HOSTILE), str(tmp_path / "home")])


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_every_kind_comes_back_with_its_pages(reader: DocumentReader, tmp_path: Path) -> None:
    build.word_by_hand(tmp_path / "a.docx")
    kinds = {
        "pdf": put(tmp_path, "a.pdf", build.pdf("The locker code is 4471.", "Second page")),
        "docx": tmp_path / "a.docx",
        "text": put(tmp_path, "a.txt", "合言葉はさくら"),
        "markdown": put(tmp_path, "a.md", "# 題\n\n本文"),
    }
    documents = {kind: reader.read(path) for kind, path in kinds.items()}
    assert {kind: document.kind for kind, document in documents.items()} == {kind: kind for kind in kinds}
    assert [page.number for page in documents["pdf"].pages] == [1, 2]
    assert documents["pdf"].page_count == 2
    assert documents["pdf"].pages[0].text == "The locker code is 4471."
    assert documents["text"].pages[0].text == "合言葉はさくら"
    assert documents["text"].pages[0].number is None
    assert documents["text"].page_count is None
    assert documents["markdown"].pages[0].headings[0].title == "題"


@pytest.mark.skipif(os.name != "posix", reason="niceness is POSIX's")
def test_reading_goes_behind_other_programs_and_drawing_does_not(reader: DocumentReader, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Read in the background.")
    reader.read(tmp_path / "a.txt")
    reader.page(tmp_path / "a.txt")
    reading, viewing = (lane.worker.pid for lane in (reader._reading, reader._viewing))
    assert psutil.Process(reading).nice() >= LOW_NICENESS
    assert psutil.Process(viewing).nice() == psutil.Process().nice()


def test_the_content_decides_and_not_the_suffix(reader: DocumentReader, tmp_path: Path) -> None:
    assert reader.read(put(tmp_path, "a.docx", build.pdf("text"))).kind == "pdf"
    assert reader.read(put(tmp_path, "a.pdf", build.word(build.paragraph("text")))).kind == "docx"
    assert reader.read(put(tmp_path, "b.pdf", "plain words")).kind == "text"
    with pytest.raises(DocumentKindUnknown):
        reader.read(put(tmp_path, "a.txt", b"\x7fELF" + bytes(range(256)) * 20))
    assert reader.read(put(tmp_path, "page.txt", "<!DOCTYPE html><p>words</p>")).pages[0].text == "words"


@pytest.mark.parametrize(
    "name",
    [
        "田中　太郎.txt",
        "a b  c.txt",
        "😀絵文字🗾.txt",
        "長" * 78 + ".txt",
        "-rf.txt",
        "new\nline.txt",
        "a' OR 1=1 --.txt",
    ],
)
def test_names_of_every_kind(reader: DocumentReader, tmp_path: Path, name: str) -> None:
    assert reader.read(put(tmp_path, name, "合言葉はさくら")).pages[0].text == "合言葉はさくら"


@pytest.mark.skipif(os.name != "posix", reason="names of other systems are Unicode")
def test_a_name_that_is_not_unicode(reader: DocumentReader, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\x8b\xe3\x8f\xbc.txt"))
    try:
        path.write_bytes(b"words")
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    assert reader.read(path).pages[0].text == "words"


def test_what_is_no_regular_file_is_not_opened(reader: DocumentReader, tmp_path: Path) -> None:
    with pytest.raises(DocumentAway):
        reader.read(tmp_path / "nowhere.txt")
    with pytest.raises(DocumentUnreadable):
        reader.read(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.txt")
        with pytest.raises(DocumentUnreadable):
            reader.read(tmp_path / "pipe.txt")
        with pytest.raises(DocumentUnreadable):
            reader.read(Path("/dev/zero"))


def test_limits(make_reader: Callable[..., DocumentReader], tmp_path: Path) -> None:
    reader = make_reader(IndexSettings(max_file_mb=1, max_pages=3, max_characters=1000))
    with pytest.raises(DocumentTooLarge):
        reader.read(put(tmp_path, "big.txt", "x" * 1_100_000))
    with pytest.raises(DocumentTooLarge):
        reader.read(put(tmp_path, "long.txt", "x" * 1001))
    with pytest.raises(DocumentTooLarge):
        reader.read(put(tmp_path, "pages.pdf", build.pdf("a", "b", "c", "d")))
    with pytest.raises(DocumentEmpty):
        reader.read(put(tmp_path, "empty.pdf", b""))
    assert reader.read(put(tmp_path, "fine.txt", "x" * 1000)).kind == "text"


def test_limits_hold_from_the_next_document_on(make_reader: Callable[..., DocumentReader], tmp_path: Path) -> None:
    in_force = IndexSettings(max_characters=1000)
    reader = make_reader(lambda: in_force)
    long, paged = put(tmp_path, "long.txt", "x" * 1001), put(tmp_path, "pages.pdf", build.pdf("a", "b", "c", "d"))
    with pytest.raises(DocumentTooLarge):
        reader.read(long)
    in_force = IndexSettings(max_pages=3)
    assert reader.read(long).kind == "text"
    with pytest.raises(DocumentTooLarge):
        reader.read(paged)
    in_force = IndexSettings(max_file_mb=2)
    assert reader.read(paged).page_count == 4


def test_a_worker_starts_anew_with_another_limit_of_its_memory(
    make_reader: Callable[..., DocumentReader], tmp_path: Path
) -> None:
    in_force = IndexSettings(max_memory_mb=1000)
    reader = make_reader(lambda: in_force)
    path = put(tmp_path, "a.txt", "words")

    def worker_after_reading() -> int | None:
        reader.read(path)
        return reader._reading.worker.pid

    first = worker_after_reading()
    in_force = dataclasses.replace(in_force, max_seconds=59)
    assert worker_after_reading() == first
    in_force = dataclasses.replace(in_force, max_memory_mb=1100)
    assert worker_after_reading() != first


def test_a_long_text_travels_in_pieces(reader: DocumentReader, tmp_path: Path) -> None:
    text = "すもももももももものうち。" * 100_000
    assert reader.read(put(tmp_path, "long.txt", text)).pages[0].text == text


@pytest.mark.parametrize("order", ["abort", "read null", "half a line", "talk garbage", "long line"])
def test_a_document_that_ends_its_reader_twice_is_set_aside(
    hostile: DocumentReader, tmp_path: Path, order: str
) -> None:
    with pytest.raises(DocumentCrashedReader):
        hostile.read(put(tmp_path, "bad.txt", order))
    assert hostile.read(put(tmp_path, "good.txt", "words")).pages[0].text == "words"


@pytest.mark.skipif(sys.platform == "win32", reason="the limit that the helper lifts is POSIX")
def test_the_memory_of_a_helper_counts_as_the_worker_s(
    make_reader: Callable[..., DocumentReader], tmp_path: Path
) -> None:
    command = [sys.executable, "-X", "utf8", str(HOSTILE), str(tmp_path / "home")]
    reader = make_reader(IndexSettings(max_memory_mb=400), command)
    with pytest.raises(DocumentTooLarge):
        reader.read(put(tmp_path, "bad.txt", "be helped"))
    assert not [
        process for process in psutil.Process().children(recursive=True) if "kept" in " ".join(process.cmdline())
    ]


def test_many_such_documents_in_a_row_do_not_put_the_reader_to_rest(hostile: DocumentReader, tmp_path: Path) -> None:
    bad = put(tmp_path, "bad.txt", "abort")
    for _ in range(4):
        with pytest.raises(DocumentCrashedReader):
            hostile.read(bad)
    assert hostile.read(put(tmp_path, "good.txt", "words")).pages[0].text == "words"


def test_a_document_that_ends_its_reader_once_is_read(hostile: DocumentReader, tmp_path: Path) -> None:
    assert hostile.read(put(tmp_path, "bad.txt", "abort once")).pages[0].text == "abort once"


def test_a_kill_from_outside_does_not_count(hostile: DocumentReader, tmp_path: Path) -> None:
    assert hostile.read(put(tmp_path, "once.txt", "kill once")).pages[0].text == "kill once"
    with pytest.raises(WorkerDied):  # and so the document stays pending
        hostile.read(put(tmp_path, "always.txt", "kill"))
    assert hostile.read(put(tmp_path, "good.txt", "words")).pages[0].text == "words"


@pytest.mark.parametrize("order", ["hang", "hang in native code"])
def test_a_document_that_takes_too_long(hostile: DocumentReader, tmp_path: Path, order: str) -> None:
    started = time.monotonic()
    with pytest.raises(DocumentTooSlow):
        hostile.read(put(tmp_path, "slow.txt", order))
    assert 2 <= time.monotonic() - started < 8
    assert hostile.read(put(tmp_path, "good.txt", "words")).pages[0].text == "words"


@pytest.mark.parametrize("order", ["hang", "hang in native code", "flood"])
def test_stopping_takes_less_than_a_second(hostile: DocumentReader, tmp_path: Path, order: str) -> None:
    hostile.read(put(tmp_path, "good.txt", "words"))
    asked: list[float] = []
    began = time.monotonic()

    def is_cancelled() -> bool:
        if time.monotonic() - began > 0.4 and not asked:
            asked.append(time.monotonic())
        return bool(asked)

    limits = (Cancelled, DocumentTooLarge) if order == "flood" else Cancelled
    with pytest.raises(limits):
        hostile.read(put(tmp_path, "slow.txt", order), is_cancelled=is_cancelled)
    assert time.monotonic() - (asked or [began])[0] < 1.0
    assert hostile.read(put(tmp_path, "good.txt", "words")).pages[0].text == "words"


@pytest.mark.parametrize(("capped_mb", "watched_mb"), [(400, 8000), (8000, 400)])
def test_a_document_that_eats_memory(
    make_reader: Callable[..., DocumentReader], tmp_path: Path, capped_mb: int, watched_mb: int
) -> None:
    """Once the system says no in the worker, once the parent sees it, where the system has no such limit."""
    command = [sys.executable, "-X", "utf8", str(HOSTILE), str(tmp_path / "home")]
    reader = make_reader(IndexSettings(max_seconds=60, max_memory_mb=watched_mb), command)
    settings.save(tmp_path / "home", Settings(index=IndexSettings(max_memory_mb=capped_mb)))
    with pytest.raises(DocumentTooLarge):
        reader.read(put(tmp_path, "bad.txt", "eat memory"))
    assert reader.read(put(tmp_path, "good.txt", "words")).pages[0].text == "words"


def test_a_flood_is_cut_off(hostile: DocumentReader, tmp_path: Path) -> None:
    with pytest.raises(DocumentTooLarge):
        hostile.read(put(tmp_path, "bad.txt", "flood"))
    assert hostile.read(put(tmp_path, "good.txt", "words")).pages[0].text == "words"


def test_the_network_is_closed(hostile: DocumentReader, tmp_path: Path) -> None:
    with pytest.raises(DocumentDamaged):
        hostile.read(put(tmp_path, "bad.txt", "connect"))


@pytest.mark.parametrize(
    "lie",
    [
        '{"number": 0, "place": null, "text": "x", "headings": []}',
        '{"number": true, "place": null, "text": "x", "headings": []}',
        '{"number": 1000000, "place": null, "text": "x", "headings": []}',
        '{"number": 1, "place": 5, "text": "x", "headings": []}',
        '{"number": 1, "place": null, "text": 7, "headings": []}',
        '{"number": 1, "place": null, "text": "x", "headings": [[5, 1, "t"]]}',
        '{"number": 1, "place": null, "text": "x", "headings": [[0, 99, "t"]]}',
        '{"number": 1, "place": null, "text": "x", "headings": "h"}',
        '{"number": 1, "place": null, "text": "a\\u0000", "headings": []}',
    ],
)
def test_lies_are_not_believed(hostile: DocumentReader, tmp_path: Path, lie: str) -> None:
    with pytest.raises(DocumentCrashedReader):
        hostile.read(put(tmp_path, "bad.txt", f"lie {lie}"))


def test_a_reader_that_cannot_start_is_no_fault_of_the_document(
    make_reader: Callable[..., DocumentReader], tmp_path: Path
) -> None:
    reader = make_reader(command=[sys.executable, "-c", "raise SystemExit(7)"])
    with pytest.raises(WorkerError):
        reader.read(put(tmp_path, "good.txt", "words"))
    with pytest.raises(WorkerResting):
        reader.read(put(tmp_path, "good.txt", "words"))


def test_a_closed_reader_reads_no_more(reader: DocumentReader, tmp_path: Path) -> None:
    reader.read(put(tmp_path, "good.txt", "words"))
    reader.close()
    with pytest.raises(WorkerDied):
        reader.read(tmp_path / "good.txt")
    assert not [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]


def test_a_picture_and_its_boxes(reader: DocumentReader, tmp_path: Path) -> None:
    path = put(tmp_path, "a.pdf", build.pdf("First line\nThe locker code is 4471."))
    text = reader.read(path).pages[0].text
    start = text.index("locker")
    picture = reader.picture(path, 1, 612, tmp_path / "page.png", [(start, start + 6), (0, len(text))])
    assert (picture.width, picture.height, picture.pages) == (612, 792, 1)
    assert picture.file.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert [box.span for box in picture.boxes] == [0, 1, 1]
    box = picture.boxes[0]
    assert box.left == pytest.approx(96 / 612, abs=0.02)
    assert box.top == pytest.approx((792 - 692 - 12) / 792, abs=0.02)
    with pytest.raises(DocumentChanged):
        reader.picture(path, 2, 612, tmp_path / "page.png", [])
    with pytest.raises(DocumentKindUnknown):
        reader.picture(put(tmp_path, "a.txt", "words"), 1, 612, tmp_path / "page.png", [])
    assert reader.page(tmp_path / "a.txt").text == "words"


def test_looking_at_a_page_does_not_wait_for_reading(hostile: DocumentReader, tmp_path: Path) -> None:
    good = put(tmp_path, "good.pdf", build.pdf("words"))
    slow = put(tmp_path, "slow.txt", "hang")
    hostile.picture(good, 1, 100, tmp_path / "page.png", [])
    stop = threading.Event()

    def read() -> None:
        with contextlib.suppress(Cancelled):
            hostile.read(slow, is_cancelled=stop.is_set)

    reading = threading.Thread(target=read)
    reading.start()
    time.sleep(0.3)
    started = time.monotonic()
    hostile.picture(good, 1, 100, tmp_path / "page.png", [])
    assert time.monotonic() - started < 1.0
    stop.set()
    reading.join(5)
    assert not reading.is_alive()
