"""Azure as a chat model: the same contract as the local one, and nothing without consent and a line in the ledger."""

import dataclasses
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_rag.engine.azure_chat import Agreement, AzureChat, ShownInstead
from desktop_rag.engine.catalog import Catalog
from desktop_rag.engine.chat_model import ChatModel, ChatPiece, ChatStats
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.egress import Terms
from desktop_rag.engine.ledger import Ledger
from desktop_rag.engine.online import AzureTarget, OnlineWorker
from desktop_rag.engine.prompt import REQUIRED, Prompt, PromptPiece
from desktop_rag.engine.redaction import Redactor
from desktop_rag.engine.seal import LibrarySeal
from desktop_rag.engine.shown_bodies import ShownBodies
from desktop_rag.errors import (
    AzureCut,
    AzureKeyMissing,
    AzureKeyRefused,
    LedgerUnwritable,
    SendingChanged,
)
from desktop_rag.records import Answer, SendingPreview, Timings, Tokens, Turn
from tests import fake_azure
from tests.contracts.chat_model_contract import ChatModelContract
from tests.fake_azure import KEY, FakeAzure, Received
from tests.fakes import quote

QUESTION = Prompt(
    (
        PromptPiece("system", "Answer from the quotes.", REQUIRED),
        PromptPiece("user", "[1] Write to tanaka@example.co.jp.", 80, "passage", quote(1)),
        PromptPiece("user", "Question: Whom do I write to?", REQUIRED, "question"),
    )
)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in set(os.environ) - set(fake_azure.without_proxies(os.environ)):
        monkeypatch.delenv(name)


@pytest.fixture(name="service")
def fixture_service() -> Iterator[FakeAzure]:
    with FakeAzure() as service:
        yield service


class Desk:
    """Everything an `AzureChat` needs, around one library folder."""

    def __init__(self, home: Path, service: FakeAzure) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.catalog = Catalog(home)
        self.chats = Chats(self.catalog)
        self.ledger = Ledger(home, [LibrarySeal(home)])
        self.worker = OnlineWorker(home)
        target = AzureTarget(service.endpoint, fake_azure.DEPLOYMENT, "key", "", "", "", 10.0, allow_loopback_http=True)
        self.target = target
        self.terms_now: Terms | None = None

    def chat(self, agreement: Agreement | None = None, **terms: Any) -> AzureChat:
        fields: dict[str, Any] = {"consent": "question", "kept": "may_be_kept", "policy": "none", "keep_body": False}
        in_force = Terms(self.target, is_redacted=True, **{**fields, "needs_passages": False, **terms})
        return AzureChat(
            in_force,
            agreement or Agreement(),
            redactor=Redactor(),
            worker=self.worker,
            ledger=self.ledger,
            chats=self.chats,
            shown=ShownBodies(self.catalog),
            still=lambda: self.terms_now or in_force,
            key=KEY,
        )

    def preview(self, agreement: Agreement | None = None, **terms: Any) -> SendingPreview:
        with pytest.raises(ShownInstead) as shown:
            ask(self.chat(agreement, **terms))
        return shown.value.preview

    def lines(self) -> list[tuple[str, Any]]:
        return [(entry.kind, entry.fields) for entry in self.ledger.entries() if entry.kind in ("sending", "outcome")]


@pytest.fixture(name="desk")
def fixture_desk(home: Path, service: FakeAzure) -> Iterator[Desk]:
    desk = Desk(home, service)
    yield desk
    desk.catalog.close()


def ask(chat: AzureChat, prompt: Prompt = QUESTION) -> str:
    pieces = chat.stream(prompt, max_tokens=100, is_cancelled=lambda: False)
    return "".join(piece.text for piece in pieces if isinstance(piece, ChatPiece))


class TestAzureChat(ChatModelContract):
    @pytest.fixture
    def model(self, desk: Desk, service: FakeAzure) -> ChatModel:
        service.behave(_by_limit)
        return desk.chat(consent="policy")


