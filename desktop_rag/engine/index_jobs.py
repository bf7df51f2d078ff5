"""The jobs of the indexing lane: add and bring up to date, try again, read anew, move to another embedding model."""

import contextlib
import dataclasses
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from desktop_rag import protocol
from desktop_rag.engine import exclusions, mover, reading_version, scanner
from desktop_rag.engine.catalog import CollectionEntry, DocumentEntry, checked_name, encode_path
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.indexer import Counts, Indexer, Report
from desktop_rag.engine.lanes import Emit, Job
from desktop_rag.engine.library import Library, absolute, to_record
from desktop_rag.engine.loaded_models import LoadedModels
from desktop_rag.engine.manners import Manners
from desktop_rag.engine.unfinished_jobs import Asked, UnfinishedJobs
from desktop_rag.errors import (
    Cancelled,
    CollectionUnknown,
    DiskFull,
    DiskNotEncrypted,
    DocumentUnknown,
    LibraryUnreadable,
    PathUnknown,
    RefusedByPolicy,
    WorkerError,
)
from desktop_rag.policy import Policy, allows_document, allows_folder
from desktop_rag.protocol import Event
from desktop_rag.settings import Settings

if TYPE_CHECKING:
    # LanceDB takes seconds to import; what needs no store is answered before.
    from desktop_rag.engine.store import Store

Command: TypeAlias = protocol.Index | protocol.Refresh | protocol.Retry | protocol.ReadAnew

