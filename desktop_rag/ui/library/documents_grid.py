"""The table's view: columns, widths, and a selection that outlives a new list."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from desktop_rag.records import Document
from desktop_rag.ui import theme
from desktop_rag.ui.library.cell_delegate import CellDelegate
from desktop_rag.ui.library.document_order import Column
from desktop_rag.ui.library.documents_table import DocumentsTableModel

_MOST_ROWS_TO_SELECT_AGAIN = 500
_SENTENCES = frozenset({Column.KIND, Column.STATE, Column.REASON})
# In widths of the letter "0", so that they follow the text size.
_WIDTHS = {
    Column.NAME: 32,
    Column.STATE: 21,
    Column.KIND: 13,
    Column.FOLDER: 20,
    Column.PAGES: 9,
    Column.PASSAGES: 11,
    Column.SIZE: 13,
    Column.MODIFIED: 13,
}


class DocumentsGrid(QTableView):
    """Rows as a whole, sorted by a click on a header.

    Signals:
        opened: Enter or a double click on a row.
        selection_changed: other rows are selected.
    """

    opened = Signal()
    selection_changed = Signal()

    def __init__(self, model: DocumentsTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setAccessibleName(self.tr("Documents"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(CellDelegate(self, _SENTENCES))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._set_headers()
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.selection_changed.emit())
        self._noted: Sequence[Document] = ()
        self._noted_current = ""
        self._noted_all = False
        model.modelAboutToBeReset.connect(self._note_selection)
        model.modelReset.connect(self._select_again)

    def selected_documents(self) -> Sequence[Document]:
        """In the order of the rows; read from ranges, since an index for each of 20,000 rows takes a second."""
        found: list[Document] = []
        below = 0
        # Areas of one selection may share rows.
        for area in sorted(self.selectionModel().selection().toList(), key=QItemSelectionRange.top):
            found += self._model.documents_between(max(below, area.top()), area.bottom())
            below = max(below, area.bottom() + 1)
        return found

    def documents(self) -> Sequence[Document]:
        """All of the collection, also those that the filter hides."""
        return self._model.documents()

    def unread(self) -> int:
        """How many documents of the collection could be tried again."""
        return sum(count for health, count in self._model.counts().items() if health.can_be_tried_again)

    def _note_selection(self) -> None:
        """A reset takes the selection away without a word; what was selected is selected again after it."""
        current = self.currentIndex().row()
        self._noted = self.selected_documents()
        self._noted_all = 0 < self._model.rowCount() == len(self._noted)
        self._noted_current = self._model.document(current).id if current >= 0 else ""

    def _select_again(self) -> None:
        noted, self._noted = self._noted, ()
        if self._noted_all and len(noted) == self._model.rowCount():
            self.selectAll()
        elif len(noted) <= _MOST_ROWS_TO_SELECT_AGAIN:
            chosen = QItemSelection()
            for document in noted:
                row = self._model.row_of(document.id)
                if row is not None:
                    chosen.select(self._model.index(row, 0), self._model.index(row, len(Column) - 1))
            row = self._model.row_of(self._noted_current)
            if row is not None:
                here = self._model.index(row, Column.NAME)
                self.selectionModel().setCurrentIndex(here, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.selection_changed.emit()

    def _set_headers(self) -> None:
        letter = QFontMetrics(theme.scaled_font(theme.SIZE_BODY)).horizontalAdvance("0")
        rows = self.verticalHeader()
        rows.hide()
        # One height for all rows: asking each of 20,000 for its own would hold up the window.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(QFontMetrics(theme.scaled_font(theme.SIZE_BODY)).height() + theme.SPACE_AROUND)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        # To paint itself a header asks of every row whether it is selected, even where it shows nothing of it: with
        # 20,000 selected rows that takes a second. One that knows of no selection does not ask.
        columns.setSelectionModel(QItemSelectionModel(self._model, columns))
        columns.setSectionsMovable(True)
        columns.setStretchLastSection(True)
        for column, letters in _WIDTHS.items():
            columns.resizeSection(column, letters * letter)
        columns.setSortIndicator(Column.NAME, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit()
            return
        super().keyPressEvent(event)
