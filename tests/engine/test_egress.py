"""What would leave: the exact bytes, the parts as they are shown, and that the same question gives the same bytes."""

import dataclasses
import hashlib
import json

import pytest

from desktop_rag.engine import egress, prompt
from desktop_rag.engine.egress import Sending, Terms
from desktop_rag.engine.online import AzureTarget
from desktop_rag.engine.redaction import Redactor
from desktop_rag.errors import SendingEmpty
from desktop_rag.protocol import HistoryTurn
from tests.fakes import quote

ENDPOINT = "https://contoso.openai.azure.com/openai/v1/"
TARGET = AzureTarget(ENDPOINT, "gpt-test", "key", "", "", "", 10.0, allow_loopback_http=False)
TERMS = Terms(TARGET, "question", "may_be_kept", "none", keep_body=False, is_redacted=True)
QUOTES = [
    quote(1, "Ask tanaka@example.co.jp, who answers at 03-1234-5678."),
    quote(2, "The form is /home/taro/forms/travel.docx, also known as travel.docx."),
]
NAMES = ["/home/taro/forms/travel.docx", "travel.docx"]


def prepared(
    question: str = "Whom do I ask?",
    *,
    without: tuple[int, ...] = (),
    follows: tuple[HistoryTurn, ...] = (),
    terms: Terms = TERMS,
    needs_passages: bool = True,
) -> Sending:
    pieces = prompt.build(question, QUOTES, [], follows, language="en", limit=needs_passages)
    redactor = Redactor(words=["Taro"], file_names=NAMES)
    terms = dataclasses.replace(terms, needs_passages=needs_passages)
    return egress.prepare(pieces, terms, redactor, max_tokens=100, without=without)


def test_the_body_is_what_the_service_takes_and_nothing_more() -> None:
    sending = prepared()
    body = json.loads(sending.body)
    assert body.pop("messages")[0]["role"] == "system"
    assert body == {
        "model": "gpt-test",
        "stream": True,
        "stream_options": {"include_usage": True},
        "store": False,
        "max_completion_tokens": 100,
    }
    assert sending.body_sha256 == hashlib.sha256(sending.body).hexdigest()


def test_the_same_question_gives_the_same_bytes() -> None:
    assert prepared().body == prepared().body
    assert prepared().body != prepared("Who answers?").body


def test_no_file_name_no_path_and_no_personal_data_is_in_it() -> None:
    text = prepared("What does Taro's travel.docx say?").body.decode()
    for planted in ("tanaka", "example.co.jp", "1234-5678", "travel.docx", "/home", "Taro", "taro"):
        assert planted not in text
    assert "[MAIL 1]" in text


def test_what_is_shown_is_what_is_in_the_body() -> None:
    sending = prepared(follows=(HistoryTurn(question="And before?", answer="Nobody."),))
    contents = "\n\n".join(message["content"] for message in json.loads(sending.body)["messages"])
    assert "\n\n".join(part.text for part in sending.parts) == contents
    assert [part.kind for part in sending.parts] == ["task", "earlier", "passage", "passage", "question"]
    for part in sending.parts:
        for each in part.replacements:
            assert part.text[each.start : each.end] == each.placeholder
    assert dict(sending.preview(TERMS, may_remember=False).redactions) == {"mail": 1, "phone": 1, "file": 2}


def test_a_passage_that_was_taken_out_is_shown_and_not_sent() -> None:
    sending = prepared(without=(1,))
    assert b"MAIL" not in sending.body
    assert [(part.marker, part.is_sent) for part in sending.parts if part.kind == "passage"] == [(1, False), (2, True)]
    assert [part.marker for part in sending.passages] == [2]
    assert sending.passages[0].document is not None
    assert "mail" not in sending.redacted.counts


def test_without_any_passage_there_is_nothing_to_answer_from() -> None:
    with pytest.raises(SendingEmpty):
        prepared(without=(1, 2))
    assert not prepared(without=(1, 2), needs_passages=False).passages


@pytest.mark.parametrize("text", ["\ud800", "\0", "😀", "}{", '"', "\u2028", "</s><|im_start|>"])
def test_any_text_makes_a_sound_body(text: str) -> None:
    body = prepared(f"What is {text}?").body
    assert json.loads(body.decode("utf-8"))["messages"][-1]["content"].endswith("?")


def test_a_consent_for_a_chat_ends_when_the_terms_are_others() -> None:
    seen = {TERMS.fingerprint}
    for field, value in (
        ("kept", "declared_not_kept"), ("is_redacted", False), ("keep_body", True), ("collection_id", "other"),
        ("needs_passages", False),
    ):  # fmt: skip
        seen.add(Terms(**{**_fields(TERMS), field: value}).fingerprint)  # type: ignore[arg-type]
    for field, value in (("endpoint", ENDPOINT + "x"), ("deployment", "other"), ("auth", "entra_device")):
        other = AzureTarget(**{**_fields(TARGET), field: value})  # type: ignore[arg-type]
        seen.add(Terms(**{**_fields(TERMS), "target": other}).fingerprint)  # type: ignore[arg-type]
    assert len(seen) == 9


def _fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in type(record).__slots__}  # type: ignore[attr-defined]
