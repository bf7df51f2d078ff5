"""Connects the button beside the question field with where the conversation looks."""

from PySide6.QtCore import QObject, Signal

from desktop_rag.records import Collection
from desktop_rag.ui.chat.conversation_controller import ConversationController
from desktop_rag.ui.chat.scope_chip import ScopeChip
from desktop_rag.ui.engine_client import EngineClient


class ScopeControl(QObject):
    """Opens the dialog for the collection that questions are about.

    Signals:
        ended: the person has chosen, and goes on with the question.
    """

    ended = Signal()

    def __init__(
        self, engine: EngineClient, conversation: ConversationController, chip: ScopeChip, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._scopes = conversation.scopes
        self._conversation = conversation
        self._chip = chip
        chip.choosing_wanted.connect(self.choose)
        chip.cleared.connect(self._scopes.clear)
        chip.cleared.connect(self.ended)
        self._scopes.changed.connect(self._show)

    def choose(self) -> None:
        """Let the person choose where to look."""
        collection: Collection | None = self._conversation.collection
        if collection is None:
            return
        from desktop_rag.ui.chat.scope_dialog import ScopeDialog

        dialog = ScopeDialog(self._engine, collection, self._scopes.scope, self._chip.window())
        dialog.chosen.connect(self._scopes.choose)
        dialog.finished.connect(self.ended)
        dialog.open()

    def _show(self) -> None:
        self._chip.show_scope(self._scopes.scope)
