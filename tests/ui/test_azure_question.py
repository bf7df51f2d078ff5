"""A question to Azure OpenAI through the window: chosen, looked at, changed, agreed to, declined, failed."""

import dataclasses
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag import messages
from desktop_rag.protocol import AnswerDone, Ask, Cancel, GetSettings, SettingsListed, WithdrawConsent
from desktop_rag.records import SettingValue, Turn
from desktop_rag.settings import change
from desktop_rag.ui import theme
from desktop_rag.ui.chat.azure_preview import AzurePreview
from desktop_rag.ui.main_window import MainWindow
from tests.fakes import answer
from tests.ui.azure_fakes import DECLARED, FIRST, QUESTION, REAL_WORDS, SECOND, STATE, TASK, AzureScript, preview
from tests.ui.conftest import OpenWindow
from tests.ui.test_conversation import engine_of, newest, type_question, words_of
from tests.ui.test_theme import contrast


def switched(qtbot: QtBot, open_window: OpenWindow, script: AzureScript, **how: object) -> MainWindow:
    """A window whose next question goes to Azure OpenAI."""
    window = open_window(script, **how)
    qtbot.waitUntil(lambda: window.conversation.destination.why_not is None)
    window.chat.composer.destination.azure.trigger()
    assert window.conversation.destination.provider == "azure"
    return window


def provider_of(window: MainWindow) -> str:
    return window.conversation.destination.provider


def shown(qtbot: QtBot, window: MainWindow) -> AzurePreview:
    qtbot.waitUntil(lambda: window.preview.dialog is not None and window.preview.dialog.isVisible())
    assert window.preview.dialog is not None
    return window.preview.dialog


def asked(qtbot: QtBot, window: MainWindow, question: str = "Until when?") -> AzurePreview:
    type_question(qtbot, window, question)
    return shown(qtbot, window)


def settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    assert window.preview.dialog is None


# --- the switch ---


