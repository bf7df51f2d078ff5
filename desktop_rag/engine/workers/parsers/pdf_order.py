"""The order in which the characters of a PDF page are read, where PDFium's own is not it.

PDFium gives characters as the file draws them, and what stands at one height from left to right. Of vertical writing
that makes columns in the wrong order, or one character of each column in turn; of two columns of text that a program
drew line by line, lines of both in turn. Only these two are put right here, and only where a page leaves no doubt.
"""

import itertools
import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Rectangle: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LEAST_JAPANESE = 20
_UPRIGHT = 0.1
_RUBY = 0.65

_LOOKED_AT = 12
_LEAST_SPLIT = 6
_WIDE_GAP = 1.5
_PROSE_LATIN, _PROSE_JAPANESE = 20, 10
_FILLED, _MOSTLY = 0.75, 0.6


@dataclass(frozen=True, slots=True)
class Placed:
    """Text in reading order, and PDFium's index for each of its characters."""

    text: str
    places: list[int]


class _NotDrawn(Exception):
    """A character has no place on the page: nothing can be said of an order."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """What PDFium knows of a character by its index: its box, None where it has none, and its angle."""

    find_box: Callable[[int], Rectangle | None]
    angle: Callable[[int], float]

    def box(self, place: int) -> Rectangle:
        """Raises `_NotDrawn`."""
        found = self.find_box(place)
        if found is None:
            raise _NotDrawn
        return found


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters that stay together, with the box around them."""

    text: str
    places: Sequence[int]
    box: Rectangle


def in_reading_order(found: Placed, geometry: Geometry) -> Placed:
    """The same characters, perhaps in another order and with other line ends."""
    lines = [_trimmed(found, *line.span()) for line in re.finditer(r"[^\n]+", found.text)]
    lines = [line for line in lines if line.text]
    try:
        if _is_vertical(lines, geometry):
            return _columns_from_the_right(lines, geometry)
        return _one_column_after_another(lines, geometry) or found
    except _NotDrawn:
        return found


def _trimmed(found: Placed, start: int, end: int) -> Placed:
    while start < end and found.text[start].isspace():
        start += 1
    while start < end and found.text[end - 1].isspace():
        end -= 1
    return Placed(found.text[start:end], found.places[start:end])


def _joined(pieces: Sequence[_Piece | Placed]) -> Placed:
    """A piece a line; a line's end has the place of what stands before it."""
    text = "\n".join(piece.text for piece in pieces)
    places: list[int] = []
    for piece in pieces:
        if places:
            places.append(places[-1])
        places.extend(piece.places)
    return Placed(text, places)


# --- vertical writing -------------------------------------------------------------------------------------------


def _is_vertical(lines: Sequence[Placed], geometry: Geometry) -> bool:
    """Whether most Japanese characters stand below one another, upright; turned pages are not vertical writing."""
    japanese = sum(len(_JAPANESE.findall(line.text)) for line in lines)
    if japanese < _LEAST_JAPANESE:
        return False
    below = single = 0
    for line in lines:
        if len(line.text) == 1:
            single += 1
        elif _runs_down(line, geometry):
            below += len(line.text)
    # A character alone says nothing about the next; but a page full of them is columns, drawn row by row.
    letters = sum(len(line.text) for line in lines)
    return below * 2 > letters or (single * 2 > letters and single > _LEAST_JAPANESE)


def _runs_down(line: Placed, geometry: Geometry) -> bool:
    first, last = line.places[0], line.places[min(3, len(line.places) - 1)]
    if abs(geometry.angle(first)) > _UPRIGHT:
        return False
    one, other = geometry.box(first), geometry.box(last)
    return abs(one[3] - other[3]) > abs(one[0] - other[0])


def _columns_from_the_right(lines: Sequence[Placed], geometry: Geometry) -> Placed:
    pieces = list(_pieces(lines, geometry))
    size = statistics.median(min(piece.box[2] - piece.box[0], piece.box[3] - piece.box[1]) for piece in pieces)
    ordered: list[_Piece] = []
    for tier in _tiers(pieces, size):
        ordered += _columns(tier, size)
    return _joined(ordered)


def _pieces(lines: Sequence[Placed], geometry: Geometry) -> Iterator[_Piece]:
    """Single characters, but lines that run across, such as a title or a page number, whole."""
    for line in lines:
        drawn = [
            _Piece(letter, (place,), geometry.box(place))
            for letter, place in zip(line.text, line.places, strict=True)
            if not letter.isspace()
        ]
        if len(drawn) > 2 and not _runs_down(line, geometry):
            yield _Piece(line.text, line.places, _around(drawn))
        else:
            yield from drawn


def _tiers(pieces: Sequence[_Piece], size: float) -> Iterator[list[_Piece]]:
    """Parts of the page one below the other, with at least a character's height of nothing between them."""
    tier: list[_Piece] = []
    bottom = 0.0
    for piece in sorted(pieces, key=lambda piece: -piece.box[3]):
        if tier and piece.box[3] < bottom - size:
            yield tier
            tier = []
        bottom = min(bottom, piece.box[1]) if tier else piece.box[1]
        tier.append(piece)
    if tier:
        yield tier


