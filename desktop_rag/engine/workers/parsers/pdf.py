"""PDF: text page by page with PDFium; what else is known of the file, and a second try, with pypdf."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from desktop_rag.engine.workers.parsers import (
    Facts,
    Foreign,
    Give,
    Source,
    make_page,
    one_line,
    pdf_details,
    pdf_scans,
    recognition,
)
from desktop_rag.engine.workers.parsers.headings import find_numbered
from desktop_rag.engine.workers.parsers.pdf_headings import Line, body_size, find_headings, measure_lines
from desktop_rag.engine.workers.parsers.pdf_text import filled_fields, read_page_text
from desktop_rag.engine.workers.parsers.recognition import Recogniser
from desktop_rag.errors import DocumentDamaged, DocumentEmpty, DocumentHasNoText, DocumentLocked, DocumentTooLarge
from desktop_rag.records import Page, PageWord


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
    """Give every page; a page without text is given empty, so that page numbers stay true.

    Raises what a `DocumentError` says of it: `DocumentHasNoText` where its pages are pictures that nobody could read,
    `DocumentEmpty` where there is nothing on them.
    """
    data = source.data()
    try:
        with open_document(data) as document:
            if len(document) > source.limits.max_pages:
                raise DocumentTooLarge(pages=len(document))
            found = _read_pages(document, source)
    except DocumentDamaged:
        found = _Found([])
    used_second_reader = False
    if not found.has_text():
        second = pdf_details.read_pages(data, source)
        if second is not None and any(text.strip() for text in second):
            used_second_reader = True
            pages = [make_page(text, find_numbered(text), number) for number, text in enumerate(second, 1)]
            found = _Found(pages)
    if not found.pages:
        raise DocumentDamaged
    if not found.has_text():
        raise DocumentHasNoText(pages=len(found.pages)) if found.has_pictures else DocumentEmpty
    for page in found.pages:
        give(page)
    details = pdf_details.read_details(data)
    return Facts(
        pages=len(found.pages),
        title=one_line(details.title),
        author=one_line(details.author),
        created=one_line(details.created),
        attachments=details.attachments,
        form_fields=details.form_fields,
        used_second_reader=used_second_reader,
        pages_without_text=found.unread,
        pages_recognised=found.recognised,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """The pages of a document, and how many of them are pictures that were not read, and that were."""

    pages: list[Page]
    unread: int = 0
    recognised: int = 0
    has_pictures: bool = False

    def has_text(self) -> bool:
        return any(page.text.strip() for page in self.pages)


@dataclass(slots=True)
class _OnePage:
    """What was found on a page before its headings are sought.

    It has `words` where it was read from its picture, and is unread where nobody could, though something stands on it.
    """

    text: str = ""
    lines: list[Line] = field(default_factory=list)
    is_picture: bool = False
    is_unread: bool = False
    words: tuple[PageWord, ...] = ()


def _read_pages(document: Foreign, source: Source) -> _Found:
    found: list[_OnePage] = []
    recogniser = recognition.recogniser_for(source)
    characters = 0
    for index in range(len(document)):
        source.check()
        found.append(_read_page(document, index, recogniser))
        characters += len(found[-1].text)
        if characters > source.limits.max_characters:
            raise DocumentTooLarge(characters=characters)
    body = body_size([line for page in found for line in page.lines])
    pages = [
        make_page(page.text, find_headings(page.text, page.lines, body), number, words=page.words)
        for number, page in enumerate(found, 1)
    ]
    return _Found(
        pages,
        unread=sum(page.is_unread for page in found),
        recognised=sum(bool(page.words) for page in found),
        has_pictures=any(page.is_picture for page in found),
    )


def _read_page(document: Foreign, index: int, recogniser: Recogniser | None) -> _OnePage:
    found = _OnePage()
    with contextlib.suppress(pypdfium2.PdfiumError):  # a damaged page costs itself, not the document
        page = document[index]
        try:
            text_page = page.get_textpage()
            content = read_page_text(text_page, filled_fields(page, document.formenv))
            found.text = content.text
            found.lines = measure_lines(text_page, content)
            if pdf_scans.is_picture(page, found.text):
                found.is_picture = found.is_unread = True
                _recognise(page, found, recogniser)
        finally:
            page.close()
    return found


def _recognise(page: Foreign, found: _OnePage, recogniser: Recogniser | None) -> None:
    """Read a page from its picture; its own few letters are part of that."""
    if recogniser is None:
        return
    picture = pdf_scans.picture_of(page)
    if picture.is_blank():
        found.is_unread = False
        return
    read = recogniser.read(picture)
    if read is not None and len(read.text) > len(found.text):
        found.text, found.lines, found.words, found.is_unread = read.text, [], read.words, False


def draw(source: Source, number: int, width: int, file: Path, spans: list[tuple[int, int]]) -> dict[str, object]:
    """Draw a page; imported when asked, because reading needs no pictures."""
    from desktop_rag.engine.workers.parsers import pdf_picture

    with open_document(source.data()) as document:
        return pdf_picture.draw(document, number, width, file, spans)
