"""Headers of mails in every condition: encoded words, raw letters of any encoding, dates; nothing here ever raises."""

import binascii
import quopri
import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from desktop_rag.engine.workers.parsers import clean
from desktop_rag.engine.workers.parsers.encodings import decode_named

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_NOT_BASE64 = re.compile("[^A-Za-z0-9+/]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_LONGEST_RAW = 20_000
_LONGEST = 1_000


def decode_header(raw: str) -> str:
    """The words of a header on one line of bounded length.

    Args:
        raw: the value as `email` keeps it: bytes that are no ASCII are lone surrogates.
    """
    raw = raw[:_LONGEST_RAW]
    pieces: list[str] = []
    joined = b""
    charset = ""
    at = 0
    for word in _WORD.finditer(raw):
        between = raw[at : word.start()]
        at = word.end()
        named = word[1].partition("*")[0].lower()
        # A letter may be cut in two by the end of a word, so that neighbours are decoded together.
        if joined and (between.strip() or named != charset):
            pieces.append(decode_named(joined, charset))
            joined = b""
        if between.strip() or not pieces:
            pieces.append(_decode_raw(between))
        charset = named
        joined += _word_bytes(word[2], word[3])
    if joined:
        pieces.append(decode_named(joined, charset))
    pieces.append(_decode_raw(raw[at:]))
    text = " ".join(_CONTROLS.sub(" ", clean("".join(pieces))).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _word_bytes(encoding: str, text: str) -> bytes:
    if encoding in "bB":
        return decode_base64(text)
    return quopri.decodestring(text.encode("ascii", "replace").replace(b"_", b" "))


def _decode_raw(text: str) -> str:
    """Letters that stand in a header as they are, against the rules but often."""
    if text.isascii() and "\x1b" not in text:
        return text
    return decode_named(text.encode("utf-8", "surrogateescape"), None)


def decode_base64(text: str) -> bytes:
    """What can be decoded of it: noise is skipped, a cut-off end is left out, each end begins anew behind it."""
    end = text.find("=")
    if end >= 0 and text[end:].strip("= \t\r\n"):
        return b"".join(decode_base64(piece) for piece in text.split("="))
    try:
        return binascii.a2b_base64(text)
    except ValueError:
        pure = _NOT_BASE64.sub("", text)
    if len(pure) % 4 == 1:
        pure = pure[:-1]
    return binascii.a2b_base64(pure + "=" * (-len(pure) % 4))


def decode_parameter(value: object) -> str:
    """A parameter of a header, such as a file name: plain, with encoded words, or as RFC 2231 has it."""
    if isinstance(value, tuple):
        charset, _, text = value
        data = str(text).strip('"').encode("latin-1", "replace")
        return decode_header(decode_named(data, charset))
    return decode_header(str(value).strip('"')) if value else ""


def parse_date(raw: str) -> datetime | None:
    """The time that a Date header tells, None where it tells none."""
    try:
        return parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def write_date(found: datetime) -> str:
    """A time as a person reads it in any language, with its zone where it has one: 2031-06-02 09:00 +09:00."""
    zone = found.strftime("%z")
    return f"{found:%Y-%m-%d %H:%M}" + (f" {zone[:3]}:{zone[3:5]}" if zone else "")
