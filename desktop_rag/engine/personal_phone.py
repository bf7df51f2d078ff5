"""Finds telephone numbers: Japan's numbering plan, E.164, North America, the United Kingdom, and extensions."""

import re
from collections.abc import Callable, Iterator

from desktop_rag.engine.personal_context import UNIT_AFTER, begins_word
from desktop_rag.engine.redact_view import View

_SEPARATOR = r"(?: ?- ?\n?|[ .・]|\) ?-? ?| ?\(|[ -]?\(0\)[ -]?)"
_AFTER = r"(?![0-9])(?!-[0-9])(?!,[0-9]{3})(?!\.[0-9])"
_ENDS = re.compile(_AFTER)
_NATIONAL = re.compile(
    r"[(0](?<![0-9][(0])(?<![0-9][.,\-/][(0])(?<![A-Za-z]-[(0])(?:(?<=\()0|(?<=0))[1-9][0-9]{0,9}"
    rf"(?:{_SEPARATOR}[0-9]{{1,8}}){{0,3}}{_AFTER}"
)
_E164 = re.compile(rf"\+(?<![0-9+]\+) ?[1-9][0-9]{{0,14}}\)?(?:{_SEPARATOR}[0-9]{{1,10}}){{0,6}}{_AFTER}")
_DIALLED_ABROAD = re.compile(
    rf"0(?<![0-9.,\-/]0)(?:0|10[ -])(?=[1-9])[0-9]{{1,15}}(?:{_SEPARATOR}[0-9]{{1,10}}){{1,6}}{_AFTER}"
)
"""00 as dialled in Europe, 010 as dialled in Japan."""
_AMERICAN = re.compile(
    r"[(1-9](?<![0-9][(1-9])(?<![0-9][.,\-/][(1-9])(?<![A-Za-z]-[(1-9])"
    r"(?:(?<=1)[ .\-]\(?[2-9][0-9]{2}|(?<=\()[2-9][0-9]{2}|(?<=[2-9])[0-9]{2})"
    rf"(?:\) ?-?|[.\-]| (?=[2-9]))[0-9]{{3}}[ .\-][0-9]{{4}}{_AFTER}"
)
_ANY = re.compile(rf"\(?[0-9]{{2,15}}\)?(?:{_SEPARATOR}[0-9]{{2,8}}){{0,5}}{_AFTER}")
_LABEL = re.compile(
    r"(?:telephone|tel|fax|phone|mobile|cellphone|cell(?=[.:])|hotline|call|電話|携帯|ファックス|ファクス|ファクシミリ)"
    r"(?: ?(?:no|number|番号|nr))?[.:;/= (\[「『は#\-]{0,5}(?:is |at |on )?"
)
_EXTENSION = re.compile(
    r"(?:内線|\(内\)|ext)(?:番号|no|ension|n)?(?: ?(?:no|number))?[.:;/= (\[「『は#\-]{0,4}(?:is |at )?"
    r"([0-9]{2,4}-[0-9]{2,4}|[0-9]{2,6})(?![0-9]|[,.\-][0-9]| ?[%円年月本台個件枚])"
)
_EXTENSION_AFTER = re.compile(
    r"(?: ?,? ?(?:ext\.?|extension|x|内線|#) ?[.:]? ?|\(内線:? ?)([0-9]{2,6})(?![0-9])", re.IGNORECASE
)
_LABEL_BEFORE = re.compile(
    r"(?:tel|telephone|fax|phone|mobile|cell|call|ph|hotline|携帯|電話|番号|連絡先|ファックス|ファクス|ダイ[ヤア]ル)"
    r"(?: ?(?:no|number|番号))?[.:;/ (\[「#は]{0,4}\Z"
)
_LABEL_LETTERS = re.compile(r"(?<![a-z])(?:tel|fax|phone|ph|mobile|cell|[tfpm])\Z")
_OTHER_LABEL = re.compile(
    r"(?:isbn|issn|jan|ean|sku|型番|品番|伝票|注文|受注|発注|請求書|管理|図面|文書|整理|製造|シリアル|serial|order|invoice"
    r"|part|model|item|ticket|document|doc|lot)(?:番号|コ[ー-]ド)?(?: ?(?:no|number|id|code))?[.:;# \-(は]{0,3}\Z"
)
"""What else a number of ten digits may be called."""
_LABEL_REACH = 24
_SPACED_SHAPES = frozenset(
    {(3, 4, 4), (3, 3, 4), (4, 2, 4), (4, 3, 3), (4, 3, 4), (5, 1, 4), (5, 6), (5, 5), (4, 7), (5, 3, 3), (4, 6)}
)
"""Groups of a number that is only parted by spaces; 2-4-4 counts for 03, 04 and 06 alone."""

