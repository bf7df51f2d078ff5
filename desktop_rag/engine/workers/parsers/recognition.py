"""Pages that are pictures: reads them where that is wanted and possible, and makes a page's text of the words."""

import unicodedata
from dataclasses import dataclass

from desktop_rag.engine.workers.child_program import ProgramFailed, ProgramTooSlow
from desktop_rag.engine.workers.parsers import Source, tesseract
from desktop_rag.engine.workers.parsers.tesseract import GreyPicture, Reading, Tesseract, Word
from desktop_rag.records import PageWord

MAX_PIXELS = 20_000_000
"""Four A4 pages at the resolution that Tesseract wants; what is larger is made smaller."""

_FAILURES_BEFORE_REST = 3
_SURE = 60.0
"""Per cent. Pages that stand upright are read with 75 to 95, turned ones and vertical writing with 15 to 40."""
_WIDE_GAP = 1.2


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of a picture, and where its words stand in both."""

    text: str
    words: tuple[PageWord, ...]


class Recogniser:
    """Reads the pictures of one document; gives up on the document after a few that it could not read in a row."""

    def __init__(self, source: Source, reader: Tesseract) -> None:
        self._source = source
        self._reader = reader
        self._failures = 0

    def read(self, picture: GreyPicture) -> Recognised | None:
        """What stands in a picture; None where that could not be found out."""
        found = self._try(picture, is_hard=False)
        if found is not None and found.confidence < _SURE and self._reader.more:
            again = self._try(picture, is_hard=True)
            if again is not None and again.confidence > found.confidence:
                found = again
        return lay_out(found.words, picture.width, picture.height) if found is not None else None

    def _try(self, picture: GreyPicture, *, is_hard: bool) -> Reading | None:
        if self._failures >= _FAILURES_BEFORE_REST:
            return None
        self._source.begin_picture()
        seconds, check = self._source.limits.max_picture_seconds, self._source.check
        try:
            found = self._reader.read(picture, seconds=seconds, check=check, is_hard=is_hard)
        except (ProgramFailed, ProgramTooSlow):
            self._failures += 1
            return None
        self._failures = 0
        return found


def recogniser_for(source: Source) -> Recogniser | None:
    """None where pictures are not to be read, or cannot be."""
    if not source.recognises_pictures:
        return None
    reader = tesseract.find()
    return Recogniser(source, reader) if reader is not None else None


def lay_out(words: list[Word], width: int, height: int) -> Recognised:
    """The text of words in their order: a line a line, an empty line between blocks, spaces where the script has them.

    Width and height are those of the picture in pixels.
    """
    pieces: list[str] = []
    placed: list[PageWord] = []
    at = 0
    before: Word | None = None
    letters = _letter_sizes(words)
    for word in words:
        gap = _gap(before, word, letters[word.line])
        at += len(gap)
        left, top = _share(word.left, width), _share(word.top, height)
        placed.append(
            PageWord(
                at,
                at + len(word.text),
                word.line,
                left,
                top,
                _share(word.left + word.width, width) - left,
                _share(word.top + word.height, height) - top,
            )
        )
        pieces += (gap, word.text)
        at += len(word.text)
        before = word
    return Recognised("".join(pieces), tuple(placed))


def _share(pixels: int, size: int) -> float:
    return round(min(max(pixels / size, 0.0), 1.0), 5)


def _letter_sizes(words: list[Word]) -> dict[int, int]:
    """The size of a whole letter in each line, in pixels: the smaller side of the largest word."""
    sizes: dict[int, int] = {}
    for word in words:
        sizes[word.line] = max(sizes.get(word.line, 0), min(word.width, word.height))
    return sizes


def _gap(before: Word | None, word: Word, letter: int) -> str:
    """What stands between two words: Tesseract parts Japanese into words, which Japanese does not."""
    if before is None:
        return ""
    if before.line != word.line:
        return "\n" if before.block == word.block else "\n\n"
    if not _is_wide(before.text[-1]) and not _is_wide(word.text[0]):
        return " "
    # A gap of more than a letter parts the cells of a table, or a number from its title.
    space = max(word.left - (before.left + before.width), word.top - (before.top + before.height))
    return " " if space > _WIDE_GAP * letter else ""


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WFH"
