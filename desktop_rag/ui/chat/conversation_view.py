"""The scrolling conversation: only the turns near the screen exist as widgets, however long the chat is."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop_rag.ui.chat.turn_state import TurnState
from desktop_rag.ui.chat.turn_view import TurnView
from desktop_rag.ui.chat.turns_list import TURN_ROLE, TurnsListModel

_WIDEST: Final = 820
_GUESSED_HEIGHT: Final = 320
_MARGIN_BELOW: Final = 24
_AT_LIMIT: Final = 4


class ConversationView(QScrollArea):
    """Draws a `TurnsListModel`.

    A turn outside the screen is a remembered height and nothing else. What a person reads does not move: heights
    that turn out different above it move the scroll bar along, and a growing answer is followed only from the end.

    Signals:
        quote_chosen: turn id and marker.
        passage_chosen: turn id and rank.
        ask_again_requested: a question once more.
        ask_locally_requested: a question once more, on this computer.
        ask_everywhere_requested: a question once more, of all documents.
        settings_requested: another model is to be chosen.
    """

    quote_chosen = Signal(str, int)
    passage_chosen = Signal(str, int)
    ask_again_requested = Signal(str)
    ask_locally_requested = Signal(str)
    ask_everywhere_requested = Signal(str)
    settings_requested = Signal()

    def __init__(self, model: TurnsListModel, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._language = language
        self._views: dict[int, TurnView] = {}
        self._heights: list[int] = []
        self._known: list[bool] = []
        self._is_following = True
        self._is_placing = False
        self._chain: list[QWidget] = []
        self._page = QWidget()
        self._page.setProperty("surface", "window")
        self._page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidget(self._page)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Conversation"))
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._place)
        self.verticalScrollBar().valueChanged.connect(self._take_scroll)
        model.modelReset.connect(self._start_anew)
        model.rowsInserted.connect(self._add_rows)
        model.dataChanged.connect(self._change_rows)
        self._start_anew()

    def turn_view(self, row: int) -> TurnView | None:
        """The widget of a turn, where it is near the screen."""
        return self._views.get(row)

    def live_turns(self) -> int:
        """How many turns exist as widgets at this moment."""
        return len(self._views)

    def _start_anew(self) -> None:
        for row in list(self._views):
            self._drop(row)
        count = self._model.rowCount()
        self._heights = [_GUESSED_HEIGHT] * count
        self._known = [False] * count
        self._is_following = True
        self._place()
        # Heights are known only now, so the end lies elsewhere than guessed.
        self._soon.start()

    def _add_rows(self, parent: QModelIndex, first: int, last: int) -> None:
        del parent
        self._heights[first:first] = [_GUESSED_HEIGHT] * (last - first + 1)
        self._known[first:first] = [False] * (last - first + 1)
        self._is_following = True
        self._place()
        self._soon.start()

    def _change_rows(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in range(first.row(), last.row() + 1):
            view = self._views.get(row)
            if view is not None:
                view.show_state(self._state(row))
                self._known[row] = False
        self._place()

    def _state(self, row: int) -> TurnState:
        state = self._model.data(self._model.index(row), TURN_ROLE)
        assert isinstance(state, TurnState)
        return state

    def _take_scroll(self, value: int) -> None:
        if self._is_placing:
            return
        # Below the limit a person reads on by themselves, and is not drawn back.
        self._is_following = abs(value - min(self.verticalScrollBar().maximum(), self._follow_limit())) <= _AT_LIMIT
        self._place()

    def _follow_limit(self) -> int:
        """As far as a growing turn is followed: the start of its answer, or of its quotes, stays on the screen."""
        if not self._heights:
            return 0
        last = self._views.get(len(self._heights) - 1)
        return sum(self._heights[:-1]) + (last.start_of_reading() if last is not None else 0)

    def _place(self) -> None:
        """Give every turn near the screen a widget at its place, and take away the others."""
        if self._is_placing:
            return
        self._is_placing = True
        try:
            bar = self.verticalScrollBar()
            anchor, offset = self._row_at(bar.value())
            # Making a turn tells its height, and that may bring others onto the screen; it settles at once.
            for _round in range(4):
                top = self._target(anchor, offset)
                if not self._make_near(top):
                    break
            self._set_places(self._target(anchor, offset))
            self._order_tabs()
        finally:
            self._is_placing = False

    def _target(self, anchor: int, offset: int) -> int:
        total = sum(self._heights) + _MARGIN_BELOW
        end = max(0, total - self.viewport().height())
        if self._is_following:
            return min(end, self._follow_limit())
        return min(end, sum(self._heights[:anchor]) + offset)

    def _row_at(self, y: int) -> tuple[int, int]:
        top = 0
        for row, height in enumerate(self._heights):
            if y < top + height:
                return row, y - top
            top += height
        return len(self._heights), 0

    def _make_near(self, top: int) -> bool:
        """Whether a height turned out to be another than guessed."""
        width = min(self.viewport().width(), _WIDEST)
        screen = max(200, self.viewport().height())
        is_different = False
        y = 0
        for row, guessed in enumerate(self._heights):
            is_near = y + guessed > top - screen // 2 and y < top + screen + screen // 2
            if is_near:
                view = self._views.get(row) or self._make(row)
                if not self._known[row] or view.width() != width:
                    height = view.height_at(width)
                    is_different |= height != guessed
                    self._heights[row] = height
                    self._known[row] = True
            y += guessed
        return is_different

    def _set_places(self, top: int) -> None:
        width = min(self.viewport().width(), _WIDEST)
        screen = max(200, self.viewport().height())
        total = sum(self._heights) + _MARGIN_BELOW
        if self._page.size().toTuple() != (self.viewport().width(), total):
            self._page.resize(self.viewport().width(), total)
        y = 0
        for row, height in enumerate(self._heights):
            view = self._views.get(row)
            if view is not None:
                # Twice as far as they are made, so that a small movement makes and drops nothing.
                if y + height < top - 2 * screen or y > top + 3 * screen:
                    self._drop(row)
                else:
                    view.setGeometry(0, y, width, height)
                    view.show()
            y += height
        self.verticalScrollBar().setValue(top)

    def _make(self, row: int) -> TurnView:
        view = TurnView(self._language, self._page)
        view.quote_chosen.connect(self.quote_chosen)
        view.passage_chosen.connect(self.passage_chosen)
        view.ask_again_requested.connect(self.ask_again_requested)
        view.ask_locally_requested.connect(self.ask_locally_requested)
        view.ask_everywhere_requested.connect(self.ask_everywhere_requested)
        view.settings_requested.connect(self.settings_requested)
        view.height_changed.connect(self._measure_again)
        view.height_outdated.connect(self._measure_soon)
        view.show_state(self._state(row))
        self._views[row] = view
        self._known[row] = False
        return view

    def _order_tabs(self) -> None:
        """Tab goes through the turns as they are read, in whatever order they were made."""
        chain: list[QWidget] = [self]
        for row in sorted(self._views):
            chain += self._views[row].focus_chain()
        if chain != self._chain:
            for before, after in pairwise(chain):
                QWidget.setTabOrder(before, after)
            self._chain = chain

    def _drop(self, row: int) -> None:
        view = self._views.pop(row)
        view.hide()
        view.deleteLater()

    def _measure_again(self) -> None:
        self._is_following = False
        self._known = [False] * len(self._known)
        self._place()

    def _measure_soon(self) -> None:
        self._known = [False] * len(self._known)
        self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._known = [False] * len(self._known)
        self._place()
