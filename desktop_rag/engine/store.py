"""Chunks with vectors and full text in LanceDB, one database a collection.

It and its helpers (`store_indexes`, `store_queries`) alone know lancedb. The index is derived data: the catalogue says
what should be in it, and it can be dropped and built again at any time. Every write is one commit, so a reader sees a
document's old chunks or its new ones, never a mixture.
"""

import contextlib
import logging
import os
import shutil
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

# LanceDB's native part writes its warnings, which quote column names and paths, to standard error.
os.environ["LANCEDB_LOG"] = "off"

import lancedb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from desktop_rag import c_library
from desktop_rag.engine import store_indexes, store_queries
from desktop_rag.engine.chunk_rows import Candidate, StoredChunk
from desktop_rag.engine.chunk_terms import ChunkTerms
from desktop_rag.engine.disk_writes import disk_errors, sync
from desktop_rag.engine.shared_lock import SharedLock
from desktop_rag.engine.store_queries import any_of, document_of, parts
from desktop_rag.errors import CollectionUnknown, DiskFull, LibraryUnreadable

logger = logging.getLogger(__name__)

# LanceDB searches with some fifty threads. With heaps of their own they keep 200 MB more after a hundred searches, and
# are no faster.
c_library.use_few_arenas()

Vector: TypeAlias = npt.NDArray[np.float32]

