"""Charts of Office: titles, and the numbers that were drawn as rows under the names of their series."""

from collections.abc import Sequence
from itertools import zip_longest

from desktop_rag.engine.workers.parsers import Foreign
from desktop_rag.engine.workers.parsers.grid import one_cell
from desktop_rag.engine.workers.parsers.number_formats import show_number
from desktop_rag.engine.workers.parsers.ooxml import drawn_lines
from desktop_rag.engine.workers.parsers.safe_xml import attribute, child, children

_MOST_POINTS = 1_000
_MOST_SERIES = 100


def titles_of_chart(root: Foreign) -> list[str]:
    """The titles of a chart and of its axes."""
    return [line for title in root.iter("{*}title") for line in drawn_lines(title)]


def rows_of_chart(root: Foreign) -> tuple[list[str], Sequence[Sequence[str]]]:
    """The titles of a chart, and a row a category with the value in each series."""
    names: list[str] = []
    columns: list[list[str]] = []
    categories: list[str] = []
    for series in list(root.iter("{*}ser"))[:_MOST_SERIES]:
        tx = child(series, "tx")
        names.append(one_cell("".join(value.text or "" for value in tx.iter("{*}v"))) if tx is not None else "")
        columns.append(_points(child(series, "val")) or _points(child(series, "yVal")))
        categories = categories or _points(child(series, "cat")) or _points(child(series, "xVal"))
    if not columns:
        return titles_of_chart(root), []
    rows = [list(row) for row in zip_longest(categories, *columns, fillvalue="")]
    return titles_of_chart(root), [["", *names], *rows]


def _points(data: Foreign) -> list[str]:
    """The values that a chart keeps of the cells it was made from."""
    cache = next(data.iter("{*}numCache", "{*}strCache", "{*}numLit", "{*}strLit"), None) if data is not None else None
    if cache is None:
        return []
    code = child(cache, "formatCode")
    found: dict[int, str] = {}
    for point in children(cache, "pt"):
        index = attribute(point, "idx")
        value = child(point, "v")
        if index.isdecimal() and int(index) < _MOST_POINTS and value is not None:
            found[int(index)] = _shown(value.text or "", code.text or "" if code is not None else "")
    return [found.get(index, "") for index in range(max(found, default=-1) + 1)]


def _shown(text: str, code: str) -> str:
    try:
        return one_cell(show_number(float(text), code)) if code else one_cell(text)
    except (ValueError, OverflowError):
        return one_cell(text)
