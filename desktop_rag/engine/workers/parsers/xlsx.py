"""Excel workbooks (XLSX, XLSM, XLTX): one page a sheet, its rows as lines, its cells as a person sees them.

The sheets are read element by element, as docs/decisions/0012 says.
"""

import re
from collections.abc import Iterator

from desktop_rag.engine.workers.parsers import Facts, Foreign, Give, Source, archives, make_page, safe_xml
from desktop_rag.engine.workers.parsers.charts import titles_of_chart
from desktop_rag.engine.workers.parsers.grid import Grid, one_cell
from desktop_rag.engine.workers.parsers.merged_labels import MergedLabels
from desktop_rag.engine.workers.parsers.ooxml import Package, drawn_lines
from desktop_rag.engine.workers.parsers.xlsx_workbook import Sheet, Workbook, rich_text
from desktop_rag.errors import DocumentEmpty
from desktop_rag.records import Page

_CHECK_EVERY = 2_000
_MOST_MERGED = 10_000
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
            merged = _find_merged(file)
        labels = MergedLabels()
        with package.open(sheet.part) as file:
            for row_number, own in _rows(file, workbook, source):
                if cells := labels.carried(row_number, own):
                    grid.add(row_number, cells)
                for column, last in merged.get(row_number, ()):
                    labels.begin(column, last, own.get(column, ""))
    text, tables = grid.finish()
    beside = "\n".join(_beside(package, sheet))
    whole = "\n\n".join(filter(None, (text, beside)))
    return make_page(whole, [], number, sheet.name or None, tables=tables)


def _rows(file: Foreign, workbook: Workbook, source: Source) -> Iterator[tuple[int, dict[int, str]]]:
    """The number and the filled cells of each row; a row or cell without a number is the one behind the last."""
    number = 0
    prefix = ""
    columns: dict[str, int] = {}
    for count, row in enumerate(safe_xml.stream(file, "row"), 1):
        if count == 1:
            prefix = row.tag.removesuffix("row")
            cell_tag = f"{prefix}c"
        if count % _CHECK_EVERY == 0:
            source.check()
        reference = row.get("r")
        number = int(float(reference)) if reference else number + 1
        cells: dict[int, str] = {}
        column = furthest = 0
        # Here and in `shown` by far the most time goes by: plain iteration is the fastest way through lxml's elements.
        for cell in row:
            if cell.tag != cell_tag:
                continue
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


def _find_merged(file: Foreign) -> dict[int, list[tuple[int, int]]]:
    """By their first row, the column and last row of cells merged over rows.

    They are listed behind all rows and needed before; they are sought in the bytes, which is fast.
    """
    merged: dict[int, list[tuple[int, int]]] = {}
    count = 0
    rest = b""
    while block := file.read(_BLOCK_BYTES):
        data = rest + block
        for found in _MERGED.finditer(data):
            first, last = int(found[2]), int(found[3])
            if last > first and count < _MOST_MERGED:
                count += 1
                merged.setdefault(first, []).append((_column(found[1].decode()), last))
        rest = data[-_LONGEST_MERGED:]
    return merged


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
