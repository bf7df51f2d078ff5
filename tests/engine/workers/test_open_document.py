"""OpenDocument: texts, sheets and slides; what is repeated a million times in one word costs nothing."""

import io
from types import ModuleType

import pytest

from desktop_rag.engine.workers.parsers import Facts, Limits, Source, kinds, odp, ods, odt
from desktop_rag.errors import (
    DocumentDamaged,
    DocumentEmpty,
    DocumentError,
    DocumentHasNoText,
    DocumentLocked,
    DocumentTooLarge,
)
from desktop_rag.records import Page
from tests import document_builders as build

LIMITS = Limits(10**9, 1000, 10**7, 10**8)


def read(parser: ModuleType, content: bytes) -> tuple[list[Page], Facts]:
    pages: list[Page] = []
    facts = parser.read(Source(io.BytesIO(content), len(content), "", LIMITS, lambda: None), pages.append)
    return pages, facts


def text_of(body: str, **more: str) -> str:
    return read(odt, build.open_document("text", body, **more))[0][0].text


def sheet(*rows: str, name: str = "S", more: str = "") -> str:
    return f'<table:table table:name="{name}">{more}{"".join(rows)}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(text: str = "", attributes: str = "") -> str:
    words = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell {attributes}>{words}</table:table-cell>"


def test_a_text() -> None:
    body = (
        '<text:p text:style-name="P1">旅費規程</text:p>'
        '<text:h text:outline-level="2">総則</text:h>'
        "<text:p>宿泊<text:span>費</text:span><text:s text:c='3'/>は<text:line-break/>次の\n通り。"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>税込み</text:p></text:note-body>"
        "</text:note><office:annotation><text:p>消す</text:p></office:annotation></text:p>"
        "<text:p><text:ruby><text:ruby-base>風待</text:ruby-base><text:ruby-text>かざまち</text:ruby-text></text:ruby></text:p>"
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        "<text:section><text:p><draw:frame><draw:text-box><text:p>枠の中</text:p></draw:text-box></draw:frame></text:p></text:section>"
        "<text:table-of-content><text:index-body><text:p>総則 … 1</text:p></text:index-body></text:table-of-content>"
    )
    content = build.open_document(
        "text",
        body,
        automatic_styles='<style:style style:name="P1" style:parent-style-name="Title"/>',
        styles="<office:master-styles><style:master-page><style:header><text:p>社外秘</text:p></style:header>"
        "<style:footer><text:p>- 1 -</text:p></style:footer></style:master-page></office:master-styles>",
        meta="<dc:title>規程</dc:title><meta:initial-creator>総務課</meta:initial-creator>"
        "<meta:creation-date>2024-04-01T09:00:00</meta:creation-date>",
    )
    (page,), facts = read(odt, content)
    assert (facts.title, facts.author, facts.created, facts.pages) == ("規程", "総務課", "2024-04-01T09:00:00", None)
    assert page.text == "旅費規程\n総則\n宿泊費   は\n次の 通り。\n税込み\n風待\n\n枠の中\n社外秘"
    assert [(heading.level, heading.title) for heading in page.headings] == [(1, "旅費規程"), (2, "総則")]


def test_lists_have_their_numbers() -> None:
    style = (
        '<text:list-style style:name="L1">'
        '<text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-prefix="第" style:num-suffix="条"/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:start-value="2"/>'
        '<text:list-level-style-bullet text:level="3"/></text:list-style>'
    )
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    third = f"<text:list>{item.format('点', '')}</text:list>"
    inner = f"<text:list>{item.format('い', '')}{item.format('ろ', third)}</text:list>"
    first = f'<text:list text:style-name="L1">{item.format("目的", inner)}{item.format("範囲", "")}</text:list>'
    more = f'<text:list text:style-name="L1" text:continue-numbering="true">{item.format("附則", inner)}</text:list>'
    assert text_of(first + more, automatic_styles=style).split("\n") == [
        "第1条 目的", "b) い", "c) ろ", "・ 点", "第2条 範囲", "第3条 附則", "b) い", "c) ろ", "・ 点",
    ]  # fmt: skip


def test_tables_of_a_text() -> None:
    rows = (
        f"<table:table-header-rows>{row(cell('2023'), cell('2024'))}</table:table-header-rows>"
        + row(cell("5"), "<table:covered-table-cell/>")
        + row(cell("6", 'table:number-columns-repeated="2"'))
    )
    (page,), _ = read(odt, build.open_document("text", f"<text:p>前</text:p>{sheet(rows)}<text:p>後</text:p>"))
    assert page.text == "前\n2023 | 2024\n5\n6 | 6\n後"
    assert [(table.header, len(table.rows), table.has_cells) for table in page.tables] == [("2023 | 2024", 3, False)]
    frame = sheet(row("<table:table-cell><text:p>one</text:p><text:p>two</text:p></table:table-cell>"))
    assert text_of(frame) == "one\ntwo"


