"""Signing in with the company account: in the browser, or with a code on a page that the person opens."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_rag.records import AzureState
from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.settings.azure_session import AzureSession


class SignInRow(QWidget):
    """Only there where the sign-in is by company account."""

    def __init__(self, session: AzureSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._state: AzureState | None = None
        self.sign_in = QPushButton(self.tr("Sign in"))
        self.sign_in.clicked.connect(session.sign_in)
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.clicked.connect(session.stop)
        self.sign_out = QPushButton(self.tr("Sign out"))
        self.sign_out.clicked.connect(session.sign_out)
        self._result = plain_label(role="quiet")
        self._note = plain_label(role="failed")
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_INSIDE)
        line.addWidget(plain_label(self.tr("Company account")), 1)
        for button in (self.sign_in, self.stop, self.sign_out):
            line.addWidget(button)
        self._code_box = self._make_code_box()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addLayout(line)
        for part in (self._code_box, self._result, self._note):
            layout.addWidget(part)
            part.hide()
        self.stop.hide()
        self.hide()
        session.code_shown.connect(self._show_code)
        session.busy_changed.connect(self._take_busy)
        session.finished.connect(self._finish)
        session.failed.connect(self._tell)

    def show_state(self, state: AzureState) -> None:
        self._state = state
        self.setVisible(state.auth != "key")
        self._enable()

    def _make_code_box(self) -> QFrame:
        self.address = plain_label(can_select=True)
        self.code = plain_label(role="code", can_select=True)
        self.copy = QPushButton(self.tr("Copy code"))
        theme.keep_icon(self.copy, self.copy.setIcon, "copy", "quiet")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.code.text()))
        line = QHBoxLayout()
        line.addWidget(self.code, 1)
        line.addWidget(self.copy)
        box = QFrame()
        box.setProperty("surface", "card")
        layout = QVBoxLayout(box)
        layout.addWidget(self.address)
        layout.addLayout(line)
        return box

    def _show_code(self, url: str, code: str) -> None:
        self.address.setText(self.tr("Open this page and enter the code: {address}").format(address=url))
        self.code.setText(code)
        self.code.setAccessibleName(self.tr("Code: {code}").format(code=" ".join(code)))
        self._code_box.show()

    def _take_busy(self, task: str | None) -> None:
        self.stop.setVisible(task == "sign_in")
        self._enable()
        if task in ("sign_in", "sign_out"):
            self._note.hide()
            in_browser = self._state is not None and self._state.auth == "entra_browser"
            waits = self.tr("Go on in the browser that has opened.") if in_browser else ""
            self._result.setText(waits if task == "sign_in" else "")
            self._result.setVisible(bool(self._result.text()))
        if task != "sign_in":
            self.code.clear()
            self._code_box.hide()

    def _enable(self) -> None:
        is_free = not self._session.is_busy and self._state is not None and bool(self._state.endpoint)
        for button in (self.sign_in, self.sign_out):
            button.setEnabled(is_free)

    def _finish(self, task: str) -> None:
        words = {"sign_in": self.tr("Signed in."), "sign_out": self.tr("Signed out.")}.get(task)
        if words is not None:
            self._result.setText(words)
            self._result.show()

    def _tell(self, task: str, sentence: str) -> None:
        if task in ("sign_in", "sign_out"):
            self._result.hide()
            self._note.setText(sentence)
            self._note.show()
