"""Reads and cuts the next files while those before are embedded and stored: two workers, two cores."""

import contextlib
import dataclasses
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from desktop_rag.engine import reading_version, scanner
from desktop_rag.engine.catalog import Catalog, DocumentEntry
from desktop_rag.engine.cutting import cut, searchable
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.engine.index_items import FileDone, Item, Kept, Left, Refused, Vanished
from desktop_rag.engine.parts_of_file import PartsOf
from desktop_rag.engine.storing import CutDocument
from desktop_rag.engine.walker import FoundFile
from desktop_rag.errors import (
    Cancelled,
    DocumentEmpty,
    DocumentError,
    DocumentNotAllowed,
    DocumentTooLarge,
    DocumentUnreadable,
    WorkerDied,
)

_ITEMS_AHEAD = 64
_CHUNKS_AHEAD = 1_024
"""Read and cut, and waiting to be embedded: enough that nobody waits for the reader, few enough for the memory."""
SLOW_S = 2.0
"""A file that takes longer is named, so that nobody wonders what is being waited for."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Which files are read at all: `may_read` says of a real path what the organisation allows."""

    max_bytes: int
    may_read: Callable[[Path], bool]


class ReadingAhead:
    """Reads the files of one job in a thread of its own, once."""

    def __init__(
        self,
        catalog: Catalog,
        reader: DocumentReader,
        admission: Admission,
        parts: Mapping[str, Sequence[DocumentEntry]],
        read_again: frozenset[str],
        is_cancelled: Callable[[], bool],
    ) -> None:
        """`parts` are the known documents inside files by the file's path, `read_again` ids of what is read anyway."""
        self._catalog = catalog
        self._reader = reader
        self._admission = admission
        self._parts = parts
        self._read_again = read_again
        self._is_cancelled = is_cancelled
        self._ended = threading.Event()
        self._begun: tuple[str, float] | None = None

    def slow_file(self) -> str | None:
        """The path of the file that is being read, where that takes more than a moment; from any thread."""
        begun = self._begun
        return begun[0] if begun is not None and time.monotonic() - begun[1] >= SLOW_S else None

    def items(self, files: Iterable[tuple[FoundFile, DocumentEntry]]) -> Generator[tuple[Item | None, bool]]:
        """What becomes of some files, each with the entry that it has or gets; the last of a file is a `FileDone`.

        Each comes with whether another is ready, and None comes where there is none for a while. Raises `Cancelled`.
        """
        ready: queue.Queue[Item] = queue.Queue(_ITEMS_AHEAD)
        ahead = _Ahead()

        def give(item: Item) -> None:
            while not self._ended.is_set():
                if ahead.has_room():
                    with contextlib.suppress(queue.Full):
                        ready.put(item, timeout=0.05)
                        ahead.put(item)
                        return
                else:
                    self._ended.wait(0.05)
            raise Cancelled

        def read() -> None:
            for found, entry in files:
                self._begun = (entry.path, time.monotonic())
                self._read_file(found, entry, give)
                self._begun = None
                give(FileDone(found))

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
                self._ended.set()
        reading.result()

    def _read_file(self, found: FoundFile, entry: DocumentEntry, give: Callable[[Item], None]) -> None:
        """Read and cut one file and what lies in it, and give what becomes of each."""
        self._check()
        parts = PartsOf(self._parts.get(found.key, ()), give, self._read_again)
        try:
            digest = self._admit(found)
            entry = dataclasses.replace(
                entry, content_hash=digest, size_bytes=found.size_bytes, modified_ns=found.modified_ns
            )
            revision = f"{digest[:32]}/{reading_version.READING_VERSION}"
            if entry.revision == revision and entry.id not in self._read_again and parts.are_whole:
                give(Kept([searchable(member) for member in parts.kept(entry)]))
                return
            # "pending" though an earlier version may be searchable: size and time are those of the file already, and
            # after a stop the next scan must not take it for unchanged.
            self._catalog.save_documents([dataclasses.replace(entry, state="pending", code=None, is_opened=True)])
            document = self._reader.read(
                found.path,
                give_part=lambda part: parts.take(part, entry),
                same_parts=parts.settled(),
                is_cancelled=self._is_over,
            )
            read = cut(entry, document, revision, may_be_empty=parts.count > 0)
            parts.finish()
            give(read)  # after all that it holds: where it is there, nothing in it is missing
        except DocumentError as error:
            if not scanner.exists(found.path):
                # Renamed or removed since it was seen. The next scan says which, may know it by its content, and
                # removes it with its parts, of which some are only now being stored.
                give(Left(entry) if entry.revision or parts.has_any else Vanished([entry]))
                return
            give(Refused(entry, error.code))
            parts.finish()
        except WorkerDied:
            give(Left(entry))

    def _admit(self, found: FoundFile) -> str:
        """The hash of a file that may be read; raises a `DocumentError`."""
        if not self._admission.may_read(found.path.resolve()):
            raise DocumentNotAllowed
        if found.size_bytes > self._admission.max_bytes:
            raise DocumentTooLarge(megabytes=found.size_bytes // (1024 * 1024))
        if found.size_bytes == 0:
            raise DocumentEmpty
        try:
            return scanner.hash_file(found.path, self._check)
        except OSError:
            raise DocumentUnreadable from None

    def _check(self) -> None:
        if self._is_over():
            raise Cancelled

    def _is_over(self) -> bool:
        """Whether nobody takes what is read: the job was stopped, or cannot go on."""
        return self._ended.is_set() or self._is_cancelled()


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
