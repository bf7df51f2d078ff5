"""The same passage twice: a clause in two copies of a file, a notice on every page. It is shown once.

Two passages are the same where nine in ten of their terms are, and all of their numbers: reports and contracts repeat
each other word for word and differ in an amount or a date, and that is what somebody asks for.
"""

from collections.abc import Iterable

from desktop_rag.engine.chunk_terms import ChunkTerms

ALIKE = 0.9
"""Share of terms that two passages have in common, of all that either has."""


class Repeats:
    """Remembers passages that were met, best first."""

    def __init__(self) -> None:
        self._met: list[tuple[frozenset[str], frozenset[str]]] = []

    def is_new(self, passage: ChunkTerms) -> bool:
        """Whether no passage before this one says the same."""
        words = frozenset(term for sentence in passage.sentences for term in sentence) or frozenset(passage.all)
        numbers = _numbers(words)
        if any(numbers == others and _are_alike(words, met) for met, others in self._met):
            return False
        self._met.append((words, numbers))
        return True


def _numbers(terms: Iterable[str]) -> frozenset[str]:
    return frozenset(term for term in terms if not term.isalpha() and any(map(str.isdecimal, term)))


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    small, large = sorted((len(one), len(other)))
    if small < ALIKE * large:
        return False
    shared = len(one & other)
    return shared >= ALIKE * (small + large - shared)
