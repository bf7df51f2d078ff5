"""RTF: Japanese letters in every way in which they are written, headings, tables; nothing hostile is slow."""

import io

import pytest

from desktop_rag.engine.workers.parsers import Facts, Limits, Source, kinds, rtf
from desktop_rag.errors import DocumentDamaged, DocumentEmpty, DocumentTooLarge
from desktop_rag.records import Page

LIMITS = Limits(10**9, 1000, 10**6, 10**8)
FONTS = r"{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset128 MS Mincho;}\f2\fcharset204 Other;}"


def source_of(content: bytes, suffix: str = ".rtf") -> Source:
    return Source(io.BytesIO(content), len(content), suffix, LIMITS, lambda: None)


def read(body: str | bytes, before: str = r"\ansi\ansicpg932") -> tuple[Page, Facts]:
    inner = body if isinstance(body, bytes) else body.encode("latin-1")
    pages: list[Page] = []
    facts = rtf.read(source_of(b"{\\rtf1" + before.encode("ascii") + b" " + inner + b"}"), pages.append)
    return pages[0], facts


def text_of(body: str | bytes, before: str = r"\ansi\ansicpg932") -> str:
    return read(body, before)[0].text


def escaped(text: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode("cp932"))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (escaped("東京都ソ表"), "東京都ソ表"),
        ("東京都ソ表x".encode("cp932"), "東京都ソ表x"),
        ("\\'83e\\'83X\\'83g \\'83\\\\ \\'83\\}", "テスト ソ マ"),
        (r"\uc2 \u26481\'93\'8c\u20140\'8b\'9e!", "東京!"),
        (r"\u26481?\u20140?{\uc0\u65 b}\u66?", "東京AbB"),
        (r"\u-10179 ?\u-8640 ?", "🙀"),
        (FONTS + r"\f0 caf\'e9 {\f1 " + escaped("東京") + r"} \f2\'ef", "café 東京 п"),
        (r"\uc2\u12450\'83A\b\u12452\'83C\b0 x", "アイx"),
    ],
)
def test_letters(body: str | bytes, text: str) -> None:
    assert text_of(body) == text


def test_other_code_pages() -> None:
    assert text_of(r"caf\'e9", r"\ansi\ansicpg1252") == "café"
    assert text_of(r"caf\'8e", r"\mac") == "café"
    assert text_of(r"\'ef\'f0", r"\ansi\ansicpg1251") == "пр"
    assert text_of(r"caf\'e9", r"\ansi\ansicpg99999") == "café"


def test_words_that_are_not_on_the_paper() -> None:
    body = (
        r"{\*\generator Riched20;}{\colortbl;\red1;}seen {\v hidden }{\deleted gone }\v x\v0 {\*\unknown{deep} no}"
        r"{\pict\pngblip 89504e47}{\pict\bin6 {{{{}}}shown"
        r"{\field{\*\fldinst HYPERLINK x}{\fldrslt  link}}"
        r"{\shp{\*\shpinst{\sp{\sn n}{\sv 1}}{\shptxt  boxed}}}\~\emdash\_"
    )
    assert text_of(body) == "seen shown link boxed\u00a0—-"


def test_paragraphs_notes_headers_and_facts() -> None:
    body = (
        r"{\info{\title Travel}{\author Kato}{\subject no}{\creatim\yr2024\mo4\dy1\hr9}}"
        r"{\header Internal\par}{\headerf Internal}{\footer - \chpgn  -}"
        "first{\\footnote a note}\\line still\\par\n second\\\nthird"
    )
    page, facts = read(body)
    assert (facts.title, facts.author, facts.created, facts.pages) == ("Travel", "Kato", "2024-04-01", None)
    assert page.text == "first\nstill\na note\nsecond\nthird\nInternal"


def test_headings_by_style_outline_and_number() -> None:
    styles = r"{\stylesheet{\ql Normal;}{\s1\b heading 1;}{\s2 " + escaped("見出し") + r" 2;}{\s3\outlinelevel4 own;}}"
    body = (
        styles
        + r"\pard\s1 One\par\pard\s2 Two\par\pard\s3 Five\par\pard\outlinelevel2 Three\par\pard\outlinelevel9 No\par"
        r"\pard body\par " + escaped("第4条（手当）") + r"\par"
    )
    page, _ = read(body)
    assert [(heading.level, heading.title) for heading in page.headings] == [
        (1, "One"),
        (2, "Two"),
        (5, "Five"),
        (3, "Three"),
        (3, "第4条（手当）"),
    ]


def test_tables() -> None:
    row = r"\trowd{}\cellx1\cellx2\pard\intbl {}\cell {}\cell\row "
    body = (
        r"before\par"
        + row.format(r"\trhdr", "2023", "2024")
        + row.format("", r"a\par b", "2")
        + row.format("", "c", "")
        + r"\pard after\par\trowd\cellx1\pard\intbl one\par two\cell\row\pard end"
    )
    page, _ = read(body)
    assert page.text == "before\n2023 | 2024\na b | 2\nc | \nafter\none\ntwo\nend"
    assert [(table.header, len(table.rows), table.has_cells) for table in page.tables] == [("2023 | 2024", 3, False)]


@pytest.mark.parametrize(
    "body",
    [
        "{" * 9_000 + "x",
        r"{\pict " + "ab" * 500_000 + "}x",
        r"x\bin9999999999 y",
        r"\f-1\s-99\u\uc-5\bin-5 x",
        "x\\'",
        "x}}}}}",
    ],
)
def test_hostile_and_cut_off(body: str) -> None:
    assert text_of(body) == "x"


def test_much_of_one_thing_is_fast_and_bounded() -> None:
    assert text_of(("ソ" * 20_000).encode("cp932")) == "ソ" * 20_000
    assert text_of("{" * 9_000 + "}" * 9_000 + r"\b" * 20_000 + " x") == "x"
    with pytest.raises(DocumentDamaged):
        read("{" * 20_000)
    with pytest.raises(DocumentTooLarge):
        read("a" * 1_100_000)
    with pytest.raises(DocumentTooLarge):
        read(r"{\footnote " + "a" * 1_100_000)


def test_without_a_word_and_by_its_first_letters() -> None:
    with pytest.raises(DocumentEmpty):
        read(r"{\pict ab}\par\par")
    assert kinds.find_kind(source_of(b"{\\rtf1 x}", ".doc")) == "rtf"
    assert kinds.find_kind(source_of(b"plain", ".rtf")) == "text"
