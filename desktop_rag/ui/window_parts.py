"""Parts of the window's frame: the header with the badge, the banner, the place where files fall."""

import html

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.elided_label import ElidedLabel
from desktop_rag.ui.stylesheet import restyle

_SEARCH_WIDEST = 320


class Badge(QFrame):
    """Says at all times where the work is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_azure = False
        self._picture = QLabel()
        self._words = ElidedLabel()
        self._kept = ElidedLabel(Qt.TextElideMode.ElideRight)
        self._kept.setProperty("role", "kept")
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self._words)
        lines.addWidget(self._kept)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 11, 2)
        layout.setSpacing(6)
        layout.addWidget(self._picture)
        layout.addLayout(lines)
        theme.appearance_changed().connect(self._draw_icon)
        self.show_local()

    def show_local(self) -> None:
        """Nothing leaves."""
        text = self.tr("Local: nothing leaves this computer")
        self._show(text, "", self.tr("Questions are answered by a model on this computer."), is_azure=False)

    def show_azure(self, where: str, kept: str, explanation: str) -> None:
        """The next question goes out: where to, what may happen to it in a few words, and the same at length."""
        self._show(where, kept, explanation, is_azure=True)

    def _show(self, text: str, kept: str, explanation: str, *, is_azure: bool) -> None:
        self._is_azure = is_azure
        self.setProperty("surface", "azure_badge" if is_azure else "badge")
        self._words.setProperty("role", "azure_badge" if is_azure else "local")
        for part in (self, self._words):
            restyle(part)
        self._words.set_whole_text(text)
        self._kept.set_whole_text(kept)
        self._kept.setVisible(bool(kept))
        self.setAccessibleName(", ".join(filter(None, (text, kept))))
        self.setAccessibleDescription(explanation)
        # A tooltip takes text with tags for markup.
        self.setToolTip("<p>" + html.escape(f"{text}\n{explanation}").replace("\n", "<br>") + "</p>")
        self._draw_icon()

    def _draw_icon(self) -> None:
        colours = theme.current()
        name, colour = ("cloud", colours.azure) if self._is_azure else ("shield", colours.local)
        self._picture.setPixmap(theme.icon(name, colour).pixmap(16, 16))


class Header(QWidget):
    """Name, command field, badge.

    Signals:
        commands_requested: the field in the middle was chosen.
    """

    commands_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        name = plain_label("Desktop RAG")
        name.setWordWrap(False)
        name.setFont(theme.scaled_font(theme.SIZE_BODY, is_bold=True))
        search = QPushButton(self.tr("Search or run a command    Ctrl+K"))
        search.setAccessibleName(self.tr("Search or run a command"))
        # With large letters the badge needs the room more.
        search.setMinimumWidth(min(theme.font_px(300), _SEARCH_WIDEST))
        search.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.keep_icon(search, search.setIcon, "search", "quiet")
        search.clicked.connect(self.commands_requested)
        self.badge = Badge()
        layout = QHBoxLayout(self)
        # High enough for both forms of the badge, so that nothing below moves when it changes.
        layout.setContentsMargins(theme.SPACE_WIDE - 2, 3, theme.SPACE_WIDE - 2, 3)
        self.setMinimumHeight(theme.font_px(46))
        layout.addWidget(name, 1)
        layout.addWidget(search)
        right = QHBoxLayout()
        right.addStretch(1)
        right.addWidget(self.badge)
        layout.addLayout(right, 1)


class DropTarget(QFrame):
    """Covers the window while files are dragged over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "drop")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = plain_label(self.tr("Drop to add to a collection. The files stay where they are."), "question")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        QVBoxLayout(self).addWidget(words)
        self.hide()

    def cover(self) -> None:
        """Lie over the whole window."""
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(parent.rect().adjusted(12, 12, -12, -12))
        self.raise_()
        self.show()


def rule(*, is_vertical: bool = False) -> QFrame:
    """A line of one pixel between two parts."""
    line = QFrame()
    line.setProperty("surface", "line")
    if is_vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
