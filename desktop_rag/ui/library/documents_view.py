"""The documents of one collection: find them, see how reading them went, try again, open, remove."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_rag.protocol import JobFailed
from desktop_rag.records import Collection, Document
from desktop_rag.ui import theme
from desktop_rag.ui.elided_label import ElidedLabel
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.document_actions import DocumentActions
from desktop_rag.ui.library.document_texts import DocumentTexts
from desktop_rag.ui.library.documents_grid import DocumentsGrid
from desktop_rag.ui.library.documents_listing import DocumentsListing
from desktop_rag.ui.library.empty_state import EmptyState
from desktop_rag.ui.library.health_filter import HealthFilter
from desktop_rag.ui.library.local_mark import LocalMark
from desktop_rag.ui.library.sentences import failure_sentence
from desktop_rag.ui.library.summary_label import SummaryLabel
from desktop_rag.ui.privacy.receipt_line import ReceiptLine


class DocumentsView(QWidget):
    """Builds and connects: filter above, table in the middle, what can be done with the selected rows below.

    Signals:
        source_requested: id of a document whose text is to be shown beside the table.
        question_requested: paths that a question is to be about (a tuple of str).
        back_requested: to the conversation.
        add_documents_requested: to this collection.
    """

    source_requested = Signal(str)
    question_requested = Signal(tuple)
    back_requested = Signal()
    add_documents_requested = Signal()

    def __init__(self, engine: EngineClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listing = DocumentsListing(engine, self)
        self._model = self._listing.model
        self._texts = DocumentTexts(self)
        self._grid = DocumentsGrid(self._model)
        self._actions = DocumentActions(engine, self._grid, self)
        self._receipt = ReceiptLine(self._actions.forgetting)
        self._name = ElidedLabel()
        self._mark = LocalMark()
        self._summary = SummaryLabel()
        self._note = QLabel()
        self._reason = QLabel()
        self._search = QLineEdit()
        self._states = HealthFilter()
        self._nothing_here = EmptyState(
            self.tr("There are no documents in this collection yet."), self.tr("Add documents")
        )
        self._no_match = EmptyState(self.tr("No document matches."), self.tr("Show all"))
        self._pages = QStackedWidget()
        self._build()
        self._connect()

    def show_collection(self, collection: Collection) -> None:
        self._note.hide()
        self._receipt.hide()
        self._take_collection(collection)
        self._listing.show(collection)
        self._refresh()

    def document(self, document_id: str) -> Document | None:
        """A document of the collection that is shown."""
        return self._model.find(document_id)

    def _take_collection(self, collection: Collection) -> None:
        self._name.set_whole_text(collection.name)
        # A tooltip takes text with tags for markup.
        self._name.setToolTip(collection.name.replace("<", "‹"))
        self._mark.setVisible(collection.is_local_only)
        self._actions.collection = collection

    def _build(self) -> None:
        back = QToolButton()
        back.setProperty("kind", "quiet")
        back.setToolTip(self.tr("Back to the conversation"))
        back.setAccessibleName(self.tr("Back to the conversation"))
        theme.keep_icon(back, back.setIcon, "previous")
        back.clicked.connect(self.back_requested)
        add = QPushButton(self.tr("Add documents"))
        theme.keep_icon(add, add.setIcon, "add")
        add.clicked.connect(self.add_documents_requested)
        self._name.setProperty("role", "question")
        self._note.setProperty("role", "failed")
        self._note.setWordWrap(True)
        self._note.hide()
        self._reason.setWordWrap(True)
        self._reason.hide()
        for label in (self._note, self._reason):
            label.setTextFormat(Qt.TextFormat.PlainText)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_INSIDE)
        for widget in (back, self._name, self._mark, self._summary):
            top.addWidget(widget)
        top.setStretchFactor(self._summary, 1)
        top.addWidget(add)
        self._search.setPlaceholderText(self.tr("Find by name, folder or type"))
        self._search.setAccessibleName(self.tr("Find documents by name, folder or type"))
        self._search.setClearButtonEnabled(True)
        filters = QHBoxLayout()
        filters.setSpacing(theme.SPACE_INSIDE)
        filters.addWidget(self._search, 1)
        filters.addWidget(self._states)
        for page in (self._grid, self._nothing_here, self._no_match):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_CONVERSATION, theme.SPACE_AROUND, theme.SPACE_CONVERSATION, 12)
        layout.setSpacing(theme.SPACE_AROUND)
        layout.addLayout(top)
        layout.addLayout(filters)
        layout.addWidget(self._note)
        layout.addWidget(self._receipt)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._reason)
        layout.addWidget(self._actions.bar())

    def _connect(self) -> None:
        self._search.textChanged.connect(self._filter)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._states.currentIndexChanged.connect(self._filter)
        self._nothing_here.wanted.connect(self.add_documents_requested)
        self._no_match.wanted.connect(self._clear_filter)
        self._listing.listed.connect(self._refresh)
        self._listing.collection_changed.connect(self._take_collection)
        self._listing.changed.connect(self._refresh)
        self._listing.failed.connect(self._tell)
        self._model.arranged.connect(self._choose_page)
        self._grid.selection_changed.connect(self._show_reason)
        self._actions.failed.connect(self._tell)
        self._actions.told.connect(self._say)
        self._actions.done.connect(self._note.hide)
        self._actions.source_requested.connect(self.source_requested)
        self._actions.question_requested.connect(self.question_requested)

    def _filter(self) -> None:
        self._model.filter_by(self._search.text(), self._states.healths())
        self._choose_page()

    def _clear_filter(self) -> None:
        self._search.clear()
        self._states.show_all()
        self._search.setFocus()

    def _refresh(self) -> None:
        """Numbers in the summary and in the filter, and which of the three pages is shown."""
        counts = self._model.counts()
        self._summary.show_counts(counts)
        self._states.show_counts(counts)
        self._actions.refresh()
        self._choose_page()

    def _choose_page(self) -> None:
        page: QWidget = self._grid
        if self._listing.is_listed and not self._model.rowCount() and not self._model.is_arranging:
            page = self._no_match if self._model.counts().total() else self._nothing_here
        self._pages.setCurrentWidget(page)

    def _show_reason(self) -> None:
        """The whole sentence of the selected document: in its column there is seldom room for all of it."""
        selected = self._grid.selected_documents()
        reason = self._texts.reason(selected[0]) if len(selected) == 1 else ""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))

    def _tell(self, event: JobFailed) -> None:
        self._say(failure_sentence(event))

    def _say(self, sentence: str) -> None:
        self._note.setText(sentence)
        self._note.show()
