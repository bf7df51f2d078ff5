"""The mark of a collection that cannot be asked with Azure OpenAI at all: a shield and a few words."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label


class LocalMark(QWidget):
    """Stands beside the collection's name; hidden until somebody shows it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        shield = QLabel()
        theme.keep_icon(self, lambda icon: shield.setPixmap(icon.pixmap(14, 14)), "shield", "local")
        words = plain_label(self.tr("Never leaves this computer"), "local")
        words.setWordWrap(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addWidget(shield)
        layout.addWidget(words)
        self.setAccessibleName(words.text())
        self.setToolTip(self.tr("This collection cannot be asked with Azure OpenAI."))
        self.hide()
