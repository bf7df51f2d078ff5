"""What can be done with the selected documents: show, ask about, try again, open, show in the folder, forget."""

import os
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop_rag.protocol import Command, Event, Forget, JobFailed, Retry
from desktop_rag.records import Collection, Document
from desktop_rag.ui import theme
from desktop_rag.ui.engine_client import EngineClient, is_last
from desktop_rag.ui.library.action_bar import ActionBar
from desktop_rag.ui.library.document_health import health_of
from desktop_rag.ui.library.document_names import display_folder, display_name, folder_of
from desktop_rag.ui.library.documents_grid import DocumentsGrid
from desktop_rag.ui.privacy.forgetting import Forgetting, Wish
from desktop_rag.ui.sources.open_document import can_open, open_document, show_in_folder

MOST_ASKED = 50
"""A question is narrowed to so many single documents; for more there are folders."""


class DocumentActions(QObject):
    """The actions, in the context menu of the table and as a bar of buttons below it.

    What is forgotten goes through `forgetting`, which asks the person and gives the receipt.

    Signals:
        source_requested: id of a document to be shown beside the table.
        question_requested: paths of documents that a question is to be about (a tuple of str).
        failed: the engine refused (carries `JobFailed`).
        told: a sentence about something that could not be done here.
        done: the engine did it.
    """

    source_requested = Signal(str)
    question_requested = Signal(tuple)
    failed = Signal(object)
    told = Signal(str)
    done = Signal()

    def __init__(self, engine: EngineClient, grid: DocumentsGrid, parent: QWidget) -> None:
        super().__init__(parent)
        self.collection: Collection | None = None
        self._engine = engine
        self._grid = grid
        self.forgetting = Forgetting(engine, parent)
        self._show = self._add(self.tr("Show text"), "document", self._show_source)
        self._ask = self._add(self.tr("Ask about this"), "chat", self._ask_about)
        self._retry = self._add(self.tr("Try again"), "again", self._read_again)
        self._open = self._add(self.tr("Open file"), "open_file", self._open_file)
        self._reveal = self._add(self.tr("Show in folder"), "folder", self._show_folder)
        self._remove = self._add(self.tr("Remove from library…"), "delete", self._forget)
        self._remove.setShortcut(QKeySequence.StandardKey.Delete)
        self._remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._remove_folder = self._add(self.tr("Remove its folder…"), "folder", self._forget_folder)
        grid.opened.connect(self._show_source)
        grid.selection_changed.connect(self.refresh)
        self.refresh()

    def bar(self) -> QWidget:
        """A row of buttons, one for each action; what is seldom wanted is in the menu alone."""
        return ActionBar(action for action in self._grid.actions() if action is not self._remove_folder)

    def refresh(self) -> None:
        """Offer what fits the selected rows."""
        selected = self._grid.selected_documents()
        one = selected[0] if len(selected) == 1 else None
        unread = sum(map(_can_be_tried_again, selected)) if selected else self._grid.unread()
        self._show.setEnabled(one is not None and _has_text(one))
        self._ask.setEnabled(0 < len(selected) <= MOST_ASKED and all(map(_can_be_found, selected)))
        self._ask.setText(self.tr("Ask about these") if len(selected) > 1 else self.tr("Ask about this"))
        self._open.setEnabled(one is not None and can_open(one.path))
        self._reveal.setEnabled(one is not None)
        self._remove.setEnabled(bool(selected))
        self._remove_folder.setEnabled(one is not None)
        self._retry.setEnabled(unread > 0)
        self._retry.setText(self.tr("Try %n again", "", unread) if unread > 1 else self.tr("Try again"))

    def _add(self, text: str, icon: str, carry_out: Callable[[], None]) -> QAction:
        action = QAction(text, self._grid)
        theme.keep_icon(self._grid, action.setIcon, icon)
        action.triggered.connect(lambda _checked=False: carry_out())
        self._grid.addAction(action)
        return action

    def _unread(self) -> list[Document]:
        """Those of the selected documents that were not read, or not well; of all where none is selected."""
        documents = self._grid.selected_documents() or self._grid.documents()
        return [document for document in documents if _can_be_tried_again(document)]

    def _one(self) -> Document | None:
        selected = self._grid.selected_documents()
        return selected[0] if selected else None

    def _show_source(self) -> None:
        document = self._one()
        if document is not None and _has_text(document):
            self.source_requested.emit(document.id)

    def _ask_about(self) -> None:
        paths = tuple(dict.fromkeys(document.path for document in self._grid.selected_documents()))
        if paths:
            self.question_requested.emit(paths)

    def _read_again(self) -> None:
        ids = tuple(document.id for document in self._unread())
        if ids:
            self._engine.send(Retry(id=self._engine.new_id(), document_ids=ids), self._finish)

    def _open_file(self) -> None:
        document = self._one()
        if document is not None and not open_document(document.path):
            self.told.emit(self.tr("The system knows no program for {name}.").format(name=display_name(document.path)))

    def _show_folder(self) -> None:
        document = self._one()
        if document is not None and not show_in_folder(document.path):
            self.told.emit(self.tr("The folder of {name} cannot be shown.").format(name=display_name(document.path)))

    def _forget(self) -> None:
        selected = self._grid.selected_documents()
        if not selected or self.collection is None:
            return
        if len(selected) == 1:
            question = self.tr("Remove “{name}” from the library?").format(name=display_name(selected[0].path))
        else:
            question = self.tr("Remove %n documents from the library?", "", len(selected))
        self._begin(question, tuple(dict.fromkeys(document.path for document in selected)))

    def _forget_folder(self) -> None:
        document = self._one()
        if document is None or self.collection is None:
            return
        folder = folder_of(document.path)
        within = sum(each.path.startswith(folder + os.sep) for each in self._grid.documents())
        question = self.tr("Remove the folder “{folder}” with its %n documents from the library?", "", within)
        self._begin(question.format(folder=display_folder(document.path)), (folder,))

    def _begin(self, question: str, paths: tuple[str, ...]) -> None:
        assert self.collection is not None
        name = self.collection.name
        explanation = self.tr(
            "The text is erased from the index, the word lists and the pictures of pages, and then looked for. The "
            "files themselves stay where they are."
        )

        def command(job: str, with_chats: bool) -> Command:
            return Forget(id=job, paths=paths, collection=name, with_chats=with_chats)

        self.forgetting.begin(Wish(question, explanation, self.tr("Remove"), command, paths, name))

    def _finish(self, event: Event) -> None:
        if isinstance(event, JobFailed):
            self.failed.emit(event)
        elif is_last(event):
            self.done.emit()


def _has_text(document: Document) -> bool:
    """Whether there is text of it to be shown."""
    return document.state in ("indexed", "partly")


def _can_be_tried_again(document: Document) -> bool:
    return health_of(document).can_be_tried_again


def _can_be_found(document: Document) -> bool:
    return document.state in ("indexed", "partly", "away")
