"""Divides a long text into parts that are drawn without a hitch, and counts as Qt counts."""

import re
from bisect import bisect_right
from collections.abc import Sequence

PART_LENGTH = 30_000

# Qt keeps frames and pictures as characters of its own in a text, and takes "\r" for a paragraph. One other character
# for one character: every offset stays what it is.
_NOT_FOR_QT = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\ufdd0-\ufdef\ufffc\ufffe\uffff]")
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def harmless(text: str) -> str:
    """The text as Qt may draw it, as long as before."""
    return _NOT_FOR_QT.sub(lambda found: " " if found[0] in "\r\f\v" else "\ufffd", text)


def part_starts(text: str, length: int = PART_LENGTH) -> Sequence[int]:
    """Where the parts begin: after a line end where there is one, else wherever the length is reached."""
    starts = [0]
    while len(text) - starts[-1] > length:
        limit = starts[-1] + length
        line_end = text.rfind("\n", starts[-1] + length // 2, limit)
        starts.append(line_end + 1 if line_end >= 0 else limit)
    return starts


def part_at(starts: Sequence[int], offset: int) -> int:
    """Which part holds this offset."""
    return max(0, bisect_right(starts, offset) - 1)


def utf16_length(text: str) -> int:
    """How many of Qt's characters a text takes: an emoji takes two."""
    return len(text) + sum(character > "\uffff" for character in text) if not text.isascii() else len(text)


def is_japanese(text: str) -> bool:
    """Whether so much of it is Japanese that it needs more room between lines."""
    sample = text[:4_000]
    return len(_JAPANESE.findall(sample)) * 5 > len(sample.strip())
