"""One question with its quotes and its answer, as a part of a document that a person may print and file."""

from typing import Final

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_rag.records import Sentence
from desktop_rag.ui import theme
from desktop_rag.ui.chat import turn_words
from desktop_rag.ui.chat.answer_text import AnswerText
from desktop_rag.ui.chat.answer_words import Piece, answer_pieces, clean, streaming_pieces, without_marks
from desktop_rag.ui.chat.copying import with_sources
from desktop_rag.ui.chat.quote_card import QuoteCard
from desktop_rag.ui.chat.scope_line import ScopeLine
from desktop_rag.ui.chat.turn_action import TurnAction
from desktop_rag.ui.chat.turn_parts import Fold, OriginLine, Panel, plain_label
from desktop_rag.ui.chat.turn_state import TurnState
from desktop_rag.ui.stylesheet import restyle

_COPIED_MS: Final = 1500
_CLOSEST: Final = 5
_NARROW: Final = 430
_LONGEST_QUESTION: Final = 600


class TurnView(QWidget):
    """Draws a `TurnState`, again and again while it grows; parts keep their place.

    Signals:
        quote_chosen: turn id and marker of a quote to be shown in its document.
        passage_chosen: turn id and rank of a passage to be shown in its document.
        ask_again_requested: the turn's question once more.
        ask_locally_requested: the turn's question once more, on this computer.
        ask_everywhere_requested: the turn's question once more, of all documents.
        settings_requested: another model is to be chosen.
        height_changed: the person folded something open or shut.
        height_outdated: the parts need another height than they have.
    """

    quote_chosen = Signal(str, int)
    passage_chosen = Signal(str, int)
    ask_again_requested = Signal(str)
    ask_locally_requested = Signal(str)
    ask_everywhere_requested = Signal(str)
    settings_requested = Signal()
    height_changed = Signal()
    height_outdated = Signal()

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._state: TurnState | None = None
        self._cards: list[QuoteCard] = []
        self._passages: list[QuoteCard] = []
        self._question = plain_label(role="question", can_select=True)
        self._scope = ScopeLine()
        self._scope.everywhere.clicked.connect(self._ask_everywhere)
        self._card_box = QVBoxLayout()
        self._notice = Panel()
        self._notice.button.clicked.connect(self._take_notice)
        self._passage_list = QWidget()
        self._passage_box = QVBoxLayout(self._passage_list)
        self._any_source = Panel()
        self._answer = AnswerText(language)
        self._answer.citation_clicked.connect(self._choose_quote)
        self._origin = OriginLine()
        self._status = plain_label(role="quiet")
        self._copy = TurnAction(self.tr("Copy with sources"), "copy")
        self._copy.clicked.connect(self._copy_answer)
        self._again = TurnAction(self.tr("Ask again"), "again")
        self._again.clicked.connect(self._ask_again)
        self._locally = TurnAction(self.tr("Answer on this computer"), "computer")
        self._locally.clicked.connect(self._ask_locally)
        self._unconfirmed_text = AnswerText(language)
        self._unconfirmed_text.setAccessibleName(self.tr("Sentences that the documents do not confirm"))
        self._unconfirmed = Fold(self._unconfirmed_text)
        self._unconfirmed.button.toggled.connect(self.height_changed)
        self._build()

    @property
    def state(self) -> TurnState | None:
        return self._state

    def show_state(self, state: TurnState) -> None:
        """Draw what is known now; what did not change is not touched."""
        before, self._state = self._state, state
        if before is None or before.id != state.id:
            self._question.setText(_heading(state.question))
            self._passage_list.hide()
        self._scope.show_scope(state.scope, can_widen=state.is_ended)
        self._show_cards(state)
        is_new = before is None or before.id != state.id or before.answer is None
        if is_new and turn_words.is_near_miss(state.answer):
            self._show_closest(state)
        self._show_notice(state)
        self._show_answer(state)
        self._show_footer(state)

    def quote_cards(self) -> list[QuoteCard]:
        """The cards on the screen, in their order."""
        return [card for card in self._cards if not card.isHidden()]

    def height_at(self, width: int) -> int:
        """The height that the parts need now; Qt would know of changes inside only in its next round."""
        layout = self.layout()
        assert layout is not None
        for part in (self._card_box, self._passage_box, layout):
            part.invalidate()
        return int(layout.totalHeightForWidth(width))

    def start_of_reading(self) -> int:
        """From where on a person reads while the turn grows: the answer once there is one, before that the quotes."""
        if not self._answer.isHidden():
            return max(0, self._answer.y() - theme.SPACE_CONVERSATION)
        return max(0, self._card_box.geometry().top() - theme.SPACE_INSIDE) if self.quote_cards() else 0

    def focus_chain(self) -> list[QWidget]:
        """What Tab reaches, in the order of reading; parts made later would otherwise come last."""
        return [
            self._scope.everywhere,
            *self._cards,
            self._notice.button,
            *self._passages,
            self._answer,
            self._copy,
            self._locally,
            self._again,
            self._unconfirmed.button,
            self._unconfirmed_text,
        ]

    def _build(self) -> None:
        footer = QHBoxLayout()
        footer.setSpacing(theme.SPACE_AROUND)
        footer.addWidget(self._status, 1)
        footer.addWidget(self._copy)
        footer.addWidget(self._locally)
        footer.addWidget(self._again)
        for box in (self._card_box, self._passage_box):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(theme.SPACE_INSIDE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_CONVERSATION, theme.SPACE_WIDE, theme.SPACE_CONVERSATION, 0)
        layout.setSpacing(theme.SPACE_INSIDE)
        layout.addWidget(self._question)
        layout.addWidget(self._scope)
        layout.addLayout(self._card_box)
        for part in (self._notice, self._passage_list, self._any_source, self._answer, self._origin):
            layout.addWidget(part)
            part.hide()
        layout.addLayout(footer)
        layout.addWidget(self._unconfirmed)
        layout.addStretch(1)
        for hidden in (self._unconfirmed, self._copy, self._locally, self._again):
            hidden.hide()

    def _show_cards(self, state: TurnState) -> None:
        # Cards are used again, so that a second, better evidence takes the place of the first without a flicker.
        is_refused = state.answer is not None and state.answer.is_refused
        quotes = () if is_refused else state.quotes
        while len(self._cards) < len(quotes):
            card = QuoteCard(self._language)
            card.clicked.connect(self._choose_card)
            self._card_box.addWidget(card)
            self._cards.append(card)
        for card, quote in zip(self._cards, quotes, strict=False):
            card.show_quote(quote, state.passages, quotes)
            card.show()
        for card in self._cards[len(quotes) :]:
            card.hide()

    def _show_notice(self, state: TurnState) -> None:
        notice = turn_words.notice(state, self._language, shows_closest=not self._passage_list.isHidden())
        self._notice.setVisible(notice is not None)
        if notice is not None:
            self._notice.show_text(notice.surface, notice.lead, notice.text, notice.button)
        is_free = state.answer is not None and state.answer.kind == "any_source"
        self._any_source.setVisible(is_free)
        if is_free:
            self._any_source.show_text("look_here", *turn_words.any_source())

    def _show_answer(self, state: TurnState) -> None:
        answer = state.answer
        # Quotes that stand for an answer are on their cards already.
        has_words = answer.kind in ("model", "any_source") if answer is not None else bool(state.text)
        unsupported: list[Sentence] = []
        if has_words:
            self._answer.show_pieces(self._pieces(state))
            if answer is not None and answer.kind == "model":
                unsupported = [each for each in answer.sentences if not each.supported]
        self._answer.setVisible(has_words)
        self._unconfirmed.setVisible(bool(unsupported))
        if unsupported:
            title = self.tr("Not confirmed by the documents ({count})").format(count=len(unsupported))
            self._unconfirmed.set_title(title)
            text = "\n".join(without_marks(each.text).strip() for each in unsupported)
            self._unconfirmed_text.show_pieces([Piece(text, is_pending=True)])

    def _pieces(self, state: TurnState) -> list[Piece]:
        answer = state.answer
        if answer is None:
            return list(streaming_pieces(state.sentences, state.text))
        if answer.kind == "model" and answer.sentences:
            return list(answer_pieces([each for each in answer.sentences if each.supported], answer.text))
        return [Piece(without_marks(answer.text).strip())]

    def _show_footer(self, state: TurnState) -> None:
        text, role = turn_words.status(state, self._language)
        self._status.setText(text)
        if self._status.property("role") != role:
            self._status.setProperty("role", role)
            restyle(self._status)
        self._origin.show_text(turn_words.origin(state))
        has_words = state.answer is not None and not state.answer.is_refused
        self._copy.setVisible(has_words)
        self._again.setVisible(state.is_ended)
        self._locally.setVisible(state.phase == "declined")

    def _choose_card(self) -> None:
        card = self.sender()
        if self._state is None or not isinstance(card, QuoteCard) or card.quote is None:
            return
        if card in self._passages:
            self.passage_chosen.emit(self._state.id, card.quote.marker)
        else:
            self.quote_chosen.emit(self._state.id, card.quote.marker)

    def _choose_quote(self, marker: int) -> None:
        if self._state is not None:
            self.quote_chosen.emit(self._state.id, marker)

    def _take_notice(self) -> None:
        if self._state is None:
            return
        if self._state.answer is not None and self._state.answer.is_refused:
            self._show_closest(self._state)
        elif self._state.provider == "azure":
            self._ask_locally()
        else:
            self.settings_requested.emit()

    def _show_closest(self, state: TurnState) -> None:
        for passage in state.passages[len(self._passages) : _CLOSEST]:
            card = QuoteCard(self._language)
            card.show_passage(passage)
            card.clicked.connect(self._choose_card)
            self._passage_box.addWidget(card)
            self._passages.append(card)
        self._passage_list.setVisible(self._passage_list.isHidden())
        self._show_notice(state)
        self.height_changed.emit()

    def _ask_again(self) -> None:
        if self._state is not None:
            self.ask_again_requested.emit(self._state.question)

    def _ask_locally(self) -> None:
        if self._state is not None:
            self.ask_locally_requested.emit(self._state.question)

    def _ask_everywhere(self) -> None:
        if self._state is not None:
            self.ask_everywhere_requested.emit(self._state.question)

    def _copy_answer(self) -> None:
        if self._state is None or self._state.answer is None:
            return
        QGuiApplication.clipboard().setText(with_sources(self._state.question, self._state.answer, self._language))
        self._copy.set_words(self.tr("Copied"))
        QTimer.singleShot(_COPIED_MS, self._copy, self._end_copied)

    def _end_copied(self) -> None:
        self._copy.set_words(self.tr("Copy with sources"))

    def event(self, event: QEvent) -> bool:
        is_done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self._needed_height() != self.height():
            self.height_outdated.emit()
        return is_done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for button in (self._copy, self._locally, self._again):
            button.set_narrow(is_narrow=self.width() < theme.font_px(_NARROW))

    def _needed_height(self) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(self.width()) if layout is not None else self.height()


def _heading(question: str) -> str:
    """The question, or as much of it as leaves what came of it on the screen."""
    text = clean(question).strip()
    return text if len(text) <= _LONGEST_QUESTION else text[:_LONGEST_QUESTION].rstrip() + "…"
