"""A mail as Outlook stores it: properties by their numbers ([MS-OXMSG], [MS-OXPROPS]), read with patience."""

import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property

from oxmsg.storage import Storage

from desktop_rag.engine.workers.parsers import Part, clean
from desktop_rag.engine.workers.parsers.encodings import decode_named
from desktop_rag.engine.workers.parsers.html_source import decode_html
from desktop_rag.engine.workers.parsers.html_text import read_html
from desktop_rag.engine.workers.parsers.lines import Lines
from desktop_rag.engine.workers.parsers.mail_headers import parse_date, write_date
from desktop_rag.engine.workers.parsers.mail_message import MailPart, parse_headers
from desktop_rag.engine.workers.parsers.mail_view import MAIL_SUFFIX, PEOPLE, MailView, suffix_of
from desktop_rag.engine.workers.parsers.mail_writer import Attached, write_mail
from desktop_rag.engine.workers.parsers.parts import MAX_DEPTH
from desktop_rag.records import Page

_SUBJECT, _BODY, _HTML, _HEADERS = 0x0037, 0x1000, 0x1013, 0x007D
_SENT, _DELIVERED, _CREATED = 0x0039, 0x0E06, 0x3007
_SENDER_NAME, _SENDER_SMTP, _SENDER_ADDRESS, _FROM_NAME = 0x0C1A, 0x5D01, 0x0C1F, 0x0042
_NAME, _SMTP, _ADDRESS, _RECIPIENT_TYPE = 0x3001, 0x39FE, 0x3003, 0x0C15
_BODY_CODEPAGE, _CODEPAGE = 0x3FDE, 0x3FFD
_DATA, _LONG_NAME, _SHORT_NAME, _TYPE = 0x3701, 0x3707, 0x3704, 0x370E
_CONTENT_ID, _IS_HIDDEN, _FLAGS = 0x3712, 0x7FFE, 0x3714
_SHOWN_IN_TEXT = 0x4
_RECIPIENTS = {1: "To", 2: "Cc"}
_TEXT, _TEXT_8, _BYTES, _STORAGE = "001F", "001E", "0102", "000D"
_TOP_HEADER, _MAIL_HEADER, _PART_HEADER = 32, 24, 8
_CODEPAGES = {
    65001: "utf-8", 65000: "utf-7", 1200: "utf-16-le", 20127: "ascii", 20932: "euc-jp", 51932: "euc-jp",
    50220: "iso-2022-jp", 50221: "iso-2022-jp", 50222: "iso-2022-jp", 51949: "euc-kr", 936: "gb18030",
}  # fmt: skip
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


class _Properties:
    """What is stored of a mail, a recipient or an attachment; what is missing or broken is empty."""

    def __init__(self, storage: Storage, header_bytes: int, codepage: int | None = None) -> None:
        self.storage = storage
        self._streams = {stream.name.upper(): stream.bytes_ for stream in storage.streams}
        self._fixed = self._read_fixed(header_bytes)
        self.codepage = self.number(_CODEPAGE) or codepage

    def _read_fixed(self, header_bytes: int) -> dict[int, bytes]:
        table = self._streams.get("__PROPERTIES_VERSION1.0", b"")[header_bytes:]
        return {
            struct.unpack_from("<H", table, at + 2)[0]: table[at + 8 : at + 16] for at in range(0, len(table) - 15, 16)
        }

    def number(self, number: int) -> int | None:
        value = self._fixed.get(number)
        return int.from_bytes(value[:4], "little") if value is not None else None

    def time(self, number: int) -> datetime | None:
        value = self._fixed.get(number)
        ticks = int.from_bytes(value, "little") if value is not None else 0
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def data(self, number: int) -> bytes | None:
        return self._streams.get(f"__SUBSTG1.0_{number:04X}{_BYTES}")

    def text(self, number: int) -> str:
        wide = self._streams.get(f"__SUBSTG1.0_{number:04X}{_TEXT}")
        if wide is not None:
            return clean(wide.decode("utf-16-le", "replace"))
        narrow = self._streams.get(f"__SUBSTG1.0_{number:04X}{_TEXT_8}")
        return clean(decode_named(narrow, _encoding(self.codepage))) if narrow is not None else ""

    def line(self, number: int) -> str:
        return " ".join(self.text(number).split())

    def inner(self, prefix: str) -> list[Storage]:
        return [found for found in self.storage.storages if found.name.lower().startswith(prefix)]


def _encoding(codepage: int | None) -> str | None:
    return _CODEPAGES.get(codepage, f"cp{codepage}") if codepage else None


