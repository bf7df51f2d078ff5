"""Pages in, chunks out: pieces of about equal size that begin and end with sentences and know their headings.

Rows of a table stay whole, and the table's header goes with every chunk of its rows, as the last of its headings.
A chunk never crosses a page and is an exact slice of its text, so that whatever is quoted from it can be checked letter
by letter and drawn on the page.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from desktop_rag.engine import page_furniture, sentences
from desktop_rag.engine.scripts import is_mostly_cjk
from desktop_rag.records import Chunk, Heading, Page, Table, TableRow

VERSION = 5
"""Goes up when the same page would be cut differently; documents are then read again."""

TARGET_LATIN = 800
TARGET_CJK = 400
"""Code points of a full chunk. A Japanese character carries about as much as two Latin letters; both stay within the
256 tokens of the default embedding model."""

_JOINS_HEADINGS = " › "
_ENOUGH_BEFORE_HEADING = 0.25
_ENOUGH_BEFORE_CHAPTER = 0.1
"""Before a heading that stands further out than the one a chunk began under: what follows is about something else, and
would be found and shown under a heading of the chapter before."""
_ENOUGH_AT_PARAGRAPH = 0.75


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never torn apart: a sentence, or a row of a table."""

    start: int
    end: int
    table: Table | None = None
    row: TableRow | None = None


def split_pages(pages: Iterable[Page]) -> list[Chunk]:
    """Cut the pages of one document; ordinals count from 0 through the whole document."""
    chunks: list[Chunk] = []
    above: list[Heading] = []
    listed = list(pages)
    for page, content in zip(listed, page_furniture.content_spans(listed), strict=True):
        for units in _cut(page, content):
            start, end = units[0].start, units[-1].end
            heading = _headings_at(page.headings, start, above)
            if header := _header_above(units):
                heading = f"{heading}{_JOINS_HEADINGS}{header}" if heading else header
            text = page.text[start:end]
            chunks.append(Chunk(len(chunks), page.number, _place(page, units), start, end, text, heading))
        for heading_of_page in page.headings:
            above = _push(above, heading_of_page)
    return chunks


def _cut(page: Page, content: tuple[int, int]) -> list[list[_Unit]]:
    target = TARGET_CJK if is_mostly_cjk(page.text) else TARGET_LATIN
    headings = sorted(page.headings, key=_start_of)
    pieces: list[list[_Unit]] = []
    piece: list[_Unit] = []
    for unit in _units(page, content, target):
        if piece and _closes(page.text, piece, unit, target, headings):
            pieces.append(piece)
            piece = []
        piece.append(unit)
    if piece:
        pieces.append(piece)
    return _join_small_last(pieces, target)


def _units(page: Page, content: tuple[int, int], target: int) -> Iterator[_Unit]:
    """Sentences and rows, in order."""
    # Running heads and feet are cut off before sentences are sought, or one would run on into the text.
    at, last = content
    for table in page.tables:
        for row in table.rows:
            if row.start < at or row.end > last:
                continue
            yield from _sentences(page.text, at, row.start)
            at = row.end
            if row.end - row.start > 2 * target:
                for unit in _sentences(page.text, row.start, row.end):
                    yield _Unit(unit.start, unit.end, table, row)
            elif row.end > row.start:
                yield _Unit(row.start, row.end, table, row)
    yield from _sentences(page.text, at, last)


def _sentences(text: str, first: int, last: int) -> Iterator[_Unit]:
    for begin, stop in sentences.split(text[first:last]) if first < last else ():
        yield _Unit(first + begin, first + stop)


def _header_above(units: Sequence[_Unit]) -> str:
    """The header of the rows in a chunk, where it does not stand in the chunk itself."""
    first = next((unit for unit in units if unit.table is not None), None)
    if first is None or first.table is None or first.row == first.table.rows[0]:
        return ""
    return first.table.header


def _place(page: Page, units: Sequence[_Unit]) -> str | None:
    """Where a chunk stands, with its cells where it is rows of a spreadsheet: "Prices, B4:D9"."""
    rows = [unit.row for unit in units if unit.row is not None and unit.table is not None and unit.table.has_cells]
    if not rows:
        return page.place
    first, last = min(row.first_column for row in rows), max(row.last_column for row in rows)
    start, end = f"{_column(first)}{rows[0].number}", f"{_column(last)}{rows[-1].number}"
    cells = start if start == end else f"{start}:{end}"
    return f"{page.place}, {cells}" if page.place else cells


def _column(number: int) -> str:
    """The letters of a column: A, Z, AA."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _closes(text: str, piece: Sequence[_Unit], unit: _Unit, target: int, headings: Sequence[Heading]) -> bool:
    """Whether a chunk is complete before the next unit."""
    start, end = piece[0].start, piece[-1].end
    size = end - start
    if unit.end - start > target:
        return True
    if unit.table is not piece[-1].table and piece[-1].table is not None:
        return size >= _ENOUGH_BEFORE_HEADING * target  # rows of two tables under one header would mislead
    if size >= _ENOUGH_BEFORE_CHAPTER * target and (begun := _between(headings, end, unit.start)):
        is_chapter = min(heading.level for heading in begun) < _level_at(headings, start)
        if is_chapter or size >= _ENOUGH_BEFORE_HEADING * target:
            return True
    return unit.table is None and size >= _ENOUGH_AT_PARAGRAPH * target and "\n" in text[end : unit.start]


def _between(headings: Sequence[Heading], first: int, last: int) -> Sequence[Heading]:
    """The headings, in order, that begin from `first` to `last`."""
    return headings[bisect_left(headings, first, key=_start_of) : bisect_right(headings, last, key=_start_of)]


def _level_at(headings: Sequence[Heading], position: int) -> int:
    """The level of the heading, of those in order, that a position stands under; 0 before the first of them."""
    before = bisect_right(headings, position, key=_start_of)
    return headings[before - 1].level if before else 0


def _start_of(heading: Heading) -> int:
    return heading.start


def _join_small_last(pieces: list[list[_Unit]], target: int) -> list[list[_Unit]]:
    """A page's last crumb goes to the piece before it: alone it would say nothing."""
    if len(pieces) > 1:
        before, last = pieces[-2], pieces[-1]
        size = last[-1].end - last[0].start
        if size < 0.2 * target and before[-1].end - before[0].start <= 1.25 * target:
            pieces[-2:] = [before + last]
    return pieces


def _push(stack: Sequence[Heading], heading: Heading) -> list[Heading]:
    return [*(known for known in stack if known.level < heading.level), heading]


def _headings_at(headings: Sequence[Heading], start: int, above: Sequence[Heading]) -> str:
    """The path of headings that a chunk stands under, outermost first; a heading it begins with counts."""
    stack = list(above)
    for heading in headings:
        if heading.start > start:
            break
        stack = _push(stack, heading)
    return _JOINS_HEADINGS.join(heading.title for heading in stack)
