"""The switch beside the question field: this computer, or Azure OpenAI where that is offered."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget, QWidgetAction

from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.chat.turn_state import Provider
from desktop_rag.ui.stylesheet import restyle

_WIDEST = 360


class DestinationChip(QPushButton):
    """A button with a menu. It is not there before somebody has switched Azure OpenAI on.

    Signals:
        chosen: "local" or "azure".
        asking_wanted: what was agreed to for this chat is to be withdrawn.
    """

    chosen = Signal(str)
    asking_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._provider: Provider = "local"
        self._why_not = ""
        menu = QMenu(self)
        group = QActionGroup(self)
        self.local = QAction(self.tr("This computer"), self, checkable=True)
        self.azure = QAction(self.tr("Azure OpenAI"), self, checkable=True)
        for action, provider in ((self.local, "local"), (self.azure, "azure")):
            group.addAction(action)
            menu.addAction(action)
            action.triggered.connect(lambda _checked=False, chosen=provider: self.chosen.emit(chosen))
        self._reason = self._reason_line()
        menu.addAction(self._reason)
        self._separator = QAction(self)
        self._separator.setSeparator(True)
        self.ask_again = QAction(self.tr("Ask before each sending in this chat"), self)
        self.ask_again.triggered.connect(self._want_asking)
        menu.addActions([self._separator, self.ask_again])
        self.setMenu(menu)
        theme.appearance_changed().connect(self._draw)
        self.show_destination("local", is_offered=False, why_not="", has_chat=False)

    def show_destination(self, provider: Provider, *, is_offered: bool, why_not: str, has_chat: bool) -> None:
        """What is chosen, and the sentence of why Azure OpenAI cannot be, empty where it can."""
        self._provider = provider
        self._why_not = why_not
        self.setVisible(is_offered)
        self.local.setChecked(provider == "local")
        self.azure.setChecked(provider == "azure")
        self.azure.setEnabled(not why_not)
        self._words.setText(why_not)
        self._reason.setVisible(bool(why_not))
        for part in (self._separator, self.ask_again):
            part.setVisible(provider == "azure" and has_chat)
        self._draw()

    def _want_asking(self) -> None:
        self.asking_wanted.emit()

    def _reason_line(self) -> QWidgetAction:
        self._words: QLabel = plain_label(role="quiet")
        self._words.setFixedWidth(theme.font_px(_WIDEST))
        self._words.setContentsMargins(28, 0, theme.SPACE_AROUND, theme.SPACE_RELATED)
        line = QWidgetAction(self)
        line.setDefaultWidget(self._words)
        line.setEnabled(False)
        return line

    def _draw(self) -> None:
        is_azure = self._provider == "azure"
        name = self.azure.text() if is_azure else self.local.text()
        self.setText(f"{name} ▾")
        self.setAccessibleName(self.tr("Where the question goes: {place}").format(place=name))
        self.setAccessibleDescription(self._why_not)
        self.setToolTip(self._why_not or self.tr("Where the question goes"))
        self.setProperty("kind", "azure_chip" if is_azure else "chip")
        restyle(self)
        colours = theme.current()
        self.setIcon(theme.icon("cloud", colours.azure) if is_azure else theme.icon("computer", colours.quiet))
