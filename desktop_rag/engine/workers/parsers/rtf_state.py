"""What RTF says once and what then holds: of the whole document, of a group in braces, of a paragraph."""

from collections.abc import Callable
from dataclasses import dataclass, field

from desktop_rag.engine.workers.parsers.headings import level_of_style
from desktop_rag.engine.workers.parsers.rtf_codes import encoding_of_charset

BODY_LEVEL = 9
"""The outline level of what is no heading; those above count from 0."""

_DATE_WORDS = ("yr", "mo", "dy")


@dataclass(slots=True)
class Group:
    """What holds inside a pair of braces and ends with it."""

    words: list[str]
    font: str = ""
    fallback_length: int = 1
    is_hidden: bool = False
    is_skipped: bool = False
    place: str = ""
    ends_with: Callable[[str], None] | None = None


@dataclass(slots=True)
class Paragraph:
    """What holds for a paragraph until it is reset."""

    style: int = 0
    level: int | None = None
    is_in_table: bool = False


@dataclass(slots=True)
class Front:
    """What the document says of itself before its text: encodings of fonts, levels of styles, title, author, day."""

    fonts: dict[int, str] = field(default_factory=dict)
    default_font: int = 0
    levels: dict[int, int] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    date: dict[str, int] = field(default_factory=dict)
    font: int = 0
    style: int = 0

    def describe(self, place: str, word: str, number: int) -> bool:
        """Take what a word says in one of the groups before the text; False where it does not stand in one."""
        if place == "fonttbl":
            if word == "f":
                self.font = number
            elif word == "fcharset":
                self.fonts[self.font] = encoding_of_charset(number)
        elif place == "stylesheet":
            if word in ("s", "cs", "ds", "ts"):
                self.style = number
            elif word == "outlinelevel" and 0 <= number < BODY_LEVEL:
                self.levels[self.style] = number + 1
        elif place == "creatim":
            if word in _DATE_WORDS:
                self.date[word] = number
        else:
            return False
        return True

    def name_style(self, style: int, name: str) -> None:
        """A style by its name tells of a level, too."""
        level = level_of_style(name.partition(";")[0])
        if level is not None:
            self.levels[style] = level

    def day(self) -> str:
        """The day on which the document was made, empty where it does not say."""
        found = [f"{self.date[word]:02}" for word in _DATE_WORDS if word in self.date]
        return "-".join(found) if len(found) == len(_DATE_WORDS) else ""
