"""Puts documents that are read and cut into the index: the next are embedded while those before are stored.

The embedding model is what a job waits for, so it must never wait itself. Whatever is cut when it becomes free is
embedded together, sorted by length; what is embedded is stored every second or two by a thread of its own, several
documents in one commit, first in the index, then in the catalogue.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from desktop_rag.engine import chunk_terms, self_check
from desktop_rag.engine.catalog import Catalog, DocumentEntry, decode_path
from desktop_rag.engine.chunk_rows import StoredChunk, content_hash
from desktop_rag.engine.embedder import Embedder
from desktop_rag.errors import Cancelled
from desktop_rag.records import Chunk

if TYPE_CHECKING:
    # LanceDB takes seconds to import, and the engine takes commands before it is there.
    from desktop_rag.engine.store import Store

_CHUNKS_AT_ONCE = 256
_CHUNKS_A_COMMIT = 256
_SECONDS_A_COMMIT = 1.5


@dataclass(frozen=True, slots=True)
class CutDocument:
    """A document that is read and cut. `entry` is how the catalogue will have it, `words` those of its pages."""

    entry: DocumentEntry
    was_indexed: bool
    title: str
    about: Sequence[str]
    chunks: Sequence[Chunk]
    words: Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class Stored:
    """Documents that are in the index and in the catalogue by now, and ids of those that the index does not find."""

    documents: Sequence[CutDocument]
    lost: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Embedded:
    document: CutDocument
    hashes: Sequence[str]


class Storing:
    """The second half of a job; one thread calls it. Left in an error, it still finishes the commit that has begun."""

    def __init__(
        self,
        open_store: Callable[[], "Store"],
        catalog: Catalog,
        embedder: Embedder,
        *,
        on_stored: Callable[[Stored], None],
        on_step: Callable[[], None],
        is_cancelled: Callable[[], bool],
        rest: Callable[[Callable[[], bool]], None],
    ) -> None:
        """`on_stored` and `on_step` are called in the thread that calls us, the latter after each batch of vectors."""
        self._open_store = open_store
        self._catalog = catalog
        self._embedder = embedder
        self._on_stored = on_stored
        self._on_step = on_step
        self._is_cancelled = is_cancelled
        self._rest = rest
        self._waiting: list[CutDocument] = []
        self._embedded: list[_Embedded] = []
        self._vectors: dict[str, npt.NDArray[np.float32]] = {}
        self._being_stored: Mapping[str, npt.NDArray[np.float32]] = {}
        self._pool = ThreadPoolExecutor(1, "storing")
        self._storing: Future[Stored] | None = None
        self._last_commit = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown()
        # A stop must not hide that the last commit failed: the index may hold what the catalogue knows nothing of.
        if self._storing is not None and (isinstance(error, Cancelled) or self._storing.exception() is None):
            self._on_stored(self._storing.result())

    def take(self, document: CutDocument) -> None:
        """Put a document behind those that wait."""
        self._waiting.append(document)

    def advance(self, *, is_more_ready: bool) -> None:
        """Do what is due. With more to come at once, vectors are made only for enough chunks to fill a batch.

        Raises:
            Cancelled, DiskFull, and what embedding runs into: what was stored is kept.
        """
        waiting = sum(len(document.chunks) for document in self._waiting)
        if self._waiting and (waiting >= _CHUNKS_AT_ONCE or not is_more_ready):
            self._embed()
        ready = sum(len(embedded.hashes) for embedded in self._embedded)
        is_due = time.monotonic() - self._last_commit > _SECONDS_A_COMMIT
        if self._embedded and (is_due or ready >= _CHUNKS_A_COMMIT):
            self._commit()

    def finish(self) -> None:
        """Embed and store all that waits; raises as `advance`."""
        if self._waiting:
            self._embed()
        if self._embedded:
            self._commit()
        self._settle()

    def _embed(self) -> None:
        documents, self._waiting = self._waiting, []
        texts: dict[str, str] = {}
        embedded = []
        for document in documents:
            made_of = [embedded_text(document.title, chunk.heading, chunk.text) for chunk in document.chunks]
            hashes = [content_hash(text) for text in made_of]
            texts.update(zip(hashes, made_of, strict=True))
            embedded.append(_Embedded(document, hashes))
        # The same text has the same vector: in an edited document, in a copy, in a mail that is quoted again and again.
        self._vectors.update({key: self._being_stored[key] for key in texts if key in self._being_stored})
        new = [key for key in texts if key not in self._vectors]
        self._vectors.update(self._open_store().vectors_by_hash(new))
        new = [key for key in new if key not in self._vectors]
        for start in range(0, len(new), _CHUNKS_AT_ONCE):
            batch = new[start : start + _CHUNKS_AT_ONCE]
            vectors = self._embedder.embed_documents([texts[key] for key in batch], self._is_cancelled, self._rest)
            self._vectors.update(zip(batch, vectors, strict=True))
            self._on_step()
        self._embedded += embedded

    def _commit(self) -> None:
        self._settle()
        if self._is_cancelled():
            raise Cancelled
        batch, self._embedded = self._embedded, []
        self._being_stored, self._vectors = self._vectors, {}
        self._storing = self._pool.submit(self._store, batch, self._being_stored)
        self._last_commit = time.monotonic()

    def _settle(self) -> None:
        """Wait for the commit before, and tell of it; raises what it ran into."""
        if self._storing is not None:
            storing, self._storing = self._storing, None
            self._on_stored(storing.result())

    def _store(self, batch: Sequence[_Embedded], vectors: Mapping[str, npt.NDArray[np.float32]]) -> Stored:
        """Nothing of a batch counts before the catalogue says so."""
        documents = [embedded.document for embedded in batch]
        rows = [
            _row(embedded.document, chunk, digest, vectors[digest])
            for embedded in batch
            for chunk, digest in zip(embedded.document.chunks, embedded.hashes, strict=True)
        ]
        store = self._open_store()
        if replaced := [document.entry.id for document in documents if document.was_indexed]:
            store.replace(replaced, rows)
        else:
            store.add(rows)
        self._catalog.save_documents(
            [document.entry for document in documents],
            {document.entry.id: document.words for document in documents},
        )
        probes = [self_check.probe(document.entry.id, document.chunks) for document in documents if document.chunks]
        lost = self_check.missing(store, probes, lambda: None)
        store.optimize()
        return Stored(documents, frozenset(lost))


def embedded_text(title: str, heading: str, text: str) -> str:
    """What a chunk's vector is made of: never the file's name, so that a renamed file keeps its vectors."""
    return "\n".join(part for part in (title, heading, text) if part)


def _row(document: CutDocument, chunk: Chunk, digest: str, vector: npt.NDArray[np.float32]) -> StoredChunk:
    entry = document.entry
    return StoredChunk(
        id=f"{entry.id}:{chunk.ordinal}", document_id=entry.id, revision=entry.revision, ordinal=chunk.ordinal,
        page=chunk.page, place=chunk.place, start=chunk.start, end=chunk.end, text=chunk.text, heading=chunk.heading,
        terms=chunk_terms.of_chunk(
            decode_path(entry.path), entry.part, document.title, document.about, chunk.heading, chunk.text
        ),
        content_hash=digest, vector=vector,
    )  # fmt: skip
