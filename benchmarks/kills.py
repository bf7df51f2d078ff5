"""kill -9 of each process at random moments while indexing and while asking, and what was left after it.

    python -m benchmarks.kills [--times 10] [--engine-kills 20] [--seed 1]

After each kill: the running question ends in exactly one event, the next one is answered, no document and no part of
one is lost or doubled beside an undisturbed run, and a dead engine leaves no worker behind. Reading goes on by itself:
all that is sent after a start is what the window sends.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psutil

from benchmarks import kill_corpus, tiny_embedder
from benchmarks.engine_process import EngineEnded, EngineProcess, is_last
from benchmarks.library_contents import Contents, contents, differences
from desktop_rag import paths, protocol
from desktop_rag.protocol import Event

Victim = Literal["parse", "embed", "chat", "engine"]
VICTIMS: tuple[Victim, ...] = ("parse", "embed", "chat", "engine")
COLLECTION = "kills"
LEFT_S = 2.0
"""How long a worker may outlive the engine."""
ENDS_S = 60.0
"""Far above what a computer with other work needs to load a model again, which a running question waits for."""
_KILLS_A_RUN = 3
_LIVES_ON = 0.8
"""Of the engines that are killed again and again, so many live until they take commands."""
_IN_THE_MIDDLE = 0.6
"""Of these, so many live until files are read."""
_KILL = signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM
_QUESTIONS = (
    "How much can I spend on a hotel room in London?",
    "How long must a password be?",
    "Which plan does the company offer for my pension?",
    "What does the KZ-300 cost?",
    "When are travel expenses paid back?",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one kill cost: seconds until the running job had ended, and until the next question was answered."""

    ended_s: float
    next_s: float


def index_undisturbed(home: Path, corpus: Path) -> Contents:
    """The library that the others are compared with."""
    with EngineProcess(home) as engine:
        ended = engine.index(COLLECTION, corpus)
        assert isinstance(ended, protocol.IndexDone), ended.kind
    return contents(home, COLLECTION)


def endings(engine: EngineProcess, job: str) -> list[Event]:
    """Every event that ends this job; there must never be two."""
    return [event for event in engine.heard(Event, job) if is_last(event)]


# --- while asking -----------------------------------------------------------------------------------------------


class Asking:
    """Questions to an indexed library, during which a process is killed."""

    def __init__(self, home: Path, chance: random.Random) -> None:
        self._home = home
        self._chance = chance
        self._engine = self._start()

    def close(self) -> None:
        self._engine.close()

    def _start(self) -> EngineProcess:
        engine = EngineProcess(self._home)
        engine.wait_ready()
        return engine

    def kill(self, victim: Victim) -> Outcome:
        """Ask, kill at a random moment, ask again."""
        self._engine.wait_for_models(ENDS_S)
        engine = self._engine
        shown = self._show_a_page() if victim == "parse" else None
        job = self._ask(engine)
        time.sleep(self._chance.uniform(0.0, 1.0))
        killed = time.perf_counter()
        if victim == "engine":
            end_engine(engine)
            assert len(endings(engine, job)) <= 1, "a question ended twice"
            # Here the window says that the question failed: its pipe is closed. See tests/ui/test_engine_client.py.
            ended = time.perf_counter()
            asked = ended
            self._engine = self._start()
        else:
            for worker in engine.workers(victim):
                worker.kill()
            ended = engine.wait_for_end(job, ENDS_S).at
            asked = time.perf_counter()
            if shown is not None:
                engine.wait_for_end(shown, ENDS_S)
                assert len(endings(engine, shown)) == 1
        again = self._ask(self._engine)
        answered = self._engine.wait_for_end(again, ENDS_S)
        assert isinstance(answered.event, protocol.AnswerDone), f"the next question ended in {_end_of(answered.event)}"
        if victim != "engine":
            found = endings(engine, job)
            assert len(found) == 1, "a question ended twice"
            assert isinstance(found[0], protocol.AnswerDone | protocol.JobFailed | protocol.JobCancelled)
        return Outcome(max(0.0, ended - killed), answered.at - asked)

    def _ask(self, engine: EngineProcess) -> str:
        question = self._chance.choice(_QUESTIONS)
        return engine.send(protocol.Ask(id=engine.new_id(), question=question, collection=COLLECTION))

    def _show_a_page(self) -> str:
        """Pages are drawn by a parse worker; without it there would be none to kill."""
        engine = self._engine
        listed = engine.send(protocol.ListDocuments(id=engine.new_id()))
        engine.wait_for_end(listed)
        drawn = [
            document
            for part in engine.heard(protocol.DocumentsListed, listed)
            for document in part.documents
            if document.pages and document.path.endswith(".pdf")
        ]
        document = self._chance.choice(drawn)
        shown = engine.send(
            protocol.ShowSource(id=engine.new_id(), document_id=document.id, page=1, spans=(), width_px=1600)
        )
        deadline = time.monotonic() + ENDS_S
        while not engine.workers("parse") and time.monotonic() < deadline:
            time.sleep(0.01)
        return shown


