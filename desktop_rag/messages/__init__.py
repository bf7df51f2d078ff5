"""Codes into sentences: what happened and what was kept, and what to do next, in the person's language."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_rag.errors import Detail
from desktop_rag.messages import en, ja

LANGUAGES: Final = ("en", "ja")

_TABLES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {"en": en.SENTENCES, "ja": ja.SENTENCES}
_PRECISE: Final[Mapping[str, Mapping[str, str]]] = {"en": en.PRECISE, "ja": ja.PRECISE}
_PAGE: Final[Mapping[str, str]] = {"en": en.PAGE, "ja": ja.PAGE}


@dataclass(frozen=True, slots=True)
class Message:
    """What happened and what was kept (`text`), and what the person can do (`next_step`, empty where nothing is)."""

    text: str
    next_step: str

    @property
    def whole(self) -> str:
        """Both, as one line for a terminal or a tooltip."""
        # A Japanese full stop needs no space after it.
        gap = "" if self.text.endswith("。") else " "
        return f"{self.text}{gap}{self.next_step}".strip()


def sentence(code: str, language: str, /, **details: Detail) -> Message:
    """The sentence for a code of `errors.py` or of an answer's `reason`.

    An unknown code gets the sentence of a defect of ours; an unknown language gets English. Details make some
    sentences more exact; without them the general sentence is used.
    """
    table = _TABLES.get(language, en.SENTENCES)
    text, next_step = table.get(code, table["internal"])
    precise = _PRECISE.get(language, en.PRECISE).get(code)
    if precise is not None:
        with contextlib.suppress(KeyError, IndexError, ValueError):
            text = precise.format(**details)
    return Message(text, next_step)


def place(page: int | None, place: str | None, language: str) -> str:
    """Where in a document, as a person reads it: "page 3", or the place that the document itself names."""
    if page is not None and place in (None, "", f"page {page}"):
        return _PAGE.get(language, en.PAGE).format(page=page)
    return place or ""


def phrase(name: str, language: str, /, **values: Detail) -> str:
    """A line of the terminal that is no failure, filled in; raises KeyError for a name that no table has."""
    table = ja.PHRASES if language == "ja" else en.PHRASES
    return table[name].format(**values)
