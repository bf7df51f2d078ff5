"""Excel: a page a sheet, rows under their header, cells as a person sees them; nothing makes it slow or large."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from desktop_rag.engine.workers.parsers import Facts, Limits, Source, xlsx
from desktop_rag.errors import DocumentDamaged, DocumentEmpty, DocumentError, DocumentTooLarge
from desktop_rag.records import Page
from tests import document_builders as build


def read(content: bytes, max_characters: int = 10**7) -> tuple[list[Page], Facts]:
    limits = Limits(10**9, 1000, max_characters, 10**8)
    pages: list[Page] = []
    facts = xlsx.read(Source(io.BytesIO(content), len(content), ".xlsx", limits, lambda: None), pages.append)
    return pages, facts


def text_of(*rows: tuple[object, ...]) -> str:
    return read(build.workbook({"S": build.rows(*rows)}))[0][0].text


def by_hand() -> bytes:
    book = openpyxl.Workbook()
    book.properties.title, book.properties.creator = "売上", "総務課"
    prices = book.active
    assert prices is not None
    prices.title = "単価"
    for row in (
        ["売上一覧"],
        ["品番", "品名", "単価", "税率", "日付"],
        [12, "りんご", 1200, 0.08, dt.date(2024, 4, 1)],
        [13, "みかん", 80, 0.1, None],
    ):
        prices.append(row)
    for cell, code in (("A3", "0000"), ("A4", "0000"), ("C3", '"¥"#,##0'), ("D3", "0%"), ("D4", "0.0%")):
        prices[cell].number_format = code
    prices["E3"].number_format = '[$-411]ggge"年"m"月"d"日"'
    prices["B4"].comment = openpyxl.comments.Comment("産地は愛媛", "田中")
    hidden = book.create_sheet("控え")
    hidden.sheet_state = "veryHidden"
    hidden["C3"] = "隠れた行"
    hidden["C4"] = "=1+1"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_workbook_as_a_person_makes_it() -> None:
    pages, facts = read(by_hand())
    assert (facts.title, facts.author, facts.pages) == ("売上", "総務課", 2)
    assert [(page.number, page.place) for page in pages] == [(1, "単価"), (2, "控え")]
    assert pages[0].text.split("\n") == [
        "売上一覧",
        "品番 | 品名 | 単価 | 税率 | 日付",
        "0012 | りんご | ¥1,200 | 8% | 令和6年4月1日",
        "0013 | みかん | 80 | 10.0%",
        "",
        "B4: 産地は愛媛",
    ]
    above, table = pages[0].tables
    assert (above.header, [row.number for row in above.rows]) == ("", [1])
    assert (table.header, table.has_cells) == ("品番 | 品名 | 単価 | 税率 | 日付", True)
    assert [(row.number, row.first_column, row.last_column) for row in table.rows] == [(2, 1, 5), (3, 1, 5), (4, 1, 4)]
    assert pages[0].text[table.rows[1].start : table.rows[1].end].startswith("0012 | りんご")
    assert pages[1].text == "隠れた行", "a formula that nobody has computed shows nothing"
    assert pages[1].tables[0].rows[0].first_column == 3


def test_kinds_of_cells() -> None:
    cells = (
        '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="b"><v>1</v></c>'
        '<c r="D1" t="e"><v>#N/A</v></c><c r="E1" t="str"><f>"x"</f><v>made</v></c><c r="F1"><f>1+1</f><v>2</v></c>'
        '<c t="d"><v>2024-04-01</v></c><c r="H1"><v>0.30000000000000004</v></c>'
    )
    strings = (
        '<t xml:space="preserve"> 0012 </t>',
        "<r><t>東京</t></r><r><t>_x000D_\n支店</t></r><rPh sb='0' eb='2'><t>トウキョウ</t></rPh>",
    )
    pages, _ = read(build.workbook({"S": f"<sheetData><row>{cells}</row></sheetData>"}, strings=strings))
    assert pages[0].text == "0012 | 東京 支店 | TRUE | #N/A | made | 2 | 2024-04-01 | 0.3"


def test_dates_of_both_calendars() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="57"/></cellXfs>'
    sheet = '<sheetData><row><c s="1"><v>45383</v></c><c s="2"><v>45383</v></c></row></sheetData>'
    assert read(build.workbook({"S": sheet}, styles=styles))[0][0].text == "2024/4/1 | R6.4.1"
    sheet = sheet.replace("45383", "43921")
    pages, _ = read(build.workbook({"S": sheet}, styles=styles, properties='date1904="1"'))
    assert pages[0].text == "2024/4/1 | R6.4.1"


def test_the_strict_variant() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs>'
    cells = '<c t="d"><v>2024-04-01T00:00:00</v></c><c t="d" s="1"><v>2024-04-01T00:00:00</v></c><c t="d"><v>?</v></c>'
    content = build.workbook({"S": f"<sheetData><row>{cells}</row></sheetData>"}, styles=styles)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name).decode() for name in archive.namelist()}
    strict = {
        name: text.replace(
            "schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument"
        ).replace("schemas.openxmlformats.org/spreadsheetml/2006", "purl.oclc.org/ooxml/spreadsheetml")
        for name, text in entries.items()
    }
    assert read(build.zipped(strict))[0][0].text == "2024-04-01 | 2024年4月1日 | ?"


def test_empty_cells_show_under_a_header_and_say_nothing_in_a_form() -> None:
    table = (("店", "月", "額"), ("東京", None, 5), (None, "5月", 6))
    assert text_of(*table) == "店 | 月 | 額\n東京 |  | 5\n | 5月 | 6"
    form = (("氏名", None, None, "山田"), (None, "部署"), (None, None, None, None, "印"))
    assert text_of(*form) == "氏名 | 山田\n部署\n印"


def test_a_header_of_two_rows() -> None:
    pages, _ = read(
        build.workbook(
            {
                "S": build.rows(
                    ("区分", "2023年", None, "2024年", None),
                    (None, "上期", "下期", "上期", "下期"),
                    ("国内", 1, 2, 3, 4),
                )
            }
        )
    )
    (table,) = pages[0].tables
    assert table.header == "区分 | 2023年 上期 | 2023年 下期 | 2024年 上期 | 2024年 下期"
    assert len(table.rows) == 3


def test_amounts_alone_have_no_header() -> None:
    pages, _ = read(build.workbook({"S": build.rows((2021, 5, 6), (2022, 7, 8)), "T": build.rows(("a",), ("b",))}))
    assert [table.header for page in pages for table in page.tables] == ["", ""]


def test_a_label_merged_over_rows_counts_for_each() -> None:
    sheet = build.rows(("地域", "店", "額"), ("東日本", "東京", 5), (None, "仙台", 3), (None,), ("西日本", "大阪", 4))
    merged = '<mergeCells count="2"><mergeCell ref="A1:A1"/><mergeCell ref="A2:A4"/></mergeCells>'
    text = read(build.workbook({"S": sheet + merged}))[0][0].text
    assert text == "地域 | 店 | 額\n東日本 | 東京 | 5\n東日本 | 仙台 | 3\n\n西日本 | 大阪 | 4"


def test_text_boxes_and_charts_beside_the_cells() -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    box = "<a:p><a:r><a:t>注意</a:t></a:r><a:r><a:t>事項</a:t></a:r></a:p>"
    chart = f'<c:chart xmlns:c="{drawing}/chart" xmlns:a="{drawing}/main"><c:title>{box}</c:title></c:chart>'
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": build.relations(("drawing", "../drawings/d.xml")),
        "xl/drawings/d.xml": f'<d xmlns:a="{drawing}/main">{box}</d>',
        "xl/drawings/_rels/d.xml.rels": build.relations(("chart", "/xl/charts/c.xml")),
        "xl/charts/c.xml": chart.replace("注意", "売上"),
    }
    assert read(build.workbook({"S": build.rows(("a",))}, more=more))[0][0].text == "a\n\n注意事項\n売上事項"


def test_a_cell_at_the_far_corner_costs_nothing() -> None:
    sheet = (
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    (page,), _ = read(build.workbook({"S": sheet}))
    assert page.text == "1\n\n1 | 2"
    assert page.tables[1].rows[0].last_column == 16_384


def test_one_text_in_very_many_cells_is_too_large() -> None:
    cells = '<c t="s"><v>0</v></c>' * 2_000
    book = build.workbook({"S": f"<sheetData><row>{cells}</row></sheetData>"}, strings=[f"<t>{'x' * 10_000}</t>"])
    with pytest.raises(DocumentTooLarge):
        read(book)


@pytest.mark.parametrize(
    "sheet",
    [
        "<sheetData><row><c r='A1'><v>1</v>",
        "<sheetData><row r='x'><c><v>1</v></c></row></sheetData>",
        "<sheetData><row><c r='ZZZZ1'><v>1</v></c></row></sheetData>",
        "<sheetData><row><c t='s'><v>7</v></c></row></sheetData>",
    ],
)
def test_damage(sheet: str) -> None:
    with pytest.raises(DocumentDamaged):
        read(build.workbook({"S": sheet}))


def test_entities_are_refused() -> None:
    sheet = "<sheetData><row><c t='str'><v>&x;</v></c></row></sheetData>"
    with pytest.raises(DocumentDamaged):
        read(build.workbook({"S": sheet}, before='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))


def test_a_workbook_without_a_word_is_empty() -> None:
    with pytest.raises(DocumentEmpty):
        read(build.workbook({"S": build.rows((None, " "))}))


def test_bytes_changed_anywhere_never_do_more_than_damage(tmp_path: Path) -> None:
    whole = by_hand()
    for at in range(0, len(whole), len(whole) // 100):
        try:
            read(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        except DocumentError:
            continue
