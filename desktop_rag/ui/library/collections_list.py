"""The collections as rows of the side panel."""

import zlib
from dataclasses import replace

from PySide6.QtCore import QLocale, QObject, Qt, Signal

from desktop_rag.records import Collection
from desktop_rag.ui import theme
from desktop_rag.ui.library.document_names import name_of_place
from desktop_rag.ui.library.keyed_list import AnyIndex, KeyedListModel
from desktop_rag.ui.library.side_roles import SideRole

MAX_NAME_LENGTH = 120


def colour_ordinal(collection_id: str) -> int:
    """Which of the theme's collection colours is this collection's: the same in every place and after every start."""
    return zlib.crc32(collection_id.encode())


class CollectionsListModel(KeyedListModel[Collection]):
    """Collections in the engine's order; a new name is shown at once and taken back if the engine refuses it.

    Signals:
        rename_requested: id and new name, after a person edited a row.
    """

    rename_requested = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._away: dict[str, tuple[str, ...]] = {}

    @staticmethod
    def key_of(row: Collection) -> str:
        return row.id

    def collection(self, index: AnyIndex) -> Collection | None:
        return self._rows[index.row()] if index.isValid() else None

    def _describe(self, collection: Collection) -> str:
        if collection.is_local_only:
            text = self.tr("{name}, %n documents, never leaves this computer", "", collection.documents)
        else:
            text = self.tr("{name}, %n documents", "", collection.documents)
        text = text.format(name=collection.name)
        if self._away.get(collection.id):
            places = self._separator().join(map(name_of_place, self._away[collection.id]))
            #: After a collection's name: a drive or folder that is not there now
            text += self.tr(", away: {places}").format(places=places)
        return text

    def _separator(self) -> str:
        #: Between the names of places that are away
        return self.tr(", ")

    def show_away(self, collection_id: str, places: tuple[str, ...]) -> None:
        """Which places of a collection are not there now."""
        if self._away.get(collection_id, ()) != places:
            self._away[collection_id] = places
            index = self.index_of(collection_id)
            if index.isValid():
                self.dataChanged.emit(index, index)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        collection = self.collection(index)
        if collection is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return collection.name
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                # A tooltip draws what looks like markup, and a name is any text at all.
                text = self._describe(collection)
                return text if role == Qt.ItemDataRole.AccessibleTextRole else text.replace("<", "‹")
            case SideRole.IS_LOCAL_ONLY | SideRole.IS_AWAY:
                is_away = bool(self._away.get(collection.id))
                return is_away if role == SideRole.IS_AWAY else collection.is_local_only
            case SideRole.KEY:
                return collection.id
            case SideRole.COLOUR:
                return theme.current().collection(colour_ordinal(collection.id))
            case SideRole.COUNT:
                return QLocale().toString(collection.documents)
            case _:
                return None

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        collection = self.collection(index)
        name = str(value).strip()[:MAX_NAME_LENGTH]
        if collection is None or role != Qt.ItemDataRole.EditRole or not name or name == collection.name:
            return False
        self._change(index.row(), replace(collection, name=name))
        self.rename_requested.emit(collection.id, name)
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable if index.isValid() else Qt.ItemFlag.NoItemFlags
