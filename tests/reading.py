"""Reads bytes with the parser of their kind, in this process; for tests of parsers."""

import io
from dataclasses import dataclass

from desktop_rag.engine.workers.parsers import Facts, Limits, Part, Source, kinds
from desktop_rag.engine.workers.parsers import parts as parts_of
from desktop_rag.records import Page

LIMITS = Limits(10**9, 10_000, 10**8, 10**8)


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a document."""

    kind: str
    pages: list[Page]
    facts: Facts

    @property
    def text(self) -> str:
        return self.pages[0].text

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Of the first page; each must stand where it says."""
        for heading in self.pages[0].headings:
            assert " ".join(self.text[heading.start :].split()).startswith(heading.title[:50])
        return [(heading.level, heading.title) for heading in self.pages[0].headings]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """Header and rows of each table of the first page, as the text has them."""
        return [
            (table.header, [self.text[row.start : row.end] for row in table.rows]) for table in self.pages[0].tables
        ]


def source_of(content: str | bytes, suffix: str = "", limits: Limits = LIMITS) -> Source:
    data = content.encode() if isinstance(content, str) else content
    return Source(io.BytesIO(data), len(data), suffix, limits, lambda: None)


def read(content: str | bytes, suffix: str = "", limits: Limits = LIMITS) -> Read:
    """Read a document; raises what its parser raises."""
    source = source_of(content, suffix, limits)
    kind = kinds.find_kind(source)
    pages: list[Page] = []
    facts = kinds.parser_of(kind).read(source, pages.append)
    return Read(kind, pages, facts)


def parts(content: str | bytes, suffix: str = "") -> dict[str, Part]:
    """The documents inside a document by their names, in order."""
    source = source_of(content, suffix)
    return dict(parts_of.named(parts_of.parts_of(kinds.parser_of(kinds.find_kind(source)), source)))
