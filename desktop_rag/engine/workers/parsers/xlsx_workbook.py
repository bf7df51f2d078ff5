"""What the sheets of an Excel workbook share: their order and names, texts, number formats and the calendar."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_rag.engine.workers.parsers import Foreign, Source, clean, one_line, safe_xml
from desktop_rag.engine.workers.parsers.date_formats import serial_of
from desktop_rag.engine.workers.parsers.grid import one_cell
from desktop_rag.engine.workers.parsers.number_formats import GENERAL, builtin, show_number
from desktop_rag.engine.workers.parsers.ooxml import Package, reference
from desktop_rag.engine.workers.parsers.safe_xml import attribute, child, children, local
from desktop_rag.errors import DocumentTooLarge

_CHECK_EVERY = 20_000
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet, also a hidden one, in the order of the workbook; `kind` is worksheet, chartsheet or another."""

    name: str
    part: str
    kind: str


class Workbook:
    """Opens the parts that all sheets need."""

    def __init__(self, package: Package, source: Source) -> None:
        main = package.main()
        root = package.root(main)
        relations = {relation.id: relation for relation in package.related(main)}
        self.sheets: list[Sheet] = []
        for sheet in children(child(root, "sheets"), "sheet"):
            relation = relations.get(reference(sheet))
            if relation is not None:
                self.sheets.append(Sheet(one_line(attribute(sheet, "name")), relation.target, relation.kind))
        properties = child(root, "workbookPr")
        self._is_1904 = properties is not None and attribute(properties, "date1904") in ("1", "true")
        by_kind = {relation.kind: relation.target for relation in relations.values()}
        self._codes = _read_codes(package.root(by_kind.get("styles", "")))
        self._strings = _read_strings(package, by_kind.get("sharedStrings", ""), source)

    def shown(self, cell: Foreign, prefix: str) -> str:
        """A cell as a person sees it: what was stored, never the formula. `prefix` is the namespace in braces."""
        kind = cell.get("t", "n")
        wanted = f"{prefix}is" if kind == "inlineStr" else f"{prefix}v"
        for stored in cell:
            if stored.tag == wanted:
                break
        else:
            return ""
        if kind == "inlineStr":
            return rich_text(stored)
        text: str = stored.text or ""
        if not text:
            return ""
        if kind == "s":
            return self._strings[int(text)]
        if kind == "n":
            return one_cell(self._number(text, cell.get("s", "0")))
        if kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        if kind == "d":
            return one_cell(self._day(text, cell.get("s", "0")))
        return one_cell(_unescaped(text))

    def _number(self, text: str, style: str) -> str:
        try:
            value = float(text)
        except ValueError:
            return text
        return show_number(value, self._code(style), is_1904=self._is_1904) if math.isfinite(value) else text

    def _day(self, text: str, style: str) -> str:
        """A day that is written as such, as the strict variant of the format does."""
        code = self._code(style)
        serial = serial_of(text) if code != GENERAL else None
        return text.removesuffix("T00:00:00") if serial is None else show_number(serial, code)

    def _code(self, style: str) -> str:
        index = int(style) if style.isdecimal() else 0
        return self._codes[index] if index < len(self._codes) else GENERAL


def rich_text(element: Foreign) -> str:
    """The words of a shared or inline text, without the readings (furigana) that are kept beside them."""
    if len(element) == 1 and len(only := element[0]) == 0:
        return one_cell(_unescaped(only.text or ""))
    pieces: list[str] = []
    for part in element:
        if local(part) == "t":
            pieces.append(part.text or "")
        elif local(part) == "r":
            pieces += [found.text or "" for found in children(part, "t")]
    return one_cell(_unescaped("".join(pieces)))


def _unescaped(text: str) -> str:
    """Control characters are written _x000D_ in these files; what would be half a character stays as it is."""
    return _ESCAPED.sub(lambda found: clean(chr(int(found[1], 16))), text) if "_x" in text else text


def _read_codes(root: Foreign) -> Sequence[str]:
    """The format code of each style of a cell."""
    own: dict[str, str] = {}
    formats = child(root, "numFmts")
    for found in formats if formats is not None else ():
        own[attribute(found, "numFmtId")] = attribute(found, "formatCode") or GENERAL
    styles = child(root, "cellXfs")
    codes: list[str] = []
    for style in styles if styles is not None else ():
        number = attribute(style, "numFmtId", "0")
        codes.append(own.get(number) or builtin(int(number) if number.isdecimal() else 0))
    return codes


def _read_strings(package: Package, part: str, source: Source) -> list[str]:
    if part not in package:
        return []
    strings: list[str] = []
    characters = 0
    with package.open(part) as file:
        for element in safe_xml.stream(file, "si"):
            strings.append(rich_text(element))
            characters += len(strings[-1])
            if characters > source.limits.max_characters:
                raise DocumentTooLarge(characters=characters)
            if len(strings) % _CHECK_EVERY == 0:
                source.check()
    return strings
