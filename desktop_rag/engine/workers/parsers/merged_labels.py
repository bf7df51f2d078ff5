"""Cells merged over several rows of a sheet: what the first one says counts for all, as it does on the screen."""

from dataclasses import dataclass, field

_LONGEST_LABEL = 200
_MOST_OPEN = 200


@dataclass(slots=True)
class MergedLabels:
    """Carries labels down while the rows of a sheet are read from top to bottom."""

    _open: list[tuple[int, int, str]] = field(default_factory=list)

    def begin(self, column: int, last_row: int, label: str) -> None:
        """A cell of the current row reaches down to `last_row`; long texts and very many labels are not repeated."""
        if label and len(label) <= _LONGEST_LABEL and len(self._open) < _MOST_OPEN:
            self._open.append((last_row, column, label))

    def carried(self, number: int, cells: dict[int, str]) -> dict[int, str]:
        """The cells of a row with the labels that reach into it; a row that is empty stays so."""
        if not self._open:
            return cells
        self._open = [entry for entry in self._open if entry[0] >= number]
        added = {column: label for _, column, label in self._open if column not in cells} if cells else {}
        return dict(sorted({**cells, **added}.items())) if added else cells
