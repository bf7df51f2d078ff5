"""Whose document it is and for which period, from its first page: what many near-identical reports differ in.

"Apple Inc." and "For the quarterly period ended July 1, 2023" stand once, on the first page; the answer stands on page
19 of a report that another company and another quarter have in nearly the same words. So these few terms go with every
chunk of the document.
"""

import re

from desktop_rag.engine import periods, terms

FIRST_PAGE = 1_500
"""Code points of a first page that can say whose it is; letterheads and cover pages are shorter."""
_TITLE_BLOCK = 600
_SHORT_LINE = 80
_MOST_NAMES = 3

_WORD = r"[A-Z0-9][\w&'’.-]*"
_COMPANY = re.compile(
    rf"(?<![\w&])({_WORD}(?:[ \t]{_WORD}){{0,3}}?),?[ \t]"
    r"(?:Inc|INC|Incorporated|Corp|CORP|Corporation|CORPORATION|Co|Company|COMPANY|Ltd|LTD|Limited|LLC|PLC|plc|GmbH|AG|SE"
    r"|N\.V|S\.A|K\.K)\b"
)
_FORM = (
    "(?:株式会社|有限会社|合同会社|合名会社|合資会社|一般社団法人|一般財団法人|公益財団法人|学校法人|医療法人|国立大学法人"
    "|㈱|\\(株\\)|（株）)"
)
_NAME = "[一-龥々〆ァ-ヶー・A-Za-zＡ-Ｚａ-ｚ0-9０-９&＆]{2,20}"
_JAPANESE_COMPANY = re.compile(f"{_FORM}[ \u3000]?({_NAME})|({_NAME}?)[ \u3000]?{_FORM}")
_NO_NAME = frozenset(("the", "this", "a", "an", "our", "your", "each", "holding", "parent"))


def of_first_page(text: str) -> list[str]:
    """Terms for the company or body that a document is from, and for the period or day that it is about."""
    start = text[:FIRST_PAGE]
    names = [found.group(1) for found in _COMPANY.finditer(start)]
    names += [found.group(1) or found.group(2) for found in _JAPANESE_COMPANY.finditer(start)]
    kept = [name for name in dict.fromkeys(names) if name and name.strip().casefold() not in _NO_NAME]
    of_names = (term for name in kept[:_MOST_NAMES] for term in terms.of_text(name))
    # A date in a sentence is what the text is about; one in a line of its own is what the document is of.
    lines = [line for line in start[:_TITLE_BLOCK].split("\n") if len(line.strip()) <= _SHORT_LINE]
    of_time = _first_of_each(periods.among(terms.of_text("\n\n".join(lines))))
    return list(dict.fromkeys((*of_names, *of_time)))


def _first_of_each(found: list[str]) -> list[str]:
    """The first period and the first day: a page goes on to name others."""
    kept: dict[str, str] = {}
    for term in found:
        kept.setdefault(periods.kind_of(term), term)
    return list(kept.values())
