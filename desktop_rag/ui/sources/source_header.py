"""The line above a source: what it is, which citation it is, and the way to the file itself."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop_rag.ui import theme


def tool_button(name: str, icon: str) -> QToolButton:
    """A button that is only an icon, with its name for the tooltip and for a screen reader."""
    button = QToolButton()
    button.setProperty("kind", "quiet")
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    theme.keep_icon(button, button.setIcon, icon)
    return button


class ElidedLabel(QLabel):
    """Cuts a long name in its middle, so that its ending stays; the tooltip has all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._whole = ""

    def set_whole(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        # Qt takes a tooltip that looks like markup for markup, and a file's name may.
        self.setToolTip(text.replace("<", "‹"))
        self.updateGeometry()
        self._fit()

    def _fit(self) -> None:
        metrics = QFontMetrics(self.font())
        self.setText(metrics.elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._whole) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, QFontMetrics(self.font()).height())


class SourceHeader(QWidget):
    """Name and place on the left, citations and file on the right.

    Signals:
        step_wanted: -1 for the previous citation, 1 for the next one.
        open_wanted: the document in its own program.
    """

    step_wanted = Signal(int)
    open_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        theme.keep_icon(self, lambda icon: self._icon.setPixmap(icon.pixmap(16, 16)), "document")
        self._name = ElidedLabel()
        self._name.setFont(theme.scaled_font(theme.SIZE_BODY, is_bold=True))
        self._place = ElidedLabel()
        self._place.setProperty("role", "quiet")
        self._previous = tool_button(self.tr("Previous citation"), "previous")
        self._count = QLabel()
        self._next = tool_button(self.tr("Next citation"), "next")
        self._open = tool_button(self.tr("Open the file"), "open_file")
        self._previous.clicked.connect(lambda: self.step_wanted.emit(-1))
        self._next.clicked.connect(lambda: self.step_wanted.emit(1))
        self._open.clicked.connect(self.open_wanted)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._place)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_WIDE, theme.SPACE_RELATED, theme.SPACE_INSIDE, theme.SPACE_RELATED)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addWidget(self._icon)
        layout.addSpacing(theme.SPACE_RELATED)
        layout.addLayout(names, 1)
        for widget in (self._previous, self._count, self._next, self._open):
            layout.addWidget(widget)

    def show_document(self, name: str, place: str, *, can_open: bool) -> None:
        """Say what is shown; what cannot be opened in a program is shown in its folder instead."""
        self._name.set_whole(name)
        self._place.set_whole(place)
        self._place.setVisible(bool(place))
        way = self.tr("Open the file") if can_open else self.tr("Show in folder")
        self._open.setToolTip(way)
        self._open.setAccessibleName(way)

    def show_citation(self, index: int, count: int) -> None:
        """Which citation is shown, from 0; with fewer than two there is nothing to step through."""
        has_steps = count > 1
        for widget in (self._previous, self._count, self._next):
            widget.setVisible(has_steps)
        #: Which citation of an answer is shown
        self._count.setText(self.tr("{number} of {count}").format(number=index + 1, count=count))
        self._previous.setEnabled(index > 0)
        self._next.setEnabled(index < count - 1)
