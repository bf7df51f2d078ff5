"""The ledger: every sending with its outcome, whether the record is whole, and a copy for others to verify."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_rag.protocol import LedgerShown
from desktop_rag.records import Document, LedgerVerdict
from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import Panel, plain_label
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.file_dialogs import choose_target
from desktop_rag.ui.library.document_names import display_name
from desktop_rag.ui.privacy.ledger_rows import LedgerReader
from desktop_rag.ui.privacy.ledger_session import LedgerSession
from desktop_rag.ui.privacy.ledger_table import Column, LedgerTableModel
from desktop_rag.ui.privacy.ledger_words import damage_sentence, details_text, whole_sentence
from desktop_rag.ui.settings.page import lay_out_page
from desktop_rag.ui.settings.rows_view import RowsView
from desktop_rag.ui.stylesheet import restyle

_WIDTHS = {
    Column.TIME: 19,
    Column.HOST: 34,
    Column.DEPLOYMENT: 14,
    Column.PASSAGES: 10,
    Column.SIZE: 9,
    Column.REPLACED: 10,
}


class LedgerPage(QWidget):
    """Asks the engine when it is first looked at: a long ledger costs nothing before that."""

    def __init__(self, engine: EngineClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = LedgerSession(engine, self)
        self._model = LedgerTableModel(self)
        self._reader = LedgerReader()
        self._names: dict[str, str] = {}
        self._is_wanted = False
        self._table = RowsView(self._model, self.tr("What was sent, newest first"), _WIDTHS)
        self._details = QPlainTextEdit()
        self._rows = QStackedWidget()
        self._damage = Panel()
        self._state = QLabel()
        self._note = plain_label("", "quiet", can_select=True)
        self._verify = QPushButton(self.tr("Verify again"))
        self._export = QPushButton(self.tr("Export…"))
        self._explanation = plain_label(
            self.tr(
                "Every text that goes to Azure OpenAI is recorded here before it leaves, and its outcome after it. "
                "The lines are chained, so that a change from outside is noticed."
            ),
            "quiet",
        )
        whole = self._build()
        lay_out_page(self, self.tr("Ledger"), (self._explanation, self._damage, whole), whole)
        self._connect()
        engine.ready.connect(self._load)

    def close_session(self) -> None:
        """Hear nothing more: the dialog is about to be gone."""
        self._session.close()

    def _build(self) -> QWidget:
        self._details.setReadOnly(True)
        self._details.setAccessibleName(self.tr("Details of the selected line"))
        self._details.setPlaceholderText(self.tr("Choose a line to see its hashes and documents."))
        self._details.setTabChangesFocus(True)
        self._details.setFixedHeight(theme.font_px(108))
        self._damage.hide()
        self._note.hide()
        nothing = plain_label(self.tr("Nothing has left this computer."), "quiet")
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        parts = QWidget()
        below = QVBoxLayout(parts)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(theme.SPACE_INSIDE)
        below.addWidget(self._table, 1)
        below.addWidget(self._details)
        self._rows.addWidget(nothing)
        self._rows.addWidget(parts)
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setProperty("role", "quiet")
        self._state.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_INSIDE)
        buttons.addWidget(self._state, 1)
        for button in (self._verify, self._export):
            buttons.addWidget(button)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_AROUND)
        layout.addWidget(self._rows, 1)
        layout.addLayout(buttons)
        layout.addWidget(self._note)
        return whole

    def _connect(self) -> None:
        self._session.part_shown.connect(self._take_part)
        self._session.verified.connect(self._take_verdict)
        self._session.exported.connect(lambda: self._say(self.tr("The copy is written."), "quiet"))
        self._session.documents_known.connect(self._take_documents)
        self._session.failed.connect(lambda sentence: self._say(sentence, "failed"))
        self._verify.clicked.connect(lambda _checked: self._session.verify())
        self._damage.button.clicked.connect(lambda: self._session.verify(acknowledge=True))
        self._export.clicked.connect(self._choose_file)
        self._table.selectionModel().selectionChanged.connect(lambda _new, _old: self._show_details())

    def _load(self) -> None:
        if self._is_wanted:
            self._session.load()

    def _take_part(self, event: LedgerShown) -> None:
        if event.offset == 0:
            self._reader = LedgerReader()
            self._model.clear()
            if event.lines:
                self._session.ask_for_names()
        self._model.append(self._reader.read(event.lines))
        self._rows.setCurrentIndex(1 if self._model.rowCount() else 0)
        self._export.setEnabled(self._model.rowCount() > 0)

    def _take_verdict(self, verdict: LedgerVerdict) -> None:
        # Damage needs the room, and explains itself.
        self._explanation.setVisible(verdict.is_ok)
        self._damage.setVisible(not verdict.is_ok)
        self._state.setText(whole_sentence(verdict) if verdict.is_ok else "")
        if not verdict.is_ok:
            lead, text = damage_sentence(verdict)
            self._damage.show_text("failed", lead, text, self.tr("Note as seen"))

    def _take_documents(self, documents: tuple[Document, ...]) -> None:
        self._names.update((each.id, display_name(each.path, each.part)) for each in documents)
        self._show_details()

    def _show_details(self) -> None:
        row = self._table.selected_row()
        self._details.setPlainText(details_text(self._model.row(row), self._names) if row is not None else "")

    def _choose_file(self) -> None:
        file = choose_target(self, self.tr("Export the ledger"), "ledger.jsonl", self.tr("Ledger (*.jsonl)"))
        if file:
            self._note.hide()
            self._session.export(file)

    def _say(self, sentence: str, role: str) -> None:
        self._note.setText(sentence)
        self._note.setProperty("role", role)
        restyle(self._note)
        self._note.show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_wanted:
            self._is_wanted = True
            self._session.load()
