"""A box to choose from that looks like the other fields; the platform's own arrow does not fit a styled frame."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox

from desktop_rag.ui import theme

_ARROW_PX = 14
_ROOM_FOR_ARROW = 28


class SelectBox(QComboBox):
    """The painting is its own; keyboard, list and screen reader are those of QComboBox.

    The wheel turns a page and never a value: who scrolls past a box has not chosen anything.
    """

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(_ROOM_FOR_ARROW // 2, 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  # Qt's own signature
        colours = theme.current()
        field = self.lineEdit()
        has_focus = self.hasFocus() or (field is not None and field.hasFocus())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent if has_focus else colours.line), 1))
        painter.setBrush(QColor(colours.paper if self.isEnabled() else colours.window))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, theme.CORNER, theme.CORNER)
        if field is None:
            words = self.rect().adjusted(theme.SPACE_INSIDE + 1, 0, -_ROOM_FOR_ARROW, 0)
            text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, words.width())
            painter.setPen(QColor(colours.text if self.isEnabled() else colours.quiet))
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        top = (self.height() - _ARROW_PX) // 2
        arrow = QRect(self.width() - _ROOM_FOR_ARROW + 6, top, _ARROW_PX, _ARROW_PX)
        theme.icon("down", colours.quiet).paint(painter, arrow)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
