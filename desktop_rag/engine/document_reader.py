"""Parent side of the parse worker: reads documents and draws pages, and believes nothing that comes back unchecked.

The only user of the parse worker. A document that ends its reader is tried once more, alone in a fresh one; a second
end sets it aside. A kill from outside never counts against a document.
"""

import base64
import contextlib
import logging
import math
import os
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from desktop_rag import paths
from desktop_rag.engine import parsed, scratch
from desktop_rag.engine.document_watch import DocumentWatch
from desktop_rag.engine.manners import lower_priority
from desktop_rag.engine.parsed import PagePicture, ReadDocument, ReadPart
from desktop_rag.engine.worker_process import PipeLimits, WorkerProcess
from desktop_rag.errors import (
    Cancelled,
    DocumentCrashedReader,
    DocumentError,
    DocumentTooLarge,
    InternalError,
    WorkerDied,
    WorkerMisbehaved,
)
from desktop_rag.protocol import WorkerState
from desktop_rag.records import Page
from desktop_rag.settings import IndexSettings

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_MB = 1024 * 1024
_LINE_BYTES = 16 * _MB
_UNCOUNTED_ENDS = 5
_OWN_ENDS = 2
_DOCUMENTS_A_LIFE = 500
_RECYCLE_SHARE = 0.5
_MOST_BAD_PARTS = 20
_DOCUMENTS_IN_A_FILE = 20
"""How many times what one document may hold may come from one file with parts, such as a mailbox."""
_MAX_UNPACKED_BYTES = 600 * _MB
_SHARE_OF_A_PICTURE = 0.75
"""Of the time of a document: a picture that needs longer is given up before the document is."""


class _Lane:
    """One parse worker with at most one document open, so that its end tells which document it was.

    `limits` are those of the document that is open, or of the last one.
    """

    def __init__(self, worker: WorkerProcess, limits: IndexSettings) -> None:
        self.worker = worker
        self.limits = limits
        self.documents = 0
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def taken(self, limits: Callable[[], IndexSettings], is_cancelled: Callable[[], bool]) -> Iterator[None]:
        while not self._lock.acquire(timeout=0.05):
            if is_cancelled():
                raise Cancelled
        try:
            self._take_over(limits())
            yield
        finally:
            self._lock.release()

    def _take_over(self, limits: IndexSettings) -> None:
        was, self.limits = self.limits, limits
        if (limits.max_memory_mb, _pipe_limits(limits)) != (was.max_memory_mb, self.worker.limits):
            # The system's limit of its memory and that of its pipe are set when a worker starts.
            self.worker.limits = _pipe_limits(limits)
            self.worker.restart()


class _Parts:
    """How far the parts of one file are, across readings that were cut short."""

    def __init__(self, give: Callable[[ReadPart], None], same: Collection[str]) -> None:
        self._give = give
        self._same = list(same)
        self._done: list[str] = []
        self._bad: list[str] = []
        self._open: tuple[str, int, str] | None = None

    def fields(self) -> dict[str, Any]:
        """What a new reading need not do again."""
        self._open = None
        return {"with_parts": True, "done": self._done, "bad": self._bad, "same": self._same}

    def begin(self, untrusted: Mapping[str, Any]) -> None:
        name, content = parsed.check_part_name(untrusted.get("name")), parsed.check_hash(untrusted.get("content"))
        self._open = name, parsed.check_size(untrusted.get("size")), content

    def end(self, untrusted: Mapping[str, Any], collected: parsed.Collector) -> None:
        if self._open is None:
            raise WorkerMisbehaved
        (name, size, content), self._open = self._open, None
        code = untrusted.get("code")
        if code is not None:
            self._give(ReadPart(name, size, content, None, parsed.check_code(code)))
        else:
            self._give(ReadPart(name, size, content, collected.finish(untrusted), None))
        self._done.append(name)

    def take_same(self, untrusted: Mapping[str, Any]) -> None:
        name, content = parsed.check_part_name(untrusted.get("name")), parsed.check_hash(untrusted.get("content"))
        self._give(ReadPart(name, 0, content, None, None, is_same=True))
        self._done.append(name)

    def blame_open_part(self, code: str) -> bool:
        """Give the part that was open when reading ended as bad; whether reading may go on behind it."""
        if self._open is None or len(self._bad) >= _MOST_BAD_PARTS:
            return False
        (name, size, content), self._open = self._open, None
        self._give(ReadPart(name, size, content, None, code))
        self._bad.append(name)
        return True


