"""How a source is named to a person: the file's own name, and its date as the language writes dates."""

from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath

from PySide6.QtCore import QDate, QLocale

from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.library.document_names import within


def file_name(path: str) -> str:
    """The last part of a path of any system, on one line."""
    name = PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
    return clean(name or path).replace("\n", " ")


def source_name(path: str, part: str | None) -> str:
    """The file's name, or a part's in it: "offer.pdf in mail.eml"."""
    return within(clean(part).replace("\n", " ") if part else None, file_name(path))


def date_text(seconds: float, language: str) -> str:
    """The day of a moment in this computer's time, or nothing where the moment makes no sense."""
    try:
        day = datetime.fromtimestamp(seconds).astimezone().date()
    except (ValueError, OverflowError, OSError):
        return ""
    locale = QLocale(QLocale.Language.Japanese if language == "ja" else QLocale.Language.English)
    return locale.toString(QDate(day.year, day.month, day.day), "yyyy年M月d日" if language == "ja" else "d MMM yyyy")
