"""The three settings that the first frame needs, read without loading what checks all the others."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FirstLook:
    """`desktop_rag.settings` has these too, with their checks; what does not fit is a default here as well."""

    language: str = "system"
    theme: str = "system"
    text_size: int = 13


def read(home: Path) -> FirstLook:
    """From the settings file of a library folder; writes nothing and never fails."""
    try:
        content = (home / "settings.json").read_bytes()
    except OSError:
        return FirstLook()
    import json

    try:
        general = json.loads(content)["general"]
        language, theme, text_size = (general.get(name) for name in ("language", "theme", "text_size"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return FirstLook()
    return FirstLook(
        language=language if language in ("en", "ja") else "system",
        theme=theme if theme in ("light", "dark") else "system",
        text_size=text_size if isinstance(text_size, int) and 9 <= text_size <= 28 else 13,
    )
