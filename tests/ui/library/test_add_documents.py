"""Choosing what to add: paths, the proposed collection, what is missing."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QListView, QPushButton
from pytestqt.qtbot import QtBot

from desktop_rag.protocol import ListCollections
from desktop_rag.ui.library.add_documents import AddDocumentsDialog, AddRequest
from desktop_rag.ui.library.chosen_paths import ChosenPathsListModel
from desktop_rag.ui.library.drop_area import DropArea
from tests.fake_engine import FakeEngine
from tests.fakes import Script
from tests.ui.library.library_fakes import collection, keep, started


def dialog_of(qtbot: QtBot, paths: list[str], script: Script | None = None) -> tuple[AddDocumentsDialog, FakeEngine]:
    engine = started(qtbot, script)
    dialog = AddDocumentsDialog(engine, paths)
    keep(qtbot, dialog, engine)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._name.count() > 0)
    return dialog, engine


def hints(dialog: AddDocumentsDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_model_keeps_qts_rules_and_each_path_once(qtbot: QtBot) -> None:
    model = ChosenPathsListModel()
    _tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.add(["/a/b", "/a/b", "/a/c/d.pdf", "/e"])
    model.add(["/a/c"])
    assert model.paths() == ("/a/b", "/e", "/a/c")
    model.remove([0, 2])
    assert model.paths() == ("/e",)


def test_says_what_is_missing(qtbot: QtBot, tmp_path: Path) -> None:
    dialog, _engine = dialog_of(qtbot, [])
    assert not dialog._add.isEnabled()
    assert "at least one" in hints(dialog)
    dialog.add_paths([str(tmp_path)])
    assert dialog._add.isEnabled()
    dialog._name.setEditText("   ")
    assert not dialog._add.isEnabled()
    assert "Give the collection a name" in hints(dialog)
    assert dialog.request() is None


def test_proposes_the_folders_name_until_one_is_typed(qtbot: QtBot, tmp_path: Path) -> None:
    rules, other = tmp_path / "会社規程", tmp_path / "other"
    rules.mkdir()
    other.mkdir()
    dialog, _engine = dialog_of(qtbot, [str(rules)])
    assert dialog.request() == AddRequest("会社規程", (str(rules),))
    field = dialog._name.lineEdit()
    assert field is not None
    field.selectAll()
    QTest.keyClicks(field, "Mine")
    dialog.add_paths([str(other)])
    assert dialog.request() == AddRequest("Mine", (str(rules), str(other)))


def test_a_folder_that_is_covered_goes_to_its_collection(qtbot: QtBot, tmp_path: Path) -> None:
    script = Script()
    script.collections.append(collection("Everything", roots=(str(tmp_path),)))
    inner = tmp_path / "inner"
    inner.mkdir()
    dialog, _engine = dialog_of(qtbot, [str(inner)], script)
    assert dialog._name.currentText() == "Everything"


def test_paths_can_be_taken_back(qtbot: QtBot, tmp_path: Path) -> None:
    dialog, _engine = dialog_of(qtbot, [str(tmp_path)])
    chosen = next(view for view in dialog.findChildren(QListView) if view.accessibleName().startswith("Chosen"))
    chosen.selectAll()
    dialog._remove.click()
    assert dialog.request() is None


def test_takes_what_is_dropped_and_nothing_from_elsewhere(qtbot: QtBot, tmp_path: Path) -> None:
    dialog, _engine = dialog_of(qtbot, [])
    area = dialog.findChild(DropArea)
    assert area is not None

    def drop(*urls: QUrl) -> None:
        data = QMimeData()
        data.setUrls(list(urls))
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        area.dropEvent(QDropEvent(QPointF(QPoint(5, 5)), Qt.DropAction.CopyAction, data, buttons, keys))

    drop(QUrl("https://example.com/a.pdf"))
    assert "this computer can be added" in hints(dialog)
    drop(QUrl.fromLocalFile(str(tmp_path)))
    assert dialog._model.paths() == (str(tmp_path),)


def test_ask_returns_what_was_chosen(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = started(qtbot)
    monkeypatch.setattr(AddDocumentsDialog, "exec", lambda _self: QDialog.DialogCode.Accepted)
    assert AddDocumentsDialog.ask(engine, (str(tmp_path),), None) == AddRequest(tmp_path.name, (str(tmp_path),))
    monkeypatch.setattr(AddDocumentsDialog, "exec", lambda _self: QDialog.DialogCode.Rejected)
    assert AddDocumentsDialog.ask(engine, (str(tmp_path),), None) is None
    engine.close()


@pytest.mark.parametrize("words", ["Choose a folder", "Cancel"])
def test_enter_presses_the_button_that_has_the_keyboard(
    words: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[str] = []

    def ask(*_args: object) -> str:
        chosen.append("asked")
        return ""

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", ask)
    dialog, _engine = dialog_of(qtbot, [str(tmp_path)])
    results: list[int] = []
    dialog.finished.connect(results.append)
    button = next(each for each in dialog.findChildren(QPushButton) if each.text() == words)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert (chosen, results) == ((["asked"], []) if words != "Cancel" else ([], [QDialog.DialogCode.Rejected]))


def test_enter_in_the_name_adds(qtbot: QtBot, tmp_path: Path) -> None:
    dialog, _engine = dialog_of(qtbot, [str(tmp_path)])
    results: list[int] = []
    dialog.finished.connect(results.append)
    field = dialog._name.lineEdit()
    assert field is not None
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert results == [QDialog.DialogCode.Accepted]


def test_an_answer_after_the_dialog_is_gone_does_no_harm(qtbot: QtBot) -> None:
    engine = started(qtbot, hold=(ListCollections,))
    dialog = AddDocumentsDialog(engine, ())
    dialog.reject()
    engine.give(ListCollections)
    assert dialog._name.count() == 0
    engine.close()


def test_choosing_goes_through_the_platforms_dialogs(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog, _engine = dialog_of(qtbot, [])
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: (["/x/a.pdf", "/x/b.pdf"], ""))
    dialog._choose_folder()
    dialog._choose_files()
    assert dialog._model.paths() == (str(tmp_path), "/x/a.pdf", "/x/b.pdf")
