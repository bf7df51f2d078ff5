"""Brings a collection up to date: scan, read, cut, embed, store; every document ends indexed or set aside.

Documents are stored several in one commit, first in the index, then in the catalogue. A stop at any moment leaves the
old or the new version of a document, never half of one; what is not finished is met again by the next scan.
"""

import dataclasses
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_rag.engine import chunker, parsed, scanner, scripts, terms
from desktop_rag.engine.catalog import Catalog, CollectionEntry, DocumentEntry, decode_path, new_id
from desktop_rag.engine.chunk_rows import StoredChunk, content_hash
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.parsed import ReadDocument
from desktop_rag.engine.scanner import Changes, FoundFile
from desktop_rag.errors import (
    Cancelled,
    DocumentEmpty,
    DocumentError,
    DocumentNotAllowed,
    DocumentTooLarge,
    DocumentUnreadable,
    WorkerDied,
)
from desktop_rag.protocol import Stage
from desktop_rag.records import Chunk, SetAside

if TYPE_CHECKING:
    # LanceDB takes seconds to import, and the engine takes commands before it is there.
    from desktop_rag.engine.store import Store

logger = logging.getLogger(__name__)

READING_VERSION = f"p{parsed.VERSION}c{chunker.VERSION}t{terms.VERSION}"
"""Ends the revision of everything that is read today."""

_CHUNKS_A_COMMIT = 256
_SECONDS_A_COMMIT = 1.5
_PROGRESS_S = 0.2
_TITLE_LENGTH = 100


@dataclass(slots=True)
class Counts:
    """What a job did so far."""

    files_total: int = 0
    files_done: int = 0
    bytes_total: int = 0
    bytes_done: int = 0
    indexed: int = 0
    unchanged: int = 0
    removed: int = 0
    chunks: int = 0
    set_aside: list[SetAside] = dataclasses.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Read:
    """A document that is read and cut and waits for its vectors."""

    entry: DocumentEntry
    was_indexed: bool
    title: str
    chunks: Sequence[Chunk]


@dataclass(frozen=True, slots=True)
class _Admission:
    """Which files are read at all: `may_read` says of a real path what the organisation allows."""

    max_bytes: int
    may_read: Callable[[Path], bool]


class Report:
    """Where a job tells how far it is; overridden by who listens."""

    def progress(self, stage: Stage, counts: Counts) -> None:
        """Numbers changed; called at most every 0.2 s in a stage."""

    def changed(self, documents: Sequence[DocumentEntry]) -> None:
        """Documents have a new state."""


class Indexer:
    """One indexing job after another on one collection at a time; used by the indexing lane alone."""

    def __init__(
        self,
        catalog: Catalog,
        reader: DocumentReader,
        embedder: Embedder,
        max_file_mb: int,
        home: Path,
        may_read: Callable[[Path], bool] = lambda _path: True,
    ) -> None:
        """`may_read` says of a real path whether the organisation lets it be read."""
        self._catalog = catalog
        self._reader = reader
        self._embedder = embedder
        self._admission = _Admission(max_file_mb * 1024 * 1024, may_read)
        self._home = home.resolve()

    def run(
        self,
        collection: CollectionEntry,
        store: "Store",
        roots: Sequence[Path],
        report: Report,
        is_cancelled: Callable[[], bool],
        *,
        read_again: frozenset[str] = frozenset(),
        is_forgotten: Callable[[str], bool] = lambda _path: False,
    ) -> Counts:
        """Bring what lies under some roots up to date.

        What lies under none of the roots (absolute paths of files and folders) is left alone; documents of `read_again`
        are read though they did not change.

        Raises:
            Cancelled: what was finished is kept.
            DesktopRagError: the job cannot go on; what was finished is kept.
        """
        job = _Job(self._catalog, self._reader, self._embedder, store, collection, report, is_cancelled)
        report.progress("looking", job.counts)
        known = self._catalog.documents(collection.id)
        changes = scanner.compare(
            roots, known, READING_VERSION, read_again=read_again, check=job.check, left_out=self._home,
            is_forgotten=is_forgotten,
        )  # fmt: skip
        job.apply(changes, self._admission)
        return job.counts


