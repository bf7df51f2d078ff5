"""What the source pane is given: a picture with boxes, or a text with spans, of the file that was indexed."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_rag import paths
from desktop_rag.engine import source_pages
from desktop_rag.engine.parsed import PagePicture
from desktop_rag.errors import DocumentAway
from desktop_rag.protocol import ShowSource, SourceShown, Span
from tests.engine_fakes import Shelf


@pytest.fixture(name="shelf")
def fixture_shelf(home: Path, tmp_path: Path) -> Iterator[Shelf]:
    with Shelf(home) as shelf:
        root = tmp_path / "documents"
        root.mkdir()
        (root / "a.txt").write_text("The parking fee is 30.")
        (root / "b.pdf").write_text("Page one.\fPage two.")
        shelf.index(root)
        yield shelf


def show(shelf: Shelf, name: str, page: int | None, *spans: tuple[int, int], width: int = 800) -> SourceShown:
    document = shelf.documents()[name]
    asked = tuple(Span(start=start, end=end) for start, end in spans)
    command = ShowSource(id="s", document_id=document.id, page=page, spans=asked, width_px=width)
    return source_pages.show(shelf.home, shelf.catalog, shelf.reader, command)  # type: ignore[arg-type]


def test_a_document_without_pages_is_its_text_and_spans(shelf: Shelf) -> None:
    shown = show(shelf, "a.txt", None, (4, 11))
    assert shown.text is not None
    assert shown.text[4:11] == "parking"
    assert shown.spans == (Span(start=4, end=11),)
    assert (shown.picture, shown.boxes, shown.is_changed) == (None, (), False)


def test_a_page_is_a_picture_with_a_box_for_each_span(shelf: Shelf) -> None:
    shown = show(shelf, "b.pdf", 2, (0, 4), (5, 8))
    assert shown.picture is not None
    assert Path(shown.picture).parent == paths.cache_folder(shelf.home)
    assert [box.span for box in shown.boxes] == [0, 1]
    assert (shown.page, shown.pages, shown.text) == (2, 2, None)


def test_a_changed_file_is_shown_without_marks(shelf: Shelf) -> None:
    path = Path(shelf.documents()["a.txt"].path)
    path.write_text("Now the parking fee is 40.")
    shown = show(shelf, "a.txt", None, (4, 11))
    assert shown.is_changed
    assert shown.spans == ()
    pdf = Path(shelf.documents()["b.pdf"].path)
    pdf.write_text("Something else.")
    drawn = show(shelf, "b.pdf", 1, (0, 4))
    assert drawn.is_changed
    assert drawn.boxes == ()


def test_a_touched_file_is_the_same(shelf: Shelf) -> None:
    os.utime(shelf.documents()["a.txt"].path, (1, 1))
    assert not show(shelf, "a.txt", None, (4, 11)).is_changed


def test_a_file_that_is_away(shelf: Shelf) -> None:
    Path(shelf.documents()["a.txt"].path).unlink()
    with pytest.raises(DocumentAway):
        show(shelf, "a.txt", None)


def test_a_page_of_a_kind_without_pictures_is_shown_as_its_text(shelf: Shelf) -> None:
    shown = show(shelf, "a.txt", 1)
    assert (shown.picture, shown.place) == (None, "Sheet 1")
    assert shown.text == "The parking fee is 30."


@pytest.mark.parametrize(("asked", "drawn"), [(-5, 200), (800, 800), (10**9, source_pages.MAX_WIDTH_PX)])
def test_pictures_have_a_sensible_width(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, asked: int, drawn: int) -> None:
    widths: list[int] = []
    whole = shelf.reader.picture

    def picture(path: Path, page: int, width_px: int, *rest: Any) -> object:
        widths.append(width_px)
        return whole(path, page, width_px, *rest)

    monkeypatch.setattr(shelf.reader, "picture", picture)
    show(shelf, "b.pdf", 1, width=asked)
    assert widths == [drawn]


def test_few_pictures_are_kept_and_none_after_emptying(shelf: Shelf) -> None:
    for _ in range(source_pages._KEPT_PICTURES + 10):
        last = show(shelf, "b.pdf", 1)
    kept = list(paths.cache_folder(shelf.home).glob("*.png"))
    assert len(kept) <= source_pages._KEPT_PICTURES + 1
    assert last.picture is not None
    assert Path(last.picture) in kept
    source_pages.empty(shelf.home)
    assert not paths.cache_folder(shelf.home).exists()


def test_the_folder_is_emptied_only_when_no_picture_is_being_made(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_drawing, may_end = threading.Event(), threading.Event()
    whole = shelf.reader.picture

    def slowly(*arguments: Any) -> PagePicture:
        is_drawing.set()
        may_end.wait(5)
        return whole(*arguments)

    monkeypatch.setattr(shelf.reader, "picture", slowly)
    drawing = threading.Thread(target=show, args=(shelf, "b.pdf", 1))
    drawing.start()
    is_drawing.wait(5)
    emptied: list[bool] = []
    emptying = threading.Thread(target=lambda: emptied.append(source_pages.empty(shelf.home)))
    emptying.start()
    emptying.join(0.1)
    assert emptying.is_alive()
    may_end.set()
    for thread in (drawing, emptying):
        thread.join(5)
    assert emptied == [True]
    assert not paths.cache_folder(shelf.home).exists()
