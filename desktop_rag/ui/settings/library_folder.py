"""The folder that holds all that the program keeps, with a button that opens it."""

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.settings.page import statement
from desktop_rag.ui.sources.open_document import open_path


class LibraryFolder(QWidget):
    """Says where it is; the path can be copied."""

    def __init__(self, home: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._note = plain_label("", "failed")
        self._note.hide()
        where = plain_label(str(home), can_select=True)
        where.setAccessibleName(self.tr("Library folder"))
        open_folder = QPushButton(self.tr("Open folder"))
        open_folder.clicked.connect(self._open)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_AROUND)
        line.addWidget(where, 1)
        line.addWidget(open_folder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(statement(self.tr("All of it is in one folder"), self.tr("Only you can read it.")))
        layout.addLayout(line)
        layout.addWidget(self._note)

    def _open(self) -> None:
        is_open = open_path(str(self._home))
        self._note.setText(self.tr("The system knows no program that shows folders."))
        self._note.setVisible(not is_open)
