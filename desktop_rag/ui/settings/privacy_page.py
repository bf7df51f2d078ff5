"""What is kept on this computer and where, in plain words."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.settings.page import lay_out_page


class PrivacyPage(QWidget):
    """Only says; there is nothing to switch off."""

    def __init__(self, home: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._note = QLabel()
        self._note.setProperty("role", "failed")
        self._note.setWordWrap(True)
        self._note.hide()
        rows = (
            self._statement(
                self.tr("Your documents"),
                self.tr("They stay where they are and are never changed. Nothing of them leaves this computer."),
            ),
            self._statement(
                self.tr("The index"),
                self.tr("The text of your documents, cut into passages, so that they can be found and quoted."),
            ),
            self._statement(
                self.tr("Chats"), self.tr("Your questions and the answers, until you delete the chat they belong to.")
            ),
            self._statement(
                self.tr("Pictures of pages"),
                self.tr("Made when you look at a source. They are deleted whenever the program starts or ends."),
            ),
            self._statement(
                self.tr("Logs"),
                self.tr("Times and codes, so that a fault can be found. No text, no questions, no file names."),
            ),
            self._folder(),
            self._note,
        )
        lay_out_page(self, self.tr("Privacy"), rows)

    def _statement(self, name: str, sentence: str) -> QWidget:
        heading, words = QLabel(name), QLabel(sentence)
        heading.setFont(theme.scaled_font(theme.SIZE_BODY, is_bold=True))
        words.setProperty("role", "quiet")
        words.setWordWrap(True)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(heading)
        layout.addWidget(words)
        return whole

    def _folder(self) -> QWidget:
        where = QLabel(str(self._home))
        where.setTextFormat(Qt.TextFormat.PlainText)
        where.setAccessibleName(self.tr("Library folder"))
        where.setWordWrap(True)
        where.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        open_folder = QPushButton(self.tr("Open folder"))
        open_folder.setAutoDefault(False)
        open_folder.clicked.connect(self._open)
        whole = self._statement(self.tr("All of it is in one folder"), self.tr("Only you can read it."))
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_AROUND)
        line.addWidget(where, 1)
        line.addWidget(open_folder)
        layout = whole.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addLayout(line)
        return whole

    def _open(self) -> None:
        is_open = QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._home)))
        self._note.setText(self.tr("The system knows no program that shows folders."))
        self._note.setVisible(not is_open)
