"""The key of the endpoint: entered once, kept by the keychain of the system, never shown again."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_rag.records import AzureState
from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.library.sentences import sentence_of
from desktop_rag.ui.settings.azure_session import AzureSession
from desktop_rag.ui.settings.written_rows import SettingEdit


class KeyRow(QWidget):
    """Only there where the sign-in is by key."""

    def __init__(self, session: AzureSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._state: AzureState | None = None
        name = plain_label(self.tr("Key"))
        self.edit = SettingEdit()
        self.edit.setEchoMode(SettingEdit.EchoMode.Password)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
        self.edit.setAccessibleName(self.tr("Key"))
        self.edit.setMinimumWidth(theme.font_px(240))
        self.edit.textChanged.connect(self._enable)
        self.edit.returnPressed.connect(self._keep)
        self.keep = QPushButton(self.tr("Keep key"))
        self.keep.clicked.connect(self._keep)
        self.delete = QPushButton(self.tr("Delete key"))
        self.delete.clicked.connect(session.delete_key)
        self._where = plain_label(role="quiet")
        self._note = plain_label(role="failed")
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_INSIDE)
        line.addWidget(name, 1)
        line.addWidget(self.edit)
        for button in (self.keep, self.delete):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addLayout(line)
        layout.addWidget(self._where)
        layout.addWidget(self._note)
        self._note.hide()
        self.hide()
        session.busy_changed.connect(self._enable)
        session.failed.connect(self._tell)
        session.finished.connect(self._finish)

    def show_state(self, state: AzureState) -> None:
        self._state = state
        self.setVisible(state.auth == "key")
        if state.key_place is None:
            text = sentence_of("keychain_absent")
        elif not state.endpoint:
            text = self.tr("Fill in the endpoint first; a key belongs to one endpoint.")
        elif state.has_key:
            text = self.tr("Kept in {place}. It is never shown, written to a file or logged.").format(
                place=state.key_place
            )
        else:
            text = self.tr(
                "No key is kept for this endpoint yet. It would be kept in {place} and nowhere else."
            ).format(place=state.key_place)
        self._where.setText(text)
        self.edit.setAccessibleDescription(text)
        self._enable()

    def forget_draft(self) -> None:
        """Leave nothing of a key in the field."""
        self.edit.clear()

    def _can_keep(self) -> bool:
        return self._state is not None and self._state.key_place is not None and bool(self._state.endpoint)

    def _enable(self) -> None:
        can_keep = self._can_keep()
        self.edit.setEnabled(can_keep)
        self.keep.setEnabled(can_keep and bool(self.edit.text().strip()) and not self._session.is_busy)
        has_key = self._state is not None and bool(self._state.has_key)
        self.delete.setVisible(has_key)
        self.delete.setEnabled(has_key and not self._session.is_busy)

    def _keep(self) -> None:
        key = self.edit.text().strip()
        if key and self._can_keep() and not self._session.is_busy:
            self.edit.clear()
            self._note.hide()
            self._session.keep_key(key)

    def _finish(self, task: str) -> None:
        if task in ("keep_key", "delete_key"):
            self._note.hide()

    def _tell(self, task: str, sentence: str) -> None:
        if task in ("keep_key", "delete_key"):
            self._note.setText(sentence)
            self._note.show()
