"""The settings as the engine has them, for every page of the dialog."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop_rag.protocol import Event, GetSettings, JobFailed, PolicyShown, SetSetting, SettingsListed, ShowPolicy
from desktop_rag.records import SettingValue
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.sentences import failure_sentence

Value = str | int | float | bool | None


class SettingsSession(QObject):
    """Reads all settings once, changes one at a time, and tells the pages what the engine made of it.

    Signals:
        changed: a value is known or new (carries `SettingValue`).
        failed: key and sentence; the value is what it was.
        policy_shown: the policy in force is known (carries `PolicyShown`).
    """

    changed = Signal(object)
    failed = Signal(str, str)
    policy_shown = Signal(object)

    def __init__(self, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._values: dict[str, SettingValue] = {}
        self._jobs: set[str] = set()
        self._organisation: str | None = None
        engine.ready.connect(self.load)

    @property
    def organisation(self) -> str | None:
        """Who set the policy, in their own words; None where nobody did or they give no name."""
        return self._organisation

    def load(self) -> None:
        self._send(GetSettings(id=self._engine.new_id()), self._take)
        self._send(ShowPolicy(id=self._engine.new_id()), self._take)

    def set_value(self, key: str, value: Value) -> None:
        """Ask the engine to change it; what is the same already is not sent."""
        known = self._values.get(key)
        if known is not None and known.value == value:
            return

        def take(event: Event) -> None:
            if isinstance(event, JobFailed):
                self.failed.emit(key, failure_sentence(event))
                if known is not None:
                    self.changed.emit(known)
            self._take(event)

        self._send(SetSetting(id=self._engine.new_id(), key=key, value=value), take)

    def close(self) -> None:
        """Hear nothing more: the dialog is about to be gone."""
        for job in self._jobs:
            self._engine.stop_listening(job)
        self._jobs.clear()

    def _send(self, command: GetSettings | SetSetting | ShowPolicy, take: Callable[[Event], None]) -> None:
        self._jobs.add(command.id)
        self._engine.send(command, take)

    def _take(self, event: Event) -> None:
        if isinstance(event, SettingsListed):
            self._jobs.discard(event.id)
            for setting in event.settings:
                self._values[setting.key] = setting
                self.changed.emit(setting)
        elif isinstance(event, PolicyShown):
            self._jobs.discard(event.id)
            self._organisation = event.organisation
            self.policy_shown.emit(event)
