"""What the window does with what its parts report: which page is shown, what is added, which source is open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from desktop_rag import messages, paths
from desktop_rag.protocol import (
    CollectionsListed,
    EngineFailed,
    EngineReady,
    Event,
    Forgotten,
    GetSettings,
    SettingsListed,
    WorkerChanged,
)
from desktop_rag.records import Chat, Collection
from desktop_rag.ui import theme
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.chat.scope import Scope
from desktop_rag.ui.chat.turn_state import TurnState

if TYPE_CHECKING:
    from desktop_rag.ui.library.documents_view import DocumentsView
    from desktop_rag.ui.main_window import MainWindow
    from desktop_rag.ui.settings.settings_dialog import PageName

_KEEP_DAYS: Final = "chats.keep_days"


class WindowController(QObject):
    """The behaviour of `MainWindow`, which only builds and connects."""

    def __init__(self, window: "MainWindow", language: str, *, has_library: bool) -> None:
        super().__init__(window)
        self._window = window
        self._language = language
        self._documents: DocumentsView | None = None
        self._wanted_collection: str | None = None
        engine = window.engine
        engine.lost.connect(self._show_lost)
        engine.refused.connect(self._show_refused)
        engine.ready.connect(self._take_ready)
        engine.event_received.connect(self._take)
        window.banner.button.clicked.connect(window.banner.hide)
        self._show_page(window.chat if has_library else window.welcome)
        first = window.chat.composer.edit if has_library else window.welcome
        # The page is on the screen only after this step, and what is hidden gets no focus.
        QTimer.singleShot(0, first, first.setFocus)

    # --- pages ---

    def _show_page(self, page: QWidget) -> None:
        self._window.pages.setCurrentWidget(page)
        self._window.source.setVisible(page is self._window.chat)

    def show_chat(self) -> None:
        """The conversation, with the keyboard in the question field."""
        self._show_page(self._window.chat)
        self.write_question()

    def write_question(self) -> None:
        if self._window.pages.currentWidget() is not self._window.welcome:
            self._show_page(self._window.chat)
            self._window.chat.composer.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def new_chat(self) -> None:
        self._window.conversation.new_chat()
        self._window.source.clear()
        self.write_question()

    def new_private_chat(self) -> None:
        """A chat that is never written down."""
        self._window.conversation.new_chat(is_private=True)
        self._window.source.clear()
        self.write_question()

    def open_chat(self, chat: str) -> None:
        self._window.conversation.open_chat(chat)
        self._show_page(self._window.chat)

    def take_opened_chat(self, chat: Chat) -> None:
        """Questions go on about the collection that the chat is about."""
        self._window.source.clear()
        if chat.collection_id:
            self._window.side.select_collection(chat.collection_id)
        turns = self._window.conversation.turns.turns()
        if turns and turns[-1].quotes:
            self.show_evidence(turns[-1])
        self.write_question()

    def choose_collection(self, collection_id: str) -> None:
        collection = self._window.side.current_collection()
        self._window.conversation.set_collection(collection)
        self._window.chat.header.show_collection(collection)
        self._show_offer(collection)
        if self._documents is not None and self._window.pages.currentWidget() is self._documents and collection:
            self._documents.show_collection(collection)
        elif collection_id and self._window.pages.currentWidget() is self._window.welcome:
            self.show_chat()
        elif not collection_id and self._window.pages.currentWidget() is self._documents:
            self._show_page(self._window.welcome)  # the last collection was deleted from its own table

    def show_documents(self, collection_id: str) -> None:
        """The table of a collection's documents in the place of the conversation."""
        self._window.side.select_collection(collection_id)
        collection = self._window.side.current_collection()
        if collection is None:
            return
        if self._documents is None:
            from desktop_rag.ui.library.documents_view import DocumentsView

            self._documents = DocumentsView(self._window.engine)
            self._documents.back_requested.connect(self.show_chat)
            self._documents.source_requested.connect(self.show_document)
            self._documents.question_requested.connect(self.ask_about)
            self._window.pages.addWidget(self._documents)
        self._documents.show_collection(collection)
        self._show_page(self._documents)
        self._documents.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_about(self, places: tuple[str, ...]) -> None:
        """The next question looks only in these documents."""
        self._window.conversation.scopes.choose(Scope(places=places))
        self.show_chat()

    def show_document(self, document_id: str) -> None:
        """A document of the table from its beginning, beside the table."""
        document = self._documents.document(document_id) if self._documents is not None else None
        if document is not None:
            self._window.source.show_document(document)
            self._window.source.show()

    # --- documents ---

    def add_documents(self, chosen: Sequence[str] = ()) -> None:
        """Ask what to add and to which collection, then read it."""
        from desktop_rag.ui.library.add_documents import AddDocumentsDialog

        request = AddDocumentsDialog.ask(self._window.engine, tuple(chosen), self._window.frame)
        if request is not None:
            self._add(request.collection, request.paths)

    def add_sample(self) -> None:
        """The sample handbook; one can ask at once, and the question waits the few seconds."""
        self._add(self.tr("Sample handbook"), (str(paths.samples_folder()),))

    def _add(self, collection: str, chosen: tuple[str, ...]) -> None:
        self._window.indexing.add(collection, chosen)
        self._window.conversation.expect_collection(collection)
        self.show_chat()

    def _show_offer(self, collection: Collection | None) -> None:
        # What is little is read anew by itself, so nothing is said before that has ended.
        offer = self._window.offer
        offer.show_collection(collection if offer.isVisible() or not self._window.indexing.is_busy else None)

    def offer_reading(self, collection_id: str) -> None:
        """Say what reading a collection anew would cost, and ask."""
        self._window.side.select_collection(collection_id)
        collection = self._window.side.current_collection()
        if collection is not None:
            self._window.offer.offer_again(collection)

    def choose_search_model(self, collection_id: str) -> None:
        """Which model finds passages by meaning in a collection."""
        from desktop_rag.ui.library.search_model_dialog import SearchModelDialog

        collection = self._window.side.collection(collection_id)
        if collection is not None:
            dialog = SearchModelDialog(self._window.engine, collection, self._window.frame)
            dialog.wanted.connect(self._window.indexing.read_anew)
            dialog.open()

    def take_call(self, chosen: tuple[str, ...]) -> None:
        """The program was started a second time: come to the front, and take the files."""
        window = self._window.frame
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        if chosen:
            self.add_documents(chosen)

    # --- sources ---

    def show_evidence(self, state: TurnState) -> None:
        self._window.source.show_quotes(state.quotes, 0)

    def show_quote(self, turn_id: str, marker: int) -> None:
        state = self._turn(turn_id)
        if state is None:
            return
        index = next((at for at, quote in enumerate(state.quotes) if quote.marker == marker), None)
        if index is not None:
            self._window.source.show_quotes(state.quotes, index)

    def show_passage(self, turn_id: str, rank: int) -> None:
        state = self._turn(turn_id)
        if state is None:
            return
        for passage in state.passages:
            if passage.rank == rank:
                self._window.source.show_passage(passage)
                return

    def _turn(self, turn_id: str) -> TurnState | None:
        row = self._window.conversation.turns.row_of(turn_id)
        return self._window.conversation.turns.turn(row) if row is not None else None

    # --- settings, commands, engine ---

    def show_settings(self) -> None:
        self._show_settings("general")

    def show_ledger(self) -> None:
        """What left this computer."""
        self._show_settings("ledger")

    def show_policy(self) -> None:
        """What the organisation has fixed."""
        self._show_settings("policy")

    def _show_settings(self, page: "PageName") -> None:
        from desktop_rag.ui.settings.settings_dialog import SettingsDialog

        SettingsDialog(self._window.engine, self._window.frame, self._window.home, page=page).exec()

    def show_commands(self) -> None:
        from desktop_rag.ui.command_palette import CommandPalette

        palette = CommandPalette(self._window.engine, self._window.frame.actions(), self._window.frame)
        palette.chat_chosen.connect(self.open_chat)
        palette.open()

    def show_failure(self, code: str) -> None:
        """A sentence above the conversation, until it is closed."""
        message = messages.sentence(code, self._language)
        self._window.banner.show_text("failed", message.text, message.next_step, self.tr("Close"))
        self._window.banner.show()

    def _show_lost(self) -> None:
        text = self.tr("Your documents and what you wrote are kept; questions are asked as soon as it is back.")
        self._window.banner.show_text("look_here", self.tr("Restarting the library."), text)
        self._window.banner.show()

    def _show_refused(self, event: EngineFailed) -> None:
        message = messages.sentence(event.code, self._language, **event.details)
        self._window.banner.show_text("failed", message.text, message.next_step)
        self._window.banner.show()

    def _take_ready(self, event: EngineReady) -> None:
        engine = self._window.engine
        engine.send(GetSettings(id=engine.new_id(), key=_KEEP_DAYS))
        self._window.banner.hide()
        if event.settings_were_broken:
            text = self.tr("The old file is kept beside the new one as settings.broken.json.")
            lead = self.tr("Your settings could not be read, so the defaults are used.")
            self._window.banner.show_text("look_here", lead, text, self.tr("Close"))
            self._window.banner.show()

    def _take(self, event: Event) -> None:
        if isinstance(event, WorkerChanged) and event.worker == "chat":
            is_ready = event.state == "ready" and event.model
            note = self.tr("{model}, on this computer").format(model=clean(event.model or "")) if is_ready else ""
            self._window.signs.set_local_note(note)
        elif isinstance(event, CollectionsListed):
            self._take_collections(event)
        elif isinstance(event, Forgotten):
            self._take_forgotten(event)
        elif isinstance(event, SettingsListed):
            for setting in event.settings:
                if setting.key == "general.theme":
                    theme.choose_appearance(str(setting.value))
                elif setting.key == _KEEP_DAYS:
                    self._window.chat.set_keeping(keeps_chats=setting.value != 0)

    def _take_forgotten(self, event: Forgotten) -> None:
        """What was erased leaves the screen too."""
        self._window.source.clear()
        if event.turns or event.chats:
            self._window.conversation.reload()

    def _take_collections(self, event: CollectionsListed) -> None:
        """An empty library offers the two ways on; the header follows the numbers."""
        window = self._window
        is_idle = not window.indexing.is_adding and window.conversation.turns.rowCount() == 0
        if not event.collections and is_idle and window.pages.currentWidget() is window.chat:
            if not window.chat.composer.draft():
                self._show_page(window.welcome)
        elif event.collections and window.pages.currentWidget() is window.welcome:
            self.show_chat()
        current = window.side.current_collection()
        if current is not None:
            shown = next((each for each in event.collections if each.id == current.id), current)
            window.chat.header.show_collection(shown)
            self._show_offer(shown)
            window.conversation.set_collection(shown)
