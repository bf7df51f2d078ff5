"""Moves a collection to another embedding model: the same chunks with new vectors, in an index beside the old one.

No file is read for it, so documents that are away come along. The old index answers until the new one is whole; a move
that was stopped goes on where it was, document by document.
"""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from desktop_rag.engine import chunk_terms
from desktop_rag.engine.catalog import DocumentEntry
from desktop_rag.engine.embedder import Embedder, Step
from desktop_rag.engine.indexer import Counts, Report
from desktop_rag.engine.storing import embedded_text
from desktop_rag.errors import Cancelled

if TYPE_CHECKING:
    # LanceDB takes seconds to import: only who opens a store pays for it.
    from desktop_rag.engine.store import Store

_CHUNKS_A_STEP = 256


def move(
    documents: Sequence[DocumentEntry],
    old: "Store",
    new: "Store",
    embedder: Embedder,
    report: Report,
    is_cancelled: Callable[[], bool],
    step: Step = lambda _is_cancelled: contextlib.nullcontext(),
) -> Counts:
    """Bring the new index to hold exactly what the catalogue says, with vectors of the new model.

    Args:
        documents: those of the collection, as the catalogue has them.
        old: the index that answers meanwhile; nothing in it is changed.
        new: the index beside it, which may hold what an earlier move had finished.
        embedder: with the new model.
        report: hears how far it is; a file counts for each document.
        is_cancelled: asked before each step.
        step: entered around each request for vectors.

    Raises:
        Cancelled: what was finished is kept in the new index.
        DiskFull, and what embedding runs into: likewise.
    """
    indexed = {entry.id: entry for entry in documents if entry.chunks}
    held = new.held()
    finished = {
        key
        for key, found in held.items()
        if key in indexed and found.revisions == {indexed[key].revision} and found.chunks == indexed[key].chunks
    }
    new.forget([key for key in held if key not in finished])
    # Their files may have been renamed since.
    new.reword({key: chunk_terms.renaming(indexed[key]) for key in finished})
    left = [entry for entry in indexed.values() if entry.id not in finished]
    counts = Counts(
        files_total=len(indexed), files_done=len(finished), unchanged=len(finished),
        bytes_total=sum(entry.chunks for entry in indexed.values()),
        bytes_done=sum(indexed[key].chunks for key in finished),
    )  # fmt: skip
    report.progress("reading", counts)
    for some in _steps(left):
        titles = {entry.id: entry.title for entry in some}
        chunks = old.chunks_of(list(titles))
        texts = [embedded_text(titles[chunk.document_id], chunk.heading, chunk.text) for chunk in chunks]
        rows = []
        for start in range(0, len(chunks), _CHUNKS_A_STEP):
            if is_cancelled():
                raise Cancelled
            vectors = embedder.embed_documents(texts[start : start + _CHUNKS_A_STEP], is_cancelled, step)
            piece = chunks[start : start + _CHUNKS_A_STEP]
            rows += [dataclasses.replace(chunk, vector=vector) for chunk, vector in zip(piece, vectors, strict=True)]
            counts.bytes_done += len(piece)
            counts.chunks += len(piece)
            report.progress("reading", counts)
        new.add(rows)
        counts.files_done += len(some)
        counts.indexed += len(some)
    report.progress("finishing", counts)
    new.optimize()
    return counts


def _steps(documents: Sequence[DocumentEntry]) -> Iterator[list[DocumentEntry]]:
    """Whole documents, about as many chunks at a time as are embedded and stored at once."""
    step: list[DocumentEntry] = []
    size = 0
    for entry in documents:
        step.append(entry)
        size += entry.chunks
        if size >= _CHUNKS_A_STEP:
            yield step
            step, size = [], 0
    if step:
        yield step
