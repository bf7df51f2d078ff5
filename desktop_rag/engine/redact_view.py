"""A text as the search for personal data sees it, with an exact way back to the text's own code points.

Width, compatibility forms, hyphens and digits of all scripts are made one; invisible characters are left out. NFKC
changes lengths (㍿ is four characters, ﾊﾟ is one), so that each character of the view knows where it came from.
"""

import bisect
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_HYPHENS = frozenset("-‐‑‒–—―⁃−－﹣﹘˗➖")
_LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_COMPOSED = re.compile(
    "[^\u0300-\u036f\u3099\u309a\uff9e\uff9f][\u0300-\u036f\u3099\u309a\uff9e\uff9f]+"
    "|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
)
"""What becomes one character only together: accents, voicing marks (NFD on macOS, half-width kana), Hangul."""
_COMPOSING = re.compile("[\u0300-\u036f\u1161-\u1175\u3099\u309a\uff9e\uff9f]")
_LONG_SIGN = re.compile(r"(?<=[0-9)])( ?)[ー─━]( ?)(?=[0-9(])")
"""The sign for a long vowel and the box-drawing line, typed for a hyphen between digits."""


@dataclass(frozen=True, slots=True)
class View:
    """The text to search.

    Attributes:
        text: hyphens, widths and forms made one, upper and lower case kept.
        numbers: as `text` and as long, but ー between digits is a hyphen and ①, ½ and ² are blanked: they are no digits
            of the number beside them.
        lowered: `numbers` in lower case, as long, for labels.
    """

    text: str
    numbers: str
    lowered: str
    _uneven: Sequence[tuple[int, int, int, int]]
    """Where a cluster and its form differ in length: starts in view and text, then ends in view and text."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the original; `start` must be before `end`."""
        return self._original(start)[0], self._original(end - 1)[1]

    def _original(self, at: int) -> tuple[int, int]:
        """Start and end in the original of the cluster that a character of the view comes from."""
        before = bisect.bisect_right(self._uneven, at, key=lambda uneven: uneven[0]) - 1
        if before < 0:
            return at, at + 1
        _, start, end_in_view, end = self._uneven[before]
        if at < end_in_view:
            return start, end
        return at - end_in_view + end, at - end_in_view + end + 1


class _Folded(dict[str, str]):
    """Cluster -> its form in a view, computed once for each."""

    def __missing__(self, cluster: str) -> str:
        folded = self[cluster] = _fold(cluster)
        return folded


def _fold(cluster: str) -> str:
    if len(cluster) > 1:
        return unicodedata.normalize("NFKC", cluster)
    if cluster in _HYPHENS:
        return "-"
    if cluster.isspace():
        return "\n" if cluster in _LINE_ENDS else "\t" if cluster == "\t" else " "
    if unicodedata.category(cluster) == "Cf" or "\ufe00" <= cluster <= "\ufe0f" or cluster >= "\U000e0100":
        return "" if cluster < "\U000f0000" else cluster
    digit = unicodedata.decimal(cluster, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", cluster)
    # ´ and ゛ stand alone here: their NFKC is a space and a mark.
    return cluster if " " in folded else folded.replace("−", "-").replace("‐", "-")


class _Figures(dict[str, bool]):
    """Character -> whether it is a sign that only looks like digits once it is folded: ①, ½, ², ㋀."""

    def __missing__(self, character: str) -> bool:
        found = self[character] = (
            unicodedata.decimal(character, None) is None and re.search("[0-9]", _FOLDED[character]) is not None
        )
        return found


_FOLDED = _Folded()
_FIGURES = _Figures()


def view(text: str) -> View:
    """The view of a text; linear in its length."""
    if text.isascii():
        return View(text, text, text.lower(), ())
    characters = set(text)
    table = _table(characters)
    joined = numbers = _translated(text, table)
    figures = [character for character in characters if _FIGURES[character]]
    if figures:
        numbers = _translated(text, table | {ord(c): "\0" * len(_FOLDED[c]) for c in figures})
    numbers = _LONG_SIGN.sub(r"\1-\2", numbers)
    return View(joined, numbers, _lower(numbers), _uneven(text, characters))


def folded(text: str) -> str:
    """The text of a view alone, which is quicker to make."""
    return text if text.isascii() else _translated(text, _table(set(text)))


def _table(characters: Iterable[str]) -> dict[int, str]:
    return {ord(character): form for character in characters if (form := _FOLDED[character]) != character}


def _translated(text: str, table: Mapping[int, str]) -> str:
    if _COMPOSING.search(text) is None:
        return text.translate(table)
    pieces: list[str] = []
    at = 0
    for found in _COMPOSED.finditer(text):
        pieces += [text[at : found.start()].translate(table), _FOLDED[found.group()]]
        at = found.end()
    pieces.append(text[at:].translate(table))
    return "".join(pieces)


def _uneven(text: str, characters: Iterable[str]) -> list[tuple[int, int, int, int]]:
    """The places for `View._uneven`, in order."""
    singles = "".join(re.escape(character) for character in sorted(characters) if len(_FOLDED[character]) != 1)
    composed = _COMPOSED.pattern if _COMPOSING.search(text) is not None else ""
    if not singles and not composed:
        return []
    pattern = re.compile("|".join(filter(None, (composed, singles and f"[{singles}]"))))
    uneven: list[tuple[int, int, int, int]] = []
    ahead = 0
    for found in pattern.finditer(text):
        start, end = found.span()
        start_in_view = start + ahead
        end_in_view = start_in_view + len(_FOLDED[found.group()])
        ahead = end_in_view - end
        uneven.append((start_in_view, start, end_in_view, end))
    return uneven


def _lower(text: str) -> str:
    lowered = text.lower()
    # İ is two characters in lower case.
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
