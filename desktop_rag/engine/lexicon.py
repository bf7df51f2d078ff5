"""How rare each term is in a collection, counted from a sample of its chunks."""

import itertools
import math
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # LanceDB takes seconds to import: only who opens a store pays for it.
    from desktop_rag.engine.store import Store


SAMPLE = 5_000
"""Chunks that are counted; a smaller collection is counted whole."""

K1, B = 1.2, 0.75
"""BM25's saturation and length normalisation, the values that LanceDB searches with (and Lucene's defaults)."""


class Lexicon:
    """Document frequencies of terms and BM25 with them."""

    def __init__(self, chunks: Iterable[Sequence[str]], total: int) -> None:
        """Count some chunks' terms out of `total` chunks in the collection."""
        counted = list(chunks)
        self._frequency = Counter(itertools.chain.from_iterable(map(set, counted)))
        self.total = total
        self._counted = len(counted)
        self._mean_length = sum(map(len, counted)) / len(counted) if counted else 1.0

    def rarity(self, term: str) -> float:
        """Inverse document frequency of BM25 (Robertson and Zaragoza 2009), near 0 for a word that is everywhere."""
        frequency = self._frequency.get(term, 0)
        return math.log(1 + (self._counted - frequency + 0.5) / (frequency + 0.5))

    @property
    def greatest_rarity(self) -> float:
        """The rarity of a term that no chunk holds."""
        return math.log(1 + (self._counted + 0.5) / 0.5)

    def knows(self, term: str) -> bool:
        """Whether any counted chunk holds the term."""
        return term in self._frequency

    def weigh(self, terms: Mapping[str, float]) -> dict[str, float]:
        """What each term of a question counts: its own weight times its rarity."""
        return {term: weight * self.rarity(term) for term, weight in terms.items()}

    def bm25(self, weighed: Mapping[str, float], chunk: Sequence[str]) -> float:
        """Score of a chunk for terms from `weigh`."""
        counts = Counter(filter(weighed.__contains__, chunk))
        norm = K1 * (1 - B + B * len(chunk) / self._mean_length)
        return sum(weighed[term] * count * (K1 + 1) / (count + norm) for term, count in counts.items())


def share(weighed: Mapping[str, float], held: AbstractSet[str]) -> float:
    """The share of a question's weight that lies in terms which some text holds, from 0 to 1."""
    total = sum(weighed.values())
    return sum(weight for term, weight in weighed.items() if term in held) / total if total else 0.0


def best_share(weighed: Mapping[str, float], names: Iterable[str], sentences: Iterable[Iterable[str]]) -> float:
    """The greatest share that one of some sentences has, together with the names above them."""
    total = sum(weighed.values())
    if not total:
        return 0.0
    wanted = weighed.keys()
    named = wanted & set(names)
    rest = wanted - named
    best = max((sum(weighed[term] for term in rest.intersection(sentence)) for sentence in sentences), default=0.0)
    return (sum(weighed[term] for term in named) + best) / total


class LexiconKeeper:
    """The lexicon of one collection, counted again when enough of it has changed."""

    def __init__(self) -> None:
        self._lexicon: Lexicon | None = None
        self._version = -1
        self._counting = threading.Lock()

    def get(self, store: "Store") -> Lexicon:
        """The lexicon as of now; during indexing it may lag behind by a tenth of the collection."""
        with self._counting:
            return self._get(store)

    def _get(self, store: "Store") -> Lexicon:
        version = store.version
        if self._lexicon is not None and version == self._version:
            return self._lexicon
        total = store.count()
        known = self._lexicon.total if self._lexicon is not None else 0
        if self._lexicon is None or abs(total - known) * 10 > known or total < SAMPLE:
            self._lexicon = Lexicon(store.sample_terms(SAMPLE), total)
        self._version = version
        return self._lexicon
