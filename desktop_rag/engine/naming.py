"""Which documents a question names: by their file, by whose they are, by their period, or as the latest ones.

"What was Apple's gross margin in Q3 2023?" is answered in nearly the same words by twelve reports of three companies.
The passage does not tell which one is meant; its document does.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop_rag.engine import chunk_terms, names, periods, terms
from desktop_rag.engine.chunk_terms import ChunkTerms

FILE, NAME, PERIOD, LATEST = 0.5, 0.5, 0.5, 0.3
"""What a document gains that the question names so. A passage's best sentence counts as much; a document that only is
the latest one counts less, because few collections are all of one kind."""

_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|current)\b|最新|直近|一番新しい|もっとも新しい|最も新しい", re.IGNORECASE
)
_FILE = re.compile(r"([^\s、。「」『』\"'“”()/\\:;,?!<>|*]{1,100})(\.\d?[a-z][a-z0-9]{0,6})(?![a-z0-9])")
_SAME_YEAR = 0.5
_CLAUSE = re.compile(r"第\d+(?:条|章|編|節)(?:の\d+)*$")
_SHORTEST = {"han": 2, "katakana": 3}
"""Of a Japanese word that can be what a document is called; capital letters do not tell there."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a question says of the documents it means."""

    names: tuple[frozenset[str], ...]
    periods: frozenset[str]
    is_latest: bool
    files: tuple[frozenset[str], ...] = ()
    """Names with their suffix: of launch.ppt and launch.pptx one is meant."""


NOTHING = Naming((), frozenset(), is_latest=False)


def of_question(question: str) -> Naming:
    """Read the names, periods and words for the latest from a question."""
    held = terms.of_text(question)
    called = [
        frozenset(term for run in terms.runs(name) for term, _ in run.terms) for name in names.of_question(question)
    ]
    called += [frozenset((term,)) for term in held if _CLAUSE.match(term)]
    called += [
        frozenset(term for term, _ in run.terms)
        for run in terms.runs(question)
        if len(run.text) >= _SHORTEST.get(run.kind, len(run.text) + 1) and "何" not in run.text
    ]
    is_latest = _LATEST.search(question) is not None
    return Naming(
        tuple(dict.fromkeys(filter(None, called))), _closest(periods.among(held)), is_latest, tuple(_files(question))
    )


def _files(question: str) -> Iterator[frozenset[str]]:
    """The files that a question names with their suffix, each by the terms of its name's end."""
    folded = terms.fold(question)
    for found in _FILE.finditer(folded) if "." in folded else ():
        name: set[str] = set()
        # No space parts a Japanese name from the words before it: 先週の旅費規程.docx is 旅費規程.docx.
        for run in reversed(list(terms.runs(found.group(1)))):
            if run.kind == "hiragana":
                break
            name.update(term for term, _ in run.terms)
        if name:
            yield frozenset((*name, chunk_terms.of_suffix(found.group(2))))


def _closest(named: list[str]) -> frozenset[str]:
    """Of the periods in a question those that tell most: FY2023 Q2 is not asked of every quarter of FY2023."""
    parts = {period for period in named if periods.kind_of(period) in ("q", "h")}
    wider = {f"fy{period[:4]}" for period in parts}
    # 2024年3月期第2四半期 names no month.
    return frozenset(p for p in named if not parts or (p not in wider and periods.kind_of(p) != "month"))


def gains(naming: Naming, documents: Mapping[str, ChunkTerms]) -> dict[str, float]:
    """What each document gains by being named; nothing where all or none are.

    Args:
        naming: of the question.
        documents: one chunk's terms of each document that has candidates.
    """
    gained = dict.fromkeys(documents, 0.0)
    if naming == NOTHING:
        return gained
    called = {key: _share_of_names(naming, held) for key, held in documents.items()}
    for key, held in documents.items():
        gained[key] = NAME * called[key] + PERIOD * _fits(naming.periods, held) + FILE * _is_file(naming, held)
    if naming.is_latest:
        ends = {key: _end(documents[key]) for key in documents if called[key] == max(called.values())}
        last = max((end for end in ends.values() if end is not None), default=None)
        for key, end in ends.items():
            gained[key] += LATEST * (end is not None and end == last)
    return gained


def _share_of_names(naming: Naming, held: ChunkTerms) -> float:
    if not naming.names:
        return 0.0
    known = set(held.names)
    return sum(name <= known for name in naming.names) / len(naming.names)


def _is_file(naming: Naming, held: ChunkTerms) -> bool:
    return bool(naming.files) and any(file <= set(held.names) for file in naming.files)


def _fits(wanted: frozenset[str], held: ChunkTerms) -> float:
    """1 where a document is of a period that is asked for, less where it is of the year alone."""
    if not wanted or not (listed := _periods(held)):
        return 0.0
    if wanted.intersection(listed):
        return 1.0
    years = {period.removeprefix("fy")[:4] for period in wanted}
    return _SAME_YEAR if any(period.removeprefix("fy")[:4] in years for period in listed) else 0.0


def _periods(held: ChunkTerms) -> list[str]:
    """Of what periods a document is; where its file's name has a quarter, it is not asked which one the text has."""
    of_file = periods.among(held.file)
    kinds = set(map(periods.kind_of, of_file))
    return of_file + [term for term in periods.among(held.document) if periods.kind_of(term) not in kinds]


def _end(held: ChunkTerms) -> float | None:
    listed = periods.among(held.file) or periods.among(held.document)
    return max((end for end in map(periods.end_of, listed) if end is not None), default=None)
