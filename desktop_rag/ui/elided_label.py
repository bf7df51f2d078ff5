"""A line of text that gives way: what does not fit is left out."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_NARROWEST = 60


class ElidedLabel(QLabel):
    """Never takes its text for markup, and never asks for more room than its text needs."""

    def __init__(
        self,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
        parent: QWidget | None = None,
        *,
        narrowest: int = _NARROWEST,
    ) -> None:
        super().__init__(parent)
        self._narrowest = narrowest
        self._whole = ""
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_whole_text(self, text: str) -> None:
        self._whole = text
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 4, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._narrowest, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.width() if self.width() > 0 else self.sizeHint().width()
        self.setText(self.fontMetrics().elidedText(self._whole, self._mode, width))