def _columns(tier: Sequence[_Piece], size: float) -> list[_Piece]:
    """The columns of a tier from right to left; readings beside them (ruby) come last, or they would part sentences."""
    columns: list[list[_Piece]] = []
    for piece in sorted(tier, key=lambda piece: -_middle(piece)):
        if columns and _middle(columns[-1][0]) - _middle(piece) <= size * 0.7:
            columns[-1].append(piece)
        else:
            columns.append([piece])
    main = [column for column in columns if max(_width(piece) for piece in column) >= size * _RUBY]
    beside = [column for column in columns if max(_width(piece) for piece in column) < size * _RUBY]
    return [_one_column(column, size) for column in (*main, *beside)]


def _one_column(column: Sequence[_Piece], size: float) -> _Piece:
    """From top to bottom; what stands side by side, such as two digits, from left to right."""
    rows: list[list[_Piece]] = []
    for piece in sorted(column, key=lambda piece: -piece.box[3]):
        if rows and rows[-1][0].box[3] - piece.box[3] < size * 0.4:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    ordered = [piece for row in rows for piece in sorted(row, key=lambda piece: piece.box[0])]
    places = list(itertools.chain.from_iterable(piece.places for piece in ordered))
    return _Piece("".join(piece.text for piece in ordered), places, _around(ordered))


# --- two columns of text ----------------------------------------------------------------------------------------


def _one_column_after_another(lines: Sequence[Placed], geometry: Geometry) -> Placed | None:
    """None where the lines do not stand in two columns of running text that were drawn line by line."""
    looked_at = lines[:: max(1, len(lines) // _LOOKED_AT)]
    if sum(len(_parts(line, geometry)) == 2 for line in looked_at) * 3 < len(looked_at):
        return None
    rows = [_parts(line, geometry) for line in lines]
    gutter = _gutter([row for row in rows if len(row) == 2])
    if gutter is None:
        return None
    ordered: list[_Piece] = []
    left: list[_Piece] = []
    right: list[_Piece] = []
    for row in rows:
        sides = [_side(piece, gutter) for piece in row]
        if sides in (["left"], ["right"], ["left", "right"]):
            for piece, side in zip(row, sides, strict=True):
                (left if side == "left" else right).append(piece)
            continue
        ordered += [*left, *right, *row]
        left, right = [], []
    return _joined([*ordered, *left, *right])


def _parts(line: Placed, geometry: Geometry) -> list[_Piece]:
    """A line, cut where it has a gap that is wider than any between two words."""
    parts: list[_Piece] = []
    start = 0
    for gap in re.finditer(r"\s+", line.text):
        one, other = geometry.box(line.places[gap.start() - 1]), geometry.box(line.places[gap.end()])
        if other[0] - one[2] > _WIDE_GAP * min(one[3] - one[1], other[3] - other[1]):
            parts.append(_part(line, start, gap.start(), geometry))
            start = gap.end()
    parts.append(_part(line, start, len(line.text), geometry))
    return parts


def _part(line: Placed, start: int, end: int, geometry: Geometry) -> _Piece:
    one, other = geometry.box(line.places[start]), geometry.box(line.places[end - 1])
    box = min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
    return _Piece(line.text[start:end], line.places[start:end], box)


def _gutter(rows: Sequence[Sequence[_Piece]]) -> tuple[float, float] | None:
    """The strip between two columns, from rows that have a part on each side; None where it is a table, or nothing."""
    if len(rows) < _LEAST_SPLIT:
        return None
    lefts, rights = [row[0] for row in rows], [row[1] for row in rows]
    if not _is_prose(lefts) or not _is_prose(rights):
        return None
    # One row in ten may be something else.
    spared = len(rows) // 10
    begin = sorted(piece.box[2] for piece in lefts)[len(rows) - 1 - spared]
    end = sorted(piece.box[0] for piece in rights)[spared]
    return (begin, end) if begin < end else None


def _is_prose(pieces: Sequence[_Piece]) -> bool:
    """Whether these are lines of running text: long, and most of them as long as the column is wide."""
    is_japanese = sum(bool(_JAPANESE.search(piece.text)) for piece in pieces) * 2 > len(pieces)
    if statistics.median(len(piece.text) for piece in pieces) < (_PROSE_JAPANESE if is_japanese else _PROSE_LATIN):
        return False
    widest = max(_width(piece) for piece in pieces)
    return sum(_width(piece) >= _FILLED * widest for piece in pieces) >= _MOSTLY * len(pieces)


def _side(piece: _Piece, gutter: tuple[float, float]) -> str:
    if piece.box[2] <= gutter[1]:
        return "left"
    return "right" if piece.box[0] >= gutter[0] else "across"


def _width(piece: _Piece) -> float:
    return piece.box[2] - piece.box[0]


def _middle(piece: _Piece) -> float:
    return (piece.box[0] + piece.box[2]) / 2


def _around(pieces: Sequence[_Piece]) -> Rectangle:
    lefts, bottoms, rights, tops = zip(*(piece.box for piece in pieces), strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
