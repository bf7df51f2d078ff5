"""What the engine lets out and what it never does: marks, policy, earlier turns, consent; and what is due to go."""

import dataclasses
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from desktop_rag import protocol, settings
from desktop_rag.engine.erasure_record import Doomed
from desktop_rag.engine.service import Engine
from desktop_rag.policy import Policy, PolicyProblem, PolicyValue
from desktop_rag.protocol import HistoryTurn
from desktop_rag.records import SendingPreview
from tests import fake_azure
from tests.engine.engine_office import Office, failure, index
from tests.fake_azure import DEPLOYMENT, KEY, FakeAzure

QUESTION = "What is the parking fee a day?"


@pytest.fixture(name="service")
def fixture_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAzure]:
    for name in set(os.environ) - set(fake_azure.without_proxies(os.environ)):
        monkeypatch.delenv(name)
    with FakeAzure() as service:
        service.answer("The parking fee is 30 dollars a day [1].")
        yield service


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    (root / "parking.txt").write_text("The parking fee is 30 dollars a day.")
    return root


def office_with(home: Path, service: FakeAzure, **values: object) -> Office:
    """An office that is set up for the service, under a policy that fixes these values."""
    home.mkdir(parents=True, exist_ok=True)
    chosen = settings.Settings()
    for key, value in (
        ("azure.endpoint", service.endpoint), ("azure.deployment", DEPLOYMENT), ("azure.allow_loopback_http", True),
    ):  # fmt: skip
        chosen = settings.change(chosen, key, value)
    settings.save(home, chosen)
    return Office(home, policy(**values))


def policy(**values: object) -> Policy:
    fixed = {key.replace("__", "."): value for key, value in values.items()}
    return Policy(
        MappingProxyType({key: PolicyValue(key, value, "test", is_fixed=True) for key, value in fixed.items()}),
        sha256="f" * 64,
    )


def ask(office: Office, **fields: object) -> protocol.Event:
    return office.do(protocol.Ask, **{"question": QUESTION, "provider": "azure", "key": KEY, **fields})


def preview(office: Office, **fields: object) -> SendingPreview:
    event = ask(office, **fields)
    assert isinstance(event, protocol.SendingPreviewed), event
    return event.preview


def collection_id(office: Office, name: str = "Rules") -> str:
    return office.engine.library.catalog.collection_by_name(name).id


@pytest.fixture(name="office")
def fixture_office(home: Path, service: FakeAzure, root: Path) -> Iterator[Office]:
    office = office_with(home, service)
    index(office, root)
    yield office
    office.engine.close()


def test_a_question_is_shown_agreed_to_sent_and_kept(office: Office, service: FakeAzure) -> None:
    shown = preview(office, chat="c")
    assert office.do(protocol.ListChats).chats == ()  # type: ignore[attr-defined]  # a preview is no turn
    event = ask(office, chat="c", approved=shown.body_sha256)
    assert isinstance(event, protocol.AnswerDone)
    assert event.answer.provider == "azure"
    assert event.turn is not None
    assert event.turn.collection_id == collection_id(office)
    assert [request.body for request in service.requests] == [shown.body.encode()]


def test_agreeing_for_the_rest_of_a_new_chat(home: Path, service: FakeAzure, root: Path) -> None:
    office = office_with(home, service)
    index(office, root)
    office.do(protocol.SetSetting, key="azure.consent", value="chat")
    first = preview(office, chat="c")
    assert first.may_remember
    ask(office, chat="c", approved=first.body_sha256, remember=True)
    assert isinstance(ask(office, chat="c"), protocol.AnswerDone)
    preview(office, chat="another")
    office.do(protocol.SetSetting, key="azure.redact", value=False)
    preview(office, chat="c")
    office.engine.close()
    assert len(service.requests) == 2


