"""An hour's worth of use, played fast: memory stays where it was, and nothing holds up the window."""

import gc
import time

import psutil
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_rag.protocol import AnswerText, Ask
from tests.fakes import Script
from tests.ui.conftest import OpenWindow
from tests.ui.test_conversation import engine_of, newest

QUESTIONS = 120
BLOCK_S = 0.05


@pytest.mark.slow
def test_an_hour_of_questions_keeps_the_memory_small(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel", "Company rules"))
    process = psutil.Process()

    def ask(number: int) -> None:
        window.conversation.ask(f"Question {number}: where can I stay{' in Tokyo' * (number % 3 == 0)}?")
        qtbot.waitUntil(lambda: not window.conversation.is_busy)
        cards = newest(window).quote_cards()
        if cards:
            cards[-1].click()

    for number in range(20):
        ask(number)
    gc.collect()
    before = process.memory_full_info().uss
    for number in range(QUESTIONS):
        ask(number)
        if number % 30 == 29:
            window.controller.new_chat()
    QApplication.processEvents()
    gc.collect()
    grown = (process.memory_full_info().uss - before) / 2**20
    assert grown < 15, f"{grown:.1f} MB more after {QUESTIONS} questions"
    assert window.chat.view.live_turns() < 20


def test_a_long_answer_holds_up_nothing(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), hold=(Ask,))
    window.conversation.ask("Where can I stay?")
    engine = engine_of(window)
    engine.give(Ask, 3)
    blocks: list[float] = []
    beats = QTimer(interval=5)
    last = [time.process_time()]

    def beat() -> None:
        # Time of this process alone: what else the computer does is not our doing.
        now = time.process_time()
        blocks.append(now - last[0])
        last[0] = now

    beats.timeout.connect(beat)
    beats.start()
    job = engine.last(Ask).id
    for _ in range(300):
        engine.say(AnswerText(id=job, text="The hotel lies near the bridge and has a garden. "))
        qtbot.wait(3)
    beats.stop()
    blocks.sort()
    assert blocks[int(len(blocks) * 0.98)] < BLOCK_S


def test_a_window_that_nobody_touches_does_nothing(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    for question in ("Where can I stay?", "And in Tokyo?"):
        window.conversation.ask(question)
        qtbot.waitUntil(lambda: not window.conversation.is_busy)
    qtbot.wait(300)
    before = time.process_time()
    qtbot.wait(1000)
    assert time.process_time() - before < 0.2
