"""XML of any kind, feeds and drawings too: the words of its elements in order, "name: words" where one has a value.

Attributes are told where they say something of an order or a place: before the elements of a record, behind a value.

Entities that a document declares are not expanded and nothing is loaded. What breaks the rules of XML, or is nested
deeper than they let a reader go, is read as the text that it is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from desktop_rag.engine.workers.parsers import Facts, Give, Source, clean, one_line
from desktop_rag.engine.workers.parsers import text as plain_text
from desktop_rag.engine.workers.parsers.html_text import read_html
from desktop_rag.engine.workers.parsers.lines import Lines
from desktop_rag.errors import DocumentEmpty, DocumentTooLarge

_PIECE_BYTES = 1 << 20
_ENTITY = re.compile(rb"<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|ul|ol|li|img|b|i|em|strong|h[1-6]|table|td|blockquote)\b[^<>]*>", re.IGNORECASE
)
_LEFT_OUT = frozenset({"style", "script", "binData", "binary"})
_PARAGRAPHS = frozenset({"p", "para", "paragraph", "text", "t", "li", "line", "span", "seg"})
"""Elements whose name says nothing of their words."""

_TITLES = frozenset({"title", "headline", "caption"})

_LONGEST_NAME = 60
_LONGEST_ATTRIBUTE = 200
_WITHOUT_ATTRIBUTES = frozenset({"http://www.w3.org/2000/svg"})
_OF_LAYOUT = frozenset({"class", "style", "role", "align", "width", "height"})
_OF_STANDARD = frozenset({"version"})
"""What a document as a whole says of itself in this way is which standard it keeps to."""


@dataclass(slots=True)
class _Element:
    """An element that is open: its words, and the lines of the elements in it that have ended.

    `attributes` are all that it has, `told` those that are its own and no matter of layout or of a standard.
    """

    name: str
    attributes: str
    told: str
    has_elements: bool = False
    has_words: bool = False
    pieces: list["str | _Leaf | list[_Line]"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """An element with words alone, and what else is told of it; in running text it is not."""

    name: str
    words: str
    told: str = ""


@dataclass(slots=True)
class _Line:
    text: str
    is_title: bool = False
    begins_record: bool = False


def read(source: Source, give: Give) -> Facts:
    """Give all words as one page without a number; raises as plain text does."""
    data = source.data()
    if _ENTITY.search(data):
        return plain_text.read(source, give)
    target = _Target(source.limits.max_characters)
    try:
        _parse(data, target, source.check)
    except etree.LxmlError:
        return plain_text.read(source, give)
    lines = Lines()
    for line in target.lines:
        if line.begins_record:
            lines.add_gap()
        level = (1 if not lines.headings else 2) if line.is_title else None
        lines.add(line.text, level)
    if not lines.length:
        raise DocumentEmpty
    give(lines.page())
    return Facts(title=lines.headings[0].title if lines.headings else "")


def _parse(data: bytes, target: "_Target", check: Callable[[], None]) -> None:
    parser = etree.XMLParser(
        target=target, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    for start in range(0, len(data), _PIECE_BYTES):
        check()
        parser.feed(data[start : start + _PIECE_BYTES])
    parser.close()


class _Target:
    """Takes the parser's events, so that no tree is built."""

    def __init__(self, max_characters: int) -> None:
        self.lines: list[_Line] = []
        self._open: list[_Element] = []
        self._left = max_characters
        self._skipped = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition("}")
        if self._open:
            self._open[-1].has_elements = True
        if name in _LEFT_OUT:
            self._skipped += 1
        # The attributes of a drawing are its shapes.
        values = {} if space[1:] in _WITHOUT_ATTRIBUTES else attributes
        left_out = _OF_LAYOUT if self._open else _OF_LAYOUT | _OF_STANDARD
        told = {key: value for key, value in values.items() if not key.startswith("{") and key not in left_out}
        self._open.append(_Element(name[:_LONGEST_NAME], _listed(values), _listed(told)))

    def data(self, words: str) -> None:
        if self._skipped:
            return
        self._left -= len(words)
        if self._left < 0:
            raise DocumentTooLarge
        element = self._open[-1]
        element.pieces.append(words)
        element.has_words = element.has_words or not words.isspace()

    def end(self, _tag: str) -> None:
        element = self._open.pop()
        self._skipped -= element.name in _LEFT_OUT
        if element.has_elements:
            found: _Leaf | list[_Line] = _block(element)
        else:
            words = _plain("".join(piece for piece in element.pieces if isinstance(piece, str)))
            found = _Leaf(element.name, words, element.told) if words else _Leaf(element.name, element.attributes)
        if self._open:
            self._open[-1].pieces.append(found)
        else:
            self.lines = found if isinstance(found, list) else [_line_of(found)]

    def close(self) -> None:
        """All was read."""


def _listed(attributes: dict[str, str]) -> str:
    values = ((name.rpartition("}")[2], value.strip()) for name, value in attributes.items())
    return ", ".join(f"{name}={value}" for name, value in values if value and len(value) <= _LONGEST_ATTRIBUTE)


def _block(element: _Element) -> list[_Line]:
    """The lines of an element with others in it: running text where words stand between them, else a line each."""
    if element.has_words and not any(isinstance(piece, list) for piece in element.pieces):
        words = "".join(piece.words if isinstance(piece, _Leaf) else str(piece) for piece in element.pieces)
        return [_Line(text)] if (text := _plain(words)) else []
    lines = [_Line(f"{element.name}: {element.told}")] if element.told else []
    for piece in element.pieces:
        if isinstance(piece, list):
            # Elements with lines of their own are records, or chapters.
            for line in piece[:1]:
                line.begins_record = True
            if lines:
                lines += piece
            else:
                lines = piece
        elif isinstance(piece, _Leaf):
            if piece.words:
                lines.append(_line_of(piece))
        elif text := _plain(piece):
            lines.append(_Line(text))
    return lines


def _line_of(leaf: _Leaf) -> _Line:
    if leaf.name.lower() in _TITLES:
        return _Line(one_line(leaf.words), is_title=True)
    if leaf.name.lower() in _PARAGRAPHS:
        return _Line(leaf.words)
    return _Line(f"{leaf.name}: {leaf.words}" + (f" ({leaf.told})" if leaf.told else ""))


def _plain(words: str) -> str:
    """Words on one line; what is HTML itself, as in feeds, becomes the text that it shows."""
    words = clean(words)
    if "<" in words and _MARKUP.search(words):
        return read_html(words).lines.page().text
    return " ".join(words.split())
