"""XML from strangers: no document type, no entities of its own, no network, bounded depth and length of a text.

Names are compared without their namespace, because strict and transitional Office documents differ only there.
"""

from collections.abc import Iterator
from typing import IO

from lxml import etree

from desktop_rag.engine.workers.parsers import Foreign
from desktop_rag.errors import DocumentDamaged

_REFUSED = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def parse(data: bytes) -> Foreign:
    """The root element; raises `DocumentDamaged` for what is no XML or brings a document type along."""
    try:
        root = etree.fromstring(data, etree.XMLParser(**_REFUSED, remove_comments=True, remove_pis=True))
    except (etree.XMLSyntaxError, ValueError):
        raise DocumentDamaged from None
    _refuse_document_type(root)
    return root


def stream(file: IO[bytes], *names: str) -> Iterator[Foreign]:
    """Each element of these names once it is complete, forgotten after its turn: memory stays small.

    An element inside another one of these names comes first, and is then gone from it. Raises as `parse` does.
    """
    tags = [f"{{*}}{name}" for name in names]
    found = None
    try:
        for _, element in etree.iterparse(file, tag=tags, **_REFUSED, remove_comments=True, remove_pis=True):
            if found is None:
                _refuse_document_type(element)
            found = element
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        raise DocumentDamaged from None


def _refuse_document_type(root: Foreign) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentDamaged


def local(element: Foreign) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Foreign, name: str, default: str = "") -> str:
    """An attribute by its name without namespace."""
    for key, found in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(found)
    return default


def children(element: Foreign, name: str) -> Iterator[Foreign]:
    """The children of this name."""
    return (found for found in element if local(found) == name)


def child(element: Foreign, *path: str) -> Foreign:
    """The first descendant along a path of names, None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element
