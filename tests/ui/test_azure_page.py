"""The page of Azure OpenAI in the settings: what it means, the way there, the key, signing in, what is replaced."""

import dataclasses
from collections.abc import Iterable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag import settings
from desktop_rag.protocol import (
    AzureStateShown,
    Cancel,
    Done,
    Event,
    GetSettings,
    JobFailed,
    SetSetting,
    SettingsListed,
    SignIn,
    SignInCode,
    SignOut,
    StoreAzureKey,
    TryAzure,
    WithdrawConsent,
)
from desktop_rag.records import AzureState
from desktop_rag.ui.settings.azure_page import AzurePage
from desktop_rag.ui.settings.settings_session import SettingsSession
from desktop_rag.ui.settings.written_rows import SettingEdit
from tests.fake_engine import FakeEngine
from tests.ui.azure_fakes import DECLARED, STATE, AzureScript
from tests.ui.library.library_fakes import keep, started

CODE = dataclasses.replace(STATE, auth="entra_device", has_key=None)


def page_of(qtbot: QtBot, script: AzureScript | None = None) -> tuple[AzurePage, FakeEngine]:
    engine = started(qtbot, script or AzureScript())
    session = SettingsSession(engine)
    page = AzurePage(session, engine)
    session.setParent(page)
    keep(qtbot, page, engine)
    page.show()
    session.load()
    qtbot.waitUntil(lambda: control(page, "Endpoint").isEnabled())
    qtbot.waitUntil(lambda: page.key.isVisible() or page.sign_in.isVisible())
    return page, engine


def control(page: AzurePage, name: str) -> QWidget:
    return next(each for each in page.findChildren(QWidget) if each.accessibleName() == name)


def said(page: AzurePage) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def press(page: AzurePage, text: str) -> None:
    next(each for each in page.findChildren(QAbstractButton) if each.text() == text and each.isVisible()).click()


def failing(code: str) -> object:
    return lambda command: (JobFailed(id=command.id, code=code, details={}),)


def test_it_says_what_leaves_and_what_is_kept(qtbot: QtBot) -> None:
    page, _engine = page_of(qtbot)
    words = said(page)
    for part in (
        "Your question, the passages that you see in the preview",
        "Files, file names, folders",
        "authorised Microsoft employees may read it",
        "up to 30 days according to Microsoft Q&A; Microsoft's present privacy page gives no number",
        "ContentLogging: false",
        "Data Zone",
        "Wording as of 23 November 2026.",
        "has not declared that this is switched off",
    ):
        assert part in words


def test_what_it_has_declared_is_told(qtbot: QtBot) -> None:
    page, _engine = page_of(qtbot, AzureScript(state=DECLARED))
    assert "Declared by Contoso IT on 1 October 2026." in said(page)
    assert "where it is processed: EU" in said(page)


def test_endpoint_and_deployment_are_taken_over_with_enter(qtbot: QtBot) -> None:
    page, engine = page_of(qtbot)
    edit = control(page, "Deployment")
    assert isinstance(edit, SettingEdit)
    edit.setText("")
    QTest.keyClicks(edit, " gpt-5-mini ")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert (engine.last(SetSetting).key, engine.last(SetSetting).value) == ("azure.deployment", "gpt-5-mini")


def test_what_the_organisation_fixes_cannot_be_changed(qtbot: QtBot) -> None:
    script = AzureScript()

    def listed(command: GetSettings) -> Iterable[Event]:
        values = settings.describe(script.settings)
        fixed: dict[str, str | bool | tuple[str, ...]] = {
            "azure.endpoint": STATE.endpoint,
            "azure.redact": True,
            "azure.redact_words": ("Contoso", "Fabrikam"),
            "azure.consent": "question",
        }
        yield SettingsListed(
            id=command.id,
            settings=tuple(
                dataclasses.replace(each, source="policy", value=fixed[each.key], origin="/etc/x.json")
                if each.key in fixed
                else each
                for each in values
            ),
        )

    script.on(GetSettings, listed)
    page, _engine = page_of_fixed(qtbot, script)
    for name in ("Endpoint", "Replace personal data", "Your own names and words", "Ask for consent"):
        assert not control(page, name).isEnabled(), name
        assert "Fixed by" in control(page, name).accessibleDescription()
    assert control(page, "Deployment").isEnabled()
    words = control(page, "Your own names and words")
    assert isinstance(words, QPlainTextEdit)
    assert words.toPlainText() == "Contoso\nFabrikam"


def page_of_fixed(qtbot: QtBot, script: AzureScript) -> tuple[AzurePage, FakeEngine]:
    engine = started(qtbot, script)
    session = SettingsSession(engine)
    page = AzurePage(session, engine)
    session.setParent(page)
    keep(qtbot, page, engine)
    page.show()
    session.load()
    qtbot.waitUntil(lambda: control(page, "Deployment").isEnabled())
    return page, engine


