"""Checks below each other: an icon and a sentence each, the ones that were not passed first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop_rag.records import HealthCheck
from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.privacy.check_words import check_sentence


class ChecksView(QWidget):
    """A few dozen lines at most, so each is a label that may wrap and be read out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_INSIDE)
        self._grid.setVerticalSpacing(theme.SPACE_RELATED)
        self._grid.setColumnStretch(1, 1)

    def show_checks(self, checks: Sequence[HealthCheck]) -> None:
        """Show these in the place of what was there."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for row, check in enumerate(sorted(checks, key=lambda each: each.is_ok)):
            self._grid.addWidget(self._mark(is_ok=check.is_ok), row, 0, Qt.AlignmentFlag.AlignTop)
            words = plain_label(check_sentence(check), None if check.is_ok else "look_here", can_select=True)
            #: Said by a screen reader before the check itself
            result = self.tr("Passed") if check.is_ok else self.tr("Not passed")
            words.setAccessibleName(f"{result}: {words.text()}")
            self._grid.addWidget(words, row, 1)

    @staticmethod
    def _mark(*, is_ok: bool) -> QLabel:
        mark = QLabel()
        name, role = ("check", "quiet") if is_ok else ("warning", "look_here")
        theme.keep_icon(mark, lambda icon: mark.setPixmap(icon.pixmap(16, 16)), name, role)
        return mark
