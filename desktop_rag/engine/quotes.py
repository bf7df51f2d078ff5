"""Passages in, quotes out: the sentences that answer, as exact spans of a page.

A sentence counts by the share of the question's rare words that it holds and by its own closeness in meaning. Around
the best sentences a window grows to what one reads at a glance, and never across a passage.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop_rag.engine import scripts, sentences, terms
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.lexicon import share
from desktop_rag.engine.retriever import Found, Scored

PASSAGES = 6
WINDOW_LATIN = 380
WINDOW_CJK = 190
"""Code points of a quote: three or four sentences, as much as one reads at a glance."""
KEPT_SHARE = 0.6
"""A quote that scores less than this share of the best one is left out. Of the second and third quotes that held an
answer which the first did not (handbook and squad2, 48 of them) none scored under 0.63; of the idle ones four in ten
did."""
_MEANING_WEIGHT = 0.6
_PASSAGE_WEIGHT = 0.5
_NAME_SHARE = 0.6
"""What a word counts that only the name or heading of the document holds, against one in the sentence itself."""


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """A quote before it has a marker: a span of the page of a passage."""

    source: Scored
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        """The quoted words, exactly."""
        candidate = self.source.candidate
        return candidate.text[self.start - candidate.start : self.end - candidate.start]


@dataclass(slots=True)
class _Sentence:
    passage: int
    index: int
    start: int
    end: int
    score: float


def select(
    found: Found,
    embedder: Embedder | None,
    limit: int,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> list[QuotedSpan]:
    """The best quotes for a question, best first.

    Args:
        found: ranked passages; the first six are read.
        embedder: compares sentences by meaning; None while it is not there.
        limit: how many quotes at most.
        is_cancelled: stops while the embedder is waited for.
    """
    passages = found.ranked[:PASSAGES]
    if not passages:
        return []
    all_sentences = _score(found, passages, embedder, is_cancelled)
    spans: list[QuotedSpan] = []
    for best in sorted(all_sentences, key=lambda entry: -entry.score):
        if spans and best.score < KEPT_SHARE * spans[0].score:
            break
        passage = passages[best.passage]
        if any(s.source is passage and s.start <= passage.candidate.start + best.start < s.end for s in spans):
            continue
        of_passage = [entry for entry in all_sentences if entry.passage == best.passage]
        span = _grow(passage, of_passage, best, spans)
        if not any(span.text == known.text for known in spans):
            spans.append(span)
        if len(spans) == limit:
            break
    return spans


def _score(
    found: Found, passages: Sequence[Scored], embedder: Embedder | None, is_cancelled: Callable[[], bool]
) -> list[_Sentence]:
    question = found.question
    best_passage = max(entry.score for entry in passages) or 1.0
    entries: list[_Sentence] = []
    texts: list[str] = []
    for number, passage in enumerate(passages):
        text = passage.candidate.text
        spans = sentences.split(text)
        held = passage.candidate.terms
        pieces = [set(sentence) for sentence in held.sentences]
        if len(pieces) != len(spans):  # of an index that was made by other rules
            pieces = [set(terms.of_text(text[start:end])) for start, end in spans]
        of_name = set(held.names).difference(*pieces)
        named = share(question.weighed, of_name)
        for index, ((start, end), piece) in enumerate(zip(spans, pieces, strict=True)):
            covered = share(question.weighed, piece) + _NAME_SHARE * named
            score = covered + _PASSAGE_WEIGHT * passage.score / best_passage
            entries.append(_Sentence(number, index, start, end, score))
            texts.append(text[start:end])
    if embedder is not None and question.vector is not None and question.trust > 0:
        vectors = embedder.embed_sentences(texts, is_cancelled)
        for entry, cosine in zip(entries, vectors @ question.vector, strict=True):
            entry.score += _MEANING_WEIGHT * question.trust * float(cosine)
    return entries


def _grow(passage: Scored, of_passage: Sequence[_Sentence], best: _Sentence, taken: Sequence[QuotedSpan]) -> QuotedSpan:
    """Widen a sentence by its neighbours, the better one first, while the whole stays short and overlaps no quote."""
    text = passage.candidate.text
    offset = passage.candidate.start
    limit = WINDOW_CJK if scripts.is_mostly_cjk(text) else WINDOW_LATIN
    by_index = {entry.index: entry for entry in of_passage}
    first = last = best.index

    def is_free(entry: _Sentence | None) -> bool:
        return entry is not None and not any(
            span.source is passage and span.start < offset + entry.end and offset + entry.start < span.end
            for span in taken
        )

    while True:
        before, after = by_index.get(first - 1), by_index.get(last + 1)
        options = [entry for entry in (after, before) if entry is not None and is_free(entry)]
        fitting = [
            entry
            for entry in options
            if max(entry.end, by_index[last].end) - min(entry.start, by_index[first].start) <= limit
        ]
        if not fitting:
            break
        chosen = max(fitting, key=lambda entry: entry.score)
        first, last = min(first, chosen.index), max(last, chosen.index)
    return QuotedSpan(passage, offset + by_index[first].start, offset + by_index[last].end, best.score)
