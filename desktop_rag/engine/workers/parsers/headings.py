"""Headings that plain lines show by their numbers: 第3章 総則, 第11条（出張）, 2.1 Scope."""

import re

from desktop_rag.engine.workers.parsers import MAX_HEADINGS, one_line
from desktop_rag.records import Heading

_LONGEST = 60
_NUMBER = "[0-9０-９一二三四五六七八九十百〇]+"
_JAPANESE = re.compile(rf"[ \u3000]*第{_NUMBER}([編部章節款条])(?:の{_NUMBER})?(?![をにがはのとで第、])(.*)")
_JAPANESE_LEVELS = {"編": 1, "部": 1, "章": 1, "節": 2, "款": 3, "条": 3}
_DECIMAL = re.compile(r"[ \u3000]*([0-9０-９]{1,2}(?:[.．][0-9０-９]{1,2}){0,3})(?:([.．]?)[ \t\u3000]+|(．))(\S.*)")
_ENGLISH = re.compile(r"[ ]*(?:(Part|Chapter|Section|Article|Appendix)) ([0-9]{1,3}|[IVXLC]{1,6}|[A-Z])\b[ .:–—-]*(.*)")
_ENGLISH_LEVELS = {"Part": 1, "Chapter": 1, "Appendix": 1, "Section": 2, "Article": 3}
_STYLE_NAME = re.compile(r"(?:heading|見出し) ?([1-9])", re.IGNORECASE)
_TITLE_STYLES = frozenset({"title", "表題", "タイトル"})
LEADS_TO_PAGE = re.compile(r"[.．…‥・]{4,}|[.．…‥][ ]*[0-9]+$")
"""The dots and the page number in a line of a table of contents."""
ENDS_A_SENTENCE = ("。", "．", ".", "、", "，", ",", ";", "；", ":", "：")


def level_of_style(name: str) -> int | None:
    """The level that the name of a paragraph style tells of, in Word's English and Japanese names."""
    if found := _STYLE_NAME.fullmatch(name.strip()):
        return int(found[1])
    return 1 if name.strip().lower() in _TITLE_STYLES else None


def level_of(line: str) -> int | None:
    """The level of a line that is a numbered heading by itself, else None."""
    if not line or len(line) > _LONGEST:
        return None
    stripped = line.strip()
    if LEADS_TO_PAGE.search(stripped):
        return None
    if found := _JAPANESE.fullmatch(line):
        rest = found[2].strip()
        return None if rest.endswith(ENDS_A_SENTENCE) else _JAPANESE_LEVELS[found[1]]
    if stripped.endswith(ENDS_A_SENTENCE):
        return None
    if found := _ENGLISH.fullmatch(line):
        return _ENGLISH_LEVELS[found[1]] if not found[3] or not found[3][0].islower() else None
    if (found := _DECIMAL.fullmatch(line)) and _reads_like_a_title(found[4]):
        depth = len(re.findall(r"[0-9０-９]+", found[1]))
        # "3 apples" is no heading, "3. Apples" and "3.1 Apples" are.
        return depth if depth > 1 or found[2] or found[3] else None
    return None


def _reads_like_a_title(words: str) -> bool:
    return not words[0].islower() and any(letter.isalpha() for letter in words)


def find_numbered(text: str) -> list[Heading]:
    """Every numbered heading that stands alone on a line of plain text.

    Lines that follow one another directly are a list or a table of contents, except where 第…条 heads its own text.
    """
    found: list[Heading] = []
    start = 0
    list_end = -1
    lines = text.split("\n") if len(text) < 50_000_000 else []
    levels = [level_of(line) for line in lines]
    for index, (line, level) in enumerate(zip(lines, levels, strict=True)):
        if level is not None:
            next_level = levels[index + 1] if index + 1 < len(lines) else None
            in_list = next_level == level or list_end == index - 1
            if in_list:
                list_end = index if next_level == level else index - 1
            if not in_list:
                found.append(Heading(start + len(line) - len(line.lstrip()), level, one_line(line)))
                if len(found) == MAX_HEADINGS:
                    break
        start += len(line) + 1
    return found
