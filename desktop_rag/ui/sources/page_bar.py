"""The line below a source: turning pages, and its size."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.sources.source_header import tool_button


class PageBar(QWidget):
    """Pages on the left, size on the right; each is hidden where there is nothing to turn or to size.

    Signals:
        turn_wanted: -1 for the previous page or part, 1 for the next one.
        zoom_in_wanted, zoom_out_wanted, fit_wanted: another size of the page.
    """

    turn_wanted = Signal(int)
    zoom_in_wanted = Signal()
    zoom_out_wanted = Signal()
    fit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._previous = tool_button(self.tr("Previous page"), "up")
        self._next = tool_button(self.tr("Next page"), "down")
        self._place = QLabel()
        self._out = tool_button(self.tr("Smaller"), "zoom_out")
        self._percent = QLabel()
        self._in = tool_button(self.tr("Larger"), "zoom_in")
        self._fit = tool_button(self.tr("Fit the width"), "fit_width")
        for label in (self._place, self._percent):
            label.setProperty("role", "quiet")
        self._previous.clicked.connect(lambda: self.turn_wanted.emit(-1))
        self._next.clicked.connect(lambda: self.turn_wanted.emit(1))
        self._out.clicked.connect(self.zoom_out_wanted)
        self._in.clicked.connect(self.zoom_in_wanted)
        self._fit.clicked.connect(self.fit_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_INSIDE, theme.SPACE_RELATED, theme.SPACE_INSIDE, theme.SPACE_RELATED)
        layout.setSpacing(theme.SPACE_RELATED)
        for widget in (self._previous, self._next, self._place):
            layout.addWidget(widget)
        layout.addStretch(1)
        for widget in (self._out, self._percent, self._in, self._fit):
            layout.addWidget(widget)

    def show_page(self, page: int, pages: int) -> None:
        """A page of a document that has pages."""
        self._show_turning(page, pages, self.tr("Page {page} of {pages}").format(page=page, pages=pages))
        self._show_sizing(is_shown=True)

    def show_text_page(self, page: int, pages: int, part: int, parts: int) -> None:
        """A page that is shown as its text; a long one is turned part by part."""
        text = self.tr("Page {page} of {pages}").format(page=page, pages=pages)
        if parts > 1:
            #: Added to the page's number where its text is shown in parts
            text += self.tr(", part {part} of {parts}").format(part=part, parts=parts)
        self._show_turning(page, pages, text)
        self._previous.setEnabled(page > 1 or part > 1)
        self._next.setEnabled(page < pages or part < parts)
        self._show_sizing(is_shown=False)
        self.setVisible(pages > 1 or parts > 1)

    def show_part(self, part: int, parts: int) -> None:
        """A part of a long text; a short one has nothing to turn."""
        #: A long text is shown in parts
        self._show_turning(part, parts, self.tr("Part {part} of {parts}").format(part=part, parts=parts))
        self._show_sizing(is_shown=False)
        self.setVisible(parts > 1)

    def show_percent(self, percent: int) -> None:
        #: Size of a page, for example "100 %"
        self._percent.setText(self.tr("{percent} %").format(percent=percent))

    def _show_turning(self, number: int, count: int, text: str) -> None:
        self._place.setText(text)
        self._previous.setEnabled(number > 1)
        self._next.setEnabled(number < count)
        self.setVisible(True)

    def _show_sizing(self, *, is_shown: bool) -> None:
        for widget in (self._out, self._percent, self._in, self._fit):
            widget.setVisible(is_shown)
