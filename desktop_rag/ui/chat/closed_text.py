"""Text that can be selected and read aloud but loads nothing, as high as its words."""

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QImage, QResizeEvent, QTextBlockFormat, QTextCursor, QTextDocument, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from desktop_rag.ui import theme


class _ClosedDocument(QTextDocument):
    """A document that can load nothing: Qt would otherwise open files named in it, whatever the browser answers."""

    def loadResource(self, kind: int, name: QUrl | str) -> QImage:
        del kind, name
        return QImage(1, 1, QImage.Format.Format_ARGB32)


class ClosedText(QTextBrowser):
    """Without scroll bars; what lies around it scrolls. Text is inserted as characters; no markup is ever read."""

    def __init__(self, size_px: int, language: str, parent: QWidget | None = None) -> None:
        """`size_px` is one of the SIZE_ constants of the theme."""
        super().__init__(parent)
        self._size_px = size_px
        self._line_height = size_px * (1.7 if language == "ja" else 1.5)
        document = _ClosedDocument(self)
        document.setDocumentMargin(0)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        document.setUndoRedoEnabled(False)
        self.setDocument(document)
        self.setProperty("bare", "true")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Not Fixed: that would keep the height that fitted an earlier width.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def space_lines(self, cursor: QTextCursor) -> None:
        """Give every line the height of the language."""
        block = QTextBlockFormat()
        block.setLineHeight(theme.font_px(round(self._line_height)), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(block)

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 10)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        document = self.document()
        if document.textWidth() != width:
            document.setTextWidth(width)
        return int(document.size().height()) + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.verticalScrollBar().setValue(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The conversation scrolls, not one answer in it.
        event.ignore()
