"""How long chats are kept; a shorter time is asked, for it erases what is older."""

from PySide6.QtWidgets import QWidget

from desktop_rag.ui.library.confirmation import Confirmation
from desktop_rag.ui.settings.setting_row import ChoiceRow
from desktop_rag.ui.settings.settings_session import SettingsSession, Value

_FOR_EVER = 1_000_000


class KeepDaysRow(ChoiceRow):
    """The choice of `chats.keep_days`: 0 writes none down, None keeps them for ever."""

    def __init__(self, session: SettingsSession, name: str, explanation: str, window: QWidget) -> None:
        super().__init__(session, "chats.keep_days", name, (), explanation)
        self._window = window
        self.set_choices(
            (
                #: How long chats are kept
                (self.tr("Never written"), 0),
                *((self.tr("%n days", "", days), days) for days in (7, 30, 90, 365)),
                #: How long chats are kept
                (self.tr("For ever"), None),
            )
        )

    def choose(self, value: Value) -> None:
        kept = self.value
        if _length(value) < _length(kept) and not self._is_agreed(value):
            self.show_value(kept)
            return
        super().choose(value)

    def _is_agreed(self, value: Value) -> bool:
        if value == 0:
            question = self.tr("Write no chats down any more?")
            explanation = self.tr("All chats that are kept now are erased too. Your documents stay.")
        else:
            question = self.tr("Keep chats for a shorter time?")
            explanation = self.tr("Chats without a question in the last %n days are erased.", "", int(value or 0))
        return Confirmation.ask(self._window, question, explanation, self.tr("Keep them shorter"))


def _length(value: Value) -> int:
    return value if isinstance(value, int) else _FOR_EVER
