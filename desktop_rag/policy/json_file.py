"""Reads policies from JSON files: one named by a person, or all of a folder that only root may write."""

import contextlib
import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop_rag.policy.statements import Statement
from desktop_rag.policy.trust import NotTrusted, Trust
from desktop_rag.policy.values import PolicyProblem

MAX_BYTES = 1_000_000
_MAX_DEPTH = 16


class _Unusable(Exception):
    """The file as a whole cannot be used, for the reason with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class JsonFile:
    """One file that somebody wants to have checked; who may write it is not asked."""

    path: Path
    is_fixed: bool = True

    def statements(self) -> tuple[Statement, ...]:
        return (_read(self.path, self.is_fixed, None),)


@dataclass(frozen=True, slots=True)
class JsonFolder:
    """All ``*.json`` of a folder in the order of their names; they count only if root alone can have written them."""

    path: Path
    is_fixed: bool
    trust: Trust = field(default_factory=Trust)

    def statements(self) -> tuple[Statement, ...]:
        try:
            found = sorted(entry.name for entry in os.scandir(self.path))
        except FileNotFoundError:
            # A link to nowhere, here or above, is not the absence of a policy.
            return () if self.trust.is_absent(self.path) else (self._fault(self.path, "unreadable"),)
        except OSError:
            return (self._fault(self.path, "unreadable"),)
        names = [name for name in found if name.lower().endswith(".json")]
        try:
            self.trust.check_folder(self.path)
        except NotTrusted:
            return (self._fault(self.path, "not_trusted"),)
        return tuple(_read(self.path / name, self.is_fixed, self.trust) for name in names)

    def _fault(self, path: Path, code: str) -> Statement:
        return Statement(str(path), self.is_fixed, problems=(PolicyProblem(str(path), None, code),))


def _read(path: Path, is_fixed: bool, trust: Trust | None) -> Statement:
    source = str(path)
    try:
        content, twice = decode(_bytes_of(path, trust))
    except _Unusable as unusable:
        return Statement(source, is_fixed, problems=(PolicyProblem(source, None, unusable.code),))
    problems = tuple(PolicyProblem(source, name, "duplicate_key") for name in twice)
    return Statement(source, is_fixed, content=content, problems=problems)


def _bytes_of(path: Path, trust: Trust | None) -> bytes:
    # Not blocking: a named pipe in the place of the file must not hold the program up.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        opened = os.open(trust.real_file(path) if trust else path, flags)
    except NotTrusted:
        raise _Unusable("not_trusted") from None
    except (OSError, ValueError, RuntimeError):  # RuntimeError: a circle of links, before Python 3.13
        raise _Unusable("unreadable") from None
    try:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode):
            raise _Unusable("unreadable")
        if trust and not trust.holds(status):
            raise _Unusable("not_trusted")
        return _all_of(opened)
    except OSError:
        raise _Unusable("unreadable") from None
    finally:
        with contextlib.suppress(OSError):
            os.close(opened)


def _all_of(opened: int) -> bytes:
    found = bytearray()
    while piece := os.read(opened, MAX_BYTES + 1 - len(found)):
        found += piece
        if len(found) > MAX_BYTES:
            raise _Unusable("too_large")
    return bytes(found)


def decode(raw: bytes) -> tuple[dict[str, object], tuple[str, ...]]:
    """The object in a file, and the names that it says twice in one object; raises `_Unusable`.

    Stricter than JSON readers are by habit: UTF-8 without byte order mark, no NaN, no name twice. Of a name said twice
    the first value is kept, so that what can be read still holds.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _Unusable("wrong_encoding") from None
    if text.startswith("\ufeff"):
        raise _Unusable("wrong_encoding")
    twice: list[str] = []

    def unite(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                twice.append(name)
            else:
                found[name] = value
        return found

    def refuse(name: str) -> None:
        raise ValueError(name)

    try:
        content = json.loads(text, object_pairs_hook=unite, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise _Unusable("not_json") from None
    if not isinstance(content, dict):
        raise _Unusable("wrong_type")
    if _is_deeper(content, _MAX_DEPTH):
        raise _Unusable("not_json")
    return content, tuple(twice)


def _is_deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(entry, levels - 1) for entry in inner)
