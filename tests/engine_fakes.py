"""Stand-ins for the engine's workers: vectors from hashes, documents from plain files, and a library around them."""

import contextlib
import dataclasses
import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from desktop_rag.engine import chunk_terms, mover
from desktop_rag.engine.catalog import CollectionEntry, DocumentEntry
from desktop_rag.engine.chat_model import ChatPiece, ChatStats
from desktop_rag.engine.chunk_rows import StoredChunk, content_hash
from desktop_rag.engine.chunk_terms import ChunkTerms
from desktop_rag.engine.embedder import Embeddings, Kind, Step, Vectors
from desktop_rag.engine.indexer import Counts, Indexer, Report
from desktop_rag.engine.library import Library, absolute
from desktop_rag.engine.parsed import PagePicture, ReadDocument, ReadPart
from desktop_rag.engine.prompt import Prompt
from desktop_rag.engine.service import Engine
from desktop_rag.engine.store import Store
from desktop_rag.errors import Cancelled, DocumentDamaged, DocumentError, DocumentKindUnknown, DocumentUnreadable
from desktop_rag.protocol import Stage
from desktop_rag.records import Box, Heading, Page

DIMENSION = 16
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


def hash_vector(text: str, dimension: int = DIMENSION) -> Vectors:
    """A vector of length 1 that depends on the words alone: texts that share words are near."""
    vector = np.full(dimension, 1e-3, np.float32)
    for word in re.findall(r"\w+", text.lower()):
        vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % dimension] += 1
    return vector / np.float32(np.linalg.norm(vector))


class HashEmbedder:
    """Looks like `Embedder`; `embedded` holds every text of a document that was asked for."""

    def __init__(self, name: str = "hash", dimension: int = DIMENSION) -> None:
        self.name = name
        self.dimension = dimension
        self.is_ready = True
        self.embedded: list[str] = []
        self.fails_with: Exception | None = None

    def start_loading(self) -> None:
        self.is_ready = True

    def wait_until_loaded(self, is_cancelled: Callable[[], bool] = lambda: False) -> int:
        return self.dimension

    def embed_documents(
        self,
        texts: Sequence[str],
        is_cancelled: Callable[[], bool] = lambda: False,
        step: Step = lambda _is_cancelled: contextlib.nullcontext(),
    ) -> Vectors:
        self.embedded.extend(texts)
        with step(is_cancelled):
            return self.embed(texts, "document", is_cancelled).vectors

    def embed(self, texts: Sequence[str], kind: Kind, is_cancelled: Callable[[], bool] = lambda: False) -> Embeddings:
        if is_cancelled():
            raise Cancelled
        if self.fails_with is not None:
            raise self.fails_with
        rows = np.stack([hash_vector(text, self.dimension) for text in texts])
        share = tuple(1.0 if text.isascii() else 0.05 for text in texts)
        return Embeddings(rows, share, share)

    def embed_sentences(self, texts: Sequence[str], is_cancelled: Callable[[], bool] = lambda: False) -> Vectors:
        return self.embed(texts, "query", is_cancelled).vectors

    def forget_caches(self) -> None:
        self.embedded.clear()

    def close(self) -> None:
        self.is_ready = False