def end_engine(engine: EngineProcess) -> None:
    """Kill the engine and see that its workers follow."""
    alive = engine.kill()
    deadline = time.perf_counter() + LEFT_S
    while alive := [worker for worker in alive if is_alive(worker)]:
        assert time.perf_counter() < deadline, f"{len(alive)} workers outlived the engine by {LEFT_S} s"
        time.sleep(0.01)


def is_alive(process: psutil.Process) -> bool:
    """Whether a process still runs."""
    try:
        # A container's first process may never collect what nobody waits for.
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


# --- while indexing ---------------------------------------------------------------------------------------------


def _end_of(event: protocol.Event) -> str:
    return f"{event.kind} {event.code}" if isinstance(event, protocol.JobFailed) else event.kind


def disturb_indexing(
    home: Path,
    corpus: Path,
    victims: Sequence[Victim],
    expected: Contents,
    chance: random.Random,
    *,
    order: int = _KILL,
) -> list[Outcome]:
    """Index into an empty library, kill these on the way, one after another, and compare what came of it.

    Returns what the kills cost that found their moment before indexing was done.
    """
    outcomes: list[Outcome] = []
    engine = EngineProcess(home)
    try:
        engine.wait_ready()
        job = _index(engine, corpus)
        for victim in victims:
            doomed = _in_the_middle(engine, job, victim)
            if not doomed:
                break
            time.sleep(chance.uniform(0.0, 0.5))
            killed = time.perf_counter()
            if victim == "engine":
                end_engine(engine)
                ended = time.perf_counter()
                engine = EngineProcess(home)
                engine.wait_ready()
                job = _refresh(engine)
            else:
                for worker in doomed:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        worker.send_signal(order)
                ended = killed
                if victim == "chat":
                    # A refused question needs no model, and without one there would be nothing to kill the next time.
                    engine.send(protocol.WakeWorker(id=engine.new_id(), worker="chat"))
            asked = engine.send(protocol.Ask(id=engine.new_id(), question=_QUESTIONS[0], collection=COLLECTION))
            answered = engine.wait_for_end(asked, ENDS_S)
            assert isinstance(answered.event, protocol.AnswerDone), (
                f"the next question ended in {_end_of(answered.event)}"
            )
            outcomes.append(Outcome(ended - killed, answered.at - ended))
        done = engine.wait_for_end(job, 300).event
        assert isinstance(done, protocol.IndexDone), f"indexing ended in {done.kind} {getattr(done, 'code', '')}"
        assert len(endings(engine, job)) == 1
    finally:
        engine.close()
    _compare(home, expected)
    return outcomes


def kill_again_and_again(
    home: Path, corpus: Path, kills: int, expected: Contents, chance: random.Random
) -> list[Outcome]:
    """Ask once for a folder to be read, and kill the engine each time it is started again, at any moment.

    Returns what those kills cost that came before all was read: until the workers had ended, and until reading went on.
    """
    outcomes: list[Outcome] = []
    engine = EngineProcess(home)
    try:
        engine.wait_ready()
        job = _index(engine, corpus)
        while len(outcomes) < kills:
            _wait_for_a_moment(engine, job, chance)
            if job and endings(engine, job):
                break
            killed = time.perf_counter()
            end_engine(engine)
            ended = time.perf_counter()
            engine = EngineProcess(home)
            # Some are killed before they take commands.
            job = ""
            if len(outcomes) == kills - 1 or chance.random() < _LIVES_ON:
                engine.wait_ready()
                job = _refresh(engine)
            outcomes.append(Outcome(ended - killed, time.perf_counter() - ended))
        done = engine.wait_for_end(job, 300).event
        assert isinstance(done, protocol.IndexDone), f"indexing ended in {_end_of(done)}"
    finally:
        engine.close()
    _compare(home, expected)
    return outcomes


def _wait_for_a_moment(engine: EngineProcess, job: str, chance: random.Random) -> None:
    """Until a random moment of the start, of the beginning of a job, or of its middle."""
    if job and chance.random() < _IN_THE_MIDDLE:
        _in_the_middle(engine, job, "engine")
    time.sleep(chance.uniform(0.0, 3.0))


