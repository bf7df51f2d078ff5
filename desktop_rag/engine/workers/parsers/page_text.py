"""Collects the lines of one page with the headings and tables among them, so that every span fits the text."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop_rag.engine.workers.parsers import one_line
from desktop_rag.engine.workers.parsers.grid import BETWEEN, columns_of_header, cut_header, find_header
from desktop_rag.errors import DocumentTooLarge
from desktop_rag.records import Heading, Table, TableRow

_LOOK_AHEAD = 20


@dataclass(slots=True)
class PageText:
    """Lines in order; more than `max_characters` raise `DocumentTooLarge`."""

    max_characters: int
    headings: list[Heading] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _length: int = 0

    @property
    def has_lines(self) -> bool:
        """Whether anything was written yet."""
        return bool(self._lines)

    def add(self, line: str, level: int | None = None) -> None:
        """Write a line; with a level it is a heading, where it holds a word."""
        if level is not None and line.strip():
            start = self._length + len(line) - len(line.lstrip())
            self.headings.append(Heading(start, min(level, 9), one_line(line)))
        self._lines.append(line)
        self._length += len(line) + 1
        if self._length > self.max_characters:
            raise DocumentTooLarge(characters=self._length)

    def add_table(self, rows: Sequence[Sequence[str]], marked: int = 0) -> None:
        """Write the rows of a table that hold something.

        The first `marked` ones are its header; where none is marked, the rule of `grid` finds it.
        """
        numbered = [(number, cells) for number, cells in enumerate(rows, 1) if any(cells)]
        marked = sum(1 for number, _ in numbered if number <= marked)
        found = (0, marked) if marked else _find([cells for _, cells in numbered[:_LOOK_AHEAD]])
        first = found[0] if found else 0
        if first:
            self._add_rows(numbered[:first], "")
        header = ""
        if found:
            named = columns_of_header([_filled(cells) for _, cells in numbered[found[0] : found[1]]])
            header = cut_header(list(named.values()))
        self._add_rows(numbered[first:], header)

    def _add_rows(self, rows: Sequence[tuple[int, Sequence[str]]], header: str) -> None:
        written: list[TableRow] = []
        for number, cells in rows:
            line = BETWEEN.join(cells)
            written.append(TableRow(self._length, self._length + len(line), number, 1, len(cells)))
            self.add(line)
        if written:
            self.tables.append(Table(header, tuple(written)))

    def finish(self) -> str:
        """The text, a line each."""
        return "\n".join(self._lines)


def _filled(cells: Sequence[str]) -> dict[int, str]:
    return {column: text for column, text in enumerate(cells, 1) if text}


def _find(rows: Sequence[Sequence[str]]) -> tuple[int, int] | None:
    return find_header([_filled(cells) for cells in rows])
