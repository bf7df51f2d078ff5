"""Mailboxes (MBOX): each mail is a document of its own; the file itself says nothing.

A mail begins at a line "From ..." with a time, that is followed by a header: such words also begin sentences. The file
is read piece by piece, so that its size does not matter.
"""

import re
from collections.abc import Iterable, Iterator

from desktop_rag.engine.workers.parsers import Facts, Give, Part, Source
from desktop_rag.engine.workers.parsers.mail_headers import parse_date
from desktop_rag.engine.workers.parsers.mail_message import MailPart, parse_headers
from desktop_rag.engine.workers.parsers.mail_view import MAIL_SUFFIX

_BEGINS = re.compile(rb"From [^\n]*\d{1,2}:\d{2}[^\n]*\n(?:>?From |[!-9;-~]{1,70}:)")
_MARK = b"\nFrom "
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_PIECE_BYTES = 1 << 22
_LONGEST_BEGINNING = 2_000
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
    held = bytearray(b"\n")  # a line end before each mail, before the first one too
    at = 0
    is_over = False
    while not is_over:
        source.check()
        piece = source.file.read(_PIECE_BYTES)
        is_over = not piece
        held += piece
        # A beginning that the end of the piece has cut off waits for the next one.
        known = len(held) - (0 if is_over else _LONGEST_BEGINNING)
        while 0 <= (mark := held.find(_MARK, at)) < known:
            at = mark + 1
            if _BEGINS.match(held, at):
                yield from _whole(held[:at])
                del held[:mark]
                at = 1
        at = mark if mark >= 0 else max(at, len(held) - len(_MARK))
    yield from _whole(held)


def _whole(data: bytearray) -> Iterator[bytes]:
    """A mail without the marks that its mailbox has put into it."""
    if data.strip():
        mail = bytes(data.lstrip(b"\n"))
        yield _QUOTED.sub(rb"\1", mail) if b">From " in mail else mail


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
