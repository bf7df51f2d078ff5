"""The page of the privacy: how long chats are kept, the check with its report, erasing, the clipboard."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag import settings
from desktop_rag.protocol import (
    DoctorDone,
    EraseOldText,
    Event,
    ForgetEverything,
    GetSettings,
    JobFailed,
    RunDoctor,
    SetSetting,
    SettingsListed,
)
from desktop_rag.records import HealthCheck, SettingValue
from desktop_rag.ui.library.confirmation import Confirmation
from desktop_rag.ui.privacy import check_now, clipboard
from desktop_rag.ui.privacy.check_words import check_sentence
from desktop_rag.ui.privacy.clipboard import ClipboardKeeper
from desktop_rag.ui.privacy.everything_dialog import EverythingDialog
from desktop_rag.ui.settings.keep_days_row import KeepDaysRow
from desktop_rag.ui.settings.settings_dialog import SettingsDialog
from tests.fake_engine import FakeEngine
from tests.fakes import Script
from tests.ui.library.library_fakes import started
from tests.ui.privacy.privacy_fakes import with_erasure
from tests.ui.settings.test_settings_dialog import choices, choose, control, dialog_of, press, said, script_of

PASSED = HealthCheck("native_guard:chat", is_ok=True, code=None, detail="seccomp")
ENCRYPTED = HealthCheck("disk_encryption", is_ok=True, code=None, detail="luks")
FAILED = HealthCheck("library", is_ok=False, code="library_unreadable")


def page_of(qtbot: QtBot, script: Script | None = None, home: Path | None = None) -> tuple[SettingsDialog, FakeEngine]:
    dialog, engine = dialog_of(qtbot, with_erasure(script or script_of()), home)
    dialog.show_page("privacy")
    return dialog, engine


def button(dialog: QWidget, text: str) -> QAbstractButton:
    return next(each for each in dialog.findChildren(QAbstractButton) if each.text() == text)


def test_every_time_that_is_offered_is_one_that_the_engine_takes(qtbot: QtBot) -> None:
    dialog, _engine = page_of(qtbot)
    box = choices(dialog, "Chats")
    assert box.currentText() == "90 days"
    offered = [box.itemData(at) for at in range(box.count())]
    assert offered == [0, 7, 30, 90, 365, None]
    for value in offered:
        assert settings.change(settings.Settings(), "chats.keep_days", value).chats.keep_days == value


def test_a_shorter_time_is_asked_and_a_longer_one_is_not(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog, engine = page_of(qtbot)
    asked: list[str] = []
    answers = iter((False, True, True))  # 7 days, then from ever to 365, then none

    def ask(_parent: object, question: str, explanation: str, _action: str) -> bool:
        asked.append(question + explanation)
        return next(answers)

    monkeypatch.setattr(Confirmation, "ask", ask)
    choose(dialog, "Chats", 7)
    assert "last 7 days" in asked[0]
    assert choices(dialog, "Chats").currentData() == 90
    assert not engine.asked(SetSetting)
    choose(dialog, "Chats", None)
    assert len(asked) == 1
    assert engine.last(SetSetting).value is None
    row = dialog.findChild(KeepDaysRow)
    assert isinstance(row, KeepDaysRow)
    qtbot.waitUntil(lambda: row.value is None)
    choose(dialog, "Chats", 365)
    qtbot.waitUntil(lambda: row.value == 365)
    choose(dialog, "Chats", 0)
    assert "All chats that are kept now" in asked[2]
    assert engine.last(SetSetting).value == 0


def test_the_wheel_chooses_nothing(qtbot: QtBot) -> None:
    from PySide6.QtCore import QPoint, QPointF, Qt
    from PySide6.QtGui import QWheelEvent

    dialog, engine = page_of(qtbot)
    box = choices(dialog, "Chats")
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
    phase = Qt.ScrollPhase.NoScrollPhase
    turn = QWheelEvent(QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), left, none, phase, False)
    box.setFocus()
    QCoreApplication.sendEvent(box, turn)
    assert isinstance(box, QComboBox)
    assert box.currentData() == 90
    assert not engine.asked(SetSetting)


def test_switches_are_settings(qtbot: QtBot) -> None:
    dialog, engine = page_of(qtbot)
    for name, key in (
        ("Logs", "logs.enabled"),
        ("Empty the clipboard after quitting", "privacy.empty_clipboard"),
        ("Read documents only on an encrypted disk", "privacy.require_disk_encryption"),
    ):
        switch = control(dialog, name)
        assert isinstance(switch, QCheckBox)
        before = switch.isChecked()
        switch.click()
        assert (engine.last(SetSetting).key, engine.last(SetSetting).value) == (key, not before)


def test_a_check_shows_what_failed_first_and_opens_its_report(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def examined(command: RunDoctor) -> Iterable[Event]:
        assert command.privacy
        assert command.language == "en"
        files = ("/home/me/privacy.html", "/home/me/privacy.pdf")
        return (DoctorDone(id=command.id, checks=(PASSED, ENCRYPTED, FAILED), reports=files),)

    script = script_of()
    script.on(RunDoctor, examined)
    dialog, engine = page_of(qtbot, script)
    engine.hold = (RunDoctor,)
    press(dialog, "Check now")
    assert "Checking…" in said(dialog)
    assert control(dialog, "Checking").isVisible()
    assert not button(dialog, "Check now").isEnabled()
    engine.give(RunDoctor)
    words = said(dialog)
    assert "1 checks were not passed." in words
    assert words.index("Not passed: The library can be read. ") < words.index("native code is refused: answer model")
    assert words.count("Disk encryption (LUKS)") == 2
    opened: list[str] = []

    def note(path: str) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr(check_now, "open_document", note)
    press(dialog, "Open report")
    assert opened == ["/home/me/privacy.pdf"]
    press(dialog, "Check now")
    assert "were not passed" not in said(dialog)


def test_a_check_that_cannot_run_says_so(qtbot: QtBot) -> None:
    script = script_of()
    script.on(RunDoctor, lambda command: (JobFailed(id=command.id, code="worker_died", details={}),))
    dialog, _engine = page_of(qtbot, script)
    press(dialog, "Check now")
    qtbot.waitUntil(lambda: button(dialog, "Check now").isEnabled())
    assert "Checking…" not in said(dialog)


def test_old_text_goes_at_once_with_a_receipt(qtbot: QtBot) -> None:
    dialog, engine = page_of(qtbot)
    press(dialog, "Erase old text now")
    assert engine.asked(EraseOldText)
    assert not button(dialog, "Forget everything…").isEnabled()
    qtbot.waitUntil(lambda: "Erased and checked" in said(dialog))
    assert button(dialog, "Forget everything…").isEnabled()


def test_everything_takes_two_steps(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = EverythingDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    forget, box = button(dialog, "Forget everything"), dialog.findChild(QCheckBox)
    assert isinstance(forget, QPushButton)
    assert isinstance(box, QCheckBox)
    assert not forget.isEnabled()
    box.click()
    forget.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    page, engine = page_of(qtbot)
    monkeypatch.setattr(EverythingDialog, "ask", lambda _parent: False)
    press(page, "Forget everything…")
    assert not engine.asked(ForgetEverything)
    monkeypatch.setattr(EverythingDialog, "ask", lambda _parent: True)
    press(page, "Forget everything…")
    assert engine.asked(ForgetEverything)


def test_nothing_promises_that_all_stays_here_whatever_is_set(qtbot: QtBot) -> None:
    dialog, _engine = page_of(qtbot)
    assert "Nothing of them leaves this computer." not in said(dialog)
    assert "a question to Azure OpenAI takes along the passages that its preview shows" in said(dialog)


@pytest.mark.parametrize("is_wanted", [True, False])
def test_the_clipboard_is_emptied_only_of_what_was_copied_here(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_wanted: bool
) -> None:
    script = Script()
    value = SettingValue("privacy.empty_clipboard", is_wanted, "user")
    script.on(GetSettings, lambda command: (SettingsListed(id=command.id, settings=(value,)),))
    engine = started(qtbot, script)
    keeper = ClipboardKeeper(engine)
    qtbot.waitUntil(lambda: keeper._is_wanted == is_wanted)
    qtbot.wait(20)
    # Without a display Qt cannot tell whose text it is.
    owner = {"is_ours": True}
    monkeypatch.setattr(clipboard, "_is_ours", lambda _clipboard, _mode: owner["is_ours"])
    board = QGuiApplication.clipboard()
    board.setText("an answer with its sources")
    keeper.empty()
    assert board.text() == ("" if is_wanted else "an answer with its sources")
    owner["is_ours"] = False
    board.setText("text of another program")
    keeper.empty()
    assert board.text() == "text of another program"
    board.setText("an answer with its sources")  # handed back by a program that keeps what was copied
    QCoreApplication.instance().aboutToQuit.emit()  # type: ignore[union-attr]
    assert board.text() == ("" if is_wanted else "an answer with its sources")
    board.clear()
    engine.close()


def test_what_a_check_saw_is_told_in_words() -> None:
    said = {
        ("no_connections", "0 / 9"): "No process held a network connection (0 connections, 9 processes)",
        ("disk_encryption", "not_encrypted"): "Disk encryption (off)",
        ("model:SmolLM2", None): "The model starts and says a word: SmolLM2",
        ("something_new", "x"): "something_new (x)",
    }
    for (check, detail), sentence in said.items():
        assert check_sentence(HealthCheck(check, is_ok=True, code=None, detail=detail)) == sentence
    unknown = HealthCheck("logs_clean", is_ok=False, code="a_code_without_a_sentence")
    assert check_sentence(unknown) == "Not passed: No word of the sample stands in a log."
