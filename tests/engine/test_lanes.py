"""A lane carries out one job after another, and each job ends exactly once."""

import queue
import threading

import pytest

from desktop_rag import protocol
from desktop_rag.engine.lanes import Job, Lane
from desktop_rag.errors import DiskFull
from desktop_rag.protocol import Done, Event, JobCancelled, JobFailed, JobStarted, ListChats

WAIT_S = 10


class Heard:
    def __init__(self) -> None:
        self.events: queue.Queue[Event] = queue.Queue()
        self.lane = Lane("lane", self.events.put)

    def next(self) -> Event:
        return self.events.get(timeout=WAIT_S)


@pytest.fixture
def heard() -> Heard:
    return Heard()


def command(name: str) -> ListChats:
    return protocol.ListChats(id=name)


def test_a_job_that_waits_is_cancelled_without_its_turn(heard: Heard) -> None:
    release = threading.Event()

    def long(job: Job) -> Event:
        release.wait(WAIT_S)
        return Done(id=job.command.id)

    ran: list[str] = []

    def short(job: Job) -> Event:
        ran.append(job.command.id)
        return Done(id=job.command.id)

    heard.lane.submit(command("first"), long)
    assert isinstance(heard.next(), JobStarted)
    heard.lane.submit(command("second"), short)
    heard.lane.submit(command("third"), short)
    heard.lane.cancel("second")
    assert heard.next() == JobCancelled(id="second")
    heard.lane.cancel("second")
    release.set()
    assert [heard.next() for _ in range(3)] == [Done(id="first"), JobStarted(id="third"), Done(id="third")]
    assert ran == ["third"]
    heard.lane.close(WAIT_S)
    assert heard.events.empty()


def test_a_job_that_runs_is_told_and_ends_by_itself(heard: Heard) -> None:
    def until_told(job: Job) -> Event:
        job.cancelled.wait(WAIT_S)
        assert job.is_cancelled()
        return JobCancelled(id=job.command.id)

    heard.lane.submit(command("a"), until_told)
    assert isinstance(heard.next(), JobStarted)
    heard.lane.cancel("a")
    assert heard.next() == JobCancelled(id="a")
    heard.lane.close(WAIT_S)


def test_what_goes_wrong_ends_a_job_with_its_code_and_not_the_lane(heard: Heard) -> None:
    def fail(_job: Job) -> Event:
        raise DiskFull

    def break_down(_job: Job) -> Event:
        raise ZeroDivisionError("a secret")

    heard.lane.submit(command("full"), fail)
    heard.lane.submit(command("broken"), break_down)
    heard.lane.submit(command("fine"), lambda job: Done(id=job.command.id))
    ends = [event for event in (heard.next() for _ in range(6)) if not isinstance(event, JobStarted)]
    assert ends == [
        JobFailed(id="full", code="disk_full", details={}),
        JobFailed(id="broken", code="internal", details={}),
        Done(id="fine"),
    ]
    heard.lane.close(WAIT_S)


def test_idle_work_waits_for_all_others_and_gives_way_to_them(heard: Heard) -> None:
    order: list[str] = []
    begun, release = threading.Event(), threading.Event()

    def idle(job: Job) -> None:
        order.append("idle")
        begun.set()
        while not job.is_cancelled():
            pass
        order.append("gave way")

    def short(job: Job) -> Event:
        order.append(job.command.id)
        return Done(id=job.command.id)

    heard.lane.submit_quietly(lambda _job: release.wait(WAIT_S))
    heard.lane.submit_idly(idle)
    heard.lane.submit(command("first"), short)
    release.set()
    assert begun.wait(WAIT_S)
    heard.lane.submit(command("second"), short)
    ends = [heard.next() for _ in range(4)]
    assert ends == [JobStarted(id="first"), Done(id="first"), JobStarted(id="second"), Done(id="second")]
    assert order == ["first", "idle", "gave way", "second"]
    heard.lane.close(WAIT_S)


def test_idle_work_learns_that_it_gave_way_before_it_began(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []
    picked, release = threading.Event(), threading.Event()
    carry_out = heard.lane._carry_out

    def late(job: Job) -> Event:
        picked.set()
        release.wait(WAIT_S)
        return carry_out(job)

    monkeypatch.setattr(heard.lane, "_carry_out", late)
    heard.lane.submit_idly(lambda job: told.append(job.is_cancelled()))
    assert picked.wait(WAIT_S)
    heard.lane.submit(command("a"), lambda job: Done(id=job.command.id))
    release.set()
    assert [heard.next(), heard.next()] == [JobStarted(id="a"), Done(id="a")]
    assert told == [True]
    heard.lane.close(WAIT_S)
