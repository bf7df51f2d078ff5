"""Where sentences begin and end, in Japanese and English, in running text and in lines of a page.

A boundary is found by punctuation, by an empty line, and by a line that ends well before the width of its page: such a
line is a heading, a list item or the end of a paragraph, while a full line runs on into the next one.
"""

import re
import statistics
from collections.abc import Iterator

_TERMINATORS = re.compile(r"[。！？｡!?．]+[」』）)】”’\"']*|\.+[)\]”’\"']*(?=\s|$)")
_ABBREVIATIONS = frozenset(
    (
        "mr mrs ms dr prof st no nos vol fig figs eq sec ch art al etc vs cf e.g i.e inc ltd co corp u.s u.k "
        "jan feb mar apr jun jul aug sep sept oct nov dec approx dept est min max p pp"
    ).split()
)
_BULLET = re.compile(
    r"\s*(?:[-*•・●○■□◆◇▪‣–]\s|\(?\d{1,3}[.)）]\s|[（(][0-9０-９一二三四五六七八九十a-zア-ン]{1,3}[)）]|[①-⑳])"
)
_FULL_LINE = 0.72
_MIN_WIDTH = 24
MAX_SENTENCE = 600
"""Code points; a longer run without any boundary (a table, a log) is cut at white space or a comma."""


def split(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a page, in order, without surrounding white space; together they hold all its words."""
    spans: list[tuple[int, int]] = []
    width = _line_width(text)
    for start, end in _blocks(text, width):
        for begin, stop in _by_punctuation(text, start, end):
            spans.extend(_cut_long(text, begin, stop))
    return spans


def _line_width(text: str) -> float:
    """The width to which lines of this page are set: that of its long lines; infinite where lines are paragraphs."""
    lengths = [len(line.strip()) for line in text.split("\n") if line.strip()]
    if len(lengths) < 3:
        return float("inf")
    lengths.sort()
    width = lengths[int(len(lengths) * 0.9)] if len(lengths) >= 10 else lengths[-1]
    # Lines of wrapped text crowd below the width; paragraphs of one line each do not.
    crowd = [length for length in lengths if length >= _FULL_LINE * width]
    if width > 200 or (len(crowd) < 0.25 * len(lengths) and statistics.median(lengths) < 0.4 * width):
        return float("inf")
    return max(width, _MIN_WIDTH)


def _blocks(text: str, width: float) -> Iterator[tuple[int, int]]:
    """Spans of lines that run on into each other."""
    start: int | None = None
    end = position = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped or (start is not None and _BULLET.match(line)):
            if start is not None:
                yield start, end
            start = None
        if stripped:
            start = position if start is None else start
            end = position + len(line)
            if len(stripped) < _FULL_LINE * width:
                yield start, end
                start = None
        position += len(line) + 1
    if start is not None:
        yield start, end


def _by_punctuation(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for found in _TERMINATORS.finditer(text, start, end):
        if not _is_end(text, begin, found.start(), found.end(), end):
            continue
        if (span := _strip(text, begin, found.end())) is not None:
            yield span
        begin = found.end()
    if (span := _strip(text, begin, end)) is not None:
        yield span


def _is_end(text: str, begin: int, at: int, after: int, end: int) -> bool:
    mark = text[at]
    if mark in ".．" and text[begin:at].strip().isdecimal():
        return False  # the number of a list item or clause: "1. Purpose", 「１．目的」
    if mark in "。！？｡":
        # 「…。」と the quotation goes on in its sentence.
        return not (
            text[after - 1] in "」』）)" and text[after : after + 1] in ("と", "が", "を", "の", "に", "は", "で")
        )
    if mark in "!?．":
        return after >= end or text[after].isspace() or ord(text[after]) > 0x2E7F
    if after < end and re.match(r"\s+[a-z,;]", text[after : after + 4]):
        return False
    word = text[max(begin, at - 12) : at].rsplit(maxsplit=1)
    last = word[-1].lower().lstrip("(\"'“[") if word else ""
    if last in _ABBREVIATIONS and last not in ("etc", "co", "inc", "ltd", "corp"):
        return False
    return not (len(last) == 1 and last.isalpha() and text[at - 1].isupper())  # an initial: "J. Smith"


def _strip(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _cut_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE:
        window = text[start : start + MAX_SENTENCE]
        cut = max(window.rfind(mark, MAX_SENTENCE // 2) for mark in ("\n", "、", "，", ", ", "; ", " ", "　"))
        cut = start + (cut + 1 if cut > 0 else MAX_SENTENCE)
        if (span := _strip(text, start, cut)) is not None:
            yield span
        start = cut
    if (span := _strip(text, start, end)) is not None:
        yield span
