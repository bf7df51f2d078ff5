"""What the first lines of a text say it is: a mail, a mailbox, a web page, XML or JSON.

The suffix helps where the beginning could be anything: `<div>` in page.html is a web page, in notes.txt it is text.
"""

import re

_HEADER = re.compile(rb"([!-9;-~]{1,70})[ \t]*:[^\n]*")
_MAIL_HEADERS = frozenset(
    b"from to cc subject date sender reply-to message-id mime-version received return-path delivered-to content-type "
    b"content-transfer-encoding references in-reply-to x-mailer user-agent dkim-signature x-received envelope-to "
    b"x-original-to authentication-results thread-topic thread-index importance".split()
)
_WRITTEN_BY_PROGRAMS = _MAIL_HEADERS - {b"from", b"to", b"cc", b"subject", b"date"}
_MAIL_SUFFIXES = (".eml", ".mht", ".mhtml")
_PAGE_SUFFIXES = (".mht", ".mhtml")
_SAVED_PAGE = re.compile(rb"^(?:snapshot-content-location:|from:[ \t]*[\"<]?saved by )", re.MULTILINE)
_MAILBOX = re.compile(rb"From [^\n]*\d{1,2}:\d{2}[^\n]*\r?\n")
_PROLOGUE = re.compile(rb"(?:\s|<\?xml[^>]*\?>|<!--.*?-->)*", re.DOTALL)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]")
_PAGE_NAMES = (".html", ".htm", ".xhtml", ".xht", ".shtml")
_XML_NAMES = (".xml", ".rss", ".atom", ".svg", ".xsl", ".xslt", ".xsd", ".rdf", ".opml", ".kml", ".gpx", ".plist")
_JSON_NAMES = (".json", ".jsonl", ".ndjson", ".geojson", ".jsonld", ".har", ".ipynb", ".webmanifest")
_JSON = re.compile(rb"[{\[][\s\[{]*(?:\"(?:[^\"\\\n]|\\.){0,500}\"\s*[:,\]]|[\]}])")
_PLAIN_NAMES = (".txt", ".text", ".log", ".md", ".markdown", ".csv", ".tsv")


def is_mailbox(head: bytes, suffix: str) -> bool:
    """Whether a line "From ..." with a time stands before the headers of a mail; a single mail may have one, too."""
    is_one = suffix not in _MAIL_SUFFIXES and _MAILBOX.match(head) is not None
    return is_one and any(name in _MAIL_HEADERS or name.startswith(b"x-") for name in _header_names(head))


def is_saved_page(head: bytes, suffix: str) -> bool:
    """Whether it is a web page with its pictures in one file, which has the form of a mail."""
    return is_mail(head, suffix) and (suffix in _PAGE_SUFFIXES or _SAVED_PAGE.search(head.lower()) is not None)


def is_mail(head: bytes, suffix: str) -> bool:
    """Whether it begins with the headers of a mail.

    One header is enough in a file that is called a mail; elsewhere there are two that mails have, and one of them is
    of the kind that only programs write.
    """
    names = _header_names(head)
    if suffix in _MAIL_SUFFIXES:
        return bool(names)
    known = names & _MAIL_HEADERS
    return len(known) >= 2 and bool(known & _WRITTEN_BY_PROGRAMS)


def is_web_page(head: bytes, suffix: str) -> bool:
    """Whether it begins as HTML does, or is called so."""
    return suffix in _PAGE_NAMES or _PAGE.match(_behind_prologue(head)) is not None


def is_xml(head: bytes, suffix: str) -> bool:
    """Whether it begins with an XML declaration, or with an element in a file that is called XML."""
    start = head.lstrip()
    return start.startswith(b"<?xml") or (suffix in _XML_NAMES and start.startswith(b"<"))


def is_json(head: bytes, suffix: str) -> bool:
    """Whether it is called JSON, or begins as only JSON does and is not called plain text."""
    return suffix in _JSON_NAMES or (suffix not in _PLAIN_NAMES and _JSON.match(head.lstrip()) is not None)


def _behind_prologue(head: bytes) -> bytes:
    found = _PROLOGUE.match(head)
    return head[found.end() if found else 0 :][:100].lower()


def _header_names(head: bytes) -> set[bytes]:
    """The names of the headers that a text begins with; none where its first line is no header."""
    names: set[bytes] = set()
    for number, line in enumerate(head.lstrip(b"\r\n").split(b"\n")):
        if number < 2 and line.startswith((b"From ", b">From ")):
            continue
        if line[:1] in (b" ", b"\t") and names:
            continue
        found = _HEADER.fullmatch(line.rstrip(b"\r"))
        if found is None:
            break
        names.add(found[1].lower())
    return names
