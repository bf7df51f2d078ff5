"""One setting on a page: its name, its control, what it does, and what went wrong with it."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_rag.records import SettingValue
from desktop_rag.ui import theme
from desktop_rag.ui.chat.switch import Switch
from desktop_rag.ui.library.select_box import SelectBox
from desktop_rag.ui.settings.origin_line import OriginLine
from desktop_rag.ui.settings.settings_session import SettingsSession, Value

_CONTROL_WIDTH = 200


class SettingRow(QWidget):
    """Keeps a control in step with the engine.

    What the organisation has fixed is shown with its lock and cannot be changed; what it suggests can.
    """

    def __init__(self, session: SettingsSession, key: str, name: str, explanation: str = "") -> None:
        super().__init__()
        self._session = session
        self._key = key
        self._name = QLabel(name)
        self._note = QLabel()
        self._setting: SettingValue | None = None
        self._origin = OriginLine()
        self._line = QHBoxLayout()
        self._line.setSpacing(theme.SPACE_AROUND)
        self._line.addWidget(self._name, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addLayout(self._line)
        explained = QLabel(explanation)
        for label, role in ((explained, "quiet"), (self._note, "failed")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for part in (explained, self._origin, self._note):
            layout.addWidget(part)
        explained.setVisible(bool(explanation))
        self._note.hide()
        session.changed.connect(self._take)
        session.policy_shown.connect(self._show_origin)
        session.failed.connect(self._tell)

    def choose(self, value: Value) -> None:
        """Send what the person has chosen."""
        self._note.hide()
        self._session.set_value(self._key, value)

    def add_control(self, control: QWidget) -> None:
        control.setAccessibleName(self._name.text())
        control.setMinimumWidth(_CONTROL_WIDTH)
        self._name.setBuddy(control)
        self._line.addWidget(control)
        # Nothing can be chosen before the engine has said what is chosen now.
        control.setEnabled(False)
        self._control = control

    def show_value(self, value: Value) -> None:
        """Show a value without sending it back."""

    def _take(self, setting: SettingValue) -> None:
        if setting.key != self._key:
            return
        self._setting = setting
        self._control.setEnabled(setting.source != "policy" or setting.is_preset)
        blocker = QSignalBlocker(self._control)
        # A list of the organisation's is shown as the person would write it: one entry a line.
        value = setting.value
        self.show_value("\n".join(value) if isinstance(value, tuple) else value)
        blocker.unblock()
        self._show_origin()

    def _show_origin(self) -> None:
        """Also once the organisation's name is known, which comes by another way than the value."""
        if self._setting is not None:
            self._origin.show_origin(self._setting, self._session.organisation)
            self._control.setAccessibleDescription(self._origin.sentence())

    def _tell(self, key: str, sentence: str) -> None:
        if key == self._key:
            self._note.setText(sentence)
            self._note.show()


class ChoiceRow(SettingRow):
    """One of a few values."""

    def __init__(
        self, session: SettingsSession, key: str, name: str, choices: Sequence[tuple[str, Value]], explanation: str = ""
    ) -> None:
        super().__init__(session, key, name, explanation)
        self._box = SelectBox()
        self._value: Value = None
        self.add_control(self._box)
        self.set_choices(choices)
        self._box.activated.connect(lambda index: self.choose(self._box.itemData(index)))

    @property
    def value(self) -> Value:
        """What the engine has now."""
        return self._value

    def set_choices(self, choices: Sequence[tuple[str, Value]]) -> None:
        """Offer these words for these values; the present value stays chosen."""
        with QSignalBlocker(self._box):
            self._box.clear()
            for word, value in choices:
                self._box.addItem(word, value)
            self.show_value(self._value)

    def show_value(self, value: Value) -> None:
        self._value = value
        index = next((at for at in range(self._box.count()) if self._box.itemData(at) == value), -1)
        if index < 0 and value is not None:
            # A model that was taken away, a number set from a terminal: shown as it is, and kept until changed.
            self._box.addItem(str(value), value)
            index = self._box.count() - 1
        self._box.setCurrentIndex(index)


def numbers(*values: int) -> tuple[tuple[str, Value], ...]:
    """A few sensible numbers to choose from."""
    return tuple((QLocale().toString(value), value) for value in values)


class SwitchRow(SettingRow):
    """On or off."""

    def __init__(self, session: SettingsSession, key: str, name: str, explanation: str = "") -> None:
        super().__init__(session, key, name, explanation)
        self._box = Switch("")
        self.add_control(self._box)
        self._box.setMinimumWidth(0)
        self._box.toggled.connect(self.choose)

    def show_value(self, value: Value) -> None:
        self._box.setChecked(bool(value))
