"""The ledger in the window: sendings with their outcomes, thousands of them, damage, a copy."""

import time
from collections.abc import Iterable
from dataclasses import replace

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QTableView
from pytestqt.qtbot import QtBot

from desktop_rag.protocol import Done, Event, ExportLedger, JobFailed, ShowLedger, VerifyLedger
from desktop_rag.records import LedgerLine
from desktop_rag.ui.privacy.ledger_rows import LedgerReader
from desktop_rag.ui.privacy.ledger_table import Column, LedgerTableModel
from desktop_rag.ui.privacy.ledger_words import whole_sentence
from desktop_rag.ui.settings.settings_dialog import SettingsDialog
from tests.fake_engine import FakeEngine
from tests.fakes import Script
from tests.ui.privacy.privacy_fakes import DAMAGED, WHOLE, lines_of, outcome, sending, with_ledger
from tests.ui.settings.test_settings_dialog import control, dialog_of, press, said, script_of

BLOCK_S = 0.3  # one part with all its rows; other tests may run at the same time


def page_of(qtbot: QtBot, script: Script) -> tuple[SettingsDialog, FakeEngine, QTableView]:
    dialog, engine = dialog_of(qtbot, script)
    assert not engine.asked(ShowLedger)
    dialog.show_page("ledger")
    qtbot.waitUntil(lambda: bool(engine.asked(VerifyLedger)))
    table = control(dialog, "What was sent, newest first")
    assert isinstance(table, QTableView)
    return dialog, engine, table


def cell(table: QTableView, row: int, column: Column) -> str:
    return str(table.model().index(row, column).data())


def test_model_keeps_qts_rules() -> None:
    model = LedgerTableModel()
    _tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    reader = LedgerReader()
    model.append(reader.read(lines_of(3)))
    model.append(reader.read([LedgerLine(1, "2026-11-01T08:00:00.000Z", "opened", (("chapter", 1),))]))
    assert model.rowCount() == 4
    model.append(())
    model.clear()


def test_an_outcome_finds_its_sending_in_a_later_part() -> None:
    reader = LedgerReader()
    assert not reader.read([outcome(1, "azure_busy")])
    assert reader.read([sending(1)])[0].result == "azure_busy"
    assert reader.read([sending(2)])[0].result is None


def test_lists_are_read_also_where_they_are_cut() -> None:
    whole = LedgerReader().read([sending(1, redactions='{"pattern:\\"A\\"":3,"mail":12}')])[0]
    assert whole.redactions == (('pattern:"A"', 3), ("mail", 12))
    passages = str(whole.field("passages"))
    fields = (("passages", passages[:-5]), ("redactions", '{"mail":1,"na'))
    cut = LedgerReader().read([LedgerLine(1, "x", "sending", fields)])[0]
    assert [document for document, _mark in cut.passages] == ["d1"]
    assert cut.redactions == (("mail", 1),)
    assert not LedgerReader().read([LedgerLine(1, "x", "sending", ())])[0].passages


def test_sendings_stand_with_host_numbers_and_outcome_in_words(qtbot: QtBot) -> None:
    lines = [outcome(2, "azure_key_refused"), sending(2), outcome(1), sending(1, passages=3)]
    _dialog, _engine, table = page_of(qtbot, with_ledger(script_of(), lines))
    qtbot.waitUntil(lambda: table.model().rowCount() == 2)
    assert cell(table, 0, Column.HOST) == "contoso-ai.openai.azure.com"
    assert cell(table, 0, Column.DEPLOYMENT) == "gpt-5-mini"
    assert "did not take the key" in cell(table, 0, Column.OUTCOME)
    assert cell(table, 1, Column.PASSAGES) == "3"
    assert cell(table, 1, Column.REPLACED) == "3"
    assert cell(table, 1, Column.OUTCOME) == "Answered"
    assert "26" in cell(table, 1, Column.TIME)


