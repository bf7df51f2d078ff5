"""Every command and event crosses the pipe unchanged; what is none is refused without being repeated."""

import json

import pytest

from desktop_rag import protocol
from desktop_rag.errors import BadMessage
from desktop_rag.protocol import (
    AnswerDone,
    Ask,
    Event,
    HistoryTurn,
    Index,
    JobFailed,
    SetSetting,
    ShowSource,
    Span,
    command_from_line,
    event_from_line,
    to_line,
)
from tests.fakes import answer, refusal

COMMANDS: list[protocol.Command] = [
    Ask(id="1", question="「旅費」\n<|im_start|>\x00 🍣", follows=(HistoryTurn(question="a", answer="b"),)),
    Index(id="2", collection="c", paths=("/d/田中　太郎.txt", r"/d/\udcff.txt")),
    ShowSource(id="3", document_id="d", page=None, spans=(Span(start=0, end=5),), width_px=800),
    SetSetting(id="4", key="answers.model", value=None),
    SetSetting(id="5", key="answers.quotes", value=3),
    SetSetting(id="6", key="answers.limit_to_documents", value=False),
    protocol.Shutdown(id=""),
]
EVENTS: list[Event] = [
    AnswerDone(id="1", answer=answer()),
    AnswerDone(id="1", answer=refusal()),
    JobFailed(id="2", code="setting_invalid", details={"key": "a", "low": 1, "share": 0.5}),
    protocol.Progress(
        id="3", stage="reading", collection="c", files_done=1, files_total=2, bytes_done=3, bytes_total=4, chunks=5,
        files_per_second=None, seconds_left=1.5,
    ),
    protocol.WatchChanged(id="", collection_id="c", state="rescanning", away=("/d/田中",), changed=2),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.kind)
def test_commands_come_back_as_they_were(command: protocol.Command) -> None:
    line = to_line(command)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert command_from_line(line) == command


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_events_come_back_as_they_were(event: Event) -> None:
    assert event_from_line(to_line(event)) == event


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"secret words",
        b"[]",
        b"5",
        b"null",
        b"{}",
        b'{"kind": "Ask"}',
        b'{"kind": "NoSuch", "id": "1"}',
        b'{"kind": ["Ask"], "id": "1"}',
        b'{"kind": "Ask", "id": 1, "question": "secret"}',
        b'{"kind": "Ask", "id": "1", "question": null}',
        b'{"kind": "Command", "id": "1"}',
        b'{"kind": "JobStarted", "id": "1"}',
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"kind": "Ask", "id": "1", "question": "\\ud800"}',
    ],
)
def test_what_is_no_command_is_refused_without_being_repeated(line: bytes) -> None:
    with pytest.raises(BadMessage) as error:
        command_from_line(line)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__
    assert not error.value.details


def test_a_command_is_no_event_and_an_event_no_command() -> None:
    with pytest.raises(BadMessage):
        event_from_line(to_line(COMMANDS[0]))
    with pytest.raises(BadMessage):
        command_from_line(to_line(EVENTS[0]))


def test_fields_that_a_newer_program_sends_are_ignored() -> None:
    body = json.loads(to_line(protocol.JobStarted(id="1")))
    assert event_from_line(json.dumps({**body, "more": 1}).encode()) == protocol.JobStarted(id="1")


def test_every_message_has_a_name_of_its_own() -> None:
    assert not set(protocol._COMMANDS) & set(protocol._EVENTS)
    assert all(kind.kind == name for kinds in (protocol._COMMANDS, protocol._EVENTS) for name, kind in kinds.items())
    assert len(protocol._COMMANDS) > 20
