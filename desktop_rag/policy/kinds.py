"""What a value of the policy may look like, and the check that reads one.

Every limit on a text is one regular expression that Python and JSON Schema read alike, so that the schema which IT
checks a file with cannot say anything else than the program.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias

from desktop_rag.policy.patterns import find_flaw

# Control characters, line separators and halves of surrogate pairs: nothing that a word or a name holds.
_NO_CONTROLS = r"[^\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]"
_VISIBLE = r"[^\u0000-\u0020\u007f-\u00a0\u2028\u2029\u3000\ud800-\udfff]"
LINE = rf"^{_NO_CONTROLS}*{_VISIBLE}{_NO_CONTROLS}*$"

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PORT = r":(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
_SEGMENT = r"/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+"
# Plain HTTP is for a service on this very computer, which only tests have.
_SERVER = rf"(?:https://{_LABEL}(?:\.{_LABEL})*|http://127\.0\.0\.1)(?:{_PORT})?"
URL = rf"^{_SERVER}(?:{_SEGMENT})*/?$"
# The paths that `azure_endpoint.address_of` takes for the v1 interface.
ENDPOINT = rf"^{_SERVER}(?:/openai/v1)?/?$"

# Absolute, and independent of the person's environment: `~` and %USERPROFILE% are the home that the system knows.
FOLDER = (
    r"^(?!.*[/\\]\.\.(?:[/\\]|$))"
    r"(?:~(?=[/\\]|$)|%USERPROFILE%(?=[/\\]|$)|/|[A-Za-z]:[/\\]|\\\\)"
    rf"(?:%USERNAME%|(?!%){_NO_CONTROLS})*$"
)
DATE = r"^20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"
SUFFIX = r"^\.[A-Za-z0-9]{1,10}$"
_LETTER = r"A-Za-z0-9\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff"
PATTERN_NAME = rf"^[{_LETTER}](?:[{_LETTER}_ \u3005\u30fc-]{{0,28}}[{_LETTER}])?$"


class Refused(Exception):
    """A value that cannot be used; `where` is the name inside an object, empty for the value itself."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.where = where


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off; `only` where this version knows just one of the two."""

    only: bool | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number; null, where it may be, means "without limit"."""

    low: int
    high: int
    may_be_null: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text that fits a regular expression as a whole."""

    pattern: str = LINE
    longest: int = 200
    may_be_null: bool = False
    is_lowered: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """Several texts."""

    entry: Text | Choice
    fewest: int = 0
    most: int = 1000


@dataclass(frozen=True, slots=True)
class Patterns:
    """Regular expressions with names; read as lines ``NAME: expression``, as the setting holds them."""

    most: int = 100


@dataclass(frozen=True, slots=True)
class Declared:
    """What IT declares about abuse monitoring of one Azure resource; read as a `Monitoring`."""


Kind: TypeAlias = Switch | Number | Choice | Text | ListOf | Patterns | Declared

EXPRESSION = Text(longest=500)
PATTERN_TITLE = Text(pattern=PATTERN_NAME, longest=30)
# What a declaration about abuse monitoring consists of.
DECLARED: Mapping[str, Kind] = MappingProxyType(
    {
        "content_logging": Switch(),
        "declared_on": Text(pattern=DATE, longest=10),
        "declared_by": Text(),
        "resource": Text(pattern=ENDPOINT, longest=300),
    }
)


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What IT declares: whether Azure logs contents for abuse monitoring, since when known, by whom, where.

    Only IT can know (capability ``ContentLogging`` of the resource); a key for the service does not show it.
    """

    content_logging: bool
    declared_on: str
    declared_by: str
    resource: str

    def lines(self) -> tuple[str, ...]:
        """The declaration as lines of name and value."""
        return (
            f"content_logging: {str(self.content_logging).lower()}",
            f"declared_on: {self.declared_on}",
            f"declared_by: {self.declared_by}",
            f"resource: {self.resource}",
        )


def read(kind: Kind, value: object) -> Any:
    """The value as the program uses it, lists as tuples; raises `Refused`."""
    match kind:
        case Switch():
            return _read_switch(kind, value)
        case Number():
            return _read_number(kind, value)
        case Choice():
            return _read_choice(kind, value)
        case Text():
            return _read_text(kind, value)
        case ListOf():
            entries = _list(value, kind.fewest, kind.most)
            return tuple(dict.fromkeys(read(kind.entry, entry) for entry in entries))
        case Patterns():
            return tuple(dict.fromkeys(_read_pattern(entry) for entry in _list(value, 0, kind.most)))
        case Declared():
            return _read_declared(value)


def _read_switch(kind: Switch, value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused("wrong_type")
    if kind.only is not None and value is not kind.only:
        raise Refused("out_of_range")
    return value


def _read_number(kind: Number, value: object) -> int | None:
    if value is None and kind.may_be_null:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON knows one kind of number: 30.0 is 30
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refused("wrong_type")
    if not kind.low <= value <= kind.high:
        raise Refused("out_of_range")
    return value


def _read_choice(kind: Choice, value: object) -> str:
    if not isinstance(value, str):
        raise Refused("wrong_type")
    if value not in kind.choices:
        raise Refused("out_of_range")
    return value


def _read_text(kind: Text, value: object) -> str | None:
    if value is None and kind.may_be_null:
        return None
    if not isinstance(value, str):
        raise Refused("wrong_type")
    if len(value) > kind.longest:
        raise Refused("out_of_range")
    # The patterns carry ^ and $ for JSON Schema; in Python $ would let a line end through.
    if not re.fullmatch(kind.pattern.removeprefix("^").removesuffix("$"), value):
        raise Refused("wrong_form")
    return value.lower() if kind.is_lowered else value


def _list(value: object, fewest: int, most: int) -> list[object] | tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise Refused("wrong_type")
    if not fewest <= len(value) <= most:
        raise Refused("out_of_range")
    return value


def _object(value: object, names: tuple[str, ...]) -> dict[str, object]:
    """An object with exactly these names."""
    if not isinstance(value, dict):
        raise Refused("wrong_type")
    for name in value:
        if name not in names:
            raise Refused("unknown_name", str(name))
    for name in names:
        if name not in value:
            raise Refused("missing_name", name)
    return value


def _read_pattern(value: object) -> str:
    entry = _object(value, ("name", "pattern"))
    name, expression = read(PATTERN_TITLE, entry["name"]), read(EXPRESSION, entry["pattern"])
    if find_flaw(expression) is not None:
        raise Refused("pattern_refused", name)
    return f"{name}: {expression}"


def _read_declared(value: object) -> Monitoring:
    entry = _object(value, tuple(DECLARED))
    found = {}
    for name, kind in DECLARED.items():
        try:
            found[name] = read(kind, entry[name])
        except Refused as refused:
            raise Refused(refused.code, name) from None
    try:
        date.fromisoformat(found["declared_on"])
    except ValueError:
        raise Refused("out_of_range", "declared_on") from None
    return Monitoring(**found)
