"""The documents of a collection as a table that sorts and filters a hundred thousand rows by itself."""

import dataclasses
import gc
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QIcon

from desktop_rag.records import Document
from desktop_rag.ui import theme
from desktop_rag.ui.library.document_health import Health, health_of, sign_of
from desktop_rag.ui.library.document_order import Column, Wish, folded
from desktop_rag.ui.library.document_set import DocumentSet, Rows
from desktop_rag.ui.library.document_texts import DocumentTexts
from desktop_rag.ui.small_steps import SmallSteps

AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex

AT_ONCE = 3_000
"""Up to so many documents are sorted and filtered before the call returns."""
_FEW = 40
_NUMBERS = frozenset({Column.PAGES, Column.PASSAGES, Column.SIZE})
_LONG = frozenset({Column.NAME, Column.FOLDER, Column.REASON})


class DocumentRole(IntEnum):
    """Roles beyond Qt's own: the id of a row's document, and what its cell is sorted by."""

    ID = Qt.ItemDataRole.UserRole + 1
    SORT = Qt.ItemDataRole.UserRole + 2


class DocumentsTableModel(QAbstractTableModel):
    """Records and nothing else. A proxy model would call back into Python twice for every comparison of a sort.

    A long list keeps the rows it has until it is sorted or filtered anew, which happens in small steps.

    Signals:
        arranged: the rows are what was last asked for.
    """

    arranged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = DocumentTexts(self)
        self._all = DocumentSet()
        self._coming = DocumentSet()
        self._rows = Rows()
        self._new_rows = Rows()
        self._wish = Wish()
        self._new = 0
        self._late: dict[str, Document] = {}
        self._steps = SmallSteps(self)
        self._steps.finished.connect(self._show_new_rows)
        self._cleaning = SmallSteps(self)

    @property
    def is_arranging(self) -> bool:
        """Whether other rows are on their way."""
        return self._steps.is_busy

    def prepare(self, documents: Iterable[Document], *, is_first: bool = False) -> None:
        """Take a part of a long list as it arrives, the first one anew; `show_prepared` shows the whole."""
        if is_first:
            self._coming, self._new = DocumentSet(), 0
        self._new += self._coming.add(documents, known=self._all)

    def show_prepared(self) -> None:
        """What was prepared takes the place of everything; the filter and the order stay."""
        if self._new > AT_ONCE:
            # They live long. Python's search for circles of rubbish would look at each of them again and again, and
            # hold up the window for it.
            gc.freeze()
        gone, self._all, self._coming = self._all, self._coming, DocumentSet()
        self._late.clear()
        self._arrange()
        self._cleaning.begin(gone.empty(), is_short=len(gone) <= AT_ONCE)

    def show_documents(self, documents: Iterable[Document]) -> None:
        """Replace everything by these."""
        self.prepare(documents, is_first=True)
        self.show_prepared()

    def merge(self, documents: Iterable[Document]) -> None:
        """Change the rows of these documents where they stand; new ones come last until the next sort."""
        latest = {document.id: document for document in documents}
        self._all.add(latest.values())
        if self.is_arranging:
            self._late.update(latest)
        changed: list[int] = []
        left: list[int] = []
        new: list[Document] = []
        for document in latest.values():
            row = self._rows.row_of.get(document.id)
            if row is None:
                if self._wish.fits(document):
                    new.append(document)
            elif self._wish.fits(document):
                self._rows.documents[row] = document
                changed.append(row)
            else:
                left.append(row)
        if changed:
            self.dataChanged.emit(self.index(min(changed), 0), self.index(max(changed), len(Column) - 1))
        if len(left) > _FEW:
            self._arrange()
            return
        for row in sorted(left, reverse=True):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._rows.documents[row]
            self.endRemoveRows()
        if left:
            self._rows.number()
        if new:
            count = len(self._rows.documents)
            self.beginInsertRows(QModelIndex(), count, count + len(new) - 1)
            for document in new:
                self._rows.append(document)
            self.endInsertRows()

    def filter_by(self, text: str, healths: frozenset[Health] | None) -> None:
        """Show only documents with this text in name, folder or type, and with one of these healths."""
        wish = dataclasses.replace(self._wish, text=folded(text.strip()), healths=healths)
        if wish != self._wish:
            self._wish = wish
            self._arrange()

    def document(self, row: int) -> Document:
        return self._rows.documents[row]

    def documents_between(self, first: int, last: int) -> Sequence[Document]:
        """The documents of these rows, both included."""
        return self._rows.documents[first : last + 1]

    def find(self, document_id: str) -> Document | None:
        """Also one that the filter hides."""
        return self._all.find(document_id)

    def row_of(self, document_id: str) -> int | None:
        return self._rows.row_of.get(document_id)

    def documents(self) -> Sequence[Document]:
        """All, also those that the filter hides."""
        return self._all.documents()

    def counts(self) -> Counter[Health]:
        """How many documents are how, whatever the filter shows."""
        return self._all.counts

    def _arrange(self) -> None:
        self._late.clear()
        self._new_rows = Rows()
        self._steps.begin(self._all.arrange(self._wish, self._new_rows), is_short=len(self._all) <= AT_ONCE)

    def _show_new_rows(self) -> None:
        self.beginResetModel()
        self._rows, self._new_rows = self._new_rows, Rows()
        self.endResetModel()
        # What changed while the rows were being arranged may stand in them as it was.
        late, self._late = self._late, {}
        if late:
            self.merge(late.values())
        self.arranged.emit()

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        document, column = self._rows.documents[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._texts.text(document, column)
            case Qt.ItemDataRole.ToolTipRole if column in _LONG:
                # A tooltip draws what looks like markup, and a name is any text at all.
                return self._texts.text(document, column).replace("<", "‹")
            case Qt.ItemDataRole.TextAlignmentRole if column in _NUMBERS:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.DecorationRole | Qt.ItemDataRole.ForegroundRole:
                return _look(document, column, role)
            case DocumentRole.ID:
                return document.id
            case DocumentRole.SORT:
                return self._all.key(column)(document)
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or section not in set(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            is_number = Column(section) in _NUMBERS
            side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = {
            Column.NAME: self.tr("Name"),
            Column.FOLDER: self.tr("Folder"),
            #: Column of the documents table: PDF, Word, Mail
            Column.KIND: self.tr("Type"),
            #: Column of the documents table: ready, waiting, locked, away
            Column.STATE: self.tr("State"),
            Column.PAGES: self.tr("Pages"),
            Column.PASSAGES: self.tr("Passages"),
            Column.SIZE: self.tr("Size"),
            #: Column of the documents table: when the file was changed last
            Column.MODIFIED: self.tr("Modified"),
            #: Column of the documents table: why a document could not be read
            Column.REASON: self.tr("Reason"),
        }
        return titles[Column(section)]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column in set(Column):
            self._wish = dataclasses.replace(self._wish, column=Column(column), order=order)
            self._arrange()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._rows.documents)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(Column)


def _look(document: Document, column: Column, role: int) -> QIcon | QColor | None:
    """The icon or the colour of a cell."""
    colours = theme.current()
    if column == Column.NAME and role == Qt.ItemDataRole.DecorationRole:
        return theme.icon("attachment" if document.part else "document", colours.quiet)
    if column != Column.STATE:
        return None
    health = health_of(document)
    if role == Qt.ItemDataRole.DecorationRole:
        sign = sign_of(health)
        return theme.icon(sign.icon, getattr(colours, sign.colour))
    return QColor(colours.failed) if health is Health.NOT_FOUND else None
