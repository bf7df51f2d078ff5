"""Choosing where a question looks: folders and documents, types, and when they were changed."""

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_rag.protocol import DocumentsListed, Event, ListDocuments
from desktop_rag.records import Collection
from desktop_rag.ui import theme
from desktop_rag.ui.chat.period_row import PeriodRow
from desktop_rag.ui.chat.scope import ALL, Scope, kind_names
from desktop_rag.ui.chat.scope_choices import ScopeChoicesModel
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.engine_client import EngineClient, is_last
from desktop_rag.ui.library.document_kinds import kind_name

_KINDS_A_ROW: Final = 3
_WIDTH: Final = 460
_ROWS: Final = 7


class ScopeDialog(QDialog):
    """What is chosen holds at once.

    Signals:
        chosen: the scope as it is now (carries `Scope`).
    """

    chosen = Signal(object)

    def __init__(self, engine: EngineClient, collection: Collection, scope: Scope, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Where to search"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._engine = engine
        self._scope = scope
        self._boxes: dict[str, QCheckBox] = {}
        self._model = ScopeChoicesModel(scope.places, collection.roots, self)
        self._find = QLineEdit()
        self._list = QListView()
        self._kinds = QGridLayout()
        self._kinds_label = plain_label(self.tr("Types"), "label")
        self._period = PeriodRow(scope)
        self._everything = QPushButton(self.tr("Search everything"))
        self._build()
        self._show_kinds()
        self._model.chosen_changed.connect(self._tell)
        self._period.changed.connect(self._tell)
        self._job = engine.new_id()
        engine.send(ListDocuments(id=self._job, collection=collection.name), self._take)

    def _build(self) -> None:
        self._find.setPlaceholderText(self.tr("Find a folder or document"))
        self._find.setAccessibleName(self._find.placeholderText())
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._model.find)
        self._list.setModel(self._model)
        self._list.setItemDelegate(_WholeRowDelegate(self._list))
        self._list.setAccessibleName(self.tr("Folders and documents"))
        self._list.setUniformItemSizes(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setSpacing(2)
        self._list.setIconSize(QSize(16, 16))
        self._list.setMinimumHeight(_ROWS * theme.font_px(24))
        self._everything.setProperty("kind", "quiet")
        self._everything.clicked.connect(self._clear)
        self._everything.setEnabled(not self._scope.is_everything)
        done = QPushButton(self.tr("Done"))
        done.setProperty("kind", "primary")
        done.setDefault(True)
        done.clicked.connect(self.accept)
        last = QHBoxLayout()
        last.addWidget(self._everything)
        last.addStretch(1)
        last.addWidget(done)
        self._kinds.setHorizontalSpacing(theme.SPACE_AROUND)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, theme.SPACE_WIDE, 20, theme.SPACE_WIDE)
        layout.setSpacing(theme.SPACE_INSIDE)
        layout.addWidget(plain_label(self.tr("Search only in"), "label"))
        layout.addWidget(self._find)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._kinds_label)
        layout.addLayout(self._kinds)
        layout.addWidget(self._period)
        layout.addLayout(last)
        self.resize(theme.font_px(_WIDTH), self.sizeHint().height())

    def _take(self, event: Event) -> None:
        if isinstance(event, DocumentsListed):
            self._model.add_documents(event.documents)
            if is_last(event):
                self._model.show_found()
                self._show_kinds()

    def _show_kinds(self) -> None:
        """A box for each type that a person tells apart; those that there is most of come first."""
        there = tuple(kind for kind, _count in self._model.kinds.most_common() if kind)
        chosen = kind_names(self._scope.kinds)
        for name in dict.fromkeys([*kind_names(there), *chosen]):
            if name not in self._boxes:
                box = QCheckBox(name.replace("&", "&&"))
                box.setChecked(name in chosen)
                box.toggled.connect(self._tell)
                at = len(self._boxes)
                self._kinds.addWidget(box, at // _KINDS_A_ROW, at % _KINDS_A_ROW)
                self._boxes[name] = box
        self._kinds_label.setVisible(bool(self._boxes))

    def _chosen_kinds(self) -> tuple[str, ...]:
        chosen = {name for name, box in self._boxes.items() if box.isChecked()}
        known = dict.fromkeys([*self._model.kinds, *self._scope.kinds])
        return tuple(kind for kind in known if kind and kind_name(kind) in chosen)

    def _tell(self) -> None:
        period, since, until = self._period.value()
        self._scope = Scope(self._model.chosen, self._chosen_kinds(), period, since, until)
        self._everything.setEnabled(not self._scope.is_everything)
        self.chosen.emit(self._scope)

    def _clear(self) -> None:
        self.chosen.emit(ALL)
        self.accept()

    def done(self, result: int) -> None:
        # The answer may still be on its way, and this dialog gone before it.
        self._engine.stop_listening(self._job)
        super().done(result)


class _WholeRowDelegate(QStyledItemDelegate):
    """A click anywhere on a row ticks it, not only one on the small box."""

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            return False
        if event.type() == QEvent.Type.MouseButtonRelease:
            is_on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            other = Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked
            return model.setData(index, other, Qt.ItemDataRole.CheckStateRole)
        return super().editorEvent(event, model, option, index)
