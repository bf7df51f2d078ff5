"""Parts of the window's frame: the header with the badge, the banner, the place where files fall."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label


class Badge(QFrame):
    """Says at all times where the work is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "badge")
        text = self.tr("Local: nothing leaves this computer")
        self.setAccessibleName(text)
        picture = QLabel()
        theme.keep_icon(picture, lambda drawn: picture.setPixmap(drawn.pixmap(16, 16)), "shield", "local")
        words = plain_label(text, "local")
        words.setWordWrap(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 11, 3)
        layout.setSpacing(6)
        layout.addWidget(picture)
        layout.addWidget(words)


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
        search.setMinimumWidth(theme.font_px(300))
        theme.keep_icon(search, search.setIcon, "search", "quiet")
        search.clicked.connect(self.commands_requested)
        self.badge = Badge()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_WIDE - 2, 6, theme.SPACE_WIDE - 2, 6)
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
