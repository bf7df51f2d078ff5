"""What a Word document's styles and lists say of a paragraph: its heading level, its number."""

import re

from desktop_rag.engine.workers.parsers import Foreign
from desktop_rag.engine.workers.parsers.headings import level_of_style

_MAX_DEPTH = 20
_KANJI_DIGITS = "〇一二三四五六七八九"


def local(element: Foreign) -> str:
    """The name of an element without its namespace; empty for comments and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Foreign, name: str = "val") -> str | None:
    """An attribute by its name without namespace: transitional and strict documents differ only there."""
    for key, found in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(found)
    return None


def child(element: Foreign, *path: str) -> Foreign:
    """The first descendant along a path of names, None if there is none."""
    for name in path:
        if element is None:
            return None
        element = next((found for found in element if local(found) == name), None)
    return element


def is_on(element: Foreign, name: str) -> bool:
    """Whether a switch like w:vanish is set on a properties element."""
    switch = child(element, name) if element is not None else None
    return switch is not None and value(switch) not in ("0", "false", "off", "none")


class Styles:
    """Heading levels by style, numbers by list; counts the lists while the document is read from top to bottom."""

    def __init__(self, styles: Foreign, numbering: Foreign) -> None:
        self._styles = {
            value(style, "styleId") or "": style
            for style in (styles if styles is not None else ())
            if local(style) == "style"
        }
        self._levels: dict[str, int | None] = {}
        self._lists = _read_lists(numbering)
        self._counters: dict[tuple[str, int], int] = {}

    def heading_level(self, properties: Foreign) -> int | None:
        """The level of a paragraph with these properties, None for body text."""
        if properties is None:
            return None
        outline = child(properties, "outlineLvl")
        if outline is not None:
            return _outline_level(outline)
        style = child(properties, "pStyle")
        return self._style_level(value(style) or "") if style is not None else None

    def _style_level(self, style_id: str, depth: int = 0) -> int | None:
        if style_id not in self._levels:
            self._levels[style_id] = None  # a style that is based on itself ends here
            self._levels[style_id] = self._find_style_level(style_id, depth)
        return self._levels[style_id]

    def _find_style_level(self, style_id: str, depth: int) -> int | None:
        style = self._styles.get(style_id)
        name = (value(named) or "") if style is not None and (named := child(style, "name")) is not None else style_id
        if (level := level_of_style(name)) is not None:
            return level
        if style is None or depth > _MAX_DEPTH:
            return None
        outline = child(style, "pPr", "outlineLvl")
        if outline is not None:
            return _outline_level(outline)
        base = child(style, "basedOn")
        return self._style_level(value(base) or "", depth + 1) if base is not None else None

    def number(self, properties: Foreign) -> str:
        """The number or bullet that Word draws before a paragraph with these properties, else nothing."""
        found = self._numbering(properties)
        if found is None:
            return ""
        list_id, depth = found
        levels = self._lists.get(list_id)
        if levels is None or depth not in levels:
            return ""
        kind, pattern, first = levels[depth]
        self._counters[list_id, depth] = self._counters.get((list_id, depth), first - 1) + 1
        for deeper in range(depth + 1, 9):
            self._counters.pop((list_id, deeper), None)
        if kind == "bullet":
            return "・"
        if kind == "none":
            return ""

        def counted(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            level_kind, _, level_first = levels.get(level, ("decimal", "", 1))
            return _written(self._counters.get((list_id, level), level_first), level_kind)

        return re.sub(r"%([1-9])", counted, pattern)[:20]

    def _numbering(self, properties: Foreign) -> tuple[str, int] | None:
        if properties is None:
            return None
        numbering = child(properties, "numPr")
        style = child(properties, "pStyle")
        for _ in range(_MAX_DEPTH):
            if numbering is not None or style is None:
                break
            defined = self._styles.get(value(style) or "")
            if defined is None:
                break
            numbering = child(defined, "pPr", "numPr")
            style = child(defined, "basedOn")
        if numbering is None:
            return None
        list_id, level = child(numbering, "numId"), child(numbering, "ilvl")
        depth = value(level) if level is not None else "0"
        if list_id is None or not (depth or "").isdecimal():
            return None
        return value(list_id) or "", int(depth or 0)


def _outline_level(outline: Foreign) -> int | None:
    level = value(outline) or ""
    return int(level) + 1 if level.isdecimal() and int(level) < 9 else None


def _read_lists(numbering: Foreign) -> dict[str, dict[int, tuple[str, str, int]]]:
    """For each list its levels: kind of number, pattern, first number."""
    if numbering is None:
        return {}
    abstract = {}
    for element in numbering:
        if local(element) != "abstractNum":
            continue
        levels = {}
        for level in element:
            if local(level) != "lvl" or not (depth := value(level, "ilvl") or "").isdecimal():
                continue
            kind, pattern, start = child(level, "numFmt"), child(level, "lvlText"), child(level, "start")
            first = (value(start) or "") if start is not None else ""
            levels[int(depth)] = (
                (value(kind) or "decimal") if kind is not None else "decimal",
                (value(pattern) or "") if pattern is not None else "",
                int(first) if first.isdecimal() else 1,
            )
        abstract[value(element, "abstractNumId")] = levels
    lists = {}
    for element in numbering:
        if local(element) == "num" and (reference := child(element, "abstractNumId")) is not None:
            lists[value(element, "numId") or ""] = abstract.get(value(reference), {})
    return lists


def _written(number: int, kind: str) -> str:
    """A number in the way of writing that a list level asks for; plain digits for the rarer ones."""
    if kind in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr((0x40 if kind == "upperLetter" else 0x60) + number)
    if kind in ("upperRoman", "lowerRoman") and 1 <= number <= 39:
        roman = "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
        return roman if kind == "upperRoman" else roman.lower()
    if kind in ("japaneseCounting", "ideographDigital", "japaneseDigitalTenThousand") and 1 <= number <= 99:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else _KANJI_DIGITS[tens] + "十") + (
            _KANJI_DIGITS[ones] if ones else ""
        )
    if kind == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if kind in ("aiueo", "aiueoFullWidth") and 1 <= number <= 46:
        return "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"[
            number - 1
        ]
    if kind == "decimalFullWidth":
        return str(number).translate({0x30 + digit: 0xFF10 + digit for digit in range(10)})
    return str(number)
