"""Settings of answers: where they may come from, how many quotes, which model."""

from PySide6.QtWidgets import QWidget

from desktop_rag.protocol import ModelsListed
from desktop_rag.ui.settings.models_session import ModelsSession
from desktop_rag.ui.settings.page import lay_out_page
from desktop_rag.ui.settings.setting_row import ChoiceRow, SwitchRow, numbers
from desktop_rag.ui.settings.settings_session import SettingsSession


class AnswersPage(QWidget):
    """How questions are answered."""

    def __init__(self, session: SettingsSession, models: ModelsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        limit = SwitchRow(
            session,
            "answers.limit_to_documents",
            self.tr("Limit responses to my documents"),
            self.tr("For new chats. Where your documents do not contain an answer, that is what you are told."),
        )
        quotes = ChoiceRow(
            session,
            "answers.quotes",
            self.tr("Quotes for an answer"),
            numbers(*range(1, 9)),
            self.tr("How many passages are quoted at most. More quotes take the model longer to read."),
        )
        self._model = ChoiceRow(
            session,
            "answers.model",
            self.tr("Model"),
            ((self.tr("The best that this computer can use"), None),),
            self.tr("Writes the answer from the quotes, on this computer."),
        )
        length = ChoiceRow(
            session,
            "answers.max_tokens",
            self.tr("Longest answer"),
            numbers(64, 128, 256, 512, 1024, 2048, 4096),
            #: A token is about three quarters of an English word
            self.tr("In tokens: 256 are about 190 English words or 200 Japanese characters."),
        )
        models.listed.connect(self._offer)
        lay_out_page(self, self.tr("Answers"), (limit, quotes, self._model, length))

    def _offer(self, event: ModelsListed) -> None:
        usable = [model.name for model in event.models if model.purpose == "chat" and model.is_usable]
        automatic = (self.tr("The best that this computer can use"), None)
        self._model.set_choices([automatic, *((name, name) for name in usable)])
