"""The receipt of an erasure: what went, what was looked at afterwards, and what it cannot reach."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_rag.protocol import Forgotten
from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import Panel, plain_label
from desktop_rag.ui.privacy.checks_view import ChecksView
from desktop_rag.ui.privacy.receipt_words import ReceiptWords
from desktop_rag.ui.settings.page import scrollable


class ReceiptDialog(QDialog):
    """Does not hold up the window: it can stay open while work goes on.

    Signals:
        retry_requested: what is left is to be erased now.
    """

    retry_requested = Signal()

    def __init__(self, receipt: Forgotten, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Receipt"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, on=False)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(24, 20, 24, 12)
        inside.setSpacing(theme.SPACE_AROUND)
        words = ReceiptWords(self)
        inside.addWidget(plain_label(words.in_short(receipt), "question"))
        inside.addWidget(plain_label(words.what_went(receipt), can_select=True))
        if not receipt.is_checked:
            inside.addWidget(self._warning())
        inside.addWidget(plain_label(self.tr("Looked at afterwards"), "label"))
        checks = ChecksView()
        checks.show_checks(receipt.checks)
        inside.addWidget(checks)
        limits = self.tr(
            "Backups, snapshots and what a disk keeps aside by itself are not reached; encrypting the disk protects "
            "those."
        )
        inside.addWidget(plain_label(limits, "quiet"))
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrollable(body, self.windowTitle()), 1)
        layout.addLayout(self._buttons(receipt))
        self.resize(theme.font_px(520), theme.font_px(460))

    def _warning(self) -> Panel:
        warning = Panel()
        warning.show_text(
            "look_here",
            self.tr("No question finds it any more, but a part of it may still be on the disk."),
            self.tr("Close other programs that look into the library folder and choose Erase old text now."),
        )
        return warning

    def _buttons(self, receipt: Forgotten) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, theme.SPACE_WIDE)
        row.setSpacing(theme.SPACE_INSIDE)
        row.addStretch(1)
        if not receipt.is_checked:
            retry = QPushButton(self.tr("Erase old text now"))
            retry.setAutoDefault(False)
            retry.clicked.connect(self.retry_requested)
            retry.clicked.connect(self.close)
            row.addWidget(retry)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.close)
        row.addWidget(close)
        return row
