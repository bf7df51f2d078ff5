"""Brings a collection up to date: scan, read, cut, embed, store; every document ends indexed or set aside.

Documents are stored several in one commit, first in the index, then in the catalogue. A stop at any moment leaves the
old or the new version of a document, never half of one; what is not finished is met again by the next scan.
"""

import contextlib
import dataclasses
import functools
import logging
import queue
import threading
import time
from collections.abc import Callable, Container, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from desktop_rag.engine import chunk_terms, chunker, identity, page_words, scanner, scripts
from desktop_rag.engine.catalog import Catalog, CollectionEntry, DocumentEntry, decode_path, encode_path, new_id
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.exclusions import NOTHING, Exclusions
from desktop_rag.engine.hashed_places import Mounts
from desktop_rag.engine.known_parts import KnownParts, is_outermost
from desktop_rag.engine.manners import Manners
from desktop_rag.engine.parsed import ReadDocument, ReadPart
from desktop_rag.engine.reading_version import READING_VERSION
from desktop_rag.engine.scanner import Changes, Conditions
from desktop_rag.engine.storing import CutDocument, Stored, Storing
from desktop_rag.engine.walker import FoundFile, Rules
from desktop_rag.errors import (
    Cancelled,
    DocumentEmpty,
    DocumentError,
    DocumentNotAllowed,
    DocumentNotFindable,
    DocumentPicturesLeft,
    DocumentTooLarge,
    DocumentUnreadable,
    WorkerDied,
)
from desktop_rag.protocol import Stage
from desktop_rag.records import SetAside

if TYPE_CHECKING:
    # LanceDB takes seconds to import, and the engine takes commands before it is there.
    from desktop_rag.engine.store import Store

logger = logging.getLogger(__name__)

_MOVES_A_COMMIT = 500
_PROGRESS_S = 0.2
_TITLE_LENGTH = 100
_ITEMS_AHEAD = 64
_CHUNKS_AHEAD = 1_024
"""Read and cut, and waiting to be embedded: enough that nobody waits for the reader, few enough for the memory."""
_MOST_HELD = 50
_KEPT_AT_ONCE = 500
_CONTAINERS = frozenset({"mbox", "eml", "msg"})
"""Kinds that may say nothing themselves, because what they hold says it."""


@dataclass(slots=True)
class Counts:
    """What a job did so far."""

    files_seen: int = 0
    files_total: int = 0
    files_done: int = 0
    bytes_total: int = 0
    bytes_done: int = 0
    indexed: int = 0
    unchanged: int = 0
    removed: int = 0
    chunks: int = 0
    set_aside: list[SetAside] = dataclasses.field(default_factory=list)
    partly: list[SetAside] = dataclasses.field(default_factory=list)

    def note(self, entries: Iterable[DocumentEntry]) -> None:
        """List those of which something could not be read."""
        for entry in entries:
            if entry.code is not None and entry.state in ("set_aside", "partly"):
                listed = self.set_aside if entry.state == "set_aside" else self.partly
                listed.append(SetAside(entry.path, entry.part, entry.code, entry.pages, entry.pages_without_text))


@dataclass(frozen=True, slots=True)
class _Refused:
    """A document that cannot be read, and why."""

    entry: DocumentEntry
    code: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """Documents whose content is indexed already, whatever else changed."""

    entries: Sequence[DocumentEntry]


@dataclass(frozen=True, slots=True)
class _Renamed:
    """Parts that have other names now, and nothing else."""

    entries: Sequence[DocumentEntry]


@dataclass(frozen=True, slots=True)
class _Left:
    """A document whose reader was ended from outside again and again: the next job meets it."""

    entry: DocumentEntry


@dataclass(frozen=True, slots=True)
class _Vanished:
    """Parts that a file does not hold any more."""

    entries: Sequence[DocumentEntry]


@dataclass(frozen=True, slots=True)
class _FileDone:
    """All of a file has been given."""

    found: FoundFile