def _by_limit(talk: fake_azure.Talk, request: Received) -> None:
    """Answers as a model does: cut at the limit of tokens, and long where a story is asked for."""
    limit = int(request.json["max_completion_tokens"])
    is_long = "story" in request.body.decode()
    words = ["Once"] * 5000 if is_long else ["It", "is", "in", "Paris."]
    is_cut = len(words) > limit
    behave = fake_azure.streamed(
        " ".join(words[: min(limit, 400)]),
        finish="length" if is_cut else "stop",
        usage=(30, min(limit, len(words))),
        pause_s=0.01 if is_long and limit > 10 else 0.0,
    )
    behave(talk, request)


def test_without_consent_it_is_shown_and_nothing_leaves(desk: Desk, service: FakeAzure) -> None:
    preview = desk.preview()
    assert "tanaka" not in preview.body
    assert (service.connections, desk.lines()) == (0, [])


def test_what_was_agreed_to_leaves_byte_for_byte_and_is_on_record(desk: Desk, service: FakeAzure) -> None:
    service.answer("Write to [MAIL 1].")
    preview = desk.preview()
    answer = ask(desk.chat(Agreement(approved=preview.body_sha256)))
    assert answer == "Write to tanaka@example.co.jp."
    assert [request.body for request in service.requests] == [preview.body.encode()]
    (kind, sending), (kind_after, outcome) = desk.lines()
    assert (kind, kind_after) == ("sending", "outcome")
    assert sending["body_sha256"] == preview.body_sha256
    assert sending["redactions"] == {"mail": 1}
    assert "body" not in sending
    assert outcome["outcome"] == "answered"
    assert desk.ledger.verify().is_ok


@pytest.mark.parametrize("changed", [Agreement(approved="0" * 64), Agreement(approved="")])
def test_another_body_than_the_one_agreed_to_is_not_sent(desk: Desk, service: FakeAzure, changed: Agreement) -> None:
    with pytest.raises(SendingChanged):
        ask(desk.chat(changed))
    assert (service.connections, desk.lines()) == (0, [])


def test_an_agreement_holds_for_the_address_it_was_given_to(desk: Desk, service: FakeAzure) -> None:
    preview = desk.preview()
    with FakeAzure() as another:
        desk.target = dataclasses.replace(desk.target, endpoint=another.endpoint)
        with pytest.raises(SendingChanged):
            ask(desk.chat(Agreement(approved=preview.body_sha256)))
        assert (service.connections, another.connections) == (0, 0)


def test_a_mark_that_is_set_while_it_is_searched_counts(desk: Desk, service: FakeAzure) -> None:
    chat = desk.chat(consent="policy")
    desk.terms_now = Terms(desk.target, "question", "may_be_kept", "none", keep_body=False, is_redacted=True)
    with pytest.raises(SendingChanged):
        ask(chat)
    assert (service.connections, desk.lines()) == (0, [])


@pytest.mark.parametrize("key", ["", "short", "with\nline", "ключ-ключ-ключ"])
def test_a_key_that_cannot_be_one_leaves_no_line(desk: Desk, service: FakeAzure, key: str) -> None:
    chat = desk.chat(consent="policy")
    chat._key = key
    with pytest.raises(AzureKeyMissing):
        ask(chat)
    assert (service.connections, desk.lines()) == (0, [])


def test_a_passage_taken_out_after_agreeing_needs_another_agreement(desk: Desk, service: FakeAzure) -> None:
    preview = desk.preview()
    with pytest.raises(SendingChanged):
        ask(desk.chat(Agreement(approved=preview.body_sha256, without=(1,))))
    assert service.connections == 0


