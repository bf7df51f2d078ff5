"""One module a format: an open file in, pages and facts out. This module is the contract that they share.

A parser is a module with ``read(source, give) -> Facts``: it gives every page in order and returns what is known of the
document as a whole. It raises a `DocumentError` where the document is to blame; any other exception counts as damage.

A parser whose documents hold other documents (a mail its attachments, a mailbox its mails) also has
``parts(source) -> Iterable[Part]``. Such a document may give no page of its own. A parser that can draw its pages has
``draw(source, number, width, file, spans)``.
"""

import io
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from desktop_rag.errors import DocumentTooLarge
from desktop_rag.records import Heading, Page, PageWord, Table

MAX_HEADINGS = 5_000
MAX_TITLE = 200
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")

Give: TypeAlias = Callable[[Page], None]
Foreign: TypeAlias = Any
"""An object of a library that carries no types."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may hold; beyond it the document is too large.

    `max_picture_seconds` is how long reading one picture may take; beyond it that picture stays unread.
    """

    max_file_bytes: int
    max_pages: int
    max_characters: int
    max_unpacked_bytes: int
    max_picture_seconds: float = 45.0


@dataclass(frozen=True, slots=True)
class Source:
    """An open regular file, or a part of one in memory; `check` raises when asked to stop.

    `suffix` only tells dialects of plain text apart. `recognises_pictures`: pages that are pictures are to be read
    where that is possible here. `begin_picture` is called before each of them: from then on its time counts.
    `begin_helper` is called before another program does a part of the work. `cache` is a folder for what must lie on
    the disk for a moment.
    """

    file: BinaryIO
    size: int
    suffix: str
    limits: Limits
    check: Callable[[], None]
    recognises_pictures: bool = True
    begin_picture: Callable[[], None] = lambda: None
    begin_helper: Callable[[], None] = lambda: None
    cache: Path = Path(tempfile.gettempdir(), "desktop-rag")

    def data(self) -> bytes:
        """The whole content."""
        self.file.seek(0)
        return self.file.read()


@dataclass(frozen=True, slots=True)
class Part:
    """A document inside a document: its name as its sender gave it, and its bytes.

    `suffix` in lower case with its dot tells dialects of plain text apart, as for a file.
    """

    name: str
    suffix: str
    data: bytes

    def source(self, outer: Source) -> Source:
        """The part as a source, under the limits of the document around it."""
        return replace(outer, file=io.BytesIO(self.data), size=len(self.data), suffix=self.suffix)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a document as a whole; `pages` is None where it has none."""

    pages: int | None = None
    title: str = ""
    author: str = ""
    created: str = ""
    attachments: int = 0
    form_fields: int = 0
    used_second_reader: bool = False
    pages_without_text: int = 0
    pages_recognised: int = 0


@dataclass(slots=True)
class Budget:
    """Counts what a document gave so far; raises `DocumentTooLarge` when it is more than allowed."""

    limits: Limits
    pages: int = 0
    characters: int = 0
    with_text: int = field(default=0)

    def spend(self, page: Page) -> None:
        self.pages += 1
        self.characters += len(page.text)
        self.with_text += bool(page.text.strip())
        if self.pages > self.limits.max_pages:
            raise DocumentTooLarge(pages=self.pages)
        if self.characters > self.limits.max_characters:
            raise DocumentTooLarge(characters=self.characters)


def clean(text: str) -> str:
    """Text that every pipe and file can carry: no NUL, no half of a surrogate pair."""
    return _LONE_SURROGATES.sub("\ufffd", text.replace("\0", ""))


def one_line(text: str) -> str:
    """A title: cleaned, on one line, of bounded length."""
    return _SPACES.sub(" ", clean(text)).strip()[:MAX_TITLE]


def make_page(
    text: str,
    headings: list[Heading],
    number: int | None = None,
    place: str | None = None,
    *,
    tables: Sequence[Table] = (),
    words: Sequence[PageWord] = (),
) -> Page:
    """A page whose text was cleaned already, with at most `MAX_HEADINGS` headings in order."""
    return Page(number, place, text, tuple(headings[:MAX_HEADINGS]), tuple(tables), tuple(words))
