"""Passages that look like a large library's: words by Zipf's law in English and Japanese, vectors in clusters.

Made as whole arrays, because a million of them one by one would take longer than to index them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from desktop_rag.engine import terms
from desktop_rag.engine.chunk_rows import StoredChunk, content_hash

DIMENSION = 384
CHUNKS_A_DOCUMENT = 20

_WORDS = 60_000
_CLUSTERS = 2_000
_SPREAD = 0.9
"""How far vectors lie from the middle of their cluster, in lengths of the middle: neighbours have a cosine of 0.55."""
_WORDS_OF_ENGLISH, _WORDS_OF_JAPANESE = 120, 110
_JAPANESE_SHARE = 0.5
_WORDS_A_SENTENCE = 20
_ZIPF = 1.07
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in ("a", "e", "i", "o", "u", "an", "er")]
_HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 2_000)]
_GRAMMAR = ["の", "を", "に", "は", "が", "と", "で", "から", "まで", "する", "した", "として", "における"]


@dataclass(frozen=True, slots=True)
class _Language:
    """A vocabulary, most frequent word first, with the terms of each word."""

    words: list[str]
    terms: list[str]
    between: str
    length: int


class MadeUp:
    """A source of passages and questions; equal seeds give equal ones."""

    def __init__(self, seed: int = 1) -> None:
        chance = random.Random(seed)
        self._random = np.random.default_rng(seed)
        self._languages = (_english(chance), _japanese(chance))
        rank = np.arange(1, _WORDS + 1, dtype=np.float64)
        self._cumulated = np.cumsum(rank**-_ZIPF)
        self._cumulated /= self._cumulated[-1]
        middles = self._random.standard_normal((_CLUSTERS, DIMENSION), dtype=np.float32)
        self._middles = middles / np.linalg.norm(middles, axis=1, keepdims=True)

    def documents(self, chunks: int) -> Iterator[list[StoredChunk]]:
        """Documents of twenty passages each, until there are so many passages."""
        for number in range(-(-chunks // CHUNKS_A_DOCUMENT)):
            count = min(CHUNKS_A_DOCUMENT, chunks - number * CHUNKS_A_DOCUMENT)
            language = self._languages[int(self._random.random() < _JAPANESE_SHARE)]
            key = f"{number:016x}"
            drawn = self._draw(count * language.length).reshape(count, -1)
            vectors = self.vectors(count)
            yield [
                _chunk(key, ordinal, language, row.tolist(), vector)
                for ordinal, (row, vector) in enumerate(zip(drawn, vectors, strict=True))
            ]

    def vectors(self, count: int) -> npt.NDArray[np.float32]:
        """Vectors of length 1 around the middles of clusters."""
        noise = self._random.standard_normal((count, DIMENSION), dtype=np.float32)
        noise /= np.linalg.norm(noise, axis=1, keepdims=True)
        found = self._middles[self._random.integers(0, _CLUSTERS, count)] + np.float32(_SPREAD) * noise
        normalised: npt.NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
        return normalised

    def questions(self, count: int) -> list[str]:
        """Questions of six to twelve words, some of them everywhere and some rare, in both languages by turns."""
        found = []
        for number in range(count):
            language = self._languages[number % 2]
            drawn = self._draw(int(self._random.integers(6, 13))).tolist()
            found.append(language.between.join(language.words[word] for word in drawn))
        return found

    def _draw(self, count: int) -> npt.NDArray[np.int64]:
        return np.searchsorted(self._cumulated, self._random.random(count))


def _chunk(
    document: str, ordinal: int, language: _Language, drawn: list[int], vector: npt.NDArray[np.float32]
) -> StoredChunk:
    text = language.between.join([language.words[word] for word in drawn])
    return StoredChunk(
        id=f"{document}:{ordinal}", document_id=document, revision="made up", ordinal=ordinal, page=1 + ordinal // 4,
        place=None, start=ordinal * 1000, end=ordinal * 1000 + len(text), text=text, heading="",
        terms=_terms([language.terms[word] for word in drawn]), content_hash=content_hash(text), vector=vector,
    )  # fmt: skip


def _terms(words: list[str]) -> str:
    """As `chunk_terms` lays them out: a line for the file's name, one for the title, one a sentence of twenty words."""
    lines = [" ".join(words[start : start + _WORDS_A_SENTENCE]) for start in range(0, len(words), _WORDS_A_SENTENCE)]
    return "\n".join(("", "", *lines))


def _english(chance: random.Random) -> _Language:
    words = dict.fromkeys(
        "".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3, 3, 4)))) for _ in range(_WORDS * 3)
    )
    chosen = list(words)[:_WORDS]
    return _Language(chosen, [" ".join(terms.of_text(word)) for word in chosen], " ", _WORDS_OF_ENGLISH)


def _japanese(chance: random.Random) -> _Language:
    # Frequent characters are in many words: that is what makes bigrams and single characters frequent terms.
    weights = [1 / (rank + 20) for rank in range(len(_HAN))]
    words = dict.fromkeys(
        "".join(chance.choices(_HAN, weights, k=chance.choice((1, 2, 2, 2, 3, 4)))) + chance.choice(_GRAMMAR)
        for _ in range(_WORDS * 2)
    )
    chosen = (_GRAMMAR + list(words))[:_WORDS]
    return _Language(chosen, [" ".join(terms.of_text(word)) for word in chosen], "", _WORDS_OF_JAPANESE)