class DocumentReader:
    """Reads documents and draws their pages in worker processes; safe to use from several threads.

    Pages are drawn in a worker of their own, so that looking at a source never waits for a document that is being
    indexed, and does not fall with it.
    """

    def __init__(
        self,
        home: Path,
        limits: Callable[[], IndexSettings],
        *,
        on_state: Callable[[WorkerState, str | None], None] = lambda _state, _code: None,
        command: list[str] | None = None,
    ) -> None:
        """`limits` are asked for each document, so that a setting holds from the next one on."""
        self._limits = limits
        self._cache = paths.cache_folder(home)
        now = limits()
        pipe = _pipe_limits(now)
        # Reading is never waited for as a page is that somebody looks at.
        self._reading = _Lane(
            WorkerProcess(
                "parse", home, pipe, command=command, on_state=on_state,
                on_start=lambda worker: lower_priority(worker.pid),
            ),
            now,
        )  # fmt: skip
        self._viewing = _Lane(WorkerProcess("parse", home, pipe, command=command), now)

    def read(
        self,
        path: Path,
        *,
        give_part: Callable[[ReadPart], None] | None = None,
        same_parts: Collection[str] = (),
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> ReadDocument:
        """Read a document.

        Args:
            path: the file.
            give_part: takes the documents inside it one after another, each once; without it they are not read. A part
                that ends the reader, or needs too long, is given with its code, and the others go on.
            same_parts: contents of parts, one for each, that need not be read, nor what lies in them.
            is_cancelled: stops it.

        Raises:
            DocumentError: the document is to blame; its code is the reason to set it aside.
            Cancelled: the person stopped it.
            WorkerDied, WorkerResting, WorkerTimedOut: the reader cannot work now; the document stays as it was.
        """
        if give_part is None:
            return self._attempt(self._reading, lambda watch: self._read_once(self._reading, path, watch), is_cancelled)
        progress = _Parts(give_part, same_parts)
        while True:
            try:
                return self._attempt(
                    self._reading,
                    lambda watch: self._read_once(self._reading, path, watch, parts=progress),
                    is_cancelled,
                )
            except DocumentError as error:
                if not progress.blame_open_part(error.code):
                    raise

    def page(self, path: Path, number: int | None = None, part: str | None = None) -> Page:
        """A page as it was read, to show what has no picture; empty where there is none. Raises as `read` does."""
        document = self._attempt(
            self._viewing, lambda watch: self._read_once(self._viewing, path, watch, part=part), lambda: False
        )
        found = [page for page in document.pages if page.number == number]
        return found[0] if len(found) == 1 else Page(number, None, "\n".join(page.text for page in found))

    def picture(
        self, path: Path, page: int, width_px: int, file: Path, spans: list[tuple[int, int]], part: str | None = None
    ) -> PagePicture:
        """Draw a page into `file` as PNG and find the boxes of spans of its text.

        Raises as `read` does; `DocumentKindUnknown` where the kind has no pictures, `DocumentChanged` where the page is
        not there.
        """

        def draw(watch: DocumentWatch) -> PagePicture:
            fields = {
                **self._document_fields(self._viewing.limits, path, part),
                "page": page,
                "width_px": width_px,
                "file": _encoded(file),
                "spans": spans,
            }
            for untrusted in self._stream(self._viewing, "picture", fields, watch):
                if untrusted["kind"] == "done":
                    return parsed.check_picture(untrusted, file, len(spans))
            raise WorkerMisbehaved

        return self._attempt(self._viewing, draw, lambda: False)

    def wake(self) -> None:
        """Let workers that died again and again try once more."""
        self._reading.worker.wake()
        self._viewing.worker.wake()

    def restart(self) -> None:
        """End the workers; the next document starts a fresh one."""
        self._reading.worker.restart()
        self._viewing.worker.restart()

    def close(self) -> None:
        """End the workers for good."""
        self._reading.worker.close()
        self._viewing.worker.close()

    def _read_once(
        self, lane: _Lane, path: Path, watch: DocumentWatch, *, part: str | None = None, parts: "_Parts | None" = None
    ) -> ReadDocument:
        limits = lane.limits
        fields = self._document_fields(limits, path, part)
        if parts is not None:
            fields |= parts.fields()
        collected = parsed.Collector(limits)
        inside: parsed.Collector | None = None
        pictures = 0
        for untrusted in self._stream(lane, "read", fields, watch):
            kind = untrusted["kind"]
            if kind == "done":
                return collected.finish(untrusted)
            if kind == "part_begins" and parts is not None and inside is None:
                parts.begin(untrusted)
                inside = parsed.Collector(limits)
                watch.begin()  # each part has the time of a document
            elif kind == "part_ends" and parts is not None and inside is not None:
                parts.end(untrusted, inside)
                inside = None
                watch.begin()  # whoever takes the parts may be slow
            elif kind == "part_same" and parts is not None and inside is None:
                parts.take_same(untrusted)
                watch.begin()
            elif kind == "recognising":
                pictures += 1
                if pictures > limits.max_pages:
                    raise DocumentTooLarge(pages=pictures)
                watch.has_helper = True
                watch.begin()
            elif kind == "helping":
                watch.has_helper = True
            else:
                (inside or collected).add(untrusted)
        raise WorkerMisbehaved

    def _document_fields(self, limits: IndexSettings, path: Path, part: str | None) -> dict[str, Any]:
        return {
            "path": _encoded(path),
            "part": part,
            "suffix_hint": path.suffix.lower() if path.suffix.isascii() else "",
            "recognise_pictures": limits.recognise_pictures,
            "cache": _encoded(self._cache),
            "limits": {
                "max_file_bytes": limits.max_file_mb * _MB,
                "max_pages": limits.max_pages,
                "max_characters": limits.max_characters,
                "max_unpacked_bytes": _MAX_UNPACKED_BYTES,
                "max_picture_seconds": limits.max_seconds * _SHARE_OF_A_PICTURE,
            },
        }

    def _stream(
        self, lane: _Lane, op: str, fields: Mapping[str, Any], watch: DocumentWatch
    ) -> Iterator[dict[str, Any]]:
        try:
            # The watch alone keeps the time: it knows what began anew.
            for untrusted in lane.worker.stream(op, fields, timeout_s=math.inf, is_cancelled=watch):
                if untrusted["kind"] == "opening":
                    watch.begin()
                    continue
                watch.is_idle = untrusted["kind"] == "done"
                yield untrusted
        except (DocumentError, InternalError, Cancelled):
            watch.is_idle = True  # it said so itself
            raise

    def _attempt(self, lane: _Lane, work: Callable[[DocumentWatch], _T], is_cancelled: Callable[[], bool]) -> _T:
        """Do it, again after an end that does not count, and once more after the first that does."""
        own_ends = uncounted_ends = 0
        with lane.taken(self._limits, is_cancelled):
            while True:
                watch = self._watch(lane, is_cancelled)
                try:
                    return work(watch)
                except Cancelled:
                    if watch.verdict is None:
                        raise
                    raise watch.verdict from None
                except (WorkerDied, WorkerMisbehaved) as error:
                    if _counts_against_document(lane, watch, error):
                        own_ends += 1
                        lane.worker.wake()
                        logger.warning("a document ended its reader, time %d", own_ends)
                        if own_ends == _OWN_ENDS:
                            raise DocumentCrashedReader from None
                    else:
                        uncounted_ends += 1
                        if watch.opened is not None:
                            lane.worker.wake()
                        if uncounted_ends == _UNCOUNTED_ENDS:
                            raise WorkerDied from None
                finally:
                    self._recycle(lane, watch)

    def _watch(self, lane: _Lane, is_cancelled: Callable[[], bool]) -> DocumentWatch:
        limits = lane.limits
        return DocumentWatch(is_cancelled, limits.max_seconds, limits.max_memory_mb * _MB, lambda: lane.worker.pid)

    def _recycle(self, lane: _Lane, watch: DocumentWatch) -> None:
        """Start afresh where the worker is not known to be idle, and after many documents or a big one.

        Libraries in C keep what they once took.
        """
        lane.documents += 1
        is_big = watch.look_at_memory() > lane.limits.max_memory_mb * _MB * _RECYCLE_SHARE
        if is_big or not watch.is_idle or watch.verdict is not None or lane.documents >= _DOCUMENTS_A_LIFE:
            lane.documents = 0
            lane.worker.restart()
            scratch.sweep(self._cache)


def _pipe_limits(limits: IndexSettings) -> PipeLimits:
    """A backstop far above what the checks in `parsed` let through."""
    document_bytes = limits.max_characters * 8 + limits.max_pages * 1024 + _MB
    return PipeLimits(line_bytes=_LINE_BYTES, job_bytes=document_bytes * _DOCUMENTS_IN_A_FILE)


def _counts_against_document(lane: _Lane, watch: DocumentWatch, error: Exception) -> bool:
    """Whether the worker ended by itself, or talked nonsense, while the document was open."""
    if watch.opened is None:
        return False
    return isinstance(error, WorkerMisbehaved) or lane.worker.last_death_was_its_own()


def _encoded(path: Path) -> str:
    """The bytes of a path: a name need not be Unicode, and JSON must be."""
    return base64.b64encode(os.fsencode(path)).decode("ascii")
