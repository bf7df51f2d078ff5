"""Periods of accounts, as terms: "FY2023 Q2", "second quarter of fiscal 2023" and 「2023年度第2四半期」 are all 2023q2.

Quarterly reports of one company differ in hardly anything else, so a period in the name of a file says more than any
word of its text.
"""

import re
import string
from collections.abc import Iterable, Iterator

from desktop_rag.engine import dates

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_LAST_CENTURY = 70
"""A year of two digits is one of the last century from here on."""
_GAP = r"[\s,、の()（）_.・/-]{0,3}"
# 24年度 is 2024年度, unless an era or 第 stands before it, or it is a span: 過去10年度.
_SHORT_YEAR = r"(?<![\d.,/第明治大正昭和平成令去近後間各前全])(?<![和成第]\s)\d\d"
_ENDING = rf"(?P<ey>[12]\d{{3}}|{dates.ERA_YEAR}|{_SHORT_YEAR})年(?P<em>\d{{1,2}})月期"
_NAMED = rf"(?P<jy>[12]\d{{3}}|{dates.ERA_YEAR}|{_SHORT_YEAR}(?=年度))年"
_YEAR = (
    r"(?:(?:fy|fiscal(?:\s+year)?|f\.y\.)\s?'?(?P<fy>[12]\d{3}|\d\d)(?!\d)"
    rf"|{_ENDING}|{_NAMED}度?"
    r"|(?P<plain>(?<![\d.,])[12]\d{3}(?!\d)))"
)
_PART = (
    r"(?:q(?P<qa>[1-4])(?![0-9])|(?P<qb>[1-4])q|第?(?P<qc>[1-4])四半期"
    r"|\b(?P<qd>first|second|third|fourth|1st|2nd|3rd|4th)(?:\s+fiscal)?[\s-]+quarter"
    r"|h(?P<ha>[12])(?![0-9])|(?P<hb>[12])h(?![a-z0-9])"
    r"|\b(?P<hc>first|second|1st|2nd)[\s-]+half|(?P<hd>上|下)(?:半期|期))"
)
# What is written together with the year before it is of that one: FY2023Q4, FY2024Q1.
_ALONE = r"(?:(?<![a-z0-9第])(?<!\d\.)|(?=[第上下]))(?<![12]\d{3}/)(?<!\d年)(?<!\d年度)(?<!\d月期)"
_BETWEEN = r"(?:\s+(?:of|in|for|during|the|its|our|fiscal|year|ended|ending))*"
_PART_FIRST = re.compile(_ALONE + _PART + _BETWEEN + _GAP + _YEAR)
_YEAR_FIRST = re.compile(_YEAR + r"(?:\s+(?:fiscal|year))*" + _GAP + _PART)
_SHORT = re.compile(r"(?<![a-z0-9])(?:(?P<qb>[1-4])q|q(?P<qa>[1-4]))\s?'?(?P<fy>\d\d)(?!\d)")
_FISCAL_YEAR = re.compile(
    r"(?<![a-z])(?:fy|fiscal(?:\s+years?)?)\s?'?(?P<fy>[12]\d{3}|\d\d)(?!\d)"
    rf"|{_ENDING}|{_NAMED}度"
)
_MAY_HOLD = re.compile(r"quarter|half|四半期|年度|月期|上期|下期|半期|fy|fiscal|(?<![a-z])[qh][1-4]|[1-4][qh]")
_TERM = re.compile(r"(?P<year>[12]\d{3})(?:q(?P<quarter>[1-4])|h(?P<half>[12])|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)$")
_FISCAL_TERM = re.compile(r"fy([12]\d{3})$")


def of_text(text: str) -> Iterator[str]:
    """Terms of the periods in a folded text with Arabic digits: "2023q2", "2023h1", "fy2023" and the plain year."""
    if not _MAY_HOLD.search(text):
        return
    for pattern in (_PART_FIRST, _YEAR_FIRST, _SHORT):
        for found in pattern.finditer(text):
            groups = found.groupdict()
            if (year := _year(groups)) is not None:
                yield f"{year}{_part(groups)}"
                yield str(year)
    for found in _FISCAL_YEAR.finditer(text):
        groups = found.groupdict()
        if (year := _year(groups)) is not None:
            yield f"fy{year}"
            yield str(year)
        if groups["em"] and 1 <= (month := int(groups["em"])) <= 12:
            yield f"{_number(groups['ey'] or '')}-{month:02}"


def _year(groups: dict[str, str | None]) -> int | None:
    if fiscal := groups.get("fy"):
        return _number(fiscal)
    if (ending := groups.get("ey")) and groups.get("em"):
        # 2024年3月期 began in April 2023 and is 2023年度; what ends in December is the year's own.
        return _number(ending) - (int(groups["em"] or 0) != 12)
    if named := groups.get("jy") or groups.get("plain"):
        return _number(named)
    return None


def _number(year: str) -> int:
    if year.isdecimal():
        return int(year) + (2000 if int(year) < _LAST_CENTURY else 1900 if len(year) == 2 else 0)
    era = year.rstrip(string.digits)
    return dates.year_of_era(era.rstrip(), int(year[len(era) :]))


def _part(groups: dict[str, str | None]) -> str:
    for kind, names in (("q", ("qa", "qb", "qc", "qd")), ("h", ("ha", "hb", "hc", "hd"))):
        for name in names:
            if value := groups.get(name):
                return f"{kind}{_ORDINALS.get(value) or {'上': 1, '下': 2}.get(value) or int(value)}"
    return ""


def among(terms: Iterable[str]) -> list[str]:
    """Those of some terms that name a period or a day of a certain year, in order."""
    return [term for term in terms if _TERM.match(term) or _FISCAL_TERM.match(term)]


def kind_of(term: str) -> str:
    """What a term of a period names: "fy", "q", "h", "month" or "day"."""
    found = _TERM.match(term)
    if found is None:
        return "fy"
    return "q" if found["quarter"] else "h" if found["half"] else "day" if found["day"] else "month"


def end_of(term: str) -> float | None:
    """When a period ends, in years, so that periods can be put in order; None for what is no period."""
    if found := _TERM.match(term):
        year, quarter, half, month, day = (int(value) if value else 0 for value in found.groups())
        if quarter or half:
            return year + quarter / 4 + half / 2
        return year + month / 12 + (day - 31) / 372 if day else year + month / 12
    if found := _FISCAL_TERM.match(term):
        return float(found.group(1)) + 1.0
    return None
