"""Paints a cell of a table so that its text stands below the text of its header."""

from collections.abc import Container
from typing import TypeAlias

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_rag.ui import theme

AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex

_INSET = 5


class CellDelegate(QStyledItemDelegate):
    """Leaves selection to the row: a table of whole rows shows no focused cell.

    Sentences (the texts of some columns) lose their end where there is no room; other texts as their view says.
    """

    def __init__(self, parent: QWidget | None = None, sentences: Container[int] = ()) -> None:
        super().__init__(parent)
        self._sentences = sentences

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(theme.current().accent_soft))
        inner = QStyleOptionViewItem(option)
        inner.rect = option.rect.adjusted(_INSET, 0, -_INSET, 0)
        inner.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected)
        if index.column() in self._sentences:
            inner.textElideMode = Qt.TextElideMode.ElideRight
        super().paint(painter, inner, index)
