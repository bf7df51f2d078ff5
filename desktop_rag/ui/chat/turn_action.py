"""A button below an answer; where there is little room its icon stays, and tooltip and screen reader have the words."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_rag.ui import theme


class TurnAction(QPushButton):
    """Words and an icon, or the icon alone."""

    def __init__(self, words: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_narrow = False
        self.setProperty("kind", "quiet")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.keep_icon(self, self.setIcon, icon, "quiet")
        self.set_words(words)

    def set_words(self, words: str) -> None:
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setText("" if self._is_narrow else words)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Whether there is no room for words."""
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.set_words(self.accessibleName())