class Item(_Properties):
    """A mail, at the top of its file or inside another one."""

    def __init__(self, storage: Storage, *, is_top: bool = False) -> None:
        super().__init__(storage, _TOP_HEADER if is_top else _MAIL_HEADER)

    @cached_property
    def _sent_headers(self) -> MailPart:
        """The headers that the mail travelled with; none where it never did."""
        return parse_headers(self.text(_HEADERS).lstrip().encode("utf-8", "replace"))

    def view(self, check: Callable[[], None] = lambda: None) -> MailView:
        """What is shown of it."""
        told = self._sent_headers
        sent = self.time(_SENT) or self.time(_DELIVERED) or self.time(_CREATED)
        date = parse_date(told.header("date")) or sent
        people = {name: told.header(name) or self._people(name) for name in PEOPLE}
        return MailView(
            subject=self.line(_SUBJECT) or told.header("subject"),
            people=[f"{name}: {found}" for name, found in people.items() if found],
            date=write_date(date) if date else "",
            created=date.isoformat() if date else "",
            author=people["From"],
            bodies=[body for body in [self._body(check)] if body.text.strip()],
            attachments=len(self._attachments()),
        )

    def _people(self, name: str) -> str:
        if name == "From":
            sender = self.line(_SENDER_NAME) or self.line(_FROM_NAME)
            return _person(sender, self.line(_SENDER_SMTP) or self.line(_SENDER_ADDRESS))
        found = (_Properties(storage, _PART_HEADER, self.codepage) for storage in self.inner("__recip_version1.0_#"))
        return ", ".join(
            _person(person.line(_NAME), person.line(_SMTP) or person.line(_ADDRESS))
            for person in found
            if _RECIPIENTS.get(person.number(_RECIPIENT_TYPE) or 0) == name
            and (person.line(_NAME) or person.line(_SMTP))
        )

    def _body(self, check: Callable[[], None]) -> Page:
        plain = self.text(_BODY).replace("\r\n", "\n").replace("\r", "\n")
        html = "" if plain.strip() else self._html()
        if html:
            return read_html(html, check).lines.page()
        lines = Lines()
        lines.add(plain.strip("\n").rstrip())
        return lines.page()

    def _html(self) -> str:
        data = self.data(_HTML)
        if data is None:
            return self.text(_HTML)
        return decode_html(data, _encoding(self.number(_BODY_CODEPAGE)))

    # --- attachments --------------------------------------------------------------------------------------------

    def parts(self, depth: int = 1) -> Iterator[Part]:
        """Its attachments; a mail among them as if it had been sent."""
        for found in self._attachments():
            name = found.line(_LONG_NAME) or found.line(_SHORT_NAME) or found.line(_NAME)
            mail = _mail_in(found)
            if mail is None:
                yield Part(name, suffix_of(name), found.data(_DATA) or b"")
            elif depth <= MAX_DEPTH + 1:
                yield Part(name or mail.line(_SUBJECT), MAIL_SUFFIX, mail.written(depth + 1))

    def _attachments(self) -> list[_Properties]:
        found = (_Properties(storage, _PART_HEADER, self.codepage) for storage in self.inner("__attach_version1.0_#"))
        return [attachment for attachment in found if not _is_in_text(attachment)]

    def written(self, depth: int) -> bytes:
        """It and all that hangs on it in the form in which mails are sent."""
        view = self.view()
        attached = [Attached(part.name, part.data, is_mail=part.suffix == MAIL_SUFFIX) for part in self.parts(depth)]
        html = "" if self.text(_BODY).strip() else self._html()
        headers = [("Subject", view.subject)]
        headers += [(name, words) for line in view.people for name, _, words in [line.partition(": ")]]
        sent = self.time(_SENT)
        date = self._sent_headers.header("date") or (format_datetime(sent) if sent else "")
        return write_mail([*headers, ("Date", date)], html or self.text(_BODY), attached, is_html=bool(html))


def _person(name: str, address: str) -> str:
    if not address or address == name or "@" not in address:
        return name or address
    return f"{name} <{address}>" if name else address


def _mail_in(attachment: _Properties) -> Item | None:
    stored = attachment.inner(f"__substg1.0_{_DATA:04x}{_STORAGE}".lower())
    is_mail = stored and any(stream.name.lower() == "__properties_version1.0" for stream in stored[0].streams)
    return Item(stored[0]) if is_mail else None


def _is_in_text(attachment: _Properties) -> bool:
    """Whether it is a picture that the text shows, and no document."""
    kind = attachment.line(_TYPE).lower()
    is_picture = kind.startswith("image/") or suffix_of(attachment.line(_LONG_NAME)) in (
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
    )
    is_shown = bool((attachment.number(_FLAGS) or 0) & _SHOWN_IN_TEXT or (attachment.number(_IS_HIDDEN) or 0) & 1)
    return is_picture and (is_shown or bool(attachment.text(_CONTENT_ID)))
