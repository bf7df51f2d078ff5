"""The catalogue in SQLite: collections, chosen places, documents and their states. It is the truth; indexes follow it.

One connection, used by every thread of the engine under one lock: each call is a short transaction of its own.
"""

import contextlib
import importlib.resources
import os
import re
import secrets
import sqlite3
import threading
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_rag.engine.disk_writes import has_little_room
from desktop_rag.errors import (
    CollectionNameInvalid,
    CollectionNameTaken,
    CollectionUnknown,
    DiskFull,
    DocumentUnknown,
    LibraryUnreadable,
)
from desktop_rag.records import DocumentState

FILE_NAME = "catalog.sqlite"
_NAME_LENGTH = 100
_VALUES_A_QUERY = 500
_JOINER = "\u200d"  # holds the parts of an emoji together
_SPELLED_BYTE = re.compile(r"\\u(dc[89a-f][0-9a-f]|005c)")
_LOOKS_SPELLED = re.compile(r"\\(?=u(?:dc[89a-f][0-9a-f]|005c))")


@dataclass(frozen=True, slots=True)
class CollectionEntry:
    """A collection as the catalogue keeps it."""

    id: str
    name: str
    embedding_model: str
    dimension: int
    index_version: int
    is_local_only: bool = False
    """Whether nothing of it may ever be sent to a service."""
    next_model: str | None = None
    """The embedding model that an unfinished move leads to."""


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document as the catalogue keeps it.

    `revision` names the indexed content and how it was read; it is empty while nothing is indexed. `is_opened` stays
    set when we died while the document was being read.
    """

    id: str
    collection_id: str
    path: str
    part: str | None
    state: DocumentState
    code: str | None
    title: str
    pages: int
    chunks: int
    size_bytes: int
    modified_ns: int
    content_hash: str
    revision: str
    language: str | None
    is_opened: bool
    kind: str | None = None
    pages_without_text: int = 0
    pages_recognised: int = 0


_DOCUMENT_COLUMNS = (
    "id, collection_id, path, part, state, code, title, pages, chunks, size_bytes, modified_ns, content_hash, "
    "revision, language, opened, kind, pages_without_text, pages_recognised"
)

_SAVE_DOCUMENT = (
    f"INSERT INTO documents ({_DOCUMENT_COLUMNS}) "  # noqa: S608 (our own column names)
    f"VALUES ({', '.join('?' * len(_DOCUMENT_COLUMNS.split(',')))}) ON CONFLICT(id) DO UPDATE SET "
    + ", ".join(f"{column.strip()} = excluded.{column.strip()}" for column in _DOCUMENT_COLUMNS.split(",")[1:])
)
_LEAVE_PLACE = "UPDATE documents SET part = '/' || id WHERE id = ? AND part <> ?"
_CLEAR_PLACE = "DELETE FROM documents WHERE collection_id = ? AND path = ? AND ifnull(part, '') = ? AND id <> ?"


def new_id() -> str:
    """A fresh id: 16 hexadecimal digits."""
    return secrets.token_hex(8)


def encode_path(path: Path | str) -> str:
    r"""A path as text that SQLite and JSON can keep; a byte that is no UTF-8 is spelled out as ``\udcXX``."""
    text = os.fspath(path)
    if os.sep != "\\":
        # A name may hold these very letters; on Windows a backslash is never part of a name.
        text = _LOOKS_SPELLED.sub(r"\\u005c", text)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def decode_path(text: str) -> Path:
    """The path that `encode_path` was given."""
    return Path(_SPELLED_BYTE.sub(lambda found: chr(int(found.group(1), 16)), text))


def checked_name(name: str) -> str:
    """A collection's name as it is kept: without white space around it; raises `CollectionNameInvalid`."""
    name = unicodedata.normalize("NFC", name.strip())
    # isprintable also refuses what JSON cannot hold: half a pair of surrogates, a byte that is no UTF-8.
    if not name or len(name) > _NAME_LENGTH or not name.replace(_JOINER, "").isprintable():
        raise CollectionNameInvalid
    return name


