"""A question in, passages out: a keyword and a vector leg, fused by score, reordered by their best sentence.

Fusing ranks hurts when one leg is blind: an English embedding model sees almost nothing in Japanese, and its random
order would count as much as a perfect one. So scores are fused, and the vector leg weighs as much as the model knows
the script of the question and of each text.
"""

import dataclasses
import time
import weakref
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from desktop_rag.engine import naming, scripts, terms
from desktop_rag.engine.chunk_rows import Candidate
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.lexicon import Lexicon, LexiconKeeper, best_share
from desktop_rag.engine.naming import NOTHING, Naming
from desktop_rag.engine.repeats import Repeats

if TYPE_CHECKING:
    # LanceDB takes seconds to import: only who opens a store pays for it.
    from desktop_rag.engine.store import Store

KEYWORD_CANDIDATES = 40
VECTOR_CANDIDATES = 25
"""More change nothing on the public sets (60 and 40 gave the same figures) and take 14 ms more at 100,000 chunks."""
_WIDER = (1, 4, 16)
"""Times as many candidates are looked at where those before were copies of one another."""
_ENOUGH = 10
"""Different passages, as many as are shown at once."""
REORDERED = 20
VECTOR_WEIGHT = 0.5
"""Share of the vector leg where the model knows the script fully; 0.4 to 0.6 give the same within 0.005."""
SENTENCE_WEIGHT = 0.5
"""What the best sentence of a passage adds; 0.25 to 0.75 give the same within 0.01."""
BLIND_WEIGHT = 0.12
"""Share of the vector leg where the model spells words out letter by letter: numbers and names still help a little."""

_PROBE = "出張旅費の精算は帰着後二週間以内に申請してください。"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as retrieval sees it. `vector` is None while the embedding model is not there."""

    text: str
    terms: dict[str, float]
    weighed: dict[str, float]
    vector: npt.NDArray[np.float32] | None
    trust: float
    """How far the vector leg can be trusted for the question's script, from 0 to 1."""
    naming: Naming = NOTHING
    """What the question says of the documents it means."""

    @property
    def names_nothing(self) -> bool:
        """Whether it has no word that a text could answer with: 「詳しく教えてください」, "Why is that?"."""
        return not self.terms

    @property
    def says_nothing(self) -> bool:
        """Whether neither its words nor its vector lead anywhere."""
        return self.names_nothing and VECTOR_WEIGHT * self.trust <= BLIND_WEIGHT

    def reweighed(self, lexicon: Lexicon) -> "Question":
        """The same question for a collection with other word counts."""
        return dataclasses.replace(self, weighed=lexicon.weigh(self.terms))


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with what each leg says of it. `cosine` is None without vectors."""

    candidate: Candidate
    score: float
    keyword: float
    cosine: float | None
    best_sentence: float


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval found, best first, and how long its two steps took in milliseconds."""

    question: Question
    lexicon: Lexicon
    ranked: tuple[Scored, ...]
    embed_ms: float
    search_ms: float


