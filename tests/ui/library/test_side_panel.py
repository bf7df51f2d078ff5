"""The side panel: what it lists, what it keeps selected, what it asks the engine for."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from desktop_rag.protocol import (
    DeleteChat,
    DeleteCollection,
    Done,
    Event,
    JobFailed,
    LibraryChanged,
    ListChats,
    ListCollections,
    MarkCollection,
    Refresh,
    RenameChat,
    RenameCollection,
)
from desktop_rag.ui.library.chats_list import Age, ChatsListModel, age_of
from desktop_rag.ui.library.collections_list import CollectionsListModel
from desktop_rag.ui.library.confirmation import Confirmation
from desktop_rag.ui.library.side_list import SideList
from desktop_rag.ui.library.side_panel import SidePanel
from desktop_rag.ui.library.side_roles import SideRole
from desktop_rag.ui.privacy.forget_dialog import Decision, ForgetDialog
from tests.fake_engine import FakeEngine
from tests.fakes import Script
from tests.ui.library.library_fakes import chat, collection, keep, started, with_chats


def panel_of(qtbot: QtBot, engine: FakeEngine) -> SidePanel:
    panel = SidePanel(engine)
    keep(qtbot, panel, engine)
    panel.resize(236, 700)
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.waitUntil(lambda: bool(engine.asked(ListChats)))
    return panel


def lists(panel: SidePanel) -> tuple[SideList, SideList]:
    collections, chats = panel.findChildren(SideList)
    return collections, chats


def texts(view: SideList) -> list[str]:
    model = view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_models_keep_qts_rules(qtbot: QtBot) -> None:
    collections, chats = CollectionsListModel(), ChatsListModel()
    _testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for model in (collections, chats)
    ]
    for names in (("a", "b", "c"), ("c", "a", "d"), (), ("d",)):
        collections.show_rows([collection(name, name) for name in names])
        assert [row.name for row in collections.rows()] == list(names)
    for ages in ((0, 1, 5, 40), (40, 0), (3,), ()):
        chats.show_chats([chat(number, age) for number, age in enumerate(ages)])


def test_chats_are_grouped_by_day() -> None:
    today = date(2026, 11, 23)
    moments = {(23, 0): Age.TODAY, (22, 23): Age.YESTERDAY, (21, 1): Age.LAST_WEEK, (16, 1): Age.LAST_WEEK}
    for (day, hour), expected in moments.items():
        assert age_of(datetime(2026, 11, day, hour).astimezone().timestamp(), today) == expected
    assert age_of(datetime(2026, 11, 15, 23).astimezone().timestamp(), today) == Age.EARLIER
    # A clock that was wrong for a while.
    assert age_of(datetime(2027, 1, 1).astimezone().timestamp(), today) == Age.TODAY


def test_shows_collections_and_selects_the_first(qtbot: QtBot) -> None:
    engine = started(qtbot)
    panel = SidePanel(engine)
    keep(qtbot, panel, engine)
    with qtbot.waitSignal(panel.collection_selected) as selected:
        pass
    assert selected.args == ["c1"]
    current = panel.current_collection()
    assert current is not None
    assert current.name == "Travel"


def test_headings_and_newest_first(qtbot: QtBot) -> None:
    engine = started(qtbot, with_chats([chat(1, 40), chat(2, 0), chat(3, 3)]))
    panel = panel_of(qtbot, engine)
    _collections, chats = lists(panel)
    qtbot.waitUntil(lambda: chats.model().rowCount() == 6)
    assert texts(chats) == ["Today", "Chat 2", "Last week", "Chat 3", "Earlier", "Chat 1"]
    assert not chats.model().index(0, 0).flags()


def test_a_refresh_keeps_the_selection(qtbot: QtBot) -> None:
    script = Script("Travel", "Rules")
    engine = started(qtbot, script)
    panel = panel_of(qtbot, engine)
    qtbot.waitUntil(lambda: panel.current_collection() is not None)
    panel.select_collection("c2")
    script.collections.insert(0, collection("Agreements", "c0"))
    with qtbot.assertNotEmitted(panel.collection_selected):
        panel.refresh()
        qtbot.waitUntil(lambda: texts(lists(panel)[0])[0] == "Agreements")
    current = panel.current_collection()
    assert current is not None
    assert current.id == "c2"


def test_a_collection_that_is_not_listed_yet_is_selected_when_it_comes(qtbot: QtBot) -> None:
    script = Script("Travel")
    engine = started(qtbot, script)
    panel = panel_of(qtbot, engine)
    qtbot.waitUntil(lambda: panel.current_collection() is not None)
    panel.select_collection("c9")
    script.collections.append(collection("New", "c9"))
    with qtbot.waitSignal(panel.collection_selected) as selected:
        engine.say(LibraryChanged(id="", collection_id="c9"))
    assert selected.args == ["c9"]


def test_the_last_collection_goes(qtbot: QtBot) -> None:
    script = Script("Travel")
    engine = started(qtbot, script)
    panel = panel_of(qtbot, engine)
    qtbot.waitUntil(lambda: panel.current_collection() is not None)
    script.collections.clear()
    with qtbot.waitSignal(panel.collection_selected) as selected:
        panel.refresh()
    assert selected.args == [""]
    assert panel.current_collection() is None
    assert any("Add documents" in label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_many_changes_ask_once(qtbot: QtBot) -> None:
    engine = started(qtbot)
    panel_of(qtbot, engine)
    before = len(engine.asked(ListCollections))
    for _ in range(50):
        engine.say(LibraryChanged(id="", collection_id="c1"))
    qtbot.wait(700)
    assert len(engine.asked(ListCollections)) == before + 1


def test_rename_in_place_and_take_back_a_refused_name(qtbot: QtBot) -> None:
    script = Script("Travel", "Rules")

    def refuse(command: RenameCollection) -> Iterable[Event]:
        return (JobFailed(id=command.id, code="collection_name_taken", details={}),)

    script.on(RenameCollection, refuse)
    engine = started(qtbot, script)
    panel = panel_of(qtbot, engine)
    collections, _chats = lists(panel)
    qtbot.waitUntil(lambda: collections.model().rowCount() == 2)
    collections.setFocus()
    QTest.keyClick(collections, Qt.Key.Key_F2)
    editor = collections.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Rules")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(engine.asked(RenameCollection)))
    assert engine.last(RenameCollection).name == "Rules"
    qtbot.waitUntil(lambda: texts(collections) == ["Travel", "Rules"])
    assert any(label.property("role") == "failed" and label.isVisible() for label in panel.findChildren(QLabel))


def test_deleting_a_collection_asks_first(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = started(qtbot)
    panel = panel_of(qtbot, engine)
    collections, _chats = lists(panel)
    qtbot.waitUntil(lambda: collections.model().rowCount() == 2)
    asked: list[str] = []
    answers = iter((Decision.KEEP, Decision.FORGET_WITH_CHATS))

    def ask(_parent: object, question: str, explanation: str, _action: str, _chats: object) -> Decision:
        asked.append(question + explanation)
        return next(answers)

    monkeypatch.setattr(ForgetDialog, "ask", ask)
    collections.setFocus()
    QTest.keyClick(collections, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: bool(asked))
    assert not engine.asked(DeleteCollection)
    assert "Travel" in asked[0]
    assert "files themselves stay" in asked[0]
    QTest.keyClick(collections, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: bool(engine.asked(DeleteCollection)))
    assert engine.last(DeleteCollection).name == "Travel"
    assert engine.last(DeleteCollection).with_chats


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_names_what_can_be_done(qtbot: QtBot) -> None:
    engine = started(qtbot)
    panel = panel_of(qtbot, engine)
    collections, _chats = lists(panel)
    qtbot.waitUntil(lambda: collections.model().rowCount() == 2)
    collections.menu_wanted.emit(collections.model().index(1, 0), QPoint(10, 10))
    menu = panel.findChild(QMenu)
    assert menu is not None
    actions = {action.text(): action for action in menu.actions() if action.text()}
    assert list(actions) == [
        "Documents",
        "Bring up to date",
        "Use another language model for search…",
        "Never leaves this computer",
        "Rename",
        "Delete…",
    ]
    with qtbot.waitSignal(panel.documents_requested) as requested:
        actions["Documents"].trigger()
    assert requested.args == ["c2"]
    actions["Bring up to date"].trigger()
    assert engine.last(Refresh).collection_id == "c2"
    menu.close()


def test_open_rename_delete_and_begin_a_chat(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = started(qtbot, with_chats([chat(1, 0, "Hotels"), chat(2, 0.001, "Pension")]))
    panel = panel_of(qtbot, engine)
    _collections, chats = lists(panel)
    qtbot.waitUntil(lambda: chats.model().rowCount() == 3)
    with qtbot.waitSignal(panel.chat_selected) as selected:
        place = chats.visualRect(chats.model().index(2, 0)).center()
        QTest.mouseClick(chats.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert selected.args == ["chat2"]
    chats.model().setData(chats.currentIndex(), "Pension plan")
    assert engine.last(RenameChat).title == "Pension plan"
    monkeypatch.setattr(ForgetDialog, "ask", lambda *_parts: Decision.FORGET)
    with qtbot.waitSignal(panel.chat_deleted) as deleted:
        QTest.keyClick(chats, Qt.Key.Key_Delete)
    assert deleted.args == ["chat2"]
    assert engine.last(DeleteChat).chat == "chat2"


def test_the_right_button_opens_no_chat(qtbot: QtBot) -> None:
    engine = started(qtbot, with_chats([chat(1, 0), chat(2, 0)]))
    panel = panel_of(qtbot, engine)
    _collections, chats = lists(panel)
    qtbot.waitUntil(lambda: chats.model().rowCount() == 3)
    panel.set_current_chat("chat1")
    with qtbot.assertNotEmitted(panel.chat_selected):
        place = chats.visualRect(chats.model().index(2, 0)).center()
        QTest.mouseClick(chats.viewport(), Qt.MouseButton.RightButton, pos=place)
    assert chats.currentIndex().data() == "Chat 1"


def test_search_finds_chats_and_says_when_there_are_none(qtbot: QtBot) -> None:
    engine = started(qtbot, with_chats([chat(1, 0, "Hotels"), chat(2, 1, "Pension")]))
    panel = panel_of(qtbot, engine)
    _collections, chats = lists(panel)
    qtbot.waitUntil(lambda: chats.model().rowCount() == 4)
    search = next(field for field in panel.findChildren(QLineEdit) if field.accessibleName() == "Search chats")
    QTest.keyClicks(search, "pens")
    qtbot.waitUntil(lambda: texts(chats)[-1:] == ["Pension"] and chats.model().rowCount() == 2)
    assert engine.last(ListChats).containing == "pens"
    QTest.keyClicks(search, "x")
    qtbot.waitUntil(lambda: chats.model().rowCount() == 0)
    assert any(label.text() == "No chat contains this." and label.isVisible() for label in panel.findChildren(QLabel))


def test_everything_comes_back_after_the_engine_was_lost(qtbot: QtBot) -> None:
    engine = started(qtbot)
    panel = panel_of(qtbot, engine)
    qtbot.waitUntil(lambda: panel.current_collection() is not None)
    panel.select_collection("c2")
    before = len(engine.asked(ListCollections))
    engine.die()
    qtbot.waitUntil(lambda: engine.is_ready)
    qtbot.waitUntil(lambda: len(engine.asked(ListCollections)) > before)
    current = panel.current_collection()
    assert current is not None
    assert current.id == "c2"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_collection_is_marked_at_once_and_let_out_only_when_asked(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script("Travel", "Rules")

    def mark(command: MarkCollection) -> Iterable[Event]:
        at = next(at for at, each in enumerate(script.collections) if each.id == command.collection_id)
        script.collections[at] = replace(script.collections[at], is_local_only=command.local_only)
        return (Done(id=command.id),)

    script.on(MarkCollection, mark)
    engine = started(qtbot, script)
    panel = panel_of(qtbot, engine)
    collections, _chats = lists(panel)
    qtbot.waitUntil(lambda: collections.model().rowCount() == 2)
    row = collections.model().index(0, 0)

    def toggle() -> None:
        collections.menu_wanted.emit(row, QPoint(10, 10))
        menu = panel.findChildren(QMenu)[-1]
        next(action for action in menu.actions() if action.isCheckable()).trigger()
        menu.close()

    toggle()
    assert engine.last(MarkCollection).local_only
    qtbot.waitUntil(lambda: bool(row.data(SideRole.IS_LOCAL_ONLY)))
    assert "never leaves this computer" in row.data(Qt.ItemDataRole.AccessibleTextRole)
    answers = iter((False, True))
    monkeypatch.setattr(Confirmation, "ask", lambda *_parts: next(answers))
    toggle()
    assert engine.last(MarkCollection).local_only
    toggle()
    assert not engine.last(MarkCollection).local_only
    qtbot.waitUntil(lambda: not row.data(SideRole.IS_LOCAL_ONLY))
