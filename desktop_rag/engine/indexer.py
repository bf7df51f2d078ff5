"""Brings a collection up to date: scan, read, cut, embed, store; every document ends indexed or set aside.

Documents are stored several in one commit, first in the index, then in the catalogue. A stop at any moment leaves the
old or the new version of a document, never half of one; what is not finished is met again by the next scan.
"""

import contextlib
import dataclasses
import functools
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_rag.engine import chunk_terms, reading_version, scanner
from desktop_rag.engine.catalog import Catalog, CollectionEntry, DocumentEntry, encode_path, new_id
from desktop_rag.engine.cutting import searchable
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.exclusions import NOTHING, Exclusions
from desktop_rag.engine.hashed_places import Mounts
from desktop_rag.engine.index_items import FileDone, Item, Kept, Left, Refused, Renamed, Vanished
from desktop_rag.engine.manners import Manners
from desktop_rag.engine.reading_ahead import Admission, ReadingAhead
from desktop_rag.engine.scanner import Changes, Conditions
from desktop_rag.engine.storing import CutDocument, Stored, Storing
from desktop_rag.engine.walker import FoundFile, Rules
from desktop_rag.errors import Cancelled, DocumentNotFindable, DocumentUnreadable
from desktop_rag.protocol import Stage
from desktop_rag.records import SetAside

if TYPE_CHECKING:
    # LanceDB takes seconds to import, and the engine takes commands before it is there.
    from desktop_rag.engine.store import Store

logger = logging.getLogger(__name__)

_MOVES_A_COMMIT = 500
_PROGRESS_S = 0.2


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
    slow_file: str | None = None
    set_aside: list[SetAside] = dataclasses.field(default_factory=list)
    partly: list[SetAside] = dataclasses.field(default_factory=list)

    def note(self, entries: Iterable[DocumentEntry]) -> None:
        """List those of which something could not be read."""
        for entry in entries:
            if entry.code is not None and entry.state in ("set_aside", "partly"):
                listed = self.set_aside if entry.state == "set_aside" else self.partly
                listed.append(SetAside(entry.path, entry.part, entry.code, entry.pages, entry.pages_without_text))


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
        self._admission = Admission(max_file_mb * 1024 * 1024, may_read)
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
            reading_version.READING_VERSION if read_outdated else "", read_again, Rules(self._home, excluded),
            job.check, job.note_found, is_forgotten, is_restless, mounts.held,
            of_size=functools.partial(self._catalog.documents_of_size, collection.id),
        )  # fmt: skip
        changes = scanner.compare(roots, _files(known), conditions, only)
        mounts.note(changes.mounts, changes.plain)
        if only is not None:
            elsewhere = {entry.path for entry in changes.missing}.difference(entry.path for entry in known)
            job.know_parts(self._catalog.documents_at(collection.id, elsewhere))
        job.apply(changes, self._admission, compacts=only is None)
        return job.counts


def _files(known: Sequence[DocumentEntry]) -> list[DocumentEntry]:
    """The files among some documents, also those of which only parts are known.

    Such parts would be met by no scan, and stay for good: their file gets an entry again, as one yet to be read.
    """
    files = {entry.path: entry for entry in known if entry.part is None}
    for part in known:
        if part.path not in files:
            files[part.path] = dataclasses.replace(
                part, id=new_id(), part=None, state="pending", code=None, title="", pages=0, chunks=0, size_bytes=0,
                content_hash="", revision="", language=None, is_opened=False, kind=None, pages_without_text=0,
                pages_recognised=0,
            )  # fmt: skip
    return list(files.values())


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

    def apply(self, changes: Changes, admission: Admission, *, compacts: bool) -> None:
        """Carry out what the comparison found."""
        counts = self.counts
        unchanged = self._with_parts([*changes.unchanged, *changes.returned])
        counts.note(unchanged)
        counts.unchanged = len(unchanged) - len(counts.set_aside)
        counts.files_total = len(changes.to_read)
        counts.bytes_total = sum(found.size_bytes for found, _ in changes.to_read)
        self._save(searchable(entry) for entry in self._with_parts(changes.returned))
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
            if entry.revision.endswith(reading_version.READING_VERSION):
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
            searchable(dataclasses.replace(member, path=found.key, modified_ns=found.modified_ns))
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

    def _read_all(self, to_read: Sequence[tuple[FoundFile, DocumentEntry | None]], admission: Admission) -> None:
        reading = ReadingAhead(
            self._catalog, self._reader, admission, self._parts, self._read_again, self._is_cancelled
        )  # fmt: skip
        items = reading.items((found, self._entry(found, known)) for found, known in to_read)
        with contextlib.closing(items), self._storing as storing:
            for item, is_more_ready in items:
                self.check()
                if item is not None:
                    self._take(item)
                storing.advance(is_more_ready=is_more_ready)
                self.counts.slow_file = reading.slow_file()
                self._progress("reading")
            self.counts.slow_file = None
            storing.finish()

    def _take(self, item: Item) -> None:
        match item:
            case CutDocument():
                self._storing.take(item)
            case Refused():
                self._set_aside(item.entry, item.code)
            case Left():
                self._save([dataclasses.replace(item.entry, state="pending", is_opened=False)])
            case Kept():
                if any(entry.part is not None for entry in item.entries):
                    # With its new hash a part counts as read together with all in it: that must be there before.
                    self._storing.finish()
                self._keep(item.entries)
            case Renamed():
                self._reword(item.entries)
                self._keep(item.entries)
            case Vanished():
                self._remove(item.entries)
            case FileDone():
                self.counts.files_done += 1
                self.counts.bytes_done += item.found.size_bytes

    def _keep(self, entries: Sequence[DocumentEntry]) -> None:
        self._save(entries)
        self.counts.note(entries)
        self.counts.unchanged += sum(entry.state != "set_aside" for entry in entries)

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
