"""What a list shows while it is empty: one sentence and one next step."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_rag.ui import theme


class EmptyState(QWidget):
    """A sentence in the middle, and a button.

    Signals:
        wanted: the next step.
    """

    wanted = Signal()

    def __init__(self, sentence: str, next_step: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        text = QLabel(sentence)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setProperty("role", "quiet")
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setWordWrap(True)
        button = QPushButton(next_step)
        button.clicked.connect(self.wanted)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.SPACE_AROUND)
        layout.addStretch(1)
        layout.addWidget(text)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(2)
