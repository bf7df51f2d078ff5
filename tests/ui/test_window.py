"""The window around the conversation: first start, losing the engine, dropping files, the keyboard, kept chats."""

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag import paths
from desktop_rag.protocol import Ask, Cancel, EngineFailed, Index, IndexDone, OpenChat, Progress, WorkerChanged
from desktop_rag.records import SetAside
from desktop_rag.ui import theme
from desktop_rag.ui.library import add_documents
from desktop_rag.ui.library.documents_view import DocumentsView
from desktop_rag.ui.window_parts import DropTarget
from tests.fakes import Script
from tests.ui.conftest import OpenWindow
from tests.ui.test_conversation import engine_of, newest, type_question, words_of


def test_the_badge_is_always_there(open_window: OpenWindow) -> None:
    for has_library in (True, False):
        window = open_window(Script(), has_library=has_library)
        assert window.header.badge.isVisible()
        assert "Local: nothing leaves this computer" in words_of(window.header)


def test_one_click_and_one_question_reach_a_cited_answer(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script(), has_library=False, hold=(Index,))
    assert window.welcome.isVisible()
    QTest.mouseClick(window.welcome.sample, Qt.MouseButton.LeftButton)
    index = engine_of(window).last(Index)
    assert index.paths == (str(paths.samples_folder()),)
    assert QApplication.focusWidget() is window.chat.composer.edit
    type_question(qtbot, window, "Where can I stay?")
    assert not engine_of(window).asked(Ask)
    assert "as soon as the documents have been read" in words_of(newest(window))
    engine_of(window).give(Index)
    qtbot.waitUntil(lambda: bool(engine_of(window).asked(Ask)) and not window.conversation.is_busy)
    assert engine_of(window).last(Ask).collection == index.collection
    assert newest(window).quote_cards()
    assert "2 of 3 sentences supported" in words_of(newest(window))


def test_a_waiting_question_can_be_stopped(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script(), has_library=False, hold=(Index,))
    window.welcome.sample.click()
    type_question(qtbot, window, "Where can I stay?")
    window.chat.composer.button.click()
    assert not window.conversation.is_busy
    engine_of(window).give(Index)
    assert not engine_of(window).asked(Ask)


def test_progress_shows_files_rate_time_and_stop(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), hold=(Index,))
    window.indexing.add("Sales", ("/documents",))
    engine_of(window).give(Index, 4)
    assert "Reading Sales: 1 of 6" in words_of(window.status)
    assert "38 files/s" in words_of(window.status)
    assert "s left" in words_of(window.status)
    QTest.mouseClick(window.status.stop, Qt.MouseButton.LeftButton)
    assert engine_of(window).last(Cancel).job == engine_of(window).last(Index).id
    assert "what was read is kept" in words_of(window.status)
    assert not window.status.stop.isVisible()


def test_chosen_documents_are_named_before_their_turn_comes(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), hold=(Index,))
    window.indexing.add("Sales", ("/documents",))
    assert "Reading Sales" in words_of(window.status)
    QTest.mouseClick(window.status.stop, Qt.MouseButton.LeftButton)
    assert engine_of(window).last(Cancel).job == engine_of(window).last(Index).id


@pytest.mark.parametrize(
    ("done", "rate", "seconds", "said"),
    [
        (3, 38.04, 12.3, "38 files/s, 12 s left"),
        (3, 0.0678, 0.2, "4.1 files/min, 1 s left"),
        (6, 0.0678, 0.0, "4.1 files/min"),
        (3, None, None, ""),
    ],
)
def test_rate_and_time_are_numbers_that_one_can_read(
    done: int, rate: float | None, seconds: float | None, said: str, open_window: OpenWindow
) -> None:
    window = open_window(Script("Travel"))
    window.status.show_progress(
        Progress(
            id="1", stage="reading", collection="Travel", files_done=done, files_total=6, bytes_done=1, bytes_total=2,
            chunks=3, files_per_second=rate, seconds_left=seconds,
        )
    )  # fmt: skip
    assert window.status.rate.text() == said


