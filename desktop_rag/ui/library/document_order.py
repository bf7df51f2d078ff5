"""What the documents table is sorted and filtered by."""

import re
import unicodedata
from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache
from typing import Any, TypeAlias

from desktop_rag.records import Document, DocumentState
from desktop_rag.ui.library.document_names import folder_of

SortKey: TypeAlias = Callable[[Document], Any]


class Column(IntEnum):
    NAME = 0
    FOLDER = 1
    STATE = 2
    PAGES = 3
    PASSAGES = 4
    SIZE = 5
    MODIFIED = 6
    REASON = 7


_STATE_ORDER: dict[DocumentState, int] = {"set_aside": 0, "partly": 1, "away": 2, "pending": 3, "indexed": 4}
_DIGITS = re.compile(r"\d+")


def folded(text: str) -> str:
    """For comparing: macOS keeps file names decomposed, and nobody types them so."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=4096)  # Thousands of documents lie in a few folders.
def _folder_key(folder: str) -> str:
    return in_reading_order(folder)


def in_reading_order(text: str) -> str:
    """Sorts "page 9" before "page 10"."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(9), folded(text))


SORT_KEYS: dict[Column, SortKey] = {
    Column.FOLDER: lambda document: _folder_key(folder_of(document.path)),
    Column.STATE: lambda document: _STATE_ORDER[document.state],
    Column.PAGES: lambda document: document.pages,
    Column.PASSAGES: lambda document: document.chunks,
    Column.SIZE: lambda document: document.size_bytes,
    Column.MODIFIED: lambda document: document.modified,
    Column.REASON: lambda document: document.code or "",
}
