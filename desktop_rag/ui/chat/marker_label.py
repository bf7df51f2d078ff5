"""The number of a quote in its own colour, as on its card."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_rag.ui import theme


class MarkerLabel(QWidget):
    """Painted, so that it follows the colours; what stands beside it says the number to a screen reader."""

    def __init__(self, marker: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marker = marker
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.scaled_font(theme.SIZE_LABEL, is_bold=True))
        return QSize(metrics.horizontalAdvance(str(self._marker)) + 12, metrics.height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.quote(self._marker).mark))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setPen(QColor(colours.text))
        painter.setFont(theme.scaled_font(theme.SIZE_LABEL, is_bold=True))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), str(self._marker))
        painter.end()
