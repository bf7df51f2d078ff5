"""The folders and documents of a collection that a question can be narrowed to: found as the person types."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_rag.records import Document
from desktop_rag.ui import theme
from desktop_rag.ui.library.document_names import display_folder, display_name, folder_of
from desktop_rag.ui.library.document_order import folded, in_reading_order

AnyIndex = QModelIndex | QPersistentModelIndex
MOST_SHOWN: Final = 200


class PlaceRole(IntEnum):
    """The path of a row's place."""

    PATH = Qt.ItemDataRole.UserRole + 1


class ScopeChoicesModel(QAbstractListModel):
    """Rows with a check box: what is chosen first, then the folders, and once something is typed also documents.

    Signals:
        chosen_changed: other places are chosen.
    """

    chosen_changed = Signal()

    def __init__(self, chosen: Sequence[str], roots: Sequence[str], parent: QObject | None = None) -> None:
        """`roots` are the places that the collection was made from."""
        super().__init__(parent)
        self._chosen: dict[str, None] = dict.fromkeys(chosen)
        self._kept = tuple(self._chosen)
        self._roots = tuple(roots)
        self._folders = set(roots)
        self._folded: dict[str, str] = {}
        self._rows: list[str] = []
        self._text = ""
        self.kinds: Counter[str] = Counter()
        self.show_found()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Paths of the places that are chosen."""
        return tuple(self._chosen)

    def add_documents(self, documents: Iterable[Document]) -> None:
        """Another part of the collection's documents; `show_found` shows what fits now."""
        for document in documents:
            self.kinds[document.kind or ""] += 1
            if document.path not in self._folded:
                self._folded[document.path] = folded(document.path)
                self._add_folders(folder_of(document.path))

    def _add_folders(self, folder: str) -> None:
        """A folder, and those around it up to the place that was chosen for the collection."""
        while folder and folder not in self._folders:
            self._folders.add(folder)
            outer = folder_of(folder)
            folder = outer if any(folder.startswith(root + os.sep) for root in self._roots) else ""

    def find(self, text: str) -> None:
        """Show what has this text in its name or folder."""
        self._text = folded(text.strip())
        self.show_found()

    def show_found(self) -> None:
        """Look once more, as after documents were added."""
        self._folders -= self._folded.keys()
        folders = sorted((path for path in self._folders if path and self._text in folded(path)), key=in_reading_order)
        rows = [*self._kept, *(path for path in folders if path not in self._kept)]
        if self._text:
            for path, words in self._folded.items():
                if len(rows) >= MOST_SHOWN:
                    break
                if self._text in words and path not in self._kept:
                    rows.append(path)
        rows = rows[:MOST_SHOWN]
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        path = self._rows[index.row()]
        is_folder = path in self._folders
        match role:
            case Qt.ItemDataRole.DisplayRole:
                if not folder_of(path):
                    return display_name(path)
                return self.tr("{name}  in  {folder}").format(name=display_name(path), folder=display_folder(path))
            case Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if path in self._chosen else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.DecorationRole:
                return theme.icon("folder" if is_folder else "document", theme.current().quiet)
            case PlaceRole.PATH:
                return path
            case _:
                return None

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        path = self._rows[index.row()]
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._chosen[path] = None
        else:
            self._chosen.pop(path, None)
        self.dataChanged.emit(index, index)
        self.chosen_changed.emit()
        return True
