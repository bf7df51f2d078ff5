"""The window: builds its parts, places and connects them. What they do is in the controllers."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_rag.ui.chat.chat_page import ChatPage
from desktop_rag.ui.chat.conversation_controller import ConversationController
from desktop_rag.ui.chat.turn_parts import Panel
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.indexing_controller import IndexingController
from desktop_rag.ui.library.side_panel import SidePanel
from desktop_rag.ui.pane_focus import PaneFocus
from desktop_rag.ui.sources.source_view import SourceView
from desktop_rag.ui.status_bar import StatusBar
from desktop_rag.ui.welcome import Welcome
from desktop_rag.ui.window_controller import WindowController
from desktop_rag.ui.window_parts import DropTarget, Header, rule


class MainWindow(QMainWindow):
    """Left what is known, in the middle the conversation, right the source.

    Signals:
        paths_dropped: files or folders that fell on the window (a tuple of str).
    """

    paths_dropped = Signal(tuple)

    def __init__(self, engine: EngineClient, language: str, *, has_library: bool) -> None:
        super().__init__()
        self.setWindowTitle("Desktop RAG")
        self.setAcceptDrops(True)
        self.resize(QSize(1280, 820))
        self.setMinimumSize(QSize(760, 480))
        self.engine = engine
        self.indexing = IndexingController(engine, self)
        self.conversation = ConversationController(engine, self.indexing.must_wait, self)
        self.header = Header()
        self.side = SidePanel(engine)
        self.banner = Panel()
        self.welcome = Welcome()
        self.chat = ChatPage(self.conversation, language)
        self.source = SourceView(engine)
        self.status = StatusBar(engine, language)
        self.pages = QStackedWidget()
        self._build()
        self._drop_target = DropTarget(self)
        self.controller = WindowController(self, language, has_library=has_library)
        self._connect()
        self._add_shortcuts()

    def _build(self) -> None:
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(self.chat)
        self.banner.hide()
        middle = QWidget()
        middle_layout = QVBoxLayout(middle)
        middle_layout.setContentsMargins(0, 0, 0, 0)
        middle_layout.setSpacing(0)
        middle_layout.addWidget(self.banner)
        middle_layout.addWidget(self.pages, 1)
        self.panes = QSplitter(Qt.Orientation.Horizontal)
        self.panes.setHandleWidth(1)
        self.panes.setChildrenCollapsible(False)
        for pane, stretch in ((self.side, 0), (middle, 1), (self.source, 0)):
            self.panes.addWidget(pane)
            self.panes.setStretchFactor(self.panes.count() - 1, stretch)
        self.side.setMinimumWidth(180)
        middle.setMinimumWidth(340)
        self.source.setMinimumWidth(220)
        self.panes.setSizes([236, 644, 400])
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.header, rule(), self.panes, rule(), self.status):
            layout.addWidget(part, 1 if part is self.panes else 0)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        do = self.controller
        self.header.commands_requested.connect(do.show_commands)
        self.side.collection_selected.connect(do.choose_collection)
        self.side.chat_selected.connect(do.open_chat)
        self.side.chat_deleted.connect(self.conversation.drop_chat)
        self.side.new_chat_requested.connect(do.new_chat)
        self.side.add_documents_requested.connect(do.add_documents)
        self.side.documents_requested.connect(do.show_documents)
        self.side.settings_requested.connect(do.show_settings)
        self.welcome.add_requested.connect(do.add_documents)
        self.welcome.sample_requested.connect(do.add_sample)
        self.welcome.models_requested.connect(do.show_settings)
        self.chat.header.documents_requested.connect(do.show_documents)
        self.chat.view.quote_chosen.connect(do.show_quote)
        self.chat.view.passage_chosen.connect(do.show_passage)
        self.chat.view.settings_requested.connect(do.show_settings)
        self.paths_dropped.connect(do.add_documents)
        self.status.stop_requested.connect(self.indexing.stop)
        self.indexing.progressed.connect(self.status.show_progress)
        self.indexing.finished.connect(self.status.show_done)
        self.indexing.failed.connect(self.status.show_failed)
        self.indexing.stopped.connect(self.status.show_stopped)
        self.indexing.collection_made.connect(self.side.select_collection)
        self.indexing.released.connect(self.conversation.release)
        self.conversation.chat_changed.connect(self.side.set_current_chat)
        self.conversation.chat_kept.connect(self.side.refresh)
        self.conversation.chat_opened.connect(do.take_opened_chat)
        self.conversation.chat_failed.connect(do.show_failure)
        self.conversation.evidence_shown.connect(do.show_evidence)

    def _add_shortcuts(self) -> None:
        do = self.controller
        focus = PaneFocus([self.side, self.pages, self.chat.composer, self.source, self.status], self)
        for text, keys, slot in (
            (self.tr("New chat"), QKeySequence.StandardKey.New, do.new_chat),
            (self.tr("Add documents"), QKeySequence.StandardKey.Open, do.add_documents),
            (self.tr("Settings"), "Ctrl+,", do.show_settings),
            (self.tr("Search or run a command"), "Ctrl+K", do.show_commands),
            (self.tr("Write a question"), "Ctrl+L", do.write_question),
            (self.tr("Stop the answer"), "Ctrl+.", self.conversation.stop),
            (self.tr("Next pane"), "F6", focus.go_next),
            (self.tr("Previous pane"), "Shift+F6", focus.go_previous),
            (self.tr("Quit"), QKeySequence.StandardKey.Quit, self.close),
        ):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            # A shortcut gives no argument, a click would give one.
            action.triggered.connect(lambda _checked=False, run=slot: run())
            self.addAction(action)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._drop_target.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop_target.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop_target.hide()
        paths = tuple(str(Path(url.toLocalFile())) for url in event.mimeData().urls() if url.isLocalFile())
        if paths:
            event.acceptProposedAction()
            self.paths_dropped.emit(paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._drop_target.isVisible():
            self._drop_target.cover()

    def closeEvent(self, event: QCloseEvent) -> None:
        # The engine may take a moment to end; the window is not seen waiting.
        self.hide()
        self.engine.close()
        super().closeEvent(event)
