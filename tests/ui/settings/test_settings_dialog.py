"""The settings: values come from the engine, each change goes to it at once, what is fixed cannot be changed."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QListView,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_rag import settings
from desktop_rag.protocol import (
    AddModel,
    CheckModel,
    Event,
    GetSettings,
    JobFailed,
    ListModels,
    ModelChecked,
    ModelsListed,
    SetSetting,
    SettingsListed,
)
from desktop_rag.records import ModelInfo, SettingValue
from desktop_rag.ui.settings.models_table import Column, ModelsTableModel
from desktop_rag.ui.settings.settings_dialog import PageName, SettingsDialog
from tests.fake_engine import FakeEngine
from tests.fakes import Script
from tests.ui.library.library_fakes import keep, started

SMALL = ModelInfo(
    "SmolLM2 135M", "chat", "/m/small.gguf", 98_000_000, None, "135M", "Q4_1", 8192, 300 << 20, 8 << 30, True, None
)
LARGE = replace(
    SMALL,
    name="Gemma 27B",
    file="/m/large.gguf",
    memory_needed_bytes=18 << 30,
    is_usable=False,
    code="not_enough_memory",
)
SEARCH = replace(SMALL, name="all-MiniLM-L6-v2", purpose="embedding", file="/m/minilm")


def script_of(*models: ModelInfo) -> Script:
    script = Script("Travel")
    script.on(ListModels, lambda command: (ModelsListed(id=command.id, models=models or (SMALL, SEARCH, LARGE)),))
    return script


def dialog_of(
    qtbot: QtBot, script: Script | None = None, home: Path | None = None
) -> tuple[SettingsDialog, FakeEngine]:
    engine = started(qtbot, script or script_of())
    dialog = SettingsDialog(engine, None, home)
    keep(qtbot, dialog, engine)
    dialog.show()
    qtbot.waitUntil(lambda: control(dialog, "Language").isEnabled())
    return dialog, engine


def control(dialog: SettingsDialog, name: str) -> QWidget:
    return next(each for each in dialog.findChildren(QWidget) if each.accessibleName() == name)


def choices(dialog: SettingsDialog, name: str) -> QComboBox:
    box = control(dialog, name)
    assert isinstance(box, QComboBox)
    return box


def choose(dialog: SettingsDialog, name: str, value: object) -> None:
    """As a person does: change what is shown and say so."""
    box = choices(dialog, name)
    index = next(at for at in range(box.count()) if box.itemData(at) == value)
    box.setCurrentIndex(index)
    box.activated.emit(index)


def said(dialog: SettingsDialog) -> str:
    return " | ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def press(dialog: SettingsDialog, text: str) -> None:
    next(each for each in dialog.findChildren(QAbstractButton) if each.text() == text).click()


def test_shows_what_the_engine_has_and_sends_nothing_back(qtbot: QtBot) -> None:
    script = script_of()
    script.settings = settings.change(script.settings, "general.language", "ja")
    dialog, engine = dialog_of(qtbot, script)
    assert choices(dialog, "Language").currentData() == "ja"
    assert choices(dialog, "Quotes for an answer").currentData() == 3
    assert not engine.asked(SetSetting)


def test_every_offered_value_is_one_that_the_engine_takes(qtbot: QtBot) -> None:
    dialog, _engine = dialog_of(qtbot)
    names = {
        "Language": "general.language",
        "Colours": "general.theme",
        "Text size": "general.text_size",
        "Quotes for an answer": "answers.quotes",
        "Longest answer": "answers.max_tokens",
        "Model": "answers.model",
        "On battery": "index.on_battery",
    }
    for name, key in names.items():
        box = choices(dialog, name)
        for index in range(box.count()):
            settings.change(settings.Settings(), key, box.itemData(index))


def test_a_change_goes_to_the_engine_at_once(qtbot: QtBot) -> None:
    dialog, engine = dialog_of(qtbot)
    choose(dialog, "Colours", "dark")
    assert (engine.last(SetSetting).key, engine.last(SetSetting).value) == ("general.theme", "dark")
    switch = control(dialog, "Limit responses to my documents")
    assert isinstance(switch, QAbstractButton)
    switch.click()
    assert (engine.last(SetSetting).key, engine.last(SetSetting).value) == ("answers.limit_to_documents", False)


def test_patterns_that_were_just_written_are_kept_when_the_dialog_is_closed(qtbot: QtBot) -> None:
    dialog, engine = dialog_of(qtbot)
    field = control(dialog, "Never read these")
    assert isinstance(field, QPlainTextEdit)
    field.setPlainText(" *.bak \n\ndrafts/*\n")
    assert not engine.asked(SetSetting)
    dialog.accept()
    assert (engine.last(SetSetting).key, engine.last(SetSetting).value) == ("index.exclude", "*.bak\ndrafts/*")


def test_what_the_organisation_has_fixed_cannot_be_changed(qtbot: QtBot) -> None:
    script = script_of()

    def listed(command: GetSettings) -> Iterable[Event]:
        values = settings.describe(settings.Settings())
        fixed = tuple(replace(each, source="policy") if each.key == "general.theme" else each for each in values)
        return (SettingsListed(id=command.id, settings=fixed),)

    script.on(GetSettings, listed)
    dialog, _engine = dialog_of(qtbot, script)
    assert not control(dialog, "Colours").isEnabled()
    assert "Fixed by your organisation" in said(dialog)


def test_a_refusal_is_said_in_place_and_the_value_goes_back(qtbot: QtBot) -> None:
    script = script_of()
    script.on(SetSetting, lambda command: (JobFailed(id=command.id, code="setting_invalid", details={}),))
    dialog, _engine = dialog_of(qtbot, script)
    before = said(dialog)
    choose(dialog, "Text size", 20)
    qtbot.waitUntil(lambda: choices(dialog, "Text size").currentData() == 13)
    assert len(said(dialog)) > len(before)


def test_a_value_that_is_not_offered_is_shown_and_kept(qtbot: QtBot) -> None:
    dialog, engine = dialog_of(qtbot)
    gone = SettingsListed(id="", settings=(SettingValue("answers.model", "Taken away", "user"),))
    dialog._settings._take(gone)
    dialog.show_page("answers")
    qtbot.waitUntil(lambda: choices(dialog, "Model").currentText() == "Taken away")
    assert not engine.asked(SetSetting)


def test_models_that_can_be_used_are_offered(qtbot: QtBot) -> None:
    dialog, engine = dialog_of(qtbot)
    box = choices(dialog, "Model")
    qtbot.waitUntil(lambda: box.count() == 2)
    assert [box.itemData(at) for at in range(box.count())] == [None, SMALL.name]
    choose(dialog, "Model", SMALL.name)
    assert engine.last(SetSetting).value == SMALL.name


def test_models_table_keeps_qts_rules(qtbot: QtBot) -> None:
    model = ModelsTableModel()
    _tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_models((SMALL, LARGE))
    model.replace(replace(LARGE, is_usable=True, code=None))
    assert model.index(1, Column.STATE).data() == "Can be used"
    model.show_models(())


def test_a_model_is_checked_and_its_reason_is_a_sentence(qtbot: QtBot) -> None:
    script = script_of()
    damaged = replace(SMALL, is_usable=False, code="model_file_invalid")
    script.on(CheckModel, lambda command: (ModelChecked(id=command.id, model=damaged),))
    dialog, engine = dialog_of(qtbot, script)
    dialog.show_page("models")
    table = next(each for each in dialog.findChildren(QTableView) if each.accessibleName() == "Models")
    qtbot.waitUntil(lambda: table.model().rowCount() == 3)
    table.selectRow(2)
    assert "memory" in said(dialog)
    table.selectRow(0)
    press(dialog, "Check")
    assert "Checking SmolLM2 135M" in said(dialog)
    assert engine.last(CheckModel).name == SMALL.name
    qtbot.waitUntil(lambda: "Checking" not in said(dialog))
    assert len(engine.asked(ListModels)) > 1


def test_a_model_file_is_added(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    script = script_of()
    script.on(AddModel, lambda command: (JobFailed(id=command.id, code="model_file_invalid", details={}),))
    dialog, engine = dialog_of(qtbot, script)
    dialog.show_page("models")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("/somewhere/model.gguf", ""))
    press(dialog, "Add a model file…")
    assert engine.last(AddModel).file == "/somewhere/model.gguf"
    qtbot.waitUntil(lambda: "Checking" not in said(dialog))
    press(dialog, "Add a model file…")
    assert len(engine.asked(AddModel)) == 2


def test_enter_on_a_button_presses_it_and_leaves_the_dialog_open(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog, engine = dialog_of(qtbot)
    dialog.show_page("models")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("/somewhere/model.gguf", ""))
    button = next(each for each in dialog.findChildren(QAbstractButton) if each.text() == "Add a model file…")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert engine.last(AddModel).file == "/somewhere/model.gguf"
    assert dialog.isVisible()


def test_the_dialog_is_no_larger_than_the_screen(qtbot: QtBot) -> None:
    dialog, _engine = dialog_of(qtbot)
    assert dialog.width() <= dialog.screen().availableSize().width()


@pytest.mark.parametrize("page", ["azure", "privacy"])
def test_a_page_ends_where_its_last_row_ends(qtbot: QtBot, page: PageName) -> None:
    dialog, _engine = dialog_of(qtbot)
    dialog.resize(1000, 500)
    dialog.show_page(page)
    qtbot.wait(50)
    area = next(
        each
        for each in dialog.findChildren(QScrollArea)
        if each.isVisible() and each.accessibleName().casefold().startswith(page)
    )
    content = area.widget()
    assert content is not None
    assert content.height() > area.viewport().height()
    rows = [each for each in content.children() if isinstance(each, QWidget) and not each.isHidden()]
    assert content.height() - max(row.geometry().bottom() for row in rows) < 60


def test_privacy_names_the_folder_and_opens_it(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def note(url: object) -> bool:
        opened.append(url.toLocalFile())  # type: ignore[attr-defined]
        return False

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    dialog, _engine = dialog_of(qtbot, home=tmp_path)
    dialog.show_page("privacy")
    assert str(tmp_path) in said(dialog)
    press(dialog, "Open folder")
    assert opened == [str(tmp_path)]
    assert "knows no program" in said(dialog)


def test_an_answer_after_the_dialog_is_closed_does_no_harm(qtbot: QtBot) -> None:
    engine = started(qtbot, script_of())
    engine.hold = (GetSettings, ListModels)
    dialog = SettingsDialog(engine)
    keep(qtbot, dialog, engine)
    dialog.accept()
    engine.give(GetSettings)
    engine.give(ListModels)
    assert not control(dialog, "Language").isEnabled()


def test_every_control_has_a_name(qtbot: QtBot) -> None:
    dialog, _engine = dialog_of(qtbot)
    for box in dialog.findChildren(QComboBox):
        assert box.accessibleName()
    for view in (*dialog.findChildren(QAbstractItemView), *dialog.findChildren(QPlainTextEdit)):
        assert view.accessibleName() or isinstance(view.parent(), QWidget)
    for button in dialog.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text() or not button.isVisible()


@pytest.mark.parametrize("page", ["general", "azure", "privacy", "ledger", "policy"])
def test_tab_goes_through_a_page_from_top_to_bottom(qtbot: QtBot, page: PageName) -> None:
    dialog, _engine = dialog_of(qtbot)
    dialog.show_page(page)
    dialog.activateWindow()
    area = dialog._pages.currentWidget()
    assert isinstance(area, QScrollArea)
    content = area.widget()
    assert content is not None
    names = next(view for view in dialog.findChildren(QListView) if view.accessibleName() == "Pages")
    names.setFocus()
    heights: list[int] = []
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        if content.isAncestorOf(focused):
            heights.append(focused.mapTo(content, QPoint(0, focused.height() // 2)).y())
        elif heights:
            break
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert heights
    # Two controls of one row may stand a few pixels apart.
    assert all(after >= before - 12 for before, after in pairwise(heights))
