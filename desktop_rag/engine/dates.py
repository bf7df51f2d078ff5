"""Dates in every writing, as terms: 令和6年4月1日, R6.4.1 and April 1, 2024 are all 2024, 2024-04 and 2024-04-01."""

import re
from collections.abc import Iterator

_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_LETTERS = dict(zip("mtshr", _ERAS.values(), strict=True))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ERA = rf"(?:{'|'.join(_ERAS)}|(?<![a-z0-9])[{''.join(_ERA_LETTERS)}])"
ERA_YEAR = _ERA + r"\s?\d{1,2}(?=年|\.|/)"
_JAPANESE = re.compile(
    rf"(?:(?P<era>{_ERA})\s?(?P<of_era>\d{{1,2}})|(?<!\d)(?P<year>\d{{4}}))\s?年"
    r"(?:\s?(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日)?)?"
)
_POINTED = re.compile(
    rf"(?:(?P<era>{_ERA})\s?(?P<of_era>\d{{1,2}})"
    r"|(?<![\d.])(?P<year>[12]\d{3}))"
    # What q or h follows is no month but a part of a year: 2024/2Q.
    r"(?P<mark>[-/.])(?P<month>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2}))?(?![\d.]*\d|[qh](?![a-z0-9]))"
)
_COMPACT = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\s+(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+))?"
    r"(?:of\s+)?(?P<year>[12]\d{3})\b"
)
_DAY_FIRST = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH},?\s+(?P<year>[12]\d{{3}})\b")
_MAY_BE_POINTED = re.compile(r"\d{4}[-/.]\d|(?<=[mtshr治正和成])\s?\d{1,2}[-/.]\d").search
_NUMBER = re.compile(r"\d").search
_YEAR = re.compile(r"[12]\d{3}").search
_SLASHED = re.compile(r"(?<![\d/])(?P<one>\d{1,2})/(?P<two>\d{1,2})/(?P<year>[12]\d{3})(?![\d/])")


def year_of_era(era: str, year: int) -> int:
    """The western year of a year of an era, which is named whole or by its letter."""
    return (_ERAS.get(era) or _ERA_LETTERS[era]) + year


def of_text(arabic: str) -> Iterator[str]:
    """Terms of the dates in a folded text with Arabic digits: year, month and day, as far as it says them."""
    # Most sentences have no date, and this is asked of every one.
    if not _NUMBER(arabic):
        return
    has_year = _YEAR(arabic)
    likely = [_JAPANESE] if "年" in arabic else []
    likely += [_POINTED] if _MAY_BE_POINTED(arabic) else []
    likely += [_COMPACT, _MONTH_FIRST, _DAY_FIRST] if has_year else []
    for pattern in likely:
        for found in pattern.finditer(arabic):
            yield from _terms(found.groupdict())
    if not has_year:
        return
    for found in _SLASHED.finditer(arabic):
        one, two = found.group("one"), found.group("two")
        # American and European habits differ: where both are possible both are taken.
        yield from _terms({"year": found.group("year"), "month": one, "day": two})
        yield from _terms({"year": found.group("year"), "month": two, "day": one})


def _terms(date: dict[str, str | None]) -> Iterator[str]:
    era = date.get("era")
    year = year_of_era(era, int(date["of_era"] or 0)) if era else int(date["year"] or 0)
    name, digits = date.get("name"), date.get("month")
    month = _MONTHS.index(name[:3]) + 1 if name else int(digits or 0)
    day = int(date.get("day") or 0)
    if digits and not 1 <= month <= 12:
        return
    yield str(year)
    if month:
        yield f"{year}-{month:02}"
        if 1 <= day <= 31:
            yield f"{year}-{month:02}-{day:02}"
