"""Turns what registry and property lists can say into what JSON says: they have no null, and the registry no switch."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from desktop_rag.policy.keys import GROUPS, KEYS
from desktop_rag.policy.kinds import Declared, Kind, ListOf, Number, Patterns, Switch

FOR_EVER = "forever"
_DIGITS = re.compile(r"[0-9]{1,10}")


def as_json(content: Mapping[str, object]) -> dict[str, object]:
    """The content of a source with each known value in its JSON form; what is unknown or wrong stays as it is."""
    found: dict[str, object] = {}
    for group, values in content.items():
        if group in GROUPS and isinstance(values, Mapping):
            known = {name: _value(KEYS.get(f"{group}.{name}"), value) for name, value in values.items()}
            found[group] = {name: value for name, value in known.items() if value is not _ABSENT}
        else:
            found[group] = values
    return found


_ABSENT = object()


def _value(key: object, value: object) -> object:
    kind = getattr(key, "kind", None)
    return value if kind is None else _convert(kind, value)


def _convert(kind: Kind, value: object) -> object:
    match kind:
        case Switch():
            return bool(value) if isinstance(value, int) and value in (0, 1) else value
        case Number():
            if value == FOR_EVER and kind.may_be_null:
                return None
            return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value) else value
        case ListOf():
            return _list(value)
        case Patterns():
            # A list with names in the registry, a dictionary in a profile: NAME -> expression.
            if isinstance(value, Mapping):
                named = [{"name": name, "pattern": expression} for name, expression in value.items()]
                return named or _ABSENT
            return value
        case Declared():
            return _declaration(value)
        case _:
            return value


def _list(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    # Group policy leaves an empty key behind when a list is not configured any more.
    if not value:
        return _ABSENT
    if all(isinstance(name, str) and _DIGITS.fullmatch(name) for name in value):
        return [value[name] for name in sorted(value, key=int)]
    return value


def _declaration(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    if not value:
        return _ABSENT
    found = dict(value)
    logging = found.get("content_logging")
    if isinstance(logging, int) and logging in (0, 1):
        found["content_logging"] = bool(logging)
    day = found.get("declared_on")
    if isinstance(day, datetime):
        found["declared_on"] = day.date().isoformat()
    elif isinstance(day, date):
        found["declared_on"] = day.isoformat()
    return found
