"""Word: what a reader sees on paper becomes text, in order; archives and XML that do harm are refused."""

import io
import zipfile
from pathlib import Path

import pytest

from desktop_rag.engine.workers.parsers import Facts, Limits, Source, docx
from desktop_rag.errors import DocumentDamaged, DocumentEmpty, DocumentError, DocumentHasNoText, DocumentTooLarge
from desktop_rag.records import Page
from tests import document_builders as build


def read(content: bytes, max_unpacked_bytes: int = 100_000_000) -> tuple[Page, Facts]:
    limits = Limits(10**9, 1000, 10**9, max_unpacked_bytes)
    pages: list[Page] = []
    facts = docx.read(Source(io.BytesIO(content), len(content), ".docx", limits, lambda: None), pages.append)
    return pages[0], facts


def text_of(body: str, **more: object) -> str:
    return read(build.word(body, **more))[0].text  # type: ignore[arg-type]


def test_a_document_as_a_person_makes_it(tmp_path: Path) -> None:
    build.word_by_hand(tmp_path / "a.docx")
    page, facts = read((tmp_path / "a.docx").read_bytes())
    assert (facts.title, facts.author, facts.pages) == ("旅費規程", "総務課", None)
    assert page.number is None
    assert page.text.split("\n") == [
        "旅費規程",
        "第1章 総則",
        "この規程は旅費について定める。",
        "・ りんご",
        "区分 | 役員 | 社員",
        "日当 | 2,500円",
        "社外秘",
    ]
    assert [(heading.start, heading.level, heading.title) for heading in page.headings] == [
        (0, 1, "旅費規程"),
        (5, 1, "第1章 総則"),
    ]


def test_changes_controls_links_and_hidden_text() -> None:
    body = (
        "<w:p>"
        "<w:r><w:t>seen </w:t></w:r>"
        "<w:del><w:r><w:delText>deleted </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>inserted </w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden </w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown </w:t></w:r>'
        "<w:hyperlink><w:r><w:t>linked </w:t></w:r></w:hyperlink>"
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>chosen</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "</w:p>"
        f"<w:sdt><w:sdtContent>{build.paragraph('block')}</w:sdtContent></w:sdt>"
    )
    assert text_of(body) == "seen inserted shown linked chosen\nblock"


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{build.paragraph('in a box')}</w:txbxContent>"
    body = (
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:r><w:t>beside</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert text_of(body) == "beside\nin a box"


def test_ruby_leaves_the_reading_out() -> None:
    reading, base = "<w:r><w:t>かざまち</w:t></w:r>", "<w:r><w:t>風待</w:t></w:r>"
    ruby = f"<w:ruby><w:rt>{reading}</w:rt><w:rubyBase>{base}</w:rubyBase></w:ruby>"
    assert text_of(f"<w:p><w:r>{ruby}</w:r><w:r><w:t>計器</w:t></w:r></w:p>") == "風待計器"


def test_merged_cells_come_once() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{build.paragraph(text)}</w:tc>"

    first = cell("役員", '<w:vMerge w:val="restart"/>')
    body = (
        f"<w:tbl><w:tr>{first}{cell('国内')}{cell('3,000円')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('海外')}{cell('5,000円')}</w:tr></w:tbl>"
    )
    assert text_of(body) == "役員 | 国内 | 3,000円\n海外 | 5,000円"


def test_tables_have_their_header() -> None:
    def row(*cells: str, properties: str = "") -> str:
        inner = "".join(f"<w:tc>{build.paragraph(cell)}</w:tc>" for cell in cells)
        return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"

    marked = row("2023", "2024", properties="<w:tblHeader/>") + row("5", "6")
    found = row("品名", "数") + row("りんご", "5") + row("", "") + row("みかん", "6")
    numbers = row("1", "2") + row("3", "4")
    body = build.paragraph("前") + "".join(f"<w:tbl>{rows}</w:tbl>" for rows in (marked, found, numbers))
    page, _ = read(build.word(body))
    assert page.text == "前\n2023 | 2024\n5 | 6\n品名 | 数\nりんご | 5\nみかん | 6\n1 | 2\n3 | 4"
    assert [(table.header, table.has_cells) for table in page.tables] == [
        ("2023 | 2024", False), ("品名 | 数", False), ("", False),
    ]  # fmt: skip
    assert [page.text[row.start : row.end] for row in page.tables[1].rows] == ["品名 | 数", "りんご | 5", "みかん | 6"]
    assert [row.number for row in page.tables[1].rows] == [1, 2, 4]


def test_a_frame_of_one_cell_is_no_table() -> None:
    frame = f"<w:tbl><w:tr><w:tc>{build.paragraph('one')}{build.paragraph('two')}</w:tc></w:tr></w:tbl>"
    assert text_of(frame) == "one\ntwo"


def test_footnotes_follow_their_paragraph() -> None:
    notes = (
        f'<w:footnotes xmlns:w="{build.WORD}">'
        f'<w:footnote w:type="separator" w:id="-1">{build.paragraph("----")}</w:footnote>'
        f'<w:footnote w:id="2">{build.paragraph("税込み")}</w:footnote></w:footnotes>'
    )
    body = '<w:p><w:r><w:t>上限は一万円</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + build.paragraph(
        "次"
    )
    assert text_of(body, parts={"footnotes.xml": ("footnotes", "footnotes", notes)}) == "上限は一万円\n税込み\n次"


