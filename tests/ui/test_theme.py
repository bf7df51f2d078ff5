"""Colours that can be read, in light and in dark."""

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop_rag.ui import theme


def brightness(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    rgb = QColor(colour)
    return 0.2126 * linear(rgb.redF()) + 0.7152 * linear(rgb.greenF()) + 0.0722 * linear(rgb.blueF())


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [theme.light(), theme.dark()], ids=["light", "dark"])
def test_text_stands_out_from_every_surface(colours: theme.Theme) -> None:
    surfaces = (colours.window, colours.side, colours.paper)
    for surface in surfaces:
        for text in (colours.text, colours.quiet, colours.accent, colours.local, colours.azure, colours.failed):
            assert contrast(text, surface) >= 4.5, (text, surface)
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    for soft in (colours.look_here_soft, colours.failed_soft, colours.accent_soft):
        assert contrast(colours.text, soft) >= 4.5
    for quote in colours.quotes:
        assert contrast(colours.text, quote.fill) >= 4.5
        assert contrast(colours.text, quote.mark) >= 4.5


def test_quotes_next_to_each_other_differ() -> None:
    for colours in (theme.light(), theme.dark()):
        assert len({quote.edge for quote in colours.quotes}) == len(colours.quotes)
        assert colours.quote(1) == colours.quote(1 + len(colours.quotes))


def test_every_icon_can_be_drawn(qtbot: QtBot) -> None:
    for file in sorted((theme._ICONS).glob("*.svg")):
        picture = theme.icon(file.stem).pixmap(16, 16).toImage()
        assert any(picture.pixelColor(x, y).alpha() for x in range(16) for y in range(16)), file.stem
