"""Text that grows line by line, with the headings and table rows that stand in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop_rag.engine.workers.parsers import make_page, one_line
from desktop_rag.engine.workers.parsers.grid import BETWEEN, Cells, columns_of_header, cut_header
from desktop_rag.records import Heading, Page, Table, TableRow


@dataclass(slots=True)
class Lines:
    """Collects lines; `page` makes them a page."""

    length: int = 0
    headings: list[Heading] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _tables: list[Table] = field(default_factory=list)

    def add(self, text: str, level: int | None = None) -> None:
        """Add text of one line or several; with a level it is a heading."""
        if level is not None and text.strip():
            self.headings.append(Heading(self.length + len(text) - len(text.lstrip()), level, one_line(text)))
        self._lines.append(text)
        self.length += len(text) + 1

    def add_gap(self) -> None:
        """Add an empty line, unless there is one or nothing stands above it."""
        if self._lines and self._lines[-1]:
            self._lines.append("")
            self.length += 1

    def add_page(self, page: Page, *, deeper: int = 0) -> None:
        """Add the text of a page with its headings, which go down by some levels, and its tables."""
        for heading in page.headings:
            level = min(9, heading.level + deeper)
            self.headings.append(Heading(self.length + heading.start, level, heading.title))
        for table in page.tables:
            rows = tuple(replace(row, start=self.length + row.start, end=self.length + row.end) for row in table.rows)
            self._tables.append(replace(table, rows=rows))
        self.add(page.text)

    def add_table(self, rows: Sequence[Cells], header_rows: int) -> None:
        """Add rows of cells, a line each; the first `header_rows` of them name the columns."""
        if not rows:
            return
        columns: Mapping[int, str] = columns_of_header(rows[:header_rows]) if header_rows else {}
        written: list[TableRow] = []
        for number, cells in enumerate(rows, 1):
            first, last = min(cells), max(cells)
            shown = sorted({*(column for column in columns if column <= last), *cells})
            line = BETWEEN.join(cells.get(column, "") for column in shown)
            written.append(TableRow(self.length, self.length + len(line), number, first, last))
            self.add(line)
        self._tables.append(Table(cut_header(list(columns.values())), tuple(written)))

    def page(self, number: int | None = None, place: str | None = None) -> Page:
        """All of it as a page."""
        while self._lines and not self._lines[-1]:
            self._lines.pop()
        return make_page("\n".join(self._lines), self.headings, number, place, tables=self._tables)
