"""From an answer's text to the pieces that are drawn: plain words, bold words, and the numbers of citations."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from desktop_rag.records import Passage, Quote, Sentence

_MARK = re.compile(r"[ \t\u00a0]*\[\d+(?:\s*[,、]\s*\d+)*\]")
_BOLD = re.compile(r"\*\*(\S(?:[^*\n]*\S)?)\*\*")
# Invisible characters and changes of direction could make words look like others.
_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_LONG_LATIN = 45
_FULL_LATIN = 75
_LONG_WIDE = 22
_BEFORE = 90
_AFTER = 150
_SPEAKS_FOR_ITSELF = 220


@dataclass(frozen=True, slots=True)
class Piece:
    """Words to draw. A `marker` makes it a citation of that quote; then `text` is its number."""

    text: str
    is_bold: bool = False
    is_pending: bool = False
    marker: int | None = None


def clean(text: str) -> str:
    """Text from a document or a model without characters that show nothing or change the direction."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def without_marks(text: str) -> str:
    """The text without the marks that a model wrote; citations are drawn from what was checked."""
    return _MARK.sub("", clean(text))


def joined(sentences: Sequence[Sentence], text: str) -> list[tuple[str, Sentence]]:
    """Each sentence with what stands between it and the one before, as in the whole text."""
    whole = without_marks(text)
    position = 0
    result: list[tuple[str, Sentence]] = []
    for sentence in sentences:
        words = without_marks(sentence.text).strip()
        found = whole.find(words, position)
        between = whole[position:found] if found >= 0 else _gap(result, words)
        if result and not between.strip():
            between = "\n" if "\n" in between else (between[:1] or _gap(result, words))
        elif not result or between.strip():
            between = "" if not result else _gap(result, words)
        if found >= 0:
            position = found + len(words)
        result.append((between, sentence))
    return result


def _gap(before: Sequence[object], words: str) -> str:
    return "" if not before or _WIDE.match(words) else " "


def answer_pieces(sentences: Sequence[Sentence], text: str) -> Iterator[Piece]:
    """A checked answer: each sentence, followed by the numbers of the quotes that support it."""
    for between, sentence in joined(sentences, text):
        yield from _words(between + without_marks(sentence.text).strip(), sentence.citations)


def streaming_pieces(sentences: Sequence[Sentence], text: str) -> Iterator[Piece]:
    """An answer that is still being written: what was checked, and then the rest, drawn as pending."""
    whole = without_marks(text)
    position = 0
    for sentence in sentences:
        words = without_marks(sentence.text).strip()
        found = whole.find(words, position)
        if found < 0:
            continue
        marks = sentence.citations if sentence.supported else ()
        pieces = _words(whole[position : found + len(words)], marks)
        yield from pieces if sentence.supported else (replace(piece, is_pending=True) for piece in pieces)
        position = found + len(words)
    # A mark may be half written: "[" waits until it is clear what it becomes.
    rest = re.sub(r"[ \t]*\[\d*$", "", whole[position:])
    yield from (replace(piece, is_pending=True) for piece in _words(rest, ()))


def _words(text: str, citations: Sequence[int]) -> Iterator[Piece]:
    ending = ""
    if citations and text and text[-1] in ".。!?！？":
        # The number stands before the full stop, as a person would set it.
        text, ending = text[:-1], text[-1]
    position = 0
    for found in _BOLD.finditer(text):
        if found.start() > position:
            yield Piece(text[position : found.start()])
        yield Piece(found[1], is_bold=True)
        position = found.end()
    if position < len(text):
        yield Piece(text[position:])
    for marker in dict.fromkeys(citations):
        yield Piece(str(marker), marker=marker)
    if ending:
        yield Piece(ending)


def flowing(text: str) -> str:
    """Text of a page with the line ends of its layout removed and without empty lines; those of a writer stay."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", clean(text).strip())
    return "\n".join(_flowing_paragraph(each) for each in paragraphs)


def _flowing_paragraph(text: str) -> str:
    lines = [line.strip() for line in text.split("\n")]
    result = lines[0] if lines else ""
    for before, line in pairwise(lines):
        result += _between(before, line) + line
    return result.strip()


def _between(before: str, line: str) -> str:
    if not before or not line:
        return "\n" if before or line else ""
    if before[-1] in ".。:：!?！？":
        return "\n"
    if _WIDE.match(before[-1]):
        return "" if len(before) >= _LONG_WIDE else "\n"
    # A short line, or a capital after a line of middle length, is more likely a heading or a row of a table.
    is_soft = len(before) >= _FULL_LATIN or (len(before) >= _LONG_LATIN and not line[0].isupper())
    return " " if is_soft else "\n"


def around(quote: Quote, passages: Sequence[Passage], others: Sequence[Quote] = ()) -> tuple[str, str, str]:
    """What stands before the quote on its lines, the quote, and what follows; so that it is read in its place.

    What `others` quote is on their own cards and not said twice.
    """
    words = flowing(quote.text)
    if len(words) > _SPEAKS_FOR_ITSELF:
        return "", words, ""
    for passage in passages:
        is_same_page = (passage.document_id, passage.page) == (quote.document_id, quote.page)
        if not is_same_page or passage.start > quote.start or passage.end < quote.end:
            continue
        start, end = quote.start - passage.start, quote.end - passage.start
        if clean(passage.text[start:end]).strip() != clean(quote.text).strip():
            continue
        first, last = _free_around(quote, others, passage)
        before, after = (
            clean(passage.text[first - passage.start : start]),
            clean(passage.text[end : last - passage.start]),
        )
        quoted = clean(quote.text).strip()
        gap_before, gap_after = _gap_between(before, quoted), _gap_between(quoted, after)
        return (
            _last_words(before, gap_before) if gap_before != "\n" else "",
            words,
            _first_words(after, gap_after) if gap_after != "\n" else "",
        )
    return "", words, ""


def _free_around(quote: Quote, others: Sequence[Quote], passage: Passage) -> tuple[int, int]:
    """From where to where on the page nobody else quotes, within a passage and around a quote."""
    beside = [
        other
        for other in others
        if (other.document_id, other.page) == (quote.document_id, quote.page) and other.marker != quote.marker
    ]
    first = max((other.end for other in beside if other.end <= quote.start), default=passage.start)
    last = min((other.start for other in beside if other.start >= quote.end), default=passage.end)
    return max(first, passage.start), min(last, passage.end)


def _gap_between(before: str, after: str) -> str:
    """What stands between two neighbouring pieces of a page: nothing, a space, or the end of a paragraph."""
    white = before[len(before.rstrip()) :] + after[: len(after) - len(after.lstrip())]
    before, after = before.rstrip(), after.lstrip()
    if not before or not after or white.count("\n") > 1:
        return "\n"
    if "\n" in white:
        return _between(before.rsplit("\n", 1)[-1].strip(), after.split("\n", 1)[0].strip())
    return " " if white else ""


def _last_words(text: str, gap: str) -> str:
    line = flowing(text).rsplit("\n", 1)[-1]
    return (line if len(line) <= _BEFORE else "…" + line[-_BEFORE:].split(" ", 1)[-1]) + gap


def _first_words(text: str, gap: str) -> str:
    line = flowing(text).split("\n", 1)[0]
    return gap + (line if len(line) <= _AFTER else line[:_AFTER].rsplit(" ", 1)[0] + "…")
