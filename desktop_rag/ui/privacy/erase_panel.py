"""Erasing from the settings: old text at once, or everything."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_rag.protocol import ForgetEverything
from desktop_rag.ui import theme
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.privacy.everything_dialog import EverythingDialog
from desktop_rag.ui.privacy.forgetting import Forgetting
from desktop_rag.ui.privacy.receipt_line import ReceiptLine
from desktop_rag.ui.settings.page import statement


class ErasePanel(QWidget):
    """Two rows, and one line that says how the last erasure went."""

    def __init__(self, engine: EngineClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self.forgetting = Forgetting(engine, self)
        self._old = QPushButton(self.tr("Erase old text now"))
        self._everything = QPushButton(self.tr("Forget everything…"))
        self._old.clicked.connect(self.forgetting.erase_old_text)
        self._everything.clicked.connect(self._ask)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_WIDE)
        layout.addLayout(
            _row(
                statement(
                    self.tr("Text of edited and removed documents"),
                    self.tr("It cannot be found any more, and leaves the disk by itself within a day."),
                ),
                self._old,
            )
        )
        layout.addLayout(
            _row(
                statement(
                    self.tr("Everything in this library"),
                    self.tr("Every collection, chat, picture and cache. Your files, the settings and the ledger stay."),
                ),
                self._everything,
            )
        )
        layout.addWidget(ReceiptLine(self.forgetting))
        for signal in (self.forgetting.receipt_given, self.forgetting.failed):
            signal.connect(lambda _event: self._set_busy(is_busy=False))
        self.forgetting.begun.connect(lambda: self._set_busy(is_busy=True))

    def _ask(self) -> None:
        if EverythingDialog.ask(self):
            self.forgetting.erase(ForgetEverything(id=self._engine.new_id()))

    def _set_busy(self, *, is_busy: bool) -> None:
        for button in (self._old, self._everything):
            button.setEnabled(not is_busy)


def _row(words: QWidget, button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE_AROUND)
    row.addWidget(words, 1)
    row.addWidget(button)
    return row
