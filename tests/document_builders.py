"""Builds small documents for tests: PDF by hand, so that every byte is known, and Word with python-docx."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
import pypdf
import pypdfium2
from docx.oxml import parse_xml
from PIL import Image

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def assemble_pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    count = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, table)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start)


def stream(content: bytes) -> bytes:
    return b"<</Length %d>>stream\n%b\nendstream" % (len(content), content)


def pdf(*pages: str, page_entries: bytes = b"", size: int = 12) -> bytes:
    """A PDF with a page for each text; a line of text a line, a leading `#` makes it twice as large."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>"
        % (b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(pages))), len(pages)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for index, text in enumerate(pages):
        lines = []
        for line in text.split("\n") if text else []:
            height = 2 * size if line.startswith("#") else size
            words = line.lstrip("#").encode("cp1252")
            lines.append(b"/F1 %d Tf 0 -%d Td (%b) Tj" % (height, height + 2, words))
        content = b"BT 72 720 Td %b ET" % b" ".join(lines)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>%b>>"
            % (5 + 2 * index, page_entries)
        )
        objects.append(stream(content))
    return assemble_pdf(objects)


def pdf_with_content(content: bytes, size: int = 612) -> bytes:
    """One square page with this content stream; F1 is a font."""
    return assemble_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 5 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
            % (size, size),
            stream(content),
        ]
    )


def pdf_japanese(
    *texts: tuple[float, float, str], size: int = 12, vertical: bool = False, turned: bool = False
) -> bytes:
    """One page with Japanese texts at places in points, in this order.

    Args:
        texts: left, bottom and what stands there; "6:ねん" has a size of its own.
        size: of all others.
        vertical: they run down, by a font for it.
        turned: all is drawn upwards, and the page turned to be seen.
    """
    shown = []
    matrix, entries = (b"0 1 -1 0", b"/Rotate 90") if turned else (b"1 0 0 1", b"")
    for left, bottom, text in texts:
        own, _, letters = text.rpartition(":")
        code = letters.encode("utf-16-be").hex().encode()
        at = (792 - bottom, left) if turned else (left, bottom)
        shown.append(b"/F1 %d Tf %b %f %f Tm <%b> Tj" % (int(own or size), matrix, *at, code))
    name = b"KozMinPr6N-Regular"
    encoding = b"UniJIS-UTF16-V" if vertical else b"UniJIS-UTF16-H"
    return assemble_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/%b/DescendantFonts[6 0 R]>>" % (name, encoding),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 5 0 R/Resources<</Font<</F1 3 0 R>>>>%b>>"
            % entries,
            stream(b"BT %b ET" % b" ".join(shown)),
            b"<</Type/Font/Subtype/CIDFontType0/BaseFont/%b/FontDescriptor 7 0 R/DW 1000"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 6>>>>" % name,
            b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880"
            b"/Descent -120/CapHeight 700/StemV 80>>" % name,
        ]
    )


def pdf_with_field(value: str) -> bytes:
    """A page with text and a filled form field."""
    return assemble_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]/DR<</Font<</F1 3 0 R>>>>/DA(/F1 12 Tf)>>>>",
            b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 5 0 R/Annots[6 0 R]/Resources 7 0 R>>",
            stream(b"BT /F1 12 Tf 72 720 Td (Name of applicant) Tj ET"),
            b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(%b)/Rect[72 600 272 620]/P 4 0 R/DA(/F1 12 Tf)/F 4>>"
            % value.encode("ascii"),
            b"<</Font<</F1 3 0 R>>>>",
        ]
    )


