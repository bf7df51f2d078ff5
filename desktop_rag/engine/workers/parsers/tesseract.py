"""Reads the letters in a picture with Tesseract, where it is installed, and says where each word stands."""

import functools
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop_rag.engine.workers import child_program
from desktop_rag.engine.workers.parsers import clean

RESOLUTION = 300
"""Dots an inch at which Tesseract reads best."""

_LANGUAGES = ("jpn", "eng")
_VERTICAL = "jpn_vert"
_ORIENTATION = "osd"
_LEAST_CONFIDENCE = 40
"""Per cent. Of the words of our sample handbook, scanned well and badly, nine in ten are right above it; of those below
it one in five."""
_LIST_SECONDS = 10.0
_CELL = 24  # pixels: about the height of a small letter
_LEAST_INK = 16
_WORD = "5"
_COLUMNS = 12
_MAX_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class GreyPicture:
    """A picture in one byte a pixel, row after row, white at 255."""

    width: int
    height: int
    pixels: bytes

    def is_blank(self) -> bool:
        """Whether nothing stands on it, as on the back of a scanned sheet: specks and shadows of paper do not count."""
        from PIL import Image

        whole = Image.frombuffer("L", (self.width, self.height), self.pixels, "raw", "L", 0, 1)
        cells = (max(1, self.width // _CELL), max(1, self.height // _CELL))
        means = whole.resize(cells, Image.Resampling.BOX).tobytes()
        return max(means) - min(means) < _LEAST_INK


@dataclass(frozen=True, slots=True)
class Word:
    """A word, the block and the line of the picture that it belongs to, and its box in pixels."""

    text: str
    block: int
    line: int
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a picture in the order in which they are read, and how sure that is: a mean in per cent."""

    words: list[Word]
    confidence: float


@dataclass(frozen=True, slots=True)
class Tesseract:
    """An installed Tesseract that knows one of our languages at least, and `more`: what else it has for hard pages."""

    program: Path
    languages: tuple[str, ...]
    more: tuple[str, ...] = ()

    def read(
        self, picture: GreyPicture, *, seconds: float, check: Callable[[], None], is_hard: bool = False
    ) -> Reading:
        """Read a picture.

        Args:
            picture: what to read.
            seconds: how long it may take.
            check: as for `child_program.run`.
            is_hard: look for vertical writing and turned pages too, as far as that is installed; takes twice as long.

        Raises:
            ProgramFailed, ProgramTooSlow: it did not read it.
        """
        languages = (*self.languages, *((_VERTICAL,) if is_hard and _VERTICAL in self.more else ()))
        segmentation = "1" if is_hard and _ORIENTATION in self.more else "3"
        command = (
            str(self.program), "stdin", "stdout", "-l", "+".join(languages), "--dpi", str(RESOLUTION),
            "--psm", segmentation, "tsv",
        )  # fmt: skip
        header = b"P5 %d %d 255\n" % (picture.width, picture.height)
        table = child_program.run(
            command, header + picture.pixels, seconds=seconds, check=check, variables=_variables()
        )
        return _reading(table.decode("utf-8", "replace"))


def find() -> Tesseract | None:
    """The Tesseract of this computer; None where there is none, or one that knows none of our languages.

    It is looked for again and again: a worker lives for hours, and a person tries again once it is installed.
    """
    program = child_program.find("tesseract", _usual_places())
    return _examined(program) if program is not None else None


@functools.cache
def _examined(program: Path) -> Tesseract | None:
    try:
        listed = child_program.run((str(program), "--list-langs"), b"", seconds=_LIST_SECONDS, variables=_variables())
    except (child_program.ProgramFailed, child_program.ProgramTooSlow):
        return None
    known = set(listed.decode("utf-8", "replace").split())
    languages = tuple(language for language in _LANGUAGES if language in known)
    more = tuple(extra for extra in (_VERTICAL, _ORIENTATION) if extra in known)
    return Tesseract(program, languages, more) if languages else None


def _usual_places() -> list[Path]:
    """Where its installers put it without naming it on the PATH, or where a program started from a desktop looks."""
    if sys.platform == "win32":
        roots = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
        own = os.environ.get("LOCALAPPDATA", "")
        return [
            *(Path(root, "Tesseract-OCR") for root in roots if root),
            *([Path(own, "Programs", "Tesseract-OCR")] if own else []),
        ]
    return [Path(folder) for folder in ("/opt/homebrew/bin", "/usr/local/bin", "/opt/local/bin")]


def _variables() -> dict[str, str]:
    """One thread: two of them spin for one another, and took four to ten times the processor's time for a page."""
    data = os.environ.get("TESSDATA_PREFIX")
    return {"OMP_THREAD_LIMIT": "1", **({"TESSDATA_PREFIX": data} if data else {})}


def _reading(table: str) -> Reading:
    """What its table says; a row that is not as it should be is passed over, and so is a word that is a guess."""
    words: list[Word] = []
    letters, sure = 0, 0.0
    lines: dict[tuple[str, ...], int] = {}
    for row in table.split("\n"):
        cells = row.rstrip("\r").split("\t")
        if len(cells) != _COLUMNS or cells[0] != _WORD:
            continue
        text = clean(cells[11]).strip()
        try:
            block, left, top, width, height = (int(cells[at]) for at in (2, 6, 7, 8, 9))
            confidence = float(cells[10])
        except ValueError:
            continue
        letters += len(text)
        sure += len(text) * confidence
        if text and confidence >= _LEAST_CONFIDENCE and len(words) < _MAX_WORDS:
            line = lines.setdefault(tuple(cells[2:5]), len(lines))
            words.append(Word(text, block, line, left, top, width, height))
    return Reading(words, sure / max(1, letters))
