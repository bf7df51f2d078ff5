"""A quote as a card: its number, document, place and date, and the words themselves in their colour."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_rag.messages import place
from desktop_rag.records import Passage, Quote
from desktop_rag.ui import theme
from desktop_rag.ui.chat.answer_words import around, clean, flowing
from desktop_rag.ui.chat.source_names import date_text, source_name

_EDGE: Final = 3
_PAD_X: Final = 14
_PAD_Y: Final = 9
_GAP: Final = 6
_PASSAGE_LENGTH: Final = 360


class QuoteCard(QAbstractButton):
    """A button, so that keyboard and screen reader reach it; pressing it shows the quote on its page."""

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._quote: Quote | None = None
        self._parts = ("", "", "")
        self._is_numbered = True
        self._layout = QTextLayout()
        self._laid_out_width = -1
        self._text_height = 0.0
        # Not Fixed: that would keep the height that fitted an earlier width.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def quote(self) -> Quote | None:
        return self._quote

    def show_quote(self, quote: Quote, passages: Sequence[Passage], others: Sequence[Quote] = ()) -> None:
        """Draw another quote in the same card; `others` have cards of their own."""
        parts = around(quote, passages, others)
        if quote == self._quote and parts == self._parts:
            return
        self._quote = quote
        self._parts = parts
        name = ", ".join(filter(None, (source_name(quote.document, quote.part), self._place())))
        self.setAccessibleName(self.tr("Quote {number}: {place}").format(number=quote.marker, place=name))
        self.setAccessibleDescription(parts[1])
        self._laid_out_width = -1
        self.updateGeometry()
        self.update()

    def show_passage(self, passage: Passage) -> None:
        """Draw a passage that came close but is no quote: without a number and without a colour."""
        text = flowing(passage.text)
        self._is_numbered = False
        self._quote = Quote(
            marker=passage.rank,
            document_id=passage.document_id,
            document=passage.document,
            part=passage.part,
            page=passage.page,
            place=passage.place,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            heading=passage.heading,
            modified=passage.modified,
        )
        self._parts = ("", "", text if len(text) <= _PASSAGE_LENGTH else text[:_PASSAGE_LENGTH] + "…")
        name = ", ".join(filter(None, (source_name(passage.document, passage.part), self._place())))
        self.setAccessibleName(self.tr("Passage: {place}").format(place=name))
        self.setAccessibleDescription(self._parts[2])
        self._laid_out_width = -1
        self.updateGeometry()
        self.update()

    def _place(self) -> str:
        quote = self._quote
        assert quote is not None
        where = place(quote.page, quote.place, self._language)
        # Of a path of headings the last one says most.
        heading = clean(quote.heading).rsplit(" › ", 1)[-1].strip()
        return " · ".join(filter(None, (where, heading if heading != where else "")))

    def _head_height(self) -> int:
        return round(QFontMetricsF(theme.scaled_font(theme.SIZE_BODY)).height()) + 6

    def _lay_out(self, width: int) -> None:
        if width == self._laid_out_width:
            return
        self._laid_out_width = width
        font = theme.scaled_font(theme.SIZE_BODY)
        before, words, after = self._parts
        layout = QTextLayout(before + words + after, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        # A layout takes one paragraph; its line separator starts a new line within it.
        layout.setText((before + words + after).replace("\n", "\u2028"))
        step = theme.font_px(theme.SIZE_BODY) * (1.7 if self._language == "ja" else 1.5)
        # A font higher than the step would lose its first pixels above the text.
        top = max(0.0, (step - QFontMetricsF(font).height()) / 2)
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(max(40, width - _EDGE - 2 * _PAD_X))
            line.setPosition(QPointF(0, top))
            top += step
            line = layout.createLine()
        layout.endLayout()
        self._layout = layout
        self._text_height = top

    def _formats(self) -> list[QTextLayout.FormatRange]:
        """Colour behind the quote; made when painting, since colours change live."""
        if self._quote is None or not self._is_numbered:
            return []
        before, words, _after = self._parts
        span = QTextLayout.FormatRange()
        # Qt counts UTF-16 units.
        span.start = _units(before)
        span.length = _units(words)
        style = QTextCharFormat()
        style.setBackground(QBrush(QColor(theme.current().quote(self._quote.marker).fill)))
        span.format = style
        return [span]

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 100 else 480
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(self.width(), 240)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self._lay_out(width)
        return round(2 * _PAD_Y + self._head_height() + _GAP + self._text_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out(event.size().width())
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._quote is None:
            return
        # A layout may have asked for the height at another width meanwhile.
        self._lay_out(self.width())
        colours = theme.current()
        own = colours.quote(self._quote.marker)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.CORNER, theme.CORNER)
        painter.fillPath(frame, QColor(colours.paper))
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.line), 2 if self.hasFocus() else 1))
        painter.drawPath(frame)
        painter.save()
        painter.setClipPath(frame)
        painter.fillRect(QRect(0, 0, _EDGE, self.height()), QColor(own.edge if self._is_numbered else colours.line))
        painter.restore()
        self._paint_head(painter, colours, own)
        painter.setPen(QColor(colours.text))
        self._layout.draw(painter, QPointF(_EDGE + _PAD_X, _PAD_Y + self._head_height() + _GAP), self._formats())
        painter.end()

    def _paint_head(self, painter: QPainter, colours: theme.Theme, own: theme.QuoteColours) -> None:
        assert self._quote is not None
        height = self._head_height()
        left = _EDGE + _PAD_X
        row = QRect(left, _PAD_Y, self.width() - left - _PAD_X, height)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        if self._is_numbered:
            row.setLeft(self._paint_mark(painter, row, colours, own) + 9)
        theme.icon("document").paint(painter, QRect(row.left(), row.top() + (height - 16) // 2, 16, 16))
        row.setLeft(row.left() + 22)

        quiet = theme.scaled_font(theme.SIZE_QUIET)
        painter.setFont(quiet)
        painter.setPen(QColor(colours.quiet))
        date = date_text(self._quote.modified, self._language)
        painter.drawText(row, middle | int(Qt.AlignmentFlag.AlignRight), date)
        row.setRight(row.right() - painter.fontMetrics().horizontalAdvance(date) - 12)

        bold = theme.scaled_font(theme.SIZE_BODY, is_bold=True)
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        name = painter.fontMetrics().elidedText(
            source_name(self._quote.document, self._quote.part),
            Qt.TextElideMode.ElideMiddle,
            max(60, row.width() * 2 // 3),
        )
        painter.drawText(row, middle, name)
        row.setLeft(row.left() + painter.fontMetrics().horizontalAdvance(name) + 8)
        painter.setFont(quiet)
        painter.setPen(QColor(colours.quiet))
        painter.drawText(
            row, middle, painter.fontMetrics().elidedText(self._place(), Qt.TextElideMode.ElideRight, row.width())
        )

    def _paint_mark(self, painter: QPainter, row: QRect, colours: theme.Theme, own: theme.QuoteColours) -> int:
        assert self._quote is not None
        painter.setFont(theme.scaled_font(theme.SIZE_QUIET, is_bold=True))
        width = max(row.height(), painter.fontMetrics().horizontalAdvance("00") + 4)
        mark = QRect(row.left(), row.top(), width, row.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(own.mark))
        painter.drawRoundedRect(QRectF(mark), 5, 5)
        painter.setPen(QColor(colours.text))
        painter.drawText(mark, int(Qt.AlignmentFlag.AlignCenter), str(self._quote.marker))
        return mark.right()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
