"""Typed settings with defaults and meaning; loaded, checked and saved as one JSON file.

The engine alone writes the file. A file that cannot be read is kept as ``settings.broken.json`` and defaults are used.
"""

import contextlib
import dataclasses
import os
import types
import typing
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec

from desktop_rag.errors import SettingInvalid, SettingUnknown
from desktop_rag.records import SettingValue

SCHEMA_VERSION = 2
"""1 wrote every value, chosen or not."""
FILE_NAME = "settings.json"
BROKEN_FILE_NAME = "settings.broken.json"

Value: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class GeneralSettings:
    """How the program looks and speaks."""

    language: Literal["system", "en", "ja"] = "system"
    theme: Literal["system", "light", "dark"] = "system"
    text_size: int = 13


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """How questions are answered; `model` None takes the best usable one."""

    limit_to_documents: bool = True
    quotes: int = 3
    model: str | None = None
    max_tokens: int = 256


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What one document may cost in the parse worker, and when and what is read.

    `max_seconds` begins anew with each document inside the document, and with each picture that is recognised.
    `exclude` holds one pattern a line: of a name ("*.bak"), or of a path below a chosen folder ("drafts/*").
    `recognise_pictures` reads pages that are pictures where Tesseract is installed. `on_battery` says how indexing
    behaves while the computer is not plugged in.
    """

    max_file_mb: int = 500
    max_seconds: int = 60
    max_memory_mb: int = 1500
    max_pages: int = 10_000
    max_characters: int = 20_000_000
    watch: bool = True
    exclude: str = ""
    recognise_pictures: bool = True
    on_battery: Literal["full", "slow", "wait"] = "slow"


@dataclass(frozen=True, slots=True)
class AzureSettings:
    """The switch to Azure OpenAI, and what may go through it.

    `enabled` None is nobody's decision yet: the window offers nothing, and in a terminal `--provider azure` is the
    switch; False is off everywhere. `redact_words` holds one name or word a line, `redact_patterns` one
    ``NAME: regular expression`` a line. `keep_bodies` keeps the text of each request in the ledger. The key is never
    a setting; it is in the keychain.
    """

    enabled: bool | None = None
    endpoint: str = ""
    deployment: str = ""
    auth: Literal["key", "entra_browser", "entra_device"] = "key"
    tenant: str = ""
    client_id: str = ""
    scope: str = "https://ai.azure.com/.default"
    consent: Literal["question", "chat"] = "question"
    redact: bool = True
    redact_words: str = ""
    redact_patterns: str = ""
    max_tokens: int = 800
    timeout_s: int = 120
    allow_loopback_http: bool = False
    keep_bodies: bool = False


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """How long chats are kept: days since the last turn; 0 writes none down, None keeps them for ever."""

    keep_days: int | None = 90


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """What other programs and other people at this computer may see of the work done here."""

    empty_clipboard: bool = False
    require_disk_encryption: bool = False


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Whether logs of codes and times are written at all."""

    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, grouped by the page of the dialog that shows them."""

    general: GeneralSettings = field(default_factory=GeneralSettings)
    answers: AnswerSettings = field(default_factory=AnswerSettings)
    index: IndexSettings = field(default_factory=IndexSettings)
    azure: AzureSettings = field(default_factory=AzureSettings)
    chats: ChatSettings = field(default_factory=ChatSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    logs: LogSettings = field(default_factory=LogSettings)
    schema_version: int = SCHEMA_VERSION


_GROUPS = ("general", "answers", "index", "azure", "chats", "privacy", "logs")
_BOUNDS: dict[str, tuple[int, int]] = {
    "general.text_size": (9, 28),
    "answers.quotes": (1, 8),
    "answers.max_tokens": (16, 4096),
    "index.max_file_mb": (1, 100_000),
    "index.max_seconds": (1, 3600),
    "index.max_memory_mb": (256, 64_000),
    "index.max_pages": (1, 1_000_000),
    "index.max_characters": (1_000, 1_000_000_000),
    "azure.max_tokens": (16, 32_000),
    "azure.timeout_s": (5, 1800),
    "chats.keep_days": (0, 36_500),
}


def keys() -> tuple[str, ...]:
    """Every setting as ``group.name``."""
    defaults = Settings()
    return tuple(f"{group}.{entry.name}" for group in _GROUPS for entry in dataclasses.fields(getattr(defaults, group)))


def get(settings: Settings, key: str) -> Value:
    """The value of one setting; raises `SettingUnknown`."""
    if key not in keys():
        raise SettingUnknown(key=key)
    group, name = key.split(".")
    value: Value = getattr(getattr(settings, group), name)
    return value


def change(settings: Settings, key: str, value: Value) -> Settings:
    """The settings with one value changed.

    Text is read as the type of the setting, so that a terminal can set numbers and switches. Raises `SettingUnknown`
    and `SettingInvalid`.
    """
    get(settings, key)
    group, name = key.split(".")
    part = getattr(settings, group)
    hint = typing.get_type_hints(type(part))[name]
    try:
        checked = msgspec.convert(_read_text(value, hint), hint)
    except msgspec.ValidationError:
        raise SettingInvalid(key=key) from None
    low, high = _BOUNDS.get(key, (None, None))
    if checked is not None and low is not None and high is not None and not low <= checked <= high:
        raise SettingInvalid(key=key, low=low, high=high)
    return dataclasses.replace(settings, **{group: dataclasses.replace(part, **{name: checked})})


def _read_text(value: Value, hint: Any) -> Value:
    if not isinstance(value, str):
        return value
    kinds = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if types.NoneType in kinds and value.lower() in ("", "none", "null"):
        return None
    if bool in kinds and value.lower() in ("true", "false", "on", "off"):
        return value.lower() in ("true", "on")
    if int in kinds:
        with contextlib.suppress(ValueError):
            return int(value)
    return value


def describe(settings: Settings) -> tuple[SettingValue, ...]:
    """Every setting with its value and whether a person changed it."""
    defaults = Settings()
    return tuple(
        SettingValue(key, get(settings, key), "default" if get(settings, key) == get(defaults, key) else "user")
        for key in keys()
    )


def load(home: Path) -> tuple[Settings, bool]:
    """Read the settings of a library folder; writes nothing.

    Returns:
        The settings, and whether the file was broken. Values that do not fit are replaced by their defaults, one by
        one; only a file that is no JSON object counts as broken.
    """
    try:
        stored = msgspec.json.decode((home / FILE_NAME).read_bytes())
    except FileNotFoundError:
        return Settings(), False
    except (OSError, msgspec.DecodeError, RecursionError):
        return Settings(), True
    if not isinstance(stored, dict):
        return Settings(), True
    settings = Settings()
    for key in keys():
        group, name = key.split(".")
        values = stored.get(group)
        if isinstance(values, dict) and name in values:
            try:
                settings = change(settings, key, values[name])
            except SettingInvalid:
                continue
    return settings, False


def chosen_keys(home: Path) -> frozenset[str]:
    """Settings that the person has set, also those set to the default; what IT suggests does not touch them."""
    try:
        stored = msgspec.json.decode((home / FILE_NAME).read_bytes())
    except (OSError, msgspec.DecodeError, RecursionError):
        return frozenset()
    if not isinstance(stored, dict) or stored.get("schema_version") != SCHEMA_VERSION:
        return frozenset()
    groups = {group: values for group in _GROUPS if isinstance(values := stored.get(group), dict)}
    return frozenset(key for key in keys() if key.split(".")[1] in groups.get(key.split(".")[0], {}))


def save(home: Path, settings: Settings, chosen: Collection[str] | None = None) -> None:
    """Write the settings, the new file first and then in the place of the old one; raises OSError.

    Only what the person chose is written, so that later defaults and suggestions hold for the rest: the keys of
    `chosen`, or without it whatever differs from the default.
    """
    defaults = Settings()
    body: dict[str, Any] = {"schema_version": settings.schema_version}
    for key in keys():
        value = get(settings, key)
        if key in chosen if chosen is not None else value != get(defaults, key):
            group, name = key.split(".")
            body.setdefault(group, {})[name] = value
    temporary = home / (FILE_NAME + ".new")
    with temporary.open("wb") as target:
        target.write(msgspec.json.format(msgspec.json.encode(body)))
        target.flush()
        os.fsync(target.fileno())
    temporary.replace(home / FILE_NAME)


def keep_broken(home: Path) -> None:
    """Put a settings file that cannot be read aside, so that nothing of it is lost; it stays where that is refused."""
    with contextlib.suppress(OSError):
        (home / FILE_NAME).replace(home / BROKEN_FILE_NAME)