ASK_FROM_S = 60.0
"""What reads more than this anew waits until a person has seen the estimate and agreed."""
_ASK_FROM_CHUNKS = 500
"""The same where nobody knows yet how fast this computer is."""
_PACE_FROM_CHUNKS = 64
"""Fewer chunks say more about the start of a model than about its speed."""
_GOES_ON_LATER = (Cancelled, DiskFull, LibraryUnreadable, WorkerError)
"""What ends a job and says nothing against it: the program is closed, or what it needs is missing for now. Where a
person stopped it, it has ended already."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Work:
    """What one job does in one collection.

    Attributes:
        collection: which one.
        roots: the places that are brought up to date.
        read_again: ids of documents that are read though they did not change.
        named: places that a person named, so that also what was forgotten there is read.
        reads_outdated: everything that was read in another way than today's is read anew, however long it takes.
    """

    collection: CollectionEntry
    roots: Sequence[Path]
    read_again: frozenset[str] = frozenset()
    named: Sequence[Path] = ()
    reads_outdated: bool = False


class IndexJobs:
    """Carries out one job after another; used by the indexing lane alone, but for `plan_reading`."""

    def __init__(
        self,
        library: Library,
        reader: DocumentReader,
        models: LoadedModels,
        home: Path,
        *,
        settings: Callable[[], Settings],
        policy: Callable[[], Policy],
        emit: Emit,
        on_indexed: Callable[[CollectionEntry, "Store"], None],
        manners: Manners,
    ) -> None:
        """`on_indexed` is called after a job that wrote to a collection's index."""
        self._library = library
        self._catalog = library.catalog
        self.reader = reader
        self._models = models
        self._home = home
        self._settings = settings
        self._policy = policy
        self._emit = emit
        self._on_indexed = on_indexed
        self._manners = manners
        self.unfinished = UnfinishedJobs(library.catalog)

    def carry_out(self, job: Job, command: Command) -> Event:
        """Do it; returns the event that ends the job. Raises what the indexer raises, `PathUnknown` and the like.

        `Refresh` also goes on with what an earlier stop left undone.
        """
        try:
            done = self._carry_out(job, command)
        except _GOES_ON_LATER:
            self.unfinished.leave(command.id)
            raise
        except BaseException:
            self.unfinished.end(command.id)
            raise
        self.unfinished.end(command.id)
        return done

    def _carry_out(self, job: Job, command: Command) -> Event:
        self._check_disk()
        started = time.monotonic()
        left = self.unfinished.take(command.id) if isinstance(command, protocol.Refresh) else []
        total = Counts()
        name = ""
        for work in self._plan(job, command, left):
            name = work.collection.name
            _add(total, self._bring_up_to_date(job, command, work))
        known = {entry.id: entry for entry in self._catalog.collections()}
        for move in (command, *left):
            if isinstance(move, protocol.ReadAnew) and move.model is not None and move.collection_id in known:
                name = known[move.collection_id].name
                _add(total, self._move(job, command.id, known[move.collection_id], move.model))
        return _done(command, name, total, started)

    def look_at(
        self, job: Job, collection_id: str, paths: Sequence[Path], is_restless: Callable[[str, int | None], bool]
    ) -> bool:
        """Quietly compare some paths at or below chosen places with the disk, and read what changed.

        The index is not put in order after it: `tidy`.

        Args:
            job: gives way to others.
            collection_id: of the collection.
            paths: files and folders.
            is_restless: says of a path and its time whether it may still be changing, and is left for the next time.

        Returns:
            Whether anything had changed.

        Raises:
            CollectionUnknown, and what the indexer raises.
        """
        self._check_disk()
        collection = self._catalog.collection(collection_id)
        store = _StoreInUse(self._library, collection)
        with self._embedder_of(collection) as embedder, self._library.writing(collection):
            counts = self._indexer(embedder).run(
                collection, store.open, self._roots(collection_id), _QuietEvents("", collection, self._emit),
                job.is_cancelled, only=paths, read_outdated=not self._must_ask(collection),
                excluded=exclusions.parse(self._settings().index.exclude),
                is_forgotten=self._library.erasures.forgotten(collection_id).holds, is_restless=is_restless,
            )  # fmt: skip
        if store.is_used:
            self._emit(protocol.LibraryChanged(id="", collection_id=collection_id))
        return store.is_used or bool(counts.indexed or counts.removed)

    def tidy(self, collection_id: str) -> None:
        """Put the index of a collection in order after many small changes; raises `CollectionUnknown`."""
        collection = self._catalog.collection(collection_id)
        store = self._library.store(collection)
        store.optimize(is_quiet=True)
        self._library.note_index(collection)
        self._on_indexed(collection, store)

    def plan_reading(self, command: protocol.PlanReading) -> protocol.ReadingPlanned:
        """What `ReadAnew` with the same fields would do; raises `CollectionUnknown`."""
        collection = self._catalog.collection(command.collection_id)
        if command.model is not None:
            documents, chunks = self._catalog.counts(collection.id)
        else:
            documents, chunks = self._catalog.outdated(collection.id, reading_version.READING_VERSION)
        model = command.model or collection.embedding_model
        return protocol.ReadingPlanned(
            id=command.id, collection_id=collection.id, model=model, documents=documents, chunks=chunks,
            seconds=self._estimate(model, chunks),
        )  # fmt: skip

    def collections_of(self, command: protocol.Command) -> frozenset[str]:
        """Ids of the collections whose places a command has looked through; none of one that is no such job."""
        match command:
            case protocol.Index():
                with contextlib.suppress(CollectionUnknown):
                    return frozenset((self._catalog.collection_by_name(command.collection).id,))
            case protocol.ReadAnew():
                return frozenset((command.collection_id,))
            case protocol.Refresh():
                known = {entry.id for entry in self._catalog.collections()}
                return frozenset(known if command.collection_id is None else (command.collection_id,))
        return frozenset()

    # --- one collection -----------------------------------------------------------------------------------------

    def _bring_up_to_date(self, job: Job, command: Command, work: _Work) -> Counts:
        collection = work.collection
        store = _StoreInUse(self._library, collection)
        report = _ProgressEvents(command.id, collection, self._emit)
        started = time.monotonic()
        with self._embedder_of(collection) as embedder, self._library.writing(collection):
            counts = self._indexer(embedder).run(
                collection, store.open, work.roots, report, job.is_cancelled, read_again=work.read_again,
                read_outdated=work.reads_outdated or not self._must_ask(collection),
                excluded=exclusions.parse(self._settings().index.exclude),
                is_forgotten=self._library.erasures.forgotten(collection.id).unless_under(work.named),
            )  # fmt: skip
        self._library.erasures.choose_again(collection.id, work.named)
        self._note_pace(embedder.name, counts, time.monotonic() - started)
        if store.opened is not None:
            self._library.note_index(collection)
            self._on_indexed(collection, store.opened)
        self._emit(protocol.LibraryChanged(id="", collection_id=collection.id))
        return counts

    def _move(self, job: Job, command_id: str, collection: CollectionEntry, model: str) -> Counts:
        if model == collection.embedding_model:
            return Counts()
        with self._models.embedder_in_use(model) as embedder:
            dimension = embedder.wait_until_loaded(job.is_cancelled)
            old, new = self._library.store(collection), self._library.next_store(collection, model, dimension)
            report = _ProgressEvents(command_id, collection, self._emit)
            started = time.monotonic()
            counts = mover.move(
                self._catalog.documents(collection.id), old, new, embedder, report, job.is_cancelled,
                self._manners.step,
            )  # fmt: skip
        self._note_pace(model, counts, time.monotonic() - started)
        collection = self._library.finish_move(collection, model, dimension, new)
        self._on_indexed(collection, new)
        self._emit(protocol.LibraryChanged(id="", collection_id=collection.id))
        return counts

    def _embedder_of(self, collection: CollectionEntry) -> contextlib.AbstractContextManager[Embedder]:
        """The embedder that made the collection's vectors; raises `ModelMissing` where its model is gone.

        Then the person chooses another, sees what moving to it costs, and agrees: `ReadAnew`.
        """
        return self._models.embedder_in_use(collection.embedding_model)

    def _indexer(self, embedder: Embedder) -> Indexer:
        policy = self._policy()
        return Indexer(
            self._catalog, self.reader, embedder, self._settings().index.max_file_mb, self._home,
            lambda path: allows_document(policy, path), self._manners,
        )  # fmt: skip

    def _check_disk(self) -> None:
        """Raise `DiskNotEncrypted` where an encrypted disk is asked for and this one is not known to be one."""
        if self._settings().privacy.require_disk_encryption:
            from desktop_rag import disk_encryption

            if not disk_encryption.state(self._home).is_encrypted:
                raise DiskNotEncrypted

    # --- how long it takes --------------------------------------------------------------------------------------

    def _must_ask(self, collection: CollectionEntry) -> bool:
        """Whether reading what is outdated takes so long that a person is asked before."""
        _documents, chunks = self._catalog.outdated(collection.id, reading_version.READING_VERSION)
        seconds = self._estimate(collection.embedding_model, chunks)
        return chunks > _ASK_FROM_CHUNKS if seconds is None else seconds > ASK_FROM_S

    def _estimate(self, model: str, chunks: int) -> float | None:
        pace = self._catalog.pace(model)
        return chunks / pace if pace else None

    def _note_pace(self, model: str, counts: Counts, seconds: float) -> None:
        if counts.chunks >= _PACE_FROM_CHUNKS and seconds > 0:
            self._catalog.note_pace(model, counts.chunks / seconds)

    # --- what a job is about ------------------------------------------------------------------------------------

    def _plan(self, job: Job, command: Command, left: Sequence[Asked]) -> list[_Work]:
        match command:
            case protocol.Index():
                return [self._plan_index(job, command)]
            case protocol.Retry():
                return self._plan_retry(command)
            case protocol.Refresh():
                return self._plan_refresh(job, command, left)
            case protocol.ReadAnew():
                collection = self._catalog.collection(command.collection_id)
                if command.model is not None:
                    return []  # no file is read for it
                return [_Work(collection, self._roots(collection.id), reads_outdated=True)]

    def _plan_refresh(self, job: Job, command: protocol.Refresh, left: Sequence[Asked]) -> list[_Work]:
        """All collections, or one; with those that were being added to when an earlier life of ours ended."""
        wanted = command.collection_id
        chosen = None if wanted is None else self._catalog.collection(wanted).id
        asked: list[_Work] = []
        for each in left:
            # What is gone by now is no reason not to do the rest.
            with contextlib.suppress(PathUnknown, RefusedByPolicy, CollectionUnknown, DocumentUnknown):
                asked += self._plan(job, each, ())
        touched = {chosen, *(work.collection.id for work in asked)}
        return [
            _Work(
                entry, self._roots(entry.id),
                frozenset().union(*(work.read_again for work in asked if work.collection.id == entry.id)),
                [path for work in asked if work.collection.id == entry.id for path in work.named],
                any(work.reads_outdated for work in asked if work.collection.id == entry.id),
            )
            for entry in self._catalog.collections()
            if chosen is None or entry.id in touched
        ]  # fmt: skip

    def _roots(self, collection_id: str) -> list[Path]:
        return [absolute(root) for root in self._catalog.roots(collection_id)]

    def _plan_index(self, job: Job, command: protocol.Index) -> _Work:
        roots = [absolute(path) for path in command.paths]
        if not all(allows_folder(self._policy(), _folder_of(root)) for root in roots):
            raise RefusedByPolicy(key="documents.allowed_folders")
        self.reader.wake()
        try:
            collection = self._catalog.collection_by_name(command.collection)
        except CollectionUnknown:
            collection = self._add_collection(job, command.collection, roots)
        documents = self._catalog.documents(collection.id)
        known = {*self._catalog.roots(collection.id), *(entry.path for entry in documents)}
        if not all(scanner.exists(root) or any(scanner.lies_under(path, root) for path in known) for root in roots):
            raise PathUnknown
        self._catalog.add_roots(collection.id, [encode_path(root) for root in roots if scanner.exists(root)])
        # Who names a file that was set aside asks for it to be read again.
        named = {encode_path(root) for root in roots}
        aside = frozenset(entry.id for entry in documents if entry.state == "set_aside" and entry.path in named)
        return _Work(collection, roots, aside, named=roots)

    def _add_collection(self, job: Job, name: str, roots: Sequence[Path]) -> CollectionEntry:
        checked_name(name)
        if not all(scanner.exists(root) for root in roots):
            raise PathUnknown
        embedder = self._models.best_embedder()
        collection = self._catalog.add_collection(name, embedder.name, embedder.wait_until_loaded(job.is_cancelled), 1)
        self._emit(protocol.LibraryChanged(id="", collection_id=collection.id))
        return collection

    def _plan_retry(self, command: protocol.Retry) -> list[_Work]:
        self.reader.wake()
        by_collection: dict[str, list[DocumentEntry]] = {}
        for document_id in command.document_ids:
            document = self._catalog.document(document_id)
            by_collection.setdefault(document.collection_id, []).append(document)
        return [
            _Work(
                self._catalog.collection(key), [absolute(entry.path) for entry in entries],
                frozenset(entry.id for entry in entries),
            )
            for key, entries in by_collection.items()
        ]  # fmt: skip


