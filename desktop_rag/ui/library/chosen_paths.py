"""The files and folders that a person has chosen and not yet added."""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from PySide6.QtCore import QFileInfo, Qt

from desktop_rag.ui import theme
from desktop_rag.ui.library.document_names import display_folder, display_name
from desktop_rag.ui.library.keyed_list import AnyIndex, KeyedListModel


class ChosenPathsListModel(KeyedListModel[str]):
    """Each path once, in the order of choosing; what lies in a chosen folder is part of it."""

    @staticmethod
    def key_of(row: str) -> str:
        return row

    def add(self, paths: Iterable[str]) -> None:
        chosen = list(dict.fromkeys([*self._rows, *paths]))
        known = {PurePath(path) for path in chosen}
        self.show_rows([path for path in chosen if not known.intersection(PurePath(path).parents)])

    def remove(self, rows: Iterable[int]) -> None:
        gone = set(rows)
        self.show_rows([path for row, path in enumerate(self._rows) if row not in gone])

    def paths(self) -> Sequence[str]:
        return self.rows()

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        path = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                #: A chosen file or folder and where it lies
                folder = display_folder(path)
                if not folder:
                    return display_name(path)
                return self.tr("{name}  in  {folder}").format(name=display_name(path), folder=folder)
            case Qt.ItemDataRole.ToolTipRole:
                return path.replace("<", "‹")
            case Qt.ItemDataRole.DecorationRole:
                return theme.icon("folder" if QFileInfo(path).isDir() else "document")
            case _:
                return None


def proposed_name(paths: Sequence[str]) -> str:
    """A collection's name after the first folder that was chosen, or the folder of the first file."""
    if not paths:
        return ""
    folder = next((path for path in paths if QFileInfo(path).isDir()), None)
    return display_name(folder or str(PurePath(paths[0]).parent))
