"""What a terminal command prints: results on standard output, as JSON or in words; all else on standard error."""

import itertools
import re
import shutil
import sys
import unicodedata
from pathlib import PurePath
from typing import Any

import msgspec

from desktop_rag import exit_codes, messages, protocol
from desktop_rag.errors import DesktopRagError
from desktop_rag.terminal_json import JsonForm

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What would move the cursor, hide text or turn it round: documents and file names must not steer the terminal."""


class Output:
    """Prints for one command.

    Attributes:
        language: of every sentence.
        is_json: results are JSON objects, one a line.
        form: builds these objects.
    """

    def __init__(self, language: str, *, is_json: bool) -> None:
        self.language = language
        self.is_json = is_json
        self.form = JsonForm(language)

    def put(self, body: dict[str, Any], words: str) -> None:
        """A result, in the one form or the other."""
        if self.is_json:
            sys.stdout.buffer.write(msgspec.json.encode(body) + b"\n")
            sys.stdout.buffer.flush()
        else:
            self.show(words)

    def show(self, words: str) -> None:
        """Words on standard output."""
        print(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", words), flush=True)

    def say(self, phrase: str, **values: str | float) -> None:
        """One of our sentences, on standard error."""
        print(messages.phrase(phrase, self.language, **values), file=sys.stderr)

    def explain(self, code: str, **details: str | float) -> None:
        """The sentence of a code, on standard error."""
        print(self.form.sentence(code, **details), file=sys.stderr)

    def fail(self, error: DesktopRagError) -> int:
        """Say what went wrong; returns the exit code."""
        self.explain(error.code, **error.details)
        return exit_codes.of(error.code)

    def show_progress(self, event: protocol.Progress) -> None:
        """An object a step in JSON; on a terminal a bar that moves."""
        if self.is_json:
            self.put(
                {
                    "event": "progress",
                    "stage": event.stage,
                    "files_done": event.files_done,
                    "files_total": event.files_total,
                    "bytes_done": event.bytes_done,
                    "bytes_total": event.bytes_total,
                    "chunks": event.chunks,
                    "files_per_second": event.files_per_second,
                    "seconds_left": event.seconds_left,
                },
                "",
            )
        elif sys.stderr.isatty():
            done = event.bytes_done / event.bytes_total if event.bytes_total else 0.0
            bar = ("█" * round(done * 24)).ljust(24, "░")
            rate = f"{event.files_per_second:.1f}/s" if event.files_per_second else ""
            left = f"{event.seconds_left:.0f} s" if event.seconds_left is not None else ""
            line = f"{bar} {event.files_done}/{event.files_total} {rate} {left} "
            if event.slow_file is not None:
                name = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", one_line(PurePath(event.slow_file).name))
                line += _fitted(name, shutil.get_terminal_size().columns - len(line) - 1)
            print(f"\r{line}\x1b[K", end="", file=sys.stderr)

    def clear_progress(self) -> None:
        """Take the bar away."""
        if not self.is_json and sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr)


def one_line(path: str) -> str:
    """A file name may hold line ends: they must not make it look like two."""
    return " ".join(path.splitlines())


def _fitted(text: str, columns: int) -> str:
    """As much of a text as there is room for: a bar that takes two lines would leave one behind at each step."""
    widths = itertools.accumulate(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text[: sum(width <= columns for width in widths)]
