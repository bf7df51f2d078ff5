"""Asking through the window: from the first key to the checked answer."""

import dataclasses
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag import messages
from desktop_rag.protocol import (
    AnswerDone,
    AnswerText,
    Ask,
    Cancel,
    Event,
    EvidenceFound,
    JobStarted,
    Progress,
    SentenceChecked,
    Stage,
)
from desktop_rag.records import Answer, Sentence
from desktop_rag.ui.chat.quote_card import QuoteCard
from desktop_rag.ui.chat.turn_view import TurnView
from desktop_rag.ui.main_window import MainWindow
from tests.fake_engine import FakeEngine
from tests.fakes import SENTENCES, Script, answer, passage, quote, refusal
from tests.ui.conftest import OpenWindow


def engine_of(window: MainWindow) -> FakeEngine:
    assert isinstance(window.engine, FakeEngine)
    return window.engine


def type_question(qtbot: QtBot, window: MainWindow, text: str) -> None:
    QTest.keyClicks(window.chat.composer.edit, text)
    QTest.keyClick(window.chat.composer.edit, Qt.Key.Key_Return)


def answered_with(whole: Answer, ask: Ask) -> list[Event]:
    return [JobStarted(id=ask.id), AnswerDone(id=ask.id, answer=whole)]


def newest(window: MainWindow) -> TurnView:
    view = window.chat.view.turn_view(window.conversation.turns.rowCount() - 1)
    assert view is not None
    return view


