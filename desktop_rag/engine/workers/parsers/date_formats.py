"""Dates and times of a spreadsheet as its format codes show them, with Japanese eras and days of the week."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

TOKENS = r"y+|m+|d+|h+|s+(?:\.0+)?|g+|e(?![+-])e?|a{3,4}(?!/)|AM/PM|A/P"
"""What stands for a part of a date or time in a format code."""

_ERAS = (
    (date(2019, 5, 1), "R", "令", "令和"),
    (date(1989, 1, 8), "H", "平", "平成"),
    (date(1926, 12, 25), "S", "昭", "昭和"),
    (date(1912, 7, 30), "T", "大", "大正"),
    (date(1868, 1, 25), "M", "明", "明治"),
)
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_JAPANESE_DAYS = "月火水木金土日"


def show_date(serial: float, tokens: Sequence[tuple[str, str]], *, is_1904: bool) -> str | None:
    """A serial number as the tokens of a format code show it, None where it is no date that there is."""
    kinds = [text.lower() for kind, text in tokens if kind in ("date", "elapsed")]
    smallest = 1 if any(text.startswith("s") and "." not in text for text in kinds) else 60
    if any("." in text for text in kinds):
        smallest = 0
    moment = _moment(serial, smallest, is_1904=is_1904)
    if moment is None:
        return None
    is_half_day = any(text in ("am/pm", "a/p") for text in kinds)
    pieces: list[str] = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "elapsed":
            pieces.append(_elapsed(serial, text))
        elif kind == "date":
            means_minutes = text[0] in "mM" and _is_beside_time(tokens, index)
            pieces.append(_part(moment, text.lower(), is_half_day=is_half_day, means_minutes=means_minutes))
        elif kind == "literal" or (kind == "sign" and text != "@"):
            pieces.append(text)
    return "".join(pieces)


def serial_of(iso: str) -> float | None:
    """The number by which a spreadsheet counts a day, from its ISO form; None for what is none."""
    try:
        moment = datetime.fromisoformat(iso).replace(tzinfo=None)
    except ValueError:
        return None
    return (moment - datetime.combine(date(1899, 12, 30), time())) / timedelta(days=1)


def _moment(serial: float, smallest_s: int, *, is_1904: bool) -> datetime | None:
    """The point in time, rounded to what is shown: a minute is stored as 0.000694…, which would show one less."""
    if serial < 0:
        return None
    step = 86_400 / (smallest_s or 0.001)
    # Excel has a 29 February 1900, number 60; only from then on is the first day the 30th.
    first = date(1904, 1, 1) if is_1904 else date(1899, 12, 31 if serial < 60 else 30)
    try:
        return datetime.combine(first, time()) + timedelta(days=round(serial * step) / step)
    except OverflowError:
        return None


def _is_beside_time(tokens: Sequence[tuple[str, str]], index: int) -> bool:
    """Whether m stands for minutes: behind hours or before seconds."""
    before = next((text for kind, text in reversed(tokens[:index]) if kind in ("date", "elapsed")), "")
    after = next((text for kind, text in tokens[index + 1 :] if kind in ("date", "elapsed")), "")
    return before[:1].lower() == "h" or after[:1].lower() == "s"


def _elapsed(serial: float, text: str) -> str:
    seconds = round(serial * 86_400)
    count = seconds // {"h": 3600, "m": 60, "s": 1}[text[0]]
    return str(count).zfill(len(text))


def _part(moment: datetime, text: str, *, is_half_day: bool, means_minutes: bool) -> str:
    letter, width = text[0], len(text)
    hour = (moment.hour % 12 or 12) if is_half_day else moment.hour
    if "/" in text:
        half = "AM" if moment.hour < 12 else "PM"
        return half if width > 3 else half[0]
    if letter == "m" and means_minutes:
        return f"{moment.minute:0{min(width, 2)}}"
    if letter in "ge":
        return _era(moment.date(), letter, width)
    return {
        "y": lambda: str(moment.year) if width > 2 else f"{moment.year % 100:02}",
        "m": lambda: _month(moment.month, width),
        "d": lambda: f"{moment.day:0{width}}" if width < 3 else _DAYS[moment.weekday()][: 3 if width == 3 else None],
        "h": lambda: f"{hour:0{min(width, 2)}}",
        "s": lambda: _seconds(moment, text),
        "a": lambda: _JAPANESE_DAYS[moment.weekday()] + ("曜日" if width == 4 else ""),
    }[letter]()


def _month(month: int, width: int) -> str:
    name = _MONTHS[month - 1]
    if width < 3:
        return f"{month:0{width}}"
    return {3: name[:3], 5: name[0]}.get(width, name)


def _seconds(moment: datetime, text: str) -> str:
    whole, _, parts = text.partition(".")
    shown = f"{moment.second:0{min(len(whole), 2)}}"
    return f"{shown}.{moment.microsecond:06}"[: len(shown) + 1 + len(parts)] if parts else shown


def _era(day: date, letter: str, width: int) -> str:
    """Name of the era, or the year in it; the year of before the first era is the western one."""
    for first, *names in _ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return names[min(width, 3) - 1] if letter == "g" else f"{year:0{width}}"
    return "" if letter == "g" else str(day.year)
