"""The left side of the window: add documents, the collections, the chats, the way to the settings."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop_rag.records import Collection
from desktop_rag.ui import theme
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.chats_section import ChatsSection
from desktop_rag.ui.library.collections_section import CollectionsSection


class SidePanel(QWidget):
    """Builds and connects the sections.

    Signals:
        collection_selected: id of the collection that questions are about now; empty where there is none any more.
        chat_selected: id of a chat to be opened.
        chat_deleted: id of a chat that is gone.
        new_chat_requested: a chat that does not exist yet.
        add_documents_requested: the button "Add documents".
        documents_requested: id of a collection whose documents are to be shown.
        reading_requested: id of a collection with documents that may be read anew.
        search_model_requested: id of a collection that may move to another model for search.
        settings_requested: the button "Settings".
    """

    collection_selected = Signal(str)
    chat_selected = Signal(str)
    chat_deleted = Signal(str)
    new_chat_requested = Signal()
    add_documents_requested = Signal()
    documents_requested = Signal(str)
    reading_requested = Signal(str)
    search_model_requested = Signal(str)
    settings_requested = Signal()

    def __init__(self, engine: EngineClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._collections = CollectionsSection(engine, self)
        self._collections.selected.connect(self.collection_selected)
        self._collections.documents_requested.connect(self.documents_requested)
        self._collections.reading_requested.connect(self.reading_requested)
        self._collections.search_model_requested.connect(self.search_model_requested)
        self._chats = ChatsSection(engine, self)
        self._chats.selected.connect(self.chat_selected)
        self._chats.new_requested.connect(self.new_chat_requested)
        self._chats.deleted.connect(self.chat_deleted)
        self._build()
        engine.ready.connect(self.refresh)
        if engine.is_ready:
            self.refresh()

    def current_collection(self) -> Collection | None:
        """What questions are about; None while the library is empty."""
        return self._collections.current()

    def collection(self, collection_id: str) -> Collection | None:
        return self._collections.collection(collection_id)

    def select_collection(self, collection_id: str) -> None:
        """Make it the current one, now or as soon as the engine names it."""
        self._collections.select(collection_id)

    def set_current_chat(self, chat_id: str | None) -> None:
        """Mark the chat that is open; None for a new one."""
        self._chats.set_current(chat_id)

    def refresh(self) -> None:
        """Ask the engine for both lists; selections stay."""
        self._collections.refresh()
        self._chats.refresh()

    def _build(self) -> None:
        add = QPushButton(self.tr("Add documents"))
        theme.keep_icon(add, add.setIcon, "add")
        add.clicked.connect(self.add_documents_requested)
        settings = QToolButton()
        settings.setProperty("kind", "quiet")
        settings.setText(self.tr("Settings"))
        settings.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.keep_icon(settings, settings.setIcon, "settings", "quiet")
        settings.clicked.connect(self.settings_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, theme.SPACE_AROUND, 10, theme.SPACE_INSIDE)
        layout.setSpacing(theme.SPACE_AROUND)
        layout.addWidget(add)
        layout.addWidget(self._collections)
        layout.addWidget(self._chats, 1)
        layout.addWidget(settings, 0, Qt.AlignmentFlag.AlignLeft)
        # The sections were made first; the keyboard goes from top to bottom.
        for before, after in pairwise([add, *self._collections.tab_chain(), *self._chats.tab_chain(), settings]):
            QWidget.setTabOrder(before, after)
