"""The line above the conversation: what is asked about, whether answers may only come from there, what is not kept."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_rag.records import Collection
from desktop_rag.ui import theme
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.chat.switch import Switch
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.elided_label import ElidedLabel
from desktop_rag.ui.library.local_mark import LocalMark

_NAME_WIDTH: Final = 210


class ChatHeader(QWidget):
    """Name and size of the collection, and the switch.

    Signals:
        limit_changed: whether answers are limited to the documents.
        documents_requested: id of the collection whose documents are to be shown.
    """

    limit_changed = Signal(bool)
    documents_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._collection: Collection | None = None
        self._name = ElidedLabel()
        self._name.setFont(theme.scaled_font(theme.SIZE_BODY, is_bold=True))
        self._name.setMaximumWidth(theme.font_px(_NAME_WIDTH))
        self._count = QPushButton()
        self._count.setProperty("kind", "quiet")
        self._count.setCursor(Qt.CursorShape.PointingHandCursor)
        self._count.clicked.connect(self._show_documents)
        self._mark = LocalMark()
        self._not_kept = plain_label(self.tr("Not kept"), "quiet")
        self._not_kept.setWordWrap(False)
        self._not_kept.setToolTip(self.tr("Nothing of this chat is written down; it is gone when you leave it."))
        self._not_kept_icon = QLabel()
        picture = self._not_kept_icon
        theme.keep_icon(picture, lambda drawn: picture.setPixmap(drawn.pixmap(16, 16)), "not_kept", "quiet")
        self.limit = Switch(self.tr("Limit responses to my documents"))
        self.limit.setToolTip(
            self.tr("On: answers come only from your documents. Off: the model may use its own knowledge.")
        )
        self.limit.setChecked(True)
        self.limit.toggled.connect(self.limit_changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_CONVERSATION, 6, theme.SPACE_WIDE, 6)
        layout.setSpacing(theme.SPACE_INSIDE)
        layout.addWidget(self._name)
        layout.addWidget(self._count)
        layout.addWidget(self._mark)
        layout.addWidget(self._not_kept_icon)
        layout.addWidget(self._not_kept)
        layout.addStretch(1)
        layout.addWidget(self.limit)
        self.show_collection(None)
        self.show_kept(is_kept=True)

    def show_collection(self, collection: Collection | None) -> None:
        self._collection = collection
        self._count.setVisible(collection is not None)
        self._mark.setVisible(collection is not None and collection.is_local_only)
        if collection is None:
            self._name.set_whole_text("")
            return
        name = clean(collection.name).replace("\n", " ")
        self._name.set_whole_text(name)
        # A tooltip takes text with tags for markup.
        self._name.setToolTip(name.replace("<", "‹"))
        if collection.documents == 1:
            text = self.tr("1 document")
        else:
            text = self.tr("{count} documents").format(count=f"{collection.documents:,}")
        self._count.setText(text)
        self._count.setToolTip(self.tr("Show the documents of this collection"))

    def show_kept(self, *, is_kept: bool) -> None:
        """Whether the open chat is written down."""
        for part in (self._not_kept_icon, self._not_kept):
            part.setVisible(not is_kept)

    def _show_documents(self) -> None:
        if self._collection is not None:
            self.documents_requested.emit(self._collection.id)
