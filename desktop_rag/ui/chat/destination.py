"""Where the next question goes: this computer, or Azure OpenAI where it may and the person chose it for this chat."""

from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop_rag.errors import AzureOff, CollectionStaysLocal
from desktop_rag.protocol import (
    AnswerDone,
    AzureStateShown,
    Event,
    GetAzureState,
    GetSettings,
    JobFailed,
    SettingsListed,
    WithdrawConsent,
)
from desktop_rag.records import AzureState, Collection, SettingValue
from desktop_rag.ui.chat.turn_state import Provider
from desktop_rag.ui.engine_client import EngineClient

_ENABLED: Final = "azure.enabled"
_CONSENT: Final = "azure.consent"
_IN_THE_WAY: Final = ("azure_", "keychain_", "ledger_", "policy_")


class Destination(QObject):
    """Local at the start of every chat, and again as soon as anything stands in the way.

    Signals:
        changed: the destination, or what is known of it, is another one.
    """

    changed = Signal()

    def __init__(self, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._chosen: Provider = "local"
        self._state: AzureState | None = None
        self._state_job = ""
        self._settings_jobs: set[str] = set()
        self._collection: Collection | None = None
        self._settings: dict[str, SettingValue] = {}
        engine.ready.connect(self._ask)
        engine.event_received.connect(self._take)
        if engine.is_ready:
            self._ask()

    @property
    def provider(self) -> Provider:
        return self._chosen

    @property
    def state(self) -> AzureState | None:
        """What the engine said last; None while it has said nothing."""
        return self._state

    @property
    def is_offered(self) -> bool:
        """Whether Azure OpenAI is mentioned at all: somebody has switched it on."""
        enabled = self._settings.get(_ENABLED)
        return self._state is not None and enabled is not None and enabled.value is True

    @property
    def why_not(self) -> str | None:
        """The code of what stands in the way; None where a question can go to Azure OpenAI."""
        if self._state is None or not self.is_offered:
            return AzureOff.code
        if self._state.code is None and self._collection is not None and self._collection.is_local_only:
            return CollectionStaysLocal.code
        return self._state.code

    @property
    def is_consent_fixed(self) -> bool:
        """Whether the organisation says how often a person is asked."""
        consent = self._settings.get(_CONSENT)
        return consent is not None and consent.source == "policy" and not consent.is_preset

    def choose(self, provider: Provider) -> None:
        """The person's choice, for the open chat; what cannot be is not taken."""
        if provider == "azure" and self.why_not is not None:
            return
        if provider != self._chosen:
            self._chosen = provider
            self.changed.emit()

    def start_anew(self) -> None:
        """Another chat is opened: nothing goes out of it before the person says so again."""
        self.choose("local")

    def show_collection(self, collection: Collection | None) -> None:
        """What the next question is about."""
        if collection != self._collection:
            self._collection = collection
            self._settle()

    def ask_before_sending(self, chat: str) -> None:
        """Withdraw what was agreed to for a chat."""
        self._engine.send(WithdrawConsent(id=self._engine.new_id(), chat=chat))

    def _ask(self) -> None:
        self._settings_jobs.clear()
        for key in (_ENABLED, _CONSENT):
            command = GetSettings(id=self._engine.new_id(), key=key)
            self._settings_jobs.add(command.id)
            self._engine.send(command)
        self._ask_state()

    def _ask_state(self) -> None:
        self._state_job = self._engine.new_id()
        self._engine.send(GetAzureState(id=self._state_job))

    def _take(self, event: Event) -> None:
        if isinstance(event, AzureStateShown):
            self._state = event.state
            self._settle()
        elif isinstance(event, SettingsListed):
            self._take_settings(event)
        elif isinstance(event, (JobFailed, AnswerDone)) and event.id != self._state_job:
            code = event.code if isinstance(event, JobFailed) else event.answer.reason
            # What kept this question from going may keep the next one too.
            if code is not None and code.startswith(_IN_THE_WAY):
                self._ask_state()

    def _take_settings(self, event: SettingsListed) -> None:
        ours = {each.key: each for each in event.settings if each.key.startswith("azure.")}
        if not ours:
            return
        is_new = event.id not in self._settings_jobs and any(self._settings.get(key) != ours[key] for key in ours)
        self._settings.update(ours)
        if is_new:
            self._ask_state()
        self._settle()

    def _settle(self) -> None:
        if self._chosen == "azure" and self.why_not is not None:
            self._chosen = "local"
        self.changed.emit()
