"""Asks the index for a sentence of each document that was just put into it: a green tick must mean that it is found.

What could go wrong without this look: rows that were written and not indexed, a full-text index that lags behind, a
vector of nothing. One sentence a document is enough for all of them, since a document is written in one commit.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop_rag.engine import sentences, terms
from desktop_rag.records import Chunk

if TYPE_CHECKING:
    # LanceDB takes seconds to import: only who opens a store pays for it.
    from desktop_rag.engine.store import Store

_TERMS = 8
"""Enough to find a sentence, few enough that looking costs a thousandth of embedding the document."""
_TOGETHER = 8
"""Documents that are asked for in one search: a mailbox has thousands, each as short as its self-check is long."""
_FOUND_TOGETHER = 64


@dataclass(frozen=True, slots=True)
class Probe:
    """What a document is asked for: the id of one of its chunks, and words of a sentence in it."""

    document_id: str
    chunk_id: str
    words: tuple[tuple[str, float], ...]


def probe(document_id: str, chunks: Sequence[Chunk]) -> Probe:
    """Choose the longest sentence in the middle of a document: its first lines are often those of many others.

    Args:
        document_id: of the document.
        chunks: all of it, at least one.
    """
    chunk = chunks[len(chunks) // 2]
    spans = sentences.split(chunk.text) or [(0, len(chunk.text))]
    start, end = max(spans, key=lambda span: span[1] - span[0])
    # All of it, since a word that was cut is another word: one line of a picture in hexadecimal digits is one word.
    found = terms.of_question(chunk.text[start:end])
    strongest = sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))[:_TERMS]
    return Probe(document_id, f"{document_id}:{chunk.ordinal}", tuple(strongest))


def missing(store: "Store", probes: Iterable[Probe], check: Callable[[], None]) -> set[str]:
    """Ids of the documents that the index does not find by their own words, or whose vector says nothing.

    Args:
        store: after its last commit.
        probes: of the documents.
        check: called for each; raises to stop.
    """
    waiting = list(probes)
    lost: set[str] = set()
    for first in range(0, len(waiting), _TOGETHER):
        check()
        lost.update(_not_found(store, waiting[first : first + _TOGETHER], check))
    held = store.fetch([asked.chunk_id for asked in waiting])
    for asked in waiting:
        chunk = held.get(asked.chunk_id)
        if chunk is None or not 0.9 < float(np.linalg.norm(chunk.vector)) < 1.1:
            lost.add(asked.document_id)
    return lost


def _not_found(store: "Store", probes: Sequence[Probe], check: Callable[[], None]) -> Iterator[str]:
    """Documents to which their words do not lead: some are asked for together, and who is not found then alone."""
    with_words = [asked for asked in probes if asked.words]
    words = {word: weight for asked in with_words for word, weight in asked.words}
    found = store.search_terms(words, _FOUND_TOGETHER, only=[asked.document_id for asked in with_words])
    for asked in with_words:
        if asked.chunk_id not in found:
            check()
            # Among all documents others that are like it may come first.
            if not store.search_terms(dict(asked.words), 1, only=[asked.document_id]):
                yield asked.document_id
