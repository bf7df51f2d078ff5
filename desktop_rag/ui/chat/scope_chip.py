"""The button beside the question field: where the next question looks, and a cross to look everywhere again."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.chat.scope import ALL, Scope, ScopeWords
from desktop_rag.ui.stylesheet import restyle

_WIDEST = 260


class ScopeChip(QWidget):
    """Discreet while nothing is left out, in the accent's colour while something is.

    Signals:
        choosing_wanted: the person wants to choose where to look.
        cleared: everywhere again.
    """

    choosing_wanted = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ScopeWords(self)
        self._scope = ALL
        self.button = QPushButton()
        self.button.setProperty("kind", "chip")
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.choosing_wanted)
        self.clear = QToolButton()
        self.clear.setProperty("kind", "quiet")
        self.clear.setToolTip(self.tr("Search everything again"))
        self.clear.setAccessibleName(self.tr("Search everything again"))
        self.clear.setIconSize(QSize(12, 12))
        theme.keep_icon(self.clear, self.clear.setIcon, "close", "quiet")
        self.clear.clicked.connect(self.cleared)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.button)
        layout.addWidget(self.clear)
        theme.appearance_changed().connect(self._draw)
        self.show_scope(ALL)

    def show_scope(self, scope: Scope) -> None:
        self._scope = scope
        self.clear.setVisible(not scope.is_everything)
        self._draw()

    def _draw(self) -> None:
        words = self._words.short(self._scope)
        metrics = self.button.fontMetrics()
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, theme.font_px(_WIDEST))
        # An ampersand in a name would be taken for a shortcut.
        self.button.setText(f"{shown.replace('&', '&&')} ▾")
        is_narrow = not self._scope.is_everything
        self.button.setProperty("kind", "chosen_chip" if is_narrow else "chip")
        restyle(self.button)
        text = self.tr("Search in: {places}").format(places=words)
        self.button.setAccessibleName(text)
        self.button.setToolTip(text.replace("<", "‹"))
        colours = theme.current()
        self.button.setIcon(theme.icon("filter", colours.accent if is_narrow else colours.quiet))
