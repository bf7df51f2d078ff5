"""Colours, sizes and icons of the window, in light and dark, following the system while the program runs."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from desktop_rag.ui.stylesheet import stylesheet_text

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


@dataclass(frozen=True, slots=True)
class QuoteColours:
    """One quote's colours, the same on its card, its mark in the answer and its place on the page.

    `fill` lies behind the quoted words, `edge` is the bar of the card, `mark` lies behind the number.
    """

    fill: str
    edge: str
    mark: str


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one appearance. Green is only for "local", purple only for "goes to Azure"."""

    is_dark: bool
    window: str
    side: str
    paper: str
    text: str
    quiet: str
    line: str
    hover: str
    accent: str
    accent_soft: str
    on_accent: str
    local: str
    azure: str
    look_here: str
    look_here_soft: str
    failed: str
    failed_soft: str
    quotes: tuple[QuoteColours, ...]
    collections: tuple[str, ...]

    def quote(self, marker: int) -> QuoteColours:
        """Colours of the quote with this marker (from 1); they repeat after the last."""
        return self.quotes[(marker - 1) % len(self.quotes)]

    def collection(self, ordinal: int) -> str:
        """Colour of the square before a collection's name."""
        return self.collections[ordinal % len(self.collections)]


@cache
def light() -> Theme:
    return Theme(
        is_dark=False,
        window="#f5f6f7",
        side="#eceef0",
        paper="#ffffff",
        text="#1b1f23",
        quiet="#5d6670",
        line="#dcdfe3",
        hover="#e4e7ea",
        accent="#1f6f78",
        accent_soft="#e1efef",
        on_accent="#ffffff",
        local="#1a7a45",
        azure="#6b3fa0",
        look_here="#8a5a00",
        look_here_soft="#fdf0da",
        failed="#b3261e",
        failed_soft="#fbe9e7",
        quotes=(
            QuoteColours("#ffe699", "#b8860b", "#ffe08a"),
            QuoteColours("#cfe3fa", "#2b6cb0", "#c3dcf8"),
            QuoteColours("#fad4e2", "#b0386b", "#f8c6d9"),
            QuoteColours("#dfe9b0", "#6f7d14", "#d5e29b"),
            QuoteColours("#fbd9bd", "#b65c14", "#f9cda8"),
            QuoteColours("#c9ecef", "#1b7f8c", "#b8e5e9"),
        ),
        collections=("#1f6f78", "#b8860b", "#2b6cb0", "#b0386b", "#6f7d14", "#b65c14"),
    )


@cache
def dark() -> Theme:
    return Theme(
        is_dark=True,
        window="#1c1f22",
        side="#17191c",
        paper="#24282c",
        text="#e8eaec",
        quiet="#a3abb3",
        line="#363b41",
        hover="#2b3035",
        accent="#63b8c1",
        accent_soft="#203639",
        on_accent="#10181a",
        local="#6fcf97",
        azure="#bb9af0",
        look_here="#f0c060",
        look_here_soft="#3a2f18",
        failed="#f2938c",
        failed_soft="#40211f",
        quotes=(
            QuoteColours("#66500f", "#e6c04c", "#6b5208"),
            QuoteColours("#21446f", "#7fb2ee", "#224876"),
            QuoteColours("#652b45", "#e88bb0", "#6c2d49"),
            QuoteColours("#4a5316", "#bccb5c", "#4e5812"),
            QuoteColours("#653c19", "#eda66a", "#6b3e16"),
            QuoteColours("#1b4e55", "#6dc9d4", "#1a535b"),
        ),
        collections=("#63b8c1", "#e6c04c", "#7fb2ee", "#e88bb0", "#bccb5c", "#eda66a"),
    )


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
