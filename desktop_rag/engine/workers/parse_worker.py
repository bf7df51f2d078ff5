"""The parse worker: opens one untrusted file at a time and says what is in it.

Nothing here is trusted by the parent. Limits of this process (memory, no network) are set before any library is loaded
that reads a document; its limits in time are kept by the parent.
"""

import base64
import contextlib
import logging
import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from desktop_rag import guard, logs, message_loop, network_probe, settings
from desktop_rag.engine.workers.part_reading import blames_document
from desktop_rag.errors import (
    DocumentAway,
    DocumentKindUnknown,
    DocumentTooLarge,
    DocumentUnreadable,
)
from desktop_rag.message_loop import Job

if TYPE_CHECKING:
    from desktop_rag.engine.workers.parsers import Source
    from desktop_rag.records import Page

logger = logging.getLogger(__name__)

PIECE_CHARACTERS = 500_000
"""A page travels in pieces of this many characters, so that no line on the pipe is long."""

ROWS_A_MESSAGE = 20_000
"""Rows of a table, and words of a picture, travel in groups, for the same reason."""


def run(home: Path) -> NoReturn:
    """Serve the pipe until it ends."""
    source, send = message_loop.claim_pipes()
    stored, _ = settings.load(home)
    guard.install("worker", memory_limit_mb=stored.index.max_memory_mb)
    logs.start("parse", home)
    message_loop.serve({"read": _read, "picture": _picture, **network_probe.OPERATION}, source, send)
    raise AssertionError


def _read(job: Job) -> dict[str, Any]:
    """Send every page of a document; done says what is known of it as a whole.

    With ``with_parts`` the documents inside follow, as `part_reading` has them. With ``part`` that part alone is read,
    as if it were the document.
    """
    from desktop_rag.engine.workers.part_reading import PartReading

    with _opened(job) as source:
        kind, facts = _read_one(job, source)
        code = None
        if job.fields.get("with_parts"):
            code = PartReading(job, partial(_read_one, job)).read_all(source, kind)
    return {**facts, "parts_code": code}


def _read_one(job: Job, source: "Source") -> tuple[str, dict[str, Any]]:
    from desktop_rag.engine.workers.parsers import Budget, kinds

    budget = Budget(source.limits)

    def give(page: "Page") -> None:
        job.check()
        budget.spend(page)
        _send_page(job, page)

    kind = kinds.find_kind(source)
    parser = kinds.parser_of(kind)
    with blames_document():
        facts = parser.read(source, give)
    return kind, {
        "kind_of_document": kind,
        "pages": facts.pages,
        "title": facts.title,
        "author": facts.author,
        "created": facts.created,
        "attachments": facts.attachments,
        "form_fields": facts.form_fields,
        "used_second_reader": facts.used_second_reader,
        "pages_without_text": facts.pages_without_text,
        "pages_recognised": facts.pages_recognised,
    }


def _send_page(job: Job, page: "Page") -> None:
    pieces = [page.text[start : start + PIECE_CHARACTERS] for start in range(0, len(page.text), PIECE_CHARACTERS)]
    for piece in pieces[:-1]:
        job.send("piece", text=piece)
    for table in page.tables:
        rows = [[row.start, row.end, row.number, row.first_column, row.last_column] for row in table.rows]
        for start in range(0, len(rows), ROWS_A_MESSAGE):
            part = rows[start : start + ROWS_A_MESSAGE]
            job.send("rows", header=table.header, has_cells=table.has_cells, rows=part, goes_on=start > 0)
    words = [[word.start, word.end, word.line, word.left, word.top, word.width, word.height] for word in page.words]
    for start in range(0, len(words), ROWS_A_MESSAGE):
        job.send("words", words=words[start : start + ROWS_A_MESSAGE])
    job.send(
        "page",
        number=page.number,
        place=page.place,
        text=pieces[-1] if pieces else "",
        headings=[[heading.start, heading.level, heading.title] for heading in page.headings],
    )


def _picture(job: Job) -> dict[str, Any]:
    """Draw a page into a file; done has its size and the boxes of the spans."""
    from desktop_rag.engine.workers.parsers import kinds

    with _opened(job) as source:
        kind = kinds.find_kind(source)
        draw = getattr(kinds.parser_of(kind), "draw", None)
        if draw is None:
            raise DocumentKindUnknown
        fields = job.fields
        spans = [(int(start), int(end)) for start, end in fields["spans"]]
        with blames_document():
            result: dict[str, Any] = draw(source, fields["page"], fields["width_px"], _path(fields["file"]), spans)
    return result


def _path(encoded: str) -> Path:
    """A path as the parent sends it: names need not be Unicode, so their bytes travel."""
    return Path(os.fsdecode(base64.b64decode(encoded)))


@contextlib.contextmanager
def _opened(job: Job) -> Iterator["Source"]:
    """Open the file of a job, which must be a regular one; raises a `DocumentError` where it cannot be had."""
    from desktop_rag.engine.workers.parsers import Limits, Source, parts

    job.send("opening")
    path = _path(job.fields["path"])
    limits = Limits(**job.fields["limits"])
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise DocumentUnreadable
        # Not blocking, and looked at again: what was a file a moment ago may be a pipe by now.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        descriptor = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError):
        raise DocumentAway from None
    except OSError:
        raise DocumentUnreadable from None
    with os.fdopen(descriptor, "rb") as file:
        opened = os.fstat(descriptor)
        if not stat.S_ISREG(opened.st_mode):
            raise DocumentUnreadable
        if opened.st_size > limits.max_file_bytes:
            raise DocumentTooLarge(bytes=opened.st_size)
        source = Source(
            file,
            opened.st_size,
            job.fields.get("suffix_hint", "").lower(),
            limits,
            job.check,
            job.fields.get("recognise_pictures", True),
            lambda: job.send("recognising"),
            lambda: job.send("helping"),
            _path(job.fields["cache"]),
        )
        name = job.fields.get("part")
        with blames_document():
            inner = parts.descend(source, name) if name is not None else source
        yield inner
