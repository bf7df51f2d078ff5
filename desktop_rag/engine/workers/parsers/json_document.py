"""JSON, one value or many, as lines "path: value" in the order of the file; nothing of a number or key is lost.

Records of a list are parted by an empty line. What is no JSON after all is read as the text that it is.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop_rag.engine.workers.parsers import Facts, Give, Source, clean, make_page, one_line
from desktop_rag.engine.workers.parsers import text as plain_text
from desktop_rag.errors import DocumentEmpty

_TOKEN = re.compile(
    r"[ \t\n\r\x1e]*+(?:(?P<mark>[{}\[\],:])|(?P<word>-?[0-9][0-9.eE+-]*|true|false|null)"
    r"|(?P<string>\"(?:[^\"\\]++|\\.)*+\")|$)",
    re.DOTALL,
)
_LENIENT = json.JSONDecoder(strict=False)
_CHECK_EVERY = 20_000
_LONGEST_PATH = 200
_SHORT = 40
"""Plain values of a list that are no longer than this share a line."""

_WANTED_AS = {"word": "v", "string": '"'}
_VALUES = '"{[v'
_AFTER_VALUE = {True: ",}", False: ",]"}


class _NoJson(Exception):
    """The text breaks the rules of JSON."""


@dataclass(slots=True)
class _Level:
    """An object or a list that is open, the keys that lead to it, and the plain values of a list so far."""

    path: str
    is_object: bool
    values: list[str] = field(default_factory=list)


def read(source: Source, give: Give) -> Facts:
    """Give all values as one page without a number; raises as plain text does."""
    text = plain_text.read_text(source)
    walk = _Walk()
    try:
        walk.go(text, source.check)
    except _NoJson:
        return plain_text.read(source, give)
    found = clean("\n".join(walk.lines)).strip("\n")
    if not found.strip():
        raise DocumentEmpty
    give(make_page(found, []))
    return Facts(title=one_line(walk.title))


def _unquoted(token: str) -> str:
    if "\\" not in token:
        return token[1:-1]
    try:
        return str(_LENIENT.decode(token))
    except ValueError:
        raise _NoJson from None


@dataclass(slots=True)
class _Walk:
    """Goes through the tokens with a stack of its own: values are nested as deep as their makers like.

    `_wanted` holds what may come next: a mark, a quotation mark for a string, "v" for a number or word.
    """

    lines: list[str] = field(default_factory=list)
    title: str = ""
    _stack: list[_Level] = field(default_factory=list)
    _key: str | None = None
    _wanted: str = _VALUES

    def go(self, text: str, check: Callable[[], None]) -> None:
        """Write a line for each value; raises `_NoJson`."""
        at = count = 0
        while True:
            count += 1
            if count % _CHECK_EVERY == 0:
                check()
            token = _TOKEN.match(text, at)
            if token is None:
                raise _NoJson
            at = token.end()
            kind = token.lastgroup
            if kind is None:
                if self._stack or not self.lines:
                    raise _NoJson
                return
            found = token[kind]
            if _WANTED_AS.get(kind, found) not in self._wanted:
                raise _NoJson
            if kind == "mark":
                self._take_mark(found)
            elif kind == "word":
                self._take_value(found)
            else:
                self._take_string(_unquoted(found))

    def _take_string(self, value: str) -> None:
        if self._stack and self._stack[-1].is_object and self._key is None:
            self._key = value
            self._wanted = ":"
        else:
            self._take_value(value)

    def _take_mark(self, mark: str) -> None:
        if mark in "{[":
            self._open(is_object=mark == "{")
        elif mark in "}]":
            self._flush(self._stack.pop())
            self._end_value()
        else:
            self._wanted = '"' if mark == "," and self._stack[-1].is_object else _VALUES

    def _open(self, *, is_object: bool) -> None:
        outer = self._stack[-1] if self._stack else None
        if outer is not None:
            self._flush(outer)
        is_record = is_object and (outer is None or not outer.is_object)
        if is_record and self.lines and self.lines[-1]:
            self.lines.append("")
        self._stack.append(_Level(self._path(), is_object))
        self._key = None
        self._wanted = '"}' if is_object else _VALUES + "]"

    def _take_value(self, value: str) -> None:
        if not self._stack:
            self.lines.append(value)
        elif self._stack[-1].is_object:
            if len(self._stack) == 1 and self._key == "title" and not self.title:
                self.title = value
            self._write(self._path(), value)
        else:
            self._stack[-1].values.append(value)
        self._end_value()

    def _end_value(self) -> None:
        self._key = None
        if not self._stack:
            # Lines of JSON: the next value follows without a comma.
            self._wanted = _VALUES
        else:
            self._wanted = _AFTER_VALUE[self._stack[-1].is_object]

    def _path(self) -> str:
        """The keys that lead to a value; positions in lists say nothing to a reader and are left out."""
        if not self._stack:
            return ""
        outer = self._stack[-1].path
        if self._key is None:
            return outer
        path = f"{outer}.{self._key}" if outer else self._key
        return path if len(path) <= _LONGEST_PATH else f"…{path[-_LONGEST_PATH:]}"

    def _write(self, path: str, value: str) -> None:
        self.lines.append(f"{path}: {value}" if path else value)

    def _flush(self, level: _Level) -> None:
        """Write the plain values of a list: short ones on one line, sentences on a line each."""
        if any(len(value) > _SHORT for value in level.values):
            for value in level.values:
                self._write(level.path, value)
        elif level.values:
            self._write(level.path, ", ".join(level.values))
        level.values.clear()