class Catalog:
    """Reads and writes the catalogue; raises `LibraryUnreadable` or `DiskFull` where the file cannot be used."""

    def __init__(self, home: Path) -> None:
        self._lock = threading.RLock()
        self._file = home / FILE_NAME
        with self._disk_errors():
            self._connection = sqlite3.connect(self._file, check_same_thread=False, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute("PRAGMA secure_delete=ON")
            self._connection.execute("PRAGMA foreign_keys=ON")
            self._connection.execute("PRAGMA temp_store=MEMORY")  # VACUUM would copy everything to a temporary file
            self._migrate()

    def _migrate(self) -> None:
        folder = importlib.resources.files("desktop_rag.engine.migrations")
        scripts = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda e: e.name)
        done = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
        for number, script in enumerate(scripts[done:], start=done + 1):
            statements = script.read_text(encoding="utf-8")
            self._connection.executescript(f"BEGIN; {statements} PRAGMA user_version={number}; COMMIT;")

    @contextlib.contextmanager
    def transaction(self, *, is_synced: bool = False) -> Iterator[sqlite3.Connection]:
        """Everything or nothing, and nobody in between; a synced one also outlives a loss of power."""
        with self._lock, self._disk_errors():
            self._connection.execute(f"PRAGMA synchronous={'FULL' if is_synced else 'NORMAL'}")
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _disk_errors(self) -> Iterator[None]:
        """Turn what a full or damaged disk does to the file into our errors; a violated constraint stays what it is."""
        try:
            yield
        except sqlite3.OperationalError as error:
            # Where the files beside it have no room, SQLite says "cannot open" or "disk I/O error".
            is_full = error.sqlite_errorcode == sqlite3.SQLITE_FULL or has_little_room(self._file.parent)
            raise DiskFull if is_full else LibraryUnreadable from None
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise LibraryUnreadable from None
            raise

    def read(self, statement: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """All rows of a query."""
        with self._lock, self._disk_errors():
            return self._connection.execute(statement, values).fetchall()

    def write_anew(self) -> None:
        """Rewrite the whole file and empty the write-ahead log: what was deleted is in no page of either.

        `secure_delete` clears cells and free pages, but not what a page keeps when its rows are moved to others.
        """
        with self._lock, self._disk_errors():
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.execute("PRAGMA shrink_memory")

    def has_free_pages(self) -> bool:
        """Whether the file has pages that belong to nothing, or the write-ahead log holds older ones."""
        with self._lock:
            free = int(str(self.read("PRAGMA freelist_count")[0][0]))
            log = self._file.with_name(FILE_NAME + "-wal")
            return free > 0 or (log.exists() and log.stat().st_size > 0)

    def close(self) -> None:
        """Write back what the write-ahead log holds and let go of the file."""
        with self._lock:
            self._connection.close()

    # --- collections --------------------------------------------------------------------------------------------

    def collections(self) -> list[CollectionEntry]:
        """All collections, by name."""
        rows = self.read(
            "SELECT id, name, embedding_model, dimension, index_version, local_only, next_model FROM collections "
            "ORDER BY name"
        )
        return [
            CollectionEntry(*row[:5], bool(row[5]), row[6])  # type: ignore[arg-type,call-arg]  # STRICT
            for row in rows
        ]

    def collection_by_name(self, name: str) -> CollectionEntry:
        """Raises `CollectionUnknown`."""
        wanted = unicodedata.normalize("NFC", name.strip())
        for entry in self.collections():
            if entry.name == wanted:
                return entry
        raise CollectionUnknown

    def collection(self, collection_id: str) -> CollectionEntry:
        """Raises `CollectionUnknown`."""
        for entry in self.collections():
            if entry.id == collection_id:
                return entry
        raise CollectionUnknown

    def add_collection(self, name: str, embedding_model: str, dimension: int, index_version: int) -> CollectionEntry:
        """Raises `CollectionNameTaken`, `CollectionNameInvalid`."""
        name = checked_name(name)
        entry = CollectionEntry(new_id(), name, embedding_model, dimension, index_version)
        try:
            with self.transaction() as connection:
                connection.execute(
                    "INSERT INTO collections (id, name, embedding_model, dimension, index_version, created) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (entry.id, name, embedding_model, dimension, index_version, time.time()),
                )
        except sqlite3.IntegrityError:
            raise CollectionNameTaken from None
        return entry

    def rename_collection(self, collection_id: str, name: str) -> None:
        """Raises `CollectionNameTaken`, `CollectionNameInvalid`, `CollectionUnknown`."""
        name = checked_name(name)
        self.collection(collection_id)
        try:
            with self.transaction() as connection:
                connection.execute("UPDATE collections SET name = ? WHERE id = ?", (name, collection_id))
        except sqlite3.IntegrityError:
            raise CollectionNameTaken from None

    def remove_collection(self, collection_id: str) -> None:
        """Removes its documents and places from the catalogue too."""
        with self.transaction() as connection:
            connection.execute("DELETE FROM collections WHERE id = ?", (collection_id,))

    def set_index(self, collection_id: str, embedding_model: str, dimension: int, index_version: int) -> None:
        """Note how the index of a collection is made from now on."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE collections SET embedding_model = ?, dimension = ?, index_version = ?, next_model = NULL "
                "WHERE id = ?",
                (embedding_model, dimension, index_version, collection_id),
            )

    def set_next_model(self, collection_id: str, embedding_model: str | None) -> None:
        """Note where a collection is being moved to; None: nowhere."""
        with self.transaction() as connection:
            connection.execute("UPDATE collections SET next_model = ? WHERE id = ?", (embedding_model, collection_id))

    def pace(self, embedding_model: str) -> float | None:
        """Chunks a second that a model made here lately; None where it made too few to tell."""
        rows = self.read("SELECT chunks_per_second FROM pace WHERE embedding_model = ?", (embedding_model,))
        return float(str(rows[0][0])) if rows else None

    def note_pace(self, embedding_model: str, chunks_per_second: float) -> None:
        """Remember how fast a model was."""
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO pace VALUES (?, ?)", (embedding_model, chunks_per_second))

    def index_mark(self, collection_id: str) -> str:
        """What the files of an index looked like when it last agreed with the catalogue; empty where nobody knows."""
        rows = self.read("SELECT index_mark FROM collections WHERE id = ?", (collection_id,))
        return str(rows[0][0]) if rows else ""

    def set_index_mark(self, collection_id: str, mark: str) -> None:
        """Note what the files of an index look like."""
        with self.transaction() as connection:
            connection.execute("UPDATE collections SET index_mark = ? WHERE id = ?", (mark, collection_id))

    def set_local_only(self, collection_id: str, is_local_only: bool) -> None:
        """Mark a collection as never leaving this computer, or take the mark away; raises `CollectionUnknown`."""
        self.collection(collection_id)
        with self.transaction() as connection:
            connection.execute(
                "UPDATE collections SET local_only = ? WHERE id = ?", (int(is_local_only), collection_id)
            )

    def roots(self, collection_id: str) -> list[str]:
        """The chosen files and folders of a collection."""
        rows = self.read("SELECT path FROM roots WHERE collection_id = ? ORDER BY path", (collection_id,))
        return [str(row[0]) for row in rows]

    def add_roots(self, collection_id: str, roots: Iterable[str]) -> None:
        """Remember chosen places; known ones stay as they are."""
        with self.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO roots VALUES (?, ?)", [(collection_id, root) for root in roots]
            )

    def remove_root(self, collection_id: str, root: str) -> None:
        """Forget a chosen place, not its documents."""
        with self.transaction() as connection:
            connection.execute("DELETE FROM roots WHERE collection_id = ? AND path = ?", (collection_id, root))

    # --- documents ----------------------------------------------------------------------------------------------

    def documents(self, collection_id: str | None = None) -> list[DocumentEntry]:
        """Documents of one collection, or of all, by path."""
        where, values = ("WHERE collection_id = ?", (collection_id,)) if collection_id else ("", ())
        rows = self.read(f"SELECT {_DOCUMENT_COLUMNS} FROM documents {where} ORDER BY path, part", values)  # noqa: S608
        return [_document(row) for row in rows]

    def documents_at(self, collection_id: str, places: Iterable[str]) -> list[DocumentEntry]:
        """Documents of a collection that are, or lie in, one of some files and folders."""
        found: dict[str, DocumentEntry] = {}
        for place in places:
            inside = place.rstrip(os.sep) + os.sep
            # What begins with the folder and a separator is one range of the index.
            for row in self.read(
                f"SELECT {_DOCUMENT_COLUMNS} FROM documents "  # noqa: S608
                "WHERE collection_id = ? AND (path = ? OR (path > ? AND path < ?))",
                (collection_id, place, inside, inside[:-1] + chr(ord(os.sep) + 1)),
            ):
                found[str(row[0])] = _document(row)
        return list(found.values())

    def documents_of_size(self, collection_id: str, sizes: Iterable[int]) -> list[DocumentEntry]:
        """Files of a collection, not what lies in them, that have one of some sizes."""
        wanted = list(sizes)
        found: list[DocumentEntry] = []
        for start in range(0, len(wanted), _VALUES_A_QUERY):
            part = wanted[start : start + _VALUES_A_QUERY]
            rows = self.read(
                f"SELECT {_DOCUMENT_COLUMNS} FROM documents "  # noqa: S608
                f"WHERE collection_id = ? AND part IS NULL AND size_bytes IN ({', '.join('?' * len(part))})",
                (collection_id, *part),
            )
            found += map(_document, rows)
        return found

    def document(self, document_id: str) -> DocumentEntry:
        """Raises `DocumentUnknown`."""
        rows = self.read(f"SELECT {_DOCUMENT_COLUMNS} FROM documents WHERE id = ?", (document_id,))  # noqa: S608
        if not rows:
            raise DocumentUnknown
        return _document(rows[0])

    def counts(self, collection_id: str) -> tuple[int, int]:
        """Searchable documents of a collection, and their chunks."""
        rows = self.read(
            "SELECT count(*), ifnull(sum(chunks), 0) FROM documents WHERE collection_id = ? AND chunks > 0",
            (collection_id,),
        )
        return int(str(rows[0][0])), int(str(rows[0][1]))

    def longest(self, collection_id: str) -> list[str]:
        """Ids of the searchable documents of a collection, those with most text first."""
        rows = self.read(
            "SELECT id FROM documents WHERE collection_id = ? AND chunks > 0 ORDER BY chunks DESC, path, part",
            (collection_id,),
        )
        return [str(row[0]) for row in rows]

    def outdated(self, collection_id: str, reading_version: str) -> tuple[int, int]:
        """Searchable documents that were read in another way than today's, and their chunks."""
        rows = self.read(
            "SELECT count(*), ifnull(sum(chunks), 0) FROM documents "
            "WHERE collection_id = ? AND chunks > 0 AND state != 'away' AND revision NOT LIKE '%/' || ?",
            (collection_id, reading_version),
        )
        return int(str(rows[0][0])), int(str(rows[0][1]))

    def save_documents(
        self, entries: Iterable[DocumentEntry], words: Mapping[str, Mapping[int, bytes]] | None = None
    ) -> None:
        """Write entries, new or known, in one transaction.

        `words` are, by document and page, the places of words on pages that were read from their picture; they take the
        place of what was kept of these documents, and of others all is kept.
        """
        saved = [_row(entry) for entry in entries]
        with self.transaction() as connection:
            # Parts that take each other's names first leave theirs; no part is called as they are meanwhile.
            connection.executemany(_LEAVE_PLACE, [(row[0], row[3]) for row in saved if row[3] is not None])
            # Not "OR REPLACE", which would take along what belongs to the entry.
            connection.executemany(_CLEAR_PLACE, [(row[1], row[2], row[3] or "", row[0]) for row in saved])
            connection.executemany(_SAVE_DOCUMENT, saved)
            for document_id, pages in (words or {}).items():
                connection.execute("DELETE FROM page_words WHERE document_id = ?", (document_id,))
                connection.executemany(
                    "INSERT INTO page_words VALUES (?, ?, ?)",
                    [(document_id, page, packed) for page, packed in pages.items()],
                )

    def page_words(self, document_id: str, page: int) -> bytes | None:
        """What is kept of the words of a page; None where it was not read from its picture."""
        rows = self.read("SELECT words FROM page_words WHERE document_id = ? AND page = ?", (document_id, page))
        return rows[0][0] if rows and isinstance(rows[0][0], bytes) else None

    def note_opening(self, document_id: str, *, is_opened: bool) -> None:
        """Write down that a document is about to be read, before anybody touches it."""
        with self.transaction() as connection:
            connection.execute("UPDATE documents SET opened = ? WHERE id = ?", (int(is_opened), document_id))

    def remove_documents(self, document_ids: Iterable[str]) -> None:
        """Forget documents; the index must have forgotten them before."""
        with self.transaction() as connection:
            connection.executemany("DELETE FROM documents WHERE id = ?", [(entry,) for entry in document_ids])

    # --- seals --------------------------------------------------------------------------------------------------

    def read_seal(self, name: str) -> str | None:
        """The value under a name, or None."""
        rows = self.read("SELECT value FROM seals WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def write_seal(self, name: str, value: str) -> None:
        """Put a value in the place of the one before; it is on the disk when this returns."""
        with self.transaction(is_synced=True) as connection:
            connection.execute("INSERT OR REPLACE INTO seals VALUES (?, ?)", (name, value))


def _document(row: tuple[object, ...]) -> DocumentEntry:
    return DocumentEntry(*row[:14], bool(row[14]), *row[15:])  # type: ignore[arg-type,call-arg]  # STRICT


def _row(entry: DocumentEntry) -> tuple[object, ...]:
    return (
        entry.id, entry.collection_id, entry.path, entry.part, entry.state, entry.code, entry.title, entry.pages,
        entry.chunks, entry.size_bytes, entry.modified_ns, entry.content_hash, entry.revision, entry.language,
        int(entry.is_opened), entry.kind, entry.pages_without_text, entry.pages_recognised,
    )  # fmt: skip