class _Job:
    """The state of one run."""

    def __init__(
        self,
        catalog: Catalog,
        reader: DocumentReader,
        embedder: Embedder,
        store: "Store",
        collection: CollectionEntry,
        report: Report,
        is_cancelled: Callable[[], bool],
    ) -> None:
        self.counts = Counts()
        self._catalog = catalog
        self._reader = reader
        self._embedder = embedder
        self._store = store
        self._collection = collection
        self._report = report
        self._is_cancelled = is_cancelled
        self._waiting: list[_Read] = []
        self._waiting_chunks = 0
        self._last_commit = time.monotonic()
        self._last_progress = 0.0

    def check(self) -> None:
        """Raise `Cancelled` if the person stopped the job."""
        if self._is_cancelled():
            raise Cancelled

    def apply(self, changes: Changes, admission: _Admission) -> None:
        """Carry out what the comparison found."""
        counts = self.counts
        counts.unchanged = len(changes.unchanged) + len(changes.returned)
        counts.set_aside.extend(
            SetAside(entry.path, entry.part, entry.code or "")
            for entry in changes.unchanged
            if entry.state == "set_aside"
        )
        counts.unchanged -= len(counts.set_aside)
        counts.files_total = len(changes.to_read)
        counts.bytes_total = sum(found.size_bytes for found, _ in changes.to_read)
        self._save(dataclasses.replace(entry, state="indexed") for entry in changes.returned)
        self._save(dataclasses.replace(entry, state="away") for entry in changes.away if entry.state != "away")
        for found, entry in changes.refused:
            self._set_aside(self._entry(found, entry), found.code or DocumentUnreadable.code)
        to_read = self._follow_moves(changes)
        self._remove(changes.gone)
        self._read_all(to_read, admission)
        self._progress("finishing", is_forced=True)
        if counts.indexed or counts.removed:
            self._store.optimize()

    # --- moved and removed --------------------------------------------------------------------------------------

    def _follow_moves(self, changes: Changes) -> list[tuple[FoundFile, DocumentEntry | None]]:
        """Recognise new files as documents that are gone from their old place, by content; returns what is left."""
        gone: dict[int, list[DocumentEntry]] = {}
        for entry in changes.gone:
            if entry.revision.endswith(READING_VERSION):
                gone.setdefault(entry.size_bytes, []).append(entry)
        left: list[tuple[FoundFile, DocumentEntry | None]] = []
        for found, known in changes.to_read:
            moved = None
            if known is None and gone.get(found.size_bytes):
                moved = self._same_content(found, gone[found.size_bytes])
            if moved is None:
                left.append((found, known))
                continue
            gone[found.size_bytes].remove(moved)
            changes.gone.remove(moved)
            self._rename(moved, found)
        return left

    def _same_content(self, found: FoundFile, gone: Sequence[DocumentEntry]) -> DocumentEntry | None:
        try:
            digest = scanner.hash_file(found.path, self.check)
        except OSError:
            return None
        return next((entry for entry in gone if entry.content_hash == digest), None)

    def _rename(self, entry: DocumentEntry, found: FoundFile) -> None:
        """Give a document its new name: its words change, its vectors do not."""
        self._store.reword(entry.id, lambda heading, text: _terms(found.path, entry.title, heading, text))
        self._save([dataclasses.replace(entry, path=found.key, modified_ns=found.modified_ns, state="indexed")])
        self.counts.files_done += 1
        self.counts.bytes_done += found.size_bytes
        self.counts.unchanged += 1

    def _remove(self, gone: Sequence[DocumentEntry]) -> None:
        if gone:
            self._store.forget([entry.id for entry in gone])
            self._catalog.remove_documents(entry.id for entry in gone)
            self.counts.removed += len(gone)
            self._report.changed([])

    # --- reading ------------------------------------------------------------------------------------------------

    def _read_all(self, to_read: Sequence[tuple[FoundFile, DocumentEntry | None]], admission: _Admission) -> None:
        self._last_commit = time.monotonic()
        with ThreadPoolExecutor(1, "reading") as ahead:
            for found, entry, reading in self._reading_ahead(ahead, to_read, admission):
                try:
                    read = reading.result()
                except DocumentError as error:
                    self._set_aside(entry, error.code)
                    read = None
                except WorkerDied:
                    # Ended from outside again and again: the document stays pending and is met by the next job.
                    self._save([dataclasses.replace(entry, state="pending", is_opened=False)])
                    read = None
                if read is not None:
                    self._waiting.append(read)
                    self._waiting_chunks += len(read.chunks)
                is_due = time.monotonic() - self._last_commit > _SECONDS_A_COMMIT
                if self._waiting and (is_due or self._waiting_chunks >= _CHUNKS_A_COMMIT):
                    self._commit()
                self.counts.files_done += 1
                self.counts.bytes_done += found.size_bytes
                self._progress("reading")
            self._commit()

    def _reading_ahead(
        self,
        ahead: ThreadPoolExecutor,
        to_read: Sequence[tuple[FoundFile, DocumentEntry | None]],
        admission: _Admission,
    ) -> Iterator[tuple[FoundFile, DocumentEntry, "Future[_Read | None]"]]:
        """Read the next document while the one before is embedded; two workers, two cores."""
        next_up: tuple[FoundFile, DocumentEntry, Future[_Read | None]] | None = None
        for found, known in to_read:
            self.check()
            entry = self._entry(found, known)
            reading = ahead.submit(self._read, found, entry, admission)
            if next_up is not None:
                yield next_up
            next_up = found, entry, reading
        if next_up is not None:
            yield next_up

    def _read(self, found: FoundFile, entry: DocumentEntry, admission: _Admission) -> _Read | None:
        """Read and cut one document; None where its bytes are those that are indexed already."""
        self.check()
        if not admission.may_read(found.path.resolve()):
            raise DocumentNotAllowed
        if found.size_bytes > admission.max_bytes:
            raise DocumentTooLarge(megabytes=found.size_bytes // (1024 * 1024))
        if found.size_bytes == 0:
            raise DocumentEmpty
        try:
            digest = scanner.hash_file(found.path, self.check)
        except OSError:
            raise DocumentUnreadable from None
        revision = f"{digest[:32]}/{READING_VERSION}"
        entry = dataclasses.replace(
            entry, content_hash=digest, size_bytes=found.size_bytes, modified_ns=found.modified_ns
        )
        if entry.revision == revision and entry.chunks:
            self._save([dataclasses.replace(entry, state="indexed", code=None)])
            self.counts.unchanged += 1
            return None
        was_indexed = bool(entry.revision)
        # "pending" though an earlier version may be searchable: size and time are those of the file already, and after
        # a stop the next scan must not take it for unchanged.
        self._catalog.save_documents([dataclasses.replace(entry, state="pending", code=None, is_opened=True)])
        document = self._reader.read(found.path, is_cancelled=self._is_cancelled)
        chunks = chunker.split_pages(document.pages)
        if not chunks:
            raise DocumentEmpty
        title = _title(document)
        entry = dataclasses.replace(
            entry,
            state="indexed",
            code=None,
            title=title,
            pages=document.page_count or 0,
            chunks=len(chunks),
            revision=revision,
            language=scripts.language(" ".join(chunk.text for chunk in chunks[:8])),
            is_opened=False,
        )
        return _Read(entry, was_indexed, title, chunks)

    # --- writing ------------------------------------------------------------------------------------------------

    def _commit(self) -> None:
        """Embed and store what waits, and note it; nothing of it counts before the catalogue says so."""
        waiting, self._waiting, self._waiting_chunks = self._waiting, [], 0
        self._last_commit = time.monotonic()
        if not waiting:
            return
        rows = self._embed(waiting)
        self.check()
        replaced = [read.entry.id for read in waiting if read.was_indexed]
        if replaced:
            self._store.replace(replaced, rows)
        else:
            self._store.add(rows)
        self._save(read.entry for read in waiting)
        self.counts.indexed += len(waiting)
        self.counts.chunks += len(rows)
        self._last_commit = time.monotonic()

    def _embed(self, waiting: Sequence[_Read]) -> list[StoredChunk]:
        texts: list[str] = []
        hashes: list[str] = []
        known = {}
        for read in waiting:
            if read.was_indexed:
                known.update(self._store.vectors_by_hash(read.entry.id))
            for chunk in read.chunks:
                text = embedded_text(read.title, chunk.heading, chunk.text)
                texts.append(text)
                hashes.append(content_hash(text))
        missing = {digest: text for digest, text in zip(hashes, texts, strict=True) if digest not in known}
        pieces = list(missing.items())
        for start in range(0, len(pieces), _CHUNKS_A_COMMIT):
            self.check()
            piece = pieces[start : start + _CHUNKS_A_COMMIT]
            vectors = self._embedder.embed_documents([text for _, text in piece], self._is_cancelled)
            known.update({digest: vector for (digest, _), vector in zip(piece, vectors, strict=True)})
            self._progress("reading")
        digests = iter(hashes)
        return [_row(read, chunk, digest := next(digests), known[digest]) for read in waiting for chunk in read.chunks]

    def _set_aside(self, entry: DocumentEntry, code: str) -> None:
        """Note why a document cannot be read; what was indexed of an earlier version is removed."""
        if entry.chunks:
            self._store.replace([entry.id], [])
        self._save(
            [dataclasses.replace(entry, state="set_aside", code=code, revision="", chunks=0, pages=0, is_opened=False)]
        )
        self.counts.set_aside.append(SetAside(entry.path, entry.part, code))

    def _entry(self, found: FoundFile, known: DocumentEntry | None) -> DocumentEntry:
        if known is not None:
            return dataclasses.replace(known, size_bytes=found.size_bytes, modified_ns=found.modified_ns)
        return DocumentEntry(
            id=new_id(), collection_id=self._collection.id, path=found.key, part=None, state="pending", code=None,
            title="", pages=0, chunks=0, size_bytes=found.size_bytes, modified_ns=found.modified_ns, content_hash="",
            revision="", language=None, is_opened=False,
        )  # fmt: skip

    def _save(self, entries: Iterator[DocumentEntry] | Sequence[DocumentEntry]) -> None:
        saved = list(entries)
        if saved:
            self._catalog.save_documents(saved)
            self._report.changed(saved)

    def _progress(self, stage: Stage, *, is_forced: bool = False) -> None:
        now = time.monotonic()
        if is_forced or now - self._last_progress >= _PROGRESS_S:
            self._last_progress = now
            self._report.progress(stage, self.counts)


def embedded_text(title: str, heading: str, text: str) -> str:
    """What a chunk's vector is made of: never the file's name, so that a renamed file keeps its vectors."""
    return "\n".join(part for part in (title, heading, text) if part)


def _terms(path: Path, title: str, heading: str, text: str) -> str:
    name = path.stem if terms.fold(path.stem) != terms.fold(title) else ""
    return " ".join(terms.of_text(f"{path.parent.name}\n{name}\n{title}\n{heading}\n{text}"))


def _row(read: _Read, chunk: Chunk, digest: str, vector: object) -> StoredChunk:
    entry = read.entry
    return StoredChunk(
        id=f"{entry.id}:{chunk.ordinal}", document_id=entry.id, revision=entry.revision, ordinal=chunk.ordinal,
        page=chunk.page, place=chunk.place, start=chunk.start, end=chunk.end, text=chunk.text, heading=chunk.heading,
        terms=_terms(decode_path(entry.path), read.title, chunk.heading, chunk.text), content_hash=digest,
        vector=vector,  # type: ignore[arg-type]  # a row of the embedder's float32 array
    )  # fmt: skip


def _title(document: ReadDocument) -> str:
    """What the document calls itself: its first heading, or its first line where that stands alone, or its own note."""
    first = document.pages[0]
    for heading in first.headings[:1]:
        if len(heading.title) <= _TITLE_LENGTH:
            return heading.title
    line, _, rest = first.text.lstrip().partition("\n")
    line = line.strip()
    stands_alone = bool(rest) and len(line) <= _TITLE_LENGTH and not line.endswith((".", "。", ":", "：", ",", "、"))
    return line if stands_alone else document.title[:_TITLE_LENGTH]
