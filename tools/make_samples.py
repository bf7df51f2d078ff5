"""Builds the PDF and DOCX files of the sample handbook from the texts in `tools/sample_sources`.

Run it after a change to a source: `python tools/make_samples.py`. It needs PySide6, pypdf, python-docx and the font
Noto Sans CJK (OFL; Debian and Ubuntu: fonts-noto-cjk). The Markdown and TXT files of the handbook are their own source.
A source is named like its file plus `.md` and uses a small part of Markdown: headings, paragraphs, bullets, tables.
A table without the line of dashes has no header row: a form to fill in. A line `---` starts a new page of a PDF.
"""

import argparse
import html
import os
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import docx
import pypdf
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from pypdf.generic import DictionaryObject, StreamObject
from PySide6.QtCore import QByteArray, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tools" / "sample_sources"
HANDBOOK = ROOT / "desktop_rag" / "samples" / "handbook"
FONTS = Path("/usr/share/fonts/opentype/noto")
FAMILY = "Handbook Sans"
COMPANY = "Kazemachi Instruments"
ISSUED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
POINTS_PER_MM = 72 / 25.4


@dataclass
class Heading:
    """A heading; level 1 is the title."""

    level: int
    text: str


@dataclass
class Paragraph:
    """A paragraph of running text."""

    text: str


@dataclass
class Bullet:
    """One entry of a bulleted list."""

    text: str


@dataclass
class Table:
    """Rows of cells; the first row is the header if `has_header`."""

    rows: list[list[str]] = field(default_factory=list)
    has_header: bool = False


@dataclass
class PageBreak:
    """A new page begins here; only PDF files know pages."""


Block = Heading | Paragraph | Bullet | Table | PageBreak


def read_blocks(text: str) -> list[Block]:
    """The blocks of a source in their order; every paragraph is one line."""
    blocks: list[Block] = []
    table: Table | None = None
    for line in text.splitlines():
        if line.startswith("|"):
            if table is None:
                table = Table()
                blocks.append(table)
            cells = [cell.strip(" ") for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
            if all(cell and not cell.strip("-:") for cell in cells):
                table.has_header = True
            else:
                table.rows.append(cells)
            continue
        table = None
        if line.startswith("#"):
            marks, _, title = line.partition(" ")
            blocks.append(Heading(len(marks), title.strip()))
        elif line == "---":
            blocks.append(PageBreak())
        elif line.startswith("- "):
            blocks.append(Bullet(line[2:].strip()))
        elif line.strip(" "):
            blocks.append(Paragraph(line.strip(" ")))
    return blocks


def title_of(blocks: Iterable[Block]) -> str:
    """The text of the first heading."""
    return next(block.text for block in blocks if isinstance(block, Heading))


def is_japanese(text: str) -> bool:
    """Whether the text holds any kana."""
    return any("\u3040" <= letter <= "\u30ff" for letter in text)


def font_for_text(collection: Path, letters: set[str], family: str, style: str) -> bytes:
    """The first font of a collection as a font of its own that knows only the given letters.

    Qt writes into a PDF, for each glyph, the lowest code point that the font maps to it: 人 would be read back as the
    radical ⼈. With a character map of the letters that are really used there is nothing to confuse. The substitution
    table is left out, or "fi" would become one letter. The new family name keeps Qt from taking the installed font.
    """
    data = collection.read_bytes()
    if data[:4] != b"ttcf":
        raise ValueError(f"{collection} is not a font collection")
    (start,) = struct.unpack_from(">I", data, 12)
    version, count = struct.unpack_from(">4sH", data, start)
    tables: dict[bytes, bytes] = {}
    for index in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, start + 12 + 16 * index)
        tables[tag] = data[offset : offset + length]
    glyphs = character_map(tables[b"cmap"])
    missing = sorted(letter for letter in letters if ord(letter) not in glyphs)
    if missing:
        raise ValueError(f"{collection.name} has no glyph for {missing}")
    tables[b"cmap"] = write_character_map({ord(letter): glyphs[ord(letter)] for letter in letters})
    tables[b"name"] = write_names(family, style)
    for tag in (b"GSUB", b"GPOS", b"VORG", b"vhea", b"vmtx", b"DSIG"):
        tables.pop(tag, None)
    return write_font(version, tables)


