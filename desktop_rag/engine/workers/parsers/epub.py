"""Electronic books (EPUB): a page a chapter file, in reading order; its place is the chapter's title."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote
from zlib import error as zlib_error

from lxml import etree

from desktop_rag.engine.workers.parsers import Facts, Foreign, Give, Source, archives, one_line
from desktop_rag.engine.workers.parsers.html_source import decode_html
from desktop_rag.engine.workers.parsers.html_text import WebPage, read_html
from desktop_rag.errors import DocumentDamaged, DocumentEmpty, DocumentLocked

_BROKEN = (zipfile.BadZipFile, zlib_error, etree.LxmlError, EOFError, OSError, NotImplementedError, ValueError)
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_MAX_XML_BYTES = 20_000_000
_MAX_CHAPTER_BYTES = 100_000_000
_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"})
_FONT_SUFFIXES = (".ttf", ".otf", ".woff", ".woff2", ".ttc", ".pfb")


def read(source: Source, give: Give) -> Facts:
    """Give the chapters; raises `DocumentLocked` where the book is protected against copying."""
    try:
        with zipfile.ZipFile(source.file) as archive:
            archives.check(archive, source.limits.max_unpacked_bytes)
            return _read_book(_Book(archive), source, give)
    except _BROKEN:
        raise DocumentDamaged from None


def _read_book(book: "_Book", source: Source, give: Give) -> Facts:
    if book.is_protected():
        raise DocumentLocked
    package = book.open_package()
    title = ""
    given = 0
    for number, name in enumerate(package.spine, 1):
        source.check()
        content = archives.read_part(book.archive, name, _MAX_CHAPTER_BYTES)
        if content is None:
            continue
        chapter = read_html(decode_html(content), source.check)
        title = one_line(package.titles.get(name, "")) or _own_title(chapter) or title
        page = chapter.lines.page(number, title or None)
        if page.text.strip():
            given += 1
            give(page)
    if not given:
        raise DocumentEmpty
    return Facts(pages=len(package.spine), title=package.title, author=package.author, created=package.created)


def _own_title(chapter: WebPage) -> str:
    return chapter.lines.headings[0].title if chapter.lines.headings else ""


@dataclass(frozen=True, slots=True)
class _Package:
    """What the book says of itself: the files of its chapters in order, and their titles."""

    spine: tuple[str, ...]
    titles: dict[str, str] = field(default_factory=dict)
    title: str = ""
    author: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    kind: str
    is_navigation: bool


def _item(found: Foreign, package: str) -> _Item:
    properties = (found.get("properties") or "").split()
    return _Item(_resolve(package, found.get("href")), found.get("media-type") or "", "nav" in properties)


class _Book:
    """The files of a book by their names."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    def is_protected(self) -> bool:
        """Whether more than its fonts are encrypted."""
        listed = self._xml(_ENCRYPTION)
        if listed is None:
            return False
        encrypted = [unquote(element.get("URI") or "") for element in _named(listed, "CipherReference")]
        return any(not name.lower().endswith(_FONT_SUFFIXES) for name in encrypted)

    def open_package(self) -> _Package:
        container = self._xml(_CONTAINER)
        name = next((found.get("full-path") for found in _named(container, "rootfile")), None)
        root = self._xml(unquote(name)) if name else None
        if root is None or name is None:
            raise DocumentDamaged
        items = {found.get("id") or "": _item(found, name) for found in _named(root, "item")}
        # A table of contents among the chapters repeats their titles.
        left_out = {item.name for item in items.values() if item.is_navigation}
        listed = (items.get(found.get("idref") or "") for found in _named(root, "itemref"))
        spine = [item.name for item in listed if item is not None and item.kind in _CHAPTERS]
        return _Package(
            spine=tuple(dict.fromkeys(name for name in spine if name not in left_out)),
            titles=self._titles(list(items.values())),
            title=_said(root, "title"),
            author=_said(root, "creator"),
            created=_said(root, "date"),
        )

    def _titles(self, items: list[_Item]) -> dict[str, str]:
        """Titles by file, from the navigation of either version of the format; the first of a file counts."""
        titles: dict[str, str] = {}
        for item in items:
            if item.is_navigation:
                for name, title in self._links(item.name):
                    titles.setdefault(name, title)
            elif item.kind == "application/x-dtbncx+xml" and (root := self._xml(item.name)) is not None:
                for point in _named(root, "navPoint"):
                    label = next((" ".join(found.itertext()) for found in _named(point, "navLabel")), "")
                    target = next((found.get("src") for found in _named(point, "content")), None)
                    titles.setdefault(_resolve(item.name, target), one_line(label))
        return titles

    def _links(self, name: str) -> Iterator[tuple[str, str]]:
        root = self._xml(name)
        for link in _named(root, "a"):
            yield _resolve(name, link.get("href")), one_line(" ".join(link.itertext()))

    def _xml(self, name: str) -> Foreign:
        """The root of an XML file, None where it is not there or none; `DocumentDamaged` where it declares entities."""
        content = archives.read_part(self.archive, name, _MAX_XML_BYTES)
        if content is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True,
            remove_pis=True, recover=True,
        )  # fmt: skip
        root = etree.fromstring(content, parser)
        if root is None:
            return None
        declared = root.getroottree().docinfo.internalDTD
        if declared is not None and any(True for _ in declared.iterentities()):
            raise DocumentDamaged
        return root


def _named(root: Foreign, name: str) -> Iterator[Foreign]:
    """The elements of a name in any namespace, in order."""
    if root is not None:
        yield from root.iter(f"{{*}}{name}")


def _said(root: Foreign, name: str) -> str:
    return one_line(next((" ".join(found.itertext()) for found in _named(root, name)), ""))


def _resolve(base: str, reference: str | None) -> str:
    """The name in the archive of what a file refers to, without the place in it."""
    target = unquote((reference or "").partition("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
