"""Settings of Azure OpenAI: what leaves, what the service keeps, the way there, what is asked and replaced before."""

from PySide6.QtWidgets import QWidget

from desktop_rag.records import AzureState
from desktop_rag.ui.chat import azure_words
from desktop_rag.ui.chat.azure_notes import KeptPanel
from desktop_rag.ui.chat.turn_parts import Panel, plain_label
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.sentences import sentence_of
from desktop_rag.ui.settings.azure_action import ActionRow
from desktop_rag.ui.settings.azure_key import KeyRow
from desktop_rag.ui.settings.azure_session import AzureSession
from desktop_rag.ui.settings.azure_sign_in import SignInRow
from desktop_rag.ui.settings.page import group, lay_out_page, statement
from desktop_rag.ui.settings.setting_row import ChoiceRow, SwitchRow
from desktop_rag.ui.settings.settings_session import SettingsSession
from desktop_rag.ui.settings.written_rows import LineRow, LinesRow, PatternsRow


class AzurePage(QWidget):
    """Says first what it means, and then how it is set up."""

    def __init__(self, session: SettingsSession, engine: EngineClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._azure = AzureSession(engine, self)
        self._problem = Panel()
        self._problem.hide()
        self._kept = KeptPanel(has_more=False)
        self._kept.show_state(None)
        self._zone = plain_label(role="quiet")
        self._zone.hide()
        self.key = KeyRow(self._azure)
        self.sign_in = SignInRow(self._azure)
        self._entra: tuple[QWidget, ...] = self._company_account()
        self.words = LinesRow(
            session,
            "azure.redact_words",
            self.tr("Your own names and words"),
            self.tr("One a line: people, customers, projects. They are replaced wherever they stand."),
        )
        self.patterns = PatternsRow(
            session,
            "azure.redact_patterns",
            self.tr("Your own patterns"),
            self.tr("One a line, a name and a regular expression: what it finds is replaced by the name."),
            "CONTRACT: V-\\d{6}",
        )
        self._azure.state_shown.connect(self._show_state)
        rows = (
            self._switch(),
            self._problem,
            group(self.tr("What leaves")),
            *self._what_leaves(),
            group(self.tr("What the service keeps")),
            self._kept,
            *(plain_label(text, "quiet", can_select=True) for text in azure_words.kept_at_length()),
            self._zone,
            group(self.tr("The way there")),
            *self._way_there(),
            group(self.tr("Before each sending")),
            *self._before(),
        )
        lay_out_page(self, self.tr("Azure OpenAI"), rows)
        self._azure.load()

    def close_session(self) -> None:
        """Hear nothing more: the dialog is about to be gone."""
        self.words.take_over_now()
        self.patterns.take_over_now()
        self.key.forget_draft()
        self._azure.close()

    def _switch(self) -> QWidget:
        return SwitchRow(
            self._session,
            "azure.enabled",
            self.tr("Offer Azure OpenAI for questions"),
            self.tr(
                "Off: everything is done on this computer. On: beside the question field you choose where a question "
                "goes. Every chat still starts on this computer."
            ),
        )

    def _what_leaves(self) -> tuple[QWidget, ...]:
        return (
            statement(
                self.tr("Sent, once you have agreed"),
                self.tr(
                    "Your question, the passages that you see in the preview, and the earlier questions of the same "
                    "chat. Personal data is replaced before that, and put back here."
                ),
            ),
            statement(
                self.tr("Never sent"),
                self.tr(
                    "Files, file names, folders, and anything from a collection that is marked as never leaving this "
                    "computer. Finding passages and checking the answer stay here."
                ),
            ),
        )

    def _way_there(self) -> tuple[QWidget, ...]:
        session = self._session
        return (
            LineRow(session, "azure.endpoint", self.tr("Endpoint"), "", "https://NAME.openai.azure.com/openai/v1/"),
            LineRow(session, "azure.deployment", self.tr("Deployment"), self.tr("The name that IT gave to the model.")),
            ChoiceRow(
                session,
                "azure.auth",
                self.tr("Sign-in"),
                (
                    (self.tr("With a key"), "key"),
                    (self.tr("Company account, in the browser"), "entra_browser"),
                    (self.tr("Company account, with a code"), "entra_device"),
                ),
            ),
            self.key,
            *self._entra,
            self.sign_in,
            ActionRow(
                self._azure,
                "test",
                self._azure.test,
                words=self.tr("Test connection"),
                explanation=self.tr("Tries endpoint, sign-in and deployment. No document is sent."),
                result=self.tr("Endpoint, sign-in and deployment work. No document was sent."),
            ),
        )

    def _company_account(self) -> tuple[QWidget, ...]:
        session = self._session
        rows = (
            LineRow(session, "azure.tenant", self.tr("Tenant"), self.tr("The directory of your organisation.")),
            LineRow(session, "azure.client_id", self.tr("App ID"), self.tr("The app that IT has registered for this.")),
            LineRow(session, "azure.scope", self.tr("Scope")),
        )
        for row in rows:
            row.hide()
        return rows

    def _before(self) -> tuple[QWidget, ...]:
        session = self._session
        return (
            ChoiceRow(
                session,
                "azure.consent",
                self.tr("Ask for consent"),
                ((self.tr("Before every question"), "question"), (self.tr("Once in a chat"), "chat")),
            ),
            ActionRow(
                self._azure,
                "withdraw",
                self._azure.withdraw,
                words=self.tr("Withdraw every consent"),
                explanation=self.tr("Chats for which you agreed once ask again."),
                result=self.tr("Every chat asks again before it sends anything."),
            ),
            SwitchRow(
                session,
                "azure.redact",
                self.tr("Replace personal data"),
                self.tr(
                    "Mail addresses, phone numbers, postal codes, My Number, bank accounts and cards, employee and "
                    "customer numbers, and the words below. The real words are put back into the answer, here."
                ),
            ),
            self.words,
            self.patterns,
        )

    def _show_state(self, state: AzureState) -> None:
        self._kept.show_state(state)
        self.key.show_state(state)
        self.sign_in.show_state(state)
        for row in self._entra:
            row.setVisible(state.auth != "key")
        zone = state.data_zone
        self._zone.setText(self.tr("Your organisation declares where it is processed: {zone}.").format(zone=zone))
        self._zone.setVisible(bool(zone))
        is_problem = state.code is not None and state.code != "azure_off"
        if is_problem:
            missing = self.tr("Fill in endpoint and deployment below before you switch it on.")
            text = missing if state.code == "azure_not_configured" else sentence_of(state.code or "")
            self._problem.show_text("look_here", "", text)
        self._problem.setVisible(is_problem)
