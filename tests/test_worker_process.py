"""The parent's side of a pipe, against workers that die, hang, flood and lie; and what the child's side does."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_rag import paths
from desktop_rag.engine.worker_process import DEATHS_BEFORE_REST, PipeLimits, WorkerProcess
from desktop_rag.errors import (
    Cancelled,
    DocumentLocked,
    InternalError,
    WorkerDied,
    WorkerMisbehaved,
    WorkerResting,
    WorkerTimedOut,
)

WELL_BEHAVED = """
import ctypes, time
from desktop_rag import message_loop
from desktop_rag.errors import DocumentLocked
done = []
def echo(job):
    print("a stray word that must not reach the pipe")
    done.append(job.fields.get("text"))
    return {"text": job.fields.get("text"), "order": list(done)}
def count(job):
    for number in range(job.fields["to"]):
        job.check()
        job.send("number", number=number, filling="x" * job.fields.get("filling", 0))
def wait(job):
    while True:
        job.check()
        time.sleep(0.01)
def fail(job):
    raise DocumentLocked(pages=3, title="secret words")
def break_down(job):
    raise ValueError("secret words")
def native(job):
    job.send("inside")
    ctypes.CDLL(None).sleep(1000)
source, send = message_loop.claim_pipes()
message_loop.serve(
    {"echo": echo, "count": count, "wait": wait, "fail": fail, "break": break_down, "native": native}, source, send
)
"""
# Answers each request with what the test wants, without our message loop.
HAND_MADE = "import sys, os, time, json\nfor line in sys.stdin:\n    job = json.loads(line)['id']\n    "

Make = Callable[..., WorkerProcess]


@pytest.fixture(name="make_worker")
def fixture_make_worker(tmp_path: Path) -> Iterator[Make]:
    made: list[WorkerProcess] = []

    def make(
        script: str = WELL_BEHAVED, *, line: int = 1_000_000, job: int = 10_000_000, **more: object
    ) -> WorkerProcess:
        command = [sys.executable, "-X", "utf8", "-c", script]
        made.append(WorkerProcess("parse", tmp_path, PipeLimits(line, job), command=command, **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for worker in made:
        worker.close()


def test_an_answer_comes_back_and_stray_words_do_not(make_worker: Make) -> None:
    worker = make_worker()
    assert worker.call("echo", {"text": "風待\n<|im_start|>"}, timeout_s=20)["text"] == "風待\n<|im_start|>"
    numbers = [reply.get("number") for reply in worker.stream("count", {"to": 5}, timeout_s=20)]
    assert numbers == [0, 1, 2, 3, 4, None]


def test_errors_cross_with_their_code_and_without_words(make_worker: Make) -> None:
    worker = make_worker()
    with pytest.raises(DocumentLocked) as locked:
        worker.call("fail", timeout_s=20)
    assert dict(locked.value.details) == {"pages": 3}
    with pytest.raises(InternalError) as broken:
        worker.call("break", timeout_s=20)
    assert "secret" not in str(broken.value)
    with pytest.raises(InternalError):
        worker.call("no such op", timeout_s=20)


def test_a_slow_reader_slows_the_worker_and_loses_nothing(make_worker: Make) -> None:
    worker = make_worker(job=200_000_000)
    replies = worker.stream("count", {"to": 400, "filling": 50_000}, timeout_s=60)
    assert next(replies)["number"] == 0
    time.sleep(0.5)
    assert [reply["number"] for reply in replies if reply["kind"] == "number"] == list(range(1, 400))


def test_urgent_requests_go_first(make_worker: Make) -> None:
    worker = make_worker()
    worker.call("echo", {"text": "first"}, timeout_s=20)
    held = worker.stream("wait", timeout_s=20, is_cancelled=(held_until := threading.Event()).is_set)

    def hold() -> None:
        with pytest.raises(Cancelled):
            list(held)

    holding = threading.Thread(target=hold)
    holding.start()
    time.sleep(0.3)
    order: list[list[str]] = []
    waiting = [
        threading.Thread(
            target=lambda text=text, priority=priority: order.append(
                worker.call("echo", {"text": text}, timeout_s=20, priority=priority)["order"]
            )
        )
        for text, priority in (("batch", 1), ("question", 0))
    ]
    for thread in waiting:
        thread.start()
        time.sleep(0.2)
    held_until.set()
    for thread in [holding, *waiting]:
        thread.join(10)
    assert max(order, key=len) == ["first", "question", "batch"]


@pytest.mark.parametrize("op", ["wait", "native"])
def test_a_stop_reaches_the_middle_of_the_work(make_worker: Make, op: str) -> None:
    worker = make_worker()
    worker.call("echo", timeout_s=20)
    stop_at = time.monotonic() + 0.3
    with pytest.raises(Cancelled):
        worker.call(op, timeout_s=20, is_cancelled=lambda: time.monotonic() > stop_at)
    assert time.monotonic() - stop_at < 0.9
    assert worker.call("echo", {"text": "next"}, timeout_s=20)["text"] == "next"


def test_a_time_limit_ends_it(make_worker: Make) -> None:
    worker = make_worker()
    with pytest.raises(WorkerTimedOut):
        worker.call("native", timeout_s=1)
    assert worker.call("echo", {"text": "next"}, timeout_s=20)["text"] == "next"


@pytest.mark.parametrize(
    "action",
    [
        "print('no message', flush=True)",
        "print('[1, 2]', flush=True)",
        "print(json.dumps({'id': 'x', 'kind': 'done'}), flush=True)",
        "print(json.dumps({'id': job + 1000, 'kind': 'done'}), flush=True)",
        "print(json.dumps({'id': job, 'kind': 5}), flush=True)",
        "sys.stdout.write('x' * 2_000_000); sys.stdout.flush()",
        "os.write(1, b'\\xff\\xfe\\n')",
        "os.close(1)",
    ],
)
def test_what_is_no_message_ends_the_worker(make_worker: Make, action: str) -> None:
    worker = make_worker(f"{HAND_MADE}{action}; time.sleep(1000)")
    with pytest.raises(WorkerMisbehaved):
        worker.call("anything", timeout_s=20)
    assert worker.pid is None
    assert not worker.last_death_was_its_own() or action == "os.close(1)"


def test_a_flood_within_a_job_is_cut_off(make_worker: Make) -> None:
    flood = "while True: print(json.dumps({'id': job, 'kind': 'word', 'text': 'x' * 1000}), flush=True)"
    worker = make_worker(f"{HAND_MADE}{flood}", job=1_000_000)
    with pytest.raises(WorkerMisbehaved):
        worker.call("anything", timeout_s=30)


@pytest.mark.parametrize(
    ("action", "is_own"),
    [
        ("os.abort()", True),
        ("os._exit(3)", True),
        ("os.write(1, b'half a mess'); os.abort()", True),
        ("os.kill(os.getpid(), 9)", False),
        ("os.kill(os.getpid(), 15)", False),
    ],
)
def test_whose_death_it_was(make_worker: Make, action: str, is_own: bool) -> None:
    worker = make_worker(f"{HAND_MADE}{action}")
    with pytest.raises(WorkerDied):
        worker.call("anything", timeout_s=20)
    assert worker.last_death_was_its_own() is is_own


def test_three_deaths_in_a_row_rest_until_asked(make_worker: Make) -> None:
    states: list[tuple[str, str | None]] = []
    worker = make_worker(f"{HAND_MADE}os.abort()", on_state=lambda state, code: states.append((state, code)))
    for _ in range(DEATHS_BEFORE_REST):
        assert not worker.is_resting
        with pytest.raises(WorkerDied):
            worker.call("anything", timeout_s=20)
    with pytest.raises(WorkerResting):
        worker.call("anything", timeout_s=20)
    assert [state for state, _ in states] == ["starting", "stopped", "starting", "stopped", "starting", "resting"]
    worker.wake()
    with pytest.raises(WorkerDied):
        worker.call("anything", timeout_s=20)


def test_one_death_counts_once_however_many_jobs_it_took_along(make_worker: Make) -> None:
    worker = make_worker()
    ends: list[type[Exception]] = []

    def work() -> None:
        try:
            worker.call("wait", timeout_s=20)
        except WorkerDied as error:
            ends.append(type(error))

    jobs = [threading.Thread(target=work) for _ in range(DEATHS_BEFORE_REST + 1)]
    for job in jobs:
        job.start()
    deadline = time.monotonic() + 20
    while (worker._running is None or len(worker._running.jobs) < len(jobs)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    for job in jobs:
        job.join(20)
    assert ends == [WorkerDied] * len(jobs)
    assert not worker.is_resting
    assert worker.call("echo", {"text": "on"}, timeout_s=20)["text"] == "on"


def test_a_death_between_jobs_is_nobodys_failure(make_worker: Make) -> None:
    worker = make_worker()
    for _ in range(5):
        worker.call("echo", timeout_s=20)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        time.sleep(0.1)
    assert worker.call("echo", {"text": "on"}, timeout_s=20)["text"] == "on"


def test_restart_and_close_leave_no_process(make_worker: Make) -> None:
    worker = make_worker()
    worker.call("echo", timeout_s=20)
    first = worker.pid
    worker.restart()
    worker.call("echo", timeout_s=20)
    second = worker.pid
    assert first != second
    worker.close()
    for pid in (first, second):
        assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with pytest.raises(WorkerDied):
        worker.call("echo", timeout_s=20)


@pytest.mark.parametrize("request_line", [b"", b'{"id": 1, "op": "native"}\n', b'{"id": 1, "op": "wait"}\n'])
def test_the_end_of_its_input_ends_a_worker_at_once(request_line: bytes) -> None:
    with subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", WELL_BEHAVED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=paths.child_environment(),
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b'{"id": 0, "op": "echo"}\n' + request_line)
        process.stdin.flush()
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.2)
        process.stdin.close()
        assert process.wait(1.0) == 0
