"""Sends the documents inside a document, one after another, each as if it were a file.

What an earlier reading of the same file has dealt with is not done again. ``done`` names parts that were given before
the worker ended, ``bad`` those that ended it: these are not even opened. ``same`` holds the contents (SHA-256, one for
each part) of parts that are indexed with all that lies in them; of those only the name is told.
"""

import contextlib
import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from desktop_rag.errors import DesktopRagError, DocumentDamaged, DocumentError, DocumentTooDeep, DocumentTooLarge
from desktop_rag.message_loop import Job

if TYPE_CHECKING:
    from desktop_rag.engine.workers.parsers import Part, Source

logger = logging.getLogger(__name__)

_MAX_PARTS = 100_000
"""In one file, at all depths together."""

ReadOne: TypeAlias = Callable[["Source"], tuple[str, dict[str, Any]]]
"""Sends the pages of a document and returns its kind and what is known of it."""


class PartReading:
    """One walk through the parts of a file."""

    def __init__(self, job: Job, read_one: ReadOne) -> None:
        self._job = job
        self._read_one = read_one
        self._done = frozenset(job.fields["done"])
        self._bad = frozenset(job.fields["bad"])
        self._same = Counter(job.fields["same"])
        self._count = 0

    def read_all(self, source: "Source", kind: str, above: str = "", depth: int = 1) -> str | None:
        """Send all parts of a document; returns the code of what kept it from giving all of them."""
        from desktop_rag.engine.workers.parsers import kinds, parts

        try:
            with blames_document():
                for own_name, part in parts.named(parts.parts_of(kinds.parser_of(kind), source)):
                    self._job.check()
                    self._count += 1
                    if self._count > _MAX_PARTS:
                        raise DocumentTooLarge(parts=self._count)
                    name = f"{above}{own_name}"
                    if name not in self._bad:
                        self._read_part(part, part.source(source), name, depth)
        except DocumentError as error:
            return error.code
        return None

    def _read_part(self, part: "Part", source: "Source", name: str, depth: int) -> None:
        from desktop_rag.engine.workers.parsers import kinds, parts

        content = hashlib.sha256(part.data).hexdigest()
        is_done = name in self._done
        if depth == 1 and self._same[content] > 0:
            self._same[content] -= 1
            if not is_done:
                self._job.send("part_same", name=name, content=content)
            return
        kind: str | None = None
        if is_done:
            with contextlib.suppress(DocumentError):
                kind = kinds.find_kind(source) if depth <= parts.MAX_DEPTH else None
        else:
            self._job.send("part_begins", name=name, size=source.size, content=content)
            try:
                if depth > parts.MAX_DEPTH:
                    raise DocumentTooDeep
                kind, facts = self._read_one(source)
                self._job.send("part_ends", code=None, **facts)
            except DocumentError as error:
                self._job.send("part_ends", code=error.code)
        if kind is not None:
            self.read_all(source, kind, f"{name}{parts.SEPARATOR}", depth + 1)


@contextlib.contextmanager
def blames_document() -> Iterator[None]:
    """Whatever a parser raises, the document is to blame; a parser that cannot be imported is outside of this."""
    try:
        yield
    except DesktopRagError:
        raise
    except MemoryError:
        raise DocumentTooLarge from None
    except Exception:
        logger.exception("a parser failed")
        raise DocumentDamaged from None
