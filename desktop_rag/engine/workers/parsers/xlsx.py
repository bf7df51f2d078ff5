"""Excel workbooks (XLSX, XLSM, XLTX): one page a sheet, its rows as lines, its cells as a person sees them.

The sheets are read element by element, as docs/decisions/0012 says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop_rag.engine.workers.parsers import Facts, Foreign, Give, Source, archives, make_page, safe_xml
from desktop_rag.engine.workers.parsers.charts import titles_of_chart
from desktop_rag.engine.workers.parsers.grid import Grid, one_cell
from desktop_rag.engine.workers.parsers.ooxml import Package, drawn_lines
from desktop_rag.engine.workers.parsers.xlsx_workbook import Sheet, Workbook, rich_text
from desktop_rag.errors import DocumentEmpty
from desktop_rag.records import Page

_CHECK_EVERY = 2_000
_LONGEST_LABEL = 200
_MOST_MERGED = 10_000
_MOST_OPEN = 200
_BLOCK_BYTES = 1 << 20
_MERGED = re.compile(
    rb"<(?:\w{1,20}:)?mergeCell\s[^>]{0,100}?ref=[\"']([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})[\"']"
)
_LONGEST_MERGED = 200


def read(source: Source, give: Give) -> Facts:
    """Give each sheet, hidden ones too, as a page with its name as place."""
    has_text = False
    with archives.opened(source) as archive:
        package = Package(archive)
        workbook = Workbook(package, source)
        for number, sheet in enumerate(workbook.sheets, 1):
            source.check()
            page = _read_sheet(package, workbook, sheet, number, source)
            has_text = has_text or bool(page.text.strip())
            give(page)
        facts = package.facts(len(workbook.sheets))
    if not has_text:
        raise DocumentEmpty
    return facts


def _read_sheet(package: Package, workbook: Workbook, sheet: Sheet, number: int, source: Source) -> Page:
    grid = Grid(source.limits.max_characters)
    if sheet.kind == "worksheet" and sheet.part in package:
        with package.open(sheet.part) as file:
            labels = _Labels.find(file)
        with package.open(sheet.part) as file:
            for row_number, row in _rows(file, workbook, source):
                cells = labels.carried(row_number, row)
                if cells:
                    grid.add(row_number, cells)
    text, tables = grid.finish()
    beside = "\n".join(_beside(package, sheet))
    whole = "\n\n".join(filter(None, (text, beside)))
    return make_page(whole, [], number, sheet.name or None, tables=tables)


def _rows(file: Foreign, workbook: Workbook, source: Source) -> Iterator[tuple[int, dict[int, str]]]:
    """The number and the filled cells of each row; a row or cell without a number is the one behind the last."""
    number = 0
    columns: dict[str, int] = {}
    for count, row in enumerate(safe_xml.stream(file, "row"), 1):
        if count % _CHECK_EVERY == 0:
            source.check()
        number = int(float(row.get("r") or number + 1))
        prefix = row.tag.removesuffix("row")
        cells: dict[int, str] = {}
        column = furthest = 0
        for cell in row.iterchildren(f"{prefix}c"):
            if reference := cell.get("r"):
                letters = reference.rstrip("0123456789")
                if letters not in columns:
                    columns[letters] = _column(letters)
                column = columns[letters]
            else:
                column += 1
            if text := workbook.shown(cell, prefix):
                cells[column] = text
                furthest = max(furthest, column)
        yield number, cells if column == furthest else dict(sorted(cells.items()))


def _column(letters: str) -> int:
    number = 0
    for letter in letters[:3]:
        number = number * 26 + ord(letter.upper()) - ord("A") + 1
    if not 1 <= number <= 16_384:
        raise ValueError
    return number


@dataclass(slots=True)
class _Labels:
    """Cells merged over several rows: what the first row says counts for all of them, as it does on the screen."""

    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    open: list[tuple[int, int, str]] = field(default_factory=list)

    @classmethod
    def find(cls, file: Foreign) -> "_Labels":
        """Merged cells are listed behind all rows, so that they must be sought before; as bytes, which is fast."""
        labels = cls()
        count = 0
        rest = b""
        while block := file.read(_BLOCK_BYTES):
            data = rest + block
            for found in _MERGED.finditer(data):
                first, last = int(found[2]), int(found[3])
                if last > first and count < _MOST_MERGED:
                    count += 1
                    labels.merged.setdefault(first, []).append((_column(found[1].decode()), last))
            rest = data[-_LONGEST_MERGED:] if b"mergeCell" in data[-2 * _BLOCK_BYTES :] else b""
        return labels

    def carried(self, number: int, cells: dict[int, str]) -> dict[int, str]:
        """The cells of a row with the labels that reach down into it; a row that is empty stays so."""
        if not self.merged:
            return cells
        self.open = [entry for entry in self.open if entry[0] >= number]
        added = {column: label for _, column, label in self.open if column not in cells} if cells else {}
        for column, last in self.merged.get(number, ()):
            label = cells.get(column, "")
            if label and len(label) <= _LONGEST_LABEL and len(self.open) < _MOST_OPEN:
                self.open.append((last, column, label))
        return dict(sorted({**cells, **added}.items())) if added else cells


def _beside(package: Package, sheet: Sheet) -> Iterator[str]:
    """What lies over a sheet: text boxes, titles of charts, comments."""
    for relation in package.related(sheet.part, "drawing", "comments"):
        root = package.root(relation.target)
        if root is None:
            continue
        if relation.kind == "comments":
            for comment in root.iter("{*}comment"):
                words = " ".join(rich_text(text) for text in comment.iter("{*}text"))
                if words:
                    yield f"{one_cell(comment.get('ref') or '')}: {words}"
            continue
        yield from drawn_lines(root)
        for chart in package.related(relation.target, "chart"):
            chart_root = package.root(chart.target)
            if chart_root is not None:
                yield from titles_of_chart(chart_root)