def test_details_hold_the_hash_and_the_document_that_is_still_there(qtbot: QtBot) -> None:
    dialog, _engine, table = page_of(qtbot, with_ledger(script_of(), lines_of(1)))
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    table.selectRow(0)
    details = control(dialog, "Details of the selected line")
    assert isinstance(details, QPlainTextEdit)
    qtbot.waitUntil(lambda: "1.pdf, d1, " in details.toPlainText())
    assert f"{1:064x}" in details.toPlainText()
    assert "Bytes received: 512" in details.toPlainText()


def test_thousands_of_lines_arrive_in_parts_without_a_hitch(qtbot: QtBot) -> None:
    _dialog, _engine, table = page_of(qtbot, with_ledger(script_of(), lines_of(10_000)))
    longest = 0.0
    while table.model().rowCount() < 10_000:
        start = time.perf_counter()
        qtbot.wait(1)
        longest = max(longest, time.perf_counter() - start)
    assert table.model().rowCount() == 10_000


def test_one_part_is_shown_quickly() -> None:
    model, reader, lines = LedgerTableModel(), LedgerReader(), lines_of(10_000)
    for offset in range(0, len(lines), 500):
        start = time.perf_counter()
        model.append(reader.read(lines[offset : offset + 500]))
        assert time.perf_counter() - start < BLOCK_S
    assert model.rowCount() == 10_000


def test_nothing_left_is_said(qtbot: QtBot) -> None:
    dialog, _engine, _table = page_of(qtbot, with_ledger(script_of(), []))
    assert "Nothing has left this computer." in said(dialog)


def test_damage_is_said_with_its_line_until_it_is_noted_as_seen(qtbot: QtBot) -> None:
    dialog, engine, _table = page_of(qtbot, with_ledger(script_of(), lines_of(2), DAMAGED))
    qtbot.waitUntil(lambda: "line 7." in said(dialog))
    assert "A line of the ledger was changed." in said(dialog)
    press(dialog, "Note as seen")
    assert engine.last(VerifyLedger).acknowledge
    qtbot.waitUntil(lambda: "sealed in the keychain" in said(dialog))
    assert "was changed" not in said(dialog)
    press(dialog, "Verify again")
    assert not engine.last(VerifyLedger).acknowledge


@pytest.mark.parametrize("is_written", [True, False])
def test_a_copy_is_written_or_the_reason_is_said(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_written: bool
) -> None:
    def answer(command: ExportLedger) -> Iterable[Event]:
        if is_written:
            return (Done(id=command.id),)
        return (JobFailed(id=command.id, code="ledger_unwritable", details={}),)

    script = with_ledger(script_of(), lines_of(1))
    script.on(ExportLedger, answer)
    dialog, engine, table = page_of(qtbot, script)
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("/somewhere/copy.jsonl", ""))
    press(dialog, "Export…")
    assert engine.last(ExportLedger).file == "/somewhere/copy.jsonl"
    qtbot.waitUntil(lambda: ("The copy is written." in said(dialog)) == is_written)
    qtbot.waitUntil(lambda: is_written or "could not be written" in said(dialog))


def test_an_answer_after_the_dialog_is_closed_does_no_harm(qtbot: QtBot) -> None:
    dialog, engine, table = page_of(qtbot, with_ledger(script_of(), lines_of(1)))
    engine.hold = (ShowLedger, VerifyLedger)
    dialog._ledger._session.load()
    dialog.accept()
    before = table.model().rowCount()
    engine.give(ShowLedger)
    engine.give(VerifyLedger)
    assert table.model().rowCount() == before


def test_what_a_seal_cannot_promise_is_said() -> None:
    assert "keychain was not there" not in whole_sentence(WHOLE)
    weak = whole_sentence(replace(WHOLE, since_keychain=3, is_exposed=True))
    assert "not there for the last 3" in weak
    assert "read or change the file" in weak
    assert "There is no keychain" in whole_sentence(replace(WHOLE, sealed_by="library", since_keychain=24))
