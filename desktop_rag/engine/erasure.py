"""Forgets documents, folders, chats, collections or everything, looks afterwards, and says what it saw.

Each erasure goes the same way: in one commit the catalogue loses what is doomed and notes what is still to be done; the
index is written anew; caches are emptied; the catalogue is written anew; then all of it is looked at. A stop at any
moment leaves the note, and the next start goes on from there. No question finds anything of it after the first commit.
"""

import logging
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_rag import paths
from desktop_rag.engine import scanner, source_pages
from desktop_rag.engine.catalog import decode_path, encode_path
from desktop_rag.engine.chats import Chats, QuotingTurns, Source
from desktop_rag.engine.erasure_record import Doomed, ErasureRecord, Work
from desktop_rag.engine.library import Library
from desktop_rag.errors import ChatUnknown, CollectionUnknown, PathUnknown
from desktop_rag.records import HealthCheck, QuotingChat

if TYPE_CHECKING:
    # LanceDB takes seconds to import; what needs no store is answered before.
    from desktop_rag.engine.store import Rewritten

logger = logging.getLogger(__name__)

DUE_AFTER_S = 4 * 3600.0
"""Old text that is younger waits, so that a document which is saved every minute has its collection rewritten a few
times a day and not at every saving."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was removed, and what was seen afterwards.

    `checks` are codes: index_rows (no row of the documents is left), index_files (no file of the index is older than
    the erasure), index_whole (everything else is still there and indexed), index_gone (the folder of the index is
    gone), catalogue (no entry, free page or write-ahead log), chats (none shows text of it), pictures (the cache
    folder is empty), logs (they are empty).
    """

    documents: int
    chunks: int
    chats: int
    turns: int
    checks: tuple[HealthCheck, ...]
    seconds: float

    @property
    def is_checked(self) -> bool:
        """Whether every check was passed."""
        return all(check.is_ok for check in self.checks)


class _Look:
    """Collects what is seen; a code that is looked at several times holds only if it held each time."""

    def __init__(self) -> None:
        self._seen: dict[str, bool] = {}

    def note(self, code: str, *, is_ok: bool) -> None:
        self._seen[code] = self._seen.get(code, True) and is_ok

    def note_index(self, seen: "Rewritten", *, holds_documents: bool) -> None:
        self.note("index_rows", is_ok=not holds_documents)
        self.note("index_files", is_ok=seen.files_are_new)
        self.note("index_whole", is_ok=seen.is_whole)

    def checks(self) -> tuple[HealthCheck, ...]:
        failed = [code for code, is_ok in self._seen.items() if not is_ok]
        if failed:
            logger.warning("an erasure left something: %s", ", ".join(failed))
        return tuple(
            HealthCheck(code, is_ok, None if is_ok else "erasure_incomplete") for code, is_ok in self._seen.items()
        )


