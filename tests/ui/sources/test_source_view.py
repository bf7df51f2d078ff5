"""The source of a citation: the right page, the right marks, and a sentence where there is no page."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from desktop_rag.protocol import Event, JobFailed, ShowSource, SourceShown
from desktop_rag.records import Box
from desktop_rag.ui import theme
from desktop_rag.ui.sources import open_document, source_view
from desktop_rag.ui.sources.page_canvas import PageMark
from desktop_rag.ui.sources.picture_loader import PictureLoader
from desktop_rag.ui.sources.source_view import SourceView
from tests.fake_engine import FakeEngine
from tests.fakes import LOMBARD, Script, passage, quote
from tests.ui.library.library_fakes import document, keep, started


def picture(folder: Path, width: int = 400, name: str = "page.png") -> str:
    image = QImage(width, width * 2, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    path = folder / name
    assert image.save(str(path))
    return str(path)


def pages_of(folder: Path, **changes: Any) -> Script:
    """A script that draws every page as white paper, with a box for each span that is asked for."""
    script = Script("Travel")

    def shown(command: ShowSource) -> Iterable[Event]:
        values: dict[str, Any] = {
            "document_id": command.document_id,
            "page": command.page,
            "pages": 3,
            "picture": picture(folder, command.width_px, f"{command.page}-{command.width_px}.png"),
            "boxes": tuple(Box(at, 0.1, 0.7 + at / 10, 0.5, 0.02) for at in range(len(command.spans))),
            "text": None,
            "spans": command.spans,
            "is_changed": False,
        }
        return (SourceShown(id=command.id, **{**values, **changes}),)

    script.on(ShowSource, shown)
    return script


def view_of(qtbot: QtBot, script: Script, hold: tuple[type[ShowSource], ...] = ()) -> tuple[SourceView, FakeEngine]:
    engine = started(qtbot, script, hold)
    view = SourceView(engine)
    keep(qtbot, view, engine)
    view.resize(400, 500)
    view.show()
    qtbot.waitExposed(view)
    return view, engine


def button(view: SourceView, name: str) -> QToolButton:
    return next(each for each in view.findChildren(QToolButton) if each.accessibleName() == name)


def visible_texts(view: SourceView) -> str:
    return " | ".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def wait_for_page(qtbot: QtBot, view: SourceView) -> None:
    qtbot.waitUntil(lambda: view._stack.currentWidget() is view._canvas)


def test_empty_says_what_to_do(qtbot: QtBot) -> None:
    view, _engine = view_of(qtbot, Script("Travel"))
    assert "Choose a quote" in visible_texts(view)


def test_all_quotes_of_the_page_are_marked_in_their_colours(qtbot: QtBot, tmp_path: Path) -> None:
    view, engine = view_of(qtbot, pages_of(tmp_path))
    quotes = [quote(1), quote(2), quote(3, page=2)]
    view.show_quotes(quotes, 1)
    wait_for_page(qtbot, view)
    asked = engine.last(ShowSource)
    assert [(span.start, span.end) for span in asked.spans] == [(each.start, each.end) for each in quotes[:2]]
    assert [(mark.marker, mark.is_selected) for mark in view._canvas._marks] == [(1, False), (2, True)]
    assert "2 of 3" in visible_texts(view)
    assert "San Francisco Brochure.pdf" in visible_texts(view)
    assert view._canvas.accessibleDescription() == quotes[1].text


def test_the_passage_is_scrolled_into_view(qtbot: QtBot, tmp_path: Path) -> None:
    view, _engine = view_of(qtbot, pages_of(tmp_path))
    view.show_quotes([quote(1)], 0)
    wait_for_page(qtbot, view)
    canvas = view._canvas
    page = canvas._page_area()
    top = page.top() + 0.7 * page.height()
    assert 0 < top < canvas.viewport().height()


def test_marks_are_painted(qtbot: QtBot, tmp_path: Path) -> None:
    view, _engine = view_of(qtbot, pages_of(tmp_path))
    view.show_quotes([quote(1)], 0)
    wait_for_page(qtbot, view)
    view._canvas.show_page(QImage(picture(tmp_path)), [PageMark(QRectF(0, 0, 1, 1), 2, is_selected=True)])
    drawn = view._canvas.viewport().grab().toImage()
    wanted = QColor(theme.light().quote(2).fill)
    assert drawn.pixelColor(drawn.width() // 2, drawn.height() // 2) == wanted


def test_steps_to_the_next_citation_and_tells(qtbot: QtBot, tmp_path: Path) -> None:
    view, engine = view_of(qtbot, pages_of(tmp_path))
    view.show_quotes([quote(1), quote(2, page=2)], 0)
    wait_for_page(qtbot, view)
    assert not button(view, "Previous citation").isEnabled()
    with qtbot.waitSignal(view.quote_changed) as changed:
        button(view, "Next citation").click()
    assert changed.args == [2]
    assert engine.last(ShowSource).page == 2
    assert not button(view, "Next citation").isEnabled()


def test_turns_pages_within_the_document(qtbot: QtBot, tmp_path: Path) -> None:
    view, engine = view_of(qtbot, pages_of(tmp_path))
    view.show_quotes([quote(1)], 0)
    wait_for_page(qtbot, view)
    assert not button(view, "Previous page").isEnabled()
    for page in (2, 3):
        button(view, "Next page").click()
        qtbot.waitUntil(lambda: view._request._shown is not None and view._request._shown.page == page)  # noqa: B023  # waited for here
        assert engine.last(ShowSource).spans == ()
    qtbot.waitUntil(lambda: "Page 3 of 3" in visible_texts(view))
    assert not button(view, "Next page").isEnabled()


def test_zoom_asks_for_a_sharper_picture_and_keeps_the_place(qtbot: QtBot, tmp_path: Path) -> None:
    view, engine = view_of(qtbot, pages_of(tmp_path))
    view.show_quotes([quote(1)], 0)
    wait_for_page(qtbot, view)
    first = engine.last(ShowSource).width_px
    for _ in range(4):
        button(view, "Larger").click()
    qtbot.waitUntil(lambda: engine.last(ShowSource).width_px > first)
    qtbot.waitUntil(lambda: view._canvas._picture.width() == engine.last(ShowSource).width_px)
    assert view._canvas._middle().y() > 0.3
    button(view, "Fit the width").click()
    qtbot.waitUntil(lambda: engine.last(ShowSource).width_px == first)


def test_a_changed_file_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    view, _engine = view_of(qtbot, pages_of(tmp_path, is_changed=True, boxes=()))
    view.show_quotes([quote(1)], 0)
    wait_for_page(qtbot, view)
    assert "changed since it was indexed" in visible_texts(view)
    assert view._canvas._marks == ()


@pytest.mark.parametrize("code", ["document_away", "document_locked", "worker_died", "not_a_code"])
def test_a_failure_is_a_sentence_in_its_place(qtbot: QtBot, code: str) -> None:
    script = Script("Travel")
    script.on(ShowSource, lambda command: (JobFailed(id=command.id, code=code, details={}),))
    view, _engine = view_of(qtbot, script)
    view.show_quotes([quote(1)], 0)
    qtbot.waitUntil(lambda: len(view._message.text()) > 20 and "Choose" not in view._message.text())
    assert view._message.isVisible()
    assert "San Francisco Brochure.pdf" in visible_texts(view)


def test_a_picture_that_is_none_is_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n broken")
    view, _engine = view_of(qtbot, pages_of(tmp_path, picture=str(broken)))
    view.show_quotes([quote(1)], 0)
    qtbot.waitUntil(lambda: "could not be made" in view._message.text())
    assert view._message.isVisible()


def test_waiting_is_said_only_when_it_takes_long(qtbot: QtBot, tmp_path: Path) -> None:
    view, engine = view_of(qtbot, pages_of(tmp_path), hold=(ShowSource,))
    view.show_quotes([quote(1)], 0)
    assert "Opening" not in view._message.text()
    qtbot.waitUntil(lambda: "Opening" in view._message.text())
    engine.give(ShowSource)
    wait_for_page(qtbot, view)


def test_an_overtaken_answer_is_not_shown(qtbot: QtBot, tmp_path: Path) -> None:
    view, engine = view_of(qtbot, pages_of(tmp_path), hold=(ShowSource,))
    view.show_quotes([quote(1), quote(2, page=2)], 0)
    old = engine.last(ShowSource)
    view.show_quotes([quote(1), quote(2, page=2)], 1)
    engine.say(
        SourceShown(
            id=old.id,
            document_id="d1",
            page=1,
            pages=3,
            picture=picture(tmp_path),
            boxes=(),
            text=None,
            spans=(),
            is_changed=False,
        )
    )
    assert view._request._shown is None
    engine.give(ShowSource)
    qtbot.waitUntil(lambda: view._request._shown is not None and view._request._shown.page == 2)


def test_text_is_shown_with_its_mark_and_found_in(qtbot: QtBot) -> None:
    view, _engine = view_of(qtbot, Script("Travel"))
    view.show_quotes([quote(1, page=None), quote(2, page=None)], 0)
    qtbot.waitUntil(lambda: view._stack.currentWidget() is view._text)
    marks = [selection.cursor.selectedText().replace("\u2029", "\n") for selection in view._text.extraSelections()]
    assert marks[0] == LOMBARD
    assert len(marks) == 2
    view._open_find()
    assert view._find.isVisible()
    view._find._words.setText("Wharf Hotel")
    assert view._text.textCursor().position() > 0
    view._find._words.setText("Tokyo")
    assert "Not in this text" in visible_texts(view)


def test_a_sheet_is_its_text_with_its_place_and_can_be_turned(qtbot: QtBot, tmp_path: Path) -> None:
    rows = "Item | Price\nTent | 120\n"
    view, engine = view_of(qtbot, pages_of(tmp_path, picture=None, boxes=(), text=rows, place="Stock"))
    cited = replace(quote(1, text="Tent | 120", page=2), place="Prices, B4:D9", start=13, end=23)
    view.show_quotes([cited], 0)
    qtbot.waitUntil(lambda: "Page 2 of 3" in visible_texts(view))
    assert "Prices, B4:D9" in visible_texts(view)
    assert view._text.extraSelections()[0].cursor.selectedText() == "Tent | 120"
    assert not button(view, "Larger").isVisible()
    button(view, "Next page").click()
    qtbot.waitUntil(lambda: "Page 3 of 3" in visible_texts(view))
    # Another sheet is called by its own name, as far as the parser knows one.
    assert "Stock" in visible_texts(view)
    assert engine.last(ShowSource).spans == ()
    assert not button(view, "Next page").isEnabled()


def test_a_long_slide_is_turned_part_by_part_before_the_next_one(qtbot: QtBot, tmp_path: Path) -> None:
    text = "words in a row\n" * 4_000
    view, engine = view_of(qtbot, pages_of(tmp_path, picture=None, boxes=(), text=text))
    view.show_document(document(5, pages=3, kind="pptx"))
    qtbot.waitUntil(lambda: "Page 1 of 3, part 1 of" in visible_texts(view))
    parts = view._text.parts
    for _ in range(parts - 1):
        button(view, "Next page").click()
    assert f"part {parts} of {parts}" in visible_texts(view)
    assert len(engine.asked(ShowSource)) == 1
    button(view, "Next page").click()
    assert engine.last(ShowSource).page == 2


def test_a_page_that_was_read_from_its_picture_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    view, _engine = view_of(qtbot, pages_of(tmp_path, is_recognised=True))
    view.show_quotes([quote(1)], 0)
    wait_for_page(qtbot, view)
    assert "page 1 · read from the picture" in visible_texts(view)


def test_a_passage_and_a_document_can_be_shown(qtbot: QtBot, tmp_path: Path) -> None:
    view, engine = view_of(qtbot, pages_of(tmp_path))
    view.show_passage(passage(2))
    wait_for_page(qtbot, view)
    assert len(engine.last(ShowSource).spans) == 1
    view.show_document(document(5, pages=3))
    assert engine.last(ShowSource).spans == ()
    assert engine.last(ShowSource).page == 1
    view.show_document(document(6, pages=0, path="/documents/note.md"))
    assert engine.last(ShowSource).page is None
    view.clear()
    assert "Choose a quote" in visible_texts(view)


def test_the_page_comes_back_after_the_engine_was_lost(qtbot: QtBot, tmp_path: Path) -> None:
    view, engine = view_of(qtbot, pages_of(tmp_path), hold=(ShowSource,))
    view.show_quotes([quote(1)], 0)
    engine.die()
    assert view._message.text()
    engine.hold = ()
    qtbot.waitUntil(lambda: engine.is_ready)
    wait_for_page(qtbot, view)


def test_only_pictures_of_pages_are_decoded(qtbot: QtBot, tmp_path: Path) -> None:
    loader = PictureLoader()
    drawing = tmp_path / "drawing.png"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", encoding="utf-8")
    for path, is_picture in ((picture(tmp_path, 40), True), (str(drawing), False), (str(tmp_path / "none"), False)):
        with qtbot.waitSignal(loader.loaded) as loaded:
            loader.load(path)
        assert loaded.args is not None
        assert loaded.args[1].isNull() is not is_picture


def test_programs_are_never_opened(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []

    def note(path: str) -> bool:
        opened.append(path)
        return True

    assert not open_document.can_open("/x/setup.exe")
    assert not open_document.can_open("/x/link.desktop")
    assert not open_document.can_open("/x/page.html")
    assert open_document.can_open("/x/規程.PDF")
    monkeypatch.setattr(source_view, "open_document", note)
    monkeypatch.setattr(source_view, "show_in_folder", lambda path: note("folder of " + path))
    view, _engine = view_of(qtbot, pages_of(tmp_path))
    view.show_quotes([quote(1)], 0)
    button(view, "Open the file").click()
    view.show_quotes([quote(1, document="/x/run.sh")], 0)
    button(view, "Show in folder").click()
    assert opened == [quote(1).document, "folder of /x/run.sh"]


def test_a_new_size_in_the_middle_of_a_step_still_shows_the_passage(qtbot: QtBot, tmp_path: Path) -> None:
    view, engine = view_of(qtbot, pages_of(tmp_path), hold=(ShowSource,))
    view.show_quotes([quote(1)], 0)
    engine.give(ShowSource)
    wait_for_page(qtbot, view)
    view._canvas.verticalScrollBar().setValue(0)
    view.show_quotes([quote(1)], 0)
    view._canvas.width_wanted.emit(500)
    engine.give(ShowSource)
    qtbot.waitUntil(lambda: view._canvas.verticalScrollBar().value() > 0)
