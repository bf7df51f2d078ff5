"""Finding words in the text of a source."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.sources.source_header import tool_button


class FindBar(QWidget):
    """Enter goes on, Shift and Enter goes back, Escape closes.

    Signals:
        next_wanted, previous_wanted: the words to go on to, or back to.
        closed: the person is done.
    """

    next_wanted = Signal(str)
    previous_wanted = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLineEdit()
        self._words.setPlaceholderText(self.tr("Find in this text"))
        self._words.setAccessibleName(self.tr("Find in this text"))
        self._note = QLabel()
        self._note.setProperty("role", "quiet")
        before = tool_button(self.tr("Find before"), "up")
        after = tool_button(self.tr("Find after"), "down")
        close = tool_button(self.tr("Close"), "close")
        before.clicked.connect(lambda: self.previous_wanted.emit(self._words.text()))
        after.clicked.connect(lambda: self.next_wanted.emit(self._words.text()))
        close.clicked.connect(self._close)
        self._words.textChanged.connect(self.next_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_INSIDE, theme.SPACE_RELATED, theme.SPACE_INSIDE, theme.SPACE_RELATED)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addWidget(self._words, 1)
        for widget in (self._note, before, after, close):
            layout.addWidget(widget)
        self.hide()

    def open(self) -> None:
        """Show the field with its words selected, ready to be typed over."""
        self.show()
        self._words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._words.selectAll()

    def tell(self, *, is_found: bool) -> None:
        self._note.setText("" if is_found else self.tr("Not in this text"))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            is_backward = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self.previous_wanted if is_backward else self.next_wanted).emit(self._words.text())
        else:
            super().keyPressEvent(event)