def test_sheets() -> None:
    body = sheet(
        row(cell("店"), cell("額"), cell("日付")),
        row(cell("東京", 'table:number-rows-spanned="2"'), cell("1,200円"), cell("令和6年4月1日")),
        row("<table:covered-table-cell/>", cell("0012"), cell("", 'table:number-columns-repeated="16382"')),
        row(cell("", 'table:number-columns-repeated="16384"'), attributes='table:number-rows-repeated="1048570"'),
        row(cell("終わり")),
        name="売上",
        more="<table:shapes><draw:frame><draw:text-box><text:p>注意</text:p></draw:text-box></draw:frame></table:shapes>",
    ) + sheet(row(cell("同じ", 'table:number-columns-repeated="2"'), attributes='table:number-rows-repeated="2"'))
    pages, facts = read(ods, build.open_document("spreadsheet", body))
    assert (facts.pages, [(page.number, page.place) for page in pages]) == (2, [(1, "売上"), (2, "S")])
    assert pages[0].text == "店 | 額 | 日付\n東京 | 1,200円 | 令和6年4月1日\n東京 | 0012\n\n終わり\n\n注意"
    assert pages[0].tables[0].header == "店 | 額 | 日付"
    assert pages[0].tables[1].rows[0].number == 1_048_574
    assert pages[1].text == "同じ | 同じ\n同じ | 同じ"


@pytest.mark.parametrize(
    "rows",
    [
        row(cell("x", 'table:number-columns-repeated="99999999999"')),
        row(cell("x"), attributes='table:number-rows-repeated="99999999999"'),
        row(cell("x" * 2_000, 'table:number-columns-repeated="1000000"')),
        row(cell("x" * 2_000), attributes='table:number-rows-repeated="1000000"'),
    ],
)
def test_one_cell_repeated_without_end(rows: str) -> None:
    with pytest.raises(DocumentTooLarge):
        read(ods, build.open_document("spreadsheet", sheet(rows)))


def test_slides() -> None:
    frame = '<draw:frame presentation:class="{}"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>'
    table = sheet(row(cell("品名"), cell("数")), row(cell("机"), cell("2")))
    body = (
        "<draw:page>"
        f"{frame.format('outline', '特長')}{frame.format('title', '新製品')}{frame.format('footer', '社外秘')}"
        f"<draw:g><draw:custom-shape><text:p>図の中</text:p></draw:custom-shape></draw:g><draw:frame>{table}</draw:frame>"
        "<presentation:notes><draw:page-thumbnail presentation:class='page'/>"
        f"{frame.format('notes', '値引きなし')}</presentation:notes>"
        "</draw:page><draw:page><draw:frame><draw:image/></draw:frame></draw:page>"
    )
    pages, facts = read(odp, build.open_document("presentation", body))
    assert (facts.pages, facts.pages_without_text) == (2, 1)
    assert pages[0].text == "新製品\n特長\n図の中\n品名 | 数\n机 | 2\n\n値引きなし"
    assert [heading.title for heading in pages[0].headings] == ["新製品"]
    assert [table.header for table in pages[0].tables] == ["品名 | 数"]
    assert (pages[1].number, pages[1].text) == (2, "")


@pytest.mark.parametrize(("kind", "parser"), [("text", odt), ("spreadsheet", ods), ("presentation", odp)])
def test_locked_damaged_and_empty(kind: str, parser: ModuleType) -> None:
    content = build.open_document(kind, "")
    found = kinds.find_kind(Source(io.BytesIO(content), len(content), ".docx", LIMITS, lambda: None))
    assert kinds.parser_of(found) is parser
    with pytest.raises(DocumentEmpty):
        read(parser, content)
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    with pytest.raises(DocumentLocked):
        read(parser, build.open_document(kind, "", manifest=entry))
    for before in ('<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE x [<!ENTITY x "y">]>'):
        with pytest.raises(DocumentDamaged):
            read(parser, build.open_document(kind, "<text:p>&x;</text:p><table:table/>" + sheet(row()), before=before))
    whole = build.open_document(kind, "<draw:page><text:p>x</text:p></draw:page>" + sheet(row(cell("x"))))
    for length in (30, len(whole) // 2, len(whole) - 5):
        with pytest.raises(DocumentDamaged):
            read(parser, whole[:length])
    for at in range(0, len(whole), 20):
        try:
            read(parser, whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        except DocumentError:
            continue


def test_slides_of_pictures_alone() -> None:
    with pytest.raises(DocumentHasNoText):
        read(odp, build.open_document("presentation", "<draw:page><draw:image/></draw:page>"))
