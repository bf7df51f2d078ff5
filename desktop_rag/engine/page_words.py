"""Where the words of recognised pages stand: kept in the catalogue, and the boxes of a passage made of them.

To recognise a page again for every look at it would take seconds each time; its words are a few kilobytes. They hold no
text, and go with the document's entry when it is forgotten.
"""

import zlib
from collections.abc import Iterable, Sequence

import msgspec

from desktop_rag.engine.catalog import Catalog
from desktop_rag.records import Box, Page, PageWord

_PARTS = 10_000
"""Sides are kept as whole numbers of this share of the picture: a third of a pixel on a screen."""


def packed(pages: Iterable[Page]) -> dict[int, bytes]:
    """What is kept of each recognised page, by its number."""
    return {page.number: _pack(page.words) for page in pages if page.words and page.number is not None}


def boxes(catalog: Catalog, document_id: str, page: int, spans: Sequence[tuple[int, int]]) -> tuple[Box, ...] | None:
    """The boxes of spans of a page's text, one a line; None where the page was not read from its picture."""
    kept = catalog.page_words(document_id, page)
    if kept is None:
        return None
    words = _unpack(kept)
    return tuple(box for index, span in enumerate(spans) for box in _span_boxes(words, index, span))


def _span_boxes(words: Sequence[PageWord], index: int, span: tuple[int, int]) -> list[Box]:
    lines: dict[int, list[PageWord]] = {}
    for word in words:
        if word.start < span[1] and span[0] < word.end:
            lines.setdefault(word.line, []).append(word)
    return [_around(found, index) for found in lines.values()]


def _around(words: Sequence[PageWord], index: int) -> Box:
    left, top = min(word.left for word in words), min(word.top for word in words)
    right, bottom = max(word.left + word.width for word in words), max(word.top + word.height for word in words)
    return Box(index, left, top, right - left, bottom - top)


def _pack(words: Sequence[PageWord]) -> bytes:
    rows = [(word.start, word.end, word.line, *(round(side * _PARTS) for side in _sides(word))) for word in words]
    return zlib.compress(msgspec.json.encode(rows))


def _unpack(kept: bytes) -> list[PageWord]:
    rows = msgspec.json.decode(zlib.decompress(kept), type=list[tuple[int, int, int, int, int, int, int]])
    return [PageWord(*row[:3], *(side / _PARTS for side in row[3:])) for row in rows]


def _sides(word: PageWord) -> tuple[float, float, float, float]:
    return word.left, word.top, word.width, word.height
