"""Settings of reading: what is watched, what is never read, and what the computer may spend on it."""

from PySide6.QtWidgets import QWidget

from desktop_rag.ui.settings.page import group, lay_out_page
from desktop_rag.ui.settings.setting_row import ChoiceRow, SwitchRow
from desktop_rag.ui.settings.settings_session import SettingsSession
from desktop_rag.ui.settings.written_rows import LinesRow


class DocumentsPage(QWidget):
    """How documents are found and read."""

    def __init__(self, session: SettingsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        watch = SwitchRow(
            session,
            "index.watch",
            self.tr("Watch the folders of the collections"),
            self.tr(
                "New, changed, moved and deleted files are noticed within seconds. Off: only at the start and when "
                "you choose “Bring up to date”."
            ),
        )
        self._exclude = LinesRow(
            session,
            "index.exclude",
            self.tr("Never read these"),
            self.tr(
                "One a line: a name such as *.bak, or a place below a chosen folder such as drafts/*. Hidden and "
                "temporary files are never read. What matches is taken out of the index."
            ),
            "*.bak\ndrafts/*\n*/private/*",
        )
        scans = SwitchRow(
            session,
            "index.recognise_pictures",
            self.tr("Read scanned pages"),
            self.tr(
                "Pages that are pictures are read by Tesseract, where that program is installed. It takes a few "
                "seconds a page and happens on this computer."
            ),
        )
        battery = ChoiceRow(
            session,
            "index.on_battery",
            self.tr("On battery"),
            (
                #: What reading documents does while the computer is not plugged in
                (self.tr("Read slowly"), "slow"),
                (self.tr("Read at full speed"), "full"),
                (self.tr("Wait until it is plugged in"), "wait"),
            ),
            self.tr("Questions are answered at full speed all the same."),
        )
        rows = (
            group(self.tr("Which files")),
            watch,
            self._exclude,
            group(self.tr("How they are read")),
            scans,
            battery,
        )
        lay_out_page(self, self.tr("Documents"), rows)

    def close_session(self) -> None:
        """What was just written still goes to the engine."""
        self._exclude.take_over_now()
