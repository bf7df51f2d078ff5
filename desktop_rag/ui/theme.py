"""Colours, sizes and icons of the window, in light and dark, following the system while the program runs."""

import sys
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from desktop_rag.ui.colours import QuoteColours, Theme, dark, light
from desktop_rag.ui.stylesheet import stylesheet_text

# The colours belong to a theme for all who use it.
__all__ = ["QuoteColours", "Theme", "dark", "light"]

SPACE_RELATED: Final = 4
SPACE_INSIDE: Final = 8
SPACE_AROUND: Final = 12
SPACE_WIDE: Final = 16
SPACE_CONVERSATION: Final = 22
CORNER_SMALL: Final = 6
CORNER: Final = 8
CORNER_LARGE: Final = 10

SIZE_LABEL: Final = 11
SIZE_QUIET: Final = 12
SIZE_BODY: Final = 13
SIZE_ANSWER: Final = 14
SIZE_QUESTION: Final = 16
SIZE_TITLE: Final = 24

_JAPANESE_FAMILY: Final = {"win32": "Yu Gothic UI", "darwin": "Hiragino Sans"}

_ICONS = Path(__file__).parent / "resources"


def current() -> Theme:
    """The theme that fits the system's appearance at this moment; ask again when painting, do not keep it."""
    return dark() if _appearance.is_dark else light()


def stylesheet(theme: Theme) -> str:
    """The style sheet of the whole program; see `stylesheet.py` for the properties that widgets may set."""
    return stylesheet_text(theme, font_px)


def font_px(size: int) -> int:
    """Pixels for one of the SIZE_ constants, scaled by the text size of the system or the settings."""
    return max(9, round(size * _text_scale))


class _Appearance(QObject):
    """What the system shows, or what was asked for.

    Signals:
        changed: light became dark or the other way round, or icons that were left blank may be drawn.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_dark = False
        self.has_icons = True
        self._is_fixed = False

    def follow(self) -> None:
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._take)
        self._take(hints.colorScheme())

    def fix(self, *, is_dark: bool) -> None:
        self._is_fixed = True
        self._set(is_dark=is_dark)

    def free(self) -> None:
        self._is_fixed = False
        self._take(QGuiApplication.styleHints().colorScheme())

    def _take(self, scheme: Qt.ColorScheme) -> None:
        if not self._is_fixed:
            self._set(is_dark=scheme == Qt.ColorScheme.Dark)

    def _set(self, *, is_dark: bool) -> None:
        if is_dark == self.is_dark:
            return
        self.is_dark = is_dark
        app = QApplication.instance()
        if isinstance(app, QApplication):
            _dress(app)
        self.changed.emit()


_appearance = _Appearance()
_text_scale = 1.0


def appearance_changed() -> SignalInstance:
    """Sent after light became dark or the other way round, for what is painted from kept pictures."""
    return _appearance.changed


def fix_appearance(*, is_dark: bool) -> None:
    """Stop following the system: for pictures of the program and for tests."""
    _appearance.fix(is_dark=is_dark)


def choose_appearance(choice: str) -> None:
    """Apply the setting `general.theme`: system, light or dark."""
    if choice == "system":
        _appearance.free()
    else:
        _appearance.fix(is_dark=choice == "dark")


def scaled_font(size: int, *, is_bold: bool = False) -> QFont:
    """The program's font in one of the SIZE_ constants."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(font_px(size))
    if is_bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def apply_to(app: QApplication, text_size: int = SIZE_BODY) -> None:
    """Give the program its look, and change it whenever the system changes between light and dark.

    Args:
        app: The one application.
        text_size: The setting `general.text_size`, in pixels; a system with larger text scales it up.
    """
    global _text_scale  # noqa: PLW0603  # one program has one text size, and painting asks for it everywhere
    _text_scale = max(0.5, min(3.0, text_size / SIZE_BODY)) * max(1.0, _system_text_px(app) / SIZE_BODY)
    font = QFont(app.font())
    # Without a Japanese family by name a system may draw Chinese forms of the same characters.
    font.setFamilies([font.family(), _JAPANESE_FAMILY.get(sys.platform, "Noto Sans CJK JP")])
    font.setPixelSize(font_px(SIZE_BODY))
    app.setFont(font)
    _appearance.follow()
    _dress(app)


def _system_text_px(app: QApplication) -> float:
    font = app.font()
    if font.pixelSize() > 0:
        return font.pixelSize()
    return font.pointSizeF() * app.primaryScreen().logicalDotsPerInch() / 72.0


def _dress(app: QApplication) -> None:
    theme = current()
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet(theme))


def palette(theme: Theme) -> QPalette:
    """The same colours for what style sheets do not reach: selections, placeholders, native dialogs."""
    colours = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, theme.window),
        (roles.WindowText, theme.text),
        (roles.Base, theme.paper),
        (roles.AlternateBase, theme.side),
        (roles.Text, theme.text),
        (roles.PlaceholderText, theme.quiet),
        (roles.Button, theme.paper),
        (roles.ButtonText, theme.text),
        (roles.ToolTipBase, theme.paper),
        (roles.ToolTipText, theme.text),
        (roles.Highlight, theme.accent),
        (roles.HighlightedText, theme.on_accent),
        (roles.Accent, theme.accent),
        (roles.Link, theme.accent),
        (roles.Mid, theme.line),
    ):
        colours.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        colours.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.quiet))
    return colours


def icon(name: str, colour: str | None = None) -> QIcon:
    """The icon `resources/NAME.svg` in the text's colour or another one; see `keep_icon` for live changes."""
    return _tinted(name, colour or current().text) if _appearance.has_icons else _blank()


def delay_icons() -> None:
    """Leave icons blank until `draw_icons`: the first frame does not wait for Qt's drawing of SVG."""
    _appearance.has_icons = False


def draw_icons() -> None:
    """Draw the icons that were left blank."""
    if not _appearance.has_icons:
        _appearance.has_icons = True
        _appearance.changed.emit()


@cache
def _blank() -> QIcon:
    picture = QPixmap(16, 16)
    picture.fill(Qt.GlobalColor.transparent)
    return QIcon(picture)


class _IconKeeper(QObject):
    """A child of the widget whose icon it keeps, so that the connection ends with the widget."""

    def __init__(self, widget: QWidget, set_icon: Callable[[QIcon], None], name: str, role: str) -> None:
        super().__init__(widget)
        self._set_icon = set_icon
        self._name = name
        self._role = role
        self.draw()
        _appearance.changed.connect(self.draw)

    def draw(self) -> None:
        self._set_icon(icon(self._name, getattr(current(), self._role)))


def keep_icon(widget: QWidget, set_icon: Callable[[QIcon], None], name: str, role: str = "text") -> None:
    """Set an icon in the theme's colour `role` (a field of `Theme`) now and after each change of the appearance."""
    _IconKeeper(widget, set_icon, name, role)


@lru_cache(maxsize=256)
def _tinted(name: str, colour: str) -> QIcon:
    from PySide6.QtSvg import QSvgRenderer

    drawing = (_ICONS / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    tinted = QIcon()
    for size in (16, 24, 32, 48):
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        tinted.addPixmap(picture)
    return tinted
