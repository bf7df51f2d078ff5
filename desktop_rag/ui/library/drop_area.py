"""Where files and folders can be dropped."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_rag.ui import theme


def local_paths(dropped: QMimeData) -> Sequence[str]:
    """The files and folders of this computer among what was dropped; nothing is ever fetched from elsewhere."""
    return [url.toLocalFile() for url in dropped.urls() if url.isLocalFile() and url.toLocalFile()]


class DropArea(QWidget):
    """A dashed frame that takes files and folders.

    Signals:
        dropped: their paths (a list of str).
        refused: what was dropped lies on no disk of this computer.
    """

    dropped = Signal(list)
    refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._is_over = False

    def _set_over(self, *, is_over: bool) -> None:
        self._is_over = is_over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  # Qt's own signature
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent), 2 if self._is_over else 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(colours.accent_soft))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), theme.CORNER_LARGE, theme.CORNER_LARGE)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            self._set_over(is_over=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_over(is_over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_over(is_over=False)
        paths = local_paths(event.mimeData())
        if paths:
            # Copy, never move: the sender must not delete its file.
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(list(paths))
        else:
            self.refused.emit()
