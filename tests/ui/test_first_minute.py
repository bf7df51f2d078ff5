"""The first minute with the real engine and models: an empty home, mouse and keyboard, an answer with its source."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_rag import paths
from desktop_rag.ui import theme
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.add_documents import AddDocumentsDialog, AddRequest
from desktop_rag.ui.main_window import MainWindow
from desktop_rag.ui.window_frame import WindowFrame
from tests.ui.test_conversation import newest, type_question, words_of

pytestmark = [pytest.mark.models, pytest.mark.slow]

LONGEST_MS = 180_000
BROCHURES = Path(__file__).parents[3] / "shared" / "eval" / "margies_travel"


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, home: Path) -> Iterator[MainWindow]:
    theme.apply_to(qapp)
    frame = WindowFrame(has_library=False)
    qtbot.addWidget(frame)
    frame.show()
    qtbot.waitExposed(frame)
    engine = EngineClient(paths.engine_command(home), environment=paths.child_environment())
    opened = MainWindow(frame, engine, "en")
    engine.start()
    yield opened
    frame.close()


def test_one_click_and_one_question_reach_a_cited_answer(qtbot: QtBot, window: MainWindow) -> None:
    QTest.mouseClick(window.welcome.sample, Qt.MouseButton.LeftButton)
    type_question(qtbot, window, "How much can I spend on a hotel room in London?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy, timeout=LONGEST_MS)
    quotes = [card.quote for card in newest(window).quote_cards()]
    first = quotes[0]
    assert first is not None
    assert Path(first.document).name == "Travel and expenses policy.pdf"
    assert first.page == 2
    assert "£185" in first.text

    type_question(qtbot, window, "Who was the first astronaut on Mars?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy, timeout=LONGEST_MS)
    assert "Your documents don't say." in words_of(newest(window))


def test_the_brochures_answer_san_francisco_and_refuse_tokyo(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not BROCHURES.is_dir():
        pytest.skip("the travel brochures are not beside this checkout")
    request = AddRequest("Travel", (str(BROCHURES),))
    monkeypatch.setattr(AddDocumentsDialog, "ask", staticmethod(lambda *_: request))
    QTest.mouseClick(window.welcome.add, Qt.MouseButton.LeftButton)
    type_question(qtbot, window, "Where can I stay in San Francisco?")
    qtbot.waitUntil(lambda: window.conversation.turns.rowCount() == 1, timeout=LONGEST_MS)
    qtbot.waitUntil(lambda: not window.conversation.is_busy, timeout=LONGEST_MS)
    first = newest(window).quote_cards()[0].quote
    assert first is not None
    assert Path(first.document).name == "San Francisco Brochure.pdf"
    assert first.page == 1
    assert "The Lombard Hotel" in first.text
    assert "The Wharf Hotel" in first.text

    type_question(qtbot, window, "Where can I stay in Tokyo?")
    qtbot.waitUntil(lambda: window.conversation.turns.rowCount() == 2, timeout=LONGEST_MS)
    qtbot.waitUntil(lambda: not window.conversation.is_busy, timeout=LONGEST_MS)
    assert "Your documents don't say." in words_of(newest(window))
    refused = window.conversation.turns.turn(1).answer
    assert refused is not None
    assert refused.model is None


def test_the_engine_is_killed_in_the_middle_of_a_question(qtbot: QtBot, window: MainWindow) -> None:
    window.controller.add_sample()
    window.conversation.ask("How much can I spend on a hotel room in London?")
    row = window.conversation.turns
    qtbot.waitUntil(lambda: row.turn(0).has_evidence, timeout=LONGEST_MS)
    with qtbot.waitSignal(window.engine.returned, timeout=LONGEST_MS):
        os.kill(window.engine.process_id, signal.SIGKILL)
        qtbot.waitUntil(lambda: not window.conversation.is_busy, timeout=5_000)
    assert newest(window).quote_cards()
    window.conversation.ask("How much can I spend on a hotel room in London?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy, timeout=LONGEST_MS)
    turn = row.turn(1)
    assert turn.phase == "done"
    assert turn.quotes
