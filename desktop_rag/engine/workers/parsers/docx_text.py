"""Walks the XML of a Word document and writes down what a reader sees, in order.

Depth is bounded by lxml, which refuses more than 256 nested elements, so plain recursion is safe here.
"""

from collections.abc import Callable, Iterable

from desktop_rag.engine.workers.parsers import Foreign
from desktop_rag.engine.workers.parsers.docx_styles import Styles, child, is_on, local, value
from desktop_rag.engine.workers.parsers.grid import one_cell
from desktop_rag.engine.workers.parsers.headings import level_of
from desktop_rag.engine.workers.parsers.linked_graphics import CHART, DIAGRAM, add_linked
from desktop_rag.engine.workers.parsers.page_text import PageText

_CHECK_EVERY = 500
_CONTAINERS = frozenset(
    {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "hyperlink", "fldSimple", "dir", "bdo"}
)
_LEFT_OUT = frozenset(
    {
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "rt",
        "Fallback",
        "pPr",
        "rPr",
        "sdtPr",
        "tblPr",
        "trPr",
        "tcPr",
    }
)
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


class Notes:
    """Footnotes and endnotes by their number; each is written once, after the paragraph that refers to it."""

    def __init__(self, roots: Iterable[Foreign]) -> None:
        self._notes = {
            (local(note), value(note, "id")): note
            for root in roots
            for note in root
            if local(note) in ("footnote", "endnote") and value(note, "type") in (None, "normal")
        }

    def take(self, kind: str, number: str | None) -> Foreign:
        """The note, None where there is none or it was taken already."""
        return self._notes.pop((kind, number), None)


class Body:
    """Writes to `page` what a reader sees; `finish` gives the text.

    `root_of` gives the XML of a part with this relation, None where there is none.
    """

    def __init__(
        self,
        styles: Styles,
        notes: Notes,
        check: Callable[[], None],
        max_characters: int,
        root_of: Callable[[str], Foreign] = lambda _relation: None,
    ) -> None:
        self.page = PageText(max_characters)
        self._styles = styles
        self._notes = notes
        self._check = check
        self._root_of = root_of
        self._asides: dict[str, None] = {}
        self._paragraphs = 0

    def add_blocks(self, parent: Foreign) -> None:
        """Write down the paragraphs and tables below an element."""
        for element in parent:
            name = local(element)
            if name == "p":
                self._add_paragraph(element)
            elif name == "tbl":
                self._add_table(element)
            elif name in _CONTAINERS:
                self.add_blocks(element)
            elif name == "AlternateContent":
                self.add_blocks(child(element, "Choice") if child(element, "Choice") is not None else ())

    def add_aside(self, root: Foreign) -> None:
        """Keep a header or footer for the end, each wording once."""
        text = self._inner_text(root, lambda _relation: None).strip()  # it has relations of its own
        if any(letter.isalpha() for letter in text):
            self._asides.setdefault(text)

    def finish(self) -> str:
        """The text, a line a paragraph or table row."""
        for text in self._asides:
            self.page.add(text)
        return self.page.finish()

    def _inner_text(self, parent: Foreign, root_of: Callable[[str], Foreign]) -> str:
        inner = Body(self._styles, self._notes, self._check, self.page.max_characters, root_of)
        inner.add_blocks(parent)
        return inner.finish()

    def _add_paragraph(self, paragraph: Foreign) -> None:
        self._paragraphs += 1
        if self._paragraphs % _CHECK_EVERY == 0:
            self._check()
        properties = child(paragraph, "pPr")
        run = _Run()
        run.walk(paragraph)
        text = "".join(run.pieces)
        number = self._styles.number(properties) if text.strip() else ""
        if number and not text.startswith(number):
            text = f"{number} {text}"
        level = self._styles.heading_level(properties)
        self.page.add(text, level if level is not None else level_of(text))
        for box in run.boxes:
            self.add_blocks(box)
        for graphic in run.graphics:
            add_linked(graphic, self._root_of, self.page)
        for kind, note_number in run.notes:
            note = self._notes.take(kind, note_number)
            if note is not None:
                self.add_blocks(note)

    def _add_table(self, table: Foreign) -> None:
        rows = list(_children(table, "tr"))
        if len(rows) == 1 and len(cells := list(_children(rows[0], "tc"))) == 1:
            self.add_blocks(cells[0])  # a frame around text, not a table
            return
        texts: list[list[str]] = []
        marked = 0
        for row in rows:
            self._paragraphs += 1
            if self._paragraphs % _CHECK_EVERY == 0:
                self._check()
            properties = child(row, "trPr")
            if is_on(properties, "del"):
                continue
            if is_on(properties, "tblHeader") and marked == len(texts):
                marked += 1
            own_cells = [cell for cell in _children(row, "tc") if not _continues_above(cell)]
            texts.append([one_cell(self._inner_text(cell, self._root_of)) for cell in own_cells])
        self.page.add_table(texts, marked)


class _Run:
    """The words of one paragraph, and the text boxes, charts, diagrams and notes that hang on it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.boxes: list[Foreign] = []
        self.graphics: list[Foreign] = []
        self.notes: list[tuple[str, str | None]] = []

    def walk(self, parent: Foreign) -> None:
        for element in parent:
            name = local(element)
            if name in _LEFT_OUT or not name:
                continue
            if name == "t":
                self.pieces.append(element.text or "")
            elif name == "txbxContent":
                self.boxes.append(element)
            elif name in (CHART, DIAGRAM):
                self.graphics.append(element)
            elif name in ("footnoteReference", "endnoteReference"):
                self.notes.append((name.removesuffix("Reference"), value(element, "id")))
            elif name == "r" and is_on(child(element, "rPr"), "vanish"):
                continue
            elif name in _CHARACTERS:
                self.pieces.append(_CHARACTERS[name])
            else:
                self.walk(element)


def _children(parent: Foreign, name: str) -> Iterable[Foreign]:
    """Rows or cells, also those inside content controls."""
    for element in parent:
        found = local(element)
        if found == name:
            yield element
        elif found in _CONTAINERS:
            yield from _children(element, name)


def _continues_above(cell: Foreign) -> bool:
    merged = child(cell, "tcPr", "vMerge")
    return merged is not None and value(merged) != "restart"
