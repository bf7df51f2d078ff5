"""The library folder: its lock, its catalogue, and one store for each collection, opened when it is first needed."""

import contextlib
import dataclasses
import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from desktop_rag import paths
from desktop_rag.engine import chunk_terms, reading_version
from desktop_rag.engine.catalog import Catalog, CollectionEntry, DocumentEntry, decode_path
from desktop_rag.engine.disk_writes import disk_errors
from desktop_rag.engine.erasure_record import ErasureRecord
from desktop_rag.errors import (
    Cancelled,
    CollectionUnknown,
    DesktopRagError,
    DiskFull,
    LibraryInUse,
    LibraryUnreadable,
    PathUnknown,
)
from desktop_rag.records import Collection, Document

if TYPE_CHECKING:
    # LanceDB takes seconds to import; what needs no store is answered before.
    from desktop_rag.engine.store import Store

logger = logging.getLogger(__name__)

LOCK_NAME = "library.lock"
_OLD_LAYOUT = "chunks.lance"
"""What lay in a collection's own folder when an index had no folder for each of its versions."""


class Library:
    """Owns a library folder for the life of the process."""

    def __init__(self, home: Path) -> None:
        """Open or make the folder.

        Raises:
            LibraryInUse: another process has it.
            LibraryUnreadable, DiskFull: it cannot be used.
        """
        self.home = home
        try:
            with disk_errors():
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
        self._unchecked: set[str] = set()
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
            outdated, _ = self.catalog.outdated(entry.id, reading_version.READING_VERSION)
            found.append(
                Collection(
                    entry.id, entry.name, documents, chunks, entry.embedding_model, size, roots, entry.is_local_only,
                    outdated,
                )
            )  # fmt: skip
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

    # --- another embedding model --------------------------------------------------------------------------------

    def next_store(self, collection: CollectionEntry, embedding_model: str, dimension: int) -> "Store":
        """The index to which a collection is being moved; what an earlier move to another model left is dropped."""
        from desktop_rag.engine.store import Store

        if collection.next_model != embedding_model:
            self.abandon_move(collection.id)
            self.catalog.set_next_model(collection.id, embedding_model)
        return Store(self._index_folder(collection.id, collection.index_version + 1), dimension)

    def finish_move(
        self, collection: CollectionEntry, embedding_model: str, dimension: int, new: "Store"
    ) -> CollectionEntry:
        """Let the new index answer from now on, and drop the old one once nobody reads it."""
        with self._stores_lock:
            self.catalog.set_index(collection.id, embedding_model, dimension, collection.index_version + 1)
            old = self._stores.pop(collection.id, None)
            self._stores[collection.id] = new
            self._unchecked.discard(collection.id)  # it was made of what the catalogue says
        if old is not None:
            old.drop()
        shutil.rmtree(self._index_folder(collection.id, collection.index_version), ignore_errors=True)
        self.erasures.finish_index(collection.id)  # the new one was made of what is searchable alone
        return self.catalog.collection(collection.id)

    def abandon_move(self, collection_id: str) -> bool:
        """Drop what an unfinished move has made; whether nothing of it is left."""
        collection = self.catalog.collection(collection_id)
        if collection.next_model is None:
            return True
        folder = self._index_folder(collection_id, collection.index_version + 1)
        shutil.rmtree(folder, ignore_errors=True)
        self.catalog.set_next_model(collection_id, None)
        return not folder.exists()

    # --- stores -------------------------------------------------------------------------------------------------

    def _read_again(self, documents: Iterable[DocumentEntry]) -> None:
        self.catalog.save_documents(
            dataclasses.replace(entry, state="pending", revision="", chunks=0, is_opened=False)
            for entry in documents
            if entry.state != "set_aside"
        )

    def store(self, collection: CollectionEntry) -> "Store":
        """The open store of a collection, which agrees with the catalogue; the first opening compares them.

        Raises:
            DiskFull: it cannot be opened, or made to agree.
            LibraryUnreadable: it cannot be used.
        """
        with self._stores_lock:
            store = self._open(collection)
            if collection.id in self._unchecked:
                self._reconcile_or_build_anew(collection, store)
                self._unchecked.discard(collection.id)
            return store

    def readable_store(self, collection: CollectionEntry) -> "Store":
        """The same for who only asks: on a full disk what the index holds is found though it lags behind."""
        try:
            return self.store(collection)
        except DiskFull:
            with self._stores_lock:
                return self._open(collection)

    @contextlib.contextmanager
    def writing(self, collection: CollectionEntry) -> Iterator[None]:
        """While index and catalogue are written: where that fails, one may have what the other does not."""
        try:
            yield
        except Cancelled:
            raise  # what was begun was finished
        except BaseException:
            with self._stores_lock:
                self._unchecked.add(collection.id)
            raise

    def _open(self, collection: CollectionEntry) -> "Store":
        from desktop_rag.engine.store import Store

        store = self._stores.get(collection.id)
        if store is None:
            store = self._stores[collection.id] = Store(
                self._index_folder(collection.id, collection.index_version),
                collection.dimension,
                lambda: self.erasures.note_old_text(collection.id),
            )
            self._unchecked.add(collection.id)
        return store

    def _reconcile_or_build_anew(self, collection: CollectionEntry, store: "Store") -> None:
        try:
            self._reconcile(collection, store)
        except DesktopRagError:
            raise  # no damage: nothing may be thrown away for it
        except Exception:  # noqa: BLE001 (LanceDB raises what its native part says)
            logger.warning("index cannot be read and is built anew")
            store.start_anew()
            self._reconcile(collection, store)

    def note_index(self, collection: CollectionEntry) -> None:
        """Write down what the files of an index look like, now that it agrees with the catalogue."""
        self.catalog.set_index_mark(collection.id, _mark(self._index_folder(collection.id, collection.index_version)))

    def is_index_as_noted(self, collection: CollectionEntry) -> bool:
        """Whether the files of an index are those that agreed with the catalogue: then nobody need open it to know.

        LanceDB takes seconds to load, and most jobs find nothing to do. One that is open was compared already.
        """
        with self._stores_lock:
            if collection.id in self._stores:
                return collection.id not in self._unchecked
        noted = self.catalog.index_mark(collection.id)
        return bool(noted) and noted == _mark(self._index_folder(collection.id, collection.index_version))

    def _reconcile(self, collection: CollectionEntry, store: "Store") -> None:
        """Make index and catalogue agree after a crash: what differs is read again by the next job."""
        held = store.held()
        stray = set(held)
        broken: list[DocumentEntry] = []
        entries = self.catalog.documents(collection.id)
        for entry in entries:
            stray.discard(entry.id)
            found = held.get(entry.id)
            if entry.chunks == 0 and found is None:
                continue
            if found is None or found.chunks != entry.chunks or found.revisions != {entry.revision}:
                broken.append(entry)
        lost = {entry.id for entry in broken}
        if stray or broken:
            logger.warning("index and catalogue differ: %d stray, %d to read again", len(stray), len(broken))
            store.forget([*stray, *(key for key in lost if key in held)])
            around = {entry.path for entry in broken if entry.part is not None}
            # A part is read with the file around it, whose own chunks may be all there.
            files = [entry for entry in entries if entry.part is None and entry.path in around and entry.id not in lost]
            self._read_again(broken)
            self.catalog.save_documents(dataclasses.replace(entry, state="pending") for entry in files)
        if store.was_set_back:
            # Chunks are those of the catalogue, and may still go by a name that their file had before.
            left = [entry for entry in entries if entry.id in held and entry.id not in lost]
            store.reword({entry.id: chunk_terms.renaming(entry) for entry in left})
            store.was_set_back = False

    def _folder(self, collection_id: str) -> Path:
        return self.home / "collections" / collection_id

    def _index_folder(self, collection_id: str, version: int) -> Path:
        """Each version of an index has a folder, so that the next one can be made beside it."""
        return self._folder(collection_id) / str(version)

    def _drop_strays(self) -> None:
        """Finish the removal of collections and indexes that the catalogue does not know: nothing of them may stay."""
        known = {entry.id: entry for entry in self.catalog.collections()}
        with contextlib.suppress(OSError):
            for folder in self._folder("").iterdir():
                if folder.name not in known:
                    shutil.rmtree(folder, ignore_errors=True)
                    continue
                entry = known[folder.name]
                if (folder / _OLD_LAYOUT).exists():
                    self._index_folder(entry.id, entry.index_version).mkdir(mode=0o700)
                    (folder / _OLD_LAYOUT).rename(self._index_folder(entry.id, entry.index_version) / _OLD_LAYOUT)
                kept = {str(entry.index_version), *([str(entry.index_version + 1)] if entry.next_model else [])}
                for index in folder.iterdir():
                    if index.name not in kept:
                        shutil.rmtree(index, ignore_errors=True)

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


def _mark(folder: Path) -> str:
    """Changes when a file of a folder comes, goes or is written."""
    seen = hashlib.sha256()
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            with contextlib.suppress(OSError):
                status = Path(place, name).stat()
                seen.update(
                    f"{place}/{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode("utf-8", "surrogateescape")
                )
    return seen.hexdigest()


def _folder_size(folder: Path) -> int:
    total = 0
    for place, _folders, files in os.walk(folder):  # goes on where a folder vanishes, as they do while it is compacted
        for name in files:
            with contextlib.suppress(OSError):
                total += Path(place, name).stat().st_size
    return total
