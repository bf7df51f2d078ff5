"""Markdown: the text as it stands, with its marks; headings are found but not changed."""

import re
from collections.abc import Iterator, Sequence

from desktop_rag.engine.workers.parsers import Facts, Give, Source, make_page, one_line
from desktop_rag.engine.workers.parsers.headings import level_of
from desktop_rag.engine.workers.parsers.markdown_tables import Line, find_tables
from desktop_rag.engine.workers.parsers.text import read_text
from desktop_rag.records import Heading

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
# A line that cannot be the text above a setext underline: a list, a quote, a table, another heading, indented code.
_NO_TITLE = re.compile(r"(?: {4}|\t| {0,3}(?:[-+*>|#]|[0-9]{1,9}[.)] ))")


def read(source: Source, give: Give) -> Facts:
    """Give the text as one page without a number; the first heading of the highest level is the title."""
    text = read_text(source)
    lines = list(_lines(text))
    headings = list(_find_headings(lines))
    give(make_page(text, headings, tables=list(find_tables(lines))))
    tops = [heading.title for heading in headings if heading.level == 1]
    return Facts(title=tops[0] if tops else "")


def _lines(text: str) -> Iterator[Line]:
    start = 0
    fence = ""
    for line in text.split("\n"):
        is_code = bool(fence)
        if fence:
            closing = _FENCE.fullmatch(line)
            if closing and closing[1].startswith(fence) and not closing[2].strip():
                fence = ""
        elif opening := _FENCE.fullmatch(line):
            fence = opening[1]
            is_code = True
        yield Line(start, line, is_code)
        start += len(line) + 1


def _find_headings(lines: Sequence[Line]) -> Iterator[Heading]:
    for index, line in enumerate(lines):
        if not line.is_code and (heading := _heading(index, lines)):
            yield Heading(line.start + len(line.text) - len(line.text.lstrip()), *heading)


def _heading(index: int, lines: Sequence[Line]) -> tuple[int, str] | None:
    """Level and title if this line is a heading."""
    line = lines[index].text
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    if atx := _ATX.fullmatch(line):
        title = one_line(atx[2] or "")
        return (len(atx[1]), title) if title else None
    if not line.strip() or _NO_TITLE.match(line):
        return None
    if underline := _UNDERLINE.fullmatch(following):
        # Front matter begins with a line of dashes too; a paragraph of several lines is no heading that helps.
        stands_alone = index == 0 or not lines[index - 1].text.strip()
        return (1 if underline[1][0] == "=" else 2, one_line(line)) if stands_alone else None
    level = level_of(line)
    return (level, one_line(line)) if level is not None and not line[:1].isdigit() else None
