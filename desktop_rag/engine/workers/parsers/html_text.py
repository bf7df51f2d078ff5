"""What a reader sees of a web page, as lines of text: without scripts, hidden words and the furniture of the site."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from selectolax.lexbor import LexborHTMLParser

from desktop_rag.engine.workers.parsers import Foreign, one_line
from desktop_rag.engine.workers.parsers.html_source import as_html
from desktop_rag.engine.workers.parsers.html_tables import DataTable, find_data
from desktop_rag.engine.workers.parsers.lines import Lines

_CHECK_EVERY = 5_000
_ENOUGH_TEXT = 200
"""So many letters and digits are a main text; with fewer, all of the page is taken."""

_NEVER_SHOWN = frozenset(
    "script style noscript template svg iframe head object embed applet canvas audio video map datalist select rt rp "
    "frameset noframes noembed".split()
)
_PARAGRAPHS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre section article main header footer nav aside hr form fieldset "
    "figure address details center".split()
)
_LINES = frozenset(
    "div li dt dd tr td th caption figcaption summary legend option body html tbody thead tfoot dialog search hgroup "
    "menu".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FURNITURE = frozenset({"nav", "header", "footer", "aside"})
_FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
_SECTIONS = frozenset({"main", "article", "section"})
_INLINE = frozenset({"span", "i", "b", "em", "strong", "a", "small", "sup", "sub", "label", "abbr"})
_HIDING_STYLE = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:[;!]|$)"
    r"|mso-hide\s*:\s*all)",
    re.IGNORECASE,
)
_BREAK = "\v"
_SPACES = re.compile("[ \t\r\n\f\u00a0]+")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60]"
_NO_SPACE = re.compile(f"(?<={_WIDE})[ \t\r\f]*\n[ \t\r\n\f]*(?={_WIDE})")
_LETTER = re.compile(r"\w")


class _Where(IntEnum):
    """In which part of the page a line stands."""

    FURNITURE = 0
    ELSEWHERE = 1
    MAIN = 2


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    level: int | None
    table: DataTable | None
    has_gap: bool
    where: _Where


@dataclass(frozen=True, slots=True)
class WebPage:
    """The title that a page gives itself, and the lines of its main text."""

    title: str
    lines: Lines


def read_html(source: str, check: Callable[[], None] = lambda: None) -> WebPage:
    """Read a whole page, or a piece of one.

    Navigation, headers, footers and asides are left out where at least `_ENOUGH_TEXT` letters remain, and so is all
    outside of a main part that has as many; headings of the first level stay.
    """
    tree = LexborHTMLParser(as_html(source))
    walk = _Walk(check)
    if tree.root is not None:
        walk.go(tree.root)
    title = tree.css_first("head > title")
    lines = Lines()
    for block in _main_text(walk.blocks):
        if block.has_gap:
            lines.add_gap()
        if block.table is not None:
            if block.table.caption:
                lines.add(block.table.caption)
            lines.add_table(block.table.rows, block.table.header_rows)
        else:
            lines.add(block.text, block.level)
    return WebPage(one_line(title.text()) if title is not None else "", lines)


def _main_text(blocks: list[_Block]) -> list[_Block]:
    for least in (_Where.MAIN, _Where.ELSEWHERE):
        kept = [block for block in blocks if block.where >= least or block.level == 1]
        letters = 0
        for block in kept:
            if block.where >= least:
                letters += sum(len(_LETTER.findall(text[: 2 * _ENOUGH_TEXT])) for text in _texts(block))
            if letters >= _ENOUGH_TEXT:
                return kept
    return blocks


def _texts(block: _Block) -> list[str]:
    return [block.text] if block.table is None else [cell for row in block.table.rows for cell in row.values()]


def _is_hidden(element: Foreign) -> bool:
    """Whether nobody sees this element, by its own attributes; style sheets are not looked at."""
    tag = element.tag
    if tag in _NEVER_SHOWN:
        return True
    attributes = element.attributes
    if not attributes:
        return False
    if "hidden" in attributes or (tag == "dialog" and "open" not in attributes):
        return True
    # Pages set it on all of themselves while a dialog is open: it is believed of words alone.
    if attributes.get("aria-hidden") == "true" and tag in _INLINE:
        return True
    return bool(_HIDING_STYLE.search(attributes.get("style") or ""))


@dataclass(slots=True)
class _Walk:
    """Goes through a tree without recursion: pages are nested as deep as their makers like."""

    check: Callable[[], None]
    blocks: list[_Block] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _gap: bool = False
    _level: int | None = None
    _mark: str = ""
    _pre: int = 0
    _nodes: int = 0
    _counters: list[int | None] = field(default_factory=list)
    _places: list[_Where] = field(default_factory=lambda: [_Where.ELSEWHERE])
    _sections: int = 0

    def go(self, root: Foreign) -> None:
        """Collect the blocks of a node and of all below it."""
        open_nodes: list[Foreign] = []
        node = root
        while True:
            self._nodes += 1
            if self._nodes % _CHECK_EVERY == 0:
                self.check()
            if self._enter(node) and (child := node.first_child) is not None:
                self._open(node)
                open_nodes.append(node)
                node = child
                continue
            # Nodes are never compared: the library writes both out as HTML for that.
            following = node.next if open_nodes else None
            while following is None and open_nodes:
                node = open_nodes.pop()
                self._close(node)
                following = node.next if open_nodes else None
            if following is None:
                break
            node = following
        self._end_line()

    def _enter(self, node: Foreign) -> bool:
        """Take what a node says itself; whether to go on below it."""
        if node.is_text_node:
            self._pieces.append(node.text_content or "")
            return False
        if not node.is_element_node:
            return bool(node.is_document_node)
        tag = node.tag
        if _is_hidden(node):
            return False
        if tag == "br":
            self._pieces.append(_BREAK)
        elif tag in _PARAGRAPHS:
            self._end_line(gap=True)
        elif tag in _LINES:
            self._end_line()
        if tag == "table" and (table := find_data(node, _text_of, _is_hidden)) is not None:
            if table.rows:
                self.blocks.append(_Block("", None, table, has_gap=True, where=self._places[-1]))
                self._gap = True
            return False
        return True

    def _open(self, node: Foreign) -> None:
        tag = node.tag
        if tag in _HEADINGS:
            self._level = _HEADINGS[tag]
        elif tag == "pre":
            self._pre += 1
        elif tag in ("ul", "menu"):
            self._counters.append(None)
        elif tag == "ol":
            self._counters.append(1)
        elif tag == "li":
            self._begin_item()
        where = self._where(node)
        if where is not None:
            self._places.append(where)
        self._sections += tag in _SECTIONS

    def _close(self, node: Foreign) -> None:
        tag = node.tag
        if tag in _PARAGRAPHS:
            self._end_line(gap=True)
        elif tag in _LINES:
            self._end_line()
        self._sections -= tag in _SECTIONS
        if self._where(node) is not None:
            self._places.pop()
        if tag in _HEADINGS:
            self._level = None
        elif tag == "pre":
            self._pre -= 1
        elif tag in ("ul", "menu", "ol"):
            self._counters.pop()
        elif tag == "li":
            self._mark = ""

    def _where(self, node: Foreign) -> _Where | None:
        """The part of the page that an element begins, None where it begins none."""
        tag = node.tag
        role = (node.attributes.get("role") or "").lower() if node.is_element_node else ""
        if tag == "main" or role == "main":
            return _Where.MAIN
        # The header of an article is its title, not the site's.
        is_own = tag in ("header", "footer") and self._sections
        if (tag in _FURNITURE and not is_own) or role in _FURNITURE_ROLES:
            return _Where.FURNITURE
        return None

    def _begin_item(self) -> None:
        number = self._counters[-1] if self._counters else None
        if number is None:
            self._mark = "・"
        else:
            self._mark = f"{number}. "
            self._counters[-1] = number + 1

    def _end_line(self, *, gap: bool = False) -> None:
        """Turn what was collected into a block; `gap` parts it from what follows."""
        raw, self._pieces = "".join(self._pieces), []
        texts = [raw] if self._pre else raw.split(_BREAK)
        for text in texts:
            line = text.replace(_BREAK, "\n").strip("\n") if self._pre else _collapse(text)
            if line.strip():
                self.blocks.append(_Block(self._mark + line, self._level, None, self._gap, self._places[-1]))
                self._mark, self._gap = "", False
        self._gap = self._gap or gap


def _collapse(text: str) -> str:
    """White space as a browser draws it; a line end between two Japanese letters is none."""
    return _SPACES.sub(" ", _NO_SPACE.sub("", text)).strip(" ")


def _text_of(element: Foreign) -> str:
    """The words of a cell on one line."""
    walk = _Walk(lambda: None)
    child = element.first_child
    while child is not None:
        walk.go(child)
        child = child.next
    return " ".join(" ".join(block.text.split()) for block in walk.blocks)
