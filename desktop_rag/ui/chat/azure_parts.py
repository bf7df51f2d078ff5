"""The parts of a request below each other: instructions, earlier questions, passages to be unticked, the question."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_rag.records import SentPart
from desktop_rag.ui import theme
from desktop_rag.ui.chat.marker_label import MarkerLabel
from desktop_rag.ui.chat.sent_text import SentText
from desktop_rag.ui.chat.source_names import file_name
from desktop_rag.ui.chat.turn_parts import Fold, plain_label
from desktop_rag.ui.elided_label import ElidedLabel

_BEGINNING = 300


class PartView(QWidget):
    """One part with its heading. A passage can be unticked.

    Signals:
        ticked: the person took a passage out, or put it back.
    """

    ticked = Signal()

    def __init__(self, part: SentPart, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = part
        self.text = SentText(language)
        self.text.setTabChangesFocus(True)
        self.tick: QCheckBox | None = None
        self._source = plain_label(role="quiet")
        self._beginning = ElidedLabel(Qt.TextElideMode.ElideRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        if part.kind == "passage":
            layout.addLayout(self._passage_head(part))
        if part.kind == "task":
            self._fold = Fold(self.text)
            self._fold.set_title(self._name(part))
            self._fold.button.toggled.connect(self._beginning.setHidden)
            self._beginning.setProperty("role", "quiet")
            layout.addWidget(self._fold)
            layout.addWidget(self._beginning)
        else:
            if part.kind != "passage":
                head = plain_label(self._name(part))
                head.setFont(theme.scaled_font(theme.SIZE_BODY, is_bold=True))
                layout.addWidget(head)
            layout.addWidget(self.text)
        self.text.setAccessibleName(self._name(part))
        self.show_part(part)

    @property
    def is_sent(self) -> bool:
        """Whether the person leaves it in."""
        return self.tick is None or self.tick.isChecked()

    @property
    def part(self) -> SentPart:
        return self._part

    def show_part(self, part: SentPart) -> None:
        """The part as the engine has it now."""
        self._part = part
        if self.tick is not None:
            with QSignalBlocker(self.tick):
                self.tick.setChecked(part.is_sent)
        if part.kind == "task":
            self._beginning.set_whole_text(" ".join(part.text[:_BEGINNING].split()))
        self._draw()

    def focus_chain(self) -> list[QWidget]:
        """What Tab reaches, in the order of reading."""
        first: list[QWidget] = [self.tick] if self.tick is not None else []
        return [*first, *([self._fold.button] if self._part.kind == "task" else []), self.text]

    def _draw(self) -> None:
        self.text.show_part(self._part, is_sent=self.is_sent)
        if self._part.kind == "passage":
            name = file_name(self._part.document or "")
            words = self.tr("from {document} (the name is not sent)") if self.is_sent else self.tr("not sent")
            self._source.setText(words.format(document=name))

    def _passage_head(self, part: SentPart) -> QHBoxLayout:
        number = part.marker or 0
        title = self.tr("Source {number}").format(number=number)
        self.tick = QCheckBox(title)
        self.tick.setFont(theme.scaled_font(theme.SIZE_BODY, is_bold=True))
        document = file_name(part.document or "")
        self.tick.setAccessibleName(
            self.tr("Send source {number}, {document}").format(number=number, document=document)
        )
        self.tick.toggled.connect(self._take_tick)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_INSIDE)
        head.addWidget(MarkerLabel(number))
        head.addWidget(self.tick)
        head.addWidget(self._source, 1)
        return head

    def _take_tick(self) -> None:
        self._draw()
        self.ticked.emit()

    def _name(self, part: SentPart) -> str:
        match part.kind:
            case "task":
                return self.tr("Instructions to the model")
            case "earlier":
                return self.tr("Earlier in this chat")
            case "passage":
                return self.tr("Source {number}").format(number=part.marker or 0)
            case "question":
                return self.tr("Question")


class PartsView(QScrollArea):
    """All parts of a request.

    Signals:
        passages_chosen: the markers of the passages that are taken out now.
    """

    passages_chosen = Signal(tuple)

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._views: list[PartView] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Exactly this text is sent"))
        page = QWidget()
        page.setProperty("surface", "paper")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._box = QVBoxLayout(page)
        self._box.setContentsMargins(0, 0, theme.SPACE_AROUND, theme.SPACE_INSIDE)
        self._box.setSpacing(theme.SPACE_AROUND)
        self._box.addStretch(1)
        self.setWidget(page)

    def views(self) -> Sequence[PartView]:
        return tuple(self._views)

    def show_parts(self, parts: Sequence[SentPart]) -> None:
        """Draw them; where only texts and ticks changed, every part keeps its place and the keyboard its own."""
        if [_key(each.part) for each in self._views] == [_key(part) for part in parts]:
            for view, part in zip(self._views, parts, strict=True):
                view.show_part(part)
            return
        for view in self._views:
            self._box.removeWidget(view)
            view.deleteLater()
        self._views = [PartView(part, self._language) for part in parts]
        for at, view in enumerate(self._views):
            view.ticked.connect(self._choose)
            self._box.insertWidget(at, view)

    def focus_chain(self) -> list[QWidget]:
        return [self, *(stop for view in self._views for stop in view.focus_chain())]

    def _choose(self) -> None:
        out = [view.part.marker for view in self._views if not view.is_sent and view.part.marker is not None]
        self.passages_chosen.emit(tuple(sorted(out)))


def _key(part: SentPart) -> tuple[str, int | None]:
    return part.kind, part.marker
