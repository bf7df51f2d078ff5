"""Choosing when documents were changed: any time, two periods that are often wanted, or from one day to another."""

from datetime import date

from PySide6.QtCore import QDate, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QVBoxLayout, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.chat.scope import Period, Scope
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.days import day_format
from desktop_rag.ui.library.select_box import SelectBox


class PeriodRow(QWidget):
    """A box, and below it two days where a person wants to choose them.

    Signals:
        changed: another period.
    """

    changed = Signal()

    def __init__(self, scope: Scope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = SelectBox()
        today = QDate.currentDate()
        first, last = scope.days(today) if scope.period == "custom" else (None, None)
        self._since = _Day(self.tr("From"), first, QDate(today.year(), 1, 1))
        self._until = _Day(self.tr("To"), last, today)
        self._days = QWidget()
        self._build(scope.period)

    def value(self) -> tuple[Period, date | None, date | None]:
        """What is chosen, and with "custom" the first and the last day."""
        period: Period = self._box.currentData()
        is_custom = period == "custom"
        return period, self._since.day() if is_custom else None, self._until.day() if is_custom else None

    def _build(self, period: Period) -> None:
        label = plain_label(self.tr("Changed"), "label")
        label.setBuddy(self._box)
        self._box.setAccessibleName(self.tr("When the documents were changed"))
        choices: tuple[tuple[str, Period], ...] = (
            (self.tr("At any time"), "any"),
            (self.tr("This year"), "this_year"),
            (self.tr("In the last 12 months"), "last_12_months"),
            (self.tr("From one day to another"), "custom"),
        )
        for words, value in choices:
            self._box.addItem(words, value)
        with QSignalBlocker(self._box):
            self._box.setCurrentIndex(self._box.findData(period))
        days = QHBoxLayout(self._days)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(theme.SPACE_AROUND)
        for day in (self._since, self._until):
            days.addWidget(day)
            day.changed.connect(self.changed)
        days.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_INSIDE)
        for part in (label, self._box, self._days):
            layout.addWidget(part)
        self._days.setVisible(period == "custom")
        self._box.currentIndexChanged.connect(self._choose)

    def _choose(self) -> None:
        is_custom = self._box.currentData() == "custom"
        self._days.setVisible(is_custom)
        if is_custom and self._since.day() is None and self._until.day() is None:
            self._since.switch_on()
        self.changed.emit()


class _Day(QWidget):
    """A day that counts while its box is ticked."""

    changed = Signal()

    def __init__(self, name: str, day: QDate | None, usual: QDate) -> None:
        super().__init__()
        self._box = QCheckBox(name)
        self._edit = QDateEdit(day or usual)
        self._edit.setCalendarPopup(True)
        self._edit.setDisplayFormat(day_format())
        self._edit.setAccessibleName(name)
        self._box.setChecked(day is not None)
        self._edit.setEnabled(day is not None)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addWidget(self._box)
        layout.addWidget(self._edit)
        self._box.toggled.connect(self._edit.setEnabled)
        self._box.toggled.connect(self.changed)
        self._edit.dateChanged.connect(self.changed)

    def day(self) -> date | None:
        """None while the box is not ticked."""
        if not self._box.isChecked():
            return None
        chosen = self._edit.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def switch_on(self) -> None:
        self._box.setChecked(True)