class _StoreInUse:
    """The store of a collection, opened only when a job needs it, or when it is not as we left it.

    `is_used` says whether the job needed it.
    """

    def __init__(self, library: Library, collection: CollectionEntry) -> None:
        self._library = library
        self._collection = collection
        self.opened: Store | None = None
        self.is_used = False
        if not library.is_index_as_noted(collection):
            self.opened = library.store(collection)

    def open(self) -> "Store":
        self.is_used = True
        self.opened = self._library.store(self._collection)
        return self.opened


def _add(total: Counts, counts: Counts) -> None:
    total.indexed += counts.indexed
    total.unchanged += counts.unchanged
    total.removed += counts.removed
    total.chunks += counts.chunks
    total.set_aside += counts.set_aside
    total.partly += counts.partly


def _done(command: Command, collection: str, total: Counts, started: float) -> protocol.IndexDone:
    return protocol.IndexDone(
        id=command.id, collection=collection, indexed=total.indexed, unchanged=total.unchanged,
        removed=total.removed, set_aside=tuple(total.set_aside), chunks=total.chunks,
        seconds=round(time.monotonic() - started, 3), partly=tuple(total.partly),
    )  # fmt: skip


def _folder_of(root: Path) -> Path:
    """The real folder that a chosen place is or lies in; a path that the system cannot follow stays as it is."""
    try:
        real = root.resolve()
        return real if real.is_dir() else real.parent
    except (OSError, RuntimeError):
        return root


