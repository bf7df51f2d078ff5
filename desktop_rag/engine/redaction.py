"""What is replaced before a text leaves, so that it can be put back in the answer.

Mail addresses, numbers of persons, listed words and file names become placeholders such as `[MAIL 1]`. The same words
get the same placeholder everywhere in one request, and `Restorer` turns them into the words again.
"""

import bisect
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from desktop_rag.engine import personal_data, redact_paths, restoring
from desktop_rag.engine.redact_patterns import Pattern, parse_patterns
from desktop_rag.engine.redact_view import View, view
from desktop_rag.engine.redact_words import WordList
from desktop_rag.engine.restoring import Restorer

__all__ = ["Redacted", "Redactor", "Replacement", "Restorer", "parse_patterns"]

_Span = tuple[int, int, str]
_ORDER = ("my_number", "card", "account", "employee", "customer", "mail", "phone", "postcode", "word", "file")
_PREFERENCE = {kind: rank for rank, kind in enumerate(_ORDER)}
"""Which kind is told where two were found in the same place; a named pattern goes before all."""
_REPEATED_KINDS = frozenset({"account", "employee", "customer"})
"""Known by a label that stands before them once; the same code without the label is the same secret."""
_SHORTEST_REPEATED = 5


@dataclass(frozen=True, slots=True)
class Replacement:
    """A placeholder at `start` to `end` of the redacted text."""

    start: int
    end: int
    kind: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """Texts that may leave.

    Attributes:
        texts: in the order in which they were given.
        replacements: for each text, in order of place.
        originals: placeholder -> the exact real words.
        counts: kind -> how many places were replaced.
    """

    texts: tuple[str, ...]
    replacements: tuple[tuple[Replacement, ...], ...]
    originals: Mapping[str, str]
    counts: Mapping[str, int]


class Redactor:
    """Replaces personal data, listed words, named patterns and file names."""

    def __init__(
        self,
        *,
        words: Sequence[str] = (),
        patterns: Sequence[tuple[str, str]] = (),
        file_names: Sequence[str] = (),
        personal: bool = True,
    ) -> None:
        """Prepare what is looked for; one redactor serves any number of requests.

        Args:
            words: names and words of the person's or IT's list.
            patterns: pairs of name and regular expression.
            file_names: paths, and names with their suffix, of what lies on this computer.
            personal: whether personal data is looked for by its form. The other three are always replaced.

        Raises:
            SettingInvalid: a pattern cannot be used.
        """
        self._patterns = [Pattern(name, expression) for name, expression in patterns]
        self._words = WordList([*(("word", word) for word in words), *(("file", n) for n in _names(file_names))])
        self._personal = personal

    def redact(self, texts: Sequence[str]) -> Redacted:
        """Replace in all texts of one request.

        Raises:
            SettingInvalid: a named pattern took too long on a text, so that nothing may leave.
        """
        views = [view(text) for text in texts]
        found = [self._find(seen) for seen in views]
        _add_repeated(texts, found)
        labels = _Labels(texts)
        written = [_write(text, _merged(text, spans), labels) for text, spans in zip(texts, found, strict=True)]
        counts = Counter(each.kind for _, replacements in written for each in replacements)
        return Redacted(
            texts=tuple(text for text, _ in written),
            replacements=tuple(replacements for _, replacements in written),
            originals=MappingProxyType(labels.originals),
            counts=MappingProxyType(dict(counts)),
        )

    def _find(self, seen: View) -> list[_Span]:
        """Everything to be replaced in one text, as spans of the text itself; they may overlap."""
        is_web = _inside(redact_paths.web_addresses(seen))
        found: list[_Span] = list(self._words.find(seen))
        found += [(start, end, "file") for start, end in redact_paths.find(seen) if not is_web(start)]
        if self._personal:
            found += personal_data.find(seen, is_web)
        for pattern in self._patterns:
            kind = f"pattern:{pattern.name}"
            found += [(start, end, kind) for start, end in pattern.find(seen.text)]
        return [(*seen.span(start, end), kind) for start, end, kind in found]


class _Labels:
    """Gives placeholders: one for each exact text, none that looks like something that stands in the texts already."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.originals: dict[str, str] = {}
        self._given: dict[str, tuple[str, str]] = {}
        self._taken = {key for text in texts for key in restoring.keys_in(text)}
        self._last: Counter[str] = Counter()

    def of(self, words: str, kind: str) -> tuple[str, str]:
        """The placeholder of these words, and the kind that they were first found as."""
        if words not in self._given:
            label = personal_data.LABELS.get(kind) or kind.partition(":")[2].upper()
            while True:
                self._last[label] += 1
                body = f"{label} {self._last[label]}"
                key = restoring.key(body)
                if key not in self._taken:
                    break
            self._taken.add(key)
            self._given[words] = f"[{body}]", kind
            self.originals[f"[{body}]"] = words
        return self._given[words]


def _names(file_names: Sequence[str]) -> list[str]:
    """The names as they are given, and the last part of each path where it has a suffix."""
    names = dict.fromkeys(file_names)
    for name in file_names:
        last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
        if "." in last.strip("."):
            names[last] = None
    return list(names)


def _inside(spans: list[tuple[int, int]]) -> Callable[[int], bool]:
    """Whether a place lies in one of these spans, which are in order."""
    starts = [start for start, _ in spans]

    def is_inside(place: int) -> bool:
        before = bisect.bisect_right(starts, place) - 1
        return before >= 0 and place < spans[before][1]

    return is_inside


def _add_repeated(texts: Sequence[str], found: list[list[_Span]]) -> None:
    """Add the other places of codes that a label made known."""
    codes: dict[str, str] = {}
    for text, spans in zip(texts, found, strict=True):
        for start, end, kind in spans:
            code = text[start:end]
            if kind in _REPEATED_KINDS and len(code) >= _SHORTEST_REPEATED:
                codes[code] = kind
    if not codes:
        return
    pattern = re.compile(r"(?<![\w.,-])[\w-]{5,}(?![\w-])(?![.,][0-9])", re.ASCII)
    for text, spans in zip(texts, found, strict=True):
        spans += [(*each.span(), codes[each.group()]) for each in pattern.finditer(text) if each.group() in codes]


def _merged(text: str, spans: list[_Span]) -> list[_Span]:
    """Spans that do not overlap and cover all that was found: where two overlap, both are covered by one."""
    merged: list[_Span] = []
    longest = 0
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1], _PREFERENCE.get(span[2], -1))):
        if not text[start:end].strip():
            continue
        if merged and start < merged[-1][1]:
            first, last, before = merged[-1]
            merged[-1] = first, max(last, end), kind if end - start > longest else before
            longest = max(longest, end - start)
        else:
            merged.append((start, end, kind))
            longest = end - start
    return merged


def _write(text: str, spans: list[_Span], labels: _Labels) -> tuple[str, tuple[Replacement, ...]]:
    pieces: list[str] = []
    replacements: list[Replacement] = []
    at = length = 0
    for start, end, found_as in spans:
        placeholder, kind = labels.of(text[start:end], found_as)
        pieces += [text[at:start], placeholder]
        length += start - at + len(placeholder)
        replacements.append(Replacement(length - len(placeholder), length, kind, placeholder))
        at = end
    pieces.append(text[at:])
    return "".join(pieces), tuple(replacements)
