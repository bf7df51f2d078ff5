"""Headings of PDF pages: lines in clearly larger letters than the body, and lines numbered as headings are."""

from collections import Counter
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from desktop_rag.engine.workers.parsers import Foreign, one_line
from desktop_rag.engine.workers.parsers.headings import ENDS_A_SENTENCE, LEADS_TO_PAGE, find_numbered
from desktop_rag.engine.workers.parsers.pdf_text import PageText
from desktop_rag.records import Heading

_LONGEST = 80
_CLEARLY_LARGER = 1.18
_LEVEL_SIZES = ((1.8, 1), (1.4, 2))
_LINES_LOOKED_AT = 400
_LINES_OF_ONE = 2
_MOST_OF_A_PAGE = 0.4


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, where it starts, and the height of its letters; a line without words parts its neighbours."""

    start: int
    words: str
    size: float


def measure_lines(text_page: Foreign, content: PageText) -> list[Line]:
    """The lines that are drawn on a page, each measured at the letter in its middle."""
    lines: list[Line] = []
    start = 0
    box = pdfium.FS_RECTF()
    drawn = content.text[: len(content.places)]
    for line in drawn.split("\n")[:_LINES_LOOKED_AT]:
        words = line.strip()
        if words:
            first = start + line.index(words)
            # The loose box knows the height of the letters as drawn; the font size alone may be 1 and scaled up.
            if pdfium.FPDFText_GetLooseCharBox(text_page.raw, content.places[first + len(words) // 2], box):
                lines.append(Line(first, words, round(box.top - box.bottom, 1)))
        start += len(line) + 1
    return lines


def body_size(lines: list[Line]) -> float:
    """The height that most letters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.words)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def find_headings(text: str, lines: list[Line], body: float) -> list[Heading]:
    """The headings of a page, in order.

    Args:
        text: the text of the page.
        lines: its lines as measured.
        body: the height of most letters of the document; where a page has larger letters throughout, like a slide,
            they are its body.
    """
    found = {heading.start: heading for heading in find_numbered(text)}
    body = max(body, body_size(lines))
    large = [run for run in _runs(lines, body) if len(run) <= _LINES_OF_ONE and _may_be_heading(run)]
    if sum(len(run) for run in large) <= max(1, len(lines) * _MOST_OF_A_PAGE):
        for run in large:
            ratio = run[0].size / body
            level = next((level for size, level in _LEVEL_SIZES if ratio >= size), 3)
            for line in run[1:]:
                found.pop(line.start, None)
            found[run[0].start] = Heading(run[0].start, level, _title(run))
    return [found[start] for start in sorted(found)]


def _runs(lines: list[Line], body: float) -> list[list[Line]]:
    """Neighbouring lines in large letters of one height: a heading that was broken into lines, or a block of text."""
    runs: list[list[Line]] = []
    before: Line | None = None
    for line in lines:
        if body > 0 and line.size >= body * _CLEARLY_LARGER:
            if before is not None and before.size == line.size:
                runs[-1].append(line)
            else:
                runs.append([line])
        before = line
    return runs


def _may_be_heading(run: list[Line]) -> bool:
    words = _title(run)
    return (
        len(words) <= _LONGEST
        and sum(letter.isalpha() for letter in words) >= max(2, 0.4 * len(words.replace(" ", "")))
        and "。" not in words
        and not words.endswith(ENDS_A_SENTENCE)
        and not LEADS_TO_PAGE.search(words)
    )


def _title(run: list[Line]) -> str:
    """The words of a run on one line, with a space between lines only where the script has spaces."""
    title = run[0].words
    for line in run[1:]:
        has_spaces = title[-1].isascii() and line.words[0].isascii()
        title += (" " if has_spaces else "") + line.words
    return one_line(title)
