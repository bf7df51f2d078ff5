"""Writes a mail in the form in which mails are sent, for those that lie in a file of another form."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

_BOUNDARY = "=_part"
"""Stands in no part: all of them are base64, and so has none inside an inner mail."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A document that hangs on the mail."""

    name: str
    data: bytes
    is_mail: bool


def write_mail(headers: Sequence[tuple[str, str]], words: str, attached: Sequence[Attached], *, is_html: bool) -> bytes:
    """The bytes of a mail that this package reads as it was; empty headers are left out."""
    kind = "text/html" if is_html else "text/plain"
    lines = [f"{name}: {_encoded(value)}" for name, value in headers if value]
    lines += ["MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"', ""]
    lines += _part(f"{kind}; charset=utf-8", "", words.encode("utf-8", "replace"))
    for found in attached:
        kind = "message/rfc822" if found.is_mail else "application/octet-stream"
        lines += _part(kind, _encoded(found.name), found.data)
    lines += [f"--{_BOUNDARY}--", ""]
    return "\r\n".join(lines).encode("ascii")


def _part(kind: str, name: str, data: bytes) -> list[str]:
    disposition = f'Content-Disposition: attachment; filename="{name}"' if name else "Content-Disposition: inline"
    content = base64.encodebytes(data).decode("ascii").rstrip("\n").replace("\n", "\r\n")
    return [f"--{_BOUNDARY}", f"Content-Type: {kind}", disposition, "Content-Transfer-Encoding: base64", "", content]


def _encoded(value: str) -> str:
    return f"=?utf-8?B?{base64.b64encode(value.encode('utf-8', 'replace')).decode('ascii')}?="
