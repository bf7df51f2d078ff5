"""Work on very long lists in steps so small that the window is never held up."""

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

STEP_S = 0.012


class SmallSteps(QObject):
    """Carries on with an iterator between the events of the window; a new one takes the place of an unfinished one.

    Signals:
        finished: the iterator came to its end.
    """

    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Iterator[None] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        return self._work is not None

    def begin(self, work: Iterator[None], *, is_short: bool) -> None:
        """Do this now. What is short is finished when this returns."""
        self._work = work
        if is_short:
            self._timer.stop()
            for _step in work:
                pass
            self._end()
        else:
            self._timer.start()

    def _go_on(self) -> None:
        work = self._work
        if work is None:
            return
        end = perf_counter() + STEP_S
        for _step in work:
            if perf_counter() >= end:
                return
        self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._work = None
        self.finished.emit()
