"""What the pages of the settings have in common: a title, rows and their groups, room at the end."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label


def lay_out_page(page: QWidget, title: str, rows: Sequence[QWidget], stretched: QWidget | None = None) -> None:
    """Set rows below each other with a title above; `stretched` takes the room that is left."""
    heading = QLabel(title)
    heading.setProperty("role", "question")
    layout = QVBoxLayout(page)
    layout.setContentsMargins(24, 20, 24, 20)
    layout.setSpacing(theme.SPACE_WIDE)
    layout.addWidget(heading)
    for row in rows:
        layout.addWidget(row, 1 if row is stretched else 0)
    if stretched is None:
        layout.addStretch(1)


def scrollable(page: QWidget, name: str) -> QScrollArea:
    """With a large text size a page may be higher than the screen."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    area.setAccessibleName(name)
    if page.hasHeightForWidth():
        # The least height that sentences ask for is guessed for narrow lines, and would be left empty below the page.
        page.setMinimumHeight(1)
    return area


def statement(name: str, sentence: str) -> QWidget:
    """A name and what is to be said about it, where nothing can be chosen."""
    heading = plain_label(name)
    heading.setFont(theme.scaled_font(theme.SIZE_BODY, is_bold=True))
    whole = QWidget()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    layout.addWidget(heading)
    layout.addWidget(plain_label(sentence, "quiet"))
    return whole


def group(title: str) -> QWidget:
    """The heading of the rows that follow."""
    heading = plain_label(title, "label")
    heading.setContentsMargins(0, theme.SPACE_INSIDE, 0, 0)
    return heading
