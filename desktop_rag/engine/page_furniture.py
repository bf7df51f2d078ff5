"""Running heads and feet: lines at the edge of a page that stand on most pages and say nothing about any of them."""

import re
from collections import Counter
from collections.abc import Sequence

from desktop_rag.records import Page

_EDGE_LINES = 2
_LONGEST = 120
_FEWEST_PAGES = 3
_SHARE_OF_PAGES = 0.5
_DIGITS = re.compile(r"[0-9０-９]+|\b[ivxlc]+\b", re.IGNORECASE)


def content_spans(pages: Sequence[Page]) -> list[tuple[int, int]]:
    """For each page the span of its text without running head and foot; page numbers count as equal.

    Where such a line occurs first it stays, because the title of a document is often its running head too.
    """
    edges = [_edges(page.text) for page in pages]
    counts = Counter(key for top, bottom in edges for key in {key for key, _, _ in [*top, *bottom]} if key)
    needed = max(_FEWEST_PAGES, _SHARE_OF_PAGES * len(pages))
    repeated = {key for key, count in counts.items() if count >= needed}
    met: set[str] = set()
    spans: list[tuple[int, int]] = []
    for page, (top, bottom) in zip(pages, edges, strict=True):
        start, end = 0, len(page.text)
        for key, _, line_end in top:
            if key not in repeated or key not in met:
                break
            start = line_end
        for key, line_start, _ in reversed(bottom):
            if key not in repeated or key not in met:
                break
            end = line_start
        met.update(key for key, _, _ in [*top, *bottom])
        spans.append((start, max(start, end)))
    return spans


_Line = tuple[str, int, int]


def _edges(text: str) -> tuple[list[_Line], list[_Line]]:
    """The first and last lines of a page that are not empty: what they are known by, where they start and end."""
    lines: list[_Line] = []
    position = 0
    for line in text.split("\n"):
        if line.strip():
            key = _DIGITS.sub("#", " ".join(line.split())).casefold() if len(line) <= _LONGEST else ""
            lines.append((key, position, position + len(line)))
        position += len(line) + 1
    if len(lines) <= 2 * _EDGE_LINES:
        return [], []  # a page of a few lines is all content
    return lines[:_EDGE_LINES], lines[-_EDGE_LINES:]
