"""Which sentences of an answer the quotes support, and which quotes those are.

A model may put marks like [1] where it likes; small ones put none. So support is found here: a sentence is supported
by a quote that holds most of its rare words and every one of its numbers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from desktop_rag.engine import sentences, terms
from desktop_rag.engine.lexicon import Lexicon, share
from desktop_rag.records import Quote, Sentence

SUPPORT = 0.75
"""Share of a sentence's new words, weighed by rarity, that two neighbouring sentences of a quote must hold. Not fitted:
a sentence of four such words may word one of them in its own way; one that changes two is not confirmed."""

_MARK = re.compile(r"\s*\[\s*(\d{1,2}(?:\s*,\s*\d{1,2})*)\s*\]|【\s*(\d{1,2})\s*】")
_MARKS = re.compile(r"(?:\[\s*\d{1,2}(?:\s*,\s*\d{1,2})*\s*\]\s*|【\s*\d{1,2}\s*】\s*)+")
_LONGEST_MARK = 16
_LIST_NUMBER = re.compile(r"^\s*(?:\d{1,2}[.)]\s+)+")
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")


class SentenceFinder:
    """Cuts a growing answer into finished sentences."""

    def __init__(self) -> None:
        self._text = ""

    def feed(self, piece: str) -> Iterator[str]:
        """Take the next piece and give the sentences that are finished by it."""
        self._text += piece
        # The last one may still grow.
        while len(spans := sentences.split(self._text)) > 1:
            (start, end), (begin, _) = spans[:2]
            following = self._text[begin:]
            if following.startswith(("[", "【")):
                # A mark after the full stop belongs to the sentence before it.
                marks = _MARKS.match(following)
                after = following[marks.end() :] if marks else following
                if not after or (after.startswith(("[", "【")) and len(after) < _LONGEST_MARK):
                    return
                end = begin + len(marks.group().rstrip()) if marks else end
            yield self._text[start:end]
            self._text = self._text[end:]

    def rest(self) -> str:
        """What is left when the answer has ended."""
        text, self._text = self._text.strip(), ""
        return text


def check(sentence: str, quotes: Sequence[Quote], lexicon: Lexicon, question: str = "") -> Sentence:
    """Compare a finished sentence of an answer with the quotes.

    Args:
        sentence: as the model wrote it, marks and all; the marks are taken out of the text.
        quotes: what the model was given.
        lexicon: tells which words are rare.
        question: its words may be repeated by an answer without being in a quote.
    """
    claimed = {int(n) for found in _MARK.finditer(sentence) for n in re.findall(r"\d+", found.group())}
    text = _MARK.sub("", sentence).strip()
    bare = _LIST_NUMBER.sub("", text)  # "2. The claim ..." says nothing about the number two
    said = terms.of_question(bare)
    repeated = frozenset(terms.of_question(question))
    fresh = lexicon.weigh({term: weight for term, weight in said.items() if term not in repeated})
    numbers = set(_NUMBER.findall(terms.fold(bare))) - set(_NUMBER.findall(terms.fold(question)))
    support: list[tuple[float, int]] = []
    for quote in quotes:
        # Words of the question alone prove nothing: what is new in the sentence must stand together in the quote.
        degree = max((_degree(fresh, numbers, window) for window in _windows(quote)), default=0.0)
        if fresh and degree >= SUPPORT:
            support.append((degree + 0.1 * (quote.marker in claimed), quote.marker))
    support.sort(key=lambda entry: (-entry[0], entry[1]))
    citations = tuple(marker for _, marker in support[:1])
    return Sentence(text, citations, bool(citations))


def _windows(quote: Quote) -> Iterator[str]:
    """Pairs of neighbouring sentences of a quote, each with the heading above it."""
    spans = sentences.split(quote.text)
    for number, (start, _) in enumerate(spans):
        end = spans[min(number + 1, len(spans) - 1)][1]
        yield f"{quote.heading}\n{quote.text[start:end]}"


def _degree(fresh: Mapping[str, float], numbers: AbstractSet[str], window: str) -> float:
    if not numbers <= set(_NUMBER.findall(terms.fold(window))):
        return 0.0
    return share(fresh, frozenset(terms.of_text(window)))


def quote_sentences(quotes: Sequence[Quote]) -> tuple[Sentence, ...]:
    """Quotes as an answer: each is a sentence that cites itself."""
    return tuple(Sentence(quote.text, (quote.marker,), supported=True) for quote in quotes)
