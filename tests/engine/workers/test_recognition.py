"""Words of a picture become a page's text, and pages that are pictures are told from pages with pictures."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from desktop_rag import paths
from desktop_rag.engine.workers.child_program import ProgramTooSlow
from desktop_rag.engine.workers.parsers import Facts, Limits, Source, pdf, pdf_scans, recognition, tesseract
from desktop_rag.engine.workers.parsers.tesseract import GreyPicture, Reading, Tesseract, Word
from desktop_rag.errors import DocumentEmpty, DocumentHasNoText
from desktop_rag.records import Page
from tests import document_builders as build

SAMPLE = paths.samples_folder() / "休暇のしおり.pdf"
ONE_LINE = b"/CropBox[60 680 300 740]"


class FakeTesseract:
    """Finds one word on every picture, or fails; is as sure of it as it is told to be, the second time too."""

    def __init__(
        self, text: str = "recognised", *, fails: bool = False, sure: float = 90.0, more: tuple[str, ...] = (),
        sure_of_hard: float = 90.0,
    ) -> None:  # fmt: skip
        self.text = text
        self.fails = fails
        self.sure = sure
        self.more = more
        self.sure_of_hard = sure_of_hard
        self.pictures: list[GreyPicture] = []

    def read(
        self, picture: GreyPicture, *, seconds: float, check: Callable[[], None], is_hard: bool = False
    ) -> Reading:
        self.pictures.append(picture)
        if self.fails:
            raise ProgramTooSlow
        text = f"{self.text} again" if is_hard else self.text
        words = [Word(text, 1, 0, 10, 10, 50, 20)] if text else []
        return Reading(words, self.sure_of_hard if is_hard else self.sure)


def use(monkeypatch: pytest.MonkeyPatch, found: FakeTesseract | Tesseract | None) -> None:
    monkeypatch.setattr(tesseract, "find", lambda: found)


def read(content: bytes, *, is_wanted: bool = True) -> tuple[list[Page], Facts]:
    limits = Limits(10**9, 1000, 10**7, 10**9)
    pages: list[Page] = []
    source = Source(io.BytesIO(content), len(content), ".pdf", limits, lambda: None, is_wanted)
    return pages, pdf.read(source, pages.append)


def line(*texts: str, at: int = 0, block: int = 1, step: int = 20) -> list[Word]:
    """Words of 20 pixels a letter, one after another."""
    words, left = [], 100
    for text in texts:
        words.append(Word(text, block, at, left, 100 + 40 * at, step * len(text), 20))
        left += step * len(text) + 4
    return words


# --- words to text ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (line("年次", "有給", "休暇", "は"), "年次有給休暇は"),
        (line("Annual", "leave", "is", "granted."), "Annual leave is granted."),
        (line("第", "5", "章", "ABC", "株式会社"), "第5章ABC株式会社"),
        (line("価格", at=0) + line("単価", at=1), "価格\n単価"),
        (line("価格", at=0, block=1) + line("単価", at=1, block=2), "価格\n\n単価"),
        ([Word("役員", 1, 0, 0, 0, 40, 20), Word("社員", 1, 0, 200, 0, 40, 20)], "役員 社員"),
        ([Word("縦", 1, 0, 50, 0, 20, 20), Word("書", 1, 0, 50, 24, 20, 20)], "縦書"),
        ([Word("縦", 1, 0, 50, 0, 20, 20), Word("題", 1, 0, 50, 200, 20, 20)], "縦 題"),
        ([], ""),
    ],
)
def test_words_become_lines_as_their_script_has_them(words: list[Word], text: str) -> None:
    found = recognition.lay_out(words, 1000, 1000)
    assert found.text == text
    assert [found.text[word.start : word.end] for word in found.words] == [word.text for word in words]


def test_places_are_fractions_of_the_picture_and_stay_inside() -> None:
    found = recognition.lay_out([Word("a", 1, 0, 250, 500, 500, 250), Word("b", 1, 0, 900, 990, 200, 50)], 1000, 1000)
    first, second = found.words
    assert (first.left, first.top, first.width, first.height) == pytest.approx((0.25, 0.5, 0.5, 0.25))
    assert (second.left + second.width, second.top + second.height) == pytest.approx((1.0, 1.0))


def test_the_table_of_tesseract() -> None:
    row = "5\t1\t1\t1\t1\t1\t10\t20\t30\t40\t96.5\t年次"
    table = f"level\tpage\n4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n{row}\n5\tcut off\n{row.replace('年次', ' ')}\r\n"
    assert tesseract._reading(table) == Reading([Word("年次", 1, 0, 10, 20, 30, 40)], 96.5)
    assert tesseract._reading(row.replace("10", "x")).words == []


def test_a_guess_is_no_word_and_makes_the_page_less_sure() -> None:
    rows = "\n".join(f"5\t1\t1\t1\t1\t{n}\t{n}0\t20\t9\t9\t{sure}\tab" for n, sure in ((1, 90), (2, 30), (3, 0)))
    found = tesseract._reading(rows)
    assert (len(found.words), found.confidence) == (1, 40.0)


# --- which pages are pictures -----------------------------------------------------------------------------------


def is_picture(content: bytes) -> bool:
    page = pypdfium2.PdfDocument(content)[0]
    return pdf_scans.is_picture(page, page.get_textpage().get_text_range())


def test_a_scanned_page_is_a_picture_also_with_a_stamp_on_it() -> None:
    assert is_picture(build.scanned(build.pdf("words", page_entries=ONE_LINE)))
    assert is_picture(build.scanned(build.pdf("words", page_entries=ONE_LINE), stamp="Page 3 of 14"))


def test_text_over_a_picture_is_text_and_a_page_with_nothing_is_nothing() -> None:
    layer = "This is what the scanner's own text recognition has found on the page."
    assert not is_picture(build.scanned(build.pdf("words", page_entries=ONE_LINE), stamp=layer))
    assert not is_picture(build.pdf("words"))
    assert not is_picture(build.pdf(""))


def test_a_small_picture_counts_only_where_there_is_no_letter() -> None:
    logo = b"q 120 0 0 90 72 500 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\xff\xff\x00 EI Q"
    drawn = b"".join(b"%d 9 m 50 %d l S " % (at, at) for at in range(60))
    assert is_picture(build.pdf_with_content(logo))
    assert is_picture(build.pdf_with_content(drawn))
    assert not is_picture(build.pdf_with_content(logo + b" BT /F1 12 Tf 72 720 Td (7) Tj ET"))
    assert not is_picture(build.pdf_with_content(b"9 9 m 50 9 l S"))


def test_specks_are_blank_and_a_page_number_is_not() -> None:
    white = bytearray(b"\xf0" * 600 * 800)
    assert GreyPicture(600, 800, bytes(white)).is_blank()
    white[1000] = white[240_300] = 0
    assert GreyPicture(600, 800, bytes(white)).is_blank()
    for y in range(700, 730):
        white[y * 600 + 300 : y * 600 + 306] = bytes(6)
    assert not GreyPicture(600, 800, bytes(white)).is_blank()


# --- documents --------------------------------------------------------------------------------------------------


def only_first(content: bytes) -> bytes:
    one_page = pypdfium2.PdfDocument.new()
    one_page.import_pages(pypdfium2.PdfDocument(content), [0])
    target = io.BytesIO()
    one_page.save(target)
    return target.getvalue()


def joined(*contents: bytes) -> bytes:
    whole = pypdfium2.PdfDocument.new()
    for content in contents:
        whole.import_pages(pypdfium2.PdfDocument(content))
    target = io.BytesIO()
    whole.save(target)
    return target.getvalue()


SCAN = build.scanned(build.pdf("Scanned words", page_entries=ONE_LINE))
MIXED = joined(build.pdf("Page with text"), SCAN, build.pdf(""))


def test_without_tesseract_pages_that_are_pictures_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, None)
    pages, facts = read(MIXED)
    assert [page.text for page in pages] == ["Page with text", "", ""]
    assert (facts.pages, facts.pages_without_text, facts.pages_recognised) == (3, 1, 0)
    with pytest.raises(DocumentHasNoText):
        read(SCAN)
    with pytest.raises(DocumentEmpty):
        read(build.pdf("", ""))


def test_with_tesseract_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakeTesseract())
    pages, facts = read(MIXED)
    assert [(page.text, len(page.words)) for page in pages] == [("Page with text", 0), ("recognised", 1), ("", 0)]
    assert (facts.pages_without_text, facts.pages_recognised) == (0, 1)


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    found = FakeTesseract()
    use(monkeypatch, found)
    assert read(MIXED, is_wanted=False)[1].pages_without_text == 1
    assert found.pictures == []


@pytest.mark.parametrize("found", [FakeTesseract(fails=True), FakeTesseract("")])
def test_a_page_that_could_not_be_read_is_said(monkeypatch: pytest.MonkeyPatch, found: FakeTesseract) -> None:
    use(monkeypatch, found)
    assert read(MIXED)[1].pages_without_text == 1
    with pytest.raises(DocumentHasNoText):
        read(SCAN)


def test_the_own_text_of_a_page_stays_where_it_says_more(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakeTesseract("x"))
    pages, facts = read(build.scanned(build.pdf("words", page_entries=ONE_LINE), stamp="Page 3 of 14"))
    assert (pages[0].text, pages[0].words, facts.pages_without_text) == ("Page 3 of 14", (), 1)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (FakeTesseract(sure=30, more=("osd",)), "recognised again"),
        (FakeTesseract(sure=30, more=("osd",), sure_of_hard=20), "recognised"),
        (FakeTesseract(sure=30), "recognised"),
        (FakeTesseract(sure=70, more=("osd",)), "recognised"),
    ],
)
def test_a_page_that_is_read_badly_is_tried_as_a_hard_one(
    monkeypatch: pytest.MonkeyPatch, found: FakeTesseract, text: str
) -> None:
    use(monkeypatch, found)
    assert read(SCAN)[0][0].text == text


def test_after_three_failures_in_a_row_a_document_is_left_in_peace(monkeypatch: pytest.MonkeyPatch) -> None:
    found = FakeTesseract(fails=True)
    use(monkeypatch, found)
    with pytest.raises(DocumentHasNoText):
        read(joined(*[SCAN] * 5))
    assert len(found.pictures) == 3


def test_the_back_of_a_sheet_is_nothing_that_could_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = FakeTesseract()
    use(monkeypatch, found)
    pages, facts = read(joined(SCAN, build.scanned(build.pdf("", page_entries=ONE_LINE))))
    assert (len(pages), facts.pages_without_text, facts.pages_recognised) == (2, 0, 1)
    assert len(found.pictures) == 1
    with pytest.raises(DocumentHasNoText):  # it may be blank because nobody can draw it
        read(build.scanned(build.pdf("", page_entries=ONE_LINE)))


def test_a_poster_is_made_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    found = FakeTesseract()
    use(monkeypatch, found)
    read(
        build.pdf_with_content(b"q 14000 0 0 14000 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\xff\xff\x00 EI Q", 14_000)
    )
    picture = found.pictures[0]
    assert len(picture.pixels) == picture.width * picture.height <= recognition.MAX_PIXELS * 1.01


# --- the real one -----------------------------------------------------------------------------------------------


@pytest.fixture(name="installed")
def fixture_installed() -> Tesseract:
    found = tesseract.find()
    if found is None or found.languages != ("jpn", "eng"):
        pytest.skip("no Tesseract with Japanese and English on this computer; .ci/run installs it")
    return found


def test_a_scan_is_read_in_both_languages(installed: Tesseract) -> None:
    english, facts = read(build.scanned(build.pdf("The locker code is 4471.", page_entries=ONE_LINE)))
    assert english[0].text == "The locker code is 4471."
    assert facts.pages_recognised == 1
    japanese, _ = read(build.scanned(only_first(SAMPLE.read_bytes()), crop=(40, 740, 340, 800)))
    assert "休暇のしおり" in japanese[0].text
    assert "風待計器株式会社" in japanese[0].text


def test_a_page_that_was_scanned_on_its_head_is_read(installed: Tesseract) -> None:
    one_page = only_first((SAMPLE.parent / "Pension plan.pdf").read_bytes())
    pages, _ = read(build.scanned(one_page, crop=(40, 660, 400, 800), turned=2))
    assert "pension" in pages[0].text.lower()


def test_its_words_stand_where_they_are_drawn(installed: Tesseract) -> None:
    pages, _ = read(build.scanned(build.pdf("The locker code is 4471.", page_entries=ONE_LINE)))
    code = next(word for word in pages[0].words if pages[0].text[word.start : word.end] == "4471.")
    # The words begin at 72 of the 60 to 300 that are shown, and Helvetica's "The locker code is " is 97 points wide.
    assert code.left == pytest.approx((72 + 97 - 60) / 240, abs=0.02)
    assert 0 < code.height < 0.3


def test_where_it_is_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nprintf 'List of available languages (2):\\neng\\nosd\\n'\n")
    program.chmod(0o700)
    monkeypatch.setattr(tesseract, "_usual_places", list)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "relative::.")
    assert tesseract.find() is None  # what lies in the current folder is no program
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tesseract.find() == Tesseract(program, ("eng",), ("osd",))
    program.unlink()
    assert tesseract.find() is None
    program = tmp_path / "broken" / "tesseract"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(program.parent))
    assert tesseract.find() is None
