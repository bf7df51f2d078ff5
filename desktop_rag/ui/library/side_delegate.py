"""Paints a row of the side panel: a square of colour, a name, perhaps signs, a number; or a group's heading."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.library.side_roles import SideRole

AnyIndex = QModelIndex | QPersistentModelIndex
_SQUARE_PX = 9
_SIGN_PX = 14


class SideRowDelegate(QStyledItemDelegate):
    """One look for collections and chats; which parts a row has follows from its roles."""

    def _row_height(self, *, is_heading: bool) -> int:
        size = theme.SIZE_LABEL if is_heading else theme.SIZE_BODY
        return QFontMetrics(theme.scaled_font(size)).height() + 3 * theme.SPACE_RELATED

    def _name_area(self, area: QRect, index: AnyIndex) -> QRect:
        left = theme.SPACE_INSIDE
        if index.data(SideRole.COLOUR):
            left += _SQUARE_PX + theme.SPACE_INSIDE
        right = theme.SPACE_INSIDE + self._count_width(index)
        right += len(self._signs(index)) * (_SIGN_PX + theme.SPACE_INSIDE)
        return area.adjusted(left, 0, -right, 0)

    @staticmethod
    def _count_width(index: AnyIndex) -> int:
        count = index.data(SideRole.COUNT)
        if not count:
            return 0
        return QFontMetrics(theme.scaled_font(theme.SIZE_QUIET)).horizontalAdvance(count) + theme.SPACE_INSIDE

    @staticmethod
    def _signs(index: AnyIndex) -> list[tuple[str, str]]:
        """Icons and their colours, from right to left; tooltip and screen reader say them in words."""
        colours = theme.current()
        signs = []
        if index.data(SideRole.IS_LOCAL_ONLY):
            signs.append(("shield", colours.local))
        if index.data(SideRole.IS_AWAY):
            signs.append(("away", colours.quiet))
        return signs

    def _paint_signs(self, painter: QPainter, area: QRect, index: AnyIndex) -> None:
        right = area.right() - theme.SPACE_INSIDE - self._count_width(index)
        for name, colour in self._signs(index):
            place = QRect(right - _SIGN_PX, area.center().y() - _SIGN_PX // 2, _SIGN_PX, _SIGN_PX)
            theme.icon(name, colour).paint(painter, place)
            right -= _SIGN_PX + theme.SPACE_INSIDE

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        colours = theme.current()
        state = option.state
        ground = None
        if state & QStyle.StateFlag.State_Selected:
            ground = colours.accent_soft
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = colours.hover
        # A ring only for who moves by keyboard; Qt notes on the window how the focus got here.
        view: QWidget | None = option.widget
        is_by_key = view is not None and view.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        has_ring = bool(state & QStyle.StateFlag.State_HasFocus) and is_by_key
        painter.setPen(QPen(QColor(colours.accent), 1) if has_ring else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        if ground or has_ring:
            frame = QRectF(option.rect).adjusted(0.5, 1.5, -0.5, -1.5)
            painter.drawRoundedRect(frame, theme.CORNER_SMALL, theme.CORNER_SMALL)

    def _paint_heading(self, painter: QPainter, area: QRect, text: str) -> None:
        painter.setFont(theme.scaled_font(theme.SIZE_LABEL, is_bold=True))
        painter.setPen(QColor(theme.current().quiet))
        inner = area.adjusted(theme.SPACE_INSIDE, 0, -theme.SPACE_INSIDE, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_row(self, painter: QPainter, area: QRect, index: AnyIndex) -> None:
        colours = theme.current()
        colour, count = index.data(SideRole.COLOUR), index.data(SideRole.COUNT)
        if colour:
            square = QRectF(0, 0, _SQUARE_PX, _SQUARE_PX)
            square.moveCenter(QRectF(area).center())
            square.moveLeft(area.left() + theme.SPACE_INSIDE)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(square, 2.5, 2.5)
        if count:
            painter.setFont(theme.scaled_font(theme.SIZE_QUIET))
            painter.setPen(QColor(colours.quiet))
            inner = area.adjusted(0, 0, -theme.SPACE_INSIDE, 0)
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
        self._paint_signs(painter, area, index)
        font = theme.scaled_font(theme.SIZE_BODY)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        name_area = self._name_area(area, index)
        name = QFontMetrics(font).elidedText(
            str(index.data(Qt.ItemDataRole.DisplayRole)), Qt.TextElideMode.ElideRight, name_area.width()
        )
        painter.drawText(name_area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(SideRole.IS_HEADING):
            self._paint_heading(painter, option.rect, str(index.data(Qt.ItemDataRole.DisplayRole)))
        else:
            self._paint_ground(painter, option)
            self._paint_row(painter, option.rect, index)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002  # Qt's own signature
        return QSize(80, self._row_height(is_heading=bool(index.data(SideRole.IS_HEADING))))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        # The editor's own padding brings its text back to where the name stands.
        editor.setGeometry(self._name_area(option.rect, index).adjusted(-theme.SPACE_INSIDE, 0, theme.SPACE_INSIDE, 0))

    def helpEvent(self, event: QEvent, view: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> bool:
        """Tell the whole name only where it is cut off, and what the signs mean."""
        area = self._name_area(option.rect, index)
        name = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        is_whole = QFontMetrics(theme.scaled_font(theme.SIZE_BODY)).horizontalAdvance(name) <= area.width()
        if is_whole and not self._signs(index):
            return False
        return super().helpEvent(event, view, option, index)  # type: ignore[arg-type]
