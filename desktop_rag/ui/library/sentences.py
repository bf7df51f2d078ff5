"""Codes from the engine as sentences in the window's language."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale

from desktop_rag import messages
from desktop_rag.protocol import JobFailed


def language() -> str:
    """The two letters of the window's language."""
    return "ja" if QLocale().language() == QLocale.Language.Japanese else "en"


def sentence_of(code: str, details: Mapping[str, str | int | float] | None = None) -> str:
    """What happened, and what to do next."""
    return messages.sentence(code, language(), **(details or {})).whole


def failure_sentence(event: JobFailed) -> str:
    """What a job's failure means to a person."""
    return sentence_of(event.code, event.details)
