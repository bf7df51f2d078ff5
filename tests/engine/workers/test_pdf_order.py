"""Vertical writing and two columns of text are read as a person reads them; everything else stays as it is."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from desktop_rag import paths
from desktop_rag.engine.workers.parsers import pdf_picture
from desktop_rag.engine.workers.parsers.pdf_text import PageText, read_page_text
from tests import document_builders as build

COLUMNS = ("年次有給休暇は毎年四月一日に", "付与します。入社した年度は、", "入社日に次の日数を付与する。")
LOWER = ("繰り越した日数は翌年度の末で", "失われます。半日の単位でも取", "ることができます。以上です。")
IN_ORDER = "\n".join(COLUMNS)


def read(content: bytes) -> PageText:
    """The text of the first page; each of its letters is the one that PDFium has at its place."""
    text_page = pypdfium2.PdfDocument(content)[0].get_textpage()
    found = read_page_text(text_page)
    assert len(found.text) == len(found.places)
    drawn = Counter(text_page.get_text_range().split())
    assert Counter("".join(found.text.split())) == Counter("".join(drawn.elements()))
    for letter, place in zip(found.text, found.places, strict=True):
        assert letter.isspace() or ord(letter) == pdfium.FPDFText_GetUnicode(text_page.raw, place)
    return found


def down(columns: Sequence[str], *, right: float = 500, top: float = 700) -> list[list[tuple[float, float, str]]]:
    """The letters of columns from right to left, each at its place."""
    return [
        [(right - 20 * number, top - 13 * row, letter) for row, letter in enumerate(column)]
        for number, column in enumerate(columns)
    ]


def flat(*columns: list[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    return [letter for column in columns for letter in column]


# --- vertical writing -------------------------------------------------------------------------------------------


def test_columns_of_a_vertical_font() -> None:
    texts = [(500 - 20 * number, 700.0, column) for number, column in enumerate(COLUMNS)]
    assert read(build.pdf_japanese(*texts, vertical=True)).text == IN_ORDER


def test_columns_drawn_letter_by_letter() -> None:
    assert read(build.pdf_japanese(*flat(*down(COLUMNS)))).text == IN_ORDER


def test_columns_drawn_row_by_row() -> None:
    rows = [letter for row in zip(*down(COLUMNS), strict=True) for letter in row]
    assert read(build.pdf_japanese(*rows)).text == IN_ORDER


def test_a_title_across_tiers_and_a_page_number() -> None:
    content = build.pdf_japanese(
        *flat(*down(LOWER, top=400)),
        *flat(*down(COLUMNS)),
        (300, 40, "１２３頁"),
        (260, 750, "休暇のしおり"),
    )
    assert read(content).text == "\n".join(("休暇のしおり", *COLUMNS, *LOWER, "１２３頁"))


def test_readings_beside_a_column_do_not_part_its_sentence() -> None:
    ruby = [(513, 704 - 6 * row, f"6:{letter}") for row, letter in enumerate("ねんじ")]
    assert read(build.pdf_japanese(*flat(*down(COLUMNS)), *ruby)).text == f"{IN_ORDER}\nねんじ"


def test_two_digits_side_by_side_in_a_column() -> None:
    columns = down(COLUMNS)
    columns[0][9:10] = [(499, 700 - 13 * 9, "6:３"), (505, 700 - 13 * 9, "6:１")]
    assert read(build.pdf_japanese(*flat(*columns))).text.split("\n")[0] == "年次有給休暇は毎年３１月一日に"


def test_a_passage_is_marked_in_its_column(tmp_path: Path) -> None:
    content = build.pdf_japanese(*[(500 - 20 * n, 700.0, column) for n, column in enumerate(COLUMNS)], vertical=True)
    start = IN_ORDER.index("入社した")
    drawn = pdf_picture.draw(pypdfium2.PdfDocument(content), 1, 612, tmp_path / "page.png", [(start, start + 4)])
    boxes = drawn["boxes"]
    assert isinstance(boxes, list)
    assert len(boxes) == 1
    _, left, top, width, height = boxes[0]
    assert left * 612 == pytest.approx(474, abs=2)
    assert width * 612 == pytest.approx(12, abs=2)
    assert top * 792 == pytest.approx(792 - 700 + 6 * 12, abs=2)
    assert height * 792 == pytest.approx(48, abs=2)


def test_a_turned_page_is_no_vertical_writing() -> None:
    lines = [(100.0, 700.0 - 20 * number, column) for number, column in enumerate(COLUMNS)]
    assert read(build.pdf_japanese(*lines, turned=True)).text == IN_ORDER


# --- two columns ------------------------------------------------------------------------------------------------

LEFT = [f"左の段の{number}行目であり文が続く" for number in "一二三四五六七八"]
RIGHT = [f"右の段の{number}行目であり文が続く" for number in "一二三四五六七八"]


def side_by_side(left: Sequence[str], right: Sequence[str], at: float = 320) -> list[tuple[float, float, str]]:
    pairs = zip(left, right, strict=True)
    return [
        cell
        for row, (one, other) in enumerate(pairs)
        for cell in ((72.0, 700.0 - 16 * row, one), (at, 700.0 - 16 * row, other))
    ]


def test_two_columns_drawn_line_by_line() -> None:
    assert read(build.pdf_japanese(*side_by_side(LEFT, RIGHT))).text == "\n".join((*LEFT, *RIGHT))


def test_what_stands_across_both_stays_where_it_is() -> None:
    title, end = (
        "二段組の前に置かれた、両方の段にまたがる見出しの行である",
        "二段組の後に置かれた、両方の段にまたがる終わりの行である",
    )
    content = build.pdf_japanese(
        (72, 720, title), *side_by_side(LEFT, RIGHT), (72, 700 - 16 * 8, "左だけの行"), (72, 540, end)
    )
    assert read(content).text == "\n".join((title, *LEFT, "左だけの行", *RIGHT, end))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (["部長", "課長", "係長", "主任", "担当", "補佐", "研修", "臨時"], RIGHT),  # terms and what they mean
        (LEFT, ["１２３円"] * 8),
        (LEFT[:5], RIGHT[:5]),  # too little to be sure
        (["長い行であり段の幅の全部を占めている", *["この行は短いです。"] * 7], RIGHT),
    ],
)
def test_a_table_is_read_row_by_row(left: list[str], right: list[str]) -> None:
    lines = read(build.pdf_japanese(*side_by_side(left, right))).text.split("\n")
    assert [line.split() for line in lines] == [list(row) for row in zip(left, right, strict=True)]


def test_columns_drawn_one_after_the_other_stay() -> None:
    texts = [*((72.0, 700.0 - 16 * n, text) for n, text in enumerate(LEFT))]
    texts += [(320.0, 700.0 - 16 * n, text) for n, text in enumerate(RIGHT)]
    assert read(build.pdf_japanese(*texts)).text == "\n".join((*LEFT, *RIGHT))


@pytest.mark.parametrize("path", sorted(paths.samples_folder().glob("*.pdf")), ids=lambda path: path.stem)
def test_ordinary_pages_are_given_as_the_library_gives_them(path: Path) -> None:
    for page in pypdfium2.PdfDocument(path):
        text_page = page.get_textpage()
        places = read_page_text(text_page).places
        assert places == sorted(places)
