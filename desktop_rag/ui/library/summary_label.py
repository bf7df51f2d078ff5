"""How a collection is, in one line: "1,240 documents: 1,198 ready, 30 partly, 12 set aside"."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_rag.ui.elided_label import ElidedLabel
from desktop_rag.ui.library.document_health import Health


class SummaryLabel(ElidedLabel):
    """Shows numbers, with the whole line as a tooltip; nothing where there is no document."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.TextElideMode.ElideRight, parent)
        self.setProperty("role", "quiet")

    def show_counts(self, counts: Counter[Health]) -> None:
        """How many documents are how."""
        text = self._summary(counts) if counts.total() else ""
        self.set_whole_text(text)
        self.setAccessibleName(text)
        self.setToolTip(text)

    def _summary(self, counts: Counter[Health]) -> str:
        total = counts.total()
        if counts[Health.READY] == total:
            return self.tr("%Ln documents, all ready", "", total)
        set_aside = sum(count for health, count in counts.items() if health.is_set_aside)
        parts = []
        if counts[Health.READY]:
            parts.append(self.tr("%Ln ready", "", counts[Health.READY]))
        if counts[Health.PARTLY]:
            parts.append(self.tr("%Ln partly", "", counts[Health.PARTLY]))
        if set_aside:
            parts.append(self.tr("%Ln set aside", "", set_aside))
        if counts[Health.NOT_FOUND]:
            #: Documents of which a search does not find their own sentences
            parts.append(self.tr("%Ln not found", "", counts[Health.NOT_FOUND]))
        if counts[Health.WAITING]:
            parts.append(self.tr("%Ln waiting", "", counts[Health.WAITING]))
        if counts[Health.AWAY]:
            parts.append(self.tr("%Ln away", "", counts[Health.AWAY]))
        documents = self.tr("%Ln documents", "", total)
        #: How many documents there are, and how they are: "1,240 documents: 1,198 ready, 42 set aside"
        return self.tr("{documents}: {parts}").format(documents=documents, parts=self._separator().join(parts))

    def _separator(self) -> str:
        #: Between "1,198 ready" and "30 partly"
        return self.tr(", ")
