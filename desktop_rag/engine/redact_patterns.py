"""Named regular expressions of the person or IT: read, checked, and run with a limit of time.

The standard library's engine cannot be stopped, and a pattern such as `(a+)+b` would then hang the program on an
ordinary page. The `regex` package takes a time limit for each search.
"""

import re
import unicodedata
from collections.abc import Iterator

import regex

from desktop_rag.errors import SettingInvalid

KEY = "azure.redact_patterns"
_NAME = re.compile(r"[^\W_](?:[\w \-]{0,28}[^\W_])?")
_TRIAL_S, _RUN_S = 0.25, 2.0
"""Seconds for the trial of a pattern, and for a real text (100 KB take an ordinary pattern some milliseconds)."""
_LONGEST_PATTERN = 1_000


class Pattern:
    """One named pattern."""

    def __init__(self, name: str, expression: str) -> None:
        """Compile and try a pattern.

        Raises:
            SettingInvalid: it is no regular expression, matches nothing at all, or runs for too long.
        """
        self.name = unicodedata.normalize("NFKC", name).strip()
        if not _NAME.fullmatch(self.name) or not expression or len(expression) > _LONGEST_PATTERN:
            raise SettingInvalid(key=KEY)
        try:
            self._expression = regex.compile(expression, regex.VERSION0)
            matches_nothing = self._expression.search("", timeout=_TRIAL_S) is not None
            for trial in _trials(expression):
                for _ in self._expression.finditer(trial, timeout=_TRIAL_S):
                    pass
        except (regex.error, TimeoutError, RecursionError, MemoryError, ValueError, OverflowError):
            raise SettingInvalid(key=KEY) from None
        if matches_nothing:
            raise SettingInvalid(key=KEY)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Spans of a text that the pattern matches.

        Raises:
            SettingInvalid: it would run too long on this text, so that the text cannot leave.
        """
        try:
            for found in self._expression.finditer(text, timeout=_RUN_S):
                if found.end() > found.start():
                    yield found.start(), found.end()
        except (TimeoutError, MemoryError):
            raise SettingInvalid(key=KEY) from None


def parse_patterns(text: str) -> list[tuple[str, str]]:
    """Pairs of name and expression from lines `NAME: expression`; empty lines are left out.

    Raises:
        SettingInvalid: a line that is no usable pattern.
    """
    pairs: list[tuple[str, str]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        name, colon, expression = line.replace("：", ":", 1).partition(":") if ":" not in line else line.partition(":")
        if not colon:
            raise SettingInvalid(key=KEY)
        Pattern(name, expression.strip())
        pairs.append((name.strip(), expression.strip()))
    return pairs


def _trials(expression: str) -> Iterator[str]:
    """Texts on which a pattern that backtracks without end is likely to show it: long runs that almost match."""
    signs = dict.fromkeys("a1A- .あ漢" + "".join(c for c in expression if c.isalnum()))
    for sign in list(signs)[:24]:
        yield sign * 2_000 + "\0"
    letters = "".join(c for c in expression if c.isalnum() or c in "-_/@. ")[:40]
    yield (letters or "a1") * 100 + "\0"
    yield "a1 b-2." * 300 + "\0"
