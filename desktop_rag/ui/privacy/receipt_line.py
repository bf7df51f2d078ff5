"""One line below what was forgotten: that it is being erased, that it is, and the way to the receipt."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop_rag.protocol import Forgotten, JobFailed
from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.library.sentences import failure_sentence
from desktop_rag.ui.privacy.forgetting import Forgetting
from desktop_rag.ui.privacy.receipt_dialog import ReceiptDialog
from desktop_rag.ui.privacy.receipt_words import ReceiptWords
from desktop_rag.ui.stylesheet import restyle


class ReceiptLine(QWidget):
    """Hidden until something is forgotten. A receipt that says "something is left" opens by itself."""

    def __init__(self, forgetting: Forgetting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forgetting = forgetting
        self._receipt: Forgotten | None = None
        self._sentences = ReceiptWords(self)
        self._words = plain_label("", "quiet")
        self._open = QPushButton(self.tr("Receipt"))
        self._open.setProperty("kind", "link")
        self._open.clicked.connect(self.show_receipt)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_INSIDE)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._open)
        self.hide()
        forgetting.begun.connect(self._show_begun)
        forgetting.receipt_given.connect(self._take)
        forgetting.failed.connect(self._tell)

    def show_receipt(self) -> None:
        """The whole receipt of the last erasure."""
        if self._receipt is None:
            return
        dialog = ReceiptDialog(self._receipt, self.window())
        dialog.retry_requested.connect(self._forgetting.erase_old_text)
        dialog.show()

    def _show_begun(self) -> None:
        self._receipt = None
        self._say(self.tr("Erasing and looking for what is left…"), "quiet")

    def _take(self, receipt: Forgotten) -> None:
        self._receipt = receipt
        self._say(self._sentences.in_short(receipt), "quiet" if receipt.is_checked else "look_here")
        if not receipt.is_checked:
            self.show_receipt()

    def _tell(self, event: JobFailed) -> None:
        self._receipt = None
        self._say(failure_sentence(event), "failed")

    def _say(self, sentence: str, role: str) -> None:
        self._words.setText(sentence)
        self._words.setProperty("role", role)
        restyle(self._words)
        self._open.setVisible(self._receipt is not None)
        self.show()
