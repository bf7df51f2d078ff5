"""The colours of the window, light and dark; every text has at least 4.5 to 1 against what it stands on."""

from dataclasses import dataclass
from functools import cache


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
    azure_soft: str
    on_azure: str
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
        azure_soft="#ece3f6",
        on_azure="#ffffff",
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
        azure_soft="#382b50",
        on_azure="#1a1226",
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
