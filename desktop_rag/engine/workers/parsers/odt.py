"""OpenDocument texts (ODT, OTT): what a reader sees on paper becomes text, in order, as one page without a number."""

from collections.abc import Callable

from desktop_rag.engine.workers.parsers import Facts, Foreign, Give, Source, make_page, odf
from desktop_rag.engine.workers.parsers.grid import one_cell
from desktop_rag.engine.workers.parsers.headings import level_of
from desktop_rag.engine.workers.parsers.odf_lists import Lists, OneList
from desktop_rag.engine.workers.parsers.page_text import PageText
from desktop_rag.engine.workers.parsers.safe_xml import attribute, child, local
from desktop_rag.errors import DocumentEmpty

_CHECK_EVERY = 500
_MOST_CELLS_ALIKE = 100
# A table of contents says nothing that the headings do not.
_NO_TEXT = frozenset({"tracked-changes", "table-of-content", "forms", "sequence-decls", "variable-decls"})


def read(source: Source, give: Give) -> Facts:
    """Give the whole text as one page: where pages break is decided when it is printed."""
    with odf.opened(source) as document:
        body = document.body("text")
        page = PageText(source.limits.max_characters)
        text = _Text(page, document.lists(body), _find_titles(body), source.check)
        text.add_blocks(body)
        asides = dict.fromkeys("\n".join(odf.paragraphs(aside)) for aside in document.asides())
        for aside in asides:
            if any(letter.isalpha() for letter in aside):
                page.add(aside)
        whole = page.finish()
        facts = document.facts(None)
    if not whole.strip():
        raise DocumentEmpty
    give(make_page(whole, page.headings, tables=page.tables))
    return facts


def _find_titles(body: Foreign) -> frozenset[str]:
    """The names of the styles in which a document's title is set."""
    root = body.getroottree().getroot()
    styles = child(root, "automatic-styles")
    own = {
        attribute(style, "name")
        for style in (styles if styles is not None else ())
        if attribute(style, "parent-style-name") == "Title"
    }
    return frozenset(own | {"Title"})


class _Text:
    """Writes the blocks of a text down."""

    def __init__(self, page: PageText, lists: Lists, titles: frozenset[str], check: Callable[[], None]) -> None:
        self._page = page
        self._lists = lists
        self._titles = titles
        self._check = check
        self._blocks = 0

    def add_blocks(self, parent: Foreign) -> None:
        for element in parent:
            name = local(element)
            if name in ("p", "h"):
                self._add_paragraph(element)
            elif name == "list":
                self._add_list(element, self._lists.begin(element), 1)
            elif name == "table":
                self._add_table(element)
            elif name not in _NO_TEXT:
                self.add_blocks(element)

    def _add_paragraph(self, element: Foreign, mark: str = "") -> None:
        self._blocks += 1
        if self._blocks % _CHECK_EVERY == 0:
            self._check()
        paragraph = odf.Paragraph(element)
        text = f"{mark}{paragraph.text}" if paragraph.text else ""
        self._page.add(text, self._level(element, text))
        for hanging in paragraph.hanging:
            self.add_blocks(hanging)

    def _level(self, element: Foreign, text: str) -> int | None:
        if local(element) == "h":
            level = attribute(element, "outline-level", "1")
            return max(int(level), 1) if level.isdecimal() else 1
        return 1 if attribute(element, "style-name") in self._titles else level_of(text)

    def _add_list(self, element: Foreign, numbers: OneList, depth: int) -> None:
        for item in element:
            if local(item) not in ("list-item", "list-header"):
                continue
            is_marked = local(item) == "list-item"
            for block in item:
                name = local(block)
                if name in ("p", "h"):
                    # Only the first paragraph of an item has its number.
                    self._add_paragraph(block, numbers.mark(depth) if is_marked else "")
                    is_marked = False
                elif name == "list":
                    self._add_list(block, numbers, depth + 1)

    def _add_table(self, table: Foreign) -> None:
        rows: list[list[str]] = []
        marked = self._collect(table, rows, is_header=False)
        if len(rows) == 1 and len(rows[0]) == 1:
            self.add_blocks(next(cell for cell in table.iter("{*}table-cell")))  # a frame around text, not a table
            return
        self._page.add_table(rows, marked)

    def _collect(self, parent: Foreign, rows: list[list[str]], *, is_header: bool) -> int:
        """The rows below an element; returns how many of them are its header."""
        marked = 0
        for element in parent:
            name = local(element)
            if name == "table-row":
                self._blocks += 1
                if self._blocks % _CHECK_EVERY == 0:
                    self._check()
                rows.append(_cells(element))
                marked += is_header
            elif name in ("table-header-rows", "table-rows", "table-row-group"):
                marked += self._collect(element, rows, is_header=name == "table-header-rows")
        return marked


def _cells(row: Foreign) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if local(cell) == "table-cell":
            text = one_cell(" ".join(odf.paragraphs(cell)))
            cells += [text] * odf.repeated(cell, "number-columns-repeated", _MOST_CELLS_ALIKE)
    return cells
