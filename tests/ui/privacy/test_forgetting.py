"""Forgetting in the window: which chats quote it is shown before, a receipt is given after."""

from collections.abc import Callable, Iterable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag.protocol import Event, Forget, Forgotten, JobFailed, ListQuotingChats
from desktop_rag.records import QuotingChat
from desktop_rag.ui.library.documents_view import DocumentsView
from desktop_rag.ui.privacy.forget_dialog import Decision, ForgetDialog
from desktop_rag.ui.privacy.receipt_dialog import ReceiptDialog
from desktop_rag.ui.privacy.receipt_words import ReceiptWords
from tests.fake_engine import FakeEngine
from tests.fakes import Script
from tests.ui.library.library_fakes import document, with_documents
from tests.ui.library.test_documents import grid_of
from tests.ui.privacy.privacy_fakes import with_erasure

CHATS = (QuotingChat("1", "Hotels in <b>London</b>", 3), QuotingChat("2", "Pension\nplan", 1))


def words_of(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def view_of(qtbot: QtBot, script: Script) -> tuple[DocumentsView, FakeEngine]:
    from tests.ui.library.library_fakes import collection, keep, started

    engine = started(qtbot, script)
    view = DocumentsView(engine)
    keep(qtbot, view, engine)
    view.resize(900, 600)
    view.show()
    qtbot.waitExposed(view)
    view.show_collection(collection(documents=3))
    qtbot.waitUntil(lambda: view._listing.is_listed)
    return view, engine


def answer(parent: QWidget, act: Callable[[ForgetDialog], None]) -> None:
    """Do something with the dialog over this window as soon as it is there."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ForgetDialog) and dialog.parent() is parent:
            act(dialog)
        else:
            QTimer.singleShot(10, parent, look)

    QTimer.singleShot(10, parent, look)


def button(widget: QWidget, text: str) -> QPushButton:
    return next(each for each in widget.findChildren(QPushButton) if each.text() == text)


@pytest.mark.parametrize("keeps_turns", [False, True])
def test_chats_that_quote_it_are_shown_and_go_unless_unticked(qtbot: QtBot, keeps_turns: bool) -> None:
    seen: list[str] = []

    def agree(dialog: ForgetDialog) -> None:
        rows = dialog.findChild(QListView)
        assert isinstance(rows, QListView)
        model = rows.model()
        seen.extend(str(model.index(row, 0).data()) for row in range(model.rowCount()))
        seen.append(words_of(dialog))
        box = dialog.findChild(QCheckBox)
        assert isinstance(box, QCheckBox)
        assert box.isChecked()
        assert box.accessibleDescription()
        if keeps_turns:
            box.click()
        button(dialog, "Remove").click()

    window = QWidget()
    qtbot.addWidget(window)
    answer(window, agree)
    decision = ForgetDialog.ask(window, "Remove?", "It goes.", "Remove", CHATS)
    assert decision is (Decision.FORGET if keeps_turns else Decision.FORGET_WITH_CHATS)
    assert seen[:2] == ["Hotels in <b>London</b> (3 questions)", "Pension plan (1 questions)"]
    assert "2 chats quote it" in seen[2]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_escape_change_nothing(qtbot: QtBot, key: Qt.Key) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    answer(window, lambda dialog: QTest.keyClick(dialog.focusWidget(), key))
    decision = ForgetDialog.ask(window, "Remove?", "It goes.", "Remove")
    assert decision is Decision.KEEP


def test_a_document_goes_with_its_turns_and_leaves_a_receipt(qtbot: QtBot) -> None:
    view, engine = view_of(qtbot, with_erasure(with_documents([document(1), document(2)]), CHATS))
    grid_of(view).selectRow(0)
    answer(view, lambda dialog: button(dialog, "Remove").click())
    view._actions._remove.trigger()
    assert "Erasing" not in words_of(view)
    qtbot.waitUntil(lambda: bool(engine.asked(Forget)))
    assert engine.last(ListQuotingChats).paths == engine.last(Forget).paths
    assert engine.last(Forget).with_chats
    qtbot.waitUntil(lambda: "Erased and checked in 0.4 s." in words_of(view))
    button(view, "Receipt").click()
    dialog = view.window().findChild(ReceiptDialog)
    assert isinstance(dialog, ReceiptDialog)
    words = words_of(dialog)
    assert "Erased: 1 documents, 8 passages, 1 chats" in words
    assert "4 questions" in words
    assert "No passage of it is left in the index" in words
    assert "Backups" in words
    dialog.close()


def test_a_folder_goes_whole(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [document(number, path=f"/documents/contracts/{number}.pdf") for number in (1, 2)]
    view, engine = view_of(qtbot, with_documents([*documents, document(3, path="/documents/3.pdf")]))
    asked: list[str] = []

    def ask(_parent: object, question: str, *_rest: object) -> Decision:
        asked.append(question)
        return Decision.FORGET

    monkeypatch.setattr(ForgetDialog, "ask", ask)
    grid_of(view).selectRow(view._model.row_of("d1") or 0)
    view._actions._remove_folder.trigger()
    qtbot.waitUntil(lambda: bool(engine.asked(Forget)))
    assert engine.last(Forget).paths == ("/documents/contracts",)
    assert "with its 2 documents" in asked[0]


def test_what_is_left_is_amber_and_says_what_to_do(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    script = with_erasure(with_documents([document(1)]), is_checked=False)
    view, engine = view_of(qtbot, script)
    monkeypatch.setattr(ForgetDialog, "ask", lambda *_parts: Decision.FORGET)
    grid_of(view).selectRow(0)
    view._actions._remove.trigger()
    qtbot.waitUntil(lambda: view.window().findChild(ReceiptDialog) is not None)
    dialog = view.window().findChild(ReceiptDialog)
    assert isinstance(dialog, ReceiptDialog)
    assert "choose Erase old text now" in words_of(dialog)
    before = len(engine.sent)
    button(dialog, "Erase old text now").click()
    assert type(engine.sent[before]).__name__ == "EraseOldText"


def test_a_refusal_is_a_sentence_and_nothing_is_asked(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(command: ListQuotingChats) -> Iterable[Event]:
        return (JobFailed(id=command.id, code="collection_unknown", details={}),)

    script = with_documents([document(1)])
    script.on(ListQuotingChats, refuse)
    view, engine = view_of(qtbot, script)
    monkeypatch.setattr(ForgetDialog, "ask", lambda *_parts: pytest.fail("asked"))
    grid_of(view).selectRow(0)
    before = words_of(view)
    view._actions._remove.trigger()
    qtbot.waitUntil(lambda: words_of(view) != before)
    assert not engine.asked(Forget)


def test_nothing_removed_is_said_as_that() -> None:
    empty = Forgotten(id="x", documents=0, chunks=0, is_checked=True, seconds=0)
    assert ReceiptWords().what_went(empty) == "No document, chat or question was removed."
