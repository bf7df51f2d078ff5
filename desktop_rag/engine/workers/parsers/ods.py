"""OpenDocument sheets (ODS, OTS): one page a sheet, its rows as lines, its cells as they were shown when saved."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop_rag.engine.workers.parsers import Facts, Foreign, Give, Source, make_page, odf, one_line, safe_xml
from desktop_rag.engine.workers.parsers.grid import Grid, one_cell
from desktop_rag.engine.workers.parsers.merged_labels import MergedLabels
from desktop_rag.engine.workers.parsers.safe_xml import attribute, local
from desktop_rag.errors import DocumentEmpty
from desktop_rag.records import Page

_CHECK_EVERY = 1_000
_MOST_ROWS = 1 << 24
_MOST_COLUMNS = 1 << 20
_MOST_ALIKE = 10_000
"""So many rows or cells with the same content are written; what is repeated more often fills a sheet to its end."""


def read(source: Source, give: Give) -> Facts:
    """Give each sheet, hidden ones too, as a page with its name as place."""
    number = 0
    has_text = False
    with odf.opened(source) as document:
        with document.archive.open(odf.CONTENT) as file:
            for number, page in enumerate(_sheets(file, source), 1):  # noqa: B007
                has_text = has_text or bool(page.text.strip())
                give(page)
        facts = document.facts(number or None)
    if not has_text:
        raise DocumentEmpty
    return facts


@dataclass(slots=True)
class _Sheet:
    """One sheet while its rows are read."""

    grid: Grid
    labels: MergedLabels = field(default_factory=MergedLabels)
    beside: list[str] = field(default_factory=list)
    row: int = 1

    def add(self, element: Foreign) -> None:
        """Take a row, as often as it is repeated."""
        count = odf.repeated(element, "number-rows-repeated", _MOST_ROWS)
        own, reaching = self._cells(element)
        for number in range(self.row, self.row + (min(count, _MOST_ALIKE) if own else 1)):
            if cells := self.labels.carried(number, own):
                self.grid.add(number, cells)
        for column, rows in reaching:
            self.labels.begin(column, self.row + rows - 1, own.get(column, ""))
        self.row += count

    def _cells(self, row: Foreign) -> tuple[dict[int, str], list[tuple[int, int]]]:
        """The filled cells of a row, and which of them reach over how many rows."""
        cells: dict[int, str] = {}
        reaching: list[tuple[int, int]] = []
        column = 1
        for cell in row:
            name = local(cell)
            if name not in ("table-cell", "covered-table-cell"):
                continue
            count = odf.repeated(cell, "number-columns-repeated", _MOST_COLUMNS)
            text = one_cell(" ".join(_own_paragraphs(cell))) if name == "table-cell" else ""
            if text:
                cells.update(dict.fromkeys(range(column, column + min(count, _MOST_ALIKE)), text))
                rows = odf.repeated(cell, "number-rows-spanned", _MOST_ROWS)
                if rows > 1:
                    reaching.append((column, rows))
            self.beside += _drawn(cell)
            column += count
        return cells, reaching


def _sheets(file: Foreign, source: Source) -> Iterator[Page]:
    """Rows come one by one, the end of their sheet behind them: a large sheet never lies in memory as a whole."""
    sheet = _Sheet(Grid(source.limits.max_characters))
    number = rows = 0
    for element in safe_xml.stream(file, "table-row", "table", "shapes"):
        if local(element) == "table-row":
            rows += 1
            if rows % _CHECK_EVERY == 0:
                source.check()
            sheet.add(element)
        elif local(element) == "shapes":
            sheet.beside += odf.paragraphs(element)
        elif local(element.getparent()) == "spreadsheet":
            number += 1
            text, tables = sheet.grid.finish()
            whole = "\n\n".join(filter(None, (text, "\n".join(sheet.beside))))
            yield make_page(whole, [], number, one_line(attribute(element, "name")) or None, tables=tables)
            sheet = _Sheet(Grid(source.limits.max_characters))


def _own_paragraphs(cell: Foreign) -> Iterator[str]:
    return (odf.Paragraph(element).text for element in cell if local(element) == "p")


def _drawn(cell: Foreign) -> list[str]:
    """The words of text boxes that hang on a cell."""
    return [
        line
        for element in cell
        if local(element) not in ("p", "annotation")
        for line in odf.paragraphs(element)
    ]  # fmt: skip