class PlainReader:
    """Looks like `DocumentReader` and reads UTF-8 text in this process; a form feed begins the next page.

    `reads` holds the path of every reading. `on_read` is called before each and may raise; a file whose text begins
    with "damaged" is damaged.
    """

    def __init__(self) -> None:
        self.reads: list[Path] = []
        self.on_read: Callable[[Path], None] = lambda _path: None
        self.wakes = 0

    def read(
        self,
        path: Path,
        *,
        give_part: Callable[[ReadPart], None] | None = None,
        same_parts: Collection[str] = (),
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> ReadDocument:
        if not path.exists():
            raise DocumentUnreadable
        self.reads.append(path)
        self.on_read(path)
        if is_cancelled():
            raise Cancelled
        text = path.read_text(encoding="utf-8", errors="replace")
        if text.startswith("damaged"):
            raise DocumentDamaged
        parts = text.split("\f")
        pages = tuple(
            Page(number if len(parts) > 1 else None, None, part, headings_of(part))
            for number, part in enumerate(parts, 1)
        )
        kind = "pdf" if path.suffix == ".pdf" else "text"
        return ReadDocument(kind, pages, len(parts) if len(parts) > 1 else None, "", "", "", 0, 0, False, 0)

    def page(self, path: Path, number: int | None = None, part: str | None = None) -> Page:
        return Page(number, f"Sheet {number}" if number else None, path.read_text(encoding="utf-8"))

    def picture(
        self, path: Path, page: int, width_px: int, file: Path, spans: list[tuple[int, int]], part: str | None = None
    ) -> PagePicture:
        if path.suffix != ".pdf":
            raise DocumentKindUnknown
        file.write_bytes(b"png")
        boxes = tuple(Box(number, 0.1, 0.1, 0.5, 0.1) for number in range(len(spans)))
        return PagePicture(file, width_px, width_px, 2, boxes)

    def wake(self) -> None:
        self.wakes += 1

    def close(self) -> None:
        """There is nothing to end."""


class QueuedChat:
    """A chat model that says what it is told to; `prompts` holds what it was asked."""

    provider = "local"
    is_small = True
    is_ready = True

    def __init__(self, *pieces: str, languages: tuple[str, ...] = (), fails_with: Exception | None = None) -> None:
        self.name = "queued"
        self.languages = languages
        self.pieces = pieces
        self.fails_with = fails_with
        self.prompts: list[Prompt] = []
        self.on_piece: Callable[[], None] = lambda: None

    def start_loading(self) -> None:
        """It is loaded."""

    def stream(
        self, prompt: Prompt, *, max_tokens: int, is_cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[ChatPiece | ChatStats]:
        self.prompts.append(prompt)
        said = 0
        for piece in self.pieces:
            if is_cancelled():
                break
            said += 1
            yield ChatPiece(piece)
            self.on_piece()
        if self.fails_with is not None:
            raise self.fails_with
        yield ChatStats(20, 4, said, "cancelled" if is_cancelled() else "stop", ())

    def close(self) -> None:
        """There is nothing to end."""


def headings_of(text: str) -> tuple[Heading, ...]:
    return tuple(Heading(found.start(), len(found[1]), found[2]) for found in _HEADING.finditer(text))


class Heard(Report):
    """Remembers what an indexing job told."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []
        self.slow: list[str] = []
        self.states: list[tuple[str, str]] = []

    def progress(self, stage: Stage, counts: Counts) -> None:
        self.stages.append(stage)
        if counts.slow_file is not None:
            self.slow.append(Path(counts.slow_file).name)

    def changed(self, documents: Sequence[DocumentEntry]) -> None:
        self.states += [(Path(entry.path).name, entry.state) for entry in documents]


def use_stand_ins(engine: Engine, reader: PlainReader, *embedders: HashEmbedder) -> None:
    """Give an engine a reader and embedders of this process, the last of them for new collections; no chat model."""
    engine._reader.close()
    engine._reader = engine._index_jobs.reader = reader  # type: ignore[assignment]
    engine.models._found = []
    engine.models._embedders = {embedder.name: embedder for embedder in embedders}  # type: ignore[misc]
    engine.models.best_embedder = lambda: embedders[-1]  # type: ignore[assignment,method-assign,return-value]


def move(shelf: "Shelf", model: str, dimension: int, *, is_cancelled: Callable[[], bool] = lambda: False) -> Counts:
    """Move the collection of a shelf to another embedding model, as `IndexJobs` does."""
    library, collection = shelf.library, shelf.collection
    new = library.next_store(collection, model, dimension)
    embedder = HashEmbedder(model, dimension)
    documents = shelf.catalog.documents(collection.id)
    counts = mover.move(documents, shelf.store, new, embedder, Report(), is_cancelled)  # type: ignore[arg-type]
    library.finish_move(collection, model, dimension, new)
    shelf.embedder = embedder
    return counts


class Shelf:
    """A library with one collection whose documents are plain text; closed and opened again at will."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.reader = PlainReader()
        self.embedder = HashEmbedder()
        self.heard = Heard()
        self.open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.library.close()

    def open(self) -> None:
        self.library = Library(self.home)
        self.catalog = self.library.catalog

    def reopen(self) -> None:
        """What the next start of the program finds."""
        self.library.close()
        self.open()

    @property
    def collection(self) -> CollectionEntry:
        known = self.catalog.collections()
        return known[0] if known else self.catalog.add_collection("Rules", "hash", DIMENSION, 1)

    @property
    def store(self) -> Store:
        return self.library.store(self.collection)

    def index(
        self,
        *roots: Path,
        is_cancelled: Callable[[], bool] = lambda: False,
        read_again: Sequence[str] = (),
        max_file_mb: int = 1,
        only: Sequence[Path] | None = None,
    ) -> Counts:
        """One job; the reader's and embedder's memory of earlier ones is emptied first."""
        self.reader.reads.clear()
        self.embedder.embedded.clear()
        indexer = Indexer(self.catalog, self.reader, self.embedder, max_file_mb, self.home)  # type: ignore[arg-type]
        places = [absolute(str(root)) if str(root).isprintable() else root for root in roots]
        return indexer.run(
            self.collection, lambda: self.store, places, self.heard, is_cancelled, only=only,
            read_again=frozenset(read_again),
        )  # fmt: skip

    def documents(self) -> dict[str, DocumentEntry]:
        """By file name."""
        return {Path(entry.path).name: entry for entry in self.catalog.documents(self.collection.id)}

    def states(self) -> dict[str, str]:
        return {name: entry.code or entry.state for name, entry in self.documents().items()}

    def texts(self) -> list[str]:
        """Every chunk in the index, sorted."""
        rows = self.store._table.search().select(["text"]).limit(None).to_arrow()
        return sorted(rows["text"].to_pylist())

    def agrees(self) -> bool:
        """Whether index and catalogue hold the same."""
        held = {key: (found.chunks, found.revisions) for key, found in self.store.held().items()}
        noted = {
            entry.id: (entry.chunks, frozenset({entry.revision}))
            for entry in self.catalog.documents(self.collection.id)
            if entry.chunks
        }
        return held == noted


def chunk_terms_of(text: str, file: str = "", about: Sequence[str] = ()) -> ChunkTerms:
    """The terms of a chunk of this text, in a file that may have a name."""
    return ChunkTerms(chunk_terms.of_chunk(Path(file), None, "", about, "", text))


def stored_chunk(
    document_id: str, ordinal: int, text: str, *, revision: str = "r1", heading: str = "", terms: str | None = None
) -> StoredChunk:
    words = text.lower() if terms is None else terms
    return StoredChunk(
        f"{document_id}:{ordinal}", document_id, revision, ordinal, None, None, 0, len(text), text, heading, words,
        content_hash(text), hash_vector(text),
    )  # fmt: skip


def document_entry(collection: CollectionEntry, path: str, **changes: object) -> DocumentEntry:
    blank = DocumentEntry(
        id=hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16], collection_id=collection.id,
        path=path, part=None, state="pending", code=None, title="", pages=0, chunks=0, size_bytes=0, modified_ns=0,
        content_hash="", revision="", language=None, is_opened=False,
    )  # fmt: skip
    return dataclasses.replace(blank, **changes)  # type: ignore[arg-type]


def raising(error: DocumentError | Exception, name: str) -> Callable[[Path], None]:
    """For `PlainReader.on_read`: fails at the file of this name."""

    def fail(path: Path) -> None:
        if path.name == name:
            raise error

    return fail