class Retriever:
    """Finds passages in one collection's store."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder
        self._keepers: weakref.WeakKeyDictionary[Store, LexiconKeeper] = weakref.WeakKeyDictionary()
        self._cjk_trust: float | None = None

    def find(
        self,
        store: "Store",
        text: str,
        *,
        only: Collection[str] | None = None,
        use_vectors: bool = True,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> Found:
        """Find passages for a question.

        Args:
            store: where to look.
            text: the question.
            only: ids of the documents to look in; None for all.
            use_vectors: False takes the keyword leg alone, which needs no model.
            is_cancelled: stops while the embedding model is waited for.
        """
        started = time.perf_counter()
        lexicon = self._keepers.setdefault(store, LexiconKeeper()).get(store)
        question = self._understand(text, lexicon, use_vectors=use_vectors, is_cancelled=is_cancelled)
        embedded = time.perf_counter()
        ranked = [] if question.says_nothing else self._ranked(store, question, lexicon, only)
        done = time.perf_counter()
        return Found(question, lexicon, tuple(ranked), (embedded - started) * 1000, (done - embedded) * 1000)

    def _ranked(
        self, store: "Store", question: Question, lexicon: Lexicon, only: Collection[str] | None
    ) -> list[Scored]:
        """Candidates in order; where most were copies of others, more of them, so that copies do not hide the rest."""
        cjk_trust = self._trust_in_cjk() if question.vector is not None else 0.0
        for wider in _WIDER:
            limits = (wider * KEYWORD_CANDIDATES, wider * VECTOR_CANDIDATES)
            candidates = store.search(question.terms, question.vector, limits, only)
            ranked = rank(question, lexicon, candidates, cjk_trust)
            if len(ranked) >= _ENOUGH or len(candidates) < min(limits):
                break
        return ranked

    def warm_up(self, store: "Store") -> None:
        """Go both ways once ahead of the first question: the first search of each is slower than all that follow."""
        self.find(store, _PROBE)

    def count_words(self, store: "Store") -> None:
        """Count the words of a store ahead of the first question about it."""
        self._keepers.setdefault(store, LexiconKeeper()).get(store)

    def _understand(
        self, text: str, lexicon: Lexicon, *, use_vectors: bool, is_cancelled: Callable[[], bool]
    ) -> Question:
        question_terms = terms.of_question(text)
        weighed = lexicon.weigh(question_terms)
        named = naming.of_question(text)
        if not use_vectors or self._embedder is None:
            return Question(text, question_terms, weighed, None, 0.0, named)
        embedded = self._embedder.embed([text], "query", is_cancelled)
        # Letters that the tokenizer keeps in whole words: 1 for English with an English model, near 0 for Japanese.
        trust = embedded.known[0] * embedded.whole[0]
        return Question(text, question_terms, weighed, embedded.vectors[0], trust, named)

    def _trust_in_cjk(self) -> float:
        if self._cjk_trust is None:
            if self._embedder is None:
                return 0.0
            embedded = self._embedder.embed([_PROBE], "query")
            self._cjk_trust = embedded.known[0] * embedded.whole[0]
        return self._cjk_trust


def rank(question: Question, lexicon: Lexicon, candidates: Sequence[Candidate], cjk_trust: float) -> list[Scored]:
    """Order candidates, each text once: fused score of both legs first, then the best sentence among the foremost.

    Args:
        question: with terms weighed by the same lexicon.
        lexicon: of the collection.
        candidates: the union of what both legs found; each gets both scores.
        cjk_trust: how far the embedding model knows Han and kana, from 0 to 1.
    """
    keywords = [lexicon.bm25(question.weighed, candidate.terms.all) for candidate in candidates]
    best = max(keywords, default=0.0) or 1.0
    named = naming.gains(question.naming, {entry.document_id: entry.terms for entry in candidates})
    scored = []
    for candidate, keyword in zip(candidates, keywords, strict=True):
        cosine = float(candidate.vector @ question.vector) if question.vector is not None else None
        weight = _vector_weight(question, candidate, cjk_trust)
        score = weight * max(cosine or 0.0, 0.0) + (1 - weight) * keyword / best + named[candidate.document_id]
        scored.append(Scored(candidate, score, keyword, cosine, 0.0))
    scored.sort(key=_best_first)
    repeats = Repeats()
    different = [entry for entry in scored if repeats.is_new(entry.candidate.terms)]
    foremost = [_with_best_sentence(question, entry) for entry in different[:REORDERED]]
    foremost.sort(key=_best_first)
    return foremost + different[REORDERED:]


def _best_first(entry: Scored) -> tuple[float, str]:
    return -entry.score, entry.candidate.id  # of equals always the same one: an order that changes looks like a fault


def _vector_weight(question: Question, candidate: Candidate, cjk_trust: float) -> float:
    if question.vector is None:
        return 0.0
    if not question.weighed:
        return 1.0  # nothing but stop words: only the meaning is left
    if VECTOR_WEIGHT * question.trust <= BLIND_WEIGHT:
        return BLIND_WEIGHT
    of_text = 1.0 - scripts.cjk_share(candidate.text) * (1.0 - cjk_trust)
    return max(BLIND_WEIGHT, VECTOR_WEIGHT * min(question.trust, of_text))


def _with_best_sentence(question: Question, entry: Scored) -> Scored:
    """Prefer a passage that has the question's rare words in one sentence over one that has them strewn about."""
    held = entry.candidate.terms
    covered = best_share(question.weighed, held.names, held.sentences)
    return Scored(entry.candidate, entry.score + SENTENCE_WEIGHT * covered, entry.keyword, entry.cosine, covered)
