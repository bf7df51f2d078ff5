"""Where each value came from, what is wrong with a policy, and how a fixed setting looks."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from desktop_rag.policy.keys import KEYS
from desktop_rag.protocol import SetSetting
from desktop_rag.records import PolicyFault, SettingValue
from desktop_rag.ui.settings.origin_line import OriginLine
from desktop_rag.ui.settings.policy_table import Column, PolicyTableModel
from desktop_rag.ui.settings.settings_dialog import SettingsDialog
from tests.fakes import Script
from tests.ui.privacy.privacy_fakes import FILE, ORGANISATION, values_with, with_policy
from tests.ui.settings.test_settings_dialog import choose, control, dialog_of, said, script_of

FIXED = SettingValue("general.theme", "dark", "policy", FILE)
PRESET = SettingValue("general.language", "ja", "policy", FILE, is_preset=True)


def table_of(dialog: SettingsDialog) -> QTableView:
    found = control(dialog, "Settings and who chose them")
    assert isinstance(found, QTableView)
    return found


def rows_of(dialog: SettingsDialog) -> list[list[str]]:
    model = table_of(dialog).model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_model_keeps_qts_rules() -> None:
    model = PolicyTableModel()
    _tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_values(values_with(FIXED, PRESET))
    assert model.setting(0) == FIXED
    assert model.setting(1) == PRESET
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    model.show_values(())


def test_what_the_organisation_says_stands_first_with_its_place(qtbot: QtBot) -> None:
    words = SettingValue("azure.redact_words", ("Projekt Kirsche", "<b>青空</b>"), "policy", FILE)
    days = SettingValue("chats.keep_days", 0, "user")
    dialog, _engine = dialog_of(qtbot, with_policy(script_of(), FIXED, PRESET, words, days))
    dialog.show_page("policy")
    rows = rows_of(dialog)
    assert rows[0][Column.KEY] == "azure.redact_words"
    assert "青空" in rows[0][Column.VALUE]
    assert rows[1] == ["general.theme", "dark", "Fixed by policy", FILE]
    assert rows[2] == ["general.language", "ja", "Suggested by policy", FILE]
    assert rows[3] == ["chats.keep_days", "Never written", "You", ""]
    assert {row[Column.SOURCE] for row in rows[4:]} == {"Default"}
    tooltip = table_of(dialog).model().index(0, Column.VALUE).data(Qt.ItemDataRole.ToolTipRole)
    assert "<" not in tooltip
    assert table_of(dialog).model().index(1, Column.KEY).data(Qt.ItemDataRole.ToolTipRole) == KEYS["general.theme"].en
    assert f"Set by {ORGANISATION}." in said(dialog)


def test_without_a_policy_it_says_so(qtbot: QtBot) -> None:
    dialog, _engine = dialog_of(qtbot, with_policy(script_of(), organisation=None))
    dialog.show_page("policy")
    assert "No policy is set on this computer." in said(dialog)


def test_a_wrong_policy_is_said_with_its_places_in_words(qtbot: QtBot) -> None:
    faults = [
        PolicyFault(FILE, "azure.consent", "wrong_type"),
        PolicyFault(f"{FILE}.bak", None, "not_trusted"),
        PolicyFault(FILE, "x.y", "something_new"),
        PolicyFault(FILE, "azure.endpont", "unknown_name", "azure.endpoint"),
        *(PolicyFault(FILE, f"x.{number}", "unknown_name") for number in range(40)),
    ]
    dialog, _engine = dialog_of(qtbot, with_policy(script_of(), faults=faults))
    dialog.show_page("policy")
    words = said(dialog)
    assert "Everything stays on this computer until this is corrected." in words
    assert f"{FILE}, azure.consent: a value of another kind is needed" in words
    assert "others than an administrator can change it" in words
    assert "something_new" in words
    assert "perhaps azure.endpoint is meant" in words
    assert "And 32 more." in words
    assert "No policy is set" not in words


def test_a_fixed_setting_names_who_fixed_it_and_where(qtbot: QtBot) -> None:
    dialog, _engine = dialog_of(qtbot, with_policy(script_of(), FIXED))
    box = control(dialog, "Colours")
    qtbot.waitUntil(lambda: f"Fixed by {ORGANISATION}" in said(dialog))
    assert not box.isEnabled()
    assert box.accessibleDescription() == f"Fixed by {ORGANISATION}"
    assert [each.toolTip() for each in dialog.findChildren(OriginLine) if each.isVisible()] == [FILE]


def test_a_suggested_setting_can_be_changed(qtbot: QtBot) -> None:
    dialog, engine = dialog_of(qtbot, with_policy(script_of(), PRESET, organisation=None))
    assert "Suggested by your organisation" in said(dialog)
    choose(dialog, "Language", "en")
    assert (engine.last(SetSetting).key, engine.last(SetSetting).value) == ("general.language", "en")
    qtbot.waitUntil(lambda: "Suggested by" not in said(dialog))


def test_an_engine_without_an_answer_leaves_the_page_quiet(qtbot: QtBot) -> None:
    dialog, _engine = dialog_of(qtbot, Script("Travel"))
    dialog.show_page("policy")
    assert "until this is corrected" not in said(dialog)