def test_earlier_turns_of_what_stays_here_do_not_leave(office: Office, root: Path, tmp_path: Path) -> None:
    other = tmp_path / "secret"
    other.mkdir()
    (other / "merger.txt").write_text("The merger is called Nightingale.")
    index(office, other, collection="Secret")
    secret, open_one = collection_id(office, "Secret"), collection_id(office)
    follows = (
        HistoryTurn(question="Is it called Nightingale?", answer="Yes, Mori knows.", collection_id=secret),
        HistoryTurn(question="Do Visitors park?", answer="Mori does.", collection_id=open_one),
    )
    assert "Nightingale" in preview(office, collection="Rules", follows=follows).body
    office.do(protocol.MarkCollection, collection_id=secret, local_only=True)
    shown = preview(office, collection="Rules", follows=follows)
    assert "Nightingale" not in shown.body
    assert "Visitors" in shown.body
    assert "Mori" not in shown.body  # words that were put back in an answer do not leave with the next question
    unknown = (HistoryTurn(question="Wren?", answer="A"), HistoryTurn(question="Wren?", answer="A", collection_id="x"))
    assert "Wren" not in preview(office, collection="Rules", follows=unknown).body
    assert failure(ask(office, collection="Secret")) == "collection_stays_local"
    office.do(protocol.RenameCollection, collection_id=secret, name="Harmless")
    assert failure(ask(office, collection="Harmless")) == "collection_stays_local"


@pytest.mark.parametrize(
    ("fixed", "code"),
    [
        ({"azure__enabled": False}, "azure_not_allowed"),
        ({"azure__allowed_endpoints": ("https://contoso.openai.azure.com/openai/v1/",)}, "azure_not_allowed"),
        ({"azure__allowed_deployments": ("another",)}, "azure_not_allowed"),
        ({"azure__allowed_deployments": ()}, "azure_not_allowed"),
        ({"collections__always_local": ("Rul*",)}, "collection_stays_local"),
    ],
)
def test_what_the_policy_refuses_does_not_leave(
    home: Path, service: FakeAzure, root: Path, fixed: dict[str, object], code: str
) -> None:
    office = office_with(home, service, **fixed)
    index(office, root)
    assert failure(ask(office)) == code
    office.engine.close()
    assert service.connections == 0


def test_only_the_sign_in_that_the_policy_allows_is_used(home: Path, service: FakeAzure) -> None:
    office = office_with(home, service, azure__allowed_auth=("entra_browser",))
    shown = office.wait(office.send(protocol.GetAzureState), protocol.AzureStateShown)
    assert isinstance(shown, protocol.AzureStateShown)
    assert shown.state.auth == "entra_browser"
    assert failure(office.do(protocol.SetSetting, key="azure.auth", value="key")) == "refused_by_policy"
    office.engine.close()


