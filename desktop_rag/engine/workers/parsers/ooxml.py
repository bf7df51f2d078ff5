"""Packages of Office (OOXML): their parts, how these relate, and what they say of their author."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from desktop_rag.engine.workers.parsers import Facts, Foreign, one_line, safe_xml
from desktop_rag.engine.workers.parsers.safe_xml import local

_MAX_RELATIONS = 100_000


@dataclass(frozen=True, slots=True)
class Relation:
    """A part that another one refers to: the reference, what it is, and its name."""

    id: str
    kind: str
    target: str


class Package:
    """Parts by their names, which producers write with either slash and in either case."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {
            entry.filename.replace("\\", "/").lstrip("/").casefold(): entry for entry in archive.infolist()
        }

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    def open(self, name: str) -> IO[bytes]:
        """The content of a part as a stream; raises KeyError where there is none."""
        return self._archive.open(self._entries[name.casefold()])

    def root(self, name: str) -> Foreign:
        """The XML of a part, None where there is no such part."""
        if name not in self:
            return None
        return safe_xml.parse(self._archive.read(self._entries[name.casefold()]))

    def related(self, name: str, *kinds: str) -> Iterator[Relation]:
        """What a part refers to inside the package, of all kinds or of these; the package itself is the part ""."""
        folder, _, own = name.rpartition("/")
        root = self.root(f"{folder}/_rels/{own}.rels".lstrip("/"))
        for relation in list(root)[:_MAX_RELATIONS] if root is not None else ():
            if local(relation) != "Relationship" or relation.get("TargetMode") == "External":
                continue
            kind = (relation.get("Type") or "").rpartition("/")[2]
            target = (relation.get("Target") or "").replace("\\", "/")
            if not kinds or kind in kinds:
                full = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                yield Relation(relation.get("Id") or "", kind, full)

    def main(self) -> str:
        """The name of the part that holds the document; raises KeyError."""
        for relation in self.related("", "officeDocument"):
            if relation.target in self:
                return relation.target
        raise KeyError

    def facts(self, pages: int | None, pages_without_text: int = 0) -> Facts:
        """Title, author and date as the package says them."""
        known: dict[str, str] = {}
        for relation in self.related("", "core-properties"):
            root = self.root(relation.target)
            for element in root if root is not None else ():
                known.setdefault(local(element), one_line("".join(element.itertext())))
        return Facts(
            pages=pages,
            title=known.get("title", ""),
            author=known.get("creator", ""),
            created=known.get("created", ""),
            pages_without_text=pages_without_text,
        )


def reference(element: Foreign, name: str = "id") -> str:
    """The id by which an element refers to a relation: it has a namespace, unlike the id of the element itself."""
    return next((str(found) for key, found in element.attrib.items() if key.endswith(f"}}{name}")), "")


def drawn_lines(root: Foreign) -> Iterator[str]:
    """The paragraphs of the text boxes and shapes of a drawing."""
    for paragraph in root.iter("{*}p"):
        if "drawingml" in paragraph.tag:
            line = " ".join("".join(text.text or "" for text in paragraph.iter("{*}t")).split())
            if line:
                yield line
