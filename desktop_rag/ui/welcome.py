"""The first start: two ways on, nothing else."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label


class _Way(QPushButton):
    """A large button: icon, what it does, and one sentence more."""

    def __init__(self, icon: str, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        picture = QLabel()
        theme.keep_icon(picture, lambda drawn: picture.setPixmap(drawn.pixmap(32, 32)), icon)
        heading = plain_label(title)
        heading.setFont(theme.scaled_font(theme.SIZE_BODY, is_bold=True))
        words = plain_label(text, "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_WIDE, theme.SPACE_CONVERSATION, theme.SPACE_WIDE, theme.SPACE_WIDE)
        layout.setSpacing(theme.SPACE_INSIDE)
        for part in (picture, heading, words):
            if isinstance(part, QLabel):
                part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            # The button gets the clicks, wherever they land.
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(part)
        layout.addStretch(1)
        self.setFixedSize(self._size())

    def _size(self) -> QSize:
        return QSize(theme.font_px(280), theme.font_px(150))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Welcome(QWidget):
    """Two cards.

    Signals:
        add_requested: the person's own documents.
        sample_requested: the sample handbook.
        models_requested: another model is to be chosen.
    """

    add_requested = Signal()
    sample_requested = Signal()
    models_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = plain_label(self.tr("Ask your own documents"), "title")
        text = plain_label(
            self.tr(
                "Every answer shows the exact passage, with document and page. If your documents don't say, "
                "you are told so. Everything happens on this computer."
            ),
            "quiet",
        )
        text.ensurePolished()
        text.setFixedWidth(theme.font_px(500))
        # A layout that centres its parts does not ask them how high they become.
        text.setFixedHeight(text.heightForWidth(theme.font_px(500)))
        self.add = _Way(
            "add",
            self.tr("Add your documents"),
            self.tr("PDF, Office, mail, web pages, text: choose a folder, or drop files on this window"),
        )
        self.add.clicked.connect(self.add_requested)
        self.sample = _Way(
            "document",
            self.tr("Try the sample handbook"),
            self.tr("Twelve documents of a small company, ready in seconds"),
        )
        self.sample.clicked.connect(self.sample_requested)
        ways = QHBoxLayout()
        ways.setSpacing(theme.SPACE_WIDE)
        ways.addStretch(1)
        ways.addWidget(self.add)
        ways.addWidget(self.sample)
        ways.addStretch(1)
        model_text = plain_label(self.tr("A small model is included. A larger one gives better wording:"), "quiet")
        model_text.setWordWrap(False)
        choose = QPushButton(self.tr("choose a model"))
        choose.setProperty("kind", "link")
        choose.clicked.connect(self.models_requested)
        model = QHBoxLayout()
        model.addStretch(1)
        model.addWidget(model_text)
        model.addWidget(choose)
        model.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        for part in (title, text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
            layout.addSpacing(theme.SPACE_INSIDE)
        layout.addSpacing(theme.SPACE_INSIDE)
        layout.addLayout(ways)
        layout.addSpacing(theme.SPACE_CONVERSATION)
        layout.addLayout(model)
        layout.addStretch(3)
        self.setFocusProxy(self.add)