# --- the key ---


def test_a_key_is_handed_to_the_keychain_and_never_shown(qtbot: QtBot) -> None:
    script = AzureScript(state=dataclasses.replace(STATE, has_key=False, code="azure_key_missing"))

    def store(command: StoreAzureKey) -> Iterable[Event]:
        script.state = dataclasses.replace(STATE, has_key=command.key is not None)
        yield AzureStateShown(id=command.id, state=script.state)

    script.on(StoreAzureKey, store)
    page, engine = page_of(qtbot, script)
    assert "No key is kept for this endpoint yet. It would be kept in GNOME Keyring" in said(page)
    assert page.key.edit.echoMode() == SettingEdit.EchoMode.Password
    QTest.keyClicks(page.key.edit, "s3cret")
    QTest.keyClick(page.key.edit, Qt.Key.Key_Return)
    assert page.key.edit.text() == ""
    assert engine.last(StoreAzureKey).key == "s3cret"
    qtbot.waitUntil(lambda: "Kept in GNOME Keyring." in said(page))
    press(page, "Delete key")
    assert engine.last(StoreAzureKey).key is None
    qtbot.waitUntil(lambda: "No key is kept" in said(page))
    for widget in page.findChildren(QWidget):
        assert "s3cret" not in widget.accessibleName() + widget.accessibleDescription() + widget.toolTip()


def test_a_computer_without_a_keychain_says_what_to_do(qtbot: QtBot) -> None:
    page, _engine = page_of(qtbot, AzureScript(state=dataclasses.replace(STATE, key_place=None, has_key=False)))
    assert "offers no keychain" in said(page)
    assert "company account" in said(page)
    assert not page.key.edit.isEnabled()
    assert not page.key.keep.isEnabled()


def test_a_locked_keychain_is_a_sentence_beside_the_key(qtbot: QtBot) -> None:
    script = AzureScript()
    script.on(StoreAzureKey, failing("keychain_locked"))  # type: ignore[arg-type]
    page, _engine = page_of(qtbot, script)
    QTest.keyClicks(page.key.edit, "s3cret")
    page.key.keep.click()
    qtbot.waitUntil(lambda: "The keychain is locked" in said(page))
    assert page.key.edit.text() == ""


def test_no_key_can_be_kept_for_no_endpoint(qtbot: QtBot) -> None:
    empty = dataclasses.replace(STATE, endpoint="", has_key=None, code="azure_not_configured")
    page, _engine = page_of(qtbot, AzureScript(state=empty))
    assert "Fill in the endpoint first" in said(page)
    assert not page.key.edit.isEnabled()


def test_what_is_missing_is_said_as_on_the_page_where_it_is_filled_in(qtbot: QtBot) -> None:
    empty = dataclasses.replace(STATE, endpoint="", has_key=None, code="azure_not_configured")
    page, _engine = page_of(qtbot, AzureScript(state=empty))
    qtbot.waitUntil(lambda: "Fill in endpoint and deployment below" in said(page))
    assert "in the settings" not in said(page)


def test_leaving_the_page_leaves_no_key_in_the_field(qtbot: QtBot) -> None:
    page, engine = page_of(qtbot)
    QTest.keyClicks(page.key.edit, "s3cret")
    page.close_session()
    assert page.key.edit.text() == ""
    assert not engine.asked(StoreAzureKey)


# --- signing in, trying, withdrawing ---


def test_a_code_is_shown_large_and_can_be_copied(qtbot: QtBot) -> None:
    script = AzureScript(state=CODE)

    def sign_in(command: SignIn) -> Iterable[Event]:
        yield SignInCode(id=command.id, url="https://microsoft.com/devicelogin", code="F7KQ2HXNV")
        yield AzureStateShown(id=command.id, state=CODE)

    script.on(SignIn, sign_in)
    page, engine = page_of(qtbot, script)
    engine.hold = (SignIn,)
    assert not page.key.isVisible()
    assert control(page, "Tenant").isVisible()
    press(page, "Sign in")
    engine.give(SignIn, 1)
    assert page.sign_in.code.text() == "F7KQ2HXNV"
    assert "https://microsoft.com/devicelogin" in said(page)
    page.sign_in.copy.click()
    assert QGuiApplication.clipboard().text() == "F7KQ2HXNV"
    engine.give(SignIn)
    assert "Signed in." in said(page)
    assert "F7KQ2HXNV" not in said(page)
    press(page, "Sign out")
    assert engine.asked(SignOut)
    qtbot.waitUntil(lambda: "Signed out." in said(page) or not page._azure.is_busy)


