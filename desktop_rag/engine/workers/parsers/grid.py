"""Rows of cells become lines of text, "a | b | c", and tables under the header that a person would see.

Empty rows part a sheet into blocks. A block's header is the first row, within its first rows, that

1. fills two columns or more, almost all of them with words (years and months are words, amounts and days are not), and
2. is followed directly by a row that fills at least half of its columns, and two.

A row that fills gaps which a header left, and is all words itself, belongs to it: "2023 | 2024" over "Q1 | Q2 | Q1 |
Q2". What stands above the header is text of its own. Rows under a header keep its columns, so that what is empty shows;
rows without one are a form or a list, where empty cells say nothing and are left out.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from desktop_rag.errors import DocumentTooLarge
from desktop_rag.records import Table, TableRow

BETWEEN = " | "
_LOOK_AHEAD = 20
_WORDS_SHARE = 0.8
_LONGEST_HEADER = 500
_MOST_ROWS = 2_000_000

_AMOUNT = re.compile(
    r"[-+−△▲(（]?\s?[¥￥\\$€£]?\s?[-+−]?[0-9０-９][0-9０-９,.，． ]*(?:[eE][-+]?[0-9]+)?\s?[%％‰円人件個台名点)）]*"
)
_DAY_OR_TIME = re.compile(r"[0-9]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?.*|[0-9]{1,3}:[0-9]{2}.*")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def one_cell(text: str) -> str:
    """The words of a cell on one line."""
    return " ".join(text.split())


def is_words(text: str) -> bool:
    """Whether a cell names something, and is no amount, day or time."""
    return bool(_YEAR.fullmatch(text)) or not (_AMOUNT.fullmatch(text) or _DAY_OR_TIME.fullmatch(text))


def cut_header(cells: Sequence[str]) -> str:
    """A header as one line of bounded length."""
    line = BETWEEN.join(cells)
    if len(line) <= _LONGEST_HEADER:
        return line
    return line[:_LONGEST_HEADER].rpartition(BETWEEN)[0] or line[:_LONGEST_HEADER]


Cells: TypeAlias = dict[int, str]
"""The cells of a row that hold something, by their column from 1, in the order of the columns."""


def find_header(rows: Sequence[Cells]) -> tuple[int, int] | None:
    """The first row of a header and the row behind its last, by the rule above; None where there is none."""
    for index, row in enumerate(rows[:-1]):
        if not _is_all_words(row) or not _goes_on(row, rows[index + 1]):
            continue
        end = index + 1
        while end < len(rows) - 1 and end - index < 3 and _fills_gaps(rows[end - 1], rows[end]):
            end += 1
        return index, end
    return None


def _is_all_words(row: Cells) -> bool:
    return len(row) >= 2 and sum(map(is_words, row.values())) >= _WORDS_SHARE * len(row)


def _goes_on(row: Cells, following: Cells) -> bool:
    shared = len(row.keys() & following.keys())
    return shared >= 2 and 2 * shared >= len(row)


def _fills_gaps(row: Cells, following: Cells) -> bool:
    first, last = min(row), max(row)
    return (
        all(map(is_words, following.values()))
        and not following.keys().isdisjoint(set(range(first, last + 2)) - row.keys())
        and min(following) >= first
    )


def columns_of_header(rows: Sequence[Cells]) -> dict[int, str]:
    """The header's words by column; a word counts for the columns right of it, too, that a lower row fills."""
    columns = sorted(set().union(*rows))
    named: dict[int, str] = {}
    for column in columns:
        words: list[str] = []
        for depth, row in enumerate(rows):
            own = row.get(column)
            is_last = depth == len(rows) - 1
            if own is None and not is_last and any(column in lower for lower in rows[depth + 1 :]):
                left = [other for other in row if other < column]
                own = row[max(left)] if left and (not words or not is_last) else None
            if own is not None and (not words or words[-1] != own):
                words.append(own)
        named[column] = " ".join(words)
    return named


@dataclass(slots=True)
class Grid:
    """Writes the rows of one sheet; `finish` gives its text and tables.

    Attributes:
        max_characters: more raises `DocumentTooLarge`.
        keeps_gaps: empty cells between filled ones are always shown, also without a header.
    """

    max_characters: int
    keeps_gaps: bool = False
    _lines: list[str] = field(default_factory=list)
    _length: int = 0
    _rows_written: int = 0
    _tables: list[Table] = field(default_factory=list)
    _block: list[tuple[int, Cells]] = field(default_factory=list)
    _rows: list[TableRow] = field(default_factory=list)
    _header: str = ""
    _columns: tuple[int, ...] = ()
    _is_open: bool = False
    _last_number: int = 0

    def add(self, number: int, cells: Cells) -> None:
        """Take the next row that holds something; rows left out are empty ones."""
        if number != self._last_number + 1 and self._last_number:
            self._end_block()
        self._last_number = number
        if self._is_open:
            self._write(number, cells)
        else:
            self._block.append((number, cells))
            if len(self._block) > _LOOK_AHEAD:
                self._open_block()

    def finish(self) -> tuple[str, list[Table]]:
        """The text, a line a row, with an empty line between blocks; and the tables."""
        self._end_block()
        while self._lines and not self._lines[-1]:
            self._lines.pop()
        return "\n".join(self._lines), self._tables

    def _open_block(self) -> None:
        rows, self._block = self._block, []
        self._is_open = True
        found = find_header([cells for _, cells in rows])
        if found is not None:
            first, end = found
            for number, cells in rows[:first]:
                self._write(number, cells)
            self._end_table()
            named = columns_of_header([cells for _, cells in rows[first:end]])
            self._header, self._columns = cut_header(list(named.values())), tuple(named)
            rows = rows[first:]
        for number, cells in rows:
            self._write(number, cells)

    def _end_block(self) -> None:
        if self._block:
            self._open_block()
        self._end_table()
        if self._is_open:
            self._lines.append("")
            self._length += 1
        self._is_open = False

    def _end_table(self) -> None:
        if self._rows:
            self._tables.append(Table(self._header, tuple(self._rows), has_cells=True))
        self._rows, self._header, self._columns = [], "", ()

    def _write(self, number: int, cells: Cells) -> None:
        first, last = next(iter(cells)), next(reversed(cells))
        if sum(map(len, cells.values())) > self.max_characters:
            raise DocumentTooLarge(characters=self._length)
        if self._columns:
            shown = sorted({*self._columns[: bisect_right(self._columns, last)], *cells})
            line = BETWEEN.join([cells.get(column, "") for column in shown])
        elif self.keeps_gaps and last > len(cells):
            line = BETWEEN.join([cells.get(column, "") for column in range(1, last + 1)])
        else:
            line = BETWEEN.join(cells.values())
        self._rows.append(TableRow(self._length, self._length + len(line), number, first, last))
        self._lines.append(line)
        self._length += len(line) + 1
        self._rows_written += 1
        if self._length > self.max_characters:
            raise DocumentTooLarge(characters=self._length)
        if self._rows_written > _MOST_ROWS:
            raise DocumentTooLarge(rows=self._rows_written)