_Item: TypeAlias = CutDocument | _Refused | _Kept | _Renamed | _Left | _Vanished | _FileDone


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
        manners: Manners | None = None,
    ) -> None:
        """`may_read` says of a real path whether the organisation lets it be read; `manners` when to rest."""
        self._manners = manners or Manners()
        self._catalog = catalog
        self._reader = reader
        self._embedder = embedder
        self._admission = _Admission(max_file_mb * 1024 * 1024, may_read)
        self._home = home.resolve()

    def run(
        self,
        collection: CollectionEntry,
        open_store: Callable[[], "Store"],
        roots: Sequence[Path],
        report: Report,
        is_cancelled: Callable[[], bool],
        *,
        only: Sequence[Path] | None = None,
        read_again: frozenset[str] = frozenset(),
        read_outdated: bool = True,
        excluded: Exclusions = NOTHING,
        is_forgotten: Callable[[str], bool] = lambda _path: False,
        is_restless: Callable[[str, int | None], bool] = lambda _path, _modified_ns: False,
    ) -> Counts:
        """Bring what lies under some roots up to date.

        What lies under none of the roots (absolute paths of files and folders) is left alone; documents of `read_again`
        are read though they did not change, and with `read_outdated` those that were read in another way than today's.

        Args:
            collection: which one.
            open_store: its store; called only when something is to be written.
            roots: what is compared.
            report: hears how far it is.
            is_cancelled: asked all the time.
            only: compare these paths at or below the roots alone. The index is not compacted after it, because such a
                job comes every few seconds where much changes.
            read_again: ids of documents.
            read_outdated: see above.
            excluded: what the person leaves out; documents that it holds are removed.
            is_forgotten: see `scanner.Conditions`.
            is_restless: see `scanner.Conditions`.

        Raises:
            Cancelled: what was finished is kept.
            DesktopRagError: the job cannot go on; what was finished is kept.
        """
        if only is None:
            known = self._catalog.documents(collection.id)
        else:
            known = self._catalog.documents_at(collection.id, [encode_path(path) for path in only])
        # A part is read again together with the file around it.
        inside = {entry.path for entry in known if entry.part is not None and entry.id in read_again}
        read_again |= {entry.id for entry in known if entry.part is None and entry.path in inside}
        mounts = Mounts(self._catalog, collection.id)
        job = _Job(
            self._catalog, self._reader, self._embedder, open_store, collection, report, is_cancelled, read_again,
            self._manners,
        )  # fmt: skip
        report.progress("looking", job.counts)
        job.know_parts(known)
        conditions = Conditions(
            READING_VERSION if read_outdated else "", read_again, Rules(self._home, excluded), job.check,
            job.note_found, is_forgotten, is_restless, mounts.held,
            of_size=functools.partial(self._catalog.documents_of_size, collection.id),
        )  # fmt: skip
        changes = scanner.compare(roots, [entry for entry in known if entry.part is None], conditions, only)
        mounts.note(changes.mounts, changes.plain)
        if only is not None:
            elsewhere = {entry.path for entry in changes.missing}.difference(entry.path for entry in known)
            job.know_parts(self._catalog.documents_at(collection.id, elsewhere))
        job.apply(changes, self._admission, compacts=only is None)
        return job.counts


