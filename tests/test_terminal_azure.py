"""The terminal's contract about Azure, the ledger, the policy and forgetting, against a service on this computer."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag import exit_codes
from tests import fake_azure
from tests.fake_azure import DEPLOYMENT, KEY, FakeAzure
from tests.terminal_run import Run, fixture_indexed, fixture_root, fixture_run

__all__ = ["fixture_indexed", "fixture_root", "fixture_run"]

QUESTION = "What is the parking fee a day?"
PREVIEW = {"id", "question", "body_sha256", "bytes", "body", "passages", "redactions", "endpoint", "deployment", "kept"}


@pytest.fixture(name="service")
def fixture_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAzure]:
    for name in set(os.environ) - set(fake_azure.without_proxies(os.environ)):
        monkeypatch.delenv(name)
    with FakeAzure() as service:
        service.answer("The parking fee is 30 dollars a day [1].")
        yield service


@pytest.fixture(name="ready")
def fixture_ready(run: Run, indexed: Path, service: FakeAzure, monkeypatch: pytest.MonkeyPatch) -> FakeAzure:
    for key, value in {
        "azure.endpoint": service.endpoint, "azure.deployment": DEPLOYMENT, "azure.allow_loopback_http": "true",
    }.items():  # fmt: skip
        assert run("config", "set", key, value).code == 0
    give_key(monkeypatch)
    return service


def give_key(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        def isatty(self) -> bool:
            return False

        def readline(self, _limit: int) -> str:
            return KEY + "\n"

    monkeypatch.setattr(sys, "stdin", Input())


def test_a_preview_prints_exactly_this_and_sends_nothing(run: Run, ready: FakeAzure, indexed: Path) -> None:
    result = run("ask", "--provider", "azure", "--preview", "--json", QUESTION)
    assert result.code == 0
    (body,) = result.lines
    assert set(body) == PREVIEW
    assert body["bytes"] == len(body["body"].encode())
    assert json.loads(body["body"])["model"] == body["deployment"] == DEPLOYMENT
    assert body["endpoint"] == ready.endpoint
    assert body["kept"] == "may_be_kept"
    assert {passage["marker"] for passage in body["passages"]} == set(range(1, len(body["passages"]) + 1))
    assert set(body["passages"][0]) == {"marker", "document_id", "document"}
    assert body["passages"][0]["document"] == str(indexed / "parking.txt")
    assert str(indexed) not in body["body"]
    assert ready.connections == 0
    assert run("ask", "--provider", "azure", "--preview", "--json", QUESTION).lines == [body]


def test_only_passages_from_where_was_asked_are_sent(run: Run, ready: FakeAzure, indexed: Path) -> None:
    within = str(indexed / "leave.txt")
    result = run("ask", "--provider", "azure", "--preview", "--any-source", "--json", "--in", within, QUESTION)
    (body,) = result.lines
    assert {passage["document"] for passage in body["passages"]} == {within}
    assert "30 dollars" not in body["body"]


def test_exactly_the_approved_body_leaves(run: Run, ready: FakeAzure) -> None:
    (shown,) = run("ask", "--provider", "azure", "--preview", "--json", QUESTION).lines
    approved = ("ask", "--provider", "azure", "--approve", shown["body_sha256"], "--key-stdin", "--json", QUESTION)
    (answer,) = run(*approved).lines
    assert (answer["provider"], answer["model"]) == ("azure", DEPLOYMENT)
    assert answer["answer"] == "The parking fee is 30 dollars a day [1]."
    assert answer["sentences"][0]["supported"]
    assert [request.body for request in ready.requests] == [shown["body"].encode()]
    assert ready.requests[0].header("Authorization") == f"Bearer {KEY}"


@pytest.mark.parametrize("wrong", ["0" * 64, "nonsense", ""])
def test_another_hash_sends_nothing_and_exits_4(run: Run, ready: FakeAzure, wrong: str) -> None:
    result = run("ask", "--provider", "azure", "--approve", wrong, "--key-stdin", "--json", QUESTION)
    assert (result.code, result.out, ready.connections) == (exit_codes.REFUSED, "", 0)
    assert "Nothing was sent" in result.err


def test_without_approval_nothing_is_sent(run: Run, ready: FakeAzure) -> None:
    result = run("ask", "--provider", "azure", "--key-stdin", "--json", QUESTION)
    assert (result.code, result.out, ready.connections) == (exit_codes.REFUSED, "", 0)


def test_a_passage_taken_out_is_another_body(run: Run, ready: FakeAzure, indexed: Path) -> None:
    (indexed / "more.txt").write_text("The parking fee in the garage is 12 dollars a day.")
    run("index", str(indexed))
    ask = ("ask", "--provider", "azure", "--json", QUESTION)
    (whole,) = run(*ask, "--preview").lines
    (part,) = run(*ask, "--preview", "--without", "1").lines
    assert len(part["passages"]) == len(whole["passages"]) - 1
    assert run(*ask, "--approve", whole["body_sha256"], "--without", "1", "--key-stdin").code == exit_codes.REFUSED
    assert run(*ask, "--approve", part["body_sha256"], "--without", "1", "--key-stdin").code == 0
    assert [request.body for request in ready.requests] == [part["body"].encode()]


def test_what_the_documents_do_not_say_is_not_sent(run: Run, ready: FakeAzure) -> None:
    (answer,) = run("ask", "--provider", "azure", "--preview", "--json", "Who won the Boxwood Cup?").lines
    assert answer["refused"]
    assert ready.connections == 0


def test_a_refusal_of_the_service_fails_and_leaves_the_quotes(run: Run, ready: FakeAzure) -> None:
    ready.behave(fake_azure.refused(429, headers={"retry-after": "17"}))
    (shown,) = run("ask", "--provider", "azure", "--preview", "--json", QUESTION).lines
    result = run("ask", "--provider", "azure", "--approve", shown["body_sha256"], "--key-stdin", "--json", QUESTION)
    assert result.code == exit_codes.FAILED
    assert result.lines[0]["reason"] == "azure_busy"
    assert result.lines[0]["quotes"]
    assert "asks to wait 17 seconds" in result.err
    assert len(ready.requests) == 1


@pytest.mark.parametrize(
    ("key", "value", "code", "sentence"),
    [
        ("azure.enabled", "false", exit_codes.FAILED, "switched off"),
        ("azure.endpoint", "", exit_codes.FAILED, "not set up"),
        ("azure.deployment", "", exit_codes.FAILED, "not set up"),
        ("azure.endpoint", "https://example.com/openai/v1/", exit_codes.FAILED, "not the address"),
        ("azure.endpoint", "http://contoso.openai.azure.com/openai/v1/", exit_codes.FAILED, "not the address"),
        ("azure.allow_loopback_http", "false", exit_codes.FAILED, "not the address"),
    ],
)
def test_what_is_not_set_up_right_sends_nothing(
    run: Run, ready: FakeAzure, key: str, value: str, code: int, sentence: str
) -> None:
    run("config", "set", key, value)
    result = run("ask", "--provider", "azure", "--preview", "--json", QUESTION)
    assert (result.code, result.out, ready.connections) == (code, "", 0)
    assert sentence in result.err


def test_a_collection_that_stays_cannot_be_asked(run: Run, ready: FakeAzure) -> None:
    assert run("collections", "mark", "Rules", "--local-only").code == 0
    result = run("ask", "--provider", "azure", "--preview", "--json", QUESTION)
    assert (result.code, ready.connections) == (exit_codes.REFUSED, 0)
    assert run("ask", "--no-model", "--json", QUESTION).code == 0
    assert run("collections", "mark", "Rules", "--may-leave").code == 0
    assert run("ask", "--provider", "azure", "--preview", "--json", QUESTION).code == 0


def test_the_ledger_shows_verifies_and_finds_a_changed_line(run: Run, ready: FakeAzure, home: Path) -> None:
    assert run("ledger", "show", "--json").lines == []
    (verdict,) = run("ledger", "verify", "--json").lines
    assert (verdict["ok"], verdict["lines"]) == (True, 0)
    (shown,) = run("ask", "--provider", "azure", "--preview", "--json", QUESTION).lines
    run("ask", "--provider", "azure", "--approve", shown["body_sha256"], "--key-stdin", "--json", QUESTION)
    lines = run("ledger", "show", "--json").lines
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    (sending,) = [line for line in lines if line["kind"] == "sending"]
    (outcome,) = [line for line in lines if line["kind"] == "outcome"]
    assert sending["body_sha256"] == shown["body_sha256"]
    assert outcome["outcome"] == "answered"
    assert run("ledger", "export", str(home / "copy.jsonl"), "--json").code == 0
    ledger = home / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b"answered", b"answeres"))
    result = run("ledger", "verify", "--json")
    assert (result.code, result.lines[0]["ok"], result.lines[0]["code"]) == (exit_codes.FAILED, False, "changed")
    again = run("ask", "--provider", "azure", "--approve", shown["body_sha256"], "--key-stdin", "--json", QUESTION)
    assert (again.code, again.lines[0]["reason"]) == (exit_codes.FAILED, "ledger_damaged")
    assert len(ready.requests) == 1
    assert run("ledger", "verify", "--acknowledge", "--json").lines[0]["ok"]
    assert (
        run("ask", "--provider", "azure", "--approve", shown["body_sha256"], "--key-stdin", "--json", QUESTION).code
        == 0
    )


def test_a_ledger_that_is_gone_is_not_shown_as_nothing_sent(run: Run, ready: FakeAzure, home: Path) -> None:
    (shown,) = run("ask", "--provider", "azure", "--preview", "--json", QUESTION).lines
    run("ask", "--provider", "azure", "--approve", shown["body_sha256"], "--key-stdin", "--json", QUESTION)
    (home / "ledger.jsonl").unlink()
    result = run("ledger", "show")
    assert result.code == exit_codes.FAILED
    assert "Nothing has left" not in result.out + result.err
    assert "the file is gone" in result.err


def test_a_policy_file_is_checked_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    file.write_text('{"azure": {"enabled": false}}')
    (good,) = run("policy", "check", str(file), "--json").lines
    assert good["ok"]
    assert [value["key"] for value in good["values"]] == ["azure.enabled"]
    file.write_text('{"azure": {"enbaled": false}}')
    result = run("policy", "check", str(file), "--json")
    assert (result.code, result.lines[0]["ok"]) == (exit_codes.FAILED, False)
    assert result.lines[0]["problems"][0]["code"] == "unknown_name"


def test_every_way_to_forget_ends_with_a_receipt(run: Run, indexed: Path) -> None:
    for arguments in (
        (str(indexed / "leave.txt"),),
        ("--old-text",),
        ("--collection", "Rules"),
        ("--everything", "--yes"),
    ):
        result = run("forget", *arguments, "--json")
        assert result.code == 0, arguments
        assert result.lines[0]["checked"], arguments
    assert run("collections", "list", "--json").lines == []
    assert indexed.joinpath("leave.txt").exists()
