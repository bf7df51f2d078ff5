"""A mail taken apart by the standard library, one mail at a time and never deep.

A mail inside a mail stays the bytes that it is: it is a document of its own, and 200 mails in one another would
otherwise be parsed by 200 calls in one another.
"""

import binascii
import io
import quopri
import re
from codecs import BOM_UTF8
from email.message import Message
from email.parser import BytesFeedParser
from email.policy import compat32

from desktop_rag.engine.workers.parsers import Source
from desktop_rag.engine.workers.parsers.encodings import decode_named
from desktop_rag.engine.workers.parsers.mail_headers import decode_base64, decode_header, decode_parameter

_MAX_DEPTH = 20
_FEED_BYTES = 1 << 20
_SPACE = re.compile(r"\r?\n[ \t]")


class MailPart(Message):
    """A message or one of its parts.

    Its type is never "message/...": "application/rfc822" is a mail inside, so that the parser leaves it as it is.
    """

    depth = 0

    def attach(self, payload: object) -> None:
        if isinstance(payload, MailPart):
            payload.depth = self.depth + 1
        super().attach(payload)  # type: ignore[arg-type]

    def get(self, name: str, failobj: object = None) -> object:  # type: ignore[override]
        """The raw value: the library would replace what is no ASCII."""
        wanted = name.lower()
        return next((str(value) for key, value in self.raw_items() if key.lower() == wanted), failobj)

    def get_content_type(self) -> str:
        found = super().get_content_type()
        if found.startswith("message/"):
            return f"application/{found.removeprefix('message/')}"
        if found.startswith("multipart/") and self.depth > _MAX_DEPTH:
            return "text/plain"
        return found

    def header(self, name: str) -> str:
        """The words of a header, empty where there is none."""
        return decode_header(_SPACE.sub(" ", str(self.get(name, ""))))

    def is_attachment(self) -> bool:
        return str(self.get("content-disposition", "")).strip().lower().startswith("attachment")

    def file_name(self) -> str:
        """The name that the sender gave a part, empty where there is none."""
        found = self.get_param("filename", None, "content-disposition") or self.get_param("name", None)
        return decode_parameter(found)

    def content(self) -> bytes:
        """The bytes of a part without parts, decoded from what they were sent as."""
        payload = self._raw_payload()
        if not isinstance(payload, str):
            return b""
        encoding = str(self.get("content-transfer-encoding", "")).split(";")[0].strip().lower()
        if encoding == "base64":
            return decode_base64(payload)
        data = payload.encode("utf-8", "surrogateescape")
        if encoding == "quoted-printable":
            return quopri.decodestring(data)
        if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
            return _decode_uu(data)
        return data

    def text(self) -> str:
        """The text of a part without parts, line ends LF."""
        text = decode_named(self.content(), decode_parameter(self.get_param("charset")) or None)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def parts(self) -> list["MailPart"]:
        """The parts of a multipart; none where it is none, or was cut off before its first."""
        payload = self._raw_payload()
        return [part for part in payload if isinstance(part, MailPart)] if isinstance(payload, list) else []

    def _raw_payload(self) -> object:
        # The way that is meant for it replaces what is no ASCII.
        return vars(self).get("_payload")


def parse_mail(source: Source) -> MailPart:
    """Take a whole mail apart; whatever it is, something comes back."""
    # The policy that takes headers as they come: the newer one stops at many that are malformed.
    parser = BytesFeedParser(MailPart, policy=compat32)
    source.file.seek(0)
    # An empty line would end the headers before they begin.
    piece = source.file.read(_FEED_BYTES).removeprefix(BOM_UTF8).lstrip(b"\r\n")
    while piece:
        source.check()
        parser.feed(piece)
        piece = source.file.read(_FEED_BYTES)
    found = parser.close()
    assert isinstance(found, MailPart)
    return found


def parse_headers(data: bytes) -> MailPart:
    """Only the headers of a mail, from its first bytes."""
    parser = BytesFeedParser(MailPart, policy=compat32)
    end = re.search(rb"\r?\n\r?\n", data)
    parser.feed(data[: end.end()] if end else data)
    found = parser.close()
    assert isinstance(found, MailPart)
    return found


def _decode_uu(data: bytes) -> bytes:
    """The lines between begin and end; a line that breaks the rules ends it."""
    decoded = io.BytesIO()
    lines = iter(data.splitlines())
    if not any(line.startswith(b"begin ") for line in lines):
        return data
    for line in lines:
        if line.strip() in (b"", b"end", b"`"):
            break
        try:
            decoded.write(binascii.a2b_uu(line))
        except binascii.Error:
            break
    return decoded.getvalue()
