"""Text to weighted terms: what the keyword leg searches for and what evidence is counted in.

Words of alphabetic scripts are case-folded, stemmed and freed of stop words. Japanese has no spaces, and dictionaries
miss exactly the words that companies coin, so a run of one script becomes its bigrams; a Han character also counts for
itself, and the seam between two runs counts a little (送り仮名, 「旅費の」). The terms of one run share its weight, so
that a long katakana word does not outvote a short name in Latin letters. What can be written in several ways (a date, a
number, a period, a compound) gets an extra term that all of them share. The store indexes these terms as they are.
"""

import functools
import re
import threading
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import snowballstemmer

from desktop_rag.engine import asking, dates, labels, numerals, periods, spellings

VERSION = 6
"""Goes up when the same text would give other terms; the full-text index is then built anew."""

_HAN = "々〆\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff"
_HIRAGANA = "\u3041-\u309f"
_RUN = re.compile(
    f"(?P<han>[{_HAN}]+)|(?P<katakana>[{_KATAKANA}]+)|(?P<hiragana>[{_HIRAGANA}]+)"
    f"|(?P<word>[^\\W_{_HAN}{_KATAKANA}{_HIRAGANA}]+)"
)
_ASCII_WORDS = re.compile("[a-z0-9]+").findall
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_JAPANESE = re.compile(f"[{_HAN}{_KATAKANA}{_HIRAGANA}]")
_WRAPPED = re.compile(f"(?<={_JAPANESE.pattern})\n(?={_JAPANESE.pattern})")
"""The end of a line within a Japanese word: a PDF breaks lines wherever they are full."""
_QUOTED = re.compile('[「『“"]([^「『“"」』”]{1,40})[」』”"]')
_POSSESSIVE = re.compile(r"[’'](s|t|re|ve|ll|d|m)\b")

# Weights relative to a word in Latin letters. Chosen once on general grounds (a Han character alone is half a word, a
# seam is a hint, hiragana is mostly grammar) and kept; docs/decisions/0006 says what they give.
_HAN_CHARACTER = 0.45
_KATAKANA_RUN = 1.3
_HIRAGANA_RUN = 0.5
_SEAM = 0.3
_SHARED_SPELLING = 1.0

STOP_WORDS = frozenset(
    (
        "a an and are as at be but by for if in into is it no not of on or such that the their then there "
        "these they this to was will with what which who whom whose when where why how did do does had has "
        "have he she his her its we you your our us me my mine i were been being from than so can could would "
        "should may might shall must also about much many most some any all more other please tell"
    ).split()
)
"""Words that say nothing about the subject of a text or question."""

_HIRAGANA_STOP = frozenset(
    (
        "する した して され れる ある いる こと もの など では には とは から まで ため この その どの "
        "です ます まし した よう なる なっ った って でき きる なに どこ いつ だれ どう どん んな なぜ "
        "いく くつ れた てい いた いて によ より よる れて また ので のは もの のか ばれ とし しい おり "
        "ませ せん くだ ださ さい たい いで すか ょう でし しょ ください ついて つい それ これ あり りま "
        "ない なけ けれ れば ばな らな"
    ).split()
)

_ASKING = frozenset("何誰")
"""A question asks with them, and no text answers with them."""

_stemmer = snowballstemmer.stemmer("english")
_stemming = threading.Lock()
"""The stemmer keeps the word it works on in itself, and documents are read while questions are answered."""


@functools.lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of an English word in lower case."""
    with _stemming:
        found: str = _stemmer.stemWord(word)
    return found


def forget_words() -> None:
    """Drop the words that were met: they are those of documents and questions."""
    stem.cache_clear()
    _terms_of_run.cache_clear()


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, case folded, characters and digits written as is usual today."""
    if text.isascii():
        folded = text.lower()
    else:
        folded = unicodedata.normalize("NFKC", text).casefold().translate(spellings.VARIANTS)
    return _THOUSANDS.sub("", folded) if "," in folded or "，" in folded else folded


class Run(NamedTuple):
    """A stretch of one script: a word of letters and digits, or a run of Han characters, katakana or hiragana."""

    kind: str
    text: str
    start: int
    terms: tuple[tuple[str, float], ...]


def runs(text: str) -> Iterator[Run]:
    """The runs of a text in order, each with its weighted terms; stop words are left out."""
    return _runs(fold(labels.mark(text)))


