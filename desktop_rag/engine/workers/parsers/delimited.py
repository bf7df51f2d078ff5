"""CSV and TSV: rows of cells as a spreadsheet would show them, every letter of a cell kept ("0012" stays "0012")."""

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from desktop_rag.engine.workers.parsers import Facts, Give, Source, make_page
from desktop_rag.engine.workers.parsers.grid import Grid, one_cell
from desktop_rag.engine.workers.parsers.text import read_text

_DELIMITERS = ("\t", ";", "|", ",")
"""In the order in which one is taken where several part the lines equally well: a comma stands in texts and numbers."""

_SAMPLE_RECORDS = 200
_WELL_PARTED = 0.9
_EXCEL_SAYS = "sep="
_LINES_IN_A_RECORD = 500
"""A cell that goes on for longer began with a quotation mark that was none."""

_WASTED_LINES = 500_000
"""So many lines may be read in vain behind marks that were none; from then on no mark counts."""

_CHECK_EVERY = 5_000


def read(source: Source, give: Give) -> Facts:
    """Give all rows as one page without a number; raises as `read_text` does."""
    # A cell may be as long as the file; the module's own limit stops at 131072.
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    lines = read_text(source).split("\n")
    if lines[0].casefold().startswith(_EXCEL_SAYS) and len(said := lines[0][len(_EXCEL_SAYS) :]) == 1:
        delimiter, first = said, 1
    else:
        delimiter, first = _find_delimiter(lines), 0
    grid = Grid(source.limits.max_characters, keeps_gaps=True)
    for number, record in enumerate(_records(lines[first:], delimiter), first + 1):
        if number % _CHECK_EVERY == 0:
            source.check()
        cells = {column: text for column, cell in enumerate(record, 1) if (text := one_cell(cell))}
        if cells:
            grid.add(number, cells)
    text, tables = grid.finish()
    give(make_page(text, [], tables=tables))
    return Facts()


def _find_delimiter(lines: Sequence[str]) -> str:
    """The character that parts the first records into equally many cells, a comma where none does."""
    shares = {delimiter: _share_parted_alike(lines, delimiter) for delimiter in _DELIMITERS}
    best = max(shares.values())
    if best == 0:
        return ","
    return next(found for found, share in shares.items() if share >= min(best, _WELL_PARTED))


def _share_parted_alike(lines: Sequence[str], delimiter: str) -> float:
    counts = [len(record) for record in islice(_records(lines, delimiter), _SAMPLE_RECORDS) if any(record)]
    parted = Counter(count for count in counts if count > 1)
    # What parts the rows parts their header, too.
    if not parted or counts[0] == 1:
        return 0.0
    return parted.most_common(1)[0][1] / len(counts)


class _RunsOn(Exception):
    """A quoted cell did not end within `_LINES_IN_A_RECORD` lines."""


def _records(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    """The cells of each record; a line whose quotation marks do not fit is parted as if they were letters."""
    at = wasted = 0
    while at < len(lines):
        if wasted > _WASTED_LINES:
            yield from (line.split(delimiter) for line in lines[at:])
            return
        fed = _Fed(lines, at)
        reader = csv.reader(fed, delimiter=delimiter, strict=True)
        try:
            for record in reader:
                yield record
                at = fed.at
                fed.least = at
        except (csv.Error, _RunsOn):
            wasted += fed.at - at
            yield lines[at].split(delimiter)
            at += 1


class _Fed:
    """Lines for the reader, not more of them for one record than it may have."""

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self._lines = lines
        self.at = at
        self.least = at

    def __iter__(self) -> "_Fed":
        return self

    def __next__(self) -> str:
        if self.at >= len(self._lines):
            raise StopIteration
        if self.at - self.least >= _LINES_IN_A_RECORD:
            raise _RunsOn
        line = self._lines[self.at]
        self.at += 1
        return line + "\n"
