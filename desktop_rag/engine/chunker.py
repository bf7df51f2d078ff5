"""Pages in, chunks out: pieces of about equal size that begin and end with sentences and know their headings.

A chunk never crosses a page and is an exact slice of its text, so that whatever is quoted from it can be checked letter
by letter and drawn on the page.
"""

from collections.abc import Iterable, Sequence

from desktop_rag.engine import page_furniture, sentences
from desktop_rag.engine.scripts import is_mostly_cjk
from desktop_rag.records import Chunk, Heading, Page

VERSION = 3
"""Goes up when the same page would be cut differently; documents are then read again."""

TARGET_LATIN = 800
TARGET_CJK = 400
"""Code points of a full chunk. A Japanese character carries about as much as two Latin letters; both stay within the
256 tokens of the default embedding model."""

_ENOUGH_BEFORE_HEADING = 0.25
_ENOUGH_AT_PARAGRAPH = 0.75


def split_pages(pages: Iterable[Page]) -> list[Chunk]:
    """Cut the pages of one document; ordinals count from 0 through the whole document."""
    chunks: list[Chunk] = []
    above: list[Heading] = []
    listed = list(pages)
    for page, content in zip(listed, page_furniture.content_spans(listed), strict=True):
        for start, end in _cut(page, content):
            heading = _headings_at(page.headings, start, above)
            chunks.append(Chunk(len(chunks), page.number, page.place, start, end, page.text[start:end], heading))
        for heading_of_page in page.headings:
            above = _push(above, heading_of_page)
    return chunks


def _cut(page: Page, content: tuple[int, int]) -> list[tuple[int, int]]:
    target = TARGET_CJK if is_mostly_cjk(page.text) else TARGET_LATIN
    heading_starts = sorted(heading.start for heading in page.headings)
    pieces: list[tuple[int, int]] = []
    start: int | None = None
    end = 0
    # Running heads and feet are cut off before sentences are sought, or one would run on into the text.
    first, last = content
    for offset_begin, offset_stop in sentences.split(page.text[first:last]):
        begin, stop = first + offset_begin, first + offset_stop
        if start is not None and _closes(page.text, start, end, begin, stop, target, heading_starts):
            pieces.append((start, end))
            start = None
        start = begin if start is None else start
        end = stop
    if start is not None:
        pieces.append((start, end))
    return _join_small_last(pieces, target)


def _closes(text: str, start: int, end: int, begin: int, stop: int, target: int, heading_starts: Sequence[int]) -> bool:
    """Whether the chunk from start to end is complete before the sentence from begin to stop."""
    size = end - start
    if stop - start > target:
        return True
    if size >= _ENOUGH_BEFORE_HEADING * target and any(end <= at <= begin for at in heading_starts):
        return True
    return size >= _ENOUGH_AT_PARAGRAPH * target and "\n" in text[end:begin]


def _join_small_last(pieces: list[tuple[int, int]], target: int) -> list[tuple[int, int]]:
    """A page's last crumb goes to the piece before it: alone it would say nothing."""
    if len(pieces) > 1:
        (start, _), (begin, end) = pieces[-2], pieces[-1]
        if end - begin < 0.2 * target and end - start <= 1.25 * target:
            pieces[-2:] = [(start, end)]
    return pieces


def _push(stack: Sequence[Heading], heading: Heading) -> list[Heading]:
    return [*(known for known in stack if known.level < heading.level), heading]


def _headings_at(headings: Sequence[Heading], start: int, above: Sequence[Heading]) -> str:
    """The path of headings that a chunk stands under, outermost first; a heading it begins with counts."""
    stack = list(above)
    for heading in headings:
        if heading.start > start:
            break
        stack = _push(stack, heading)
    return " › ".join(heading.title for heading in stack)
