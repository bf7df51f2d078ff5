"""Choosing files and folders, and the collection that they go to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_rag.protocol import CollectionsListed, Event, ListCollections
from desktop_rag.records import Collection
from desktop_rag.ui import theme
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.file_dialogs import choose_files, choose_folder
from desktop_rag.ui.library.chosen_paths import ChosenPathsListModel, proposed_name
from desktop_rag.ui.library.collections_list import MAX_NAME_LENGTH
from desktop_rag.ui.library.document_kinds import SUFFIXES
from desktop_rag.ui.library.drop_area import DropArea
from desktop_rag.ui.library.select_box import SelectBox


@dataclass(frozen=True, slots=True)
class AddRequest:
    """The name of the collection, made if new, and what goes to it."""

    collection: str
    paths: tuple[str, ...]


class AddDocumentsDialog(QDialog):
    """One page: what, and where to. Nothing is read before the person agrees."""

    def __init__(self, engine: EngineClient, paths: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Add documents"))
        self._engine = engine
        self._job = engine.new_id()
        self._collections: Sequence[Collection] = ()
        self._model = ChosenPathsListModel(self)
        self._list = QListView()
        self._name = SelectBox()
        self._add = QPushButton(self.tr("Add"))
        self._remove = QPushButton(self.tr("Remove from list"))
        self._hint = QLabel()
        self._build()
        self.add_paths(paths)
        engine.send(ListCollections(id=self._job), self._take_collections)

    @classmethod
    def ask(cls, engine: EngineClient, paths: Sequence[str], parent: QWidget | None) -> AddRequest | None:
        """Show the dialog with these paths already chosen; None where the person changes their mind."""
        dialog = cls(engine, paths, parent)
        is_wanted = dialog.exec() == QDialog.DialogCode.Accepted
        request = dialog.request() if is_wanted else None
        dialog.deleteLater()
        return request

    def request(self) -> AddRequest | None:
        """What is chosen now; None while something is missing."""
        name, paths = self._name.currentText().strip(), tuple(self._model.paths())
        return AddRequest(name, paths) if name and paths else None

    def add_paths(self, paths: Sequence[str]) -> None:
        self._model.add(paths)
        self._propose_name()
        self._check()

    def _build(self) -> None:
        area = DropArea()
        area.dropped.connect(self.add_paths)
        area.refused.connect(lambda: self._tell(self.tr("Only files and folders of this computer can be added.")))
        heading = QLabel(self.tr("Drop files or folders here"))
        heading.setProperty("role", "question")
        stay = QLabel(self.tr("They stay where they are. Only an index is written, on this computer."))
        stay.setProperty("role", "quiet")
        kinds = QLabel(
            self.tr("PDF, Word, Excel, PowerPoint, OpenDocument, mail, web pages, e-books and text are read.")
        )
        kinds.setProperty("role", "quiet")
        folder = QPushButton(self.tr("Choose a folder"))
        files = QPushButton(self.tr("Choose files"))
        for button, choose in ((folder, self._choose_folder), (files, self._choose_files)):
            theme.keep_icon(button, button.setIcon, "add")
            button.clicked.connect(choose)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_INSIDE)
        buttons.addStretch(1)
        buttons.addWidget(folder)
        buttons.addWidget(files)
        buttons.addStretch(1)
        inside = QVBoxLayout(area)
        inside.setContentsMargins(24, 24, 24, 24)
        inside.setSpacing(theme.SPACE_INSIDE)
        for label in (heading, kinds, stay):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            inside.addWidget(label)
        inside.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(theme.SPACE_AROUND)
        layout.addWidget(area)
        layout.addWidget(self._list, 1)
        layout.addLayout(self._name_row())
        layout.addLayout(self._last_row())
        self._set_up_list()
        self.resize(640, 520)

    def _set_up_list(self) -> None:
        self._list.setModel(self._model)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setAccessibleName(self.tr("Chosen files and folders"))
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._list.setUniformItemSizes(True)
        self._list.setIconSize(QSize(16, 16))
        self._list.setSpacing(2)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.selectionModel().selectionChanged.connect(lambda _new, _old: self._check())
        self._remove.clicked.connect(self._remove_selected)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self._list, self._remove_selected)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _name_row(self) -> QHBoxLayout:
        label = QLabel(self.tr("Collection"))
        label.setBuddy(self._name)
        self._name.setEditable(True)
        self._name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._name.setAccessibleName(self.tr("Collection: choose one or type a new name"))
        field = self._name.lineEdit()
        if field is not None:
            field.setMaxLength(MAX_NAME_LENGTH)
            field.setPlaceholderText(self.tr("Choose one or type a new name"))
        self._name.currentTextChanged.connect(lambda _text: self._check())
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_INSIDE)
        row.addWidget(label)
        row.addWidget(self._name, 1)
        row.addWidget(self._remove)
        return row

    def _last_row(self) -> QHBoxLayout:
        shield = QLabel()
        theme.keep_icon(self, lambda icon: shield.setPixmap(icon.pixmap(16, 16)), "shield", "local")
        local = QLabel(self.tr("They are read on this computer; nothing is sent"))
        local.setProperty("role", "local")
        self._hint.setProperty("role", "quiet")
        self._hint.setWordWrap(True)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self._add.setProperty("kind", "primary")
        self._add.setDefault(True)
        self._add.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_INSIDE)
        for widget in (shield, local):
            row.addWidget(widget)
        row.addWidget(self._hint, 1)
        row.addWidget(cancel)
        row.addWidget(self._add)
        return row

    def _choose_folder(self) -> None:
        folder = choose_folder(self, self.tr("Choose a folder"))
        if folder:
            self.add_paths([folder])

    def _choose_files(self) -> None:
        #: The kinds of files in a file dialog
        documents, everything = self.tr("Documents"), self.tr("All files")
        kinds = f"{documents} ({' '.join(f'*.{suffix}' for suffix in SUFFIXES)});;{everything} (*)"
        self.add_paths(choose_files(self, self.tr("Choose files"), kinds))

    def _remove_selected(self) -> None:
        self._model.remove(index.row() for index in self._list.selectionModel().selectedRows())
        self._propose_name()
        self._check()

    def _take_collections(self, event: Event) -> None:
        if not isinstance(event, CollectionsListed):
            return
        self._collections = event.collections
        typed = self._name.currentText()
        self._name.clear()
        self._name.addItems([collection.name for collection in event.collections])
        self._name.setEditText(typed)
        self._propose_name()
        self._check()

    def _propose_name(self) -> None:
        """Until the person types: the collection that already covers the first path, else the folder's name."""
        field = self._name.lineEdit()
        if field is None or field.isModified():
            return
        paths = self._model.paths()
        covered = next((found for found in self._collections if paths and _covers(found, paths[0])), None)
        self._name.setEditText(covered.name if covered is not None else proposed_name(paths)[:MAX_NAME_LENGTH])

    def _check(self) -> None:
        """Say what is missing instead of refusing afterwards."""
        has_paths = bool(self._model.paths())
        has_name = bool(self._name.currentText().strip())
        self._add.setEnabled(has_paths and has_name)
        self._remove.setEnabled(self._list.selectionModel().hasSelection())
        if not has_paths:
            self._tell(self.tr("Choose at least one file or folder."))
        else:
            self._tell("" if has_name else self.tr("Give the collection a name."))

    def _tell(self, sentence: str) -> None:
        self._hint.setText(sentence)

    def done(self, result: int) -> None:
        # The answer may still be on its way, and this dialog gone before it.
        self._engine.stop_listening(self._job)
        super().done(result)


def _covers(collection: Collection, path: str) -> bool:
    places = {PurePath(path), *PurePath(path).parents}
    return any(PurePath(root) in places for root in collection.roots)
