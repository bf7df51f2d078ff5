"""The question before something is forgotten: what goes, what stays, and which chats quote it."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_rag.records import QuotingChat
from desktop_rag.ui import theme
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.chat.turn_parts import plain_label

_MOST_ROWS = 6


class Decision(Enum):
    """What the person wants."""

    KEEP = "keep"
    FORGET = "forget"
    FORGET_WITH_CHATS = "forget_with_chats"


class ForgetDialog(QDialog):
    """Cancel is what Enter and Escape choose. Turns that quote it go too unless the person unticks them."""

    def __init__(
        self, question: str, explanation: str, action: str, chats: Sequence[QuotingChat], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(action)
        turns = sum(chat.turns for chat in chats)
        self._with_chats = QCheckBox(self.tr("Also erase %n questions with their answers", "", turns))
        self._with_chats.setChecked(bool(chats))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, theme.SPACE_WIDE)
        layout.setSpacing(theme.SPACE_AROUND)
        layout.addWidget(plain_label(question, "question"))
        layout.addWidget(plain_label(explanation))
        if chats:
            self._add_chats(layout, chats)
        layout.addStretch(1)
        layout.addLayout(self._buttons(action))
        self.setMinimumWidth(theme.font_px(460))

    @classmethod
    def ask(
        cls, parent: QWidget, question: str, explanation: str, action: str, chats: Sequence[QuotingChat] = ()
    ) -> Decision:
        """Show it and wait for the answer; `action` is the text of the button."""
        dialog = cls(question, explanation, action, chats, parent)
        is_wanted = dialog.exec() == QDialog.DialogCode.Accepted
        with_chats = dialog._with_chats.isChecked()
        dialog.deleteLater()
        if not is_wanted:
            return Decision.KEEP
        return Decision.FORGET_WITH_CHATS if with_chats else Decision.FORGET

    def _add_chats(self, layout: QVBoxLayout, chats: Sequence[QuotingChat]) -> None:
        heading = plain_label(self.tr("%n chats quote it", "", len(chats)), "label")
        rows = QListView()
        rows.setModel(QStringListModel([self._chat_line(chat) for chat in chats], rows))
        rows.setAccessibleName(heading.text())
        rows.setFrameShape(QFrame.Shape.NoFrame)
        rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        rows.setUniformItemSizes(True)
        height = max(1, rows.sizeHintForRow(0)) * min(len(chats), _MOST_ROWS)
        rows.setFixedHeight(height + 2 * theme.SPACE_RELATED)
        why = self.tr("The quotes below these questions are text of what you erase. Untick to keep them.")
        self._with_chats.setAccessibleDescription(why)
        for part in (heading, rows, self._with_chats, plain_label(why, "quiet")):
            layout.addWidget(part)

    def _chat_line(self, chat: QuotingChat) -> str:
        title = clean(chat.title).replace("\n", " ") or self.tr("Untitled chat")
        return self.tr("{title} (%n questions)", "", chat.turns).format(title=title)

    def _buttons(self, action: str) -> QHBoxLayout:
        yes, cancel = QPushButton(action), QPushButton(self.tr("Cancel"))
        yes.setAutoDefault(False)
        yes.clicked.connect(self.accept)
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        cancel.setFocus()
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_INSIDE)
        row.addStretch(1)
        row.addWidget(yes)
        row.addWidget(cancel)
        return row