class _ProgressEvents(Report):
    """Turns an indexing job's reports into events, with rate and time left."""

    def __init__(self, command_id: str, collection: CollectionEntry, emit: Emit) -> None:
        self._id = command_id
        self._collection = collection
        self._emit = emit
        self._started = time.monotonic()

    def progress(self, stage: protocol.Stage, counts: Counts) -> None:
        elapsed = time.monotonic() - self._started
        is_looking = stage == "looking"
        rate = counts.files_done / elapsed if counts.files_done and elapsed > 0 else None
        done = counts.bytes_done
        left = elapsed * (counts.bytes_total - done) / done if done and elapsed > 1 else None
        self._emit(
            protocol.Progress(
                id=self._id, stage=stage, collection=self._collection.name,
                files_done=counts.files_seen if is_looking else counts.files_done, files_total=counts.files_total,
                bytes_done=done, bytes_total=counts.bytes_total, chunks=counts.chunks, files_per_second=rate,
                seconds_left=left, slow_file=counts.slow_file,
            )
        )  # fmt: skip

    def changed(self, documents: Sequence[DocumentEntry]) -> None:
        self._emit(
            protocol.LibraryChanged(
                id="", collection_id=self._collection.id, documents=tuple(to_record(entry) for entry in documents)
            )
        )


class _QuietEvents(_ProgressEvents):
    """Tells of documents alone: nobody waits for a job that nobody asked for."""

    def progress(self, stage: protocol.Stage, counts: Counts) -> None:
        """`WatchChanged` says how much is left."""
