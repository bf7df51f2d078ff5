"""A picture of a page with translucent marks, at any size."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop_rag.ui import theme

PAGE_PX = 794
"""Width of a page at 100 %: A4 on a screen of 96 dots an inch."""

_MARGIN = 14
_STEPS = (0.25, 0.33, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
_MAX_WIDTH_PX = 2_400
_MIN_WIDTH_PX = 320
_SETTLE_MS = 200


@dataclass(frozen=True, slots=True)
class PageMark:
    """A rectangle in fractions of the page, the marker whose colour it has, and whether it is the one looked at."""

    area: QRectF
    marker: int
    is_selected: bool


class PageCanvas(QAbstractScrollArea):
    """Fits the width until another size is chosen.

    Signals:
        width_wanted: a sharper or smaller picture fits better now, in pixels of the screen.
        zoom_changed: percent, or 0 for "as wide as the pane".
    """

    width_wanted = Signal(int)
    zoom_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._picture = QImage()
        self._marks: tuple[PageMark, ...] = ()
        self._zoom: float | None = None
        self._should_reveal = False
        self._settle_timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle_timer.timeout.connect(self._ask_for_width)
        theme.appearance_changed().connect(self.viewport().update)

    def width_px(self, pane_width: int | None = None) -> int:
        """How many pixels of the screen the page is wide; while hidden, the canvas must be told how wide it will be."""
        width = round(self._page_width(pane_width) * self.devicePixelRatioF())
        return max(_MIN_WIDTH_PX, min(_MAX_WIDTH_PX, width))

    def show_page(self, picture: QImage, marks: Sequence[PageMark], *, should_reveal: bool = True) -> None:
        """Draw a page; with `should_reveal` the selected mark is brought into view, else the place stays."""
        self._picture = picture
        self._marks = tuple(marks)
        self._should_reveal = should_reveal
        self._lay_out()
        self.viewport().update()

    def clear(self) -> None:
        self._picture = QImage()
        self._marks = ()
        self._lay_out()
        self.viewport().update()

    def zoom_in(self) -> None:
        now = self._page_width() / PAGE_PX
        self._set_zoom(next((step for step in _STEPS if step > now * 1.01), _STEPS[-1]))

    def zoom_out(self) -> None:
        now = self._page_width() / PAGE_PX
        self._set_zoom(next((step for step in reversed(_STEPS) if step < now * 0.99), _STEPS[0]))

    def fit_width(self) -> None:
        self._set_zoom(None)

    def zoom_percent(self) -> int:
        """The size that is shown, also while it follows the pane's width."""
        return round(100 * self._page_width() / PAGE_PX)

    def _set_zoom(self, zoom: float | None) -> None:
        middle = self._middle()
        self._zoom = zoom
        self._lay_out()
        self._bring_to_middle(middle)
        self.viewport().update()
        self.zoom_changed.emit(self.zoom_percent())
        self._settle_timer.start()

    def _page_width(self, pane_width: int | None = None) -> float:
        if self._zoom is not None:
            return PAGE_PX * self._zoom
        # The scroll bar's place is always kept free: a page must not change its width because it became visible.
        bar = self.verticalScrollBar().sizeHint().width()
        return max(80.0, (pane_width or self.width()) - bar - 2 * _MARGIN)

    def _page_area(self) -> QRectF:
        """Where the page lies in the viewport."""
        if self._picture.isNull():
            return QRectF()
        width = self._page_width()
        height = width * self._picture.height() / max(1, self._picture.width())
        left = max(float(_MARGIN), (self.viewport().width() - width) / 2)
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return QRectF(left - across, _MARGIN - down, width, height)

    def _lay_out(self) -> None:
        page = self._page_area().size()
        for bar, needed, seen in (
            (self.horizontalScrollBar(), page.width(), self.viewport().width()),
            (self.verticalScrollBar(), page.height(), self.viewport().height()),
        ):
            bar.setRange(0, max(0, round(needed + 2 * _MARGIN - seen)))
            bar.setPageStep(seen)
            bar.setSingleStep(max(16, seen // 12))
        if self._should_reveal and not self._picture.isNull() and self.isVisible():
            self._should_reveal = False
            self._reveal()

    def _reveal(self) -> None:
        """Bring the selected marks a third from the top, or the page's top where there are none."""
        selected = QRectF()
        for mark in self._marks:
            if mark.is_selected:
                selected = selected.united(mark.area)
        page = self._page_area()
        top = _MARGIN + selected.top() * page.height()
        left = _MARGIN + selected.center().x() * page.width()
        is_marked = not selected.isNull()
        self.verticalScrollBar().setValue(round(top - self.viewport().height() / 3) if is_marked else 0)
        self.horizontalScrollBar().setValue(round(left - self.viewport().width() / 2) if is_marked else 0)

    def _middle(self) -> QPointF:
        """What lies in the middle of the pane, in fractions of the page."""
        page = self._page_area()
        if page.isEmpty():
            return QPointF(0.5, 0.0)
        seen = self.viewport().rect().center()
        return QPointF((seen.x() - page.left()) / page.width(), (seen.y() - page.top()) / page.height())

    def _bring_to_middle(self, place: QPointF) -> None:
        page = self._page_area()
        seen = self.viewport().size()
        self.horizontalScrollBar().setValue(round(_MARGIN + place.x() * page.width() - seen.width() / 2))
        self.verticalScrollBar().setValue(round(_MARGIN + place.y() * page.height() - seen.height() / 2))

    def _ask_for_width(self) -> None:
        if not self._picture.isNull() and abs(self._picture.width() - self.width_px()) > 2:
            self.width_wanted.emit(self.width_px())

    def _paint_mark(self, painter: QPainter, page: QRectF, mark: PageMark, *, is_underlined: bool) -> None:
        # Paper is white in every appearance, so the marks on it are always the light ones; multiplied, the letters
        # under them stay as black as they were.
        colours = theme.light().quote(mark.marker)
        area = QRectF(
            page.left() + mark.area.left() * page.width(),
            page.top() + mark.area.top() * page.height(),
            mark.area.width() * page.width(),
            mark.area.height() * page.height(),
        ).adjusted(-1.5, -1, 1.5, 1)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(area, QColor(colours.fill))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if is_underlined:
            painter.setPen(QPen(QColor(colours.edge), 1))
            painter.drawLine(area.bottomLeft(), area.bottomRight())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme.current().window))
        page = self._page_area()
        if page.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(page, self._picture)
        # Where several quotes share a page, a line tells the one that is looked at.
        has_others = len({mark.marker for mark in self._marks}) > 1
        for mark in self._marks:
            self._paint_mark(painter, page, mark, is_underlined=has_others and mark.is_selected)
        painter.setPen(QPen(QColor(theme.current().line), 1))
        painter.drawRect(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        if self._zoom is None:
            self.zoom_changed.emit(self.zoom_percent())
            self._settle_timer.start()

    def showEvent(self, event: QEvent) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y() > 0:
                self.zoom_in()
            elif event.angleDelta().y() < 0:
                self.zoom_out()
            event.accept()
            return
        super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._settle_timer.start()

    def sizeHint(self) -> QSize:
        return QSize(400, 600)
