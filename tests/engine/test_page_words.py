"""Words of recognised pages: checked as they arrive, kept with their document, and made into boxes of a passage."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag.engine import page_words, parsed, source_pages
from desktop_rag.engine.catalog import Catalog
from desktop_rag.errors import WorkerMisbehaved
from desktop_rag.protocol import ShowSource, SourceShown, Span
from desktop_rag.records import Page, PageWord
from desktop_rag.settings import IndexSettings
from tests.engine_fakes import Shelf, document_entry

TEXT = "年次有給休暇は\n4月1日に付与"
WORDS = (
    PageWord(0, 2, 0, 0.1, 0.10, 0.1, 0.05),
    PageWord(2, 6, 0, 0.2, 0.11, 0.2, 0.05),
    PageWord(6, 7, 0, 0.4, 0.10, 0.1, 0.05),
    PageWord(8, 12, 1, 0.1, 0.20, 0.3, 0.05),
    PageWord(12, 15, 1, 0.4, 0.20, 0.2, 0.05),
)
PAGE = Page(3, None, TEXT, words=WORDS)


@pytest.fixture(name="known")
def fixture_known(home: Path) -> Iterator[Catalog]:
    made = Catalog(home)
    yield made
    made.close()


# --- as they arrive ---------------------------------------------------------------------------------------------


def collected(*words: object) -> Page:
    collector = parsed.Collector(IndexSettings())
    collector.add({"kind": "words", "words": list(words)})
    collector.add({"kind": "page", "number": 1, "place": None, "text": TEXT, "headings": []})
    (page,) = collector._pages
    return page


def test_words_belong_to_the_page_that_follows() -> None:
    assert collected([0, 2, 0, 0.1, 0.1, 0.1, 0.05], [2, 6, 0, 0, 0, 1, 1]).words == (
        PageWord(0, 2, 0, 0.1, 0.1, 0.1, 0.05),
        PageWord(2, 6, 0, 0.0, 0.0, 1.0, 1.0),
    )


@pytest.mark.parametrize(
    "word",
    [
        [0, 2, 0, 0.1, 0.1, 0.1],
        [0, 99, 0, 0.1, 0.1, 0.1, 0.1],
        [3, 2, 0, 0.1, 0.1, 0.1, 0.1],
        [True, 2, 0, 0.1, 0.1, 0.1, 0.1],
        [0, 2, -1, 0.1, 0.1, 0.1, 0.1],
        [0, 2, 0, 0.1, 0.1, "wide", 0.1],
        [0, 2, 0, 0.5, 0.1, 0.6, 0.1],
        [0, 2, 0, -0.1, 0.1, 0.6, 0.1],
        "word",
    ],
)
def test_lies_about_words_are_not_believed(word: object) -> None:
    with pytest.raises(WorkerMisbehaved):
        collected(word)
    with pytest.raises(WorkerMisbehaved):
        parsed.Collector(IndexSettings()).add({"kind": "words", "words": "none"})


def test_words_out_of_order_and_too_many_are_lies() -> None:
    with pytest.raises(WorkerMisbehaved):
        collected([4, 6, 0, 0, 0, 0, 0], [2, 3, 0, 0, 0, 0, 0])
    with pytest.raises(WorkerMisbehaved):
        collected(*[[0, 0, 0, 0, 0, 0, 0]] * 20_001)


# --- kept -------------------------------------------------------------------------------------------------------


def test_boxes_are_one_a_line_around_the_words_of_a_span(known: Catalog) -> None:
    collection = known.add_collection("Rules", "hash", 16, 1)
    entry = document_entry(collection, "/d/scan.pdf")
    known.save_documents([entry], {entry.id: page_words.packed([PAGE, Page(4, None, "text")])})
    boxes = page_words.boxes(known, entry.id, 3, [(3, 10), (13, 14), (7, 8)])
    assert boxes is not None
    assert [(box.span, *(round(side, 3) for side in dataclasses.astuple(box)[1:])) for box in boxes] == [
        (0, 0.2, 0.1, 0.3, 0.06),
        (0, 0.1, 0.2, 0.3, 0.05),
        (1, 0.4, 0.2, 0.2, 0.05),
    ]
    assert page_words.boxes(known, entry.id, 4, [(0, 1)]) is None


def test_words_stay_with_their_document_and_go_with_it(known: Catalog) -> None:
    collection = known.add_collection("Rules", "hash", 16, 1)
    entries = [document_entry(collection, f"/d/{name}.pdf") for name in "abcd"]
    packed = page_words.packed([PAGE])
    known.save_documents(entries, {entry.id: packed for entry in entries})
    known.save_documents([dataclasses.replace(entries[0], state="away", path="/e/a.pdf")])  # another state and place
    known.save_documents([entries[1]], {entries[1].id: {}})  # read again, and no picture now
    known.remove_documents([entries[2].id])
    # Another document in the place of an old one.
    known.save_documents([dataclasses.replace(entries[3], id="0" * 16)])
    kept = [bool(known.page_words(entry.id, 3)) for entry in entries]
    assert kept == [True, False, False, False]
    known.remove_collection(collection.id)
    assert known.read("SELECT count(*) FROM page_words") == [(0,)]


class Recognising:
    """Gives every page of a plain document the words of our page."""

    def __init__(self, shelf: Shelf) -> None:
        self._read = shelf.reader.read

    def __call__(self, path: Path, **how: object) -> parsed.ReadDocument:
        document = self._read(path, **how)  # type: ignore[arg-type]
        pages = tuple(dataclasses.replace(page, words=WORDS) for page in document.pages)
        return dataclasses.replace(document, pages=pages, pages_recognised=len(pages))


def test_a_passage_of_a_scan_is_marked_on_its_picture(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "documents"
    root.mkdir()
    path = root / "scan.pdf"
    path.write_text(f"{TEXT}\f{TEXT}")
    with Shelf(home) as shelf:
        with monkeypatch.context() as patch:
            patch.setattr(shelf.reader, "read", Recognising(shelf))
            shelf.index(root)
        document = shelf.documents()["scan.pdf"]
        assert document.pages_recognised == 2

        def show() -> SourceShown:
            command = ShowSource(id="s", document_id=document.id, page=2, spans=(Span(start=3, end=10),), width_px=800)
            return source_pages.show(home, shelf.catalog, shelf.reader, command)  # type: ignore[arg-type]

        shown = show()
        assert shown.picture is not None
        assert shown.is_recognised
        assert [(box.span, round(box.left, 3)) for box in shown.boxes] == [(0, 0.2), (0, 0.1)]
        path.write_text("damaged")
        assert show().boxes == ()  # words of another version would mark nonsense
        shelf.index(root)
        assert shelf.states() == {"scan.pdf": "document_damaged"}
        assert shelf.catalog.page_words(document.id, 2) is None