def test_styles_say_what_is_a_heading() -> None:
    styles = (
        f'<w:styles xmlns:w="{build.WORD}">'
        '<w:style w:styleId="a"><w:name w:val="見出し 2"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="own"/><w:basedOn w:val="a"/></w:style>'
        '<w:style w:styleId="c"><w:name w:val="loop"/><w:basedOn w:val="c"/></w:style></w:styles>'
    )
    body = "".join(
        build.paragraph(text, f"<w:pPr>{properties}</w:pPr>")
        for text, properties in (
            ("by name", '<w:pStyle w:val="a"/>'),
            ("inherited", '<w:pStyle w:val="b"/>'),
            ("loop", '<w:pStyle w:val="c"/>'),
            ("outline", '<w:outlineLvl w:val="3"/>'),
            ("body", ""),
        )
    )
    page, _ = read(build.word(body, parts={"styles.xml": ("styles", "styles", styles)}))
    assert [(h.level, h.title) for h in page.headings] == [(2, "by name"), (2, "inherited"), (4, "outline")]


def test_numbers_of_lists_are_written() -> None:
    numbering = (
        f'<w:numbering xmlns:w="{build.WORD}"><w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="第%1条"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="aiueo"/><w:lvlText w:val="%2)"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )

    def item(text: str, level: int) -> str:
        properties = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr></w:pPr>'
        return build.paragraph(text, properties)

    body = item("目的", 0) + item("国内", 1) + item("海外", 1) + item("範囲", 0) + item("本社", 1)
    assert text_of(body, parts={"numbering.xml": ("numbering", "numbering", numbering)}).split("\n") == [
        "第1条 目的", "ア) 国内", "イ) 海外", "第2条 範囲", "ア) 本社",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w:document [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE w:document [<!ENTITY a "lol"><!ENTITY x "' + "&a;" * 10 + '">]>',
    ],
)
def test_entities_are_refused(before: str) -> None:
    with pytest.raises(DocumentDamaged):
        read(build.word(build.paragraph("&x;"), before=before))


def test_archives_that_unpack_to_too_much_are_refused() -> None:
    with pytest.raises(DocumentTooLarge):
        read(build.word(build.paragraph("x" * 5_000_000)), max_unpacked_bytes=1_000_000)
    with pytest.raises(DocumentTooLarge):
        read(build.word(build.paragraph("x" * 60_000_000)))


def test_damage() -> None:
    whole = build.word(build.paragraph("words"))
    for length in (10, 100, len(whole) // 2, len(whole) - 5):
        with pytest.raises(DocumentDamaged):
            read(whole[:length])
    with pytest.raises(DocumentDamaged):
        read(build.word("<w:p><w:unclosed>"))
    with pytest.raises(DocumentDamaged):
        read(build.word("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000))
    with pytest.raises(DocumentEmpty):
        read(build.word(build.paragraph(" ")))


def test_bytes_changed_anywhere_never_do_more_than_damage(tmp_path: Path) -> None:
    build.word_by_hand(tmp_path / "a.docx")
    whole = bytearray((tmp_path / "a.docx").read_bytes())
    for at in range(0, len(whole), len(whole) // 120):
        changed = bytes(whole[:at]) + bytes([whole[at] ^ 0x55]) + bytes(whole[at + 1 :])
        try:
            read(changed)
        except DocumentError:
            continue


def test_names_in_the_archive_are_never_paths(tmp_path: Path) -> None:
    target = io.BytesIO(build.word(build.paragraph("words")))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("../../../../slip.txt", "slip")
    assert read(target.getvalue())[0].text == "words"
    assert not list(tmp_path.parent.rglob("slip.txt"))


def _graphics(*parts: tuple[str, str]) -> bytes:
    """A chart and a diagram between two lines, the second one in a table: kind and XML of the parts they refer to."""
    drawn = "<w:r><w:drawing><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></w:drawing></w:r>"
    spaces = 'xmlns:r="r" xmlns:a="a" xmlns:c="c" xmlns:d="d"'
    chart, diagram = '<c:chart r:id="r0"/>', '<d:relIds r:dm="r1"/>'
    body = (
        f"{build.paragraph('before')}<w:p {spaces}>{drawn.format(chart)}</w:p>"
        f"<w:tbl><w:tr><w:tc>{build.paragraph('left')}</w:tc><w:tc>"
        f"<w:p {spaces}>{drawn.format(diagram)}</w:p></w:tc></w:tr></w:tbl>"
        f"{build.paragraph('behind')}"
    )
    named = {f"part{number}.xml": (kind, kind, xml) for number, (kind, xml) in enumerate(parts)}
    return build.word(body, parts=named)


def test_charts_and_diagrams_are_read_where_they_stand() -> None:
    numbers = "<c:numCache><c:pt idx='0'><c:v>3</c:v></c:pt></c:numCache>"
    chart = f"<c:c xmlns:c='c'><c:ser><c:tx><c:v>売上</c:v></c:tx><c:val>{numbers}</c:val></c:ser></c:c>"
    words = "<a:p><a:r><a:t>企画</a:t></a:r></a:p><a:p><a:r><a:t>開発</a:t></a:r></a:p>"
    diagram = f"<d xmlns:a='drawingml'>{words}</d>"
    page, _ = read(_graphics(("chart", chart), ("diagramData", diagram)))
    assert page.text.split("\n") == ["before", "", " | 売上", " | 3", "left | 企画 開発", "behind"]


def test_a_damaged_or_missing_chart_does_not_cost_the_document() -> None:
    assert "behind" in read(_graphics(("chart", "<c:c")))[0].text
    with_entity = "<!DOCTYPE c [<!ENTITY e 'x'>]><c>&e;</c>"
    assert "behind" in read(_graphics(("chart", with_entity)))[0].text


def test_a_document_of_pictures_alone_says_so() -> None:
    with pytest.raises(DocumentHasNoText):
        read(build.word("<w:p><w:r><w:drawing><pic:pic xmlns:pic='p'/></w:drawing></w:r></w:p>"))
    with pytest.raises(DocumentEmpty):
        read(build.word("<w:p/>"))
