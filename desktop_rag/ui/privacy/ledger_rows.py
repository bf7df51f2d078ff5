"""Lines of the ledger as a person counts them: a sending together with its outcome is one row."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop_rag.records import LedgerLine

Field = str | int | float | bool | None

# A list or an object comes as JSON, and a long one cut at its end, so that it is read piece by piece.
_PASSAGE = re.compile(r'\["([^"\\]+)","([0-9a-f]+)"\]')
_COUNT = re.compile(r'("(?:[^"\\]|\\.)*"):(\d+)')


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line, and for a sending the line of its outcome, which is None where none was ever written."""

    line: LedgerLine
    outcome: LedgerLine | None = None

    @property
    def is_sending(self) -> bool:
        return self.line.kind == "sending"

    def field(self, name: str) -> Field:
        """A field of the line; None where it has none of this name."""
        return _field(self.line, name)

    @property
    def passages(self) -> tuple[tuple[str, str], ...]:
        """The id of each passage's document with the mark of its text."""
        return tuple(_PASSAGE.findall(str(self.field("passages") or "")))

    @property
    def redactions(self) -> tuple[tuple[str, int], ...]:
        """How often each kind was replaced."""
        found = _COUNT.findall(str(self.field("redactions") or ""))
        return tuple((str(json.loads(kind)), int(count)) for kind, count in found)

    @property
    def result(self) -> str | None:
        """The code of how the sending ended; None where that is not known."""
        found = _field(self.outcome, "outcome") if self.outcome is not None else None
        return found if isinstance(found, str) else None


def _field(line: LedgerLine, name: str) -> Field:
    return next((value for key, value in line.fields if key == name), None)


class LedgerReader:
    """Takes the lines newest first, part by part: an outcome comes before the sending that it belongs to."""

    def __init__(self) -> None:
        self._outcomes: dict[Field, LedgerLine] = {}

    def read(self, lines: Iterable[LedgerLine]) -> Sequence[LedgerRow]:
        """The rows that these lines make, in the same order."""
        rows: list[LedgerRow] = []
        for line in lines:
            if line.kind == "outcome":
                self._outcomes[_field(line, "sending")] = line
            elif line.kind == "sending":
                rows.append(LedgerRow(line, self._outcomes.pop(_field(line, "id"), None)))
            else:
                rows.append(LedgerRow(line))
        return rows