def words_of(widget: QWidget) -> str:
    """Everything that can be read in a widget."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    answers = [browser.toPlainText() for browser in widget.findChildren(QTextBrowser) if browser.isVisible()]
    return "\n".join([*labels, *answers]).replace("\u00a0", " ")


def test_enter_sends_the_question_about_the_collection(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    ask = engine_of(window).last(Ask)
    assert (ask.question, ask.collection, ask.limit_to_documents, ask.refine) == (
        "Where can I stay?",
        "Travel",
        True,
        True,
    )
    assert len(ask.chat) == 32
    assert window.chat.composer.draft() == ""


def test_shift_enter_makes_a_line_and_sends_nothing(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    edit = window.chat.composer.edit
    QTest.keyClicks(edit, "one")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(edit, "two")
    assert edit.toPlainText() == "one\ntwo"
    assert not engine_of(window).asked(Ask)


def test_enter_that_accepts_a_composition_sends_nothing(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    edit = window.chat.composer.edit
    QApplication.sendEvent(edit, QInputMethodEvent("しゅっちょう", []))
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert not engine_of(window).asked(Ask)
    done = QInputMethodEvent("", [])
    done.setCommitString("出張")
    QApplication.sendEvent(edit, done)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(engine_of(window).asked(Ask)))
    assert engine_of(window).last(Ask).question == "出張"


def test_an_empty_question_cannot_be_sent(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    type_question(qtbot, window, "   ")
    assert not window.chat.composer.button.isEnabled()
    assert not engine_of(window).asked(Ask)


def test_a_question_from_before_the_engine_is_ready_is_sent_then(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), is_ready=False)
    type_question(qtbot, window, "Where can I stay?")
    assert not engine_of(window).sent
    assert "as soon as the library is open" in words_of(newest(window))
    engine_of(window).get_ready()
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    assert "2 of 3 sentences supported" in words_of(newest(window))


def test_evidence_is_on_the_screen_before_the_model_has_said_a_word(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), hold=(Ask,))
    engine = engine_of(window)
    type_question(qtbot, window, "Where can I stay?")
    engine.give(Ask, 2)
    cards = newest(window).quote_cards()
    assert [card.quote for card in cards] == [quote(1)]
    assert cards[0].isVisible()
    assert "San Francisco Brochure.pdf" in cards[0].accessibleName()
    assert "page 1" in cards[0].accessibleName()
    engine.give(Ask, 1)
    refined = newest(window).quote_cards()
    assert [card.quote for card in refined] == [quote(1), quote(2)]
    assert refined[0] is cards[0]


def test_refined_evidence_moves_nothing(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), hold=(Ask,))
    engine = engine_of(window)
    for number in range(4):
        type_question(qtbot, window, f"Question {number}?")
        engine.give(Ask)
    type_question(qtbot, window, "The last?")
    engine.give(Ask, 3)
    card = newest(window).quote_cards()[0]
    place = card.mapTo(window.frame, QPoint(0, 0))
    scroll = window.chat.view.verticalScrollBar().value()
    again = EvidenceFound(
        id=engine.last(Ask).id,
        passages=(passage(),),
        quotes=(quote(2), quote(1)),
        is_complete=True,
        searched_documents=6,
        elapsed_ms=1.0,
    )
    engine.say(dataclasses.replace(again, quotes=(quote(1, quote(1).text), quote(2))))
    assert card.mapTo(window.frame, QPoint(0, 0)) == place
    assert window.chat.view.verticalScrollBar().value() == scroll


def test_an_answer_longer_than_the_window_can_be_read_to_its_end(qtbot: QtBot, open_window: OpenWindow) -> None:
    text = "The Lombard Hotel is near the bridge. " * 200
    long = answer(text=text, sentences=(Sentence(text, (1,), True),))
    script = Script("Travel")
    script.on(Ask, partial(answered_with, long))
    window = open_window(script)
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    QApplication.processEvents()
    bar = window.chat.view.verticalScrollBar()
    assert bar.value() < bar.maximum()
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    assert bar.value() == bar.maximum()


def test_a_question_as_long_as_a_letter_leaves_what_came_of_it_on_the_screen(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(Script("Travel"), hold=(Ask,))
    window.conversation.ask("Where can I stay? " * 500)
    QApplication.processEvents()
    assert newest(window).height_at(newest(window).width()) < window.chat.view.viewport().height()
    assert "…" in words_of(newest(window))
    assert engine_of(window).last(Ask).question == "Where can I stay? " * 500


def test_one_sentence_is_no_plural(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = Script("Travel")
    script.on(Ask, partial(answered_with, answer(text="It is near.", sentences=(Sentence("It is near.", (1,), True),))))
    window = open_window(script)
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    assert "1 of 1 sentence supported" in words_of(newest(window))


@pytest.mark.parametrize("stage", ["reading", "finishing"])
def test_a_refusal_says_that_documents_are_still_being_read(
    stage: Stage, qtbot: QtBot, open_window: OpenWindow
) -> None:
    script = Script("Travel", "Rules")
    script.on(Ask, partial(answered_with, refusal()))
    window = open_window(script)
    engine_of(window).say(
        Progress(
            id="elsewhere", stage=stage, collection="Travel", files_done=1, files_total=1020, bytes_done=1,
            bytes_total=2, chunks=3, files_per_second=None, seconds_left=None,
        )
    )  # fmt: skip
    type_question(qtbot, window, "What does a drone cost?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    assert ("still being read" in words_of(newest(window))) == (stage == "reading")


def test_a_stream_is_painted_at_most_every_fifty_milliseconds(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), hold=(Ask,))
    engine = engine_of(window)
    type_question(qtbot, window, "Where?")
    engine.give(Ask, 3)
    changes: list[object] = []
    window.conversation.turns.dataChanged.connect(lambda *_: changes.append(1))
    for _ in range(200):
        engine.say(AnswerText(id=engine.last(Ask).id, text="word "))
    assert not changes
    qtbot.waitUntil(lambda: "word word" in words_of(newest(window)))
    assert len(changes) == 1


def test_checked_sentences_get_citations_that_open_the_quote(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), hold=(Ask,))
    engine = engine_of(window)
    type_question(qtbot, window, "Where can I stay?")
    engine.give(Ask)
    view = newest(window)
    shown = words_of(view)
    assert "free parking  1 ." in shown
    assert "[1]" not in shown
    assert "Not confirmed by the documents (1)" in [button.text() for button in view.findChildren(QPushButton)]
    assert "swimming pool" not in shown
    with qtbot.waitSignal(window.chat.view.quote_chosen) as chosen:
        view._answer.citation_clicked.emit(2)
    assert chosen.args == [engine.last(Ask).id, 2]


def test_sentences_without_support_unfold(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    view = newest(window)
    view._unconfirmed.button.click()
    assert "Both have a swimming pool." in words_of(view)


def test_stop_works_before_and_while_the_model_writes(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), hold=(Ask,))
    engine = engine_of(window)
    for given in (0, 1, 3, 6):
        type_question(qtbot, window, "Where can I stay?")
        engine.give(Ask, given)
        assert window.chat.composer.button.text() == "Stop"
        window.chat.composer.button.click()
        assert engine.last(Cancel).job == engine.last(Ask).id
        assert not window.conversation.is_busy
        assert "Stopped." in words_of(newest(window))
    assert newest(window).quote_cards()


def test_a_refusal_is_a_sentence_with_the_closest_passages(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    type_question(qtbot, window, "Where can I stay in Tokyo?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    view = newest(window)
    shown = words_of(view)
    assert "Your documents don't say." in shown
    assert "Nothing in the 6 documents of Travel" in shown
    assert "Las Vegas.pdf" in shown
    assert not view.quote_cards()
    view._notice.button.click()
    passages = [card for card in view.findChildren(QuoteCard) if card.isVisible()]
    assert len(passages) == 2
    with qtbot.waitSignal(window.chat.view.passage_chosen):
        passages[1].click()


def test_a_near_miss_shows_the_closest_passages_at_once(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = Script("Travel")
    near = dataclasses.replace(refusal(), reason="weak_evidence")
    script.on(Ask, partial(answered_with, near))
    window = open_window(script)
    type_question(qtbot, window, "Is there a bus to the hotel?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    view = newest(window)
    assert "Your documents may not say." in words_of(view)
    assert len([card for card in view.findChildren(QuoteCard) if card.isVisible()]) == 2
    view._notice.button.click()
    assert not [card for card in view.findChildren(QuoteCard) if card.isVisible()]


@pytest.mark.parametrize("reason", ["names_nothing", "nothing_within"])
def test_where_nothing_was_looked_for_nothing_is_said_of_the_documents(
    qtbot: QtBot, open_window: OpenWindow, reason: str
) -> None:
    script = Script("Travel")
    script.on(Ask, partial(answered_with, dataclasses.replace(refusal(), reason=reason, passages=())))
    window = open_window(script)
    type_question(qtbot, window, "Tell me more.")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    shown = words_of(newest(window))
    expected = messages.sentence(reason, "en")
    assert expected.text in shown
    assert expected.next_step in shown
    assert "answers this question" not in shown


def test_answers_from_any_source_are_marked(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = Script("Travel")
    free = answer(kind="any_source", text="Paris.", sentences=(), quotes=(), passages=())
    script.on(Ask, partial(answered_with, free))
    window = open_window(script)
    window.chat.header.limit.setChecked(False)
    type_question(qtbot, window, "What is the capital of France?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    assert not engine_of(window).last(Ask).limit_to_documents
    assert "Not from your documents." in words_of(newest(window))
    assert "Paris." in words_of(newest(window))


def test_quotes_that_stand_for_an_answer_say_why(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = Script("Travel")
    window = open_window(script)
    for reason, sentence in (
        ("no_model", "No language model is installed"),
        ("model_language", "does not know the language"),
        ("not_supported", "did not confirm the model's wording"),
    ):
        quoted = answer(kind="quotes", reason=reason, text=quote(1).text, sentences=(), model=None)
        script.on(Ask, partial(answered_with, quoted))
        type_question(qtbot, window, "Where can I stay?")
        qtbot.waitUntil(lambda: not window.conversation.is_busy)
        assert sentence in words_of(newest(window))
        assert len(newest(window).quote_cards()) == 2
        assert not newest(window)._answer.isVisible()


def test_a_model_that_stopped_leaves_what_it_wrote(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = Script("Travel")
    broken = answer(reason="worker_died", sentences=SENTENCES[:1], text=SENTENCES[0].text)
    script.on(Ask, partial(answered_with, broken))
    window = open_window(script)
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    shown = words_of(newest(window))
    assert "stopped in the middle" in shown
    assert "Lombard" in shown


def test_copy_with_sources_names_document_and_page(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    newest(window)._copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "free parking. [1]" in copied
    assert "[1] San Francisco Brochure.pdf, page 1" in copied
    assert "swimming pool" not in copied


def test_the_next_question_follows_the_last_ones(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    for text in ("Where can I stay?", "And in Tokyo?", "With breakfast?"):
        type_question(qtbot, window, text)
        qtbot.waitUntil(lambda: not window.conversation.is_busy)
    asked = engine_of(window).asked(Ask)
    assert [len(ask.follows) for ask in asked] == [0, 1, 1]
    assert asked[2].follows[0].question == "Where can I stay?"
    assert len({ask.chat for ask in asked}) == 1


def test_a_long_chat_lives_as_a_few_widgets(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), hold=(Ask,))
    for number in range(60):
        window.conversation.ask(f"Question {number}?")
        engine_of(window).give(Ask)
    QTest.qWait(50)
    view = window.chat.view
    assert view.live_turns() < 20
    bar = view.verticalScrollBar()
    assert newest(window).isVisible()
    bar.setValue(0)
    QTest.qWait(50)
    first = view.turn_view(0)
    assert first is not None
    assert "Question 0?" in words_of(first)
    assert view.live_turns() < 20


def test_the_turns_model_keeps_to_qts_rules(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    tester = QAbstractItemModelTester(window.conversation.turns, QAbstractItemModelTester.FailureReportingMode.Fatal)
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    window.conversation.new_chat()
    assert tester.model() is window.conversation.turns


def test_marks_half_written_are_not_shown(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), hold=(Ask,))
    engine = engine_of(window)
    type_question(qtbot, window, "Where?")
    engine.give(Ask, 3)
    job = engine.last(Ask).id
    engine.say(AnswerText(id=job, text="The hotel is near [1"))
    qtbot.waitUntil(lambda: "The hotel is near" in words_of(newest(window)))
    assert "[1" not in words_of(newest(window))
    engine.say(SentenceChecked(id=job, index=0, sentence=dataclasses.replace(SENTENCES[0], text="The hotel is near")))
    assert "near  1 " in words_of(newest(window))


def test_every_card_is_as_high_as_its_words(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), hold=(Ask,))
    engine = engine_of(window)
    type_question(qtbot, window, "Where can I stay?")
    engine.give(Ask, 2)
    first = EvidenceFound(
        id=engine.last(Ask).id,
        passages=(),
        quotes=(quote(1, "Short."), quote(2, "Short."), quote(3, "Short.")),
        is_complete=False,
        searched_documents=6,
        elapsed_ms=1.0,
    )
    engine.say(first)
    long = "Many words that fill line after line of the card in which they stand. " * 6
    engine.say(
        dataclasses.replace(first, quotes=(quote(1, "Short."), quote(2, long), quote(3, long)), is_complete=True)
    )
    for _ in range(3):
        QTest.qWait(20)
        for card in newest(window).quote_cards():
            assert card.height() == card.heightForWidth(card.width())
    for width in (1500, 900, 1280):
        window.frame.resize(width, 820)
        QTest.qWait(50)
        for card in newest(window).quote_cards():
            assert card.height() == card.heightForWidth(card.width())
