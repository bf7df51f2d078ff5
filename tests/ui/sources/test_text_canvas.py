"""Text of documents without pages: the marks stand where they belong, whatever stands before them."""

from time import thread_time

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextEdit
from pytestqt.qtbot import QtBot

from desktop_rag.ui.sources.text_canvas import TextCanvas, TextMark
from desktop_rag.ui.sources.text_parts import (
    PART_LENGTH,
    harmless,
    is_japanese,
    part_at,
    part_starts,
    utf16_length,
)


def canvas_of(qtbot: QtBot) -> TextCanvas:
    canvas = TextCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 500)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def marked(canvas: TextCanvas) -> list[str]:
    selections: list[QTextEdit.ExtraSelection] = canvas.extraSelections()
    return [selection.cursor.selectedText().replace("\u2029", "\n") for selection in selections]


@pytest.mark.parametrize(
    "before",
    ["", "plain ", "😀😀 ", "𠮷野家 ", "\r\f odd ", "a\u2028b ", "two\n\nlines\n", "\ufdd0\ufdd1\ufffc ", "👩‍👩‍👧 "],
    ids=["none", "ascii", "emoji", "rare kanji", "returns", "separator", "lines", "frames", "family"],
)
def test_marks_are_counted_in_code_points(qtbot: QtBot, before: str) -> None:
    canvas = canvas_of(qtbot)
    wanted = "within 14 days 🎌\nof return"
    text = f"{before}{wanted} and more 😀"
    start = len(before)
    canvas.show_text(text, [TextMark(start, start + len(wanted), 1, is_selected=True)])
    assert marked(canvas) == [wanted]


def test_lengths_stay_what_they_are() -> None:
    odd = "a\r\n\u0000b\ufdd0\ufffc\u2029😀"
    assert len(harmless(odd)) == len(odd)
    assert utf16_length("a😀b") == 4
    assert utf16_length("𠮷") == 2


def test_parts_end_at_lines_and_lose_nothing() -> None:
    text = "".join(f"line {number}\n" for number in range(20_000)) + "x" * 100_000
    starts = part_starts(text)
    ends = [*starts[1:], len(text)]
    assert "".join(text[a:b] for a, b in zip(starts, ends, strict=True)) == text
    assert max(b - a for a, b in zip(starts, ends, strict=True)) <= PART_LENGTH
    assert all(text[start - 1] == "\n" for start in starts[1:4])
    assert part_at(starts, starts[3]) == 3
    assert part_at(starts, starts[3] - 1) == 2


def test_the_part_with_the_passage_is_shown_and_scrolled_to(qtbot: QtBot) -> None:
    canvas = canvas_of(qtbot)
    text = "".join(f"😀 line {number}\n" for number in range(30_000))
    start = text.index("line 20000")
    canvas.show_text(text, [TextMark(start, start + 10, 2, is_selected=True)])
    assert marked(canvas) == ["line 20000"]
    assert canvas.part > 0
    # The cursor belongs to the list: it is gone with it.
    selections: list[QTextEdit.ExtraSelection] = canvas.extraSelections()
    place = canvas.cursorRect(selections[0].cursor)
    assert canvas.viewport().rect().contains(place.center())


def test_a_long_text_holds_nothing_up(qtbot: QtBot) -> None:
    canvas = canvas_of(qtbot)
    text = "出張者は、帰着した日の翌日から起算して十四日以内に提出する。\n" * 100_000
    start = thread_time()
    canvas.show_text(text, [TextMark(2_000_000, 2_000_020, 1, is_selected=True)])
    # One step of 50 ms on an idle machine; the tests share theirs.
    assert thread_time() - start < 0.5


def test_find_goes_through_all_parts_and_round(qtbot: QtBot) -> None:
    canvas = canvas_of(qtbot)
    filler = "nothing here\n" * 5_000
    text = f"Alpha one\n{filler}alpha two\n{filler}ALPHA three"
    canvas.show_text(text, [])
    for expected in ("Alpha", "alpha", "ALPHA", "Alpha"):
        assert canvas.find_text("alpha")
        assert marked(canvas) == [expected]
    assert canvas.find_text("alpha", is_backward=True)
    assert marked(canvas) == ["ALPHA"]
    assert canvas.find_text("alpha", is_backward=True)
    assert marked(canvas) == ["alpha"]
    assert not canvas.find_text("beta")
    assert canvas.find_text("")
    assert marked(canvas) == []


def test_markup_in_a_document_stays_text_and_copies_as_text(qtbot: QtBot) -> None:
    canvas = canvas_of(qtbot)
    text = '<img src="file:///etc/hostname"><b>bold</b> [link](file:///etc/hostname)'
    canvas.show_text(text, [TextMark(0, 5, 1, is_selected=True)])
    assert canvas.toPlainText() == text
    canvas.selectAll()
    copied = canvas.createMimeDataFromSelection()
    assert copied.text() == text
    assert not copied.hasHtml()
    QTest.keyClicks(canvas, "typed")
    assert canvas.toPlainText() == text


def test_japanese_gets_more_room_between_lines() -> None:
    assert is_japanese("第3章　申請手続 PDF")
    assert not is_japanese("Travel expenses, 旅費 in Japanese, are claimed within fourteen days of returning.")
