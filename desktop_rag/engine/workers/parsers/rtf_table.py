"""Puts the cells of an RTF table together: RTF has no table, only cells and rows that follow one another."""

from dataclasses import dataclass, field

from desktop_rag.engine.workers.parsers.grid import one_cell
from desktop_rag.engine.workers.parsers.page_text import PageText


@dataclass(slots=True)
class TableRows:
    """The rows since the last paragraph outside a table; `end` writes them to the page."""

    page: PageText
    _cell: list[str] = field(default_factory=list)
    _cells: list[str] = field(default_factory=list)
    _rows: list[list[str]] = field(default_factory=list)
    _marked: int = 0
    _is_header: bool = False

    def add_to_cell(self, text: str) -> None:
        """Take a paragraph that is not the last one of its cell."""
        self._cell.append(text)

    def end_cell(self, text: str) -> None:
        self._cells.append("\n".join([*self._cell, text]))
        self._cell.clear()

    def mark_header(self) -> None:
        """The row that is being described is repeated on every page."""
        self._is_header = True

    def end_row(self) -> None:
        if self._is_header and self._marked == len(self._rows):
            self._marked += 1
        self._rows.append(self._cells)
        self._cells = []
        self._is_header = False

    def end(self) -> None:
        """The table is over; what is left of a row that was cut off counts, too."""
        if self._cell:
            self.end_cell("")
        if self._cells:
            self.end_row()
        if len(self._rows) == 1 and len(self._rows[0]) == 1:
            for line in self._rows[0][0].split("\n"):  # a frame around text, not a table
                self.page.add(line.strip())
        elif self._rows:
            self.page.add_table([[one_cell(cell) for cell in row] for row in self._rows], self._marked)
        self._rows, self._marked = [], 0
