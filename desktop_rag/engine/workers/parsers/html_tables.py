"""Tables of HTML: which of them hold data, and their cells; the others only arrange a page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop_rag.engine.workers.parsers import Foreign
from desktop_rag.engine.workers.parsers.grid import Cells, find_header

_MOST_SPANNED = 100
_LONGEST_REPEATED = 100
_LONGEST_CELL = 400
_LEFT_TO_ARRANGE = frozenset({"presentation", "none"})


@dataclass(frozen=True, slots=True)
class DataTable:
    """Rows of cells, of which the first `header_rows` name the columns, and the words above them."""

    caption: str
    rows: list[Cells]
    header_rows: int


@dataclass(slots=True)
class _Cell:
    text: str
    is_header: bool
    columns: int
    rows: int


def find_data(
    table: Foreign, text_of: Callable[[Foreign], str], is_hidden: Callable[[Foreign], bool]
) -> DataTable | None:
    """The cells of a table, None where it only arranges what stands in it.

    A table arranges where it says so or holds another table. It holds data where it has header cells or a caption, or
    at least two rows and columns of short cells.
    """
    if (table.attributes.get("role") or "").lower() in _LEFT_TO_ARRANGE:
        return None
    caption: Foreign = None
    in_head: set[int] = set()
    found: list[list[Foreign]] = []
    for element in _inside(table, is_hidden):
        if element.tag == "table":
            return None
        if element.tag == "caption":
            caption = element
        elif element.tag == "tr":
            if element.parent.tag == "thead":
                in_head.add(len(found))
            found.append([])
        elif element.tag in ("td", "th") and found:
            found[-1].append(element)
    # Words are read once it is known that no other table is among them.
    rows = [[_read_cell(cell, text_of) for cell in row] for row in found]
    is_named = caption is not None or in_head or any(cell.is_header for row in rows for cell in row)
    if not is_named and not _looks_like_data(rows):
        return None
    placed = _place(rows)
    header_rows = sum(bool(cells) for cells in placed[: _count_header_rows(rows, in_head)])
    filled = [cells for cells in placed if cells]
    if not header_rows and (header := find_header(filled[:20])) is not None and header[0] == 0:
        header_rows = header[1]
    return DataTable(text_of(caption) if caption is not None else "", filled, header_rows)


def _inside(table: Foreign, is_hidden: Callable[[Foreign], bool]) -> Iterator[Foreign]:
    """Every element below a table in order, without those that are hidden and what stands below them."""
    open_nodes: list[Foreign] = []
    node = table.first_child
    while node is not None:
        if node.is_element_node and not is_hidden(node):
            yield node
            if (child := node.first_child) is not None:
                open_nodes.append(node)
                node = child
                continue
        while node.next is None and open_nodes:
            node = open_nodes.pop()
        node = node.next


def _read_cell(cell: Foreign, text_of: Callable[[Foreign], str]) -> _Cell:
    return _Cell(text_of(cell), cell.tag == "th", _span(cell, "colspan"), _span(cell, "rowspan"))


def _span(cell: Foreign, name: str) -> int:
    said = (cell.attributes.get(name) or "").strip()
    return min(int(said), _MOST_SPANNED) or 1 if said.isascii() and said.isdigit() and len(said) < 6 else 1


def _looks_like_data(rows: list[list[_Cell]]) -> bool:
    cells = [cell for row in rows for cell in row]
    wide = sum(len(row) >= 2 for row in rows)
    return wide >= 2 and 2 * wide >= len(rows) and all(len(cell.text) <= _LONGEST_CELL for cell in cells)


def _place(rows: list[list[_Cell]]) -> list[Cells]:
    """Cells by their column; what reaches down over several rows stands in each of them."""
    placed: list[dict[int, str]] = [{} for _ in rows]
    taken: list[set[int]] = [set() for _ in rows]
    for index, row in enumerate(rows):
        column = 1
        for cell in row:
            while column in taken[index]:
                column += 1
            for down in range(index, min(index + cell.rows, len(rows))):
                taken[down].update(range(column, column + cell.columns))
                if cell.text and (down == index or len(cell.text) <= _LONGEST_REPEATED):
                    placed[down][column] = cell.text
            column += cell.columns
    return [dict(sorted(cells.items())) for cells in placed]


def _count_header_rows(rows: list[list[_Cell]], in_head: set[int]) -> int:
    """The rows at the top that stand in the table's head or are all header cells, and not all of the rows."""
    count = 0
    while count < len(rows) - 1 and count < 3 and (count in in_head or _is_all_header(rows[count])):
        count += 1
    return count


def _is_all_header(row: list[_Cell]) -> bool:
    return bool(row) and all(cell.is_header for cell in row)
