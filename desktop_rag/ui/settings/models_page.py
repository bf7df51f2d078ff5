"""The page of the model files: what is there, whether it can be used, adding one, checking one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_rag.protocol import ModelsListed
from desktop_rag.records import ModelInfo
from desktop_rag.ui import theme
from desktop_rag.ui.file_dialogs import choose_file
from desktop_rag.ui.library.sentences import sentence_of
from desktop_rag.ui.settings.models_session import ModelsSession
from desktop_rag.ui.settings.models_table import Column, ModelsTableModel
from desktop_rag.ui.settings.page import lay_out_page
from desktop_rag.ui.settings.rows_view import RowsView
from desktop_rag.ui.stylesheet import restyle

_WIDTHS = {Column.NAME: 30, Column.PURPOSE: 10, Column.STATE: 22, Column.SIZE: 10, Column.MEMORY_NEEDED: 16}


class ModelsPage(QWidget):
    """A model's state is a sentence below the table; the column only has room for its beginning."""

    def __init__(self, session: ModelsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = ModelsTableModel(self)
        self._table = RowsView(self._model, self.tr("Models"), _WIDTHS)
        self._note = QLabel()
        self._add = QPushButton(self.tr("Add a model file…"))
        self._check = QPushButton(self.tr("Check"))
        self._is_busy = False
        explanation = QLabel(
            self.tr(
                "Models are files on this computer. One for search is needed; one for answers writes them from the "
                "quotes. Without it the quotes are the answer."
            )
        )
        explanation.setProperty("role", "quiet")
        explanation.setWordWrap(True)
        whole = self._build()
        lay_out_page(self, self.tr("Models"), (explanation, whole), whole)
        self._connect()

    def _build(self) -> QWidget:
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._check.setEnabled(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_INSIDE)
        for button in (self._add, self._check):
            buttons.addWidget(button)
        buttons.addStretch(1)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_AROUND)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._note)
        layout.addLayout(buttons)
        return whole

    def _connect(self) -> None:
        self._add.clicked.connect(self._choose_file)
        self._check.clicked.connect(self._check_selected)
        self._table.selectionModel().selectionChanged.connect(lambda _new, _old: self._show_selected())
        self._session.listed.connect(self._show)
        self._session.checked.connect(self._take_checked)
        self._session.busy_changed.connect(self._set_busy)
        self._session.failed.connect(lambda sentence: self._say(sentence, "failed"))

    def _selected(self) -> ModelInfo | None:
        row = self._table.selected_row()
        return self._model.model_info(row) if row is not None else None

    def _show(self, event: ModelsListed) -> None:
        selected = self._selected()
        self._model.show_models(event.models)
        row = self._model.row_of(selected.name) if selected is not None else None
        if row is not None:
            self._table.selectRow(row)
        self._refresh_buttons()

    def _show_selected(self) -> None:
        self._refresh_buttons()
        model = self._selected()
        if model is None or self._is_busy:
            return
        if model.is_usable:
            self._say(model.file.replace("\n", " "), "quiet")
        else:
            self._say(sentence_of(model.code or "model_failed"), "look_here")

    def _choose_file(self) -> None:
        file = choose_file(self, self.tr("Choose a model file"), self.tr("Model files (*.gguf)"))
        if file:
            self._session.add(file)
            self._say(self.tr("Checking the file and copying it…"), "quiet")

    def _check_selected(self) -> None:
        model = self._selected()
        if model is not None:
            self._session.check(model.name)
            self._say(self.tr("Checking {name}: it is loaded and says a word…").format(name=model.name), "quiet")

    def _take_checked(self, model: ModelInfo) -> None:
        self._model.replace(model)
        if model.is_usable:
            self._say(self.tr("{name} works on this computer.").format(name=model.name), "quiet")
        else:
            self._say(sentence_of(model.code or "model_failed"), "look_here")

    def _set_busy(self, is_busy: bool) -> None:  # a slot takes what a signal gives
        self._is_busy = is_busy
        self._refresh_buttons()

    def _refresh_buttons(self) -> None:
        self._add.setEnabled(not self._is_busy)
        self._check.setEnabled(not self._is_busy and self._selected() is not None)

    def _say(self, sentence: str, role: str) -> None:
        self._note.setText(sentence)
        self._note.setProperty("role", role)
        restyle(self._note)
