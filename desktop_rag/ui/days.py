"""How a day is written where there is little room: never in an order of numbers that differs from land to land."""

from PySide6.QtCore import QDate, QLocale


def day_format() -> str:
    """For Qt, in the language of the window."""
    return "yyyy/MM/dd" if QLocale().language() == QLocale.Language.Japanese else "d MMM yyyy"


def day_text(day: QDate) -> str:
    """The day, or nothing where there is none."""
    return QLocale().toString(day, day_format()) if day.isValid() else ""