Check = Callable[[View, int, int], bool]


def find(seen: View) -> Iterator[tuple[int, int]]:
    """Spans of telephone numbers in the view's numbers."""
    text = seen.numbers
    checks: tuple[tuple[re.Pattern[str], Check], ...] = (
        (_NATIONAL, _is_national), (_E164, _is_international), (_DIALLED_ABROAD, _is_dialled_abroad),
    )  # fmt: skip
    for pattern, is_number in checks:
        for found in pattern.finditer(text):
            end = _longest(seen, found, is_number)
            if end:
                yield _whole(text, found.start(), end)
    for found in _AMERICAN.finditer(text):
        if not _OTHER_LABEL.search(seen.lowered, max(0, found.start() - _LABEL_REACH), found.start()):
            yield _whole(text, *found.span())
    yield from _labelled(seen)


def _labelled(seen: View) -> Iterator[tuple[int, int]]:
    """Numbers of any form after a word for telephone, and extensions."""
    text = seen.numbers
    for label in _LABEL.finditer(seen.lowered):
        number = _ANY.match(text, label.end())
        if (
            number is not None
            and begins_word(seen.lowered, label.start())
            and 6 <= _count(number.group()) <= 15
            and not UNIT_AFTER.match(text, number.end())
        ):
            is_bracketed = text[label.end() - 1] == "(" and ")" in number.group()
            yield _whole(text, number.start() - is_bracketed, number.end())
    for found in _EXTENSION.finditer(seen.lowered):
        if begins_word(seen.lowered, found.start()):
            yield found.span(1)


def _count(number: str) -> int:
    return sum(map(str.isdigit, number))


def _longest(seen: View, found: re.Match[str], is_number: Check) -> int:
    """The end of the longest number that begins here: what follows it may be a number of its own. 0 for none."""
    ends = [found.start() + group.end() for group in re.finditer("[0-9]+", found.group())]
    for end in reversed(ends):
        if _ENDS.match(seen.numbers, end) and is_number(seen, found.start(), end):
            return end
    return 0


def _is_international(seen: View, start: int, end: int) -> bool:
    return 8 <= _count(seen.numbers[start:end]) <= 16 and not UNIT_AFTER.match(seen.numbers, end)


def _is_dialled_abroad(seen: View, start: int, end: int) -> bool:
    return 11 <= _count(seen.numbers[start:end]) <= 18 and not UNIT_AFTER.match(seen.numbers, end)


def _is_national(seen: View, start: int, end: int) -> bool:
    number = seen.numbers[start:end]
    groups = tuple(len(group) for group in re.findall("[0-9]+", number))
    if sum(groups) not in (10, 11) or (len(groups) > 1 and groups[0] > 5) or UNIT_AFTER.match(seen.numbers, end):
        return False
    before = seen.lowered[max(0, start - _LABEL_REACH) : start]
    if _OTHER_LABEL.search(before) or (before and "a" <= before[-1] <= "z" and not _LABEL_LETTERS.search(before)):
        return False
    if len(groups) == 1 or set(re.findall("[^0-9]", number)) <= {" ", "\n"}:
        digits = re.sub("[^0-9]", "", number)
        if sum(groups) == 11 and not digits.startswith(("01", "02", "050", "060", "07", "080", "090")):
            return False
        is_two = groups == (2, 4, 4) and digits[:2] in ("03", "04", "06")
        return len(groups) == 1 or is_two or groups in _SPACED_SHAPES or bool(_LABEL_BEFORE.search(before))
    return groups[-1] >= 3


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The number with its extension, and without a bracket that only opens or only closes."""
    number = text[start:end]
    if number.startswith("(") and ")" not in number:
        start += 1
    elif number.endswith(")") and "(" not in number:
        end -= 1
    extension = _EXTENSION_AFTER.match(text, end)
    return start, extension.end() if extension is not None else end
