"""The middle of the window: header, conversation, composer, and the drafts of each chat."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from desktop_rag.ui.chat.chat_header import ChatHeader
from desktop_rag.ui.chat.composer import Composer, composer_place
from desktop_rag.ui.chat.conversation_controller import ConversationController
from desktop_rag.ui.chat.conversation_view import ConversationView
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.window_parts import rule


class ChatPage(QWidget):
    """Places the parts and connects them with their controller."""

    def __init__(
        self,
        conversation: ConversationController,
        composer: Composer,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversation = conversation
        self._drafts: dict[str | None, str] = {}
        self._chat: str | None = None
        self._is_private = False
        self._keeps_chats = True
        self.header = ChatHeader()
        self.view = ConversationView(conversation.turns, language)
        self.composer = composer
        self._empty = plain_label(self.tr("What would you like to know? Answers show the exact passage."), "quiet")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build()
        self.header.limit_changed.connect(conversation.set_limited)
        self.composer.question_submitted.connect(conversation.ask)
        self.composer.stop_requested.connect(conversation.stop)
        self.view.ask_again_requested.connect(conversation.ask)
        self.view.ask_locally_requested.connect(lambda question: conversation.ask(question, "local"))
        self.view.ask_everywhere_requested.connect(conversation.ask_everywhere)
        conversation.busy_changed.connect(self._take_busy)
        conversation.chat_changed.connect(self._take_chat)
        for signal in (conversation.turns.rowsInserted, conversation.turns.modelReset):
            signal.connect(self._show_empty)
        self._show_empty()
        self.composer.open_for_questions()

    @property
    def empty_note(self) -> QLabel:
        """What stands where no question has been asked yet."""
        return self._empty

    def _build(self) -> None:
        self._middle = QWidget()
        self._stack = QStackedLayout(self._middle)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(rule())
        layout.addWidget(self._middle, 1)
        layout.addLayout(composer_place(self.composer))

    def _show_empty(self) -> None:
        is_empty = self._conversation.turns.rowCount() == 0
        self._stack.setCurrentWidget(self._empty if is_empty else self.view)

    def _take_busy(self) -> None:
        self.composer.set_busy(is_busy=self._conversation.is_busy)

    def _take_chat(self, chat: str | None) -> None:
        """Each chat keeps its own unfinished question."""
        # A new chat gets its id when its first question is sent; what is in the field belongs to it already.
        is_first = self._chat is None and chat is not None and self._conversation.turns.rowCount() == 0
        is_same = is_first and not self._is_private
        if not is_same:
            # What was begun in a private chat ends with it.
            if not self._is_private:
                self._drafts[self._chat] = self.composer.draft()
            self._is_private = self._conversation.is_private
            self.composer.set_draft("" if self._is_private else self._drafts.pop(chat, ""))
        self._chat = chat
        self._show_kept()

    def set_keeping(self, *, keeps_chats: bool) -> None:
        """Whether chats are written down at all."""
        self._keeps_chats = keeps_chats
        self._show_kept()

    def _show_kept(self) -> None:
        self.header.show_kept(is_kept=self._keeps_chats and not self._is_private)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
