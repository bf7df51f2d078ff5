"""The model files as a table: what each is for, what it needs, whether this computer can use it."""

from collections.abc import Sequence
from enum import IntEnum
from typing import TypeAlias

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_rag.records import ModelInfo
from desktop_rag.ui import theme
from desktop_rag.ui.library.sentences import sentence_of

AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    NAME = 0
    PURPOSE = 1
    STATE = 2
    SIZE = 3
    MEMORY_NEEDED = 4
    MEMORY_FREE = 5


_NUMBERS = frozenset({Column.SIZE, Column.MEMORY_NEEDED, Column.MEMORY_FREE})


def _size_text(size_bytes: int) -> str:
    return QLocale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


class ModelsTableModel(QAbstractTableModel):
    """A handful of rows; shown anew as a whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ModelInfo] = []

    def show_models(self, models: Sequence[ModelInfo]) -> None:
        self.beginResetModel()
        self._rows = list(models)
        self.endResetModel()

    def replace(self, model: ModelInfo) -> None:
        """Show what a check has found in the row of the model's file."""
        for row, known in enumerate(self._rows):
            if known.file == model.file:
                self._rows[row] = model
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def model_info(self, row: int) -> ModelInfo:
        return self._rows[row]

    def row_of(self, name: str) -> int | None:
        return next((row for row, model in enumerate(self._rows) if model.name == name), None)

    def _text_of(self, model: ModelInfo, column: Column) -> str:
        match column:
            case Column.NAME:
                return model.name
            case Column.PURPOSE:
                #: What a model file is for
                if model.purpose == "chat":
                    return self.tr("Answers")
                #: What a model file is for: it puts the passages that were found in order
                return self.tr("Reranking") if model.purpose == "reranking" else self.tr("Search")
            case Column.SIZE:
                return _size_text(model.size_bytes)
            case Column.MEMORY_NEEDED:
                return _size_text(model.memory_needed_bytes)
            case Column.MEMORY_FREE:
                return _size_text(model.memory_free_bytes)
            case Column.STATE:
                if model.is_usable:
                    #: A model file that this computer can use
                    return self.tr("Can be used")
                return sentence_of(model.code or "model_failed")

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        model, column = self._rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text_of(model, column)
            case Qt.ItemDataRole.ToolTipRole if column == Column.STATE:
                return self._text_of(model, column)
            case Qt.ItemDataRole.DecorationRole if column == Column.STATE:
                colours = theme.current()
                return (
                    theme.icon("check", colours.quiet) if model.is_usable else theme.icon("warning", colours.look_here)
                )
            case Qt.ItemDataRole.TextAlignmentRole if column in _NUMBERS:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or section not in set(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if Column(section) in _NUMBERS else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = {
            Column.NAME: self.tr("Name"),
            Column.PURPOSE: self.tr("For"),
            Column.SIZE: self.tr("Size"),
            Column.MEMORY_NEEDED: self.tr("Needs memory"),
            Column.MEMORY_FREE: self.tr("Free now"),
            #: Column of the models table: whether a model can be used
            Column.STATE: self.tr("State"),
        }
        return titles[Column(section)]

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(Column)
