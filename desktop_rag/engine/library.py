"""The library folder: its lock, its catalogue, and one store for each collection, opened when it is first needed."""

import contextlib
import dataclasses
import logging
import os
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from desktop_rag import paths
from desktop_rag.engine.catalog import Catalog, CollectionEntry, DocumentEntry, decode_path
from desktop_rag.engine.erasure_record import ErasureRecord
from desktop_rag.errors import CollectionUnknown, LibraryInUse, LibraryUnreadable, PathUnknown
from desktop_rag.records import Collection, Document

if TYPE_CHECKING:
    # LanceDB takes seconds to import; what needs no store is answered before.
    from desktop_rag.engine.store import Store

logger = logging.getLogger(__name__)

LOCK_NAME = "library.lock"


class Library:
    """Owns a library folder for the life of the process."""

    def __init__(self, home: Path) -> None:
        """Open or make the folder.

        Raises:
            LibraryInUse: another process has it.
            LibraryUnreadable: it cannot be used.
        """
        self.home = home
        try:
            paths.make_private(home)
            self._lock = filelock.FileLock(home / LOCK_NAME, timeout=0, thread_local=False)
            self._lock.acquire()
        except filelock.Timeout:
            raise LibraryInUse from None
        except OSError:
            raise LibraryUnreadable from None
        try:
            self.catalog = Catalog(home)
        except BaseException:
            self._lock.release()
            raise
        self.erasures = ErasureRecord(self.catalog)
        self._stores: dict[str, Store] = {}
        self._stores_lock = threading.Lock()
        self._drop_strays()

    def close(self) -> None:
        """Let go of the folder."""
        self.catalog.close()
        self._lock.release()

    # --- collections --------------------------------------------------------------------------------------------

    def collections(self) -> list[Collection]:
        """All collections, by name, with what is searchable in them."""
        found = []
        for entry in self.catalog.collections():
            documents, chunks = self.catalog.counts(entry.id)
            size = _folder_size(self._folder(entry.id))
            roots = tuple(self.catalog.roots(entry.id))
            found.append(
                Collection(
                    entry.id, entry.name, documents, chunks, entry.embedding_model, size, roots, entry.is_local_only
                )
            )
        return found

    def pick(self, name: str | None) -> CollectionEntry:
        """The collection of this name, or the only one; raises `CollectionUnknown`."""
        if name is not None:
            return self.catalog.collection_by_name(name)
        entries = self.catalog.collections()
        if len(entries) != 1:
            raise CollectionUnknown
        return entries[0]

    def drop_index(self, collection_id: str) -> bool:
        """Remove the index of a collection once nobody reads it; whether nothing of it is left.

        What cannot be removed now, because another program has it open, is removed at the next start.
        """
        with self._stores_lock:
            if (store := self._stores.pop(collection_id, None)) is not None:
                store.drop()
            folder = self._folder(collection_id)
            shutil.rmtree(folder, ignore_errors=True)
            return not folder.exists()

    def start_anew(self, collection: CollectionEntry, embedding_model: str, dimension: int) -> CollectionEntry:
        """Drop the index of a collection whose embedding model is another one now; the next job reads all of it."""
        if self.drop_index(collection.id):
            self.erasures.finish_index(collection.id)
        self._read_again(self.catalog.documents(collection.id))
        self.catalog.set_index(collection.id, embedding_model, dimension, collection.index_version)
        return self.catalog.collection(collection.id)

    def _read_again(self, documents: Iterable[DocumentEntry]) -> None:
        self.catalog.save_documents(
            dataclasses.replace(entry, state="pending", revision="", chunks=0, is_opened=False)
            for entry in documents
            if entry.state != "set_aside"
        )

    def store(self, collection: CollectionEntry) -> "Store":
        """The open store of a collection; the first opening compares it with the catalogue."""
        from desktop_rag.engine.store import Store

        with self._stores_lock:
            store = self._stores.get(collection.id)
            if store is None:
                store = Store(
                    self._folder(collection.id),
                    collection.dimension,
                    lambda: self.erasures.note_old_text(collection.id),
                )
                try:
                    self._reconcile(collection, store)
                except Exception:  # noqa: BLE001 (LanceDB raises what its native part says)
                    logger.warning("index cannot be read and is built anew")
                    store.start_anew()
                    self._reconcile(collection, store)
                self._stores[collection.id] = store
            return store

    def _reconcile(self, collection: CollectionEntry, store: "Store") -> None:
        """Make index and catalogue agree after a crash: what differs is read again by the next job."""
        held = store.held()
        stray = set(held)
        broken: list[DocumentEntry] = []
        for entry in self.catalog.documents(collection.id):
            stray.discard(entry.id)
            found = held.get(entry.id)
            if entry.chunks == 0 and found is None:
                continue
            if found is None or found.chunks != entry.chunks or found.revisions != {entry.revision}:
                broken.append(entry)
        if stray or broken:
            logger.warning("index and catalogue differ: %d stray, %d to read again", len(stray), len(broken))
            store.forget([*stray, *(entry.id for entry in broken if entry.id in held)])
            self._read_again(broken)

    def _folder(self, collection_id: str) -> Path:
        return self.home / "collections" / collection_id

    def _drop_strays(self) -> None:
        """Finish the removal of collections that the catalogue no longer knows: nothing of them may stay."""
        known = {entry.id for entry in self.catalog.collections()}
        with contextlib.suppress(OSError):
            for folder in self._folder("").iterdir():
                if folder.name not in known:
                    shutil.rmtree(folder, ignore_errors=True)

    # --- documents ----------------------------------------------------------------------------------------------

    def documents(self, name: str | None) -> list[Document]:
        """Documents of the collection of this name, or of all."""
        collection_id = self.catalog.collection_by_name(name).id if name is not None else None
        return [to_record(entry) for entry in self.catalog.documents(collection_id)]


def to_record(entry: DocumentEntry) -> Document:
    """A document as the window and the terminal see it."""
    return Document(
        id=entry.id,
        collection_id=entry.collection_id,
        path=entry.path,
        part=entry.part,
        state=entry.state,
        code=entry.code,
        pages=entry.pages,
        chunks=entry.chunks,
        size_bytes=entry.size_bytes,
        modified=entry.modified_ns / 1e9,
        language=entry.language,
        kind=entry.kind,
        pages_without_text=entry.pages_without_text,
        pages_recognised=entry.pages_recognised,
    )


def absolute(path: str) -> Path:
    """A path as a person gave it, made absolute without following links: a document keeps the name it is known by.

    Raises:
        PathUnknown: it is empty; taken for the folder we stand in, it would index or forget everything there.
    """
    if not path.strip():
        raise PathUnknown
    return Path(os.path.abspath(decode_path(path)))  # noqa: PTH100 (Path.resolve follows links)


def _folder_size(folder: Path) -> int:
    total = 0
    for place, _folders, files in os.walk(folder):  # goes on where a folder vanishes, as they do while it is compacted
        for name in files:
            with contextlib.suppress(OSError):
                total += Path(place, name).stat().st_size
    return total
