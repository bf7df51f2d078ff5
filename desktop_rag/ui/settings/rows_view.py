"""A table of the settings dialog: whole rows, one height, no grid."""

from collections.abc import Mapping
from enum import IntEnum
from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.library.cell_delegate import CellDelegate

_Column = TypeVar("_Column", bound=IntEnum)


class RowsView(QTableView):
    """Tab leaves it, arrow keys move in it; its columns are as wide as so many letters."""

    def __init__(
        self, model: QAbstractItemModel, name: str, widths: Mapping[_Column, int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(CellDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(theme.font_px(120))
        metrics = QFontMetrics(theme.scaled_font(theme.SIZE_BODY))
        rows = self.verticalHeader()
        rows.hide()
        # One height for all rows: asking each of thousands for its own would hold up the window.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(metrics.height() + theme.SPACE_AROUND)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        for column, letters in widths.items():
            columns.resizeSection(column, letters * metrics.horizontalAdvance("0"))

    def selected_row(self) -> int | None:
        rows = self.selectionModel().selectedRows()
        return rows[0].row() if rows else None

    def sizeHint(self) -> QSize:
        # On a page that scrolls the hint is what a part asks for, and a table is content with what is left.
        return QSize(super().sizeHint().width(), self.minimumHeight())
