"""The turns of the open chat as a Qt list model; it holds records and nothing else."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_rag.ui.chat.turn_state import TurnState

TURN_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_NO_PARENT = QModelIndex()


class TurnsListModel(QAbstractListModel):
    """One row a turn, oldest first; `TURN_ROLE` gives the `TurnState`, the display text is the question."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns: list[TurnState] = []

    def turns(self) -> Sequence[TurnState]:
        return tuple(self._turns)

    def turn(self, row: int) -> TurnState:
        return self._turns[row]

    def row_of(self, turn_id: str) -> int | None:
        """Where the turn of this id stands; from the end, since the newest is what changes."""
        for row in range(len(self._turns) - 1, -1, -1):
            if self._turns[row].id == turn_id:
                return row
        return None

    def show(self, turns: Sequence[TurnState]) -> None:
        """Replace everything, as when another chat is opened."""
        self.beginResetModel()
        self._turns = list(turns)
        self.endResetModel()

    def append(self, turn: TurnState) -> None:
        row = len(self._turns)
        self.beginInsertRows(QModelIndex(), row, row)
        self._turns.append(turn)
        self.endInsertRows()

    def replace(self, turn: TurnState) -> None:
        """Put a newer state in the place of the turn with the same id; nothing happens where there is none."""
        row = self.row_of(turn.id)
        if row is None or self._turns[row] == turn:
            return
        self._turns[row] = turn
        index = self.index(row)
        self.dataChanged.emit(index, index, [TURN_ROLE])

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._turns)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> TurnState | str | None:
        if not index.isValid() or not 0 <= index.row() < len(self._turns):
            return None
        turn = self._turns[index.row()]
        if role == TURN_ROLE:
            return turn
        return turn.question if role == int(Qt.ItemDataRole.DisplayRole) else None
