"""Paints a cell of a table so that its text stands below the text of its header."""

from typing import TypeAlias

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_rag.ui import theme

AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex

_INSET = 5


class CellDelegate(QStyledItemDelegate):
    """Leaves selection to the row: a table of whole rows shows no focused cell."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(theme.current().accent_soft))
        inner = QStyleOptionViewItem(option)
        inner.rect = option.rect.adjusted(_INSET, 0, -_INSET, 0)
        inner.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected)
        super().paint(painter, inner, index)
