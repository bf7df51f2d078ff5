"""Choosing files leaves no names of folders outside the library."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag.ui import file_dialogs


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path) -> None:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))


def test_the_first_one_begins_where_a_persons_documents_are(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[str] = []

    def ask(_parent: QWidget, _title: str, start: str) -> str:
        began.append(start)
        return ""

    monkeypatch.setattr(file_dialogs, "_has_begun", False)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(tmp_path))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", ask)
    parent = QWidget()
    qtbot.addWidget(parent)
    file_dialogs.choose_folder(parent, "Choose")
    file_dialogs.choose_folder(parent, "Choose")
    assert began == [str(tmp_path), ""]


def test_what_stood_there_is_put_back(qtbot: QtBot, tmp_path: Path) -> None:
    chosen = tmp_path / "canary-folder"
    chosen.mkdir()
    store = QSettings(QSettings.Scope.UserScope, "QtProject")
    store.setValue("FileDialog/lastVisited", "file:///elsewhere")
    store.setValue("Other/key", "stays")
    store.sync()
    parent = QWidget()
    qtbot.addWidget(parent)

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        dialog.setDirectory(str(chosen))
        dialog.done(1)

    QTimer.singleShot(200, choose)
    file_dialogs.choose_folder(parent, "Choose")
    assert store.value("FileDialog/lastVisited") == "file:///elsewhere"
    assert store.value("Other/key") == "stays"
    assert not [file for file in (tmp_path / "config").rglob("*") if file.is_file() and b"canary" in file.read_bytes()]
