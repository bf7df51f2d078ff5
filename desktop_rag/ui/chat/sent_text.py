"""A part of a request exactly as it would be sent, with the replaced words highlighted where they stand."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QEvent
from PySide6.QtGui import QBrush, QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from desktop_rag.records import SentPart
from desktop_rag.ui import theme
from desktop_rag.ui.chat.closed_text import ClosedText

_UNSEEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_SHOWN_AS = "\u25af"


class SentText(ClosedText):
    """Selectable; what is taken out is struck through."""

    _part: SentPart | None = None

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(theme.SIZE_BODY, language, parent)

    def show_part(self, part: SentPart, *, is_sent: bool) -> None:
        """Draw the part; `is_sent` may already differ from it while another text is being made."""
        self._part = part
        self._is_sent = is_sent
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        for text, is_replaced in _runs(part):
            # What shows nothing, or turns the direction of writing, would make the text look like another one.
            cursor.insertText(_UNSEEN.sub(_SHOWN_AS, text), self._format(part, is_replaced=is_replaced))
        self.space_lines(cursor)
        cursor.endEditBlock()
        self.setAccessibleDescription(part.text if is_sent else "")
        self.updateGeometry()

    def _format(self, part: SentPart, *, is_replaced: bool) -> QTextCharFormat:
        colours = theme.current()
        style = QTextCharFormat()
        style.setFont(theme.scaled_font(self._size_px))
        is_quiet = part.kind in ("task", "earlier") or not self._is_sent or not part.is_sent
        style.setForeground(QBrush(QColor(colours.quiet if is_quiet else colours.text)))
        style.setFontStrikeOut(not self._is_sent)
        if is_replaced and self._is_sent:
            style.setForeground(QBrush(QColor(colours.azure)))
            style.setBackground(QBrush(QColor(colours.azure_soft)))
            style.setToolTip(self.tr("Stands for words of yours that are not sent."))
        return style

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._part is not None:
            self.show_part(self._part, is_sent=self._is_sent)


def _runs(part: SentPart) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it stands for something else."""
    position = 0
    for each in sorted(part.replacements, key=lambda replacement: replacement.start):
        if each.start < position or each.end > len(part.text):
            continue
        yield part.text[position : each.start], False
        yield part.text[each.start : each.end], True
        position = each.end
    yield part.text[position:], False
