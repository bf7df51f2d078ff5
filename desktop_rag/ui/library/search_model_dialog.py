"""Choosing the model that finds passages by meaning in one collection; says what changing it costs, then asks."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget

from desktop_rag.protocol import Event, JobFailed, ListModels, ModelsListed, PlanReading, ReadingPlanned
from desktop_rag.records import Collection, ModelInfo
from desktop_rag.ui import theme
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.duration_words import DurationWords
from desktop_rag.ui.library.sentences import failure_sentence

_NAMED: Final = 4


class SearchModelDialog(QDialog):
    """Nothing changes before the person has seen how long it takes and agreed.

    Signals:
        wanted: id of the collection and name of the model that it is to move to.
    """

    wanted = Signal(str, str)

    def __init__(self, engine: EngineClient, collection: Collection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Language model for search"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._engine = engine
        self._collection = collection
        self._jobs: set[str] = set()
        self._plan_job = ""
        self._model = ""
        self._durations = DurationWords(self)
        self._choices = QButtonGroup(self)
        self._rows = QVBoxLayout()
        self._estimate = plain_label()
        self._use = QPushButton(self.tr("Use this model"))
        self._build()
        self._send(ListModels(id=engine.new_id()))

    def _build(self) -> None:
        name = clean(self._collection.name).replace("\n", " ")
        heading = plain_label(self.tr("Language model for search in “{name}”").format(name=name), "question")
        what = plain_label(
            self.tr(
                "It finds passages by their meaning. One that knows the languages of your documents finds more of them."
            ),
            "quiet",
        )
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        self._use.setProperty("kind", "primary")
        self._use.setAutoDefault(False)
        self._use.setEnabled(False)
        self._use.clicked.connect(self._agree)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_INSIDE)
        buttons.addStretch(1)
        buttons.addWidget(self._use)
        buttons.addWidget(cancel)
        self._rows.setSpacing(theme.SPACE_INSIDE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, theme.SPACE_WIDE)
        layout.setSpacing(theme.SPACE_AROUND)
        layout.addWidget(heading)
        layout.addWidget(what)
        layout.addLayout(self._rows)
        layout.addWidget(self._estimate)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.setMinimumWidth(theme.font_px(500))

    def _send(self, command: ListModels | PlanReading) -> None:
        self._jobs.add(command.id)
        self._engine.send(command, self._take)

    def _take(self, event: Event) -> None:
        if isinstance(event, ModelsListed):
            self._offer([model for model in event.models if model.purpose == "embedding" and model.is_usable])
        elif isinstance(event, ReadingPlanned) and event.id == self._plan_job:
            self._estimate.setText(self._sentence(event))
            self._use.setEnabled(True)
        elif isinstance(event, JobFailed):
            self._estimate.setText(failure_sentence(event))

    def _offer(self, models: Sequence[ModelInfo]) -> None:
        others = [model for model in models if model.name != self._collection.embedding_model]
        for model in models:
            row = QRadioButton(self._words(model).replace("&", "&&"))
            if model in others:
                row.toggled.connect(lambda is_on, name=model.name: self._plan(name) if is_on else None)
            else:
                row.setChecked(True)
            self._choices.addButton(row)
            self._rows.addWidget(row)
        if not others:
            self._estimate.setText(
                self.tr("No other model for search is installed. You can add one on the page “Models” of the settings.")
            )

    def _words(self, model: ModelInfo) -> str:
        words = clean(model.name).replace("\n", " ")
        names = [_language_name(code) for code in model.languages[:_NAMED]]
        if len(model.languages) > _NAMED:
            names.append("…")
        if names:
            #: A model with the languages it knows
            words = self.tr("{model}: {languages}").format(model=words, languages=self._separator().join(names))
        if model.name == self._collection.embedding_model:
            words = self.tr("{model} (in use)").format(model=words)
        return words

    def _separator(self) -> str:
        #: Between the names of languages
        return self.tr(", ")

    def _plan(self, model: str) -> None:
        self._model = model
        self._use.setEnabled(False)
        self._estimate.setText("")
        self._plan_job = self._engine.new_id()
        self._send(PlanReading(id=self._plan_job, collection_id=self._collection.id, model=model))

    def _sentence(self, plan: ReadingPlanned) -> str:
        documents = self.tr("%Ln documents", "", plan.documents)
        if plan.seconds is None:
            return self.tr(
                "How long it takes for {documents} cannot be told before it has begun. The present model answers "
                "until the new one is ready; the documents themselves are not read again."
            ).format(documents=documents)
        return self.tr(
            "For {documents} it takes {duration}. The present model answers until the new one is ready; the documents "
            "themselves are not read again."
        ).format(documents=documents, duration=self._durations.about(plan.seconds))

    def _agree(self) -> None:
        self.wanted.emit(self._collection.id, self._model)
        self.accept()

    def done(self, result: int) -> None:
        # Answers may still be on their way, and this dialog gone before them.
        for job in self._jobs:
            self._engine.stop_listening(job)
        super().done(result)


def _language_name(code: str) -> str:
    """In the language itself; for "en" Qt would name one country's."""
    return "English" if code == "en" else QLocale(code).nativeLanguageName() or code
