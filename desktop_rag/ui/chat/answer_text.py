"""The words of an answer: selectable, readable by a screen reader, with citations as links of our own."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.chat.answer_words import Piece
from desktop_rag.ui.chat.closed_text import ClosedText

_SCHEME: Final = "quote"
_HARD_SPACE: Final = "\u00a0"


class AnswerText(ClosedText):
    """An answer that may still grow.

    Signals:
        citation_clicked: the marker of a quote.
    """

    citation_clicked = Signal(int)
    # Changes of the palette already arrive while the base class is being made.
    _pieces: tuple[Piece, ...] = ()

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(theme.SIZE_ANSWER, language, parent)
        self.setAccessibleName(self.tr("Answer"))
        self.anchorClicked.connect(self._open)

    def show_pieces(self, pieces: Iterable[Piece]) -> None:
        """Draw the answer; where it only grew, only the end is touched, so that a selection stays."""
        new = tuple(piece for piece in pieces if piece.text)
        if new == self._pieces:
            return
        same = 0
        while same < min(len(new), len(self._pieces)) and new[same] == self._pieces[same]:
            same += 1
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        start = sum(_length(piece) for piece in self._pieces[:same])
        cursor.setPosition(min(start, self.document().characterCount() - 1))
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        for piece in new[same:]:
            if piece.marker is not None:
                cursor.insertText(_HARD_SPACE, self._format(Piece(" ")))
            cursor.insertText(_drawn(piece), self._format(piece))
        self.space_lines(cursor)
        cursor.endEditBlock()
        self._pieces = new
        self.updateGeometry()

    def _format(self, piece: Piece) -> QTextCharFormat:
        colours = theme.current()
        style = QTextCharFormat()
        style.setFont(theme.scaled_font(self._size_px, is_bold=piece.is_bold))
        style.setForeground(QBrush(QColor(colours.quiet if piece.is_pending else colours.text)))
        if piece.marker is not None:
            font = theme.scaled_font(theme.SIZE_LABEL, is_bold=True)
            font.setWeight(QFont.Weight.Bold)
            style.setFont(font)
            style.setBackground(QBrush(QColor(colours.quote(piece.marker).mark)))
            style.setAnchor(True)
            style.setAnchorHref(f"{_SCHEME}:{piece.marker}")
            style.setToolTip(self.tr("Show quote {number}").format(number=piece.marker))
        return style

    def _open(self, link: QUrl) -> None:
        if link.scheme() == _SCHEME and link.path().isdecimal():
            self.citation_clicked.emit(int(link.path()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._pieces:
            pieces, self._pieces = self._pieces, ()
            self.show_pieces(pieces)


def _drawn(piece: Piece) -> str:
    return f"{_HARD_SPACE}{piece.text}{_HARD_SPACE}" if piece.marker is not None else piece.text


def _length(piece: Piece) -> int:
    # Qt counts UTF-16 units.
    units = len(_drawn(piece).encode("utf-16-le")) // 2
    return units if piece.marker is None else units + len(_HARD_SPACE)
