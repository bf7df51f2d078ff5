"""Every code has a sentence in every language, with the same placeholders."""

import string
from typing import get_args

import pytest

from desktop_rag import errors, messages
from desktop_rag.engine import ledger_check
from desktop_rag.engine.seal import SealName
from desktop_rag.messages import en, ja

REASONS = {
    "no_evidence", "weak_evidence", "names_nothing", "nothing_within", "no_model", "model_language", "not_supported",
}  # fmt: skip
FINDINGS = {
    "network_not_refused", "native_guard_missing", "connection_seen", "offline_switches_missing", "words_left",
    "library_not_private",
}  # fmt: skip


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("table", [en.SENTENCES, ja.SENTENCES], ids=["en", "ja"])
def test_every_code_has_a_sentence(table: dict[str, tuple[str, str]]) -> None:
    assert set(table) == set(errors.error_classes()) | REASONS | FINDINGS


@pytest.mark.parametrize("table", [en.SENTENCES, ja.SENTENCES], ids=["en", "ja"])
def test_every_sentence_is_calm_and_whole(table: dict[str, tuple[str, str]]) -> None:
    for code, (text, next_step) in table.items():
        for part in filter(None, (text, next_step)):
            assert part.endswith((".", "。")), code
            assert "!" not in part, code
            assert "！" not in part, code
            assert not placeholders(part), code
        assert next_step or code == "cancelled"


def test_both_languages_have_the_same_placeholders() -> None:
    assert set(en.PRECISE) == set(ja.PRECISE)
    for code, text in en.PRECISE.items():
        assert placeholders(text) == placeholders(ja.PRECISE[code]) != set()


def test_every_fault_and_seal_of_the_ledger_has_words() -> None:
    faults = get_args(ledger_check.Fault)
    assert len(faults) > 5
    for language in messages.LANGUAGES:
        for fault in faults:
            assert messages.phrase(f"fault_{fault}", language)
        for seal in (*get_args(SealName), "nothing"):
            assert messages.phrase(f"sealed_{seal}", language)


def test_details_make_a_sentence_exact_and_may_be_missing() -> None:
    assert "(6)" in messages.sentence("no_evidence", "en", documents=6).text
    assert "{" not in messages.sentence("no_evidence", "en").text
    assert "{" not in messages.sentence("setting_unknown", "ja", wrong="x").text


def test_unknown_codes_and_languages_still_get_a_sentence() -> None:
    assert messages.sentence("no_such_code", "en") == messages.sentence("internal", "en")
    assert messages.sentence("disk_full", "xx") == messages.sentence("disk_full", "en")


def test_a_message_reads_as_one_line() -> None:
    assert (
        messages.sentence("document_empty", "en").whole == "The file is empty. Add it again once there is text in it."
    )
    assert "。 " not in messages.sentence("document_empty", "ja").whole


@pytest.mark.parametrize(
    ("page", "place", "language", "expected"),
    [
        (3, None, "en", "page 3"),
        (3, None, "ja", "3ページ"),
        (3, "page 3", "ja", "3ページ"),
        (1, "sheet Prices", "ja", "sheet Prices"),
        (None, "第3章 申請手続", "en", "第3章 申請手続"),
        (None, None, "ja", ""),
    ],
)
def test_places(page: int | None, place: str | None, language: str, expected: str) -> None:
    assert messages.place(page, place, language) == expected


@pytest.mark.parametrize(
    ("language", "switch", "button"),
    [("en", "“Read scanned pages”", "Try again"), ("ja", "「スキャンしたページを読み取る」", "「再試行」")],
)
@pytest.mark.parametrize("code", ["document_no_text", "document_pictures_left"])
def test_who_has_pages_that_are_pictures_hears_of_the_switch_too(
    code: str, language: str, switch: str, button: str
) -> None:
    next_step = messages.sentence(code, language).next_step
    assert switch in next_step
    assert button in next_step
