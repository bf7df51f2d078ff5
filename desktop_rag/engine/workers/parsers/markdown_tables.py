"""Tables of Markdown: their rows are lines of the text as they stand, with all their marks."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from desktop_rag.engine.workers.parsers.grid import cut_header
from desktop_rag.records import Table, TableRow

_DELIMITER = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")


class Line(NamedTuple):
    """A line, where it starts in the text, and whether it is part of a block of code."""

    start: int
    text: str
    is_code: bool


def find_tables(lines: Sequence[Line]) -> Iterator[Table]:
    """Each table; the line of dashes belongs to its first row, the header."""
    index = 0
    while index + 1 < len(lines):
        columns = _columns_of_header(lines[index], lines[index + 1])
        if not columns:
            index += 1
            continue
        dashes = lines[index + 1]
        end = dashes.start + len(dashes.text)
        rows = [TableRow(lines[index].start, end, 1, 1, len(columns))]
        index += 2
        while index < len(lines) and _is_row(lines[index]):
            line = lines[index]
            rows.append(TableRow(line.start, line.start + len(line.text), len(rows) + 1, 1, len(columns)))
            index += 1
        yield Table(cut_header([column for column in columns if column]), tuple(rows))


def _columns_of_header(line: Line, following: Line) -> list[str]:
    """The cells of a line that heads a table; empty where it does not."""
    if line.is_code or following.is_code or "|" not in line.text or not _DELIMITER.fullmatch(following.text):
        return []
    columns = _cells(line.text)
    return columns if len(columns) == len(_cells(following.text)) else []


def _is_row(line: Line) -> bool:
    return not line.is_code and "|" in line.text


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip() for cell in _BETWEEN_CELLS.split(inner)]
