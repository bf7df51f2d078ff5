"""PowerPoint: a page a slide, in order, with all that is written on it and in its notes."""

import io

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from desktop_rag.engine.workers.parsers import Facts, Limits, Source, kinds
from desktop_rag.engine.workers.parsers import pptx as parser
from desktop_rag.errors import DocumentDamaged, DocumentEmpty, DocumentError, DocumentHasNoText, DocumentTooLarge
from desktop_rag.records import Page
from tests import document_builders as build

LIMITS = Limits(10**9, 1000, 10**7, 10**8)
_PICTURE = bytes.fromhex(  # a PNG of one point
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b8"
    "0000000049454e44ae426082"
)


def read(content: bytes, limits: Limits = LIMITS) -> tuple[list[Page], Facts]:
    pages: list[Page] = []
    facts = parser.read(Source(io.BytesIO(content), len(content), ".pptx", limits, lambda: None), pages.append)
    return pages, facts


def saved(deck: "pptx.presentation.Presentation") -> bytes:
    target = io.BytesIO()
    deck.save(target)
    return target.getvalue()


def by_hand() -> bytes:
    deck = pptx.Presentation()
    deck.core_properties.title, deck.core_properties.author = "新製品", "営業部"
    first = deck.slides.add_slide(deck.slide_layouts[1])
    box = first.shapes.add_textbox(0, 0, Inches(1), Inches(1))
    box.text_frame.text = "欄外\v二行目"
    first.placeholders[1].text_frame.text = "特長\n\n軽い"
    first.shapes.title.text = "新製品\vのご案内"
    first.notes_slide.notes_text_frame.text = "値引きの話はしない"
    second = deck.slides.add_slide(deck.slide_layouts[6])
    table = second.shapes.add_table(3, 3, 0, 0, Inches(4), Inches(2)).table
    for row, texts in enumerate((("品名", "色", "数"), ("机", "白", "2"), ("椅子", "", "8"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    group = second.shapes.add_group_shape()
    group.shapes.add_group_shape().shapes.add_textbox(0, 0, 1, 1).text_frame.text = "内側"
    third = deck.slides.add_slide(deck.slide_layouts[6])
    third._element.set("show", "0")
    numbers = CategoryChartData(number_format='#,##0"円"')  # type: ignore[no-untyped-call]
    numbers.categories = ["上期", "下期"]
    numbers.add_series("売上", (1200, 3400))  # type: ignore[no-untyped-call]
    third.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(4), Inches(3), numbers)
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_picture(io.BytesIO(_PICTURE), 0, 0)
    return saved(deck)


def test_a_presentation_as_a_person_makes_it() -> None:
    pages, facts = read(by_hand())
    assert (facts.title, facts.author, facts.pages, facts.pages_without_text) == ("新製品", "営業部", 4, 1)
    assert [page.number for page in pages] == [1, 2, 3, 4]
    assert pages[0].text == "新製品 のご案内\n特長\n\n軽い\n欄外\n二行目\n\n値引きの話はしない"
    assert [(heading.start, heading.level, heading.title) for heading in pages[0].headings] == [
        (0, 1, "新製品 のご案内")
    ]
    assert pages[1].text == "品名 | 色 | 数\n机 | 白 | 2\n椅子 | 8\n内側"
    (table,) = pages[1].tables
    assert (table.header, table.has_cells) == ("品名 | 色 | 数", False)
    assert [pages[1].text[row.start : row.end] for row in table.rows] == pages[1].text.split("\n")[:3]
    assert pages[2].text == " | 売上\n上期 | 1,200円\n下期 | 3,400円", "a slide that is hidden is read, too"
    assert pages[3].text == ""


@pytest.mark.parametrize(
    "content_type",
    [
        "vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
        "vnd.openxmlformats-officedocument.presentationml.template.main+xml",
        "vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    ],
)
def test_shows_templates_and_those_with_macros(content_type: str) -> None:
    content = build.slides("<p:sp/>", content_type=content_type)
    assert kinds.find_kind(Source(io.BytesIO(content), len(content), "", LIMITS, lambda: None)) == "pptx"


def test_what_is_on_every_slide_is_not_read_and_the_newer_of_two_ways_is() -> None:
    shape = (
        '<p:sp><p:nvSpPr><p:nvPr><p:ph type="{}"/></p:nvPr></p:nvSpPr>'
        "<p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    fields = '<a:fld type="slidenum"><a:t>7</a:t></a:fld><a:fld><a:t>x</a:t></a:fld>'
    field = f"<p:sp><p:txBody><a:p>{fields}</a:p></p:txBody></p:sp>"
    either = (
        f"<mc:AlternateContent><mc:Choice>{shape.format('body', 'new')}</mc:Choice>"
        f"<mc:Fallback>{shape.format('body', 'old')}</mc:Fallback></mc:AlternateContent>"
    )
    pages, _ = read(build.slides(shape.format("ftr", "foot") + shape.format("sldNum", "1") + field + either))
    assert pages[0].text == "x\nnew"


def test_diagrams() -> None:
    diagram = '<a:graphicData><d:relIds xmlns:d="d" r:dm="r1"/></a:graphicData>'
    frame = f"<p:graphicFrame><a:graphic>{diagram}</a:graphic></p:graphicFrame>"
    main = "http://schemas.openxmlformats.org/drawingml/2006/main"
    data = f'<d xmlns:a="{main}"><a:p><a:r><a:t>企画</a:t></a:r></a:p><a:p/><a:p><a:r><a:t>開発</a:t></a:r></a:p></d>'
    more = {
        "ppt/slides/_rels/slide1.xml.rels": build.relations(("diagramData", "../diagrams/data1.xml")),
        "ppt/diagrams/data1.xml": data,
    }
    assert read(build.slides(frame, more=more))[0][0].text == "企画\n開発"


def test_slides_without_a_word() -> None:
    with pytest.raises(DocumentHasNoText):
        read(build.slides("<p:pic/>"))
    with pytest.raises(DocumentEmpty):
        read(build.slides("<p:sp/>"))


def test_damage_and_entities() -> None:
    whole = by_hand()
    for length in (100, len(whole) // 2, len(whole) - 5):
        with pytest.raises(DocumentDamaged):
            read(whole[:length])
    with pytest.raises(DocumentDamaged):
        read(build.slides("<p:grpSp>" * 3_000 + "</p:grpSp>" * 3_000))
    with pytest.raises(DocumentDamaged):
        read(build.slides("<p:sp>&x;</p:sp>", before='<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))
    with pytest.raises(DocumentTooLarge):
        read(whole, Limits(10**9, 1000, 10, 10**8))
    for at in range(0, len(whole), len(whole) // 60):
        try:
            read(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        except DocumentError:
            continue
