"""Is there enough support to answer? A calibrated probability from what retrieval found, and what it rests on.

A logistic function of three figures: how near the best passage is in meaning, how much of the question's rare words one
of the first passages holds, and how much all of them hold together. The coefficients are fitted by
`benchmarks/fit_evidence` on questions that belong to other documents, and live in `evidence.toml`.
"""

import functools
import importlib.resources
import math
import tomllib
from dataclasses import dataclass

from desktop_rag.engine.lexicon import share
from desktop_rag.engine.retriever import Found

PASSAGES = 5


@dataclass(frozen=True, slots=True)
class Features:
    """What is known about the support for a question, each from 0 to 1.

    `meaning` is the best cosine times how far the embedding model can be trusted; `one` and `all` are the shares of the
    question's weighed words that the best single passage and the first passages together hold; `rarest` is whether the
    question's weightiest word is among them.
    """

    meaning: float
    one: float
    all: float
    rarest: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the passages are taken to hold an answer, and the probability behind it."""

    is_supported: bool
    probability: float


@dataclass(frozen=True, slots=True)
class _Calibration:
    bias: float
    meaning: float
    one: float
    all: float
    rarest: float
    threshold: float


@functools.cache
def _calibration(name: str) -> _Calibration:
    text = importlib.resources.files("desktop_rag.engine").joinpath("evidence.toml").read_text(encoding="utf-8")
    return _Calibration(**tomllib.loads(text)[name])


def features(found: Found) -> Features:
    """The figures that the decision rests on."""
    question = found.question
    first = found.ranked[:PASSAGES]
    held = [frozenset(entry.candidate.terms) for entry in first]
    together = frozenset().union(*held)
    cosine = max((entry.cosine or 0.0 for entry in first), default=0.0)
    rarest = max(question.weighed, key=lambda term: question.weighed[term], default="")
    return Features(
        meaning=question.trust * cosine,
        one=max((share(question.weighed, terms) for terms in held), default=0.0),
        all=share(question.weighed, together),
        rarest=float(rarest in together),
    )


def judge(found: Found) -> Verdict:
    """Decide whether what was found supports an answer."""
    if not found.ranked:
        return Verdict(is_supported=False, probability=0.0)
    figures = features(found)
    calibration = _calibration("with_vectors" if found.question.trust > _SEEING else "keywords")
    score = calibration.bias
    for name in ("meaning", "one", "all", "rarest"):
        score += getattr(calibration, name) * getattr(figures, name)
    probability = 1 / (1 + math.exp(-score))
    return Verdict(probability >= calibration.threshold, probability)


_SEEING = 0.5
"""Below this trust the embedding model is taken to be blind for the question, and words alone decide."""
