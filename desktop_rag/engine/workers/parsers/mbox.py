"""Mailboxes (MBOX): each mail is a document of its own; the file itself says nothing.

A mail begins at a line "From ..." with a time, that is followed by a header: such words also begin sentences. The file
is read line by line, so that its size does not matter.
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from desktop_rag.engine.workers.parsers import Facts, Give, Part, Source
from desktop_rag.engine.workers.parsers.mail_headers import parse_date
from desktop_rag.engine.workers.parsers.mail_message import MailPart, parse_headers
from desktop_rag.engine.workers.parsers.mail_view import MAIL_SUFFIX

_BEGINS = re.compile(rb"From [^\n]*\d{1,2}:\d{2}")
_HEADER = re.compile(rb">?From |[!-9;-~]{1,70}:")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LINE_BYTES = 1 << 20
_CHECK_EVERY = 50_000
_DELETED = 0x0008
"""In Thunderbird's status: deleted, and still in the file until the folder is compacted."""


def read(_source: Source, _give: Give) -> Facts:
    """Give nothing: all that a mailbox says, its mails say."""
    return Facts()


def parts(source: Source) -> Iterable[Part]:
    """The mails in order, called by subject and date, without those that wait to be removed."""
    for data in _mails(source):
        headers = parse_headers(data)
        if not _is_deleted(headers):
            yield Part(_name_of(headers), MAIL_SUFFIX, data)


def _mails(source: Source) -> Iterator[bytes]:
    source.file.seek(0)
    lines: list[bytes] = []
    held: bytes | None = None
    for number, line in enumerate(_lines(source.file)):
        if number % _CHECK_EVERY == 0:
            source.check()
        if held is not None:
            if _HEADER.match(line):
                yield from _whole(lines)
                lines = []
            else:
                lines.append(held)
            held = None
        if _BEGINS.match(line):
            held = line
        else:
            lines.append(line)
    if held is not None:
        lines.append(held)
    yield from _whole(lines)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(_LINE_BYTES):
        yield line


def _whole(lines: list[bytes]) -> Iterator[bytes]:
    """A mail without the marks that its mailbox has put into it."""
    data = b"".join(lines)
    if data.strip():
        yield _QUOTED.sub(rb"\1", data)


def _is_deleted(headers: MailPart) -> bool:
    try:
        return bool(int(headers.header("x-mozilla-status") or "0", 16) & _DELETED)
    except ValueError:
        return False


def _name_of(headers: MailPart) -> str:
    """What a person would look for: the subject and the day, or the sender where there is no subject."""
    words = headers.header("subject") or headers.header("from")
    date = parse_date(headers.header("date"))
    return f"{words} ({date:%Y-%m-%d})" if date else words
