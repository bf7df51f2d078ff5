"""Small parts of a turn: a panel with a sentence, where an answer came from, a heading that folds away the rest."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.stylesheet import restyle


def plain_label(text: str = "", role: str | None = None, *, can_select: bool = False) -> QLabel:
    """A label that never takes its text for markup; Qt would load pictures that markup names."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role is not None:
        label.setProperty("role", role)
    if can_select:
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        label.setTextInteractionFlags(flags)
        label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label


class Panel(QWidget):
    """A coloured panel: an icon, a sentence in bold, what follows from it, and perhaps a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lead = plain_label(can_select=True)
        font = theme.scaled_font(theme.SIZE_BODY, is_bold=True)
        self._lead.setFont(font)
        self._text = plain_label(can_select=True)
        self.button = QPushButton()
        self.button.setProperty("kind", "link")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._icon = QLabel()
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE_RELATED)
        words.addWidget(self._lead)
        words.addWidget(self._text)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.SPACE_AROUND)
        self.buttons.addWidget(self.button)
        self.buttons.addStretch(1)
        words.addLayout(self.buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_AROUND, theme.SPACE_INSIDE, theme.SPACE_AROUND, theme.SPACE_INSIDE)
        layout.setSpacing(theme.SPACE_INSIDE)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self._icon_name = ""
        self._surface = ""
        theme.appearance_changed().connect(self._draw_icon)

    def show_text(self, surface: str, lead: str, text: str, button: str = "") -> None:
        """`surface` is look_here, failed or card; empty parts are left out."""
        if surface != self._surface:
            self._surface = surface
            self.setProperty("surface", surface)
            restyle(self)
            self._draw_icon()
        for label, words in ((self._lead, lead), (self._text, text)):
            label.setText(words)
            label.setVisible(bool(words))
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.setAccessibleName(f"{lead} {text}".strip())

    def _draw_icon(self) -> None:
        colours = theme.current()
        name, colour = {
            "failed": ("warning", colours.failed),
            "look_here": ("information", colours.look_here),
        }.get(self._surface, ("information", colours.quiet))
        self._icon.setPixmap(theme.icon(name, colour).pixmap(16, 16))


class OriginLine(QWidget):
    """Says that an answer came from Azure OpenAI, with its mark; not there for any other answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        picture = QLabel()
        theme.keep_icon(picture, lambda drawn: picture.setPixmap(drawn.pixmap(16, 16)), "cloud", "azure")
        self._words = plain_label(role="azure")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)

    def show_text(self, text: str) -> None:
        self._words.setText(text)
        self.setVisible(bool(text))


class Fold(QWidget):
    """A button that shows and hides one widget below it."""

    def __init__(self, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._body = body
        self.button = QPushButton()
        self.button.setProperty("kind", "quiet")
        self.button.setCheckable(True)
        self.button.toggled.connect(self._show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(body)
        body.hide()
        self._draw_icon()
        theme.appearance_changed().connect(self._draw_icon)

    def set_title(self, title: str) -> None:
        self.button.setText(title)

    def _show(self, is_open: bool) -> None:
        self._body.setVisible(is_open)
        self._draw_icon()

    def _draw_icon(self) -> None:
        name = "down" if self.button.isChecked() else "next"
        self.button.setIcon(theme.icon(name, theme.current().quiet))
