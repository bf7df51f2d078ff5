"""A list of the side panel: opens by click or Enter, renames by F2, and asks for its menu at the right row."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy, QWidget

from desktop_rag.ui.library.side_delegate import SideRowDelegate


class SideList(QListView):
    """A flat list without a frame. The right button opens a menu and leaves the selection where it is.

    Signals:
        chosen: a person clicked a row or pressed Enter on it.
        menu_wanted: row and place on the screen, from the right button or the menu key.
        removal_wanted: the Delete key on a row.
    """

    chosen = Signal(QModelIndex)
    menu_wanted = Signal(QModelIndex, QPoint)
    removal_wanted = Signal(QModelIndex)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(SideRowDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)

    def keep_height_of_rows(self, most: int) -> None:
        """Be as high as the rows, up to this many; more are scrolled."""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        model = self.model()

        def fit() -> None:
            count = model.rowCount()
            self.setFixedHeight(max(1, self.sizeHintForRow(0)) * min(count, most) + 2 if count else 0)

        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(fit)
        fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index.flags():
            self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        is_editing = self.state() == QAbstractItemView.State.EditingState
        if index.isValid() and not is_editing:
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.chosen.emit(index)
                return
            if event.key() == Qt.Key.Key_Delete:
                self.removal_wanted.emit(index)
                return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            index, place = self.indexAt(event.pos()), event.globalPos()
        if index.isValid() and index.flags():
            self.menu_wanted.emit(index, place)
