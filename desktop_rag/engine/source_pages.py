"""What the source pane shows: a picture of a page with boxes, or the text of a document without pages."""

import contextlib
import shutil
import threading
from pathlib import Path

from desktop_rag import paths
from desktop_rag.engine import page_words, scanner
from desktop_rag.engine.catalog import Catalog, DocumentEntry, decode_path, new_id
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.errors import DocumentAway, DocumentUnreadable
from desktop_rag.protocol import ShowSource, SourceShown

MAX_WIDTH_PX = 4_000
_KEPT_PICTURES = 24
_DRAWN_KINDS = frozenset({"pdf", "image"})
"""Kinds whose pages have a picture; slides and sheets are shown as their text."""

_drawing = threading.Lock()
"""Held while a picture is made: nobody empties the folder between a look at the document and its picture."""


def show(home: Path, catalog: Catalog, reader: DocumentReader, command: ShowSource) -> SourceShown:
    """Draw or read the page that is asked for.

    The file is compared with what was indexed before it is drawn: spans of another version would highlight nonsense.

    Raises:
        DocumentUnknown: there is none of this id.
        DocumentAway: it is not there now.
        DocumentError: it cannot be read any more.
    """
    document = catalog.document(command.document_id)
    path = decode_path(document.path)
    if not path.exists():
        raise DocumentAway
    is_changed = _is_changed(path, document)
    spans = () if is_changed else command.spans
    if command.page is None or not _is_drawn(document):
        page = reader.page(path, command.page, document.part)
        return SourceShown(
            id=command.id, document_id=document.id, page=command.page, pages=document.pages or None, picture=None,
            boxes=(), text=page.text, spans=spans, is_changed=is_changed, place=page.place,
        )  # fmt: skip
    sought = [(span.start, span.end) for span in spans]
    recognised = page_words.boxes(catalog, document.id, command.page, sought)
    width = max(200, min(command.width_px, MAX_WIDTH_PX))
    folder = paths.cache_folder(home)
    with _drawing:
        paths.make_private(folder)
        _drop_oldest(folder)
        drawn = reader.picture(
            path,
            command.page,
            width,
            folder / f"{new_id()}.png",
            sought if recognised is None else [],
            document.part,
        )
    return SourceShown(
        id=command.id, document_id=document.id, page=command.page, pages=drawn.pages, picture=str(drawn.file),
        boxes=drawn.boxes if recognised is None else recognised, text=None, spans=spans, is_changed=is_changed,
        is_recognised=recognised is not None,
    )  # fmt: skip


def empty(home: Path) -> bool:
    """Remove every picture of a page, once none is being made; whether nothing of them is left."""
    folder = paths.cache_folder(home)
    with _drawing:
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()


def _is_drawn(document: DocumentEntry) -> bool:
    return document.kind in _DRAWN_KINDS or (document.kind is None and document.path.lower().endswith(".pdf"))


def _is_changed(path: Path, document: DocumentEntry) -> bool:
    try:
        status = path.stat()
        if document.part is not None:
            # Its size and hash are its own; the time is that of the file around it.
            return status.st_mtime_ns != document.modified_ns
        if status.st_size == document.size_bytes and status.st_mtime_ns == document.modified_ns:
            return False
        return scanner.hash_file(path) != document.content_hash
    except OSError:
        raise DocumentUnreadable from None


def _drop_oldest(folder: Path) -> None:
    pictures = sorted(folder.glob("*.png"), key=lambda picture: picture.stat().st_mtime)
    for picture in pictures[: max(0, len(pictures) - _KEPT_PICTURES)]:
        with contextlib.suppress(OSError):
            picture.unlink()