def scanned(
    content: bytes, *, crop: tuple[float, float, float, float] | None = None, stamp: str = "", turned: int = 0
) -> bytes:
    """The same pages as a scanner makes them: each is one picture.

    Args:
        content: a PDF.
        crop: what of each page, in points: left, bottom, right, top.
        stamp: small letters over the picture.
        turned: by how many quarters of a turn the sheets lay wrong; a half at most fits the page.
    """
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for page in pypdfium2.PdfDocument(content):
        if crop is not None:
            page.set_cropbox(*crop)
        width, height = page.get_size()
        bitmap = page.render(scale=200 / 72, grayscale=True, rotation=90 * turned)
        target = io.BytesIO()
        Image.frombuffer("L", (bitmap.width, bitmap.height), bytes(bitmap.buffer), "raw", "L", bitmap.stride, 1).save(
            target, "JPEG", quality=90
        )
        first = len(objects) + 1
        kids.append(b"%d 0 R" % first)
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %f %f]/Contents %d 0 R"
            b"/Resources<</XObject<</I %d 0 R>>/Font<</F1 3 0 R>>>>>>" % (width, height, first + 1, first + 2),
            stream(
                b"q %f 0 0 %f 0 0 cm /I Do Q BT /F1 4 Tf 2 2 Td (%b) Tj ET" % (width, height, stamp.encode("cp1252"))
            ),
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
            b"/Filter/DCTDecode/Length %d>>stream\n%b\nendstream"
            % (bitmap.width, bitmap.height, len(target.getvalue()), target.getvalue()),
        ]
    objects[1] = b"<</Type/Pages/Kids[%b]/Count %d>>" % (b" ".join(kids), len(kids))
    return assemble_pdf(objects)


def encrypted(content: bytes, user_password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(user_password=user_password, owner_password="owner", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def word(body: str, *, before: str = "", parts: dict[str, tuple[str, str, str]] | None = None) -> bytes:
    """A Word document of raw XML.

    Args:
        body: what stands inside w:body.
        before: what stands before the root element, for example a document type.
        parts: more parts by name: kind of relation, content type, XML.
    """
    parts = parts or {}
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>' + "".join(
        f'<Override PartName="/word/{name}" ContentType="{kind}.{content_type}+xml"/>'
        for name, (_, content_type, _) in parts.items()
    )
    related = "".join(
        f'<Relationship Id="r{index}" Type="{_RELATIONSHIPS}/{relation}" Target="{name}"/>'
        for index, (name, (relation, _, _)) in enumerate(parts.items())
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{_RELATIONSHIPS}/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}'
            "</Relationships>",
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{before}'
            f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            **{f"word/{name}": content for name, (_, _, content) in parts.items()},
        }
    )


def zipped(entries: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these entries, in order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def relations(*found: tuple[str, str]) -> str:
    """A part of relations: kind and target of each; their ids are r1, r2, …"""
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(found, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def workbook(
    sheets: Mapping[str, str],
    *,
    properties: str = "",
    styles: str = "",
    strings: Sequence[str] = (),
    before: str = "",
    more: Mapping[str, str] | None = None,
) -> bytes:
    """An Excel workbook of raw XML.

    Args:
        sheets: name of each sheet, and what stands inside its worksheet element.
        properties: attributes of workbookPr.
        styles: what stands inside styleSheet.
        strings: what stands inside each shared si.
        before: what stands before each worksheet element.
        more: further entries of the archive.
    """
    space = f'xmlns="{SPREADSHEET}"'
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    parts = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
    entries = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{_RELATIONSHIPS}"><workbookPr {properties}/>'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(*parts, ("styles", "styles.xml"), ("sharedStrings", "strings.xml")),
        "xl/styles.xml": f"<styleSheet {space}>{styles}</styleSheet>",
        "xl/strings.xml": f"<sst {space}>{''.join(f'<si>{string}</si>' for string in strings)}</sst>",
    }
    for (_, target), content in zip(parts, sheets.values(), strict=True):
        entries[f"xl/{target}"] = f"{before}<worksheet {space}>{content}</worksheet>"
    return zipped({**entries, **(more or {})})


def slides(
    *shapes: str,
    before: str = "",
    more: Mapping[str, str] | None = None,
    content_type: str = "vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
) -> bytes:
    """A presentation of raw XML: for each slide what stands inside its spTree; `more` are further entries."""
    spaces = (
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:r="{_RELATIONSHIPS}"'
    )
    numbers = range(1, len(shapes) + 1)
    listed = "".join(f'<p:sldId id="{255 + number}" r:id="r{number}"/>' for number in numbers)
    entries = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Override PartName="/ppt/presentation.xml" '
        f'ContentType="application/{content_type}"/></Types>',
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {spaces}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(*(("slide", f"slides/slide{number}.xml") for number in numbers)),
    }
    for number, content in zip(numbers, shapes, strict=True):
        tree = f"<p:sld {spaces}><p:cSld><p:spTree>{content}</p:spTree></p:cSld></p:sld>"
        entries[f"ppt/slides/slide{number}.xml"] = before + tree
    return zipped({**entries, **(more or {})})


