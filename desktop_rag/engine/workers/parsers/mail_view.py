"""A mail as a person reads it, whatever file it comes from: subject, people, date, then its words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from desktop_rag.engine.workers.parsers import Facts, Part, clean, one_line
from desktop_rag.engine.workers.parsers.html_source import decode_html
from desktop_rag.engine.workers.parsers.html_text import read_html
from desktop_rag.engine.workers.parsers.lines import Lines
from desktop_rag.engine.workers.parsers.mail_headers import decode_parameter, parse_date, write_date
from desktop_rag.engine.workers.parsers.mail_message import MailPart, parse_headers
from desktop_rag.records import Page

PEOPLE = ("From", "To", "Cc")
MAIL_SUFFIX = ".eml"
_LONGEST_SUFFIX = 12
_SUFFIXES = {
    "text/plain": ".txt", "text/html": ".html", "text/csv": ".csv", "text/markdown": ".md", "text/calendar": ".ics",
    "text/xml": ".xml", "application/xml": ".xml", "application/json": ".json", "application/rfc822": MAIL_SUFFIX,
}  # fmt: skip
_READ_ALONG = frozenset({"application/delivery-status", "application/disposition-notification", "text/rfc822-headers"})
_NO_DOCUMENTS = frozenset(
    f"application/{kind}" for kind in ("pgp-signature", "pkcs7-signature", "x-pkcs7-signature", "external-body")
)


@dataclass(slots=True)
class MailView:
    """What is shown of a mail; `people` and `date` are lines as "From: …"."""

    subject: str
    people: list[str]
    date: str
    created: str = ""
    author: str = ""
    bodies: list[Page] = field(default_factory=list)
    attachments: int = 0

    def page(self) -> Page:
        """All of it as one page without a number, the subject as its heading."""
        lines = Lines()
        if self.subject:
            lines.add(self.subject, 1)
        for line in (*self.people, *([f"Date: {self.date}"] if self.date else [])):
            lines.add(line)
        for body in self.bodies:
            lines.add_gap()
            lines.add_page(body, deeper=1)
        return lines.page()

    def facts(self) -> Facts:
        return Facts(
            title=one_line(self.subject), author=one_line(self.author), created=self.created,
            attachments=self.attachments,
        )  # fmt: skip


def view_of(mail: MailPart, check: Callable[[], None] = lambda: None) -> MailView:
    """What is shown of a parsed mail."""
    sorted_parts = sort_parts(mail)
    raw_date = mail.header("date")
    date = parse_date(raw_date)
    people = [f"{name}: {found}" for name in PEOPLE if (found := mail.header(name))]
    return MailView(
        subject=mail.header("subject"), people=people, date=write_date(date) if date else raw_date,
        created=date.isoformat() if date else "", author=mail.header("from"),
        bodies=[body for part in sorted_parts.bodies if (body := _read_body(part, check)).text.strip()],
        attachments=len(sorted_parts.attachments),
    )  # fmt: skip


@dataclass(slots=True)
class SortedParts:
    """The parts of a mail that are read as its words, and those that hang on it."""

    bodies: list[MailPart] = field(default_factory=list)
    attachments: list[MailPart] = field(default_factory=list)

    def add(self, other: "SortedParts") -> None:
        self.bodies += other.bodies
        self.attachments += other.attachments


def sort_parts(part: MailPart, *, is_related: bool = False) -> SortedParts:
    """Tell words from attachments; pictures that stand in the words, and signatures, are neither."""
    found = SortedParts()
    inner = part.parts()
    if not inner:
        _sort_leaf(part, found, is_related=is_related)
        return found
    subtype = part.get_content_subtype()
    pieces = [
        sort_parts(child, is_related=is_related or (subtype == "related" and number > 0))
        for number, child in enumerate(inner)
    ]
    for piece in pieces:
        found.attachments += piece.attachments
    if subtype == "alternative":
        found.bodies = _best_of([piece.bodies for piece in pieces if piece.bodies])
    elif subtype == "related":
        found.bodies = next((piece.bodies for piece in pieces if piece.bodies), [])
    else:
        found.bodies = [body for piece in pieces for body in piece.bodies]
    return found


def _sort_leaf(part: MailPart, found: SortedParts, *, is_related: bool) -> None:
    kind = part.get_content_type()
    is_whole = part.depth == 0
    is_words = kind.startswith("text/") and (is_whole or kind in ("text/plain", "text/html", "text/enriched"))
    if (
        kind.startswith("multipart/")
        or kind in _READ_ALONG
        or (is_words and not part.is_attachment() and (is_whole or not part.file_name()))
    ):
        found.bodies.append(part)
    elif not _is_part_of_words(part, kind, is_related=is_related):
        found.attachments.append(part)


def _is_part_of_words(part: MailPart, kind: str, *, is_related: bool) -> bool:
    """Whether a part only serves the words: a picture in them, a signature, the invitation in another form."""
    if kind.startswith("image/"):
        return is_related or not part.is_attachment() or part.get("content-id") is not None
    return kind in _NO_DOCUMENTS or (kind == "text/calendar" and not part.file_name())


def _best_of(versions: list[list[MailPart]]) -> list[MailPart]:
    """Of several versions of the same words the plain one, unless it is blank; then the last, which is the richest."""
    for version in versions:
        if version[0].get_content_type() != "text/html" and any(part.text().strip() for part in version):
            return version
    return versions[-1] if versions else []


def _read_body(part: MailPart, check: Callable[[], None]) -> Page:
    if part.get_content_type() == "text/html":
        named = decode_parameter(part.get_param("charset")) or None
        return read_html(decode_html(part.content(), named), check).lines.page()
    text = clean(part.text())
    if decode_parameter(part.get_param("format")).lower() == "flowed":
        text = _unfold(text, joins=decode_parameter(part.get_param("delsp")).lower() == "yes")
    lines = Lines()
    lines.add(text.strip("\n").rstrip())
    return lines.page()


def _unfold(text: str, *, joins: bool) -> str:
    """Paragraphs of "format=flowed", whose lines were only broken for sending (RFC 3676)."""
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        own = line.removeprefix(" ")
        if goes_on and not own.startswith(">"):
            lines[-1] += own
        else:
            lines.append(own)
        goes_on = own.endswith(" ") and own != "-- " and not own.startswith(">")
        if goes_on and joins:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def parts_of_mail(mail: MailPart) -> Iterator[Part]:
    """The attachments of a mail, mails among them."""
    for part in sort_parts(mail).attachments:
        data = part.content()
        kind = part.get_content_type()
        name = part.file_name()
        if kind == "application/rfc822":
            yield Part(name or parse_headers(data).header("subject"), MAIL_SUFFIX, data)
        else:
            yield Part(name, suffix_of(name) or _SUFFIXES.get(kind, ""), data)


def suffix_of(name: str) -> str:
    """The suffix of an attachment's name in lower case, empty where there is none that says anything."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix.isascii() and len(suffix) <= _LONGEST_SUFFIX else ""
