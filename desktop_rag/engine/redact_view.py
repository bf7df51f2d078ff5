"""A text as the search for personal data sees it, with an exact way back to the text's own code points.

Width, compatibility forms, hyphens and digits of all scripts are made one; invisible characters are left out. NFKC
changes lengths (㍿ is four characters, ﾊﾟ is one), so that each character of the view knows where it came from.
"""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_HYPHENS = frozenset("-‐‑‒–—―⁃−－﹣﹘˗➖")
_LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_COMPOSED = re.compile(
    "[^\u0300-\u036f\u3099\u309a\uff9e\uff9f][\u0300-\u036f\u3099\u309a\uff9e\uff9f]+"
    "|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
)
"""What becomes one character only together: accents, voicing marks (NFD on macOS, half-width kana), Hangul."""
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
    _starts: Sequence[int] | None
    _ends: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the original; `start` must be before `end`."""
        if self._starts is None or self._ends is None:
            return start, end
        return self._starts[start], self._ends[end - 1]


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
        return View(text, text, text.lower(), None, None)
    clusters = _clusters(text)
    pieces = [_FOLDED[cluster] for cluster in clusters]
    joined = "".join(pieces)
    figures = {cluster for cluster in set(text) if _FIGURES[cluster]}
    numbers = (
        "".join("\0" * len(piece) if c in figures else piece for c, piece in zip(clusters, pieces, strict=True))
        if figures
        else joined
    )
    numbers = _LONG_SIGN.sub(r"\1-\2", numbers)
    if clusters is text and all(len(piece) == 1 for piece in pieces):
        return View(joined, numbers, _lower(numbers), None, None)
    ends = list(itertools.accumulate(map(len, clusters)))
    sizes = list(map(len, pieces))
    return View(
        joined,
        numbers,
        _lower(numbers),
        [end - len(cluster) for end, cluster, n in zip(ends, clusters, sizes, strict=True) for _ in range(n)],
        [end for end, n in zip(ends, sizes, strict=True) for _ in range(n)],
    )


def folded(text: str) -> str:
    """The text of a view alone, which is quicker to make."""
    return text if text.isascii() else "".join([_FOLDED[cluster] for cluster in _clusters(text)])


def _lower(text: str) -> str:
    lowered = text.lower()
    # İ is two characters in lower case.
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _clusters(text: str) -> Sequence[str]:
    """The text itself where each character stands for itself, else its clusters."""
    clusters: list[str] = []
    at = 0
    for found in _COMPOSED.finditer(text):
        clusters.extend(text[at : found.start()])
        clusters.append(found.group())
        at = found.end()
    if not at:
        return text
    clusters.extend(text[at:])
    return clusters
