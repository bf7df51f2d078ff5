"""The documents of one collection, and which of them a table shows in which order: worked out in small steps."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt

from desktop_rag.records import Document
from desktop_rag.ui.library.document_health import Health, health_of
from desktop_rag.ui.library.document_order import VALUES, Column, SortKey, Wish, name_key

STEP = 1_000
"""So many documents are looked at between two moments in which the window may paint."""


@dataclass(slots=True)
class Rows:
    """Documents in the order of a table, and the row of each."""

    documents: list[Document] = field(default_factory=list)
    row_of: dict[str, int] = field(default_factory=dict)

    def append(self, document: Document) -> None:
        self.row_of[document.id] = len(self.documents)
        self.documents.append(document)

    def number(self) -> None:
        """Work out the row of each anew."""
        self.row_of = {document.id: row for row, document in enumerate(self.documents)}


class DocumentSet:
    """Knows what sorting by name needs, and how many documents are how, from the moment a document is added."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._names: dict[str, str] = {}
        self.counts: Counter[Health] = Counter()

    def __len__(self) -> int:
        return len(self._documents)

    def add(self, documents: Iterable[Document], known: "DocumentSet | None" = None) -> int:
        """Take documents in, in the place of those with the same id.

        What is in `known` as it is here is taken from there: listing a collection once more makes no second copy of
        each document.

        Returns:
            How many were not known.
        """
        new = 0
        for document in documents:
            kept = known.find(document.id) if known is not None else None
            if known is not None and kept == document:
                name = known.name_key(document.id)
            else:
                kept, name = document, name_key(document)
                new += 1
            before = self._documents.get(document.id)
            if before is not None:
                self.counts[health_of(before)] -= 1
            self._documents[document.id] = kept
            self._names[document.id] = name
            self.counts[health_of(kept)] += 1
        return new

    def find(self, document_id: str) -> Document | None:
        return self._documents.get(document_id)

    def name_key(self, document_id: str) -> str:
        """What the document is sorted by when it is sorted by name."""
        return self._names[document_id]

    def documents(self) -> Sequence[Document]:
        return tuple(self._documents.values())

    def key(self, column: Column) -> SortKey:
        """What documents are sorted by: the column's value, and among equals the name."""
        names = self._names
        if column is Column.NAME:
            return lambda document: names[document.id]
        value = VALUES[column]
        return lambda document: (value(document), names[document.id])

    def arrange(self, wish: Wish, rows: Rows) -> Iterator[None]:
        """Fill `rows`, which are empty, with what is wished for; every step is short, however many there are."""
        key = self.key(wish.column)
        is_reversed = wish.order == Qt.SortOrder.DescendingOrder
        documents = self.documents()
        runs: list[list[Document]] = []
        for first in range(0, len(documents), STEP):
            chosen = [document for document in documents[first : first + STEP] if wish.fits(document)]
            runs.append(sorted(chosen, key=key, reverse=is_reversed))
            yield
        for number, document in enumerate(heapq.merge(*runs, key=key, reverse=is_reversed)):
            rows.append(document)
            if number % STEP == 0:
                yield

    def empty(self) -> Iterator[None]:
        """Let go of the documents a few at a time: giving back the memory of 100,000 at once takes a while."""
        documents, names = self._documents, self._names
        self._documents, self._names = {}, {}
        while documents:
            for _ in range(min(STEP, len(documents))):
                names.pop(documents.popitem()[0])
            yield