_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
_OPEN_SPACES = " ".join(
    f'xmlns:{short}="{_OPEN}{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("presentation", "presentation"), ("meta", "meta"), ("manifest", "manifest"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def open_document(
    kind: str,
    body: str,
    *,
    automatic_styles: str = "",
    styles: str = "",
    meta: str = "",
    manifest: str = "",
    before: str = "",
) -> bytes:
    """An OpenDocument file of raw XML.

    Args:
        kind: text, spreadsheet or presentation.
        body: what stands inside the element of that kind.
        automatic_styles: what stands inside the content's automatic styles.
        styles: what stands inside the root of styles.xml.
        meta: what stands inside meta.
        manifest: what stands inside the manifest.
        before: what stands before the content's root element.
    """
    content = (
        f"<office:automatic-styles>{automatic_styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": f"<manifest:manifest {_OPEN_SPACES}>{manifest}</manifest:manifest>",
            "meta.xml": f"<office:document-meta {_OPEN_SPACES}><office:meta>{meta}</office:meta>"
            "</office:document-meta>",
            "styles.xml": f"<office:document-styles {_OPEN_SPACES}>{styles}</office:document-styles>",
            "content.xml": f"{before}<office:document-content {_OPEN_SPACES}>{content}</office:document-content>",
        }
    )


def rows(*listed: Sequence[object]) -> str:
    """The data of a sheet: a row a sequence, texts inline, numbers as numbers, None for an empty cell."""
    lines = []
    for number, row in enumerate(listed, 1):
        cells = []
        for column, value in enumerate(row):
            reference = f"{chr(ord('A') + column)}{number}"
            if isinstance(value, str):
                cells.append(f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>')
            elif value is not None:
                cells.append(f'<c r="{reference}"><v>{value}</v></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f"<sheetData>{''.join(lines)}</sheetData>"


def paragraph(text: str, properties: str = "") -> str:
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def word_by_hand(path: Path) -> None:
    """A document as a person makes it: title, headings, a table with merged cells, a header."""
    document = docx.Document()
    document.core_properties.title = "旅費規程"
    document.core_properties.author = "総務課"
    document.add_heading("旅費規程", 0)
    document.add_heading("第1章 総則", 1)
    document.add_paragraph("この規程は旅費について定める。")
    document.add_paragraph("りんご", style="List Bullet")
    table = document.add_table(2, 3)
    for cell, text in zip(table.rows[0].cells, ("区分", "役員", "社員"), strict=True):
        cell.text = text
    table.cell(1, 0).merge(table.cell(1, 1)).text = "日当"
    table.cell(1, 2).text = "2,500円"
    document.sections[0].header.paragraphs[0].text = "社外秘"
    document.save(str(path))


def with_xml(path: Path, xml: str) -> None:
    """Add raw XML to the body of a Word document."""
    document = docx.Document(str(path))
    document.element.body.insert(0, parse_xml(xml))
    document.save(str(path))
