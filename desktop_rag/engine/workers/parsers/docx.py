"""Word documents (DOCX): python-docx opens the package and parses its XML; what a reader sees on paper becomes text."""

import contextlib
import zipfile
from collections.abc import Callable, Iterator
from zlib import error as zlib_error

from docx.opc.exceptions import OpcError, PackageNotFoundError
from docx.oxml.parser import parse_xml
from docx.package import Package
from lxml import etree

from desktop_rag.engine.workers.parsers import (
    Facts,
    Foreign,
    Give,
    Source,
    archives,
    clean,
    make_page,
    one_line,
    safe_xml,
)
from desktop_rag.engine.workers.parsers.docx_styles import Styles
from desktop_rag.engine.workers.parsers.docx_text import Body, Notes
from desktop_rag.errors import DocumentDamaged, DocumentEmpty, DocumentHasNoText
from desktop_rag.records import Page

_BROKEN = (
    zipfile.BadZipFile, zlib_error, OpcError, PackageNotFoundError, etree.LxmlError, KeyError, ValueError, IndexError,
    AttributeError, AssertionError, TypeError, EOFError, OSError, NotImplementedError, RecursionError,
)  # fmt: skip
_PICTURES = ("{*}pic", "{*}imagedata")


def read(source: Source, give: Give) -> Facts:
    """Give the whole document as one page: Word decides where pages break only when it prints.

    Raises `DocumentEmpty`, or `DocumentHasNoText` where there are pictures in it.
    """
    try:
        page, facts = _read(source)
    except _BROKEN:
        raise DocumentDamaged from None
    give(page)
    return facts


def _read(source: Source) -> tuple[Page, Facts]:
    with zipfile.ZipFile(source.file) as archive:
        archives.check(archive, source.limits.max_unpacked_bytes)
    source.file.seek(0)
    parts = list(Package.open(source.file).iter_parts())
    source.check()
    main = next(part for part in parts if part.content_type.endswith("main+xml"))
    root = _root(main)
    body = Body(_styles(main), _notes(main), source.check, source.limits.max_characters, _drawn(main))
    body.add_blocks(next(child for child in root if isinstance(child.tag, str) and child.tag.endswith("}body")))
    for part in _related(main, "header", "footer"):
        body.add_aside(_root(part))
    text = clean(body.finish())
    if not text.strip():
        raise DocumentHasNoText if any(True for _ in root.iter(*_PICTURES)) else DocumentEmpty
    return make_page(text, body.page.headings, tables=body.page.tables), _facts(parts)


def _root(part: Foreign) -> Foreign:
    """The XML of a part; a document type has no place there and only serves to do harm."""
    root = getattr(part, "element", None)
    if root is None:
        root = parse_xml(part.blob)
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentDamaged
    return root


def _related(part: Foreign, *kinds: str) -> Iterator[Foreign]:
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in kinds:
            yield relation.target_part


def _drawn(main: Foreign) -> Callable[[str], Foreign]:
    """Gives the XML of a chart or diagram by its relation; one that is damaged does not cost the document."""

    def root_of(relation: str) -> Foreign:
        found = main.rels.get(relation)
        if found is None or found.is_external:
            return None
        with contextlib.suppress(DocumentDamaged):
            return safe_xml.parse(found.target_part.blob)
        return None

    return root_of


def _styles(main: Foreign) -> Styles:
    styles = next(_related(main, "styles"), None)
    numbering = next(_related(main, "numbering"), None)
    return Styles(None if styles is None else _root(styles), None if numbering is None else _root(numbering))


def _notes(main: Foreign) -> Notes:
    return Notes([_root(part) for part in _related(main, "footnotes", "endnotes")])


def _facts(parts: list[Foreign]) -> Facts:
    """Title, author and date; python-docx would make up a title where the part is missing."""
    for part in parts:
        if part.content_type == "application/vnd.openxmlformats-package.core-properties+xml":
            known = part.core_properties
            created = known.created.isoformat() if known.created else ""
            return Facts(title=one_line(known.title or ""), author=one_line(known.author or ""), created=created)
    return Facts()
