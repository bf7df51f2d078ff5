"""Settings of the program as a whole: its language, its colours, its text size."""

from PySide6.QtWidgets import QWidget

from desktop_rag.ui.settings.page import lay_out_page
from desktop_rag.ui.settings.setting_row import ChoiceRow, numbers
from desktop_rag.ui.settings.settings_session import SettingsSession


class GeneralPage(QWidget):
    """What the window looks like."""

    def __init__(self, session: SettingsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        language = ChoiceRow(
            session,
            "general.language",
            self.tr("Language"),
            # Each language is named in itself, so that a person finds theirs whatever is shown now.
            ((self.tr("Like the system"), "system"), ("English", "en"), ("日本語", "ja")),
            self.tr("Takes effect at the next start."),
        )
        colours = ChoiceRow(
            session,
            "general.theme",
            self.tr("Colours"),
            ((self.tr("Like the system"), "system"), (self.tr("Light"), "light"), (self.tr("Dark"), "dark")),
        )
        size = ChoiceRow(
            session,
            "general.text_size",
            self.tr("Text size"),
            numbers(11, 12, 13, 14, 15, 16, 18, 20, 24, 28),
            self.tr("13 is usual. Takes effect at the next start."),
        )
        lay_out_page(self, self.tr("General"), (language, colours, size))
