"""The text of a document without pages, well set, with the same marks; it can be copied and searched."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.sources.text_parts import harmless, is_japanese, part_at, part_starts, utf16_length

_LONGEST_LINE = 76
"""In widths of the letter "n": longer lines are hard to read."""


@dataclass(frozen=True, slots=True)
class TextMark:
    """Code points `start` to `end` of the whole text, and the marker whose colour they have."""

    start: int
    end: int
    marker: int
    is_selected: bool


class TextCanvas(QTextEdit):
    """Shows one part of the text at a time; only plain text ever reaches the document.

    Signals:
        part_changed: another part is shown, counted from 0.
    """

    part_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bare", "true")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text = ""
        self._folded: str | None = None
        self._starts: Sequence[int] = (0,)
        self._part = 0
        self._marks: tuple[TextMark, ...] = ()
        self._found: tuple[int, int] | None = None
        self._should_reveal = False
        self._revealed_at = -1
        theme.appearance_changed().connect(self._show_marks)

    def show_text(self, text: str, marks: Sequence[TextMark], *, should_reveal: bool = True) -> None:
        """Show the part that holds the selected mark; without one, the beginning."""
        is_new = text != self._text
        self._text = text
        self._marks = tuple(marks)
        self._found = None
        if is_new:
            self._folded = None
            self._starts = part_starts(text)
        selected = next((mark for mark in marks if mark.is_selected), None)
        self._should_reveal = should_reveal
        part = part_at(self._starts, selected.start) if selected is not None else 0
        if is_new or part != self._part:
            self._set_part(part)
        else:
            self._show_marks()
            self._reveal_when_visible()

    def clear(self) -> None:
        """Forget the text as well: otherwise the same text would be taken for shown already when it comes back."""
        self._text = ""
        self._marks = ()
        self.setExtraSelections([])
        super().clear()

    @property
    def part(self) -> int:
        """Which part is shown, from 0."""
        return self._part

    @property
    def parts(self) -> int:
        """How many parts the text has."""
        return len(self._starts)

    def show_part(self, part: int) -> None:
        """Turn to another part; its beginning is shown."""
        self._found = None
        self._should_reveal = False
        self._set_part(max(0, min(self.parts - 1, part)))
        self.verticalScrollBar().setValue(0)

    def find_text(self, wanted: str, *, is_backward: bool = False) -> bool:
        """Go to the next place of these words in the whole text, round its end; False where they are nowhere."""
        folded, wanted = self._folded_text(), wanted.lower()
        if not wanted:
            self._found = None
            self._show_marks()
            return True
        here = self._found
        if is_backward:
            place = folded.rfind(wanted, 0, here[0] + len(wanted) - 1 if here is not None else len(folded))
            place = place if place >= 0 else folded.rfind(wanted)
        else:
            place = folded.find(wanted, here[0] + 1 if here is not None else self._starts[self._part])
            place = place if place >= 0 else folded.find(wanted)
        self._found = (place, place + len(wanted)) if place >= 0 else None
        if place >= 0 and part_at(self._starts, place) != self._part:
            self._set_part(part_at(self._starts, place))
        self._show_marks()
        if self._found is not None:
            self._scroll_to(place)
        return place >= 0

    def _folded_text(self) -> str:
        if self._folded is None:
            lower = self._text.lower()
            # A few letters become two when they are made small; then offsets would no longer fit.
            self._folded = lower if len(lower) == len(self._text) else self._text
        return self._folded

    def _part_text(self) -> str:
        end = self._starts[self._part + 1] if self._part + 1 < len(self._starts) else len(self._text)
        return self._text[self._starts[self._part] : end]

    def _set_part(self, part: int) -> None:
        self._part = part
        text = harmless(self._part_text())
        self.setFont(theme.scaled_font(theme.SIZE_ANSWER))
        self.setPlainText(text)
        shape = QTextBlockFormat()
        height = theme.font_px(theme.SIZE_ANSWER) * (1.7 if is_japanese(text) else 1.5)
        shape.setLineHeight(height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        shape.setBottomMargin(theme.SPACE_RELATED)
        everything = QTextCursor(self.document())
        everything.select(QTextCursor.SelectionType.Document)
        everything.mergeBlockFormat(shape)
        self._show_marks()
        self._reveal_when_visible()
        self.part_changed.emit(part)

    def _position(self, offset: int) -> int:
        """Where Qt has a code point of the whole text in the part that is shown."""
        start = self._starts[self._part]
        return utf16_length(self._part_text()[: max(0, offset - start)])

    def _show_marks(self) -> None:
        """Marks lie over the text and are no part of it: what is copied stays plain."""
        colours = theme.current()
        has_others = len({mark.marker for mark in self._marks}) > 1
        spans = [
            (
                mark.start,
                mark.end,
                colours.quote(mark.marker).fill,
                colours.quote(mark.marker).edge,
                has_others and mark.is_selected,
            )
            for mark in self._marks
        ]
        if self._found is not None:
            spans.append((*self._found, colours.accent_soft, colours.accent, True))
        first, last = self._starts[self._part], self._starts[self._part] + len(self._part_text())
        selections = []
        for start, end, fill, edge, is_underlined in spans:
            if end <= first or start >= last:
                continue
            look = QTextCharFormat()
            look.setBackground(QColor(fill))
            if is_underlined:
                look.setFontUnderline(True)
                look.setUnderlineColor(QColor(edge))
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._position(max(start, first)))
            cursor.setPosition(self._position(min(end, last)), QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            selection.format = look
            selections.append(selection)
        self.setExtraSelections(selections)

    def _reveal_when_visible(self) -> None:
        selected = next((mark for mark in self._marks if mark.is_selected), None)
        if self._should_reveal and selected is not None and self.isVisible():
            self._should_reveal = False
            self._scroll_to(selected.start)
            self._revealed_at = self.verticalScrollBar().value()

    def _scroll_to(self, offset: int) -> None:
        """Bring a place a third from the top."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._position(offset))
        self.setTextCursor(cursor)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect(cursor).top() - self.viewport().height() // 3)

    def createMimeDataFromSelection(self) -> QMimeData:
        copied = QMimeData()
        copied.setText(self.textCursor().selection().toPlainText())
        return copied

    def resizeEvent(self, event: QResizeEvent) -> None:
        letter = QFontMetrics(self.font()).horizontalAdvance("n")
        side = max(theme.SPACE_WIDE, (self.width() - _LONGEST_LINE * letter) // 2)
        self.setViewportMargins(side, theme.SPACE_AROUND, max(side - 10, 6), 0)
        super().resizeEvent(event)
        if self.verticalScrollBar().value() == self._revealed_at:
            # Nobody scrolled since: the passage stays where it was brought, whatever the width.
            self._should_reveal = True
            self._reveal_when_visible()

    def showEvent(self, event: QEvent) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._reveal_when_visible()