def character_map(cmap: bytes) -> dict[int, int]:
    """Code point to glyph, from the format 12 subtable."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    for index in range(count):
        (offset,) = struct.unpack_from(">I", cmap, 4 + 8 * index + 4)
        if struct.unpack_from(">H", cmap, offset)[0] != 12:
            continue
        (groups,) = struct.unpack_from(">I", cmap, offset + 12)
        glyphs: dict[int, int] = {}
        for group in range(groups):
            first, last, glyph = struct.unpack_from(">III", cmap, offset + 16 + 12 * group)
            glyphs.update({code: glyph + code - first for code in range(first, last + 1)})
        return glyphs
    raise ValueError("the font has no character map of format 12")


def write_character_map(glyphs: dict[int, int]) -> bytes:
    """A `cmap` table with one format 4 subtable, one segment a letter (Qt does not read format 12 alone)."""
    codes = [*sorted(glyphs), 0xFFFF]
    count = len(codes)
    power = count.bit_length() - 1
    search_range = 2 << power
    deltas = [(glyphs[code] - code) % 0x10000 for code in codes[:-1]] + [1]
    words = [*codes, 0, *codes, *deltas, *([0] * count)]
    body = struct.pack(f">{len(words)}H", *words)
    subtable = struct.pack(">HHHHHHH", 4, 14 + len(body), 0, 2 * count, search_range, power, 2 * count - search_range)
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + subtable + body


def write_names(family: str, style: str) -> bytes:
    """A `name` table with family, style, full name and PostScript name."""
    texts = {1: family, 2: style, 4: f"{family} {style}", 6: f"{FAMILY.replace(' ', '')}-{style}"}
    records, strings = b"", b""
    for name_id, text in texts.items():
        encoded = text.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, name_id, len(encoded), len(strings))
        strings += encoded
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + strings


def write_font(version: bytes, tables: dict[bytes, bytes]) -> bytes:
    """An sfnt file of the tables; check sums stay zero, no reader of ours looks at them."""
    count = len(tables)
    power = count.bit_length() - 1
    search_range = 16 << power
    header = struct.pack(">4sHHHH", version, count, search_range, power, 16 * count - search_range)
    records, body = b"", b""
    offset = len(header) + 16 * count
    for tag in sorted(tables):
        table = tables[tag]
        records += struct.pack(">4sIII", tag, 0, offset + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    return header + records + body


STYLE = """
h1 { font-size: 18pt; color: #1f3b57; margin-top: 0; margin-bottom: 6px; }
h2 { font-size: 12.5pt; color: #1f3b57; margin-top: 14px; margin-bottom: 4px; }
h3 { font-size: 10.5pt; color: #1f3b57; margin-top: 10px; margin-bottom: 3px; }
p { margin-top: 0; margin-bottom: 6px; line-height: 135%; }
p.bullet { margin-left: 16px; text-indent: -9px; margin-bottom: 3px; line-height: 130%; }
th { background-color: #e4ebf2; text-align: left; }
"""


def html_of(blocks: Iterable[Block]) -> str:
    """The blocks as the HTML that QTextDocument understands."""
    parts: list[str] = []
    previous: Block | None = None
    for block in blocks:
        new_page = "page-break-before: always;" if isinstance(previous, PageBreak) else ""
        match block:
            case Heading():
                parts.append(f'<h{block.level} style="{new_page}">{html.escape(block.text)}</h{block.level}>')
            case Paragraph():
                space = "margin-top: 9px;" if isinstance(previous, Table) else ""
                parts.append(f'<p style="{new_page}{space}">{html.escape(block.text)}</p>')
            case Bullet():
                parts.append(f'<p class="bullet">• {html.escape(block.text)}</p>')
            case Table():
                parts.append(html_of_table(block))
            case PageBreak():
                pass
        previous = block
    return "".join(parts)


def html_of_table(table: Table) -> str:
    """A table over the whole width, with thin lines."""
    rows = []
    for index, row in enumerate(table.rows):
        tag = "th" if table.has_header and index == 0 else "td"
        rows.append("<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) + "</tr>")
    look = 'width="100%" cellspacing="0" cellpadding="4" border="1"'
    collapse = 'style="border-collapse: collapse; border-style: solid; border-color: #9aa9b8;"'
    return f"<table {look} {collapse}>{''.join(rows)}</table>"


def write_pdf(blocks: list[Block], target: Path) -> None:
    """An A4 file with a text layer, embedded fonts and a page number at the foot of each page."""
    title = title_of(blocks)
    letters = {letter for letter in html.unescape(html_of(blocks)) if letter != "\n"}
    letters |= set("0123456789/•· ")
    family = f"{FAMILY} {target.stem}"
    font_ids = []
    for style in ("Regular", "Bold"):
        font = font_for_text(FONTS / f"NotoSansCJK-{style}.ttc", letters, family, style)
        font_ids.append(QFontDatabase.addApplicationFontFromData(QByteArray(font)))
    if -1 in font_ids or QFontDatabase.applicationFontFamilies(font_ids[0]) != [family]:
        raise RuntimeError("Qt does not read the fonts")
    writer = QPdfWriter(str(target))
    writer.setTitle(title)
    writer.setCreator(COMPANY)
    writer.setResolution(72)
    margins = QMarginsF(20, 18, 20, 18)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
        )
    )
    width = (210 - margins.left() - margins.right()) * POINTS_PER_MM
    height = (297 - margins.top() - margins.bottom()) * POINTS_PER_MM
    foot = 8 * POINTS_PER_MM
    document = QTextDocument()
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setDefaultFont(make_font(family, 9.5))
    document.setDefaultStyleSheet(STYLE)
    document.setHtml(html_of(blocks))
    document.setPageSize(QSizeF(width, height - foot))
    pages = document.pageCount()
    if pages != 1 + sum(isinstance(block, PageBreak) for block in blocks):
        # A line that straddles two pages would be in the text of both.
        raise ValueError(f"{target.name} has {pages} pages: begin each of them with a line '---' in the source")
    painter = QPainter(writer)
    for page in range(pages):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, -page * (height - foot))
        context = QAbstractTextDocumentLayout.PaintContext()
        # A line that only touches the edge belongs to the neighbouring page and would be drawn on both.
        context.clip = QRectF(0, page * (height - foot) + 1, width, height - foot - 2)
        context.palette.setColor(QPalette.ColorRole.Text, QColor("#1a1a1a"))
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()
        painter.setFont(make_font(family, 8))
        painter.setPen(QColor("#5a6672"))
        box = QRectF(0, height - foot, width, foot)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, title)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, f"{page + 1} / {pages}")
    painter.end()
    for font_id in font_ids:
        QFontDatabase.removeApplicationFont(font_id)
    finish_pdf(target)


def finish_pdf(target: Path) -> None:
    """Makes spaces spaces (Qt names their glyph by its lowest code point, the tab) and sets the handbook's dates."""
    writer = pypdf.PdfWriter(clone_from=target)
    for page in writer.pages:
        resources = cast("DictionaryObject", page["/Resources"].get_object())
        for font in cast("DictionaryObject", resources["/Font"].get_object()).values():
            to_unicode = cast("StreamObject", font.get_object()["/ToUnicode"].get_object())
            to_unicode.set_data(to_unicode.get_data().replace(b" <0009> ", b" <0020> "))
    issued = f"D:{ISSUED:%Y%m%d%H%M%S}Z"
    writer.add_metadata({"/CreationDate": issued, "/ModDate": issued})
    writer.root_object.pop("/Metadata", None)  # the XMP packet repeats the dates of the build
    writer.compress_identical_objects(remove_unreferenced=True)
    writer.write(target)


def make_font(family: str, size_pt: float) -> QFont:
    """The handbook's font without kerning tricks or fallbacks."""
    font = QFont(family)
    font.setPointSizeF(size_pt)
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    return font


def write_docx(blocks: list[Block], target: Path) -> None:
    """A Word file with real heading, list and table styles."""
    title = title_of(blocks)
    japanese = any(is_japanese(block.text) for block in blocks if isinstance(block, Paragraph | Bullet))
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(20)
    for style in document.styles:
        if isinstance(style, ParagraphStyle) and style.type == WD_STYLE_TYPE.PARAGRAPH:
            set_fonts(style, "Calibri", "游ゴシック")
    document.styles["Normal"].font.size = Pt(10.5)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, COMPANY, ""
    properties.language = "ja-JP" if japanese else "en-GB"
    properties.created = properties.modified = ISSUED
    for block in blocks:
        match block:
            case Heading():
                heading = document.add_heading(block.text, level=block.level)
                for run in heading.runs:
                    run.font.color.rgb = RGBColor(0x1F, 0x3B, 0x57)
            case Paragraph():
                document.add_paragraph(block.text)
            case Bullet():
                document.add_paragraph(block.text, style="List Bullet")
            case Table():
                add_table(document, block)
            case PageBreak():
                pass
    document.save(str(target))


def set_fonts(style: ParagraphStyle, latin: str, japanese: str) -> None:
    """Names a font for each script; Word otherwise picks one by the language of the system."""
    style.font.name = latin
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), japanese)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def add_table(document: docx.document.Document, table: Table) -> None:
    """A table with lines around every cell and, if it has one, a bold header row."""
    grid = document.add_table(rows=0, cols=len(table.rows[0]), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for index, row in enumerate(table.rows):
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.font.bold = table.has_header and index == 0
    document.add_paragraph()


def main() -> int:
    """Builds every file, or only those whose names are given."""
    parser = argparse.ArgumentParser(description="Build the PDF and DOCX files of the sample handbook.")
    parser.add_argument("names", nargs="*", help="file names, such as 'Pension plan.pdf'; all if left out")
    wanted = set(parser.parse_args().names)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    HANDBOOK.mkdir(parents=True, exist_ok=True)
    for source in sorted(SOURCES.glob("*.md")):
        target = HANDBOOK / source.stem
        if wanted and target.name not in wanted:
            continue
        blocks = read_blocks(source.read_text(encoding="utf-8"))
        if target.suffix == ".pdf":
            write_pdf(blocks, target)
        else:
            write_docx(blocks, target)
        print(f"{target.name}: {target.stat().st_size:,} bytes")
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
