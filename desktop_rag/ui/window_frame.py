"""The window's frame: what is on the screen first, and can be typed in before anything else is there."""

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from desktop_rag.ui.chat.composer import Composer, composer_place
from desktop_rag.ui.window_parts import DropTarget, Header, rule

SIDE_WIDTH = 236
SOURCE_WIDTH = 400


class WindowFrame(QMainWindow):
    """Header, an empty middle, and the question field at the place that it keeps.

    Signals:
        first_painted: the frame is on the screen; sent once.
        paths_dropped: files or folders that fell on the window (a tuple of str).
        closed: the person closed the window.
    """

    first_painted = Signal()
    paths_dropped = Signal(tuple)
    closed = Signal()

    def __init__(self, *, has_library: bool) -> None:
        super().__init__()
        self.has_library = has_library
        self._is_painted = False
        self._drop_target: DropTarget | None = None
        self.setWindowTitle("Desktop RAG")
        self.setAcceptDrops(True)
        self.resize(QSize(1280, 820))
        self.setMinimumSize(QSize(760, 480))
        self.header = Header()
        self.composer = Composer()
        self._middle = self._empty_panes()
        whole = QWidget()
        self._rows = QVBoxLayout(whole)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(self.header)
        self._rows.addWidget(rule())
        self._rows.addWidget(self._middle, 1)
        self.setCentralWidget(whole)

    def fill(self, panes: QWidget, status: QWidget) -> None:
        """Put the real panes in the place of the empty ones, and the status bar below."""
        self._rows.replaceWidget(self._middle, panes)
        self._middle.deleteLater()
        self._middle = panes
        self._rows.setStretchFactor(panes, 1)
        self._rows.addWidget(rule())
        self._rows.addWidget(status)

    def _empty_panes(self) -> QWidget:
        panes = QWidget()
        side, question = QWidget(), QVBoxLayout()
        side.setProperty("surface", "side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(SIDE_WIDTH)
        question.addStretch(1)
        if self.has_library:
            question.addLayout(composer_place(self.composer))
            self.composer.setFocus()
        columns = QHBoxLayout(panes)
        columns.setContentsMargins(0, 0, 0, 30)
        columns.setSpacing(0)
        columns.addWidget(side)
        columns.addLayout(question, 1)
        columns.addSpacing(SOURCE_WIDTH)
        return panes

    def event(self, event: QEvent) -> bool:
        is_done = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._is_painted:
            self._is_painted = True
            # After this event, so that the frame is seen first.
            QTimer.singleShot(0, self, self.first_painted.emit)
        return is_done

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._drop_target = self._drop_target or DropTarget(self)
            self._drop_target.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_drag()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._end_drag()
        paths = tuple(str(Path(url.toLocalFile())) for url in event.mimeData().urls() if url.isLocalFile())
        if paths:
            event.acceptProposedAction()
            self.paths_dropped.emit(paths)

    def _end_drag(self) -> None:
        if self._drop_target is not None:
            self._drop_target.deleteLater()
            self._drop_target = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._drop_target is not None:
            self._drop_target.cover()

    def closeEvent(self, event: QCloseEvent) -> None:
        # The engine may take a moment to end; the window is not seen waiting.
        self.hide()
        self.closed.emit()
        super().closeEvent(event)