class _Job:
    """The state of one run."""

    def __init__(
        self,
        catalog: Catalog,
        reader: DocumentReader,
        embedder: Embedder,
        open_store: Callable[[], "Store"],
        collection: CollectionEntry,
        report: Report,
        is_cancelled: Callable[[], bool],
        read_again: frozenset[str],
        manners: Manners,
    ) -> None:
        self.counts = Counts()
        self._read_again = read_again
        self._catalog = catalog
        self._reader = reader
        self._open_store = open_store
        self._collection = collection
        self._report = report
        self._is_cancelled = is_cancelled
        self._parts: dict[str, list[DocumentEntry]] = {}
        self._last_progress = 0.0
        self._storing = Storing(
            open_store, catalog, embedder, on_stored=self._note_stored, on_step=lambda: self._progress("reading"),
            is_cancelled=is_cancelled, manners=manners,
        )  # fmt: skip

    @property
    def _store(self) -> "Store":
        """Opened when it is first needed: where nothing changed, nobody waits for LanceDB to load."""
        return self._open_store()

    def note_found(self) -> None:
        """One more file was met on the walk."""
        self.counts.files_seen += 1
        self._progress("looking")

    def check(self) -> None:
        """Raise `Cancelled` if the person stopped the job."""
        if self._is_cancelled():
            raise Cancelled

    def know_parts(self, known: Iterable[DocumentEntry]) -> None:
        """Remember the documents inside files by their files, which lead them wherever they go."""
        for entry in known:
            if entry.part is not None:
                self._parts.setdefault(entry.path, []).append(entry)

    def apply(self, changes: Changes, admission: _Admission, *, compacts: bool) -> None:
        """Carry out what the comparison found."""
        counts = self.counts
        unchanged = self._with_parts([*changes.unchanged, *changes.returned])
        counts.note(unchanged)
        counts.unchanged = len(unchanged) - len(counts.set_aside)
        counts.files_total = len(changes.to_read)
        counts.bytes_total = sum(found.size_bytes for found, _ in changes.to_read)
        self._save(_searchable(entry) for entry in self._with_parts(changes.returned))
        self._save(
            dataclasses.replace(entry, state="away")
            for entry in self._with_parts(changes.away)
            if entry.state != "away"
        )
        for found, entry in changes.refused:
            self._set_aside(self._entry(found, entry), found.code or DocumentUnreadable.code)
        to_read = self._follow_moves(changes)
        self._remove(self._with_parts(changes.gone))
        self._read_all(to_read, admission)
        self._progress("finishing", is_forced=True)
        if compacts and (counts.indexed or counts.removed):
            self._store.optimize()

    def _with_parts(self, entries: Iterable[DocumentEntry]) -> list[DocumentEntry]:
        """These documents, each followed by those inside it."""
        return [found for entry in entries for found in (entry, *self._parts.get(entry.path, ()))]

    # --- moved and removed --------------------------------------------------------------------------------------

    def _follow_moves(self, changes: Changes) -> list[tuple[FoundFile, DocumentEntry | None]]:
        """Recognise new files as documents that are gone from their old place, by content; returns what is left."""
        gone: dict[int, list[DocumentEntry]] = {}
        for entry in (*changes.gone, *changes.missing):
            if entry.revision.endswith(READING_VERSION):
                gone.setdefault(entry.size_bytes, []).append(entry)
        left: list[tuple[FoundFile, DocumentEntry | None]] = []
        moves: list[tuple[DocumentEntry, FoundFile]] = []
        for found, known in changes.to_read:
            moved = None
            if known is None and gone.get(found.size_bytes):
                moved = self._same_content(found, gone[found.size_bytes])
            if moved is None:
                left.append((found, known))
            else:
                gone[found.size_bytes].remove(moved)
                moves.append((moved, found))
        for start in range(0, len(moves), _MOVES_A_COMMIT):
            self.check()
            self._rename(moves[start : start + _MOVES_A_COMMIT])
        followed = {entry.id for entry, _ in moves}
        changes.gone = [entry for entry in changes.gone if entry.id not in followed]
        return left

    def _same_content(self, found: FoundFile, gone: Sequence[DocumentEntry]) -> DocumentEntry | None:
        try:
            digest = scanner.hash_file(found.path, self.check)
        except OSError:
            return None
        return next((entry for entry in gone if entry.content_hash == digest), None)

    def _rename(self, moves: Sequence[tuple[DocumentEntry, FoundFile]]) -> None:
        """Give documents their new names: their words change, their vectors do not."""
        renamed = [
            _searchable(dataclasses.replace(member, path=found.key, modified_ns=found.modified_ns))
            for entry, found in moves
            for member in self._with_parts([entry])
        ]
        self._reword(renamed)
        self._save(renamed)
        for entry, found in moves:
            self._parts[found.key] = self._parts.pop(entry.path, [])
            self.counts.bytes_done += found.size_bytes
        self.counts.files_done += len(moves)
        self.counts.unchanged += len(renamed)

    def _reword(self, renamed: Iterable[DocumentEntry]) -> None:
        """Let documents be found by the names that they have now."""
        rewordings = {entry.id: chunk_terms.renaming(entry) for entry in renamed if entry.chunks}
        if rewordings:
            self._store.reword(rewordings)

    def _remove(self, gone: Sequence[DocumentEntry]) -> None:
        if gone:
            self._store.forget([entry.id for entry in gone])
            self._catalog.remove_documents(entry.id for entry in gone)
            self.counts.removed += len(gone)
            self._report.changed([])

    # --- reading ------------------------------------------------------------------------------------------------

    def _read_all(self, to_read: Sequence[tuple[FoundFile, DocumentEntry | None]], admission: _Admission) -> None:
        items = self._reading_ahead(to_read, admission)
        with contextlib.closing(items), self._storing as storing:
            for item, is_more_ready in items:
                self.check()
                if item is not None:
                    self._take(item)
                storing.advance(is_more_ready=is_more_ready)
                self._progress("reading")
            storing.finish()

    def _take(self, item: _Item) -> None:
        match item:
            case CutDocument():
                self._storing.take(item)
            case _Refused():
                self._set_aside(item.entry, item.code)
            case _Left():
                self._save([dataclasses.replace(item.entry, state="pending", is_opened=False)])
            case _Kept():
                if any(entry.part is not None for entry in item.entries):
                    # With its new hash a part counts as read together with all in it: that must be there before.
                    self._storing.finish()
                self._keep(item.entries)
            case _Renamed():
                self._reword(item.entries)
                self._keep(item.entries)
            case _Vanished():
                self._remove(item.entries)
            case _FileDone():
                self.counts.files_done += 1
                self.counts.bytes_done += item.found.size_bytes

    def _keep(self, entries: Sequence[DocumentEntry]) -> None:
        self._save(entries)
        self.counts.note(entries)
        self.counts.unchanged += sum(entry.state != "set_aside" for entry in entries)

    def _reading_ahead(
        self, to_read: Sequence[tuple[FoundFile, DocumentEntry | None]], admission: _Admission
    ) -> Generator[tuple[_Item | None, bool]]:
        """Read the next documents while those before are embedded; two workers, two cores.

        Each comes with whether another is ready, and None comes where there is none for a while.
        """
        ready: queue.Queue[_Item] = queue.Queue(_ITEMS_AHEAD)
        ended = threading.Event()
        ahead = _Ahead()

        def give(item: _Item) -> None:
            while not ended.is_set():
                if ahead.has_room():
                    with contextlib.suppress(queue.Full):
                        ready.put(item, timeout=0.05)
                        ahead.put(item)
                        return
                else:
                    ended.wait(0.05)
            raise Cancelled

        def read() -> None:
            for found, known in to_read:
                self._read_file(found, self._entry(found, known), admission, give)
                give(_FileDone(found))

        with ThreadPoolExecutor(1, "reading") as pool:
            reading = pool.submit(read)
            try:
                while not (reading.done() and ready.empty()):
                    item = None
                    with contextlib.suppress(queue.Empty):
                        item = ready.get(timeout=0.05)
                    ahead.take(item)
                    yield item, not ready.empty()
            finally:
                ended.set()
        reading.result()

    def _read_file(
        self, found: FoundFile, entry: DocumentEntry, admission: _Admission, give: Callable[[_Item], None]
    ) -> None:
        """Read and cut one file and what lies in it, and give what becomes of each."""
        self.check()
        parts = _PartsOf(self._parts.get(found.key, ()), give, self._read_again)
        try:
            digest = self._admit(found, admission)
            entry = dataclasses.replace(
                entry, content_hash=digest, size_bytes=found.size_bytes, modified_ns=found.modified_ns
            )
            revision = f"{digest[:32]}/{READING_VERSION}"
            if entry.revision == revision and entry.id not in self._read_again and parts.are_whole:
                give(_Kept([_searchable(member) for member in parts.kept(entry)]))
                return
            # "pending" though an earlier version may be searchable: size and time are those of the file already, and
            # after a stop the next scan must not take it for unchanged.
            self._catalog.save_documents([dataclasses.replace(entry, state="pending", code=None, is_opened=True)])
            document = self._reader.read(
                found.path,
                give_part=lambda part: parts.take(part, entry),
                same_parts=parts.settled(),
                is_cancelled=self._is_cancelled,
            )
            read = _cut(entry, document, revision, may_be_empty=parts.count > 0)
            parts.finish()
            give(read)  # after all that it holds: where it is there, nothing in it is missing
        except DocumentError as error:
            if not scanner.exists(found.path):
                # Renamed or removed since it was seen. The next scan says which, and may know it by its content.
                give(_Left(entry) if entry.revision else _Vanished([entry]))
                return
            give(_Refused(entry, error.code))
            parts.finish()
        except WorkerDied:
            give(_Left(entry))

    def _admit(self, found: FoundFile, admission: _Admission) -> str:
        """The hash of a file that may be read; raises a `DocumentError`."""
        if not admission.may_read(found.path.resolve()):
            raise DocumentNotAllowed
        if found.size_bytes > admission.max_bytes:
            raise DocumentTooLarge(megabytes=found.size_bytes // (1024 * 1024))
        if found.size_bytes == 0:
            raise DocumentEmpty
        try:
            return scanner.hash_file(found.path, self.check)
        except OSError:
            raise DocumentUnreadable from None

    # --- writing ------------------------------------------------------------------------------------------------

    def _note_stored(self, stored: Stored) -> None:
        entries = [document.entry for document in stored.documents]
        self._report.changed(entries)
        self.counts.note(entries)
        self.counts.indexed += len(entries)
        self.counts.chunks += sum(len(document.chunks) for document in stored.documents)
        if stored.lost:
            logger.warning("%d documents were indexed and are not found", len(stored.lost))
            not_found = [
                dataclasses.replace(entry, state="partly", code=DocumentNotFindable.code)
                for entry in entries
                if entry.id in stored.lost
            ]
            self._save(not_found)
            self.counts.note(not_found)

    def _set_aside(self, entry: DocumentEntry, code: str) -> None:
        """Note why a document cannot be read; what was indexed of an earlier version is removed."""
        if entry.chunks:
            self._store.replace([entry.id], [])
        self._save(
            [dataclasses.replace(entry, state="set_aside", code=code, revision="", chunks=0, pages=0, is_opened=False)],
            {entry.id: {}},
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

    def _save(
        self,
        entries: Iterator[DocumentEntry] | Sequence[DocumentEntry],
        words: Mapping[str, Mapping[int, bytes]] | None = None,
    ) -> None:
        saved = list(entries)
        if saved:
            self._catalog.save_documents(saved, words)
            self._report.changed(saved)

    def _progress(self, stage: Stage, *, is_forced: bool = False) -> None:
        now = time.monotonic()
        if is_forced or now - self._last_progress >= _PROGRESS_S:
            self._last_progress = now
            self._report.progress(stage, self.counts)


class _Ahead:
    """How many chunks are read and not embedded yet; one thread puts, another takes."""

    def __init__(self) -> None:
        self._put = self._taken = 0

    def has_room(self) -> bool:
        return self._put - self._taken < _CHUNKS_AHEAD

    def put(self, item: object) -> None:
        self._put += len(item.chunks) if isinstance(item, CutDocument) else 0

    def take(self, item: object) -> None:
        self._taken += len(item.chunks) if isinstance(item, CutDocument) else 0


class _PartsOf:
    """The documents inside one file: what became of each is given, also of those that are gone.

    A part of new content that has the name of a known one is held back to the end: it may be that one, edited, or stand
    before it, so that the known one comes by another name. An outermost part comes after all that lies in it: where it
    is there after a stop, it need not be read again.
    """

    def __init__(
        self, known: Sequence[DocumentEntry], give: Callable[[_Item], None], read_again: Container[str]
    ) -> None:
        self._entries = known
        self._known = KnownParts(known)
        self._give = give
        self._read_again = read_again
        self._unchanged: list[DocumentEntry] = []
        self._renamed: list[DocumentEntry] = []
        self._held: list[tuple[ReadPart, DocumentEntry]] = []
        self._outermost: CutDocument | DocumentEntry | None = None
        self.count = 0

    @property
    def are_whole(self) -> bool:
        """Whether none waits to be read again."""
        return not any(part.state == "pending" for part in self._entries)

    def kept(self, around: DocumentEntry) -> list[DocumentEntry]:
        """The file and all its parts with its time, where its bytes are those that were read."""
        return [around, *(dataclasses.replace(part, modified_ns=around.modified_ns) for part in self._entries)]

    def settled(self) -> list[str]:
        """The contents of parts that need not be read."""
        return self._known.settled(READING_VERSION, self._read_again)

    def take(self, part: ReadPart, around: DocumentEntry) -> None:
        """Give what becomes of a part that was read, or need not be."""
        self.count += 1
        if is_outermost(part.name):
            self._give_outermost()
        known = self._known.claim_content(part.content_hash, part.name)
        if part.is_same:
            if known is not None:
                self._keep(known, part.name, around, was=known)
                for inner in self._known.claim_inside(known.part or ""):
                    name = f"{part.name}{(inner.part or '').removeprefix(known.part or '')}"
                    self._keep(inner, name, around, was=inner)
            return
        if known is None and part.document is not None:
            known = self._known.claim_content(part.document.digest()[:32], part.name)
        if known is None and self._known.holds(part.name):
            if part.document is not None and len(self._held) < _MOST_HELD:
                self._held.append((part, around))
                return
            known = self._known.claim_name(part.name)
        self._settle(part, around, known)

    def finish(self) -> None:
        """Give what waited, and what is in the file no more; only once all of it was read."""
        self._give_outermost()
        settled = [(part, around, self._known.claim_name(part.name)) for part, around in self._held]
        if gone := self._known.left():
            self._give(_Vanished(gone))
        self._give_unchanged()
        if self._renamed:
            self._give(_Renamed(self._renamed))
        for part, around, known in settled:
            if is_outermost(part.name):
                self._give_outermost()
            self._settle(part, around, known)
        self._give_outermost()
        self._give_unchanged()

    def _settle(self, part: ReadPart, around: DocumentEntry, known: DocumentEntry | None) -> None:
        entry = known or dataclasses.replace(
            around, id=new_id(), part=part.name, state="pending", code=None, title="", pages=0, chunks=0,
            content_hash="", revision="", language=None, is_opened=False, kind=None,
        )  # fmt: skip
        entry = dataclasses.replace(
            entry, path=around.path, size_bytes=part.size_bytes, modified_ns=around.modified_ns,
            content_hash=part.content_hash,
        )  # fmt: skip
        if part.document is None:
            code = part.code or DocumentUnreadable.code
            self._give(_Refused(dataclasses.replace(entry, part=part.name), code))
            return
        revision = f"{part.document.digest()[:32]}/{READING_VERSION}"
        if entry.revision == revision and entry.id not in self._read_again:
            self._keep(entry, part.name, around, was=known)
            return
        entry = dataclasses.replace(entry, part=part.name)
        try:
            read = _cut(entry, part.document, revision, may_be_empty=part.document.kind in _CONTAINERS)
        except DocumentError as error:
            self._give(_Refused(entry, error.code))
            return
        if is_outermost(part.name):
            self._outermost = read
        else:
            self._give(read)

    def _keep(self, entry: DocumentEntry, name: str, around: DocumentEntry, was: DocumentEntry | None) -> None:
        """Note a part that says what it said, under the name that it has now; `was` is what the catalogue has."""
        kept = _searchable(dataclasses.replace(entry, part=name, path=around.path, modified_ns=around.modified_ns))
        if entry.part != name:
            # Others wait for its old name. What lies in it may be new, so it keeps the hash by which it is read again.
            content_hash = was.content_hash if was is not None else kept.content_hash
            self._renamed.append(dataclasses.replace(kept, content_hash=content_hash))
        elif is_outermost(name):
            self._outermost = kept
        else:
            self._note_unchanged(kept)

    def _give_outermost(self) -> None:
        """All that lies in the outermost part that was read last has been given."""
        item, self._outermost = self._outermost, None
        if isinstance(item, DocumentEntry):
            self._note_unchanged(item)
        elif item is not None:
            self._give(item)

    def _note_unchanged(self, kept: DocumentEntry) -> None:
        self._unchanged.append(kept)
        if len(self._unchanged) >= _KEPT_AT_ONCE:
            self._give_unchanged()

    def _give_unchanged(self) -> None:
        if self._unchanged:
            self._give(_Kept(self._unchanged))
            self._unchanged = []


def _cut(entry: DocumentEntry, document: ReadDocument, revision: str, *, may_be_empty: bool) -> CutDocument:
    """A document cut into chunks; raises `DocumentEmpty`."""
    chunks = chunker.split_pages(document.pages)
    if not chunks and not may_be_empty:
        raise DocumentEmpty
    title = _title(document)
    code = document.parts_code
    if document.pages_without_text and code is None:
        code = DocumentPicturesLeft.code
    read = dataclasses.replace(
        entry,
        state="indexed",
        code=code,
        title=title,
        pages=document.page_count or 0,
        chunks=len(chunks),
        revision=revision,
        language=scripts.language(" ".join(chunk.text for chunk in chunks[:8])),
        is_opened=False,
        kind=document.kind,
        pages_without_text=document.pages_without_text,
        pages_recognised=document.pages_recognised,
    )
    about = identity.of_first_page(next((page.text for page in document.pages if page.text.strip()), ""))
    path = decode_path(entry.path)
    found_by = [chunk_terms.of_chunk(path, entry.part, title, about, chunk.heading, chunk.text) for chunk in chunks]
    words = page_words.packed(document.pages)
    return CutDocument(_searchable(read), bool(entry.revision), title, chunks, found_by, words)


def _searchable(entry: DocumentEntry) -> DocumentEntry:
    """A document as it is when its file is there: in the index whole, or partly where a code says what is missing."""
    if not entry.revision:
        return dataclasses.replace(entry, state="pending" if entry.code is None else "set_aside")
    return dataclasses.replace(entry, state="indexed" if entry.code is None else "partly")


def _title(document: ReadDocument) -> str:
    """What the document calls itself: its first heading, or its first line where that stands alone, or its own note.

    Most formats keep the note of another document; that of a mail, a web page or a book is what people see.
    """
    is_mail = document.kind in ("eml", "msg")
    if not document.pages or is_mail or (document.title and document.kind in ("html", "mhtml", "epub")):
        return document.title[:_TITLE_LENGTH]
    first = document.pages[0]
    for heading in first.headings[:1]:
        if len(heading.title) <= _TITLE_LENGTH:
            return heading.title
    line, _, rest = first.text.lstrip().partition("\n")
    line = line.strip()
    stands_alone = bool(rest) and len(line) <= _TITLE_LENGTH and not line.endswith((".", "。", ":", "：", ",", "、"))
    return line if stands_alone else document.title[:_TITLE_LENGTH]
