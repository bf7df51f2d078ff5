"""The box that chooses which documents of a collection are shown, with how many there are of each kind."""

from collections import Counter
from typing import Final

from PySide6.QtCore import QLocale, QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from desktop_rag.ui import theme
from desktop_rag.ui.library.document_health import Health, sign_of, word_of
from desktop_rag.ui.library.select_box import SelectBox

_ALL: Final = ""
_ATTENTION: Final = "attention"


class HealthFilter(SelectBox):
    """All documents, those that need a look, or those of one health; a health that no document has is not offered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setAccessibleName(self.tr("Show documents in this state"))
        self._counts: Counter[Health] = Counter()
        theme.appearance_changed().connect(self._fill)
        self._fill()

    def healths(self) -> frozenset[Health] | None:
        """What is to be shown; None for everything."""
        chosen = self.currentData()
        if chosen == _ALL:
            return None
        if chosen == _ATTENTION:
            return frozenset(health for health in Health if health.needs_attention)
        return frozenset({Health(chosen)})

    def show_counts(self, counts: Counter[Health]) -> None:
        """Offer what there is; what is chosen stays chosen, also where there is none of it any more."""
        if counts != self._counts:
            self._counts = Counter(counts)
            self._fill()

    def show_all(self) -> None:
        self.setCurrentIndex(0)

    def _fill(self) -> None:
        chosen = self.currentData() or _ALL
        present = [health for health in Health if self._counts[health] or health.value == chosen]
        with QSignalBlocker(self):
            self.clear()
            self.addItem(self._words(self.tr("All documents"), self._counts.total()), _ALL)
            attention = sum(self._counts[health] for health in present if health.needs_attention)
            if attention or chosen == _ATTENTION:
                #: Documents that could not be read as a whole, or are away
                self.addItem(self._words(self.tr("Need a look"), attention), _ATTENTION)
            for health in present:
                sign = sign_of(health)
                icon = theme.icon(sign.icon, getattr(theme.current(), sign.colour))
                self.addItem(icon, self._words(word_of(health), self._counts[health]), health.value)
            self.setCurrentIndex(max(0, self.findData(chosen)))
        self.updateGeometry()

    def _words(self, name: str, count: int) -> str:
        #: A choice with how many documents it has, for example "Locked (3)"
        return self.tr("{name} ({count})").format(name=name, count=QLocale().toString(count))
