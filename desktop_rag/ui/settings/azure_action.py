"""A button that asks the engine for one thing, and says below it what came of it."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.settings.azure_session import AzureSession, Task
from desktop_rag.ui.stylesheet import restyle


class ActionRow(QWidget):
    """Explanation, button, result. While it runs it can be stopped."""

    def __init__(
        self,
        session: AzureSession,
        task: Task,
        run: Callable[[], None],
        *,
        words: str,
        explanation: str,
        result: str,
        parent: QWidget | None = None,
    ) -> None:
        """`words` stand on the button; `result` is said when it is done."""
        super().__init__(parent)
        self._session = session
        self._task = task
        self._result_text = result
        self.button = QPushButton(words)
        self.button.clicked.connect(run)
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.clicked.connect(session.stop)
        self._result = plain_label(role="quiet")
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_INSIDE)
        line.addWidget(plain_label(explanation, "quiet"), 1)
        for button in (self.stop, self.button):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addLayout(line)
        layout.addWidget(self._result)
        for part in (self._result, self.stop):
            part.hide()
        session.busy_changed.connect(self._take_busy)
        session.finished.connect(self._finish)
        session.failed.connect(self._tell)

    def _take_busy(self, task: str | None) -> None:
        self.button.setEnabled(task is None)
        self.stop.setVisible(task == self._task)
        if task == self._task:
            self._result.hide()

    def _finish(self, task: str) -> None:
        if task == self._task:
            self._say("local", f"✓ {self._result_text}")

    def _tell(self, task: str, sentence: str) -> None:
        if task == self._task:
            self._say("failed", sentence)

    def _say(self, role: str, text: str) -> None:
        self._result.setProperty("role", role)
        restyle(self._result)
        self._result.setText(text)
        self._result.show()