_TABLE = "chunks"
_MANIFESTS = f"{_TABLE}.lance/_versions/*.manifest"
_CANDIDATE_COLUMNS = ["id", "page", "place", "start", "end", "text", "heading", "terms", "vector"]
"""Each costs a search 2 ms at 100,000 chunks; a document's id is part of its chunks' ids."""
_INDEX_CACHE_BYTES = 160_000_000
_METADATA_CACHE_BYTES = 32_000_000
"""What LanceDB may keep in memory of one collection; its own bounds are 6 GB and 1 GB."""
_LOOKS = 3
"""Searches before one that writing overtook each time goes by ids; each write moves rows at most once."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the index holds of one document: its revision and how many chunks."""

    revisions: frozenset[str]
    chunks: int


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What is seen on the disk after everything was written anew."""

    chunks: int
    files_are_new: bool
    """No file is left that was there before."""
    is_whole: bool
    """Every chunk is still there and in every index."""


class Store:
    """The chunks of one collection. Safe to use from the indexing and the answering lane at once."""

    def __init__(self, folder: Path, dimension: int, on_old_text: Callable[[], None] = lambda: None) -> None:
        """Open the collection's database, or make an empty one.

        Args:
            folder: the collection's own folder.
            dimension: length of a vector; another one than the table has means that the index must be built anew.
            on_old_text: called before anything is removed or replaced: from then on, and until `rewrite`, the files may
                hold text that no row shows.

        Raises:
            LibraryUnreadable: the folder cannot be used at all.
            DiskFull: it cannot be made, or what an earlier stop left unfinished cannot be finished.
        """
        self._folder = folder
        self._dimension = dimension
        self._on_old_text = on_old_text
        self._lock = SharedLock()
        self._writer = threading.RLock()  # one writer at a time, beside any number of readers
        self._is_dropped = False
        self._nearest = ThreadPoolExecutor(1, "nearest")
        self.was_rebuilt = False
        self.was_set_back = False
        try:
            with disk_errors():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._table = self._open()
        except OSError:
            raise LibraryUnreadable from None

    def _connect(self) -> Any:
        """A new connection: it remembers nothing of what was read before, so that nothing forgotten stays in memory."""
        return lancedb.connect(self._folder, session=lancedb.Session(_INDEX_CACHE_BYTES, _METADATA_CACHE_BYTES))

    def _open(self) -> Any:
        database = self._connect()
        if _TABLE not in database.list_tables().tables:
            return self._create(database)
        try:
            return self._open_checked(database)
        except DiskFull:
            raise  # no damage: nothing may be thrown away for it
        except Exception:  # noqa: BLE001 (LanceDB raises what its native part says)
            # A crash of the machine can leave the newest manifest empty: the version before it is whole.
            logger.warning("index could not be opened, trying the version before")
            self.was_set_back = self._set_empty_manifests_aside()
        try:
            return self._open_checked(database)
        except DiskFull:
            raise
        except Exception:  # noqa: BLE001 (the same)
            logger.warning("index is beyond repair and is built anew")
            return self._build_anew()

    def _build_anew(self) -> Any:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.was_rebuilt = True
        return self._create(self._connect())

    def _open_checked(self, database: Any) -> Any:
        table = database.open_table(_TABLE)
        if table.schema.field("vector").type.list_size != self._dimension:
            raise ValueError("dimension")
        table.count_rows()
        with disk_errors():
            store_indexes.complete(table)
        return table

    def _create(self, database: Any) -> Any:
        schema = pa.schema(
            [
                pa.field("id", pa.string(), nullable=False),
                pa.field("document_id", pa.string(), nullable=False),
                pa.field("revision", pa.string(), nullable=False),
                pa.field("ordinal", pa.int32(), nullable=False),
                pa.field("page", pa.int32()),
                pa.field("place", pa.string()),
                pa.field("start", pa.int32(), nullable=False),
                pa.field("end", pa.int32(), nullable=False),
                pa.field("text", pa.string(), nullable=False),
                pa.field("heading", pa.string(), nullable=False),
                pa.field("terms", pa.string(), nullable=False),
                pa.field("content_hash", pa.string(), nullable=False),
                pa.field("vector", pa.list_(pa.float32(), self._dimension), nullable=False),
            ]
        )
        table = database.create_table(_TABLE, schema=schema, mode="overwrite")
        store_indexes.make(table)
        return table

    def _set_empty_manifests_aside(self) -> bool:
        """Let the newest version be one that can be read; whether there were any that could not."""
        empty = [manifest for manifest in self._folder.glob(_MANIFESTS) if manifest.stat().st_size == 0]
        for manifest in empty:
            manifest.rename(manifest.with_suffix(".broken"))
        return bool(empty)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock.reading():
            if self._is_dropped:
                raise CollectionUnknown
            yield

    # --- writing ------------------------------------------------------------------------------------------------

    def replace(self, document_ids: Sequence[str], chunks: Sequence[StoredChunk]) -> None:
        """Put these chunks in the place of everything that these documents had, in one commit.

        Raises:
            DiskFull: nothing was changed.
        """
        rows = self._rows(chunks)
        with self._writer, self._reading(), disk_errors():
            if document_ids:
                self._on_old_text()
            if chunks:
                (
                    self._table.merge_insert("id")
                    .when_matched_update_all()
                    .when_not_matched_insert_all()
                    .when_not_matched_by_source_delete(any_of("document_id", document_ids))
                    .execute(rows)
                )
            elif document_ids:
                self._table.delete(any_of("document_id", document_ids))

    def add(self, chunks: Sequence[StoredChunk]) -> None:
        """Add chunks of documents of which the index holds nothing; cheaper than `replace`."""
        if chunks:
            with self._writer, self._reading(), disk_errors():
                self._table.add(self._rows(chunks))

    def reword(self, rewordings: Mapping[str, Callable[[str], str]]) -> None:
        """Give the chunks of documents new terms made of those they have; texts and vectors stay.

        Args:
            rewordings: by document id, what makes new terms of stored ones; many at once are one commit.
        """
        for part in parts(list(rewordings)):
            with self._writer, self._reading(), disk_errors():
                self._on_old_text()  # the name of the file is among the terms
                rows = self._table.search().where(any_of("document_id", part)).limit(None).to_arrow()
                stored = zip(rows["document_id"].to_pylist(), rows["terms"].to_pylist(), strict=True)
                terms = pa.array([rewordings[document_id](held) for document_id, held in stored], pa.string())
                rows = rows.set_column(rows.schema.get_field_index("terms"), self._table.schema.field("terms"), terms)
                self._table.merge_insert("id").when_matched_update_all().execute(rows)

    def forget(self, document_ids: Sequence[str]) -> None:
        """Take these documents out of every search; their text stays in the files until `rewrite`."""
        with self._writer, self._reading(), disk_errors():
            if document_ids:
                self._on_old_text()
            for part in parts(document_ids):
                self._table.delete(any_of("document_id", part))

    def rewrite(self, on_rewritten: Callable[[Rewritten], None] = lambda _seen: None) -> Rewritten:
        """Write every row and index into new files and remove all that were there before.

        Deleting a row leaves its text in the files, and merging them keeps it where few of their rows are deleted; the
        word list of a full-text index keeps it always. Reading goes on meanwhile, and waits only for the last moment.

        Args:
            on_rewritten: called with what is returned, before anything can be written again.

        Raises:
            DiskFull: nothing was changed.
        """
        with self._writer, disk_errors():
            before = self._files()
            with self._reading():
                chunks = int(self._table.count_rows())
                try:
                    fresh = self._write_anew()
                    sync(path for path, seen in self._files().items() if before.get(path) != seen)
                except BaseException:
                    # Whatever is the newest version now: nothing can be written on top of the one before.
                    self._table = self._connect().open_table(_TABLE)
                    raise
            with self._lock.writing():
                self._table = fresh
                _compact(fresh, removes_old=True)
                self._remove(before)
            rewritten = self._look(before, chunks)
            on_rewritten(rewritten)
        return rewritten

    def _write_anew(self) -> Any:
        """The same rows as a new version that shares no file with those before; vectors are copied."""
        schema = self._table.schema
        rows = self._table.search().limit(None).to_batches()
        fresh = self._connect().create_table(_TABLE, data=rows, schema=schema, mode="overwrite")
        store_indexes.make(fresh)
        return fresh

    def _files(self) -> dict[Path, tuple[int, int]]:
        """Every file of the folder with its time and size; the hint, which holds a number alone, is left out."""
        found: dict[Path, tuple[int, int]] = {}
        for place, _folders, names in os.walk(self._folder):
            for name in names:
                path = Path(place, name)
                with contextlib.suppress(FileNotFoundError):
                    status = path.stat()
                    if path.suffix != ".json":
                        found[path] = (status.st_mtime_ns, status.st_size)
        return found

    def _remove(self, before: Mapping[Path, tuple[int, int]]) -> None:
        """Remove what compacting does not know of, such as a manifest that was set aside."""
        for path, seen in self._files().items():
            if before.get(path) == seen:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _look(self, before: Mapping[Path, tuple[int, int]], chunks: int) -> Rewritten:
        """Open the index again, as the next start will, and look."""
        table = self._open_checked(self._connect())
        held = int(table.count_rows())
        after = self._files()
        files_are_new = not any(before.get(path) == seen for path, seen in after.items())
        return Rewritten(held, files_are_new, held == chunks and store_indexes.are_whole(table))

    def holds(self, document_ids: Sequence[str]) -> bool:
        """Whether a fresh look at the disk finds a row of one of these documents."""
        with self._reading():
            table = self._connect().open_table(_TABLE)
            return any(table.count_rows(any_of("document_id", part)) for part in parts(document_ids))

    def start_anew(self) -> None:
        """Put an empty index in the place of this one."""
        with self._writer, self._lock.writing(), disk_errors():
            self._table = self._build_anew()

    def drop(self) -> None:
        """Remove the whole index once nobody reads it; whoever comes later is told that the collection is gone."""
        with self._writer, self._lock.writing():
            self._is_dropped = True
            shutil.rmtree(self._folder, ignore_errors=True)

    def optimize(self, *, is_quiet: bool = False) -> bool:
        """Merge small files and take new rows into the indexes, where enough has come together; whether it had.

        Reading goes on meanwhile, and waits only for the last moment.

        Args:
            is_quiet: nobody waits for anything else, so that it is worth it for less.

        Raises:
            DiskFull: everything is found as before.
        """
        with self._writer, disk_errors():
            with self._reading():
                if not store_indexes.is_due(self._table, self._versions(), is_quiet=is_quiet):
                    return False
                _compact(self._table, removes_old=False)
                if store_indexes.make_for_vectors(self._table, is_quiet=is_quiet):
                    _compact(self._table, removes_old=False)  # rows of all its pieces can be in one file now
            with self._lock.writing():
                _compact(self._table, removes_old=True)
        return True

    def _versions(self) -> int:
        with (
            contextlib.suppress(FileNotFoundError),
            os.scandir(self._folder / f"{_TABLE}.lance" / "_versions") as found,
        ):
            return sum(1 for _ in found)
        return 0

    def _rows(self, chunks: Sequence[StoredChunk]) -> pa.Table:
        columns: dict[str, list[Any]] = {name: [] for name in self._table.schema.names if name != "vector"}
        for chunk in chunks:
            for name, values in columns.items():
                values.append(getattr(chunk, name))
        schema = self._table.schema
        vectors = np.stack([chunk.vector for chunk in chunks]) if chunks else np.zeros((0, self._dimension))
        flat = pa.array(np.ascontiguousarray(vectors, dtype=np.float32).reshape(-1))
        arrays = {name: pa.array(values, schema.field(name).type) for name, values in columns.items()}
        arrays["vector"] = pa.FixedSizeListArray.from_arrays(flat, self._dimension)
        return pa.table([arrays[field.name] for field in schema], schema=schema)

    # --- reading ------------------------------------------------------------------------------------------------

    @property
    def version(self) -> int:
        """Grows with every write; what was computed from the table is stale when it differs."""
        return int(self._table.version)

    def count(self) -> int:
        """How many chunks there are."""
        with self._reading():
            return int(self._table.count_rows())

    def held(self) -> dict[str, Held]:
        """What the index holds, by document id; read piece by piece, so that a million chunks take little memory."""
        revisions: dict[str, set[str]] = {}
        chunks: Counter[str] = Counter()
        with self._reading():
            for batch in self._table.search().select(["document_id", "revision"]).limit(None).to_batches():
                grouped = pa.table(batch).group_by(["document_id", "revision"]).aggregate([([], "count_all")])
                for row in grouped.to_pylist():
                    revisions.setdefault(row["document_id"], set()).add(row["revision"])
                    chunks[row["document_id"]] += row["count_all"]
        return {key: Held(frozenset(found), chunks[key]) for key, found in revisions.items()}

    def chunks_of(self, document_ids: Sequence[str]) -> list[StoredChunk]:
        """Every chunk of these documents, with its vector, document by document in order."""
        found: list[StoredChunk] = []
        with self._reading():
            for part in parts(document_ids):
                rows = self._table.search().where(any_of("document_id", part)).limit(None).to_arrow()
                vectors = self._vectors(rows)
                found += [
                    StoredChunk(**row, vector=vector)
                    for row, vector in zip(rows.drop_columns(["vector"]).to_pylist(), vectors, strict=True)
                ]
        return sorted(found, key=lambda chunk: (chunk.document_id, chunk.ordinal))

    def vectors_by_hash(self, hashes: Sequence[str]) -> dict[str, Vector]:
        """Vectors of the chunks that were made of these texts, so that no text is embedded twice."""
        found: dict[str, Vector] = {}
        with self._reading():
            for part in parts(hashes):
                wanted = self._table.search().where(any_of("content_hash", part))
                rows = wanted.select(["content_hash", "vector"]).limit(None).to_arrow()
                vectors = self._vectors(rows)
                says_something = np.abs(np.linalg.norm(vectors, axis=1) - 1) < 0.1  # what does not is made again
                rows_found = zip(rows["content_hash"].to_pylist(), vectors, says_something.tolist(), strict=True)
                found.update({digest: vector for digest, vector, is_good in rows_found if is_good})
        return found

    def search_terms(self, weights: Mapping[str, float], limit: int, only: Collection[str] | None = None) -> list[str]:
        """Ids of the chunks that match best by BM25 with weighted terms, best first; `only` names documents.

        Weights count in quarters of the greatest: what is found is a choice for a ranking that counts them exactly.
        """
        with self._reading():
            query = store_queries.by_terms(self._table, weights, limit, only)
            return [] if query is None else store_queries.column(query.select(["id", "_score"]), "id")

    def search_vector(self, vector: Vector, limit: int, only: Collection[str] | None = None) -> list[str]:
        """Ids of the chunks whose vectors are nearest by cosine, nearest first; `only` names documents."""
        with self._reading():
            query = store_queries.by_vector(self._table, vector, limit, only)
            return [] if query is None else store_queries.column(query.select(["id", "_distance"]), "id")

    def search(
        self,
        weights: Mapping[str, float],
        vector: Vector | None,
        limits: tuple[int, int],
        only: Collection[str] | None = None,
    ) -> list[Candidate]:
        """The chunks that match best by their terms, and those that are nearest by their vectors, each once.

        Both are looked for at once and taken from where they lie, which is several times as fast as by their ids.

        Args:
            weights: as for `search_terms`.
            vector: as for `search_vector`; None looks for terms alone.
            limits: how many by terms and how many by vector.
            only: ids of the documents to look in; None for all.
        """
        with self._reading():
            for _ in range(_LOOKS):
                version = self.version
                found = self._search(weights, vector, limits, only)
                if found is not None and self.version == version:
                    return list(found.values())
        ids = dict.fromkeys(self.search_terms(weights, limits[0], only))
        if vector is not None:
            ids.update(dict.fromkeys(self.search_vector(vector, limits[1], only)))
        return list(self.fetch(list(ids)).values())

    def _search(
        self,
        weights: Mapping[str, float],
        vector: Vector | None,
        limits: tuple[int, int],
        only: Collection[str] | None,
    ) -> dict[str, Candidate] | None:
        """What `search` finds, or None where a write moved rows between looking for them and taking them."""
        by_vector = None if vector is None else store_queries.by_vector(self._table, vector, limits[1], only)
        nearest = None if by_vector is None else self._nearest.submit(store_queries.rows_found, by_vector, "_distance")
        by_terms = store_queries.by_terms(self._table, weights, limits[0], only)
        places = [] if by_terms is None else store_queries.rows_found(by_terms, "_score")
        if nearest is not None:
            places = list(dict.fromkeys((*places, *nearest.result())))
        try:
            return self._candidates(self._table.take_row_ids(places)) if places else {}
        except (OSError, RuntimeError, ValueError):
            return None

    def fetch(self, ids: Collection[str]) -> dict[str, Candidate]:
        """Chunks by id, with their vectors; ids that are gone by now are left out."""
        found: dict[str, Candidate] = {}
        with self._reading():
            for part in parts(list(ids)):
                # Only documents have an index to be found by.
                of_documents = any_of(store_indexes.DOCUMENT, {document_of(key) for key in part})
                wanted = self._table.search().where(f"{of_documents} AND {any_of('id', part)}")
                found.update(self._candidates(wanted.limit(None)))
        return found

    def _candidates(self, query: Any) -> dict[str, Candidate]:
        rows = query.select(_CANDIDATE_COLUMNS).to_arrow()
        vectors = self._vectors(rows)
        found = {}
        for row, vector in zip(rows.drop_columns(["vector"]).to_pylist(), vectors, strict=True):
            terms = ChunkTerms(row.pop("terms"))
            found[row["id"]] = Candidate(**row, document_id=document_of(row["id"]), terms=terms, vector=vector)
        return found

    def sample_terms(self, limit: int) -> list[list[str]]:
        """Terms of up to `limit` chunks, spread evenly over the table."""
        with self._reading():
            total = int(self._table.count_rows())
            step = max(1, -(-total // limit))
            if step == 1:
                rows = self._table.search().select(["terms"]).limit(None).to_arrow()
            else:
                rows = self._table.take_offsets(list(range(0, total, step))).select(["terms"]).to_arrow()
        return [terms.split() for terms in rows["terms"].to_pylist()]

    def _vectors(self, rows: pa.Table) -> npt.NDArray[np.float32]:
        column = rows["vector"].combine_chunks()
        values: npt.NDArray[np.float32] = np.asarray(column.flatten(), dtype=np.float32)
        return values.reshape(-1, self._dimension)


def _compact(table: Any, *, removes_old: bool) -> None:
    """Merge files and bring indexes up to date; removing old versions takes them away from whoever reads them."""
    with warnings.catch_warnings():
        # It warns of other readers and writers; the library's lock file and our own lock keep them out.
        warnings.simplefilter("ignore", UserWarning)
        age = timedelta(0) if removes_old else timedelta(days=365)
        table.optimize(cleanup_older_than=age, delete_unverified=removes_old)
