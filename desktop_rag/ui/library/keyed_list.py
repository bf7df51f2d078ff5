"""A list model that takes a whole new list and changes only the rows that differ: views keep their selection."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex

Row = TypeVar("Row")
AnyIndex = QModelIndex | QPersistentModelIndex


class KeyedListModel(QAbstractListModel, Generic[Row]):
    """Rows that are recognised by a key. A reset would lose selection, focus and an open editor."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    @staticmethod
    @abstractmethod
    def key_of(row: Row) -> str:
        """What stays the same while a row's other fields change."""

    def rows(self) -> Sequence[Row]:
        return tuple(self._rows)

    def index_of(self, key: str | None) -> QModelIndex:
        """The index of the row with this key; an invalid one where there is none."""
        position = next((at for at, row in enumerate(self._rows) if self.key_of(row) == key), None)
        return QModelIndex() if position is None else self.index(position, 0)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Turn the present rows into these by removing, moving, inserting and changing."""
        self._remove_all_but({self.key_of(row) for row in rows})
        for position, row in enumerate(rows):
            self._bring_to(position, row)

    def _remove_all_but(self, kept: set[str]) -> None:
        last = len(self._rows) - 1
        while last >= 0:
            if self.key_of(self._rows[last]) in kept:
                last -= 1
                continue
            first = last
            while first > 0 and self.key_of(self._rows[first - 1]) not in kept:
                first -= 1
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
            last = first - 1

    def _bring_to(self, position: int, row: Row) -> None:
        key = self.key_of(row)
        found = next((at for at in range(position, len(self._rows)) if self.key_of(self._rows[at]) == key), None)
        if found is None:
            self.beginInsertRows(QModelIndex(), position, position)
            self._rows.insert(position, row)
            self.endInsertRows()
            return
        if found != position:
            self.beginMoveRows(QModelIndex(), found, found, QModelIndex(), position)
            self._rows.insert(position, self._rows.pop(found))
            self.endMoveRows()
        self._change(position, row)

    def _change(self, position: int, row: Row) -> None:
        if self._rows[position] != row:
            self._rows[position] = row
            index = self.index(position, 0)
            self.dataChanged.emit(index, index)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._rows)
