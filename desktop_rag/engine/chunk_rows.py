"""The rows that go into the index and come out of it."""

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from desktop_rag.engine.chunk_terms import ChunkTerms


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as the index keeps it. `revision` names the content of the document and how it was read and cut."""

    id: str
    document_id: str
    revision: str
    ordinal: int
    page: int | None
    place: str | None
    start: int
    end: int
    text: str
    heading: str
    terms: str
    content_hash: str
    vector: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that may answer a question, with all that ranking needs."""

    id: str
    document_id: str
    page: int | None
    place: str | None
    start: int
    end: int
    text: str
    heading: str
    terms: ChunkTerms
    vector: npt.NDArray[np.float32]


def content_hash(embedded_text: str) -> str:
    """Names what was embedded; equal hashes have equal vectors under one model."""
    return hashlib.sha256(embedded_text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
