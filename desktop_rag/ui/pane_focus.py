"""F6 and Shift+F6: the keyboard goes from pane to pane, as in other programs with several."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget


class PaneFocus(QObject):
    """Knows the panes in their order; hidden ones are passed over."""

    def __init__(self, panes: Sequence[QWidget], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panes = list(panes)

    def go_next(self) -> None:
        self._go(1)

    def go_previous(self) -> None:
        self._go(-1)

    def _go(self, step: int) -> None:
        panes = [pane for pane in self._panes if pane.isVisible()]
        if not panes:
            return
        focused = QApplication.focusWidget()
        # A pane may lie inside another one: the innermost counts.
        inside = [at for at, pane in enumerate(panes) if focused and (pane is focused or pane.isAncestorOf(focused))]
        here = inside[-1] if inside else -1
        for distance in range(1, len(panes) + 1):
            target = _first_stop(panes[(here + step * distance) % len(panes)])
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return


def _first_stop(pane: QWidget) -> QWidget | None:
    """What Tab would reach first in a pane."""
    candidates = [pane.focusProxy() or pane, *pane.findChildren(QWidget)]
    for widget in candidates:
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return widget
    return None
