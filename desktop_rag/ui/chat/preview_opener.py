"""Opens the preview when a question waits for consent, and closes it when nothing waits any more."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_rag.records import SendingPreview
from desktop_rag.ui.chat.conversation_controller import ConversationController

if TYPE_CHECKING:
    from desktop_rag.ui.chat.azure_preview import AzurePreview


class PreviewOpener(QObject):
    """Stands between the conversation and the dialog, which know nothing of each other."""

    def __init__(self, conversation: ConversationController, language: str, window: QWidget) -> None:
        super().__init__(window)
        self._language = language
        self._window = window
        self._conversation = conversation
        self.dialog: AzurePreview | None = None
        sending = conversation.sending
        sending.shown.connect(self._show)
        sending.waiting.connect(self._show_waiting)
        sending.failed.connect(self._show_failure)
        sending.ended.connect(self._end)

    def _show(self, preview: SendingPreview) -> None:
        if self.dialog is None:
            # Only where it is needed: most questions never leave.
            from desktop_rag.ui.chat.azure_preview import AzurePreview

            sending = self._conversation.sending
            self.dialog = AzurePreview(self._language, self._window)
            self.dialog.passages_chosen.connect(sending.take_out)
            self.dialog.send_chosen.connect(lambda remember: sending.agree(remember=remember))
            self.dialog.local_chosen.connect(sending.keep_local)
            self.dialog.decline_chosen.connect(sending.decline)
        destination = self._conversation.destination
        self.dialog.show_preview(
            preview,
            destination.state,
            is_fixed=destination.is_consent_fixed,
            is_kept=not self._conversation.is_private,
        )
        if not self.dialog.isVisible():
            self.dialog.open()

    def _show_waiting(self) -> None:
        if self.dialog is not None:
            self.dialog.show_waiting()

    def _show_failure(self, code: str, details: dict[str, str | int | float]) -> None:
        if self.dialog is not None:
            self.dialog.show_failure(code, details)

    def _end(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.end()