class Eraser:
    """Every way to forget. Used by the indexing lane alone; questions go on meanwhile."""

    def __init__(self, library: Library, chats: Chats, home: Path, forget_caches: Callable[[], None]) -> None:
        """`forget_caches` empties what the engine holds in memory of documents and chats."""
        self._library = library
        self._catalog = library.catalog
        self._record: ErasureRecord = library.erasures
        self._chats = chats
        self._home = home
        self._forget_caches = forget_caches

    # --- documents ----------------------------------------------------------------------------------------------

    def chats_that_quote(self, roots: Sequence[Path], collection: str | None) -> list[QuotingChat]:
        """Chats that lose turns with `with_chats`, newest first: of some places, or of a whole collection.

        Raises `CollectionUnknown`.
        """
        found = self._quoting(roots, collection) if roots else self._quoting_collection(self._id_of(collection))
        return [QuotingChat(entry.chat.id, entry.chat.title, len(entry.turn_ids)) for entry in found]

    def forget(self, roots: Sequence[Path], collection: str | None, *, with_chats: bool) -> Receipt:
        """Forget what lies under some paths; the files themselves stay, and are not read again by themselves.

        Raises:
            PathUnknown: nothing of it is in the library or, with `with_chats`, in a chat.
            CollectionUnknown: there is no collection of this name.
            DiskFull: nothing of it is found any more; the rest is done at the next start.
        """
        started = time.monotonic()
        quoting = self._quoting(roots, collection) if with_chats else []
        doomed = Doomed(turns=quoting)
        chunks = 0
        entries = [self._catalog.collection_by_name(collection)] if collection else self._catalog.collections()
        for entry in entries:
            documents = [
                document
                for document in self._catalog.documents(entry.id)
                if any(scanner.lies_under(document.path, root) for root in roots)
            ]
            if documents:
                doomed.documents[entry.id] = [document.id for document in documents]
                chunks += sum(document.chunks for document in documents)
            chosen = self._catalog.roots(entry.id)
            gone = [root for root in chosen if any(scanner.lies_under(root, path) for path in roots)]
            doomed.roots += [(entry.id, root) for root in gone]
            left = [decode_path(root) for root in chosen if root not in gone]
            keys = [encode_path(path) for path in roots]
            doomed.forgotten += [(entry.id, key) for key in keys if any(scanner.lies_under(key, root) for root in left)]
        if not (doomed.documents or doomed.roots or quoting):
            raise PathUnknown
        self._record.begin(doomed)
        look = _Look()
        for collection_id, document_ids in doomed.documents.items():
            self._erase(collection_id, document_ids, look)
        self._finish("catalogue", look)
        ids = {document_id for document_ids in doomed.documents.values() for document_id in document_ids}
        look.note("catalogue", is_ok=ids.isdisjoint(document.id for document in self._catalog.documents()))
        if with_chats:
            look.note("chats", is_ok=not self._quoting(roots, collection))
        return self._receipt(len(ids), chunks, quoting, look, started)

    def forget_collection(self, name: str, *, with_chats: bool) -> Receipt:
        """Forget a collection whole; raises `CollectionUnknown`."""
        started = time.monotonic()
        collection = self._catalog.collection_by_name(name)
        documents, chunks = self._catalog.counts(collection.id)
        quoting = self._quoting_collection(collection.id) if with_chats else []
        self._record.begin(Doomed(collections=[collection.id], turns=quoting))
        look = _Look()
        look.note("index_gone", is_ok=self._library.drop_index(collection.id))
        self._finish("catalogue", look)
        if with_chats:
            look.note("chats", is_ok=not self._quoting_collection(collection.id))
        return self._receipt(documents, chunks, quoting, look, started)

    def erase_old_text(self, collection_id: str | None, *, is_due_only: bool) -> Receipt:
        """Write indexes anew whose files hold text of edited or removed documents.

        Args:
            collection_id: one collection, or None for all.
            is_due_only: leave out what is younger than `DUE_AFTER_S`.

        Raises:
            CollectionUnknown: there is no such collection.
        """
        started = time.monotonic()
        if collection_id is not None:
            self._catalog.collection(collection_id)
        look = _Look()
        latest = time.time() - DUE_AFTER_S
        due = [
            entry_id
            for entry_id, since in self._record.old_text().items()
            if collection_id in (None, entry_id) and (not is_due_only or since <= latest)
        ]
        if due or not is_due_only:
            self._record.begin(Doomed())
            for entry_id in due:
                self._erase(entry_id, [], look)
            self._finish("catalogue", look)
        return self._receipt(0, 0, [], look, started)

    # --- chats --------------------------------------------------------------------------------------------------

    def forget_chat(self, chat_id: str) -> Receipt:
        """Forget a chat with all its turns; raises `ChatUnknown`."""
        self._chats.open(chat_id)
        return self.forget_chats([chat_id])

    def forget_chats(self, chat_ids: Sequence[str]) -> Receipt:
        """Forget some chats with all their turns; unknown ones are gone already."""
        started = time.monotonic()
        turns = sum(len(self._turns(chat_id)) for chat_id in chat_ids)
        self._record.begin(Doomed(chats=chat_ids))
        look = _Look()
        self._finish("catalogue", look)
        left = {chat.id for chat in self._chats.find()}
        look.note("chats", is_ok=left.isdisjoint(chat_ids))
        return Receipt(0, 0, len(chat_ids), turns, look.checks(), time.monotonic() - started)

    def _turns(self, chat_id: str) -> Sequence[object]:
        try:
            return self._chats.open(chat_id)[1]
        except ChatUnknown:
            return ()

    # --- everything ---------------------------------------------------------------------------------------------

    def forget_everything(self) -> Receipt:
        """Forget all collections and chats, caches and logs.

        Settings stay, and the ledger with its seals: it holds no text, and it is the record of what has left.
        """
        started = time.monotonic()
        collections = [entry.id for entry in self._catalog.collections()]
        counted = [self._catalog.counts(entry) for entry in collections]
        chats = [chat.id for chat in self._chats.find()]
        turns = sum(len(self._turns(chat_id)) for chat_id in chats)
        look = _Look()
        self._record.begin(Doomed(collections=collections, chats=chats), "everything")
        self._finish_everything(collections, look)
        documents, chunks = (sum(count) for count in zip(*counted, strict=True)) if counted else (0, 0)
        return Receipt(documents, chunks, len(chats), turns, look.checks(), time.monotonic() - started)

    def _finish_everything(self, collections: Iterable[str], look: _Look) -> None:
        for collection_id in collections:
            look.note("index_gone", is_ok=self._library.drop_index(collection_id))
        folder = paths.logs_folder(self._home)
        is_empty = True
        for file in folder.glob("*") if folder.is_dir() else ():
            try:
                os.truncate(file, 0)
            except OSError:
                is_empty = False
        look.note("logs", is_ok=is_empty)
        self._finish("everything", look)
        look.note("chats", is_ok=not self._chats.find())

    # --- going on -----------------------------------------------------------------------------------------------

    def finish_pending(self) -> Receipt | None:
        """Do what an earlier stop left undone; None where there is nothing. To be called before anything else."""
        pending = self._record.pending_documents()
        unfinished = self._record.unfinished()
        if not pending and not unfinished:
            return None
        started = time.monotonic()
        look = _Look()
        for collection_id, document_ids in pending.items():
            self._erase(collection_id, document_ids, look)
        if "everything" in unfinished:
            # The start has removed the folders of collections that the catalogue does not know.
            self._finish_everything((), look)
        if "catalogue" in unfinished or "everything" not in unfinished:
            self._finish("catalogue", look)
        return self._receipt(sum(len(ids) for ids in pending.values()), 0, [], look, started)

    # --- steps --------------------------------------------------------------------------------------------------

    def _erase(self, collection_id: str, document_ids: Sequence[str], look: _Look) -> None:
        """Take documents out of an index and write it anew; it stays noted as unfinished until all is seen gone."""
        try:
            collection = self._catalog.collection(collection_id)
        except CollectionUnknown:
            self._record.finish_index(collection_id)  # its folder went as a whole
            return
        is_alone = self._library.abandon_move(collection_id)  # an index in the making holds the same text
        store = self._library.store(collection)
        store.forget(document_ids)

        def check(seen: "Rewritten") -> None:
            holds = store.holds(document_ids)
            look.note_index(seen, holds_documents=holds)
            look.note("index_files", is_ok=is_alone)
            if seen.files_are_new and not holds and is_alone:
                self._record.finish_index(collection_id)

        store.rewrite(check)

    def _finish(self, work: Work, look: _Look) -> None:
        """Empty the caches and write the catalogue anew."""
        self._forget_caches()
        look.note("pictures", is_ok=source_pages.empty(self._home))
        self._catalog.write_anew()
        look.note("catalogue", is_ok=not self._catalog.has_free_pages())
        self._record.finish(work)

    def _quoting(self, roots: Sequence[Path], collection: str | None) -> list[QuotingTurns]:
        wanted = self._id_of(collection) if collection else None
        ids = {
            document.id
            for document in self._catalog.documents(wanted)
            if any(scanner.lies_under(document.path, root) for root in roots)
        }

        def is_quoted(source: Source) -> bool:
            # By its path too: the document may have left the library while a chat still quotes it.
            is_there = any(scanner.lies_under(source.document, root) for root in roots)
            return source.document_id in ids or is_there

        return self._chats.quoting(is_quoted)

    def _quoting_collection(self, collection_id: str) -> list[QuotingTurns]:
        ids = {document.id for document in self._catalog.documents(collection_id)}
        return self._chats.quoting(lambda source: source.document_id in ids, collection_id)

    def _id_of(self, collection: str | None) -> str:
        return self._library.pick(collection).id

    def _receipt(
        self, documents: int, chunks: int, quoting: Sequence[QuotingTurns], look: _Look, started: float
    ) -> Receipt:
        turns = sum(len(entry.turn_ids) for entry in quoting)
        return Receipt(documents, chunks, len(quoting), turns, look.checks(), time.monotonic() - started)