def _runs(folded: str) -> Iterator[Run]:
    if "'" in folded or "’" in folded:
        folded = _POSSESSIVE.sub("", folded)
    for found in _RUN.finditer(folded):
        kind, run = found.lastgroup or "", found.group()
        if kind == "word":
            if run not in STOP_WORDS or _is_label(folded, found.start(), found.end()):
                yield Run(kind, run, found.start(), ((stem(run), 1.0),))
        else:
            yield Run(kind, run, found.start(), _terms_of_run(kind, run))


def _is_label(folded: str, start: int, end: int) -> bool:
    """Whether a stop word names something: its capitals said so, or a letter stands beside Japanese (A社, プランA)."""
    before = folded[start - 1 : start]
    if before == labels.MARK or end - start > 1:
        return before == labels.MARK
    return any(map(_JAPANESE.match, (before, folded[end : end + 1])))


def weighted(text: str) -> list[tuple[str, float]]:
    """Terms of a text in order, each with its weight; a term that occurs twice is there twice."""
    folded = fold(labels.mark(text))
    terms = _of_words(folded) if folded.isascii() and labels.MARK not in folded else _of_runs(folded)
    if not terms and len(alone := folded.strip()) == 1 and alone.isalnum():
        return [(alone, 1.0)]  # "A", 「い」: who asks for a single letter means it
    folded = folded.replace(labels.MARK, "")
    known = {term for term, _ in terms}
    terms.extend((term, _SHARED_SPELLING) for term in dict.fromkeys(_shared(folded)) if term not in known)
    return terms


def _of_words(folded: str) -> list[tuple[str, float]]:
    """What `_of_runs` gives for words alone, in a quarter of the time: most text of a Latin script is such."""
    if "'" in folded:
        folded = _POSSESSIVE.sub("", folded)
    return [(stem(word), 1.0) for word in _ASCII_WORDS(folded) if word not in STOP_WORDS]


def _of_runs(folded: str) -> list[tuple[str, float]]:
    terms: list[tuple[str, float]] = []
    if "\n" in folded:
        folded = _WRAPPED.sub("", folded)
    before: Run | None = None
    for run in _runs(folded):
        if before is not None and run.kind != "word" and before.start + len(before.text) == run.start:
            terms.append((before.text[-1] + run.text[0], _SEAM))
        terms.extend(run.terms)
        before = run if run.kind != "word" else None
    return terms


def _shared(folded: str) -> Iterator[str]:
    """Terms that all spellings of a thing share."""
    yield from map(stem, spellings.of_text(folded))
    arabic = numerals.to_arabic(folded)
    yield from numerals.of_text(folded, arabic)
    yield from dates.of_text(arabic)
    yield from periods.of_text(arabic)


@functools.lru_cache(maxsize=65_536)
def _terms_of_run(kind: str, run: str) -> tuple[tuple[str, float], ...]:
    if kind == "katakana":
        run = spellings.katakana(run)
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    share = len(pairs) ** 0.5 if pairs else 1.0
    if kind == "han":
        if not pairs:
            return ((run, 1.0),)
        alone = _HAN_CHARACTER / len(run) ** 0.5
        return (*((pair, 1.0 / share) for pair in pairs), *((character, alone) for character in run))
    if kind == "katakana":
        return tuple((pair, _KATAKANA_RUN / share) for pair in pairs or [run])
    return tuple((pair, _HIRAGANA_RUN / share) for pair in pairs if pair not in _HIRAGANA_STOP)


def of_text(text: str) -> list[str]:
    """Terms of a text to be indexed, in order, with repetitions."""
    return [term for term, _ in weighted(text)]


def of_question(question: str) -> dict[str, float]:
    """Terms of a question, each once with its greatest weight; empty where it names nothing to search for."""
    terms: dict[str, float] = {}
    for term, weight in (*weighted(asking.without(question)), *_named(question)):
        if not _ASKING.intersection(term):
            terms[term] = max(terms.get(term, 0.0), weight)
    return terms


def _named(question: str) -> Iterator[tuple[str, float]]:
    """Terms of hiragana in quotation marks: there it is no grammar but a name (「もんどり」とは), as katakana is."""
    for quoted in _QUOTED.finditer(question):
        for run in runs(quoted.group(1)):
            if run.kind == "hiragana":
                yield from ((term, weight * _KATAKANA_RUN / _HIRAGANA_RUN) for term, weight in run.terms)
