"""The question before everything is forgotten: what goes, what stays, and a second step before the button."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label


class EverythingDialog(QDialog):
    """The button does nothing until the person has ticked that there is no way back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Forget everything"))
        self._forget = QPushButton(self.tr("Forget everything"))
        self._is_understood = QCheckBox(self.tr("I know that this cannot be undone"))
        self._is_understood.toggled.connect(self._forget.setEnabled)
        goes = (
            self.tr("every collection with its index"),
            self.tr("every chat with its questions and answers"),
            self.tr("pictures of pages and other caches"),
            self.tr("what the logs hold"),
        )
        stays = (
            self.tr("your files, which are not touched"),
            self.tr("the settings and the models"),
            self.tr("the ledger, which holds no text of yours unless your organisation asks for it"),
            self.tr("the key in the keychain"),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, theme.SPACE_WIDE)
        layout.setSpacing(theme.SPACE_AROUND)
        layout.addWidget(plain_label(self.tr("Forget everything in this library?"), "question"))
        layout.addLayout(self._list(self.tr("What goes"), goes, "delete", "look_here"))
        layout.addLayout(self._list(self.tr("What stays"), stays, "check", "quiet"))
        layout.addWidget(self._is_understood)
        layout.addStretch(1)
        layout.addLayout(self._buttons())
        self.setMinimumWidth(theme.font_px(460))

    @classmethod
    def ask(cls, parent: QWidget) -> bool:
        """Whether the person wants it, in both steps."""
        dialog = cls(parent)
        is_wanted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return is_wanted

    def _list(self, title: str, lines: Sequence[str], icon: str, role: str) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(theme.SPACE_RELATED)
        rows.addWidget(plain_label(title, "label"))
        for line in lines:
            words = plain_label(line)
            words.setAccessibleName(f"{title}: {line}")
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_INSIDE)
            row.addWidget(_mark(icon, role))
            row.addWidget(words, 1)
            rows.addLayout(row)
        return rows

    def _buttons(self) -> QHBoxLayout:
        cancel = QPushButton(self.tr("Cancel"))
        self._forget.setEnabled(False)
        self._forget.setAutoDefault(False)
        self._forget.clicked.connect(self.accept)
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_INSIDE)
        row.addStretch(1)
        row.addWidget(self._forget)
        row.addWidget(cancel)
        return row


def _mark(icon: str, role: str) -> QLabel:
    mark = QLabel()
    theme.keep_icon(mark, lambda drawn: mark.setPixmap(drawn.pixmap(16, 16)), icon, role)
    return mark
