"""What is in the window: builds the parts, places and connects them. What they do is in the controllers."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_rag import paths
from desktop_rag.ui import theme
from desktop_rag.ui.chat.chat_page import ChatPage
from desktop_rag.ui.chat.conversation_controller import ConversationController
from desktop_rag.ui.chat.preview_opener import PreviewOpener
from desktop_rag.ui.chat.scope_control import ScopeControl
from desktop_rag.ui.chat.turn_parts import Panel
from desktop_rag.ui.destination_signs import DestinationSigns
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.indexing_controller import IndexingController
from desktop_rag.ui.library.reading_offer import ReadingOffer
from desktop_rag.ui.library.side_panel import SidePanel
from desktop_rag.ui.pane_focus import PaneFocus
from desktop_rag.ui.sources.source_view import SourceView
from desktop_rag.ui.status_bar import StatusBar
from desktop_rag.ui.welcome import Welcome
from desktop_rag.ui.window_controller import WindowController
from desktop_rag.ui.window_frame import SIDE_WIDTH, SOURCE_WIDTH, WindowFrame


class MainWindow(QObject):
    """Left what is known, in the middle the conversation, right the source; put into a `WindowFrame`."""

    def __init__(self, frame: WindowFrame, engine: EngineClient, language: str, home: Path | None = None) -> None:
        super().__init__(frame)
        self.frame = frame
        self.home = home or paths.default_home()
        self.engine = engine
        self.indexing = IndexingController(engine, self)
        self.conversation = ConversationController(engine, self.indexing.must_wait, self.indexing.is_reading, self)
        self.header = frame.header
        self.side = SidePanel(engine)
        self.banner = Panel()
        self.offer = ReadingOffer(engine)
        self.welcome = Welcome()
        self.chat = ChatPage(self.conversation, frame.composer, language)
        self.source = SourceView(engine)
        self.status = StatusBar(engine, language)
        self.pages = QStackedWidget()
        self._place()
        self.signs = DestinationSigns(self.conversation, frame.composer, frame.header.badge, language, self)
        self.scope = ScopeControl(engine, self.conversation, frame.composer.scope, self)
        self.preview = PreviewOpener(self.conversation, language, frame)
        self.controller = WindowController(self, language, has_library=frame.has_library)
        self._connect()
        self._add_shortcuts()
        theme.draw_icons()

    def _place(self) -> None:
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(self.chat)
        self.banner.hide()
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.offer)
        layout.addWidget(self.pages, 1)
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.setHandleWidth(1)
        panes.setChildrenCollapsible(False)
        for pane, least, stretch in ((self.side, 180, 0), (middle, 340, 1), (self.source, 220, 0)):
            pane.setMinimumWidth(least)
            panes.addWidget(pane)
            panes.setStretchFactor(panes.count() - 1, stretch)
        panes.setSizes([SIDE_WIDTH, self.frame.width() - SIDE_WIDTH - SOURCE_WIDTH, SOURCE_WIDTH])
        self.frame.fill(panes, self.status)

    def _connect(self) -> None:
        do = self.controller
        self.header.commands_requested.connect(do.show_commands)
        self.scope.ended.connect(do.write_question)
        self.side.collection_selected.connect(do.choose_collection)
        self.side.chat_selected.connect(do.open_chat)
        self.side.chat_deleted.connect(self.conversation.drop_chat)
        self.side.new_chat_requested.connect(do.new_chat)
        self.side.add_documents_requested.connect(do.add_documents)
        self.side.documents_requested.connect(do.show_documents)
        self.side.reading_requested.connect(do.offer_reading)
        self.side.search_model_requested.connect(do.choose_search_model)
        self.side.settings_requested.connect(do.show_settings)
        self.welcome.add_requested.connect(do.add_documents)
        self.welcome.sample_requested.connect(do.add_sample)
        self.welcome.models_requested.connect(do.show_settings)
        self.chat.header.documents_requested.connect(do.show_documents)
        self.chat.view.quote_chosen.connect(do.show_quote)
        self.chat.view.passage_chosen.connect(do.show_passage)
        self.chat.view.settings_requested.connect(do.show_settings)
        self.frame.paths_dropped.connect(do.add_documents)
        self.status.stop_requested.connect(self.indexing.stop)
        self.offer.wanted.connect(self.indexing.read_anew)
        self.indexing.asked.connect(self.status.show_asked)
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
        self.frame.closed.connect(self.engine.close)

    def _add_shortcuts(self) -> None:
        do = self.controller
        focus = PaneFocus([self.side, self.pages, self.chat.composer, self.source, self.status], self)
        for text, keys, slot in (
            (self.tr("New chat"), QKeySequence.StandardKey.New, do.new_chat),
            (self.tr("New private chat"), "Ctrl+Shift+N", do.new_private_chat),
            (self.tr("Add documents"), QKeySequence.StandardKey.Open, do.add_documents),
            (self.tr("Settings"), "Ctrl+,", do.show_settings),
            (self.tr("What left this computer"), "", do.show_ledger),
            (self.tr("Settings from the organisation"), "", do.show_policy),
            (self.tr("Search or run a command"), "Ctrl+K", do.show_commands),
            (self.tr("Write a question"), "Ctrl+L", do.write_question),
            (self.tr("Narrow the search"), "Ctrl+Shift+F", self.scope.choose),
            (self.tr("This computer or Azure OpenAI"), "Ctrl+Shift+A", self.signs.switch),
            (self.tr("Stop the answer"), "Ctrl+.", self.conversation.stop),
            (self.tr("Next pane"), "F6", focus.go_next),
            (self.tr("Previous pane"), "Shift+F6", focus.go_previous),
            (self.tr("Quit"), QKeySequence.StandardKey.Quit, self.frame.close),
        ):
            action = QAction(text, self.frame)
            action.setShortcut(QKeySequence(keys))
            action.setProperty("isCommand", slot not in (focus.go_next, focus.go_previous, do.show_commands))
            # A shortcut gives no argument, a click would give one.
            action.triggered.connect(lambda _checked=False, run=slot: run())
            self.frame.addAction(action)