def test_a_policy_that_changes_while_the_window_is_open_counts(
    home: Path, service: FakeAzure, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = office_with(home, service)
    index(office, root)
    preview(office)
    office.engine.configuration._has_own_policy = False
    changed = dataclasses.replace(policy(azure__enabled=False), sha256="e" * 64)
    monkeypatch.setattr("desktop_rag.engine.configuration.load_policy", lambda: changed)
    assert failure(ask(office)) == "azure_not_allowed"
    office.engine.close()


def test_another_name_does_not_lift_the_mark_that_it_gives(home: Path, service: FakeAzure, root: Path) -> None:
    office = office_with(home, service, collections__always_local=("Rules",))
    index(office, root)
    office.do(protocol.RenameCollection, collection_id=collection_id(office), name="Harmless")
    assert failure(ask(office)) == "collection_stays_local"
    office.engine.close()


def test_a_malformed_policy_keeps_everything_here(home: Path, service: FakeAzure, root: Path) -> None:
    office_with(home, service).engine.close()
    office = Office(home, Policy(problems=(PolicyProblem("test", "azure", "wrong_type"),), sha256="0" * 64))
    index(office, root)
    assert failure(ask(office)) == "policy_invalid"
    state = office.wait(office.send(protocol.GetAzureState), protocol.AzureStateShown)
    assert isinstance(state, protocol.AzureStateShown)
    assert state.state.code == "policy_invalid"
    office.engine.close()


def test_the_policy_may_agree_in_the_persons_place(home: Path, service: FakeAzure, root: Path) -> None:
    office = office_with(home, service, azure__consent="policy")
    index(office, root)
    assert isinstance(ask(office), protocol.AnswerDone)
    preview(office, preview_only=True)
    office.engine.close()
    assert len(service.requests) == 1


def test_a_fixed_setting_cannot_be_changed_and_says_who_fixed_it(home: Path, service: FakeAzure) -> None:
    office = office_with(home, service, answers__quotes=2)
    assert failure(office.do(protocol.SetSetting, key="answers.quotes", value=5)) == "refused_by_policy"
    listed = office.do(protocol.GetSettings, key="answers.quotes")
    assert isinstance(listed, protocol.SettingsListed)
    (shown,) = listed.settings
    assert (shown.value, shown.source, shown.origin) == (2, "policy", "test")
    assert office.engine.configuration.settings.answers.quotes == 2
    office.engine.close()


def test_documents_and_models_that_it_does_not_allow(home: Path, service: FakeAzure, root: Path) -> None:
    (root / "notes.md").write_text("# Parking\nParking is free on Sundays.")
    office = office_with(home, service, documents__allowed_types=(".md",))
    done = index(office, root)
    aside = [(Path(entry.path).name, entry.code) for entry in done.set_aside]
    assert aside == [("parking.txt", "document_not_allowed")]
    office.engine.close()
    office = office_with(home, service, documents__allowed_folders=("/somewhere/else",))
    event = office.do(protocol.Index, collection="New", paths=(str(root),))
    assert failure(event) == "refused_by_policy"
    office.engine.close()


def test_no_chat_is_written_where_none_is_kept(office: Office) -> None:
    office.do(protocol.SetSetting, key="chats.keep_days", value=0)
    office.do(protocol.Ask, question=QUESTION, chat="c", use_model=False)
    assert office.do(protocol.ListChats).chats == ()  # type: ignore[attr-defined]


def test_fewer_days_count_at_once(office: Office) -> None:
    office.do(protocol.Ask, question=QUESTION, chat="c", use_model=False)
    assert len(office.do(protocol.ListChats).chats) == 1  # type: ignore[attr-defined]
    office.do(protocol.SetSetting, key="chats.keep_days", value=0)
    deadline = time.monotonic() + 10
    while office.do(protocol.ListChats).chats:  # type: ignore[attr-defined]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_old_chats_go_by_themselves(office: Office, home: Path) -> None:
    office.do(protocol.Ask, question=QUESTION, chat="old", use_model=False)
    office.do(protocol.Ask, question=QUESTION, chat="new", use_model=False)
    with office.engine.library.catalog.transaction() as connection:
        connection.execute("UPDATE chats SET updated = ? WHERE id = 'old'", (time.time() - 91 * 86_400,))
    office.engine.start_housekeeping()
    deadline = time.monotonic() + 10
    while [chat.id for chat in office.do(protocol.ListChats).chats] != ["new"]:  # type: ignore[attr-defined]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_a_stop_left_to_erase_goes_at_the_next_start(home: Path, service: FakeAzure, root: Path) -> None:
    office = office_with(home, service)
    index(office, root)
    entry = office.engine.library.catalog.documents()[0]
    # As if the power had gone after the first step of forgetting.
    office.engine.library.erasures.begin(_doomed(office, entry.id))
    office.engine.close()
    again = Engine(home, lambda _event: None, policy=Policy())
    deadline = time.monotonic() + 20
    while again.library.erasures.pending_documents() or again.library.erasures.unfinished():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    again.close()


def _doomed(office: Office, document_id: str) -> Doomed:
    return Doomed(documents={collection_id(office): [document_id]})
