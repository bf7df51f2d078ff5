"""Is there enough support to answer? A calibrated probability from what retrieval found, and what it rests on.

A logistic function of three figures: how near the best passage is in meaning, how much of the question's subject one
of the first passages holds, and how many rare words it shares with the question. The coefficients are fitted by
`benchmarks.fit_evidence` and live in `evidence.toml`, one set for questions that the embedding model can read and one
for words alone. Whatever they say, a name in the question that none of the passages mentions means that they are about
something else.
"""

import functools
import importlib.resources
import math
import tomllib
from dataclasses import dataclass
from typing import Literal

from desktop_rag.engine import names, subject
from desktop_rag.engine.retriever import Found

PASSAGES = 5
_WORDS = 3.0
_SEEING = 0.5
"""Below this trust the embedding model is taken to be blind for the question, and words alone decide."""

_NEAR = 0.5
"""Half the probability that an answer needs."""

Mode = Literal["with_vectors", "keywords"]


@dataclass(frozen=True, slots=True)
class Features:
    """What is known about the support for a question, each about from 0 to 1.

    `meaning` is the best cosine times how far the embedding model can be trusted. `passage` is the square of the share
    of the question's subject that the best single passage holds: all of it says far more than half of it. `matched` is
    the best passage's BM25 score in units of what a word scores that is nowhere else, so that it means the same in
    small and large collections; out of three words, or of fewer where the question has fewer.
    """

    meaning: float
    passage: float
    matched: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the passages are taken to hold an answer, and the probability behind it.

    `is_near`: they do not suffice, but are close enough to be shown at once instead of an answer.
    """

    is_supported: bool
    probability: float
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of one mode; supported means a probability of at least `threshold`."""

    bias: float
    meaning: float
    passage: float
    matched: float
    threshold: float

    def probability(self, figures: Features) -> float:
        """The logistic function of the figures."""
        score = (
            self.bias + self.meaning * figures.meaning + self.passage * figures.passage + self.matched * figures.matched
        )
        return 1 / (1 + math.exp(-score))


@functools.cache
def calibration(mode: Mode) -> Calibration:
    """The fitted coefficients of a mode."""
    text = importlib.resources.files("desktop_rag.engine").joinpath("evidence.toml").read_text(encoding="utf-8")
    return Calibration(**tomllib.loads(text)[mode])


def mode(found: Found) -> Mode:
    """Which coefficients hold for a question."""
    return "with_vectors" if found.question.trust > _SEEING else "keywords"


def features(found: Found) -> Features:
    """The figures that the decision rests on."""
    question = found.question
    words = subject.of_question(question.text)
    first = found.ranked[:PASSAGES]
    held = (frozenset(entry.candidate.terms.all) for entry in first)
    passage = max((subject.coverage(words, found.lexicon, terms) for terms in held), default=0.0) ** 2
    wanted = min(_WORDS, max(1.0, sum(word.weight for word in words)))
    matched = max((entry.keyword for entry in first), default=0.0) / found.lexicon.greatest_rarity / wanted
    cosine = max((entry.cosine or 0.0 for entry in first), default=0.0)
    return Features(meaning=question.trust * cosine, passage=passage, matched=matched)


def judge(found: Found) -> Verdict:
    """Decide whether what was found supports an answer."""
    if not found.ranked:
        return Verdict(is_supported=False, probability=0.0)
    fitted = calibration(mode(found))
    probability = fitted.probability(features(found))
    held = frozenset[str]().union(*(entry.candidate.terms.all for entry in found.ranked[:PASSAGES]))
    if names.missing(found.question.text, held):
        return Verdict(is_supported=False, probability=probability)
    is_supported = probability >= fitted.threshold
    return Verdict(is_supported, probability, is_near=not is_supported and probability >= _NEAR * fitted.threshold)
