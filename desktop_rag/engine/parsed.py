"""What the parse worker sends, checked and bounded before anything of it is used.

The worker may have been taken over by the document it read: whatever is not exactly as agreed is `WorkerMisbehaved`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_rag.errors import DocumentTooLarge, WorkerMisbehaved
from desktop_rag.records import Box, Heading, Page
from desktop_rag.settings import IndexSettings

VERSION = 1
"""Goes up when a parser would read the same file differently; documents are then read again."""

_MAX_HEADINGS = 5_000
_MAX_LINE = 200
_MAX_COUNT = 1_000_000
_MAX_BOXES = 2_000
_MAX_PIXELS = 20_000
_KIND = re.compile("[a-z][a-z0-9]{0,19}")


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as it was read; `page_count` is None where it has no pages, and `pages` is then a single one."""

    kind: str
    pages: tuple[Page, ...]
    page_count: int | None
    title: str
    author: str
    created: str
    attachments: int
    form_fields: int
    used_second_reader: bool
    pages_without_text: int


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A drawn page: the PNG file, its size, how many pages the document has, and the boxes of the spans asked for."""

    file: Path
    width: int
    height: int
    pages: int
    boxes: tuple[Box, ...]


class Collector:
    """Puts the replies to one reading together."""

    def __init__(self, limits: IndexSettings) -> None:
        self._limits = limits
        self._pieces: list[str] = []
        self._pages: list[Page] = []
        self._characters = 0

    def add(self, untrusted: Mapping[str, Any]) -> None:
        """Take a piece of a page, or its last piece with what belongs to the page."""
        kind, text = untrusted["kind"], untrusted.get("text")
        if kind not in ("piece", "page") or not isinstance(text, str) or "\0" in text:
            raise WorkerMisbehaved
        self._characters += len(text)
        if self._characters > self._limits.max_characters:
            raise DocumentTooLarge(characters=self._characters)
        self._pieces.append(text)
        if kind == "page":
            whole = "".join(self._pieces)
            self._pieces.clear()
            self._pages.append(self._check_page(untrusted, whole))

    def _check_page(self, untrusted: Mapping[str, Any], text: str) -> Page:
        number, place = untrusted.get("number"), untrusted.get("place")
        before = self._pages[-1].number if self._pages else 0
        if number is None:
            in_order = before in (None, 0)
        else:
            in_order = _is_count(number, 1, self._limits.max_pages) and before is not None and number > before
        if not in_order or len(self._pages) >= self._limits.max_pages:
            raise WorkerMisbehaved
        if place is not None:
            _check_line(place)
        return Page(number, place, text, _check_headings(untrusted.get("headings"), len(text)))

    def finish(self, untrusted: Mapping[str, Any]) -> ReadDocument:
        """The whole document, once the worker says that it is done."""
        kind, pages = untrusted.get("kind_of_document"), untrusted.get("pages")
        if self._pieces or not self._pages or not isinstance(kind, str) or not _KIND.fullmatch(kind):
            raise WorkerMisbehaved
        if pages is not None and (not _is_count(pages, 1, self._limits.max_pages) or pages < len(self._pages)):
            raise WorkerMisbehaved
        used_second_reader = untrusted.get("used_second_reader")
        if not isinstance(used_second_reader, bool):
            raise WorkerMisbehaved
        return ReadDocument(
            kind=kind,
            pages=tuple(self._pages),
            page_count=pages,
            title=_check_line(untrusted.get("title")),
            author=_check_line(untrusted.get("author")),
            created=_check_line(untrusted.get("created")),
            attachments=_check_count(untrusted.get("attachments")),
            form_fields=_check_count(untrusted.get("form_fields")),
            used_second_reader=used_second_reader,
            pages_without_text=_check_count(untrusted.get("pages_without_text")),
        )


def _check_headings(untrusted: object, length: int) -> tuple[Heading, ...]:
    if not isinstance(untrusted, list) or len(untrusted) > _MAX_HEADINGS:
        raise WorkerMisbehaved
    headings: list[Heading] = []
    least = 0
    for entry in untrusted:
        if not isinstance(entry, list) or len(entry) != 3:
            raise WorkerMisbehaved
        start, level, title = entry
        if not _is_count(start, least, length) or not _is_count(level, 1, 9):
            raise WorkerMisbehaved
        headings.append(Heading(start, level, _check_line(title)))
        least = start
    return tuple(headings)


def check_picture(untrusted: Mapping[str, Any], file: Path, spans: int) -> PagePicture:
    """The answer to a picture; the file itself is only ever given to a picture reader."""
    width, height, pages = untrusted.get("width"), untrusted.get("height"), untrusted.get("pages")
    boxes = untrusted.get("boxes")
    if not isinstance(boxes, list) or len(boxes) > _MAX_BOXES:
        raise WorkerMisbehaved
    return PagePicture(
        file,
        _check_count(width, 1, _MAX_PIXELS),
        _check_count(height, 1, _MAX_PIXELS),
        _check_count(pages, 1),
        tuple(_check_box(box, spans) for box in boxes),
    )


def _check_box(untrusted: object, spans: int) -> Box:
    if not isinstance(untrusted, list) or len(untrusted) != 5 or not _is_count(untrusted[0], 0, spans - 1):
        raise WorkerMisbehaved
    sides = untrusted[1:]
    if not all(type(side) in (int, float) and 0 <= side <= 1 for side in sides):
        raise WorkerMisbehaved
    left, top, width, height = (float(side) for side in sides)
    if left + width > 1.001 or top + height > 1.001:
        raise WorkerMisbehaved
    return Box(untrusted[0], left, top, width, height)


def _is_count(untrusted: object, least: int, most: int) -> bool:
    # bool is an int in Python, and no number here.
    return type(untrusted) is int and least <= untrusted <= most


def _check_count(untrusted: object, least: int = 0, most: int = _MAX_COUNT) -> int:
    if type(untrusted) is not int or not least <= untrusted <= most:
        raise WorkerMisbehaved
    return untrusted


def _check_line(untrusted: object) -> str:
    if not isinstance(untrusted, str) or len(untrusted) > _MAX_LINE or "\n" in untrusted:
        raise WorkerMisbehaved
    return untrusted
