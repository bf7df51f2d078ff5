"""Where questions are written: grows with its text, sends with Enter, and never while an input method composes."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_rag.ui import theme
from desktop_rag.ui.chat.destination_chip import DestinationChip
from desktop_rag.ui.chat.scope_chip import ScopeChip
from desktop_rag.ui.elided_label import ElidedLabel
from desktop_rag.ui.stylesheet import restyle

_LINES_FEWEST: Final = 2
_LINES_MOST: Final = 8
_WIDEST: Final = 776


class QuestionEdit(QPlainTextEdit):
    """A plain text field that tells when a question is finished.

    Signals:
        finished: Enter was pressed without Shift, outside of any composition.
    """

    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_composing = False
        self.setProperty("bare", "true")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.updateGeometry())

    def sizeHint(self) -> QSize:
        lines = min(max(int(self.document().size().height()), _LINES_FEWEST), _LINES_MOST)
        return QSize(300, lines * QFontMetrics(self.font()).lineSpacing() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._is_composing = False
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            # Some input methods hand on the Enter that only accepts their suggestion.
            if not self._is_composing:
                self.finished.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class Composer(QFrame):
    """The question field with Send, which becomes Stop while an answer is made.

    Signals:
        question_submitted: the text of a question.
        stop_requested: the running answer is to end.
    """

    question_submitted = Signal(str)
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._is_busy = False
        self._is_open = False
        self.edit = QuestionEdit()
        self.edit.setPlaceholderText(self.tr("Ask about your documents…"))
        self.edit.setAccessibleName(self.tr("Question"))
        self.edit.finished.connect(self._submit)
        self._note = ElidedLabel(Qt.TextElideMode.ElideRight, narrowest=0)
        self._note.setProperty("role", "quiet")
        self.button = QPushButton()
        self.button.clicked.connect(self._press)
        self.destination = DestinationChip()
        self.scope = ScopeChip()
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_INSIDE)
        row.addWidget(self.destination)
        row.addWidget(self.scope)
        row.addWidget(self._note, 1)
        row.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_AROUND, theme.SPACE_AROUND, theme.SPACE_AROUND, 10)
        layout.setSpacing(theme.SPACE_INSIDE)
        layout.addWidget(self.edit)
        layout.addLayout(row)
        self.setFocusProxy(self.edit)
        theme.appearance_changed().connect(self._draw_button)
        self.edit.textChanged.connect(self._enable)
        self.set_busy(is_busy=False)

    @property
    def note(self) -> QLabel:
        """The quiet line beside the button: which model answers."""
        return self._note

    def set_note(self, text: str) -> None:
        self._note.set_whole_text(text)

    def open_for_questions(self) -> None:
        """Somebody listens now; until then what is written stays in the field."""
        self._is_open = True

    def draft(self) -> str:
        return self.edit.toPlainText()

    def set_draft(self, text: str) -> None:
        self.edit.setPlainText(text)

    def set_busy(self, *, is_busy: bool) -> None:
        """Show Stop while an answer is made; one can go on typing the next question."""
        self._is_busy = is_busy
        self.button.setText(self.tr("Stop") if is_busy else self.tr("Send"))
        self.button.setProperty("kind", None if is_busy else "primary")
        restyle(self.button)
        self._enable()

    def _draw_button(self) -> None:
        colours = theme.current()
        colour = colours.on_accent if self.button.isEnabled() else colours.quiet
        name, colour = ("stop", colours.text) if self._is_busy else ("send", colour)
        self.button.setIcon(theme.icon(name, colour))

    def _enable(self) -> None:
        self.button.setEnabled(self._is_busy or bool(self.edit.toPlainText().strip()))
        self._draw_button()

    def _press(self) -> None:
        if self._is_busy:
            self.stop_requested.emit()
        else:
            self._submit()

    def _submit(self) -> None:
        text = self.edit.toPlainText().strip()
        if text and self._is_open and not self._is_busy:
            self.edit.clear()
            self.question_submitted.emit(text)


def composer_place(composer: Composer) -> QVBoxLayout:
    """The margins around the composer at the bottom of its pane."""
    place = QVBoxLayout()
    place.setContentsMargins(
        theme.SPACE_CONVERSATION, theme.SPACE_RELATED, theme.SPACE_CONVERSATION, theme.SPACE_WIDE - 2
    )
    composer.setMaximumWidth(_WIDEST)
    place.addWidget(composer)
    return place
