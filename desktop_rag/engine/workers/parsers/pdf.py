"""PDF: text page by page with PDFium; what else is known of the file, and a second try, with pypdf."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from desktop_rag.engine.workers.parsers import Facts, Foreign, Give, Source, clean, make_page, one_line, pdf_details
from desktop_rag.engine.workers.parsers.headings import find_numbered
from desktop_rag.engine.workers.parsers.pdf_text import PageText, filled_fields, read_page_text
from desktop_rag.errors import DocumentDamaged, DocumentHasNoText, DocumentLocked, DocumentTooLarge
from desktop_rag.records import Heading, Page

_LONGEST_HEADING = 80
_CLEARLY_LARGER = 1.18
_LEVEL_SIZES = ((1.8, 1), (1.4, 2))
_LINES_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that may be a heading, and the size of its letters."""

    start: int
    words: str
    size: float


@contextlib.contextmanager
def open_document(data: bytes) -> Iterator[Foreign]:
    """Open with PDFium; raises `DocumentLocked` or `DocumentDamaged`."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise DocumentLocked from None
        raise DocumentDamaged from None
    try:
        if document.get_formtype() in (pdfium.FORMTYPE_ACRO_FORM, pdfium.FORMTYPE_XFA_FOREGROUND):
            document.init_forms()
        yield document
    finally:
        document.close()


def read(source: Source, give: Give) -> Facts:
    """Give every page; a page without text is given empty, so that page numbers stay true."""
    data = source.data()
    try:
        with open_document(data) as document:
            if len(document) > source.limits.max_pages:
                raise DocumentTooLarge(pages=len(document))
            pages = _read_pages(document, source)
    except DocumentDamaged:
        pages = []
    used_second_reader = False
    if not any(page.text.strip() for page in pages):
        second = pdf_details.read_pages(data, source)
        if second is not None and any(text.strip() for text in second):
            used_second_reader = True
            pages = [make_page(text, find_numbered(text), number) for number, text in enumerate(second, 1)]
    if not pages:
        raise DocumentDamaged
    without_text = sum(1 for page in pages if not page.text.strip())
    if without_text == len(pages):
        raise DocumentHasNoText(pages=len(pages))
    for page in pages:
        give(page)
    details = pdf_details.read_details(data)
    return Facts(
        pages=len(pages),
        title=one_line(details.title),
        author=one_line(details.author),
        created=one_line(details.created),
        attachments=details.attachments,
        form_fields=details.form_fields,
        used_second_reader=used_second_reader,
        pages_without_text=without_text,
    )


def _read_pages(document: Foreign, source: Source) -> list[Page]:
    texts: list[str] = []
    lines: list[list[_Line]] = []
    sizes: Counter[float] = Counter()
    characters = 0
    for index in range(len(document)):
        source.check()
        text = ""
        found: list[_Line] = []
        with contextlib.suppress(pypdfium2.PdfiumError):
            page = document[index]
            try:
                text_page = page.get_textpage()
                content = read_page_text(text_page, filled_fields(page, document.formenv))
                text = clean(content.text)
                found = list(_measure_lines(text_page, content, sizes))
            finally:
                page.close()
        characters += len(text)
        if characters > source.limits.max_characters:
            raise DocumentTooLarge(characters=characters)
        texts.append(text)
        lines.append(found)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    return [
        make_page(text, _headings(text, found, body), number)
        for number, (text, found) in enumerate(zip(texts, lines, strict=True), 1)
    ]


def _measure_lines(text_page: Foreign, content: PageText, sizes: Counter[float]) -> Iterator[_Line]:
    """Yield lines short enough for a heading; count the letters of every size, to know the size of the body."""
    start = 0
    box = pdfium.FS_RECTF()
    drawn = content.text[: len(content.places)]
    for line in drawn.split("\n")[:_LINES_LOOKED_AT]:
        words = line.strip()
        if words:
            middle = content.places[start + line.index(words) + len(words) // 2]
            if pdfium.FPDFText_GetLooseCharBox(text_page.raw, middle, box):
                size = round(box.top - box.bottom, 1)
                sizes[size] += len(words)
                if len(words) <= _LONGEST_HEADING:
                    yield _Line(start + line.index(words), words, size)
        start += len(line) + 1


def _headings(text: str, lines: list[_Line], body: float) -> list[Heading]:
    """Lines in clearly larger letters than the body, and lines with a number as headings have it."""
    found = {heading.start: heading for heading in find_numbered(text)}
    for line in lines:
        ratio = line.size / body if body > 0 else 0.0
        if ratio >= _CLEARLY_LARGER and any(letter.isalpha() for letter in line.words):
            level = next((level for size, level in _LEVEL_SIZES if ratio >= size), 3)
            found[line.start] = Heading(line.start, level, one_line(line.words))
    return [found[start] for start in sorted(found)]


def draw(source: Source, number: int, width: int, file: Path, spans: list[tuple[int, int]]) -> dict[str, object]:
    """Draw a page; imported when asked, because reading needs no pictures."""
    from desktop_rag.engine.workers.parsers import pdf_picture

    with open_document(source.data()) as document:
        return pdf_picture.draw(document, number, width, file, spans)