def test_signing_in_can_be_stopped(qtbot: QtBot) -> None:
    page, engine = page_of(qtbot, AzureScript(state=CODE))
    engine.hold = (SignIn,)
    press(page, "Sign in")
    page.sign_in.stop.click()
    assert engine.last(Cancel).job == engine.last(SignIn).id
    assert page.sign_in.sign_in.isEnabled()


def test_losing_the_engine_ends_what_was_under_way(qtbot: QtBot) -> None:
    page, engine = page_of(qtbot, AzureScript(state=CODE))
    engine.hold = (SignIn,)
    press(page, "Sign in")
    engine.die()
    assert not page._azure.is_busy
    assert "stopped in the middle" in said(page)
    qtbot.waitUntil(lambda: engine.is_ready)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("azure_key_refused", "did not take the key"),
        ("azure_deployment_unknown", "no deployment of this name"),
        ("azure_not_trusted", "certificate of the other side"),
    ],
)
def test_a_test_that_fails_says_why(qtbot: QtBot, code: str, words: str) -> None:
    script = AzureScript()
    script.on(TryAzure, failing(code))  # type: ignore[arg-type]
    page, _engine = page_of(qtbot, script)
    press(page, "Test connection")
    qtbot.waitUntil(lambda: words in said(page))


def test_a_test_that_works_says_that_no_document_was_sent(qtbot: QtBot) -> None:
    script = AzureScript()
    script.on(TryAzure, lambda command: (Done(id=command.id),))
    page, engine = page_of(qtbot, script)
    press(page, "Test connection")
    qtbot.waitUntil(lambda: "✓ Endpoint, sign-in and deployment work. No document was sent." in said(page))
    assert engine.last(TryAzure).key is None


def test_every_consent_can_be_withdrawn(qtbot: QtBot) -> None:
    page, engine = page_of(qtbot)
    press(page, "Withdraw every consent")
    assert engine.last(WithdrawConsent).chat is None
    qtbot.waitUntil(lambda: "asks again before it sends anything" in said(page))


# --- what is replaced ---


def lines(page: AzurePage, name: str) -> QPlainTextEdit:
    edit = control(page, name)
    assert isinstance(edit, QPlainTextEdit)
    return edit


def test_words_are_taken_over_one_a_line(qtbot: QtBot) -> None:
    page, engine = page_of(qtbot)
    lines(page, "Your own names and words").setPlainText(" Contoso \n\n田中 太郎\n")
    qtbot.waitUntil(lambda: bool(engine.asked(SetSetting)))
    assert (engine.last(SetSetting).key, engine.last(SetSetting).value) == ("azure.redact_words", "Contoso\n田中 太郎")


@pytest.mark.parametrize("bad", ["OFFER: O-\\d+\nCONTRACT: [", "OFFER: O-\\d+\nno colon", "OFFER: O\n: x", "X: y\nZ:"])
def test_a_bad_pattern_is_named_by_its_line_and_stays_in_the_field(qtbot: QtBot, bad: str) -> None:
    page, engine = page_of(qtbot)
    edit = lines(page, "Your own patterns")
    edit.setPlainText(bad)
    qtbot.waitUntil(lambda: "Line 2 is no pattern" in said(page))
    assert not engine.asked(SetSetting)
    assert edit.toPlainText() == bad


def test_a_pattern_that_the_engine_refuses_stays_in_the_field_too(qtbot: QtBot) -> None:
    script = AzureScript()
    script.on(SetSetting, failing("setting_invalid"))  # type: ignore[arg-type]
    page, engine = page_of(qtbot, script)
    edit = lines(page, "Your own patterns")
    edit.setPlainText("SLOW: (a+)+b")
    qtbot.waitUntil(lambda: bool(engine.asked(SetSetting)))
    qtbot.waitUntil(lambda: "does not fit the setting" in said(page))
    assert edit.toPlainText() == "SLOW: (a+)+b"


def test_what_was_just_written_is_not_lost_with_the_dialog(qtbot: QtBot) -> None:
    page, engine = page_of(qtbot)
    lines(page, "Your own names and words").setPlainText("Contoso")
    page.close_session()
    assert engine.last(SetSetting).value == "Contoso"


def test_a_full_wide_colon_is_a_colon(qtbot: QtBot) -> None:
    page, engine = page_of(qtbot)
    lines(page, "Your own patterns").setPlainText("契約番号：V-\\d{6}")
    qtbot.waitUntil(lambda: bool(engine.asked(SetSetting)))
    assert "Line 1" not in said(page)


def test_every_control_has_a_name(qtbot: QtBot) -> None:
    page, _engine = page_of(qtbot, AzureScript(state=AzureState("azure_off", "", "", "key", "x", None, "may_be_kept")))
    for edit in [*page.findChildren(SettingEdit), *page.findChildren(QPlainTextEdit)]:
        assert edit.accessibleName()
    for button in page.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text() or not button.isVisible()
