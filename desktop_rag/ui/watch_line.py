"""The quiet words in the status bar about the folders: watched, looked through now and then, or not there."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_rag.protocol import CollectionsListed, Event, WatchChanged
from desktop_rag.ui import theme
from desktop_rag.ui.elided_label import ElidedLabel
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.document_names import name_of_place

_ICON_PX: Final = 14


class WatchLine(QWidget):
    """Says one thing about all collections, the one that a person would want to know first; nothing to click."""

    def __init__(self, engine: EngineClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: dict[str, WatchChanged] = {}
        self._sign = ""
        self._picture = QLabel()
        self._words = ElidedLabel(Qt.TextElideMode.ElideRight, narrowest=0)
        self._words.setProperty("role", "quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addWidget(self._picture)
        layout.addWidget(self._words, 1)
        theme.appearance_changed().connect(self._draw)
        engine.event_received.connect(self._take)
        engine.lost.connect(self._forget)
        self._show()

    def sentence(self) -> str:
        """What is said now."""
        return self.accessibleName()

    def _take(self, event: Event) -> None:
        if isinstance(event, WatchChanged):
            self._states[event.collection_id] = event
        elif isinstance(event, CollectionsListed):
            known = {collection.id for collection in event.collections}
            self._states = {key: state for key, state in self._states.items() if key in known}
        else:
            return
        self._show()

    def _forget(self) -> None:
        """Nobody watches while the engine is gone; the next one tells anew."""
        self._states.clear()
        self._show()

    def _show(self) -> None:
        self._sign, text = self._say()
        self._words.set_whole_text(text)
        self.setAccessibleName(text)
        away = [place for state in self._states.values() for place in state.away]
        self.setToolTip("\n".join(away).replace("<", "‹"))
        self.setVisible(bool(text))
        self._draw()

    def _say(self) -> tuple[str, str]:
        """An icon and a sentence."""
        states = self._states.values()
        waiting = sum(state.changed for state in states if state.state == "waiting")
        changed = sum(state.changed for state in states) - waiting
        away = list(dict.fromkeys(place for state in states for place in state.away))
        kinds = {state.state for state in states}
        if changed:
            # A number would not be true: a folder that is only looked through counts as one change, too.
            return "again", self.tr("Looking for changes")
        if waiting:
            return "waiting", self.tr("%Ln changes wait until the computer is plugged in", "", waiting)
        if len(away) == 1:
            text = self.tr("{place} is away; its documents keep answering")
            return "away", text.format(place=name_of_place(away[0]))
        if away:
            return "away", self.tr("%Ln places are away; their documents keep answering", "", len(away))
        if "rescanning" in kinds:
            return "folder", self.tr("Folders are looked through for changes now and then")
        if "watching" in kinds:
            return "folder", self.tr("Folders are watched")
        return "", ""

    def _draw(self) -> None:
        if self._sign:
            picture = theme.icon(self._sign, theme.current().quiet).pixmap(_ICON_PX, _ICON_PX)
            self._picture.setPixmap(picture)
