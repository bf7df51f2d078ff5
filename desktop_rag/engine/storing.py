"""Puts documents that are read and cut into the index: the next are embedded while those before are stored.

The embedding model is what a job waits for, so it must never wait itself. What is cut is embedded in rounds, each
sorted by length, and the next round is there before the last texts of the one before are done. What is embedded is
stored every second or two by a thread of its own, several documents in one commit, first in the index, then in the
catalogue.
"""

import collections
import concurrent.futures
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from desktop_rag.engine import self_check
from desktop_rag.engine.catalog import Catalog, DocumentEntry
from desktop_rag.engine.chunk_rows import StoredChunk, content_hash
from desktop_rag.engine.embedder import Embedder, Vectors
from desktop_rag.engine.manners import Manners
from desktop_rag.errors import Cancelled
from desktop_rag.records import Chunk

if TYPE_CHECKING:
    # LanceDB takes seconds to import, and the engine takes commands before it is there.
    from desktop_rag.engine.store import Store, Vector

_CHUNKS_A_ROUND = 256
_ROUNDS_AT_ONCE = 2
_CHUNKS_A_COMMIT = 256
_SECONDS_A_COMMIT = 1.5
_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class CutDocument:
    """A document that is read and cut.

    `entry` is how the catalogue will have it, `terms` are what each chunk is found by, `words` those of its pages.
    """

    entry: DocumentEntry
    was_indexed: bool
    chunks: Sequence[Chunk]
    terms: Sequence[str]
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


@dataclass(frozen=True, slots=True)
class _Round:
    """Documents whose vectors are being made; `known` are those that need not be, `new` the hashes of the others."""

    documents: Sequence[_Embedded]
    known: Mapping[str, "Vector"]
    new: Sequence[str]
    vectors: "Future[Vectors]"


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
        manners: Manners,
    ) -> None:
        """`on_stored` and `on_step` are called in the thread that calls us, the latter while we wait for vectors."""
        self._open_store = open_store
        self._catalog = catalog
        self._embedder = embedder
        self._on_stored = on_stored
        self._on_step = on_step
        self._is_cancelled = is_cancelled
        self._manners = manners
        self._waiting: list[CutDocument] = []
        self._rounds: collections.deque[_Round] = collections.deque()
        self._embedded: list[_Embedded] = []
        self._vectors: dict[str, Vector] = {}
        self._being_stored: Mapping[str, Vector] = {}
        self._is_left = threading.Event()
        self._embedding_pool = ThreadPoolExecutor(_ROUNDS_AT_ONCE, "rounds")
        self._pool = ThreadPoolExecutor(1, "storing")
        self._storing: Future[Stored] | None = None
        self._last_commit = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_left.set()
        self._embedding_pool.shutdown(cancel_futures=True)
        self._pool.shutdown()
        # A stop must not hide that the last commit failed: the index may hold what the catalogue knows nothing of.
        if self._storing is not None and (isinstance(error, Cancelled) or self._storing.exception() is None):
            self._on_stored(self._storing.result())

    def take(self, document: CutDocument) -> None:
        """Put a document behind those that wait."""
        self._waiting.append(document)

    def advance(self, *, is_more_ready: bool) -> None:
        """Do what is due. A small round is begun only where the model has nothing to do and no more comes at once.

        Raises:
            Cancelled, DiskFull, and what embedding runs into: what was stored is kept.
        """
        while self._rounds and self._rounds[0].vectors.done():
            self._take_vectors()
        waiting = sum(len(document.chunks) for document in self._waiting)
        if waiting >= _CHUNKS_A_ROUND or (self._waiting and not is_more_ready and not self._rounds):
            if len(self._rounds) >= _ROUNDS_AT_ONCE:
                self._take_vectors()
            self._begin_round()
        self._commit_where_due()

    def finish(self) -> None:
        """Embed and store all that waits; raises as `advance`."""
        if self._waiting:
            self._begin_round()
        while self._rounds:
            self._take_vectors()
            self._commit_where_due()
        if self._embedded:
            self._commit()
        self._settle()

    def _begin_round(self) -> None:
        """Let the texts of all that waits be embedded, each of them once."""
        documents, self._waiting = self._waiting, []
        texts: dict[str, str] = {}
        embedded = []
        for document in documents:
            made_of = [embedded_text(document.entry.title, chunk.heading, chunk.text) for chunk in document.chunks]
            hashes = [content_hash(text) for text in made_of]
            texts.update(zip(hashes, made_of, strict=True))
            embedded.append(_Embedded(document, hashes))
        # The same text has the same vector: in an edited document, in a copy, in a mail that is quoted again and again.
        known = {key: held[key] for held in (self._being_stored, self._vectors) for key in texts if key in held}
        coming = {key for begun in self._rounds for key in begun.new}
        new = [key for key in texts if key not in known and key not in coming]
        known |= self._open_store().vectors_by_hash(new)
        new = [key for key in new if key not in known]
        self._rounds.append(_Round(embedded, known, new, self._vectors_of([texts[key] for key in new])))

    def _vectors_of(self, texts: Sequence[str]) -> "Future[Vectors]":
        if texts:
            return self._embedding_pool.submit(self._embedder.embed_documents, texts, self._is_over, self._manners.step)
        nothing: Future[Vectors] = Future()
        nothing.set_result(np.zeros((0, 0), np.float32))
        return nothing

    def _is_over(self) -> bool:
        return self._is_left.is_set() or self._is_cancelled()

    def _take_vectors(self) -> None:
        """Wait for the round that was begun first."""
        first = self._rounds.popleft()
        while not first.vectors.done():
            concurrent.futures.wait([first.vectors], _LOOK_S)
            self._on_step()
        made = dict(zip(first.new, first.vectors.result(), strict=True))
        # What the round before was to make is being stored by now, or waits for it.
        needed = {key for document in first.documents for key in document.hashes}
        self._vectors = {key: self._being_stored[key] for key in needed if key in self._being_stored} | self._vectors
        self._vectors |= {**first.known, **made}
        self._embedded += first.documents

    def _commit_where_due(self) -> None:
        ready = sum(len(embedded.hashes) for embedded in self._embedded)
        is_due = time.monotonic() - self._last_commit > _SECONDS_A_COMMIT
        if self._embedded and (is_due or ready >= _CHUNKS_A_COMMIT):
            self._commit()

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

    def _store(self, batch: Sequence[_Embedded], vectors: "Mapping[str, Vector]") -> Stored:
        """Nothing of a batch counts before the catalogue says so."""
        documents = [embedded.document for embedded in batch]
        rows = [
            _row(embedded.document.entry, chunk, terms, digest, vectors[digest])
            for embedded in batch
            for chunk, terms, digest in zip(
                embedded.document.chunks, embedded.document.terms, embedded.hashes, strict=True
            )
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


def _row(entry: DocumentEntry, chunk: Chunk, terms: str, digest: str, vector: "Vector") -> StoredChunk:
    return StoredChunk(
        id=f"{entry.id}:{chunk.ordinal}", document_id=entry.id, revision=entry.revision, ordinal=chunk.ordinal,
        page=chunk.page, place=chunk.place, start=chunk.start, end=chunk.end, text=chunk.text, heading=chunk.heading,
        terms=terms, content_hash=digest, vector=vector,
    )  # fmt: skip
