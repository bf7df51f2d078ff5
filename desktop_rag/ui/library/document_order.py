"""What the documents table is sorted and filtered by."""

import os
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any, TypeAlias

from PySide6.QtCore import Qt

from desktop_rag.records import Document
from desktop_rag.ui.library.document_health import Health, health_of
from desktop_rag.ui.library.document_kinds import kind_name
from desktop_rag.ui.library.document_names import folder_of

SortKey: TypeAlias = Callable[[Document], Any]


class Column(IntEnum):
    NAME = 0
    STATE = 1
    KIND = 2
    FOLDER = 3
    PAGES = 4
    PASSAGES = 5
    SIZE = 6
    MODIFIED = 7
    REASON = 8


_HEALTH_ORDER = {health: rank for rank, health in enumerate(Health)}
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which documents are to be shown, and in which order.

    `text` stands in name, folder or type and is folded; `healths` None means any.
    """

    text: str = ""
    healths: frozenset[Health] | None = None
    column: Column = Column.NAME
    order: Qt.SortOrder = Qt.SortOrder.AscendingOrder

    def fits(self, document: Document) -> bool:
        """Whether a document is to be shown."""
        if self.healths is not None and health_of(document) not in self.healths:
            return False
        return not self.text or (
            self.text in folded(document.path)
            or self.text in folded(document.part or "")
            or self.text in _kind_key(document.kind)
        )


def folded(text: str) -> str:
    """For comparing: macOS keeps file names decomposed, and nobody types them so."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=4096)  # Thousands of documents lie in a few folders.
def _folder_key(folder: str) -> str:
    return in_reading_order(folder)


@lru_cache(maxsize=256)  # One program has one language.
def _kind_key(kind: str | None) -> str:
    return folded(kind_name(kind))


def in_reading_order(text: str) -> str:
    """Sorts "page 9" before "page 10"."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(9), folded(text))


def name_key(document: Document) -> str:
    """Parts stand under their file, and inner parts under theirs."""
    name = in_reading_order(document.path.rpartition(os.sep)[2])
    return (
        f"{name}\0{document.path}\0{in_reading_order(document.part)}" if document.part else f"{name}\0{document.path}"
    )


VALUES: dict[Column, SortKey] = {
    Column.FOLDER: lambda document: _folder_key(folder_of(document.path)),
    Column.KIND: lambda document: _kind_key(document.kind),
    Column.STATE: lambda document: _HEALTH_ORDER[health_of(document)],
    Column.PAGES: lambda document: document.pages,
    Column.PASSAGES: lambda document: document.chunks,
    Column.SIZE: lambda document: document.size_bytes,
    Column.MODIFIED: lambda document: document.modified,
    Column.REASON: lambda document: document.code or "",
}
"""What the columns but that of the name are sorted by; documents with the same value follow their names."""
