"""The line below a question that was not asked of everything: where it looked, and the way to look everywhere."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.chat.scope import ALL, Scope, ScopeWords
from desktop_rag.ui.chat.turn_parts import plain_label


class ScopeLine(QWidget):
    """Hidden for a question that was asked of everything; `everywhere` is the button that asks it so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scope = ALL
        self._words = ScopeWords(self)
        picture = QLabel()
        theme.keep_icon(picture, lambda drawn: picture.setPixmap(drawn.pixmap(16, 16)), "filter", "quiet")
        self._text = plain_label(role="quiet")
        self.everywhere = QPushButton(self.tr("Ask everywhere"))
        self.everywhere.setProperty("kind", "link")
        self.everywhere.setCursor(Qt.CursorShape.PointingHandCursor)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addWidget(picture)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.everywhere)
        self.hide()

    def show_scope(self, scope: Scope, *, can_widen: bool) -> None:
        """Say where a question looked; `can_widen` once it has ended."""
        self.setVisible(not scope.is_everything)
        self.everywhere.setVisible(can_widen)
        if scope != self._scope:
            self._scope = scope
            #: Where a question looked: "Only in: Rules, PDF, this year"
            self._text.setText(self.tr("Only in: {places}").format(places=self._words.short(scope)))
