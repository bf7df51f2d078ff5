"""Badge, switch and note: they say together where the next question goes, or where the running one does."""

from PySide6.QtCore import QObject

from desktop_rag import messages
from desktop_rag.records import AzureState
from desktop_rag.ui.chat import azure_words
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.chat.composer import Composer
from desktop_rag.ui.chat.conversation_controller import ConversationController
from desktop_rag.ui.window_parts import Badge


class DestinationSigns(QObject):
    """Keeps the three in step with the conversation, and hands on what is chosen there."""

    def __init__(
        self, conversation: ConversationController, composer: Composer, badge: Badge, language: str, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._conversation = conversation
        self._composer = composer
        self._badge = badge
        self._language = language
        self._local_note = ""
        composer.destination.chosen.connect(conversation.destination.choose)
        composer.destination.asking_wanted.connect(self._ask_before_sending)
        conversation.destination.changed.connect(self._show)
        conversation.busy_changed.connect(self._show)
        conversation.chat_changed.connect(self._show)
        self._show()

    def set_local_note(self, text: str) -> None:
        """Which model answers on this computer."""
        self._local_note = text
        self._show()

    def switch(self) -> None:
        """Choose the other of the two, where it may be chosen."""
        destination = self._conversation.destination
        destination.choose("azure" if destination.provider == "local" else "local")

    def _show(self) -> None:
        destination = self._conversation.destination
        state = destination.state
        is_chosen = destination.provider == "azure"
        why_not = destination.why_not
        self._composer.destination.show_destination(
            destination.provider,
            is_offered=destination.is_offered,
            why_not=messages.sentence(why_not, self._language).whole if why_not is not None else "",
            has_chat=self._conversation.chat is not None,
        )
        self._show_badge(state if is_chosen or self._conversation.running_provider == "azure" else None)
        deployment = clean(state.deployment) if state is not None else ""
        note = self.tr("Deployment {name}").format(name=deployment) if is_chosen else self._local_note
        self._composer.set_note(note)

    def _show_badge(self, state: AzureState | None) -> None:
        if state is None:
            self._badge.show_local()
            return
        self._badge.show_azure(
            azure_words.goes_to(state), azure_words.kept_briefly(state), azure_words.kept_sentence(state)
        )

    def _ask_before_sending(self) -> None:
        """Withdraw what was agreed to for the open chat."""
        if self._conversation.chat is not None:
            self._conversation.destination.ask_before_sending(self._conversation.chat)
