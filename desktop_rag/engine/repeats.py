"""The same passage twice: a clause in two copies of a file, a notice on every page. It is shown once.

Two passages are the same where nine in ten of their terms are, and all of their numbers: reports and contracts repeat
each other word for word and differ in an amount or a date, and that is what somebody asks for.
"""

import itertools
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from desktop_rag.engine.chunk_terms import ChunkTerms

ALIKE = 0.9
"""Share of terms that two passages have in common, of all that either has."""

_HAS_DIGIT = re.compile(r"\d").search


@dataclass(frozen=True, slots=True)
class _Met:
    words: frozenset[str]
    numbers: frozenset[str]
    some: frozenset[str]
    """So many of the words, chosen in one order for all passages, that two which are alike share one of them."""


class Repeats:
    """Remembers passages that were met, best first."""

    def __init__(self) -> None:
        self._met: list[_Met] = []

    def is_new(self, passage: ChunkTerms) -> bool:
        """Whether no passage before this one says the same."""
        words = frozenset(itertools.chain.from_iterable(passage.sentences)) or frozenset(passage.all)
        # Prefix filter (Chaudhuri, Ganti and Kaushik 2006): it saves comparing whole passages that have little in
        # common. Rare words, such as those in Han characters, come first in this order.
        some = frozenset(sorted(words, reverse=True)[: len(words) - math.ceil(ALIKE * len(words)) + 1])
        this = _Met(words, _numbers(words), some)
        if any(_are_alike(this, met) for met in self._met):
            return False
        self._met.append(this)
        return True


def _numbers(words: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(_HAS_DIGIT, words))


def _are_alike(one: _Met, other: _Met) -> bool:
    if one.some.isdisjoint(other.some) or one.numbers != other.numbers:
        return False
    small, large = sorted((len(one.words), len(other.words)))
    shared = len(one.words & other.words)
    return shared >= ALIKE * (small + large - shared)
