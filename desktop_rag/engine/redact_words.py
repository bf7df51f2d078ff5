"""Finds listed words and file names in a text, whatever their width, case and white space; linear in the text."""

import bisect
import re
from collections.abc import Iterable, Iterator

from desktop_rag.engine.redact_view import View, folded

_FREE = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    r"\U00020000-\U0003ffff々〆"
)
"""Scripts that are written without spaces, or hang particles on words: a listed word is met anywhere in them."""
_BOUND = re.compile(rf"[^\W_{_FREE}]")
_WORD_SIGN = re.compile(r"\w")
_WHITE = re.compile(r"\s+")
_SAME_SIGNS = str.maketrans("‘’ʼ`´\\¥髙﨑濵濱邊邉齋齊澤廣國德瀨櫻嶋嶌槗", "'''''//高崎浜浜辺辺斎斎沢広国徳瀬桜島島橋")
"""Signs and forms of names that are typed for one another; paths are written with / and \\ (on screens also ¥)."""
_DROPPED = " \t\n\r\v\f・"
_DROPPED_SIGN = re.compile(f"[{_DROPPED}]")
_SQUEEZED = _SAME_SIGNS | str.maketrans("", "", _DROPPED)
_SHORT, _LONG = 2, 4
"""Lengths of the two beginnings by which listed words are looked up."""


class WordList:
    """Words of all kinds, looked up by their first characters and their lengths."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        """Take pairs of kind and word; words without letters and digits are left out."""
        self._listed: dict[str, list[tuple[str, str]]] = {}
        lengths: dict[str, set[int]] = {}
        for kind, word in words:
            text = folded(word).strip()
            squeezed = _squeeze(text)
            if _WORD_SIGN.search(squeezed):
                self._listed.setdefault(squeezed, []).append((text, kind))
        for word in self._listed:
            lengths.setdefault(word[: _LONG if len(word) >= _LONG else _SHORT], set()).add(len(word))
        self._lengths = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}
        self._pairs = {word[:_SHORT] for word in self._listed}
        self._singles = {word for word in self._listed if len(word) < _SHORT}
        firsts = "".join(sorted(re.escape(first) for first in {word[0] for word in self._listed}))
        self._firsts = re.compile(f"[{firsts}]") if firsts else None

    def find(self, seen: View) -> Iterator[tuple[int, int, str]]:
        """Spans in the view's text with their kinds; the longest word at each place, overlapping ones too."""
        if self._firsts is None:
            return
        squeezed = _squeeze(seen.text)
        pairs, singles = self._pairs, self._singles
        places: _Places | None = None
        for first in self._firsts.finditer(squeezed):
            at = first.start()
            if squeezed[at : at + _SHORT] not in pairs and squeezed[at] not in singles:
                continue
            for length in self._lengths_at(squeezed, at):
                word = squeezed[at : at + length]
                if len(word) < length or word not in self._listed:
                    continue
                places = places or _Places(seen.text)
                start, last = places.of(at), places.of(at + length - 1)
                kind = self._check(seen.text, word, start, last)
                if kind:
                    yield start, last + 1, kind
                    break

    def _lengths_at(self, squeezed: str, at: int) -> tuple[int, ...]:
        """Lengths of the listed words that may begin here, the longest first."""
        get = self._lengths.get
        return get(squeezed[at : at + _LONG], ()) + get(squeezed[at : at + _SHORT], ()) + get(squeezed[at], ())

    def _check(self, text: str, word: str, first: int, last: int) -> str:
        """The kind of the word at `text[first:last + 1]`; empty where its borders or its white space forbid it."""
        if first > 0 and _BOUND.match(text, first) and _BOUND.match(text, first - 1):
            return ""
        if last + 1 < len(text) and _BOUND.match(text, last) and _BOUND.match(text, last + 1):
            return ""
        found = text[first : last + 1]
        # 田中 is not meant by 山田 中村: a word of two characters is only torn by a line's end, or on its own.
        if len(word) == 2 and " " in found and first > 0 and text[first - 1].isalpha() and not _BOUND.match(word):
            return ""
        spaced = _spaced(found)
        return next((kind for listed, kind in self._listed[word] if _spaced(listed) == spaced), "")


def _squeeze(text: str) -> str:
    """The text in one case, without white space."""
    return text.casefold().translate(_SQUEEZED)


class _Places:
    """Where in the text each character of its squeezed form stands."""

    def __init__(self, text: str) -> None:
        grown = [(at, len(c.casefold())) for at, c in enumerate(text)] if len(text.casefold()) != len(text) else []
        self._exact = [at for at, length in grown if text[at] not in _DROPPED for _ in range(length)]
        self._kept_before = [found.start() - n for n, found in enumerate(_DROPPED_SIGN.finditer(text))]

    def of(self, at: int) -> int:
        """The place in the text of a place in the squeezed text."""
        return self._exact[at] if self._exact else at + bisect.bisect_right(self._kept_before, at)


def _spaced(text: str) -> str:
    """The text in one case with only the white space that tells words apart, each as one space."""
    lowered = text.casefold().translate(_SAME_SIGNS).replace("・", " ")

    def keep(found: re.Match[str]) -> str:
        before, after = found.start() - 1, found.end()
        tells = before >= 0 and after < len(lowered) and _BOUND.match(lowered, before) and _BOUND.match(lowered, after)
        return " " if tells else ""

    return _WHITE.sub(keep, lowered)
