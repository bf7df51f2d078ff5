"""The settings: pages on the left, what they hold on the right; each change applies at once."""

from pathlib import Path
from typing import Literal, TypeAlias, get_args

from PySide6.QtCore import QSize, QStringListModel, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_rag import paths
from desktop_rag.ui import theme
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.side_delegate import SideRowDelegate
from desktop_rag.ui.privacy.ledger_page import LedgerPage
from desktop_rag.ui.settings.answers_page import AnswersPage
from desktop_rag.ui.settings.azure_page import AzurePage
from desktop_rag.ui.settings.documents_page import DocumentsPage
from desktop_rag.ui.settings.general_page import GeneralPage
from desktop_rag.ui.settings.models_page import ModelsPage
from desktop_rag.ui.settings.models_session import ModelsSession
from desktop_rag.ui.settings.page import scrollable
from desktop_rag.ui.settings.policy_page import PolicyPage
from desktop_rag.ui.settings.privacy_page import PrivacyPage
from desktop_rag.ui.settings.settings_session import SettingsSession

PageName: TypeAlias = Literal["general", "documents", "answers", "models", "azure", "privacy", "ledger", "policy"]
"""The pages in the order of their list."""


class SettingsDialog(QDialog):
    """Builds the pages and gives them their values."""

    def __init__(
        self,
        engine: EngineClient,
        parent: QWidget | None = None,
        home: Path | None = None,
        page: PageName = "general",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._settings = SettingsSession(engine, self)
        self._models = ModelsSession(engine, self)
        self._names = QListView()
        self._pages = QStackedWidget()
        self._azure = AzurePage(self._settings, engine)
        self._documents = DocumentsPage(self._settings)
        self._ledger = LedgerPage(engine)
        self._privacy = PrivacyPage(self._settings, engine, home or paths.default_home())
        pages: dict[PageName, tuple[str, QWidget]] = {
            "general": (self.tr("General"), GeneralPage(self._settings)),
            "documents": (self.tr("Documents"), self._documents),
            "answers": (self.tr("Answers"), AnswersPage(self._settings, self._models)),
            "models": (self.tr("Models"), ModelsPage(self._models)),
            "azure": (self.tr("Azure OpenAI"), self._azure),
            "privacy": (self.tr("Privacy"), self._privacy),
            "ledger": (self.tr("Ledger"), self._ledger),
            "policy": (self.tr("Policy"), PolicyPage(self._settings)),
        }
        for title, content in pages.values():
            self._pages.addWidget(scrollable(content, title))
        self._build([title for title, _content in pages.values()])
        self.show_page(page)
        self._settings.load()
        self._models.load()

    def show_page(self, page: PageName) -> None:
        self._names.setCurrentIndex(self._names.model().index(get_args(PageName).index(page), 0))

    def _build(self, names: list[str]) -> None:
        self._names.setModel(QStringListModel(names, self))
        self._names.setAccessibleName(self.tr("Pages"))
        self._names.setFrameShape(QFrame.Shape.NoFrame)
        self._names.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._names.setItemDelegate(SideRowDelegate(self._names))
        self._names.setMouseTracking(True)
        widest = max(QFontMetrics(self._names.font()).horizontalAdvance(name) for name in names)
        self._names.setFixedWidth(widest + 64)
        self._names.selectionModel().currentChanged.connect(lambda now, _old: self._pages.setCurrentIndex(now.row()))
        side = QFrame()
        side.setProperty("surface", "side")
        inside = QVBoxLayout(side)
        inside.setContentsMargins(theme.SPACE_INSIDE, theme.SPACE_WIDE, theme.SPACE_INSIDE, theme.SPACE_WIDE)
        inside.addWidget(self._names)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(24, 0, 24, theme.SPACE_WIDE)
        bottom.addStretch(1)
        bottom.addWidget(close)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._pages, 1)
        right.addLayout(bottom)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(side)
        layout.addLayout(right, 1)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, on=False)
        self.resize(QSize(1000, 680).boundedTo(self.screen().availableSize()))

    def done(self, result: int) -> None:
        # First the pages: what was just written on one still goes to the engine.
        for page in (self._documents, self._azure, self._privacy, self._ledger):
            page.close_session()
        self._settings.close()
        self._models.close()
        super().done(result)
