"""Spaces that PDFium puts between the letters of one word, where letters are drawn apart from one another.

PDFium takes a wide gap for a space. That is right where a file draws no spaces; in one that does, as the layer of text
under a scanned page, letters that stand at equal distances make it write "Nort h Driv e". The letters beside such a
space are no farther from one another than any two of their line.
"""

import re
import statistics
from collections.abc import Callable
from itertools import pairwise

from desktop_rag.engine.workers.parsers.pdf_order import Rectangle

_SPACE = re.compile(r"(?<=\S) (?=\S)")
_LINE = re.compile(r"[^\r\n]+")
_LOOKED_AT = 64
_LEAST_LETTERS = 5
_APART, _FAR_APART = 0.2, 0.8
"""Of the width of a letter: nearer ones stand as usual, those that are farther are words or cells of their own."""
_SAME_STEP = 1.4


def find_false(drawn: str, is_added: Callable[[int], bool], find_box: Callable[[int], Rectangle | None]) -> list[int]:
    """The places of such spaces.

    Args:
        drawn: PDFium's characters.
        is_added: whether PDFium itself added the one at this place.
        find_box: its box with the room around it, None where it has none.
    """
    first = zip(range(_LOOKED_AT), _SPACE.finditer(drawn), strict=False)
    if all(is_added(found.start()) for _, found in first):
        return []  # this file parts its words by gaps
    false: list[int] = []
    for line in _LINE.finditer(drawn):
        added = {found.start() for found in _SPACE.finditer(drawn, *line.span()) if is_added(found.start())}
        if added:
            false += _false_in_line(drawn, line.span(), added, find_box)
    return false


def _false_in_line(
    drawn: str, span: tuple[int, int], added: set[int], find_box: Callable[[int], Rectangle | None]
) -> list[int]:
    letters = [
        (place, box) for place in range(*span) if not drawn[place].isspace() and (box := find_box(place)) is not None
    ]
    beside = [
        (one, other, place)
        for (place, one), (next_place, other) in pairwise(letters)
        if next_place == place + 1 or (next_place == place + 2 and place + 1 in added)
    ]
    if len(beside) < _LEAST_LETTERS:
        return []
    width = statistics.median(box[2] - box[0] for _, box in letters)
    gap = statistics.median(other[0] - one[2] for one, other, _ in beside)
    if not _APART * width < gap < _FAR_APART * width:
        return []
    step = _SAME_STEP * statistics.median(other[0] - one[0] for one, other, _ in beside)
    return [place + 1 for one, other, place in beside if place + 1 in added and 0 < other[0] - one[0] <= step]
