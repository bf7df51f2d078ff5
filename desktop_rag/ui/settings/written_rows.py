"""Settings that are written: one line, or one entry a line."""

import re

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout

from desktop_rag.ui import theme
from desktop_rag.ui.settings.setting_row import SettingRow
from desktop_rag.ui.settings.settings_session import SettingsSession, Value

_PAUSE_MS = 700
_LINES = 4


class SettingEdit(QLineEdit):
    """Enter takes over what is written, and does not close the dialog around it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.returnPressed.emit()
            self.editingFinished.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class LineRow(SettingRow):
    """A value of one line; taken over with Enter and when the keyboard leaves it."""

    def __init__(self, session: SettingsSession, key: str, name: str, explanation: str = "", example: str = "") -> None:
        super().__init__(session, key, name, explanation)
        self._edit = SettingEdit()
        self._edit.setPlaceholderText(example)
        self.add_control(self._edit)
        self._edit.setMinimumWidth(theme.font_px(320))
        self._edit.editingFinished.connect(lambda: self.choose(self._edit.text().strip()))

    def show_value(self, value: Value) -> None:
        self._edit.setText(str(value or ""))
        self._edit.setCursorPosition(0)


class _LinesEdit(QPlainTextEdit):
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.textChanged.emit()


class LinesRow(SettingRow):
    """One entry a line; taken over after a pause. What cannot be used stays in the field, and says why."""

    def __init__(self, session: SettingsSession, key: str, name: str, explanation: str = "", example: str = "") -> None:
        super().__init__(session, key, name, explanation)
        self._edit = _LinesEdit()
        self._edit.setPlaceholderText(example)
        self._edit.setTabChangesFocus(True)
        self._edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.add_control(self._edit)
        self._line.removeWidget(self._edit)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(2, self._edit)
        self._edit.setFixedHeight(_LINES * self._edit.fontMetrics().lineSpacing() + 24)
        self._kept = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._take_over)
        self._edit.textChanged.connect(self._pause.start)

    def show_value(self, value: Value) -> None:
        text = str(value or "")
        is_untouched = self._written() == self._kept
        self._kept = text
        if is_untouched and self._written() != text:
            self._edit.setPlainText(text)

    def take_over_now(self) -> None:
        """Before the page is closed: what was just written is not lost."""
        if self._pause.isActive():
            self._take_over()

    def fault_in(self, text: str) -> str:
        """Why a text cannot be used, as a sentence; empty where it can."""
        del text
        return ""

    def _take_over(self) -> None:
        self._pause.stop()
        text = self._written()
        if text == self._kept or self._edit.isReadOnly() or not self._edit.isEnabled():
            return
        fault = self.fault_in(text)
        if fault:
            self._tell(self._key, fault)
        else:
            self.choose(text)

    def _written(self) -> str:
        lines = (line.strip() for line in self._edit.toPlainText().splitlines())
        return "\n".join(line for line in lines if line)


class PatternsRow(LinesRow):
    """Regular expressions with names, one a line; the line at fault is named."""

    def fault_in(self, text: str) -> str:
        for number, line in enumerate(text.splitlines(), 1):
            name, colon, expression = line.replace("：", ":", 1).partition(":")
            try:
                re.compile(expression.strip())
                is_whole = bool(colon and name.strip() and expression.strip())
            except re.error:
                is_whole = False
            if not is_whole:
                return self.tr("Line {number} is no pattern; write NAME: expression. Nothing was changed.").format(
                    number=number
                )
        return ""
