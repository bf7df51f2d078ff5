"""A row of buttons, one for each action; in a narrow window they keep their icons and give up their words."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop_rag.ui import theme


class ActionBar(QWidget):
    """An action's words are its tooltip in any case."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        self._buttons: list[QToolButton] = []
        for action in actions:
            button = QToolButton()
            button.setProperty("kind", "quiet")
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            layout.addWidget(button)
            self._buttons.append(button)
        layout.addStretch(1)
        self._show_words(is_wide=True)

    def _show_words(self, *, is_wide: bool) -> None:
        styles = Qt.ToolButtonStyle
        for button in self._buttons:
            button.setToolButtonStyle(styles.ToolButtonTextBesideIcon if is_wide else styles.ToolButtonIconOnly)

    def _wide(self) -> int:
        """How much room all the words take."""
        icons = len(self._buttons) * (theme.font_px(16) + 6 * theme.SPACE_RELATED)
        return icons + sum(button.fontMetrics().horizontalAdvance(button.text()) for button in self._buttons)

    def minimumSizeHint(self) -> QSize:
        # The words may not keep the window from becoming narrow: they give way.
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_words(is_wide=self._wide() <= self.width())
