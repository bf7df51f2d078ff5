"""Indexing waits for questions and spares the battery."""

import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import psutil
import pytest

from desktop_rag.engine import manners
from desktop_rag.engine.manners import QUESTION_S, Manners, OnBattery, is_plugged_in, lower_priority


class Day:
    """A computer whose time passes only in sleep, and whose plug is pulled at will."""

    def __init__(self) -> None:
        self.now = 100.0
        self.on_battery: OnBattery = "slow"
        self.has_power = False
        self.looks = 0
        self.is_answering: Iterator[bool] = iter(())
        self.manners = Manners(
            lambda: self.on_battery, lambda: next(self.is_answering, False),
            plugged_in=self._look, clock=lambda: self.now, sleep=self._sleep,
        )  # fmt: skip

    def _look(self) -> bool:
        self.looks += 1
        return self.has_power

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def rest_after(self, seconds: float, *, is_cancelled: bool = False) -> float:
        """How long it rests after so much work."""
        began = self.now
        with self.manners.step(lambda: is_cancelled):
            self.now += seconds
        return self.now - began - seconds


@pytest.fixture(name="day")
def fixture_day() -> Day:
    return Day()


def test_slow_on_battery_means_resting_as_long_as_working(day: Day) -> None:
    assert day.rest_after(2.0) == pytest.approx(2.0, abs=0.1)
    assert day.rest_after(0.5) == pytest.approx(0.5, abs=0.1)
    assert day.rest_after(100.0) == pytest.approx(10.0, abs=0.1)
    assert day.rest_after(2.0, is_cancelled=True) == 0.0


@pytest.mark.parametrize(
    ("on_battery", "has_power", "rests", "begins"),
    [("full", False, False, True), ("slow", True, False, True), ("slow", False, True, True),
     ("wait", True, False, True), ("wait", False, True, False)],
)  # fmt: skip
def test_what_the_setting_means(day: Day, on_battery: OnBattery, has_power: bool, rests: bool, begins: bool) -> None:
    day.on_battery, day.has_power = on_battery, has_power
    assert (day.rest_after(1.0) > 0) is rests
    assert day.manners.may_begin_quietly() is begins


def test_the_battery_is_looked_at_now_and_then_and_never_where_it_does_not_count(day: Day) -> None:
    for _ in range(50):
        day.manners.may_begin_quietly()
    day.on_battery = "full"
    for _ in range(50):
        day.rest_after(0.1)
    assert day.looks == 0
    day.on_battery = "wait"
    for _ in range(50):
        day.manners.may_begin_quietly()
    assert day.looks == 1
    day.has_power = True
    day.now += 10.0
    assert day.manners.may_begin_quietly()


def test_a_batch_waits_while_a_question_is_answered_but_not_for_ever(day: Day) -> None:
    day.on_battery = "full"
    day.is_answering = iter([True] * 20)
    assert day.rest_after(1.0) == pytest.approx(1.0, abs=0.1)
    day.is_answering = iter([True] * 10_000)
    assert day.rest_after(1.0) == pytest.approx(QUESTION_S, abs=0.1)
    day.is_answering = iter([True] * 10_000)
    assert day.rest_after(1.0, is_cancelled=True) == 0.0


def test_on_battery_steps_of_several_threads_go_one_at_a_time_with_a_rest_after_each() -> None:
    steps: list[tuple[float, float]] = []
    manners = Manners(lambda: "slow", plugged_in=lambda: False)

    def work() -> None:
        for _ in range(3):
            with manners.step(lambda: False):
                began = time.monotonic()
                time.sleep(0.05)
                steps.append((began, time.monotonic()))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(steps) == 9
    assert all(later - ended >= 0.04 for (_, ended), (later, _) in itertools.pairwise(steps))


@pytest.mark.parametrize(
    ("battery", "expected"),
    [
        (None, True),
        (SimpleNamespace(power_plugged=True), True),
        (SimpleNamespace(power_plugged=None), True),
        (SimpleNamespace(power_plugged=False), False),
    ],
)
def test_what_counts_as_plugged_in(monkeypatch: pytest.MonkeyPatch, battery: object, expected: bool) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: battery, raising=False)
    assert is_plugged_in() is expected


def test_a_system_that_cannot_say_counts_as_plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError

    monkeypatch.setattr(psutil, "sensors_battery", fail, raising=False)
    assert is_plugged_in()
    monkeypatch.delattr(psutil, "sensors_battery")
    assert is_plugged_in()


@pytest.mark.skipif(os.name != "posix", reason="niceness is POSIX's")
def test_a_process_that_only_indexes_goes_behind_others() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        lower_priority(child.pid)
        assert psutil.Process(child.pid).nice() == max(manners.LOW_NICENESS, os.nice(0))
        child.communicate(b"\n")
    lower_priority(child.pid)  # gone by now, which is nobody's fault
    lower_priority(None)