def _compare(home: Path, expected: Contents) -> None:
    differing = differences(expected, contents(home, COLLECTION))
    assert not differing, "; ".join(differing)


def _refresh(engine: EngineProcess) -> str:
    """What the window sends after each start; returns when the job has begun."""
    job = engine.send(protocol.Refresh(id=engine.new_id()))
    engine.wait_for(lambda event: event.id == job and not isinstance(event, protocol.JobStarted))
    return job


def _index(engine: EngineProcess, corpus: Path) -> str:
    job = engine.send(protocol.Index(id=engine.new_id(), collection=COLLECTION, paths=(str(corpus),)))
    engine.wait_for(lambda event: event.id == job)
    return job


def _in_the_middle(engine: EngineProcess, job: str, victim: Victim) -> list[psutil.Process]:
    """Wait until files are being read and the victim is there; empty where indexing is over before."""
    since = engine.position
    with contextlib.suppress(EngineEnded, TimeoutError):
        engine.wait_for(
            lambda event: (
                event.id == job and (is_last(event) or (isinstance(event, protocol.Progress) and event.files_done > 0))
            ),
            ENDS_S,
            since=since,
        )
    while not endings(engine, job):
        found = [psutil.Process(engine.process.pid)] if victim == "engine" else engine.workers(victim)
        if found:
            return found
        time.sleep(0.01)
    return []


# --- table ------------------------------------------------------------------------------------------------------


def measure(times: int, engine_kills: int, seed: int) -> list[dict[str, Any]]:
    """One row for each process and occupation."""
    chance = random.Random(seed)
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        handbook = root / "handbook"
        shutil.copytree(paths.samples_folder(), handbook)
        answered = index_undisturbed(root / "answering", handbook)
        for victim in VICTIMS:
            asking = Asking(root / "answering", chance)
            try:
                rows.append(_row(victim, "asking", [asking.kill(victim) for _ in range(times)]))
            finally:
                asking.close()
        _compare(root / "answering", answered)
        # Indexing has nothing to do with how good vectors are, and a smaller model makes it many times as fast.
        tiny_embedder.make(root / "person" / paths.APP_NAME)
        os.environ["XDG_DATA_HOME"] = str(root / "person")
        corpus = root / "corpus"
        kill_corpus.write_corpus(corpus)
        expected = index_undisturbed(root / "undisturbed", corpus)
        for victim in VICTIMS:
            outcomes: list[Outcome] = []
            for number in range(times * 2):
                left = min(_KILLS_A_RUN, times - len(outcomes))
                if left > 0:
                    home = root / f"{victim} {number}"
                    outcomes += disturb_indexing(home, corpus, [victim] * left, expected, chance)
            rows.append(_row(victim, "indexing", outcomes))
        outcomes = []
        for number in range(engine_kills):
            if len(outcomes) < engine_kills:
                home = root / f"again {number}"
                outcomes += kill_again_and_again(home, corpus, engine_kills - len(outcomes), expected, chance)
        if outcomes:
            rows.append(_row("engine", f"indexing, {len(outcomes)} kills", outcomes))
        assert not differences(expected, contents(root / "undisturbed", COLLECTION))
    return rows


def _row(victim: str, occupation: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "victim": victim,
        "while": occupation,
        "kills": len(outcomes),
        "ended_s": statistics.median(outcome.ended_s for outcome in outcomes),
        "next_s": statistics.median(outcome.next_s for outcome in outcomes),
        "longest_s": max(max(outcome.ended_s, outcome.next_s) for outcome in outcomes),
    }


def main() -> int:
    """Print the table; 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--engine-kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if min(arguments.times, arguments.engine_kills) < 1:
        parser.error("at least one kill of each kind")
    try:
        rows = measure(arguments.times, arguments.engine_kills, arguments.seed)
    except (AssertionError, EngineEnded, TimeoutError) as error:
        print(f"does not hold: {type(error).__name__} {error}")
        return 1
    if arguments.json:
        print(json.dumps(rows))
        return 0
    print(f"{'killed':8}{'while':20}{'times':>6}{'running job ended, s':>22}{'goes on after, s':>18}{'longest, s':>12}")
    for row in rows:
        print(
            f"{row['victim']:8}{row['while']:20}{row['kills']:>6}{row['ended_s']:>22.1f}{row['next_s']:>18.1f}"
            f"{row['longest_s']:>12.1f}"
        )
    print("Every job ended once, every next question was answered, no document or part is lost or doubled.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
