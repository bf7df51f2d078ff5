"""A document that was read becomes one that can be stored: cut into chunks, with its title and the terms of each."""

import dataclasses

from desktop_rag.engine import chunk_terms, chunker, identity, page_words, scripts
from desktop_rag.engine.catalog import DocumentEntry, decode_path
from desktop_rag.engine.parsed import ReadDocument
from desktop_rag.engine.storing import CutDocument
from desktop_rag.errors import DocumentEmpty, DocumentPicturesLeft

_TITLE_LENGTH = 100


def cut(entry: DocumentEntry, document: ReadDocument, revision: str, *, may_be_empty: bool) -> CutDocument:
    """A document cut into chunks; raises `DocumentEmpty`."""
    chunks = chunker.split_pages(document.pages)
    if not chunks and not may_be_empty:
        raise DocumentEmpty
    title = _title(document)
    code = document.parts_code
    if document.pages_without_text and code is None:
        code = DocumentPicturesLeft.code
    read = dataclasses.replace(
        entry,
        state="indexed",
        code=code,
        title=title,
        pages=document.page_count or 0,
        chunks=len(chunks),
        revision=revision,
        language=scripts.language(" ".join(chunk.text for chunk in chunks[:8])),
        is_opened=False,
        kind=document.kind,
        pages_without_text=document.pages_without_text,
        pages_recognised=document.pages_recognised,
    )
    about = identity.of_first_page(next((page.text for page in document.pages if page.text.strip()), ""))
    path = decode_path(entry.path)
    found_by = [chunk_terms.of_chunk(path, entry.part, title, about, chunk.heading, chunk.text) for chunk in chunks]
    words = page_words.packed(document.pages)
    return CutDocument(searchable(read), bool(entry.revision), chunks, found_by, words)


def searchable(entry: DocumentEntry) -> DocumentEntry:
    """A document as it is when its file is there: in the index whole, or partly where a code says what is missing."""
    if not entry.revision:
        return dataclasses.replace(entry, state="pending" if entry.code is None else "set_aside")
    return dataclasses.replace(entry, state="indexed" if entry.code is None else "partly")


def _title(document: ReadDocument) -> str:
    """What the document calls itself: its first heading, or its first line where that stands alone, or its own note.

    Most formats keep the note of another document; that of a mail, a web page or a book is what people see.
    """
    is_mail = document.kind in ("eml", "msg")
    if not document.pages or is_mail or (document.title and document.kind in ("html", "mhtml", "epub")):
        return document.title[:_TITLE_LENGTH]
    first = document.pages[0]
    for heading in first.headings[:1]:
        if len(heading.title) <= _TITLE_LENGTH:
            return heading.title
    line, _, rest = first.text.lstrip().partition("\n")
    line = line.strip()
    stands_alone = bool(rest) and len(line) <= _TITLE_LENGTH and not line.endswith((".", "。", ":", "：", ",", "、"))
    return line if stands_alone else document.title[:_TITLE_LENGTH]
