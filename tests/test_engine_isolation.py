"""Whichever process dies, and at whatever moment: the question ends, the next one works, no document is lost.

Questions are asked to the sample handbook. What is indexed holds documents in documents, too, and is embedded by a
small model: how good vectors are has nothing to do with it.
"""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from benchmarks import kill_corpus, kills, tiny_embedder
from benchmarks.engine_process import EngineProcess
from benchmarks.kills import Victim
from benchmarks.library_contents import Contents, contents, differences
from desktop_rag import paths, protocol
from desktop_rag.protocol import Event, WorkerName, WorkerState
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.indexing_controller import IndexingController

pytestmark = [
    pytest.mark.models,
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="kills with signals"),
]

QUESTION = "How much can I spend on a hotel room in London?"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("isolation") / "corpus"
    kill_corpus.write_corpus(folder, texts=2, paragraphs=30, mails=6)
    return folder


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a person who has installed a small embedding model."""
    folder = tmp_path_factory.mktemp("isolation") / "person"
    tiny_embedder.make(folder / paths.APP_NAME)
    return folder


@pytest.fixture
def small_model(home: Path, person: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # after the fixture `home`
    monkeypatch.setenv("XDG_DATA_HOME", str(person))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, corpus: Path, person: Path) -> Contents:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_DATA_HOME", str(person))
        return kills.index_undisturbed(tmp_path_factory.mktemp("isolation") / "undisturbed", corpus)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the handbook, only read by all."""
    home = tmp_path_factory.mktemp("isolation") / "library"
    kills.index_undisturbed(home, paths.samples_folder())
    return home


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Other moments in every run; the seed is in the report of a failure."""
    seed = random.SystemRandom().randrange(10_000)
    print(f"seed {seed}")
    return random.Random(seed)


def test_each_process_is_killed_twice_while_a_question_runs(library: Path, chance: random.Random) -> None:
    before = contents(library, kills.COLLECTION)
    victims: list[Victim] = [*kills.VICTIMS, *kills.VICTIMS]
    chance.shuffle(victims)
    print(victims)
    asking = kills.Asking(library, chance)
    try:
        for victim in victims:
            asking.kill(victim)
    finally:
        asking.close()
    assert not differences(before, contents(library, kills.COLLECTION))


@pytest.mark.usefixtures("small_model")
def test_each_process_is_killed_twice_while_documents_are_read(
    tmp_path: Path, corpus: Path, undisturbed: Contents, chance: random.Random
) -> None:
    victims: list[Victim] = [*kills.VICTIMS, *kills.VICTIMS]
    chance.shuffle(victims)
    print(victims)
    for number in range(6):
        found = kills.disturb_indexing(tmp_path / f"library {number}", corpus, victims, undisturbed, chance)
        # Where indexing was done before every kill had its moment, the others get theirs in another run.
        victims = victims[len(found) :]
        if not victims:
            break
    assert not victims


@pytest.mark.usefixtures("small_model")
def test_the_window_goes_on_with_what_two_killed_engines_left(
    tmp_path: Path, corpus: Path, undisturbed: Contents, qtbot: QtBot
) -> None:
    """The first is killed before it has a model and so a collection, the second in the middle of reading."""
    home = tmp_path / "library"
    client = EngineClient(paths.engine_command(home), environment=paths.child_environment())
    indexing = IndexingController(client)
    told: list[Event] = []
    client.event_received.connect(told.append)
    try:
        with qtbot.waitSignal(client.ready, timeout=60_000):
            client.start()
        indexing.add(kills.COLLECTION, (str(corpus),))
        qtbot.waitUntil(lambda: sum(isinstance(event, protocol.JobStarted) for event in told) == 2, timeout=60_000)
        kill_engine(client, qtbot)
        told.clear()
        qtbot.waitUntil(lambda: any(is_reading(event) for event in told), timeout=120_000)
        kill_engine(client, qtbot)
        with qtbot.waitSignal(indexing.finished, timeout=300_000):
            pass
        assert not indexing.is_busy
    finally:
        client.close()
    assert not differences(undisturbed, contents(home, kills.COLLECTION))


def kill_engine(client: EngineClient, qtbot: QtBot) -> None:
    with qtbot.waitSignal(client.returned, timeout=60_000):
        os.kill(client.process_id, signal.SIGKILL)


def is_reading(event: Event) -> bool:
    return isinstance(event, protocol.Progress) and event.stage == "reading" and event.files_done > 3


@pytest.fixture
def engine(library: Path) -> Iterator[EngineProcess]:
    with EngineProcess(library) as started:
        started.wait_ready()
        started.wait_for_models()
        yield started


def wait_for_state(engine: EngineProcess, worker: WorkerName, state: WorkerState, since: int) -> None:
    engine.wait_for(
        lambda event: isinstance(event, protocol.WorkerChanged) and event.worker == worker and event.state == state,
        60,
        since=since,
    )


def last_state(engine: EngineProcess, worker: WorkerName) -> str:
    return [event.state for event in engine.heard(protocol.WorkerChanged) if event.worker == worker][-1]


def wake(engine: EngineProcess, worker: WorkerName) -> Event:
    return engine.wait_for_end(engine.send(protocol.WakeWorker(id=engine.new_id(), worker=worker))).event


def abort(engine: EngineProcess, worker: WorkerName, order: signal.Signals) -> None:
    """End a worker the way native code does, as soon as there is one."""
    deadline = time.monotonic() + 30
    while not (found := engine.workers(worker)):
        assert time.monotonic() < deadline, f"no {worker} worker"
        time.sleep(0.01)
    for process in found:
        process.send_signal(order)
    while any(kills.is_alive(process) for process in found):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_model_that_aborts_at_every_answer_rests_until_it_is_woken(engine: EngineProcess) -> None:
    assert not engine.heard(protocol.JobFailed)
    for order in (signal.SIGABRT, signal.SIGSEGV, signal.SIGILL):
        job = engine.send(protocol.Ask(id=engine.new_id(), question=QUESTION))
        engine.wait_for(lambda event, job=job: event.id == job and isinstance(event, protocol.AnswerText))  # type: ignore[misc]
        abort(engine, "chat", order)
        ended = engine.wait_for_end(job).event
        assert isinstance(ended, protocol.AnswerDone)
        assert ended.answer.quotes
        assert ended.answer.reason == "worker_died"
    assert last_state(engine, "chat") == "resting"
    rested = engine.ask(QUESTION)
    assert isinstance(rested, protocol.AnswerDone)
    assert (rested.answer.kind, rested.answer.reason) == ("quotes", "worker_resting")
    assert last_state(engine, "chat") == "resting"
    assert not engine.workers("chat")
    since = engine.position
    assert isinstance(wake(engine, "chat"), protocol.Done)
    wait_for_state(engine, "chat", "ready", since)
    answered = engine.ask(QUESTION)
    assert isinstance(answered, protocol.AnswerDone)
    assert answered.answer.reason not in ("worker_died", "worker_resting")


def test_without_its_embedding_model_the_library_answers_by_words(engine: EngineProcess) -> None:
    abort(engine, "embed", signal.SIGSEGV)
    for _ in range(4):
        since = engine.position
        job = engine.send(protocol.Ask(id=engine.new_id(), question=QUESTION, use_model=False))
        wait_for_state(engine, "embed", "starting", since)
        abort(engine, "embed", signal.SIGABRT)
        ended = engine.wait_for_end(job).event
        assert isinstance(ended, protocol.AnswerDone)
        assert ended.answer.passages
        if last_state(engine, "embed") == "resting":
            break  # after the third or the fourth: the death of an idle worker counts where a job met it
    assert last_state(engine, "embed") == "resting"
    assert isinstance(engine.ask(QUESTION), protocol.AnswerDone)
    assert last_state(engine, "embed") == "resting"
    since = engine.position
    assert isinstance(wake(engine, "embed"), protocol.Done)
    wait_for_state(engine, "embed", "ready", since)


@pytest.mark.usefixtures("small_model")
def test_one_native_abort_of_the_reader_costs_no_document(
    tmp_path: Path, corpus: Path, undisturbed: Contents, chance: random.Random
) -> None:
    kills.disturb_indexing(tmp_path / "library", corpus, ["parse"], undisturbed, chance, order=signal.SIGSEGV)