def test_every_start_is_local_and_says_so(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(AzureScript())
    qtbot.waitUntil(window.chat.composer.destination.isVisible)
    assert window.conversation.destination.provider == "local"
    assert "This computer" in window.chat.composer.destination.text()
    assert window.header.badge.accessibleName() == "Local: nothing leaves this computer"
    type_question(qtbot, window, "Where can I stay?")
    settled(qtbot, window)
    assert engine_of(window).last(Ask).provider == "local"


@pytest.mark.parametrize("enabled", [None, False])
def test_nothing_is_offered_that_nobody_switched_on(
    qtbot: QtBot, open_window: OpenWindow, enabled: bool | None
) -> None:
    script = AzureScript()
    script.on(
        GetSettings,
        lambda command: (SettingsListed(id=command.id, settings=(SettingValue(command.key, enabled, "default"),)),),
    )
    window = open_window(script)
    qtbot.waitUntil(lambda: window.conversation.destination.state is not None)
    assert not window.chat.composer.destination.isVisible()
    window.signs.switch()
    assert window.conversation.destination.provider == "local"


def test_the_badge_says_where_it_goes_and_what_is_kept(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript())
    badge = window.header.badge
    assert "Goes to Azure: contoso-ai.openai.azure.com, gpt-5-mini" in badge.accessibleName()
    assert "prompts may be kept and read by people" in badge.accessibleName()
    assert "has not declared" in badge.toolTip()
    assert "Azure OpenAI" in window.chat.composer.destination.text()
    window.chat.composer.destination.local.trigger()
    assert badge.accessibleName() == "Local: nothing leaves this computer"


def test_a_declaration_is_told_with_who_and_when(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript(state=DECLARED))
    assert "may be kept" not in window.header.badge.accessibleName()
    assert "Declared by Contoso IT on 1 October 2026." in window.header.badge.toolTip()


@pytest.mark.parametrize("code", ["azure_key_missing", "keychain_locked", "ledger_damaged", "policy_invalid"])
def test_what_stands_in_the_way_is_a_sentence(qtbot: QtBot, open_window: OpenWindow, code: str) -> None:
    window = open_window(AzureScript(state=dataclasses.replace(STATE, code=code)))
    chip = window.chat.composer.destination
    qtbot.waitUntil(chip.isVisible)
    assert not chip.azure.isEnabled()
    assert chip.toolTip() == messages.sentence(code, "en").whole
    assert chip.accessibleDescription() == chip.toolTip()


def test_a_collection_that_stays_here_cannot_be_asked_with_azure(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript("Contracts", "Travel")
    script.collections[0] = dataclasses.replace(script.collections[0], is_local_only=True)
    window = open_window(script)
    chip = window.chat.composer.destination
    qtbot.waitUntil(chip.isVisible)
    assert not chip.azure.isEnabled()
    assert "never leaving this computer" in chip.toolTip()
    window.side.select_collection("c2")
    assert chip.azure.isEnabled()
    chip.azure.trigger()
    window.side.select_collection("c1")
    assert window.conversation.destination.provider == "local"
    assert window.header.badge.accessibleName().startswith("Local")


def test_a_new_chat_is_local_again(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript())
    window.controller.new_chat()
    assert provider_of(window) == "local"
    window.signs.switch()
    assert provider_of(window) == "azure"
    window.controller.new_private_chat()
    assert provider_of(window) == "local"


def test_it_goes_back_to_local_when_azure_is_switched_off(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript())
    engine_of(window).say(SettingsListed(id="", settings=(SettingValue("azure.enabled", value=False, source="user"),)))
    assert window.conversation.destination.provider == "local"
    assert not window.chat.composer.destination.isVisible()


# --- the preview ---


def test_the_evidence_stands_while_the_person_decides(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    window = switched(qtbot, open_window, script)
    dialog = asked(qtbot, window)
    assert len(newest(window).quote_cards()) == 2
    assert "nothing has been sent" in words_of(newest(window))
    assert script.sent == []
    assert dialog.windowModality() == Qt.WindowModality.WindowModal


def test_the_preview_shows_everything_that_is_sent(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript())
    dialog = asked(qtbot, window)
    expected = preview()
    assert [view.text.toPlainText() for view in dialog.parts.views()] == [TASK, FIRST, SECOND, QUESTION]
    said = words_of(dialog)
    assert "contoso-ai.openai.azure.com" in said
    assert f"{expected.body_bytes:,} bytes" in said
    assert "from Travel expense rules 2026-04.docx (the name is not sent)" in said
    assert "Secret folder" not in said
    for line in ("Names and words from the list", "Mail addresses", "Customer numbers"):
        assert line in said
    assert "people may read them" in said
    assert "written to the ledger" in said
    assert dialog.raw.toPlainText() == expected.body
    for real in REAL_WORDS:
        assert real not in said


def test_placeholders_are_highlighted_where_they_stand(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript())
    view = asked(qtbot, window).parts.views()[1]
    document = view.text.document()
    highlighted = []
    fragment = document.begin().begin()
    while not fragment.atEnd():
        piece = fragment.fragment()
        if piece.charFormat().background().style() != Qt.BrushStyle.NoBrush:
            highlighted.append(piece.text())
        fragment += 1
    assert highlighted == ["[PERSON 1]", "[MAIL 1]"]


def test_sending_agrees_to_exactly_what_was_shown(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    window = switched(qtbot, open_window, script)
    asked(qtbot, window).send.click()
    settled(qtbot, window)
    (sent,) = script.sent
    assert (sent.approved, sent.without, sent.remember, sent.preview_only) == (preview().body_sha256, (), False, False)
    said = words_of(newest(window))
    assert "Azure OpenAI, deployment gpt-5-mini · passages sent: 2 · words replaced: 3" in said
    assert "2 of 3 sentences supported" in said
    assert window.conversation.turns.rowCount() == 1


def test_an_unticked_passage_makes_the_engine_build_the_text_anew(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    window = switched(qtbot, open_window, script, hold=(Ask,))
    type_question(qtbot, window, "Until when?")
    engine_of(window).give(Ask)
    dialog = shown(qtbot, window)
    tick = dialog.parts.views()[1].tick
    assert tick is not None
    tick.click()
    ask = engine_of(window).last(Ask)
    assert (ask.preview_only, ask.without, ask.approved) == (True, (1,), None)
    assert not dialog.send.isEnabled()
    dialog.send_chosen.emit(False)
    assert window.conversation.is_busy
    assert engine_of(window).last(Ask) is ask
    engine_of(window).give(Ask)
    assert dialog.send.isEnabled()
    assert f"{preview((1,)).body_bytes:,} bytes" in words_of(dialog)
    assert "not sent" in words_of(dialog.parts.views()[1])
    assert dialog.parts.views()[1].tick is tick
    dialog.send.click()
    last = engine_of(window).last(Ask)
    assert (last.approved, last.without) == (preview((1,)).body_sha256, (1,))
    engine_of(window).give(Ask)
    settled(qtbot, window)
    assert "passages sent: 1" in words_of(newest(window))


def test_quick_ticks_end_with_the_last_text(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript(), hold=(Ask,))
    type_question(qtbot, window, "Until when?")
    engine_of(window).give(Ask)
    dialog = shown(qtbot, window)
    ticks = [view.tick for view in dialog.parts.views() if view.tick is not None]
    ticks[0].click()
    first = engine_of(window).last(Ask)
    ticks[0].click()
    ticks[1].click()
    assert engine_of(window).last(Ask).without == (2,)
    assert first.id in [cancel.job for cancel in engine_of(window).asked(Cancel)]
    engine_of(window).give(Ask)
    assert [tick.isChecked() for tick in ticks] == [True, False]
    dialog.send.click()
    assert engine_of(window).last(Ask).approved == preview((2,)).body_sha256


def test_without_any_passage_nothing_can_be_sent(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    window = switched(qtbot, open_window, script)
    dialog = asked(qtbot, window)
    ticks = [view.tick for view in dialog.parts.views() if view.tick is not None]
    for tick in ticks:
        tick.click()
    qtbot.waitUntil(lambda: "Every passage was taken out" in words_of(dialog))
    assert not dialog.send.isEnabled()
    ticks[0].click()
    qtbot.waitUntil(dialog.send.isEnabled)
    assert "Every passage was taken out" not in words_of(dialog)
    assert script.sent == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_escape_and_enter_send_nothing(qtbot: QtBot, open_window: OpenWindow, key: Qt.Key) -> None:
    script = AzureScript()
    window = switched(qtbot, open_window, script)
    dialog = asked(qtbot, window)
    QTest.keyClick(QApplication.focusWidget() or dialog, key)
    settled(qtbot, window)
    assert script.sent == []
    assert len(engine_of(window).asked(Ask)) == 1
    said = words_of(newest(window))
    assert "Nothing was sent. The quotes stand as the answer." in said
    assert len(newest(window).quote_cards()) == 2


def test_closing_the_window_of_the_preview_sends_nothing(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    window = switched(qtbot, open_window, script)
    asked(qtbot, window).close()
    settled(qtbot, window)
    assert window.conversation.turns.turn(0).phase == "declined"
    assert script.sent == []


def test_answer_locally_instead(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    window = switched(qtbot, open_window, script)
    asked(qtbot, window).local.click()
    settled(qtbot, window)
    last = engine_of(window).last(Ask)
    assert (last.provider, last.approved, last.question) == ("local", None, "Until when?")
    assert window.conversation.turns.rowCount() == 1
    assert "2 of 3 sentences supported" in words_of(newest(window))
    assert "deployment" not in words_of(newest(window))
    assert script.sent == []


def test_a_declined_question_can_still_be_answered_here(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript())
    asked(qtbot, window).decline.click()
    settled(qtbot, window)
    button = newest(window)._locally
    assert button.isVisible()
    button.click()
    settled(qtbot, window)
    assert engine_of(window).last(Ask).provider == "local"
    assert engine_of(window).last(Ask).follows == ()


def test_remembering_is_offered_and_told_to_the_engine(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    window = switched(qtbot, open_window, script)
    dialog = asked(qtbot, window)
    assert dialog.remember.isEnabled()
    assert not dialog.remember.isChecked()
    dialog.remember.click()
    dialog.send.click()
    settled(qtbot, window)
    assert script.sent[0].remember
    window.chat.composer.destination.ask_again.trigger()
    assert engine_of(window).last(WithdrawConsent).chat == window.conversation.chat


def test_what_the_organisation_fixes_about_consent_is_shown(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript(may_remember=False)

    def listed(command: GetSettings) -> tuple[SettingsListed, ...]:
        value = True if command.key == "azure.enabled" else "question"
        return (SettingsListed(id=command.id, settings=(SettingValue(command.key or "", value, "policy", "/etc/x"),)),)

    script.on(GetSettings, listed)
    window = switched(qtbot, open_window, script)
    dialog = asked(qtbot, window)
    assert not dialog.remember.isEnabled()
    said = words_of(dialog)
    assert "fixed by your organisation" in said
    assert "set by your organisation: consent for every question" in said
    assert dialog.remember.accessibleDescription() == "fixed by your organisation"


def test_stop_while_the_preview_is_open_sends_nothing(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    window = switched(qtbot, open_window, script)
    asked(qtbot, window)
    window.conversation.stop()
    settled(qtbot, window)
    assert script.sent == []


def test_leaving_the_chat_closes_the_preview(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    window = switched(qtbot, open_window, script)
    asked(qtbot, window)
    window.controller.new_chat()
    settled(qtbot, window)
    assert script.sent == []


def test_losing_the_engine_while_deciding_sends_nothing_twice(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    window = switched(qtbot, open_window, script)
    dialog = asked(qtbot, window)
    engine_of(window).die()
    qtbot.waitUntil(lambda: engine_of(window).is_ready)
    dialog.send.click()
    settled(qtbot, window)
    assert len(script.sent) == 1


def test_the_keyboard_reaches_everything_in_order(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript())
    dialog = asked(qtbot, window)
    reached: list[QWidget] = []
    for _ in range(40):
        focused = QApplication.focusWidget()
        if focused is None or focused in reached:
            break
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    ticks = [view.tick for view in dialog.parts.views() if view.tick is not None]
    wanted = [*ticks, dialog.as_sent, dialog.notes.kept.button, dialog.remember, dialog.local, dialog.decline]
    positions = [reached.index(widget) for widget in [*wanted, dialog.send]]
    assert positions == sorted(positions)
    for button in dialog.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text() or not button.isVisible()
    assert not dialog.send.isDefault()
    assert not dialog.send.autoDefault()


def test_the_body_can_be_read_as_it_is_sent(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript())
    dialog = asked(qtbot, window)
    dialog.as_sent.click()
    assert dialog.raw.isVisible()
    assert dialog.raw.isReadOnly()
    assert not dialog.parts.isVisible()


def test_characters_that_show_nothing_are_seen(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    tricky = dataclasses.replace(preview().parts[3], text="a\u202eb [CUSTOMER 1]", replacements=())
    script.changes["parts"] = (*preview().parts[:3], tricky)
    window = switched(qtbot, open_window, script)
    assert asked(qtbot, window).parts.views()[3].text.toPlainText() == "a▯b [CUSTOMER 1]"


# --- the answer, and what can go wrong ---


@pytest.mark.parametrize(
    "code",
    [
        "azure_key_refused", "azure_not_permitted", "azure_firewall", "azure_deployment_unknown", "azure_busy",
        "azure_filtered_question", "azure_filtered_answer", "azure_too_long", "azure_parameter_refused",
        "azure_request_refused", "azure_server_failed", "azure_empty", "azure_cut", "azure_timed_out",
        "azure_unreachable", "azure_not_trusted", "azure_proxy_refused", "azure_redirected", "azure_misbehaved",
        "azure_sign_in_needed", "keychain_locked", "ledger_unwritable",
    ],
)  # fmt: skip
def test_a_failure_is_its_sentence_and_the_quotes_stand(qtbot: QtBot, open_window: OpenWindow, code: str) -> None:
    script = AzureScript()
    script.failure = code
    window = switched(qtbot, open_window, script)
    asked(qtbot, window).send.click()
    settled(qtbot, window)
    view = newest(window)
    said = words_of(view)
    assert messages.sentence(code, "en").text in said
    assert len(view.quote_cards()) == 2
    assert view._again.isVisible()
    assert view._notice.button.text() == "Answer on this computer"
    assert len(script.sent) == 1
    view._notice.button.click()
    settled(qtbot, window)
    assert engine_of(window).last(Ask).provider == "local"
    assert len(script.sent) == 1


def test_a_busy_service_says_how_long_to_wait(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    script.failure = "azure_busy"
    script.failure_details = (("seconds", 17),)
    window = switched(qtbot, open_window, script)
    asked(qtbot, window).send.click()
    settled(qtbot, window)
    assert "asks to wait 17 seconds" in words_of(newest(window))


def test_asking_again_looks_at_the_preview_again(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    script.failure = "azure_busy"
    window = switched(qtbot, open_window, script)
    asked(qtbot, window).send.click()
    settled(qtbot, window)
    script.failure = None
    newest(window)._again.click()
    shown(qtbot, window).send.click()
    settled(qtbot, window)
    assert len(script.sent) == 2
    assert "Azure OpenAI, deployment gpt-5-mini" in words_of(newest(window))


def test_the_text_that_changed_meanwhile_is_not_sent(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    window = switched(qtbot, open_window, script)
    dialog = asked(qtbot, window)
    script.changes["body_sha256"] = "another"
    dialog.send.click()
    settled(qtbot, window)
    assert script.sent == []
    assert "not the one that was agreed to any more" in words_of(newest(window))


def test_the_next_question_says_which_collection_the_last_one_was_about(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript())
    asked(qtbot, window).send.click()
    settled(qtbot, window)
    asked(qtbot, window, "And then?")
    (followed,) = engine_of(window).last(Ask).follows
    assert followed.collection_id == "c1"


def test_a_collection_that_was_only_being_made_gets_its_id_with_the_answer(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    script = AzureScript()

    def kept(ask: Ask) -> tuple[AnswerDone, ...]:
        return (AnswerDone(id=ask.id, answer=answer(), turn=Turn("t", "chat", ask.question, 0.0, answer(), "c9")),)

    script.on(Ask, kept)
    window = open_window(script)
    window.conversation.expect_collection("New one")
    for question in ("Where can I stay?", "And with breakfast?"):
        type_question(qtbot, window, question)
        settled(qtbot, window)
    assert [each.collection_id for each in engine_of(window).last(Ask).follows] == ["c9"]


def test_the_turns_model_keeps_to_qts_rules(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript())
    tester = QAbstractItemModelTester(window.conversation.turns, QAbstractItemModelTester.FailureReportingMode.Fatal)
    asked(qtbot, window).send.click()
    settled(qtbot, window)
    asked(qtbot, window).decline.click()
    settled(qtbot, window)
    assert tester.model() is window.conversation.turns


def test_no_title_names_the_question(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = switched(qtbot, open_window, AzureScript())
    dialog = asked(qtbot, window, "Zanzibar?")
    for widget in QApplication.topLevelWidgets():
        assert "Zanzibar" not in widget.windowTitle()
    dialog.decline.click()


# --- a chat that is never written ---


def test_a_private_chat_is_never_kept_and_still_goes_on(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    window = open_window(script)
    QTest.keyClick(window.frame, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert "Not kept" in words_of(window.chat.header)
    for question in ("Where can I stay?", "And with breakfast?"):
        type_question(qtbot, window, question)
        settled(qtbot, window)
    asks = engine_of(window).asked(Ask)
    assert [ask.chat for ask in asks] == [None, None]
    assert [each.question for each in asks[1].follows] == ["Where can I stay?"]
    assert script.chats == {}
    window.chat.composer.set_draft("a secret")
    window.controller.new_chat()
    assert window.chat.composer.draft() == ""
    assert "Not kept" not in words_of(window.chat.header)
    assert window.conversation.turns.rowCount() == 0
    type_question(qtbot, window, "Where can I stay?")
    settled(qtbot, window)
    assert engine_of(window).last(Ask).follows == ()
    assert engine_of(window).last(Ask).chat is not None


def test_chats_that_are_never_written_are_marked_as_such(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = AzureScript()
    script.settings = change(script.settings, "chats.keep_days", 0)
    window = open_window(script)
    qtbot.waitUntil(lambda: "Not kept" in words_of(window.chat.header))
    window.controller.new_private_chat()
    window.controller.new_chat()
    assert "Not kept" in words_of(window.chat.header)
    engine_of(window).say(SettingsListed(id="", settings=(SettingValue("chats.keep_days", 90, "user"),)))
    assert "Not kept" not in words_of(window.chat.header)


def test_a_private_chat_stays_private_with_another_collection(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(AzureScript("Travel", "Rules"))
    window.controller.new_private_chat()
    type_question(qtbot, window, "Where can I stay?")
    settled(qtbot, window)
    window.side.select_collection("c2")
    assert window.conversation.is_private
    type_question(qtbot, window, "What is the limit?")
    settled(qtbot, window)
    assert engine_of(window).last(Ask).chat is None


# --- the look ---


@pytest.mark.parametrize("colours", [theme.light(), theme.dark()], ids=["light", "dark"])
def test_purple_can_be_read(colours: theme.Theme) -> None:
    assert contrast(colours.azure, colours.azure_soft) >= 4.5
    assert contrast(colours.on_azure, colours.azure) >= 4.5
    assert contrast(colours.look_here, colours.paper) >= 4.5


@pytest.fixture(params=[13, 20, 28])
def text_size(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[int]:
    """The program in one of its text sizes, and as it was afterwards."""
    font = qapp.font()
    theme.apply_to(qapp, request.param)
    yield request.param
    qapp.setFont(font)
    theme.apply_to(qapp)


@pytest.mark.usefixtures("text_size")
def test_long_japanese_texts_scroll_and_are_never_cut(qtbot: QtBot) -> None:
    long = "出張者は、帰着した日の翌日から起算して14日以内に、[PERSON 1]へ旅費精算書（様式第5号）を提出する。" * 40
    parts = tuple(dataclasses.replace(each, text=long, replacements=()) for each in preview().parts)
    dialog = AzurePreview("ja")
    qtbot.addWidget(dialog)
    dialog.show_preview(preview(parts=parts), DECLARED, is_fixed=True, is_kept=True)
    dialog.resize(1000, 680)
    dialog.show()
    qtbot.waitExposed(dialog)
    QTest.qWait(50)
    assert dialog.width() == 1000
    assert dialog.height() == 680
    for area in (dialog.parts, dialog.notes):
        page = area.widget()
        assert page is not None
        assert page.width() <= area.viewport().width()
    for view in dialog.parts.views()[1:]:
        assert view.text.height() >= view.text.document().size().height()
    for button in (dialog.local, dialog.decline, dialog.send):
        assert button.geometry().right() < 1000
        assert button.width() >= button.minimumSizeHint().width()
    dialog.show_failure("sending_empty", {})
    assert "すべての引用が外された" in words_of(dialog)
