"""Which scope the next question has: each chat keeps its own for as long as the window is open."""

from PySide6.QtCore import QDate, QObject, Signal

from desktop_rag.records import Filters
from desktop_rag.ui.chat.scope import ALL, Scope


class ScopeKeeper(QObject):
    """Follows the open chat.

    Signals:
        changed: the next question looks elsewhere.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chat: str | None = None
        self._kept: dict[str, Scope] = {}
        self._scope = ALL

    @property
    def scope(self) -> Scope:
        return self._scope

    def filters(self) -> Filters:
        """For a question that is asked now."""
        return self._scope.filters(QDate.currentDate())

    def choose(self, scope: Scope) -> None:
        if scope != self._scope:
            self._scope = scope
            self.changed.emit()

    def clear(self) -> None:
        """Look everywhere again."""
        self.choose(ALL)

    def take_id(self, chat: str) -> None:
        """The chat that was begun has its id now; where it looks stays."""
        self._chat = chat

    def take_chat(self, chat: str | None) -> None:
        """Another chat is open; None for a new one, which looks everywhere."""
        if self._chat is not None:
            self._kept[self._chat] = self._scope
        self._chat = chat
        self.choose(self._kept.get(chat, ALL) if chat is not None else ALL)
