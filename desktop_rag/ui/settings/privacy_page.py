"""What is kept on this computer, where and for how long; checking it and erasing it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_rag.records import HealthCheck
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.privacy.check_now import CheckNow
from desktop_rag.ui.privacy.check_words import check_sentence
from desktop_rag.ui.privacy.erase_panel import ErasePanel
from desktop_rag.ui.settings.keep_days_row import KeepDaysRow
from desktop_rag.ui.settings.library_folder import LibraryFolder
from desktop_rag.ui.settings.page import group, lay_out_page, statement
from desktop_rag.ui.settings.setting_row import SwitchRow
from desktop_rag.ui.settings.settings_session import SettingsSession


class PrivacyPage(QWidget):
    """Says, lets choose, checks and erases, in this order."""

    def __init__(
        self, session: SettingsSession, engine: EngineClient, home: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._check = CheckNow(engine)
        self._erase = ErasePanel(engine)
        self._disk = plain_label(self.tr("Check now tells whether the disk is encrypted."), "quiet")
        self._check.checked.connect(self._take_checks)
        rows = (
            group(self.tr("What is kept")),
            *self._statements(),
            LibraryFolder(home),
            group(self.tr("For how long")),
            KeepDaysRow(
                session,
                self.tr("Chats"),
                self.tr("Counted from the last question. Older ones are erased at the next start or within a day."),
                self,
            ),
            *self._switches(session),
            group(self.tr("The disk")),
            SwitchRow(
                session,
                "privacy.require_disk_encryption",
                self.tr("Read documents only on an encrypted disk"),
                self.tr("On a disk that is not known to be encrypted nothing new is read."),
            ),
            self._disk,
            group(self.tr("Check")),
            self._check,
            group(self.tr("Erase")),
            self._erase,
        )
        lay_out_page(self, self.tr("Privacy"), rows)

    def close_session(self) -> None:
        """Hear nothing more: the dialog is about to be gone."""
        self._check.close_session()
        self._erase.forgetting.close()

    def _statements(self) -> tuple[QWidget, ...]:
        return (
            statement(
                self.tr("Your documents"),
                self.tr(
                    "They stay where they are and are never changed. Answers made on this computer send nothing of "
                    "them anywhere; a question to Azure OpenAI takes along the passages that its preview shows."
                ),
            ),
            statement(
                self.tr("The index"),
                self.tr("The text of your documents, cut into passages, so that they can be found and quoted."),
            ),
            statement(
                self.tr("Pictures of pages"),
                self.tr("Made when you look at a source. They are deleted whenever the program starts or ends."),
            ),
            statement(
                self.tr("The ledger"),
                self.tr("What went to Azure OpenAI and when, by hashes and numbers. It has a page of its own."),
            ),
        )

    def _switches(self, session: SettingsSession) -> tuple[QWidget, ...]:
        return (
            SwitchRow(
                session,
                "logs.enabled",
                self.tr("Logs"),
                self.tr("Times and codes, so that a fault can be found. No text, no questions, no file names."),
            ),
            SwitchRow(
                session,
                "privacy.empty_clipboard",
                self.tr("Empty the clipboard after quitting"),
                self.tr("Only if it still holds text that was copied from this program."),
            ),
        )

    def _take_checks(self, checks: Sequence[HealthCheck]) -> None:
        for check in checks:
            if check.check == "disk_encryption":
                self._disk.setText(check_sentence(check))
