"""The best passage with what stands around it.

A question's words often stand in one sentence and its answer in the next, and where a text was cut nobody knew of the
question. So the passage that a person reads first goes on, by whole sentences on both sides, into the chunks beside it.
Chunks stay small, because what is found best is found in little text. See docs/decisions/0022.
"""

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop_rag.engine import sentences
from desktop_rag.engine.chunk_rows import Candidate
from desktop_rag.engine.chunker import TARGET_CJK, TARGET_LATIN
from desktop_rag.engine.scripts import is_mostly_cjk

if TYPE_CHECKING:
    # LanceDB takes seconds to import: only who opens a store pays for it.
    from desktop_rag.engine.store import Store

_WIDEST = 1.25
"""Of a full chunk: about what one reads at a glance."""


def widened(store: "Store", passage: Candidate) -> Candidate:
    """The same passage with the sentences around it, where there is room; never past its page or section.

    Letters are those of the page, from `start` to `end`. White space between two chunks is not stored: what is put
    there is as long and may look different.
    """
    number = int(passage.id.rpartition(":")[2])
    beside = [f"{passage.document_id}:{ordinal}" for ordinal in (number - 1, number + 1)]
    before, after = map(store.fetch(beside).get, beside)
    most = round(_WIDEST * (TARGET_CJK if is_mostly_cjk(passage.text) else TARGET_LATIN))
    starts = [span[0] for span in reversed(_sentences(before, passage)) if span[1] <= passage.start]
    ends = [span[1] for span in _sentences(after, passage) if span[0] >= passage.end]
    start, end = _grown(passage.start, passage.end, starts, ends, most)
    text = passage.text
    if before is not None and start < passage.start:
        text = before.text[start - before.start :] + _gap(passage.start - before.end) + text
    if after is not None and end > passage.end:
        text += _gap(after.start - passage.end) + after.text[: end - after.start]
    return dataclasses.replace(passage, start=start, end=end, text=text)


def holds(passage: Candidate, other: Candidate) -> bool:
    """Whether another passage lies in this one."""
    is_same_page = (other.document_id, other.page, other.place) == (
        passage.document_id, passage.page, passage.place
    )  # fmt: skip
    return is_same_page and passage.start <= other.start and other.end <= passage.end


def _sentences(chunk: Candidate | None, beside: Candidate) -> list[tuple[int, int]]:
    """Spans on the page of a chunk's sentences, where it stands on the same page, in the same section."""
    if chunk is None or (chunk.page, chunk.place, chunk.heading) != (beside.page, beside.place, beside.heading):
        return []
    return [(chunk.start + start, chunk.start + end) for start, end in sentences.split(chunk.text)]


def _grown(start: int, end: int, starts: Sequence[int], ends: Sequence[int], most: int) -> tuple[int, int]:
    """The span with as many sentences as fit, on both sides in turn.

    Args:
        start: of the span.
        end: of the span.
        starts: where the sentences before it begin, nearest first.
        ends: where those after it end, nearest first.
        most: code points of the whole.
    """
    first, last = start, end
    left, right = list(starts), list(ends)
    while left or right:
        fits_left = bool(left) and last - left[0] <= most
        fits_right = bool(right) and right[0] - first <= most
        if fits_left and (not fits_right or start - left[0] <= right[0] - end):
            first = left.pop(0)
        elif fits_right:
            last = right.pop(0)
        else:
            break
    return first, last


def _gap(length: int) -> str:
    return " " if length == 1 else "\n" * max(length, 0)
