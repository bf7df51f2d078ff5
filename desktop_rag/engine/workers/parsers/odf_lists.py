"""The numbers and bullets of lists in OpenDocument, counted while a document is read from top to bottom."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop_rag.engine.workers.parsers import Foreign
from desktop_rag.engine.workers.parsers.safe_xml import attribute, local

_BULLET = "・"
_MOST_LEVELS = 10


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level is written: before and behind its number, how many levels above it shows, where it begins."""

    is_bullet: bool
    form: str
    prefix: str
    suffix: str
    shown_levels: int
    first: int


class Lists:
    """Styles of lists by their names, and the counters of the lists met so far."""

    def __init__(self, roots: Iterable[Foreign]) -> None:
        self._styles: dict[str, dict[int, _Level]] = {}
        for root in roots:
            for style in root.iter("{*}list-style", "{*}outline-style"):
                self._styles.setdefault(attribute(style, "name"), _read_levels(style))
        self._kept: dict[str, list[int]] = {}

    def begin(self, element: Foreign) -> "OneList":
        """A list at the outermost level; one that goes on counts from where its style stopped."""
        name = attribute(element, "style-name")
        goes_on = attribute(element, "continue-numbering") == "true" or bool(attribute(element, "continue-list"))
        counters = self._kept.get(name, []) if goes_on else []
        self._kept[name] = counters
        return OneList(self._styles.get(name, {}), counters)


@dataclass(slots=True)
class OneList:
    """One list with its counters, a level each."""

    levels: dict[int, _Level]
    counters: list[int] = field(default_factory=list)

    def mark(self, depth: int) -> str:
        """The number or bullet of the next item at a depth from 1, with its space; empty where there is none."""
        level = self.levels.get(min(depth, _MOST_LEVELS))
        if level is None:
            return ""
        del self.counters[depth:]
        for missing in range(len(self.counters) + 1, depth + 1):
            first = self.levels[missing].first if missing in self.levels else 1
            self.counters.append(first if missing < depth else first - 1)
        self.counters[depth - 1] += 1
        if level.is_bullet:
            return f"{_BULLET} "
        if not level.form:
            return ""
        shown = self.counters[max(depth - level.shown_levels, 0) :]
        number = ".".join(_written(count, level.form) for count in shown)
        return f"{level.prefix}{number}{level.suffix} "


def _read_levels(style: Foreign) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for element in style:
        name = local(element)
        depth = attribute(element, "level")
        if not depth.isdecimal() or not 1 <= int(depth) <= _MOST_LEVELS:
            continue
        shown, first = attribute(element, "display-levels"), attribute(element, "start-value")
        levels[int(depth)] = _Level(
            name in ("list-level-style-bullet", "list-level-style-image"),
            attribute(element, "num-format"),
            attribute(element, "num-prefix"),
            attribute(element, "num-suffix"),
            int(shown) if shown.isdecimal() else 1,
            int(first) if first.isdecimal() else 1,
        )
    return levels


def _written(number: int, form: str) -> str:
    """A number in the form that a level asks for; plain digits for the rarer ones."""
    if form in ("a", "A") and 1 <= number <= 26:
        return chr(ord(form) + number - 1)
    if form in ("i", "I") and 1 <= number <= 39:
        roman = "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
        return roman if form == "I" else roman.lower()
    if form.startswith("①") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form.startswith("一") and 1 <= number <= 10:
        return "一二三四五六七八九十"[number - 1]
    if form.startswith("ア") and 1 <= number <= 5:
        return "アイウエオ"[number - 1]
    return str(number)
