"""What the parse worker sends, checked and bounded before anything of it is used.

The worker may have been taken over by the document it read: whatever is not exactly as agreed is `WorkerMisbehaved`.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_rag.errors import DocumentError, DocumentTooLarge, WorkerMisbehaved, error_classes
from desktop_rag.records import Box, Heading, Page, PageWord, Table, TableRow
from desktop_rag.settings import IndexSettings

VERSION = 4
"""Goes up when a parser would read the same file differently; documents are then read again."""

_MAX_HEADINGS = 5_000
_MAX_LINE = 200
_MAX_HEADER = 1_000
_MAX_PART_NAME = 2_000
_MAX_ROWS = 2_000_000
_MAX_COLUMN = 1_000_000
_MAX_WORDS = 20_000
_MAX_COUNT = 1_000_000
_MAX_BOXES = 2_000
_MAX_PIXELS = 20_000
_HASH = re.compile("[0-9a-f]{64}")
_KIND = re.compile("[a-z][a-z0-9]{0,19}")


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as it was read; `page_count` is None where it has no pages, and `pages` is then a single one.

    `pages` is empty where all that it holds are documents inside it. `parts_code` says what kept it from giving all of
    those.
    """

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
    pages_recognised: int = 0
    parts_code: str | None = None

    def digest(self) -> str:
        """SHA-256 over what was read: what a document inside another one is known by."""
        found = hashlib.sha256()
        for page in self.pages:
            place = f"{page.number} {page.place}".encode("utf-8", "surrogatepass")
            text = page.text.encode("utf-8", "surrogatepass")
            found.update(b"%d %d " % (len(place), len(text)) + place + text)
        return found.hexdigest()


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A document inside another one: its name, the SHA-256 of its bytes, and what was read of it.

    Without `document` it could not be read, and `code` says why; or it is one of those that need not be read again.
    """

    name: str
    size_bytes: int
    content_hash: str
    document: ReadDocument | None
    code: str | None
    is_same: bool = False


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
        self._tables: list[tuple[str, bool, list[object]]] = []
        self._words: list[object] = []
        self._rows = 0
        self._characters = 0

    def add(self, untrusted: Mapping[str, Any]) -> None:
        """Take a piece of a page, rows or words of it, or its last piece with what belongs to the page."""
        kind, text = untrusted["kind"], untrusted.get("text")
        if kind == "rows":
            self._add_rows(untrusted)
            return
        if kind == "words":
            self._add_words(untrusted.get("words"))
            return
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

    def _add_rows(self, untrusted: Mapping[str, Any]) -> None:
        rows, goes_on, has_cells = untrusted.get("rows"), untrusted.get("goes_on"), untrusted.get("has_cells")
        if not isinstance(rows, list) or not isinstance(goes_on, bool) or not isinstance(has_cells, bool):
            raise WorkerMisbehaved
        if goes_on and not self._tables:
            raise WorkerMisbehaved
        self._rows += len(rows)
        if self._rows > _MAX_ROWS:
            raise DocumentTooLarge(rows=self._rows)
        if goes_on:
            self._tables[-1][2].extend(rows)
        else:
            self._tables.append((_check_line(untrusted.get("header"), _MAX_HEADER), has_cells, rows))

    def _add_words(self, untrusted: object) -> None:
        if not isinstance(untrusted, list) or len(self._words) + len(untrusted) > _MAX_WORDS:
            raise WorkerMisbehaved
        self._words += untrusted

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
        headings = _check_headings(untrusted.get("headings"), len(text))
        tables = _check_tables(self._tables, len(text))
        words = _check_words(self._words, len(text))
        self._tables.clear()
        self._words.clear()
        return Page(number, place, text, headings, tables, words)

    def finish(self, untrusted: Mapping[str, Any]) -> ReadDocument:
        """The whole document, once the worker says that it is done."""
        kind, pages = untrusted.get("kind_of_document"), untrusted.get("pages")
        if self._pieces or self._tables or self._words or not isinstance(kind, str) or not _KIND.fullmatch(kind):
            raise WorkerMisbehaved
        parts_code = untrusted.get("parts_code")
        if parts_code is not None:
            check_code(parts_code)
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
            pages_recognised=_check_count(untrusted.get("pages_recognised")),
            parts_code=parts_code,
        )


def check_code(untrusted: object) -> str:
    """The code of a `DocumentError`."""
    known = error_classes().get(untrusted) if isinstance(untrusted, str) else None
    if known is None or not issubclass(known, DocumentError):
        raise WorkerMisbehaved
    return known.code


def check_part_name(untrusted: object) -> str:
    """The name of a part, as the worker gives it."""
    name = _check_line(untrusted, _MAX_PART_NAME)
    if not name or any(unicodedata.category(letter) == "Cc" for letter in name):
        raise WorkerMisbehaved
    return name


def check_hash(untrusted: object) -> str:
    """A SHA-256 in hexadecimal digits."""
    if not isinstance(untrusted, str) or not _HASH.fullmatch(untrusted):
        raise WorkerMisbehaved
    return untrusted


def check_size(untrusted: object) -> int:
    """The size of a part in bytes."""
    return _check_count(untrusted, most=1 << 50)


def _check_tables(untrusted: list[tuple[str, bool, list[object]]], length: int) -> tuple[Table, ...]:
    tables: list[Table] = []
    least = 0
    for header, has_cells, listed in untrusted:
        rows: list[TableRow] = []
        for entry in listed:
            if not isinstance(entry, list) or len(entry) != 5:
                raise WorkerMisbehaved
            start, end, number, first, last = entry
            is_span = _is_count(start, least, length) and _is_count(end, start, length)
            if not is_span or not _is_count(number, 1, 1 << 40) or not _is_count(first, 1, _MAX_COLUMN):
                raise WorkerMisbehaved
            if not _is_count(last, first, _MAX_COLUMN):
                raise WorkerMisbehaved
            rows.append(TableRow(start, end, number, first, last))
            least = end
        tables.append(Table(header, tuple(rows), has_cells))
    return tuple(tables)


def _check_words(untrusted: list[object], length: int) -> tuple[PageWord, ...]:
    words: list[PageWord] = []
    least = 0
    for entry in untrusted:
        if not isinstance(entry, list) or len(entry) != 7:
            raise WorkerMisbehaved
        start, end, line = entry[:3]
        if (
            not _is_count(start, least, length)
            or not _is_count(end, start, length)
            or not _is_count(line, 0, _MAX_WORDS)
        ):
            raise WorkerMisbehaved
        words.append(PageWord(start, end, line, *_check_sides(entry[3:])))
        least = end
    return tuple(words)


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
    return Box(untrusted[0], *_check_sides(untrusted[1:]))


def _check_sides(sides: list[object]) -> tuple[float, float, float, float]:
    """Left, top, width and height of a box, as fractions of a picture."""
    if not all(type(side) in (int, float) and 0 <= side <= 1 for side in sides):  # type: ignore[operator]
        raise WorkerMisbehaved
    left, top, width, height = (float(side) for side in sides)  # type: ignore[arg-type]
    if left + width > 1.001 or top + height > 1.001:
        raise WorkerMisbehaved
    return left, top, width, height


def _is_count(untrusted: object, least: int, most: int) -> bool:
    # bool is an int in Python, and no number here.
    return type(untrusted) is int and least <= untrusted <= most


def _check_count(untrusted: object, least: int = 0, most: int = _MAX_COUNT) -> int:
    if type(untrusted) is not int or not least <= untrusted <= most:
        raise WorkerMisbehaved
    return untrusted


def _check_line(untrusted: object, longest: int = _MAX_LINE) -> str:
    if not isinstance(untrusted, str) or len(untrusted) > longest or "\n" in untrusted:
        raise WorkerMisbehaved
    return untrusted
