"""The question before anything leaves: exactly what would be sent to Azure OpenAI, and whether it may."""

from itertools import pairwise

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_rag import messages
from desktop_rag.records import AzureState, SendingPreview
from desktop_rag.ui import theme
from desktop_rag.ui.chat import azure_words
from desktop_rag.ui.chat.azure_notes import SendingNotes
from desktop_rag.ui.chat.azure_parts import PartsView
from desktop_rag.ui.chat.turn_parts import Panel, plain_label
from desktop_rag.ui.window_parts import rule

_MARGIN = 24
_NOTES_WIDEST = 320


class AzurePreview(QDialog):
    """Shows a `SendingPreview` and takes the decision. Escape and Enter send nothing.

    Signals:
        passages_chosen: markers of the passages that are taken out now.
        send_chosen: send it; whether to ask no more in this chat.
        local_chosen: answer on this computer instead.
        decline_chosen: send nothing.
    """

    passages_chosen = Signal(tuple)
    send_chosen = Signal(bool)
    local_chosen = Signal()
    decline_chosen = Signal()

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._is_decided = False
        self.setWindowTitle(self.tr("This question goes to Azure OpenAI"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._where = plain_label(role="quiet", can_select=True)
        self._note = Panel()
        self._note.hide()
        self.parts = PartsView(language)
        self.parts.passages_chosen.connect(self.passages_chosen)
        self.raw = QPlainTextEdit()
        self.as_sent = QPushButton(self.tr("As sent (JSON)"))
        self.notes = SendingNotes()
        self.remember = QCheckBox(self.tr("Don't ask again in this chat"))
        self._lock = QLabel()
        self._why_locked = plain_label(role="quiet")
        self.local = QPushButton(self.tr("Answer locally instead"))
        self.decline = QPushButton(self.tr("Don't send"))
        self.send = QPushButton(self.tr("Send to Azure"))
        self._stack = QStackedWidget()
        # Until it is known that one line is enough; what is too wide would keep the dialog from being narrow.
        self._foot = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._build()
        self._set_keys()
        self.resize(theme.font_px(860), theme.font_px(600))
        self._fit_screen()

    def show_preview(self, preview: SendingPreview, state: AzureState | None, *, is_fixed: bool, is_kept: bool) -> None:
        """Show what would be sent now.

        Args:
            preview: as the engine has made it.
            state: what is known of the service.
            is_fixed: the organisation says how often a person is asked.
            is_kept: the chat is one that is written down, so that a consent for it could be.
        """
        size = QLocale().toString(preview.body_bytes)
        self._where.setText(
            azure_words.joined(
                (
                    azure_words.host(preview.endpoint),
                    self.tr("deployment {name}").format(name=preview.deployment),
                    self.tr("{count} bytes").format(count=size),
                    self._consent(preview) if is_fixed else "",
                )
            )
        )
        self.parts.show_parts(preview.parts)
        self._order_tabs()
        self.raw.setPlainText(preview.body)
        self.notes.show_preview(preview, state)
        self._note.hide()
        self.remember.setEnabled(preview.may_remember)
        self._lock.setVisible(not preview.may_remember and is_fixed)
        self._why_locked.setVisible(not preview.may_remember)
        self._why_locked.setText(self._why(is_fixed=is_fixed, is_kept=is_kept))
        self.remember.setAccessibleDescription("" if preview.may_remember else self._why_locked.text())
        self.send.setEnabled(True)

    def show_waiting(self) -> None:
        """Another text is being made; the one on the screen is not what would be sent."""
        self.send.setEnabled(False)
        self._note.hide()

    def show_failure(self, code: str, details: dict[str, str | int | float]) -> None:
        """Why there is no text to be sent; the passages can be put back."""
        message = messages.sentence(code, self._language, **details)
        self._note.show_text("failed", message.text, message.next_step)
        self._note.show()
        self.send.setEnabled(False)

    def end(self) -> None:
        """Close without a decision: it was made, or there is nothing to decide any more."""
        self._is_decided = True
        self.close()

    def _consent(self, preview: SendingPreview) -> str:
        match preview.consent:
            case "question":
                return self.tr("set by your organisation: consent for every question")
            case "chat":
                return self.tr("set by your organisation: consent once in a chat")
            case "policy":
                return self.tr("set by your organisation: consent is given")

    def _why(self, *, is_fixed: bool, is_kept: bool) -> str:
        if is_fixed:
            return self.tr("fixed by your organisation")
        return self.tr("asked for every question, see Settings") if is_kept else self.tr("a private chat keeps nothing")

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 16, 0, 0)
        layout.setSpacing(theme.SPACE_AROUND)
        layout.addLayout(self._head())
        layout.addLayout(self._inset(self._note))
        middle = QHBoxLayout()
        middle.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        middle.setSpacing(18)
        middle.addWidget(self._paper(), 1)
        self.notes.setFixedWidth(min(theme.font_px(252), _NOTES_WIDEST))
        middle.addWidget(self.notes)
        layout.addLayout(middle, 1)
        layout.addWidget(rule())
        layout.addLayout(self._decision())

    def _head(self) -> QVBoxLayout:
        picture = QLabel()
        theme.keep_icon(picture, lambda drawn: picture.setPixmap(drawn.pixmap(20, 20)), "cloud", "azure")
        title = plain_label(self.tr("This question goes to Azure OpenAI"), "azure_title")
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_INSIDE)
        line.addWidget(picture)
        line.addWidget(title, 1)
        head = QVBoxLayout()
        head.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        head.setSpacing(theme.SPACE_RELATED)
        head.addLayout(line)
        head.addWidget(self._where)
        return head

    def _inset(self, widget: QWidget) -> QVBoxLayout:
        place = QVBoxLayout()
        place.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        place.addWidget(widget)
        return place

    def _paper(self) -> QFrame:
        paper = QFrame()
        paper.setProperty("surface", "card")
        head = QHBoxLayout()
        head.addWidget(plain_label(self.tr("Exactly this text is sent"), "label"), 1)
        self.as_sent.setProperty("kind", "chip")
        self.as_sent.setCheckable(True)
        self.as_sent.toggled.connect(lambda is_raw: self._stack.setCurrentWidget(self.raw if is_raw else self.parts))
        head.addWidget(self.as_sent)
        self.raw.setReadOnly(True)
        self.raw.setTabChangesFocus(True)
        self.raw.setProperty("bare", "true")
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.font_px(theme.SIZE_QUIET))
        self.raw.setFont(font)
        self.raw.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.raw.setAccessibleName(self.tr("The body of the request, as sent"))
        self._stack.addWidget(self.parts)
        self._stack.addWidget(self.raw)
        layout = QVBoxLayout(paper)
        layout.setContentsMargins(14, 6, 4, 6)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        return paper

    def _decision(self) -> QBoxLayout:
        theme.keep_icon(self._lock, lambda drawn: self._lock.setPixmap(drawn.pixmap(14, 14)), "lock", "quiet")
        why = QHBoxLayout()
        why.setSpacing(theme.SPACE_RELATED)
        why.addWidget(self._lock)
        why.addWidget(self._why_locked, 1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.remember)
        left.addLayout(why)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch(1)
        for button in (self.local, self.decline, self.send):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        self.send.setProperty("kind", "azure")
        self.as_sent.setAutoDefault(False)
        self.notes.kept.button.setAutoDefault(False)
        # Enter, pressed once too often in the question field, must not send anything.
        self.decline.setDefault(True)
        self.local.clicked.connect(self.local_chosen)
        self.decline.clicked.connect(self.reject)
        self.send.clicked.connect(self._send)
        self._foot.setContentsMargins(_MARGIN, 0, _MARGIN, 14)
        self._foot.setSpacing(theme.SPACE_WIDE)
        self._foot.addLayout(left, 1)
        self._foot.addLayout(buttons)
        return self._foot

    def _set_keys(self) -> None:
        for button, keys in ((self.send, "Ctrl+Return"), (self.local, "Ctrl+L"), (self.as_sent, "Ctrl+J")):
            button.setShortcut(QKeySequence(keys))
            button.setToolTip(QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText))
        self.decline.setToolTip(QKeySequence(Qt.Key.Key_Escape).toString(QKeySequence.SequenceFormat.NativeText))

    def _order_tabs(self) -> None:
        chain = [*self.parts.focus_chain(), self.as_sent, self.raw, *self.notes.focus_chain()]
        chain += [self.remember, self.local, self.decline, self.send]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _fit_screen(self) -> None:
        room = self.screen().availableGeometry().size() * 0.96
        self.resize(self.size().boundedTo(room))

    def _send(self) -> None:
        self.send_chosen.emit(self.remember.isChecked() and self.remember.isEnabled())

    def reject(self) -> None:
        """Escape, the button, and the cross of the window."""
        if not self._is_decided:
            self._is_decided = True
            self.decline_chosen.emit()
        super().reject()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # With large letters the buttons need the whole width.
        buttons = sum(button.sizeHint().width() + 10 for button in (self.local, self.decline, self.send))
        is_narrow = self.remember.sizeHint().width() + buttons + 2 * _MARGIN + theme.SPACE_WIDE > self.width()
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        if self._foot.direction() != direction:
            self._foot.setDirection(direction)
