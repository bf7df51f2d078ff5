"""What a library holds, document by document, so that one that had trouble can be compared with one that had none.

Ids, revisions and times differ between two libraries of the same files; all that a person can find is the same.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from desktop_rag.engine import self_check
from desktop_rag.engine.chunk_rows import StoredChunk
from desktop_rag.engine.library import Library
from desktop_rag.records import Chunk

_TOLERANCE = 1e-4
"""Of the cosine of two vectors of one text. Who is embedded together with others is padded to their length, which moves
the last digits, and half precision has few: 0.000002 was seen. The nearest two texts of the corpus differ by 0.007."""


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document or a part of one: its state, a digest of each chunk with its place, and the vectors of the chunks."""

    state: str
    code: str | None
    chunks: tuple[str, ...]
    vectors: npt.NDArray[np.float32]

    def is_like(self, other: "HeldDocument | None") -> bool:
        """Whether it is found by the same words and vectors."""
        return (
            other is not None
            and (self.state, self.code, self.chunks) == (other.state, other.code, other.chunks)
            and bool(np.all((self.vectors * other.vectors).sum(axis=-1) >= 1 - _TOLERANCE))
        )

    def __str__(self) -> str:
        return f"{self.state}{f' ({self.code})' if self.code else ''} in {len(self.chunks)} chunks"


Contents: TypeAlias = dict[tuple[str, str], HeldDocument]
"""By the name of the file and that of the part in it, which is empty for the file itself."""


def contents(home: Path, collection: str) -> Contents:
    """What a collection holds; raises AssertionError where index and catalogue differ or a document is not found."""
    library = Library(home)
    try:
        entry_of = library.catalog.collection_by_name(collection)
        store = library.store(entry_of)
        entries = library.catalog.documents(entry_of.id)
        indexed = [entry.id for entry in entries if entry.chunks]
        assert set(indexed) == set(store.held()), "index and catalogue hold different documents"
        held: dict[str, list[StoredChunk]] = {entry.id: [] for entry in entries}
        for chunk in store.chunks_of(indexed):
            held[chunk.document_id].append(chunk)
        lost = self_check.missing(
            store, [self_check.probe(key, list(map(_cut, held[key]))) for key in indexed], lambda: None
        )
        assert not lost, f"{len(lost)} documents are not found by their own words"
        found: Contents = {}
        for entry in entries:
            chunks = held[entry.id]
            ordinals = Counter(chunk.ordinal for chunk in chunks)
            assert ordinals == Counter(range(entry.chunks)), "a chunk is lost or doubled"
            key = (Path(entry.path).name, entry.part or "")
            assert key not in found, f"{key} is twice in the catalogue"
            vectors = np.stack([chunk.vector for chunk in chunks]) if chunks else np.zeros((0, 0), np.float32)
            found[key] = HeldDocument(entry.state, entry.code, tuple(map(_digest, chunks)), vectors)
        return found
    finally:
        library.close()


def differences(expected: Contents, found: Contents) -> list[str]:
    """In words, what is in one and not, or not so, in the other."""
    keys: Sequence[tuple[str, str]] = sorted(expected.keys() | found.keys())
    return [
        f"{' / '.join(filter(None, key))}: {expected.get(key, 'nothing')} became {found.get(key, 'nothing')}"
        for key in keys
        if key not in expected or not expected[key].is_like(found.get(key))
    ]


def _digest(chunk: StoredChunk) -> str:
    said = (chunk.ordinal, chunk.page, chunk.place, chunk.start, chunk.end, chunk.text, chunk.heading, chunk.terms)
    return hashlib.sha256(repr((said, chunk.content_hash)).encode("utf-8", "surrogatepass")).hexdigest()


def _cut(chunk: StoredChunk) -> Chunk:
    return Chunk(
        ordinal=chunk.ordinal, page=chunk.page, place=chunk.place, start=chunk.start, end=chunk.end, text=chunk.text,
        heading=chunk.heading,
    )  # fmt: skip
