"""Whichever process dies, and at whatever moment: the question ends, the next one works, no document is lost."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import kills
from benchmarks.engine_process import EngineProcess
from benchmarks.kills import Contents, Victim
from desktop_rag import protocol
from desktop_rag.protocol import Event, WorkerName, WorkerState

pytestmark = [
    pytest.mark.models,
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="kills with signals"),
]

QUESTION = "How much can I spend on a hotel room in London?"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("isolation") / "corpus"
    kills.write_corpus(folder)
    return folder


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that is indexed by the first test that needs it, and only read by all."""
    return tmp_path_factory.mktemp("isolation") / "library"


@pytest.fixture(scope="module")
def undisturbed(library: Path, corpus: Path) -> Contents:
    return kills.index_undisturbed(library, corpus)


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Other moments in every run; the seed is in the report of a failure."""
    seed = random.SystemRandom().randrange(10_000)
    print(f"seed {seed}")
    return random.Random(seed)


def test_each_process_is_killed_twice_while_a_question_runs(
    library: Path, undisturbed: Contents, chance: random.Random
) -> None:
    victims: list[Victim] = [*kills.VICTIMS, *kills.VICTIMS]
    chance.shuffle(victims)
    print(victims)
    asking = kills.Asking(library, chance)
    try:
        for victim in victims:
            asking.kill(victim)
    finally:
        asking.close()
    assert kills.contents(library) == undisturbed


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


@pytest.fixture
def engine(library: Path, undisturbed: Contents) -> Iterator[EngineProcess]:
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


def test_one_native_abort_of_the_reader_costs_no_document(
    tmp_path: Path, corpus: Path, undisturbed: Contents, chance: random.Random
) -> None:
    kills.disturb_indexing(tmp_path / "library", corpus, ["parse"], undisturbed, chance, order=signal.SIGSEGV)
