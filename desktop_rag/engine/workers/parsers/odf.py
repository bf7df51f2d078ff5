"""What texts, sheets and slides of OpenDocument share: the archive, its locks, its author, and running text."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from desktop_rag.engine.workers.parsers import Facts, Foreign, Source, archives, one_line, safe_xml
from desktop_rag.engine.workers.parsers.odf_lists import Lists
from desktop_rag.engine.workers.parsers.safe_xml import attribute, child, local
from desktop_rag.errors import DocumentDamaged, DocumentLocked, DocumentTooLarge

CONTENT = "content.xml"
_STYLES = "styles.xml"
_META = "meta.xml"
_MANIFEST = "META-INF/manifest.xml"
_MOST_SPACES = 100
# Not on the paper: notes of reviewers, what was deleted, readings above kanji, descriptions, scripts.
_LEFT_OUT = frozenset({"annotation", "annotation-end", "tracked-changes", "ruby-text", "title", "desc", "script"})
_BOXES = frozenset({"text-box", "custom-shape", "rect", "ellipse", "circle", "polygon", "path", "line", "connector"})


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """An opened archive."""

    archive: zipfile.ZipFile
    max_bytes: int

    def root(self, name: str) -> Foreign:
        """The XML of an entry, None where there is none."""
        data = archives.read_part(self.archive, name, self.max_bytes)
        return None if data is None else safe_xml.parse(data)

    def body(self, kind: str) -> Foreign:
        """The element that holds a text, a presentation; raises `DocumentDamaged`."""
        root = self.root(CONTENT)
        body = child(root, "body", kind)
        if body is None:
            raise DocumentDamaged
        return body

    def lists(self, body: Foreign) -> Lists:
        """The ways in which the lists of a document are numbered."""
        return Lists(root for root in (body.getroottree().getroot(), self.root(_STYLES)) if root is not None)

    def asides(self) -> Iterator[Foreign]:
        """Headers and footers of its pages."""
        root = self.root(_STYLES)
        masters = child(root, "master-styles") if root is not None else None
        for element in masters.iter() if masters is not None else ():
            if local(element) in ("header", "footer"):
                yield element

    def facts(self, pages: int | None, pages_without_text: int = 0) -> Facts:
        root = self.root(_META)
        meta = child(root, "meta") if root is not None else None
        known: dict[str, str] = {}
        for element in meta if meta is not None else ():
            known.setdefault(local(element), one_line("".join(element.itertext())))
        return Facts(
            pages=pages,
            title=known.get("title", ""),
            author=known.get("initial-creator") or known.get("creator", ""),
            created=known.get("creation-date", ""),
            pages_without_text=pages_without_text,
        )


@contextmanager
def opened(source: Source) -> Iterator[OpenDocument]:
    """The document of a source; raises `DocumentLocked` where a password is needed, else as `archives.opened`."""
    with archives.opened(source) as archive:
        document = OpenDocument(archive, source.limits.max_unpacked_bytes)
        manifest = document.root(_MANIFEST)
        if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
            raise DocumentLocked
        yield document


class Paragraph:
    """The words of one paragraph or heading, and what hangs on it: text boxes and notes."""

    def __init__(self, element: Foreign) -> None:
        self._pieces: list[str] = []
        self.hanging: list[Foreign] = []
        self._walk(element)

    @property
    def text(self) -> str:
        return "".join(self._pieces).strip()

    def _walk(self, parent: Foreign) -> None:
        self._say(parent.text)
        for element in parent:
            name = local(element)
            if name == "note":
                body = child(element, "note-body")
                if body is not None:
                    self.hanging.append(body)
            elif name in _BOXES:
                self.hanging.append(element)
            elif name == "s":
                count = attribute(element, "c", "1")
                self._pieces.append(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES))
            elif name == "tab":
                self._pieces.append("\t")
            elif name == "line-break":
                self._pieces.append("\n")
            elif name not in _LEFT_OUT:
                self._walk(element)
            self._say(element.tail)

    def _say(self, words: str | None) -> None:
        # A line end in the XML is white space, as in a web page.
        if words:
            self._pieces.append(words.replace("\n", " ").replace("\t", " "))


def paragraphs(parent: Foreign) -> Iterator[str]:
    """The words of all paragraphs below an element, a line each, without those of reviewers."""
    for element in parent:
        name = local(element)
        if name in ("p", "h"):
            paragraph = Paragraph(element)
            if paragraph.text:
                yield paragraph.text
            for hanging in paragraph.hanging:
                yield from paragraphs(hanging)
        elif name not in _LEFT_OUT:
            yield from paragraphs(element)


def repeated(element: Foreign, name: str, most: int) -> int:
    """How often a cell or row stands one after another; `DocumentTooLarge` for more often than a sheet can hold."""
    count = int(attribute(element, name, "1"))
    if count > most:
        raise DocumentTooLarge(repeated=count)
    return max(count, 1)
