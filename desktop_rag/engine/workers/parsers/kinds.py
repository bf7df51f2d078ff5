"""What kind of document a file is: its content decides; the suffix only tells dialects of plain text apart.

A new format is one new module beside this one and one line in `FORMATS`.
"""

import importlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from zlib import error as zlib_error

import olefile

from desktop_rag.engine.workers.parsers import Foreign, Source, openings
from desktop_rag.engine.workers.parsers.archives import read_part
from desktop_rag.errors import DocumentDamaged, DocumentEmpty, DocumentKindUnknown, DocumentLocked

_HEAD_BYTES = 4096
_ZIP = b"PK\x03\x04"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_COMPOUND_HEADER_BYTES = 512
_ENCRYPTED_OFFICE = "EncryptedPackage"
_CONTENT_TYPES = "[Content_Types].xml"
_MAX_CONTENT_TYPES = 4_000_000
_MIMETYPE = "mimetype"
_MAX_MIMETYPE = 1_000
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class Format:
    """A kind that can be read, and how its content is recognised.

    Attributes:
        kind: the name of the kind.
        starts: the first bytes are one of these.
        begins: one of these stands within the first 1024 bytes.
        holds: a zip archive whose list of content types names one of these.
        mimetypes: a zip archive that says in an entry of that name that it is one of these.
        streams: a compound file (OLE) with one of these streams at its top.
        begins_as: text of which this says so, from its first bytes and its suffix.
        suffixes: plain text in a file with one of these suffixes.
        module: the module of this package that reads it, where it is not called as the kind.
    """

    kind: str
    starts: tuple[bytes, ...] = ()
    begins: tuple[bytes, ...] = ()
    holds: tuple[bytes, ...] = ()
    mimetypes: tuple[bytes, ...] = ()
    streams: tuple[str, ...] = ()
    begins_as: Callable[[bytes, str], bool] | None = None
    suffixes: tuple[str, ...] = ()
    module: str = ""


FORMATS = (
    Format("pdf", begins=(b"%PDF-",)),
    Format("image", starts=(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")),
    Format(
        "docx",
        holds=(
            b"wordprocessingml.document.main+xml",
            b"wordprocessingml.template.main+xml",
            b"ms-word.document.macroEnabled.main+xml",
            b"ms-word.template.macroEnabledTemplate.main+xml",
        ),
    ),
    Format(
        "xlsx",
        holds=(
            b"spreadsheetml.sheet.main+xml",
            b"spreadsheetml.template.main+xml",
            b"ms-excel.sheet.macroEnabled.main+xml",
            b"ms-excel.template.macroEnabled.main+xml",
        ),
    ),
    Format(
        "pptx",
        holds=(
            b"presentationml.presentation.main+xml",
            b"presentationml.slideshow.main+xml",
            b"presentationml.template.main+xml",
            b"ms-powerpoint.presentation.macroEnabled.main+xml",
            b"ms-powerpoint.slideshow.macroEnabled.main+xml",
            b"ms-powerpoint.template.macroEnabled.main+xml",
        ),
    ),
    Format("xlsb", holds=(b"ms-excel.sheet.binary.macroEnabled.main",)),
    Format("doc", streams=("WordDocument",)),
    Format("xls", streams=("Workbook", "Book")),
    Format("ppt", streams=("PowerPoint Document",)),
    Format("odt", mimetypes=(_OPEN_DOCUMENT + b"text", _OPEN_DOCUMENT + b"text-template")),
    Format("ods", mimetypes=(_OPEN_DOCUMENT + b"spreadsheet", _OPEN_DOCUMENT + b"spreadsheet-template")),
    Format("odp", mimetypes=(_OPEN_DOCUMENT + b"presentation", _OPEN_DOCUMENT + b"presentation-template")),
    Format("rtf", starts=(b"{\\rtf",)),
    Format("epub", mimetypes=(b"application/epub+zip",)),
    Format("msg", streams=("__properties_version1.0",)),
    Format("mbox", begins_as=openings.is_mailbox),
    Format("mhtml", begins_as=openings.is_saved_page),
    Format("eml", begins_as=openings.is_mail),
    Format("html", begins_as=openings.is_web_page, module="html_document"),
    Format("xml", begins_as=openings.is_xml, module="xml_document"),
    Format("json", begins_as=openings.is_json, module="json_document"),
    Format("csv", suffixes=(".csv",), module="delimited"),
    Format("tsv", suffixes=(".tsv", ".tab"), module="delimited"),
    Format("markdown", suffixes=(".md", ".markdown", ".mdown", ".mkd")),
    Format("text"),
)


def find_kind(source: Source) -> str:
    """The name of the kind; raises `DocumentKindUnknown`, `DocumentLocked`, `DocumentDamaged` or `DocumentEmpty`."""
    source.file.seek(0)
    head = source.file.read(_HEAD_BYTES)
    if not head:
        raise DocumentEmpty
    for found in FORMATS:
        if (found.starts and head.startswith(found.starts)) or any(mark in head[:1024] for mark in found.begins):
            return found.kind
    if head.startswith(_ZIP):
        return _find_in_archive(source)
    if head.startswith(_COMPOUND):
        return _find_in_compound(source)
    return _find_text(head, source.suffix)


def _find_in_archive(source: Source) -> str:
    try:
        with zipfile.ZipFile(source.file) as archive:
            listed = read_part(archive, _CONTENT_TYPES, _MAX_CONTENT_TYPES) or b""
            said = (read_part(archive, _MIMETYPE, _MAX_MIMETYPE) or b"").strip()
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, ValueError, zlib_error):
        raise DocumentDamaged from None
    for found in FORMATS:
        if said in found.mimetypes or any(mark in listed for mark in found.holds):
            return found.kind
    raise DocumentKindUnknown


def _find_in_compound(source: Source) -> str:
    """A header without anything behind it says nothing; what cannot be followed any further is damaged."""
    if source.size <= _COMPOUND_HEADER_BYTES:
        raise DocumentKindUnknown
    try:
        source.file.seek(0)
        with olefile.OleFileIO(source.file) as compound:
            names = {entry[0].casefold() for entry in compound.listdir(streams=True, storages=False) if len(entry) == 1}
    except Exception:  # noqa: BLE001 - the library has no error of its own: a bad chain is an IndexError, for example
        raise DocumentDamaged from None
    if _ENCRYPTED_OFFICE.casefold() in names:
        raise DocumentLocked
    for found in FORMATS:
        if any(stream.casefold() in names for stream in found.streams):
            return found.kind
    raise DocumentKindUnknown


def _find_text(head: bytes, suffix: str) -> str:
    # Without the NUL bytes UTF-16 can be compared, too.
    head = head.translate(None, b"\0").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    for found in FORMATS:
        if found.begins_as is not None and found.begins_as(head, suffix):
            return found.kind
    for found in FORMATS:
        if suffix in found.suffixes:
            return found.kind
    return "text"


def parser_of(kind: str) -> Foreign:
    """The module that reads a kind; imported when it is first needed, because the libraries are heavy."""
    module = next(found.module for found in FORMATS if found.kind == kind) or kind
    return importlib.import_module(f"{__package__}.{module}")