def test_a_file_that_takes_long_is_named(open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    progress = Progress(
        id="1", stage="reading", collection="Travel", files_done=2, files_total=6, bytes_done=1, bytes_total=2,
        chunks=3, files_per_second=None, seconds_left=None,
    )  # fmt: skip
    window.status.show_progress(progress)
    assert "·" not in words_of(window.status)
    window.status.show_progress(dataclasses.replace(progress, slow_file="/documents/rates/Las Vegas.pdf"))
    assert "Reading Travel: 2 of 6 · Las Vegas.pdf" in words_of(window.status)


def test_stop_is_acknowledged_at_once_and_leaves_the_keyboard_where_it_is(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(Script("Travel"), hold=(Index, Cancel))
    window.indexing.add("Sales", ("/documents",))
    engine_of(window).give(Index, 4)
    window.chat.composer.edit.setFocus()
    QTest.mouseClick(window.status.stop, Qt.MouseButton.LeftButton)
    engine_of(window).give(Index, 1)  # what was on its way when Stop was pressed
    assert words_of(window.status).startswith("Stopping; what was read is kept.")
    assert not window.status.stop.isEnabled()
    engine_of(window).give(Cancel)
    assert "Stopped" in words_of(window.status)
    assert window.chat.composer.edit.hasFocus()
    window.indexing.add("Sales", ("/documents",))
    assert window.status.stop.isEnabled()


def test_a_sentence_too_long_for_a_small_window_ends_in_an_ellipsis(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    window.frame.resize(800, 600)
    done = IndexDone(
        id="", collection="A long name " * 12, indexed=1, unchanged=0, removed=0,
        set_aside=(SetAside("/a.pdf", None, "document_locked"),), chunks=1, seconds=1.0,
    )  # fmt: skip
    window.status.show_done(done)
    QApplication.processEvents()
    assert window.status.text.text().endswith("…")
    assert window.status.text.toolTip().endswith("see its documents.")


def test_a_job_that_another_part_started_can_be_stopped_too(open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    engine_of(window).say(
        Progress(
            id="elsewhere",
            stage="reading",
            collection="Travel",
            files_done=1,
            files_total=1020,
            bytes_done=1,
            bytes_total=2,
            chunks=3,
            files_per_second=None,
            seconds_left=340.0,
        )
    )
    assert "Reading Travel: 1 of 1,020" in words_of(window.status)
    assert "6 min left" in words_of(window.status)
    window.status.stop.click()
    assert engine_of(window).last(Cancel).job == "elsewhere"


def test_the_state_of_search_and_model_is_told(open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    engine = engine_of(window)
    engine.say(WorkerChanged(id="", worker="embed", state="starting"))
    assert "getting ready" in words_of(window.status)
    engine.say(WorkerChanged(id="", worker="embed", state="ready", model="MiniLM"))
    engine.say(WorkerChanged(id="", worker="chat", state="ready", model="SmolLM2 135M"))
    assert "Model ready: SmolLM2 135M" in words_of(window.status)
    assert "SmolLM2 135M, on this computer" in words_of(window.chat.composer)
    engine.say(WorkerChanged(id="", worker="chat", state="resting", code="worker_resting"))
    assert window.status.wake.isVisible()


def test_losing_the_engine_costs_one_sentence_and_no_words(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), hold=(Ask,))
    engine = engine_of(window)
    type_question(qtbot, window, "Where can I stay?")
    engine.give(Ask, 5)
    QTest.keyClicks(window.chat.composer.edit, "half a thought")
    engine.die()
    assert window.banner.isVisible()
    assert "Restarting the library." in words_of(window.banner)
    assert "stopped in the middle" in words_of(newest(window))
    assert newest(window).quote_cards()
    assert window.chat.composer.draft() == "half a thought"
    qtbot.waitUntil(lambda: engine.is_ready)
    assert not window.banner.isVisible()
    QTest.keyClick(window.chat.composer.edit, Qt.Key.Key_Return)
    engine.give(Ask)
    assert "2 of 3 sentences supported" in words_of(newest(window))


def test_a_library_that_is_open_elsewhere_is_a_sentence(open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"), is_ready=False)
    engine_of(window).say(EngineFailed(id="", code="library_in_use", details={}))
    assert "open in another window" in words_of(window.banner)


def test_dropping_files_asks_where_they_belong(
    qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[str, ...]] = []

    def ask(_engine: object, chosen: tuple[str, ...], _parent: QWidget) -> add_documents.AddRequest:
        asked.append(tuple(chosen))
        return add_documents.AddRequest("Rules", tuple(chosen))

    monkeypatch.setattr(add_documents.AddDocumentsDialog, "ask", staticmethod(ask))
    window = open_window(Script("Travel"))
    dropped = tmp_path / "田中　太郎 <b>.txt"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(dropped)), QUrl("https://example.com/x")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), copy, data, left, none)
    QApplication.sendEvent(window.frame, enter)
    assert enter.isAccepted()
    assert window.frame.findChild(DropTarget) is not None
    QApplication.sendEvent(window.frame, QDropEvent(QPointF(300, 300), copy, data, left, none))
    qtbot.waitUntil(lambda: window.frame.findChild(DropTarget) is None)
    assert asked == [(str(dropped),)]
    assert engine_of(window).last(Index).collection == "Rules"
    assert engine_of(window).last(Index).paths == (str(dropped),)


def test_a_chat_goes_on_after_a_restart(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = Script("Travel")
    window = open_window(script)
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    chat = window.conversation.chat
    window.frame.close()
    again = open_window(script)
    again.side.chat_selected.emit(chat)
    qtbot.waitUntil(lambda: again.conversation.turns.rowCount() == 1)
    assert engine_of(again).last(OpenChat).chat == chat
    assert "2 of 3 sentences supported" in words_of(newest(again))
    type_question(qtbot, again, "And with breakfast?")
    qtbot.waitUntil(lambda: not again.conversation.is_busy)
    assert engine_of(again).last(Ask).chat == chat
    assert len(engine_of(again).last(Ask).follows) == 1


def test_each_chat_keeps_its_draft(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = Script("Travel")
    window = open_window(script)
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    chat = window.conversation.chat
    window.chat.composer.set_draft("unfinished")
    window.controller.new_chat()
    assert window.chat.composer.draft() == ""
    window.controller.open_chat(str(chat))
    qtbot.waitUntil(lambda: window.conversation.chat == chat)
    assert window.chat.composer.draft() == "unfinished"


def test_another_collection_starts_a_new_chat(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel", "Company rules"))
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    window.side.select_collection("c2")
    assert window.conversation.turns.rowCount() == 0
    type_question(qtbot, window, "What is the limit?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    assert engine_of(window).last(Ask).collection == "Company rules"


def test_every_control_is_reached_by_tab_and_has_a_name(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    reached: list[QWidget] = []
    for _ in range(80):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused not in reached:
            reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    view = newest(window)
    for control in (*view.quote_cards(), view._copy, view._again, window.chat.composer.edit, window.chat.header.limit):
        assert control in reached
    order = [reached.index(control) for control in (*view.quote_cards(), view._copy, view._again)]
    assert order == sorted(order)
    for button in window.frame.findChildren(QAbstractButton):
        if button.isVisible() and button.focusPolicy() != Qt.FocusPolicy.NoFocus:
            assert button.accessibleName() or button.text(), button


def test_keyboard_alone_opens_a_quote_and_comes_back(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    card = newest(window).quote_cards()[1]
    card.setFocus()
    with qtbot.waitSignal(window.chat.view.quote_chosen):
        QTest.keyClick(card, Qt.Key.Key_Return)
    QTest.keyClick(card, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is window.chat.composer.edit
    before = QApplication.focusWidget()
    QTest.keyClick(window.frame, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is not before


def test_nothing_from_outside_is_taken_for_markup(qtbot: QtBot, open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(Script("<b>Travel</b>"))
    type_question(qtbot, window, "<img src='file:///etc/hostname'>")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    for label in window.frame.findChildren(QLabel):
        is_picture = not label.pixmap().isNull()
        # A label that guesses would draw what it is given as markup; one with our own words may guess.
        assert is_picture or label.textFormat() == Qt.TextFormat.PlainText or "<" not in label.text()
    assert "<img src='file:///etc/hostname'>" in words_of(newest(window))


def test_light_and_dark_change_live(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    try:
        colours = []
        for is_dark in (True, False):
            theme.fix_appearance(is_dark=is_dark)
            qtbot.wait(20)
            colours.append(window.frame.grab().toImage().pixelColor(20, 5).lightness())
        assert colours[0] < 60
        assert colours[1] > 200
    finally:
        theme.choose_appearance("system")


def test_closing_ends_the_engine(open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    window.frame.close()
    assert not window.engine.is_ready


def test_the_commands_run_and_open_chats(qtbot: QtBot, open_window: OpenWindow) -> None:
    from desktop_rag.ui.command_palette import CommandPalette

    window = open_window(Script("Travel"))
    type_question(qtbot, window, "Where can I stay?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    chat = window.conversation.chat
    window.controller.new_chat()
    window.controller.show_commands()
    palette = window.frame.findChild(CommandPalette)
    assert isinstance(palette, CommandPalette)
    QTest.keyClicks(palette.field, "Wherever")
    qtbot.waitUntil(palette.nothing.isVisible)
    for _letter in "ever":
        QTest.keyClick(palette.field, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: palette.list.model().rowCount() == 1)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.conversation.chat == chat)


def test_a_document_of_the_table_is_shown_beside_it(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    collection = window.side.current_collection()
    assert collection is not None
    window.controller.show_documents(collection.id)
    table = window.pages.currentWidget()
    assert isinstance(table, DocumentsView)
    assert not window.source.isVisible()
    qtbot.waitUntil(lambda: table.document("d1") is not None)
    table.source_requested.emit("d1")
    assert window.source.isVisible()
    assert window.pages.currentWidget() is table


def test_the_switch_keeps_its_words_beside_a_long_name(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("A collection with a name as long as a sentence", "Travel"))
    QApplication.processEvents()
    switch = window.chat.header.limit
    assert switch.width() >= switch.sizeHint().width()


def test_a_long_name_gives_way_in_a_narrow_window(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Script("A collection with a name as long as a sentence", "Travel"))
    window.frame.resize(800, 600)
    QApplication.processEvents()
    shown = next(each for each in window.chat.header.findChildren(QLabel) if each.text().startswith("A "))
    assert "…" in shown.text()
    assert shown.fontMetrics().horizontalAdvance(shown.text()) <= shown.width() + 1
