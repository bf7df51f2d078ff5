"""What left, as a table: one row a sending, newest first; other lines of the ledger stand between them."""

from collections.abc import Sequence
from enum import IntEnum
from typing import TypeAlias

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_rag.ui import theme
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.privacy.ledger_rows import LedgerRow
from desktop_rag.ui.privacy.ledger_words import (
    host_text,
    kind_word,
    outcome_word,
    size_text,
    time_text,
)

AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    TIME = 0
    HOST = 1
    DEPLOYMENT = 2
    PASSAGES = 3
    SIZE = 4
    REPLACED = 5
    OUTCOME = 6


_NUMBERS = frozenset({Column.PASSAGES, Column.SIZE, Column.REPLACED})


class LedgerTableModel(QAbstractTableModel):
    """Rows are only ever added: nothing in a ledger changes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[LedgerRow] = []

    def clear(self) -> None:
        self.beginResetModel()
        self._rows = []
        self.endResetModel()

    def append(self, rows: Sequence[LedgerRow]) -> None:
        """Add older rows below the ones that are shown."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def row(self, row: int) -> LedgerRow:
        return self._rows[row]

    def _text_of(self, row: LedgerRow, column: Column) -> str:
        match column:
            case Column.TIME:
                return time_text(row.line.time)
            case Column.HOST:
                return host_text(row) if row.is_sending else kind_word(row.line.kind)
            case Column.OUTCOME:
                return outcome_word(row)
            case _ if not row.is_sending:
                return ""
            case Column.DEPLOYMENT:
                return clean(str(row.field("deployment") or ""))
            case Column.PASSAGES:
                return QLocale().toString(len(row.passages))
            case Column.SIZE:
                size = row.field("body_bytes")
                return size_text(size) if isinstance(size, int) else ""
            case Column.REPLACED:
                return QLocale().toString(sum(count for _kind, count in row.redactions))

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text_of(row, column)
            case Qt.ItemDataRole.ToolTipRole if column in {Column.HOST, Column.OUTCOME}:
                return self._text_of(row, column).replace("<", "‹") or None
            case Qt.ItemDataRole.DecorationRole if column == Column.HOST:
                return self._icon_of(row)
            case Qt.ItemDataRole.TextAlignmentRole if column in _NUMBERS:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case _:
                return None

    @staticmethod
    def _icon_of(row: LedgerRow) -> object:
        colours = theme.current()
        return theme.icon("cloud", colours.azure) if row.is_sending else theme.icon("information", colours.quiet)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or section not in set(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if Column(section) in _NUMBERS else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = {
            Column.TIME: self.tr("Time"),
            #: Column of the ledger: the computer that something was sent to
            Column.HOST: self.tr("Sent to"),
            Column.DEPLOYMENT: self.tr("Deployment"),
            Column.PASSAGES: self.tr("Passages"),
            Column.SIZE: self.tr("Size"),
            #: Column of the ledger: how many words were replaced before sending
            Column.REPLACED: self.tr("Replaced"),
            Column.OUTCOME: self.tr("Outcome"),
        }
        return titles[Column(section)]

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(Column)
