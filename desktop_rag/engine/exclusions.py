"""Patterns of names and places that a person leaves out of the index (the setting `index.exclude`)."""

import fnmatch
import functools
import re
import sys
import unicodedata
from dataclasses import dataclass
from typing import Final

IGNORES_CASE: Final = sys.platform in {"win32", "darwin"}
"""Whether names that differ in case alone are the same file here."""


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Recognises what is left out.

    One pattern a line, with `*`, `?` and `[…]`. A pattern without "/" is of a name, at any depth, of files and folders
    alike ("*.bak", "drafts"); one with "/" is of a whole path below the chosen folder ("2019/*", "/notes.txt"), where
    `*` stands for any part of a path. "/" parts folders on every system. What lies in a folder that is left out is left
    out with it.
    """

    names: re.Pattern[str] | None
    places: re.Pattern[str] | None

    def hold(self, name: str, place: str) -> bool:
        """Whether a file or folder is left out; `place` is its path below the chosen folder, parted by "/"."""
        name_found = self.names is not None and self.names.match(plain(name)) is not None
        return name_found or (self.places is not None and self.places.match(plain(place)) is not None)


def plain(text: str) -> str:
    """A name in the form in which names are compared on this system."""
    # macOS keeps accents and voicing marks as letters of their own, and file systems give back what they were given.
    text = unicodedata.normalize("NFC", text)
    return text.casefold() if IGNORES_CASE else text


@functools.lru_cache(maxsize=8)
def parse(patterns: str, *, separator: str = "/") -> Exclusions:
    """The exclusions that the setting's text names; `separator` is what else parts folders on this system."""
    names: list[str] = []
    places: list[str] = []
    for line in patterns.splitlines():
        pattern = plain(line.strip().replace(separator, "/")).rstrip("/")
        if not pattern:
            continue
        if "/" in pattern:
            places.append(fnmatch.translate(pattern.lstrip("/")))
        else:
            names.append(fnmatch.translate(pattern))
    return Exclusions(_any_of(names), _any_of(places))


def _any_of(expressions: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{expression})" for expression in expressions), re.DOTALL) if expressions else None


NOTHING: Final = parse("")
