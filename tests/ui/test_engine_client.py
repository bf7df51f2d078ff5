"""The line to the engine: broken lines, floods, deaths and closings, with a real process at the other end."""

import os
import signal
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from desktop_rag.protocol import (
    Ask,
    CollectionsListed,
    DocumentsListed,
    Event,
    JobCancelled,
    JobFailed,
    ListCollections,
    Progress,
)
from desktop_rag.ui import engine_client
from desktop_rag.ui.engine_client import EngineClient, is_last

REPOSITORY = Path(__file__).parents[2]
FAKE = [sys.executable, "-m", "tests.fakes", "0"]


@pytest.fixture
def clients() -> Iterator[list[EngineClient]]:
    made: list[EngineClient] = []
    yield made
    for client in made:
        client.close()


def start(clients: list[EngineClient], command: list[str]) -> EngineClient:
    client = EngineClient(command, environment={**os.environ, "PYTHONPATH": str(REPOSITORY)})
    clients.append(client)
    client.start()
    return client


def a_program(body: str) -> list[str]:
    return [sys.executable, "-c", "import sys, time\nout = sys.stdout.buffer\n" + textwrap.dedent(body)]


READY = 'out.write(b\'{"kind":"EngineReady","id":"","version":"1"}\\n\'); out.flush()\n'
STAY = "sys.stdin.read()\n"


def test_commands_wait_until_the_engine_is_ready(qtbot: QtBot, clients: list[EngineClient]) -> None:
    client = EngineClient([*FAKE, "Travel"], environment={**os.environ, "PYTHONPATH": str(REPOSITORY)})
    clients.append(client)
    answers: list[Event] = []
    client.send(ListCollections(id=client.new_id()), answers.append)
    client.start()
    qtbot.waitUntil(lambda: bool(answers), timeout=15_000)
    assert isinstance(answers[0], CollectionsListed)
    assert [each.name for each in answers[0].collections] == ["Travel"]


def test_lines_may_come_in_pieces_and_among_garbage(qtbot: QtBot, clients: list[EngineClient]) -> None:
    body = """
    line = b'{"kind":"EngineReady","id":"","version":"1"}\\n'
    out.write(b'no json\\n{"kind":"NoSuchEvent","id":""}\\n[1]\\n' + line[:10]); out.flush()
    time.sleep(0.2)
    out.write(line[10:]); out.flush()
    """
    client = start(clients, a_program(textwrap.dedent(body) + STAY))
    with qtbot.waitSignal(client.ready, timeout=15_000) as ready:
        pass
    assert ready.args[0].version == "1"


def test_a_line_without_end_ends_the_engine(
    qtbot: QtBot, clients: list[EngineClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_client, "MAX_LINE_BYTES", 100_000)
    flood = "while True: out.write(b'x' * 65536)\n"
    client = start(clients, a_program(READY + flood))
    with qtbot.waitSignal(client.lost, timeout=15_000):
        pass
    assert len(client._buffer) <= 100_000 + 1024 * 1024


def test_a_killed_engine_ends_its_jobs_and_comes_back(qtbot: QtBot, clients: list[EngineClient]) -> None:
    client = start(clients, a_program(READY + STAY))
    qtbot.waitUntil(lambda: client.is_ready, timeout=15_000)
    events: list[Event] = []
    client.send(Ask(id="q1", question="Where?"), events.append)
    first = client.process_id
    with qtbot.waitSignal(client.returned, timeout=15_000):
        os.kill(first, signal.SIGKILL)
    assert events == [JobFailed(id="q1", code="worker_died", details={})]
    assert client.process_id not in (0, first)
    client.send(Ask(id="q2", question="Where?"), events.append)
    assert len(events) == 1


def test_an_engine_that_cannot_start_is_tried_more_and_more_rarely(qtbot: QtBot, clients: list[EngineClient]) -> None:
    client = EngineClient(["/nowhere/at/all"])
    clients.append(client)
    lost: list[int] = []
    client.lost.connect(lambda: lost.append(1))
    client.start()
    qtbot.waitUntil(lambda: client._deaths >= 2, timeout=15_000)
    assert client._restart_timer.interval() >= 500
    assert lost == [1]


def test_closing_closes_the_input_and_then_kills(
    qtbot: QtBot, clients: list[EngineClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EngineClient, "CLOSE_WAIT_MS", 300)
    for ending in (STAY, "while True: time.sleep(1)\n"):
        client = start(clients, a_program(READY + ending))
        qtbot.waitUntil(lambda client=client: client.is_ready, timeout=15_000)  # type: ignore[misc]
        process = client.process_id
        client.close()
        assert not psutil.pid_exists(process)
        client.send(ListCollections(id="late"))


def test_a_job_that_was_not_sent_yet_can_be_cancelled(clients: list[EngineClient]) -> None:
    client = EngineClient(["false"])
    clients.append(client)
    events: list[Event] = []
    client.send(Ask(id="q1", question="Where?"), events.append)
    client.cancel("q1")
    assert events == [JobCancelled(id="q1")]
    assert not client._waiting


def test_a_crowd_of_events_does_not_hold_up_the_window(qtbot: QtBot, clients: list[EngineClient]) -> None:
    line = (
        '{"kind":"Progress","id":"j","stage":"reading","collection":"c","files_done":1,"files_total":2,'
        '"bytes_done":1,"bytes_total":2,"chunks":1,"files_per_second":null,"seconds_left":null}\\n'
    )
    client = start(clients, a_program(READY + f"out.write(b'{line}' * 20000); out.flush()\n" + STAY))
    seen: list[Event] = []
    client.event_received.connect(seen.append)
    longest = 0.0
    before = time.monotonic()
    while sum(isinstance(event, Progress) for event in seen[-1:]) == 0 or len(seen) < 20_001:
        qtbot.wait(1)
        now = time.monotonic()
        longest, before = max(longest, now - before), now
        assert now < before + 30
    assert len(seen) == 20_001
    assert longest < 0.2


def test_the_last_part_of_a_list_ends_its_job() -> None:
    assert not is_last(DocumentsListed(id="x", offset=0, total=1, documents=()))
    assert is_last(DocumentsListed(id="x", offset=0, total=0, documents=()))