def test_agreeing_for_a_chat_lasts_for_that_chat_and_those_terms(desk: Desk, service: FakeAzure) -> None:
    service.answer("Yes [1].")
    desk.chats.keep("chat", None, _turn())
    first = desk.preview(Agreement(chat="chat"), consent="chat")
    assert first.may_remember
    agreed = desk.chat(Agreement(first.body_sha256, remember=True, chat="chat"), consent="chat")
    ask(agreed)
    assert agreed.remembered is not None
    desk.chats.give_consent("chat", agreed.remembered)  # as the engine does with the turn
    ask(desk.chat(Agreement(chat="chat"), consent="chat"))
    assert len(service.requests) == 2
    assert [fields["consent"] for kind, fields in desk.lines() if kind == "sending"] == ["question", "chat"]
    desk.preview(Agreement(chat="other"), consent="chat")
    desk.preview(Agreement(chat="chat"), consent="chat", kept="declared_not_kept")
    desk.preview(Agreement(chat="chat"), consent="question")
    desk.preview(Agreement(chat="chat", preview_only=True), consent="chat")
    desk.chats.withdraw_consent("chat")
    desk.preview(Agreement(chat="chat"), consent="chat")
    assert len(service.requests) == 2


def test_where_every_question_is_asked_nothing_is_remembered(desk: Desk, service: FakeAzure) -> None:
    service.answer("Yes [1].")
    desk.chats.keep("chat", None, _turn())
    preview = desk.preview(Agreement(chat="chat"))
    assert not preview.may_remember
    chat = desk.chat(Agreement(preview.body_sha256, remember=True, chat="chat"))
    ask(chat)
    assert chat.remembered is None


def test_a_failure_is_on_record_and_nothing_is_sent_twice(desk: Desk, service: FakeAzure) -> None:
    service.behave(fake_azure.refused(401))
    with pytest.raises(AzureKeyRefused):
        ask(desk.chat(consent="policy"))
    assert len(service.requests) == 1
    assert desk.lines()[1][1]["outcome"] == "azure_key_refused"


def test_what_came_before_a_cut_is_kept_with_the_real_words(desk: Desk, service: FakeAzure) -> None:
    service.behave(fake_azure.streamed("Write to [MAIL 1] or [MA", finish=None, done=False, usage=None))
    pieces: list[ChatPiece | ChatStats] = []
    with pytest.raises(AzureCut):
        pieces.extend(desk.chat(consent="policy").stream(QUESTION, max_tokens=100, is_cancelled=lambda: False))
    # `extend` took what came before the error.
    assert (
        "".join(piece.text for piece in pieces if isinstance(piece, ChatPiece))
        == "Write to tanaka@example.co.jp or [MA"
    )


def test_without_a_ledger_nothing_leaves(desk: Desk, service: FakeAzure, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_note: object) -> str:
        raise LedgerUnwritable

    monkeypatch.setattr(desk.ledger, "note_sending", refuse)
    with pytest.raises(LedgerUnwritable):
        ask(desk.chat(consent="policy"))
    assert service.connections == 0


def test_a_stop_and_a_closed_stream_end_in_an_outcome(desk: Desk, service: FakeAzure) -> None:
    service.behave(fake_azure.streamed("word " * 400, pause_s=0.02))
    seen: list[ChatPiece | ChatStats] = []
    seen.extend(desk.chat(consent="policy").stream(QUESTION, max_tokens=100, is_cancelled=lambda: len(seen) > 2))
    assert isinstance(seen[-1], ChatStats)
    assert seen[-1].finish == "cancelled"
    stream = desk.chat(consent="policy").stream(QUESTION, max_tokens=100, is_cancelled=lambda: False)
    next(stream)
    stream.close()  # type: ignore[attr-defined]  # it is a generator
    assert [fields["outcome"] for kind, fields in desk.lines() if kind == "outcome"] == ["cancelled", "cancelled"]


def test_the_body_is_kept_only_where_it_is_asked_for(desk: Desk, service: FakeAzure) -> None:
    service.answer("Yes.")
    ask(desk.chat(consent="policy", keep_body=True))
    assert json.loads(desk.lines()[0][1]["body"]) == service.requests[0].json


def _turn() -> Turn:
    answer = Answer("quotes", None, "", (), (), (), 0, None, None, Timings(0, None, 0), Tokens())
    return Turn("turn", "chat", "Before?", 0.0, answer)
