"""PDF: text page by page with PDFium; what else is known of the file, and a second try, with pypdf."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from desktop_rag.engine.workers.parsers import Facts, Foreign, Give, Source, make_page, one_line, pdf_details
from desktop_rag.engine.workers.parsers.headings import find_numbered
from desktop_rag.engine.workers.parsers.pdf_headings import Line, body_size, find_headings, measure_lines
from desktop_rag.engine.workers.parsers.pdf_text import filled_fields, read_page_text
from desktop_rag.errors import DocumentDamaged, DocumentHasNoText, DocumentLocked, DocumentTooLarge
from desktop_rag.records import Page


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
    lines: list[list[Line]] = []
    characters = 0
    for index in range(len(document)):
        source.check()
        text, found = "", list[Line]()
        with contextlib.suppress(pypdfium2.PdfiumError):  # a damaged page costs itself, not the document
            page = document[index]
            try:
                text_page = page.get_textpage()
                content = read_page_text(text_page, filled_fields(page, document.formenv))
                text = content.text
                found = measure_lines(text_page, content)
            finally:
                page.close()
        characters += len(text)
        if characters > source.limits.max_characters:
            raise DocumentTooLarge(characters=characters)
        texts.append(text)
        lines.append(found)
    body = body_size([line for found in lines for line in found])
    return [
        make_page(text, find_headings(text, found, body), number)
        for number, (text, found) in enumerate(zip(texts, lines, strict=True), 1)
    ]


def draw(source: Source, number: int, width: int, file: Path, spans: list[tuple[int, int]]) -> dict[str, object]:
    """Draw a page; imported when asked, because reading needs no pictures."""
    from desktop_rag.engine.workers.parsers import pdf_picture

    with open_document(source.data()) as document:
        return pdf_picture.draw(document, number, width, file, spans)
