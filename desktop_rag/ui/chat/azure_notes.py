"""What stands beside the text that would be sent: what was replaced, what the service keeps, that it is recorded."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_rag.records import AzureState, SendingPreview
from desktop_rag.ui import theme
from desktop_rag.ui.chat import azure_words
from desktop_rag.ui.chat.turn_parts import Panel, plain_label
from desktop_rag.ui.window_parts import rule


class KeptPanel(Panel):
    """Amber where the service may keep prompts, calm where IT declares that it does not; the rest on demand."""

    def __init__(self, parent: QWidget | None = None, *, has_more: bool = True) -> None:
        """Without more where the rest is said anyway."""
        super().__init__(parent)
        self._has_more = has_more
        self._state: AzureState | None = None
        self._is_long = False
        self.button.clicked.connect(self._turn)

    def show_state(self, state: AzureState | None) -> None:
        self._state = state
        text = azure_words.kept_sentence(state)
        if self._is_long:
            text = "\n\n".join([text, *azure_words.kept_at_length()])
        surface = "card" if state is not None and state.kept == "declared_not_kept" else "look_here"
        button = self.tr("Less") if self._is_long else self.tr("More")
        self.show_text(surface, "", text, button if self._has_more else "")

    def _turn(self) -> None:
        self._is_long = not self._is_long
        self.show_state(self._state)


class SendingNotes(QScrollArea):
    """The right side of the preview."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Replaced before sending"))
        self._table = QWidget()
        self._rows = QGridLayout(self._table)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(theme.SPACE_INSIDE)
        self._rows.setVerticalSpacing(6)
        self._rows.setColumnStretch(0, 1)
        self._put_back = plain_label(role="quiet")
        self.kept = KeptPanel()
        head = plain_label(self.tr("Replaced before sending"))
        head.setFont(theme.scaled_font(theme.SIZE_BODY, is_bold=True))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, theme.SPACE_RELATED, 0)
        layout.setSpacing(theme.SPACE_INSIDE)
        for part in (head, self._table, self._put_back, self.kept):
            layout.addWidget(part)
        layout.addWidget(plain_label(self.tr("Every sending is written to the ledger."), "quiet"))
        layout.addStretch(1)
        self.setWidget(page)

    def show_preview(self, preview: SendingPreview, state: AzureState | None) -> None:
        self._show_counts(preview)
        self.kept.show_state(state)

    def focus_chain(self) -> list[QWidget]:
        return [self, self.kept.button]

    def _show_counts(self, preview: SendingPreview) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for at, (kind, count) in enumerate(preview.redactions):
            name, number = plain_label(azure_words.kind_name(kind)), QLabel(f"{count:,}")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            number.setAccessibleName(f"{azure_words.kind_name(kind)}: {count:,}")
            self._rows.addWidget(name, 2 * at, 0)
            self._rows.addWidget(number, 2 * at, 1)
            self._rows.addWidget(rule(), 2 * at + 1, 0, 1, 2)
        self._table.setVisible(bool(preview.redactions))
        self._put_back.setText(
            self.tr("The real words are put back into the answer, here on this computer.")
            if preview.redactions
            else self.tr("Nothing. No personal data and no word of the list was found in this text.")
        )
