"""The documents of a collection as a table that sorts and filters tens of thousands of rows by itself."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import TypeAlias

from PySide6.QtCore import QAbstractTableModel, QDateTime, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_rag.records import Document, DocumentState
from desktop_rag.ui import theme
from desktop_rag.ui.library.document_names import display_folder, display_name
from desktop_rag.ui.library.document_order import SORT_KEYS, Column, SortKey, folded, in_reading_order
from desktop_rag.ui.library.sentences import sentence_of

AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex


class DocumentRole(IntEnum):
    """Roles beyond Qt's own: the id of a row's document, and what its cell is sorted by."""

    ID = Qt.ItemDataRole.UserRole + 1
    SORT = Qt.ItemDataRole.UserRole + 2


_NUMBERS = frozenset({Column.PAGES, Column.PASSAGES, Column.SIZE})
_STATE_ICONS: dict[DocumentState, tuple[str, str]] = {
    "indexed": ("check", "quiet"),
    "partly": ("information", "look_here"),
    "pending": ("more", "quiet"),
    "set_aside": ("warning", "look_here"),
    "away": ("information", "quiet"),
}


def _size_text(size_bytes: int) -> str:
    digits = 0 if size_bytes < 1_000_000 else 1
    return QLocale().formattedDataSize(size_bytes, digits, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


class DocumentsTableModel(QAbstractTableModel):
    """Records and nothing else. A proxy model would call back into Python twice for every comparison of a sort."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: dict[str, Document] = {}
        self._rows: list[Document] = []
        self._row_of: dict[str, int] = {}
        self._name_keys: dict[str, str] = {}
        self._text = ""
        self._state: DocumentState | None = None
        self._sorted_by: tuple[Column, Qt.SortOrder] = (Column.NAME, Qt.SortOrder.AscendingOrder)

    def prepare(self, documents: Iterable[Document]) -> None:
        """Work out what sorting by name needs, part by part as a long list arrives, so that showing it is quick."""
        for document in documents:
            self._name_keys[document.id] = in_reading_order(display_name(document.path, document.part))

    def show_documents(self, documents: Iterable[Document]) -> None:
        """Replace everything; the filter and the order stay. The documents were prepared."""
        self._all = {document.id: document for document in documents}
        for gone in self._name_keys.keys() - self._all.keys():
            del self._name_keys[gone]
        self._reload()

    def merge(self, documents: Iterable[Document]) -> None:
        """Change the rows of these documents where they stand; new ones come last until the next sort."""
        documents = tuple(documents)
        self.prepare(documents)
        changed: list[int] = []
        left: list[int] = []
        new: list[Document] = []
        for document in documents:
            self._all[document.id] = document
            row = self._row_of.get(document.id)
            if row is None:
                if self._is_shown(document):
                    new.append(document)
            elif self._is_shown(document):
                self._rows[row] = document
                changed.append(row)
            else:
                left.append(row)
        if changed:
            self.dataChanged.emit(self.index(min(changed), 0), self.index(max(changed), len(Column) - 1))
        for row in sorted(left, reverse=True):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._rows[row]
            self.endRemoveRows()
        if new:
            unique = list({document.id: document for document in new}.values())
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(unique) - 1)
            self._rows += unique
            self._number_rows()
            self.endInsertRows()
        elif left:
            self._number_rows()

    def filter_by(self, text: str, state: DocumentState | None) -> None:
        """Show only documents with this text in name or folder, and in this state."""
        text = folded(text.strip())
        if (text, state) != (self._text, self._state):
            self._text, self._state = text, state
            self._reload()

    def document(self, row: int) -> Document:
        return self._rows[row]

    def documents_between(self, first: int, last: int) -> Sequence[Document]:
        """The documents of these rows, both included."""
        return self._rows[first : last + 1]

    def find(self, document_id: str) -> Document | None:
        """Also one that the filter hides."""
        return self._all.get(document_id)

    def row_of(self, document_id: str) -> int | None:
        return self._row_of.get(document_id)

    def documents(self) -> Sequence[Document]:
        """All, also those that the filter hides."""
        return tuple(self._all.values())

    def counts(self) -> Counter[DocumentState]:
        """How many documents are in each state, whatever the filter shows."""
        return Counter(document.state for document in self._all.values())

    def _is_shown(self, document: Document) -> bool:
        if self._state is not None and document.state != self._state:
            return False
        return not self._text or self._text in folded(document.path) or self._text in folded(document.part or "")

    def _reload(self) -> None:
        self.beginResetModel()
        self._rows = [document for document in self._all.values() if self._is_shown(document)]
        self._sort_rows()
        self.endResetModel()

    def _sort_rows(self) -> None:
        column, order = self._sorted_by
        self._rows.sort(key=self._sort_key(column), reverse=order == Qt.SortOrder.DescendingOrder)
        self._number_rows()

    def _sort_key(self, column: Column) -> SortKey:
        return SORT_KEYS.get(column, lambda document: self._name_keys[document.id])

    def _number_rows(self) -> None:
        self._row_of = {document.id: row for row, document in enumerate(self._rows)}

    def _state_word(self, state: DocumentState) -> str:
        match state:
            case "indexed":
                #: State of a document: it is indexed and can be found
                return self.tr("Ready")
            case "partly":
                #: State of a document: it can be found, but not all of it could be read
                return self.tr("Partly")
            case "pending":
                #: State of a document: it is not read yet
                return self.tr("Waiting")
            case "set_aside":
                #: State of a document: it could not be read
                return self.tr("Set aside")
            case "away":
                #: State of a document: the file is not there now, for example on a drive that is unplugged
                return self.tr("Away")

    def _text_of(self, document: Document, column: Column) -> str:
        match column:
            case Column.NAME:
                return display_name(document.path, document.part)
            case Column.FOLDER:
                return display_folder(document.path)
            case Column.STATE:
                return self._state_word(document.state)
            case Column.PAGES:
                return QLocale().toString(document.pages) if document.pages else ""
            case Column.PASSAGES:
                return QLocale().toString(document.chunks) if document.chunks else ""
            case Column.SIZE:
                return _size_text(document.size_bytes)
            case Column.MODIFIED:
                # A file may carry any time at all; Qt shows nothing where Python would raise.
                day = QDateTime.fromSecsSinceEpoch(int(document.modified)).date()
                return QLocale().toString(day, QLocale.FormatType.ShortFormat)
            case Column.REASON:
                return sentence_of(document.code) if document.code else ""

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        document, column = self._rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text_of(document, column)
            case Qt.ItemDataRole.DecorationRole if column == Column.STATE:
                name, colour = _STATE_ICONS[document.state]
                return theme.icon(name, getattr(theme.current(), colour))
            case Qt.ItemDataRole.ToolTipRole if column in {Column.NAME, Column.FOLDER, Column.REASON}:
                return self._text_of(document, column)
            case Qt.ItemDataRole.TextAlignmentRole if column in _NUMBERS:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case DocumentRole.ID:
                return document.id
            case DocumentRole.SORT:
                return self._sort_key(column)(document)
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
            #: Column of the documents table: ready, waiting, set aside, away
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
        if column not in set(Column):
            return
        self._sorted_by = (Column(column), order)
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        ids = [self._rows[index.row()].id for index in kept]
        self._sort_rows()
        moved = [self.index(self._row_of[key], index.column()) for key, index in zip(ids, kept, strict=True)]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(Column)
