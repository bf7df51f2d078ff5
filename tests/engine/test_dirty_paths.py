"""Changed paths wait until they are quiet, and no longer than patience lasts."""

from collections.abc import Callable

import pytest

from desktop_rag.engine.dirty_paths import FILE_PATIENCE_S, FOLDER_PATIENCE_S, QUIET_S, DirtyPaths
from desktop_rag.engine.kept_collection import KeptCollection


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(name="clock")
def fixture_clock() -> Clock:
    return Clock()


@pytest.fixture(name="dirty")
def fixture_dirty(clock: Clock) -> DirtyPaths:
    return DirtyPaths(clock)


def test_a_path_is_due_when_nothing_happened_to_it_for_a_while(dirty: DirtyPaths, clock: Clock) -> None:
    assert dirty.seconds_until_due() is None
    dirty.touch("/a", is_file=True)
    clock.now += QUIET_S / 2
    dirty.touch("/a", is_file=True)
    dirty.touch("/b", is_file=True)
    assert dirty.seconds_until_due() == QUIET_S
    assert dirty.is_restless("/a")
    assert dirty.is_busy()
    clock.now += QUIET_S
    assert dirty.seconds_until_due() == 0.0
    assert not dirty.is_restless("/a")
    assert not dirty.is_busy()
    assert dirty.take() == ["/a", "/b"]
    assert (dirty.take(), len(dirty)) == ([], 0)


@pytest.mark.parametrize(("is_file", "patience"), [(True, FILE_PATIENCE_S), (False, FOLDER_PATIENCE_S)])
def test_what_never_rests_is_taken_in_the_end_and_then_not_left_alone(
    dirty: DirtyPaths, clock: Clock, is_file: bool, patience: float
) -> None:
    began = clock.now
    while not (taken := dirty.take()):
        dirty.touch("/log", is_file=is_file)
        clock.now += QUIET_S / 2
    assert taken == ["/log"]
    assert patience <= clock.now - began <= patience + QUIET_S
    dirty.touch("/log", is_file=is_file)
    assert not dirty.is_restless("/log")
    assert dirty.was_overdue("/log")


@pytest.mark.parametrize("between", [0.95, 1.0005, 1.002])
def test_a_log_that_is_written_about_each_second_is_read_in_the_end(
    dirty: DirtyPaths, clock: Clock, between: float
) -> None:
    began = clock.now
    taken: list[str] = []
    while not taken and clock.now - began < 2 * FILE_PATIENCE_S:
        dirty.touch("/log", is_file=True)
        for wait in (0.4, 0.5, between - 0.9):
            clock.now += wait
            taken += dirty.take() if wait >= 0.4 else []
    assert clock.now - began <= FILE_PATIENCE_S + 2 * between


def test_what_is_asked_for_is_due_at_once_but_never_while_it_is_being_written(dirty: DirtyPaths, clock: Clock) -> None:
    dirty.touch("/busy", is_file=True)
    dirty.ask(["/busy", "/folder"])
    assert dirty.take() == ["/folder"]
    clock.now += QUIET_S
    assert dirty.take() == ["/busy"]


def test_what_is_put_off_keeps_the_patience_that_is_left(dirty: DirtyPaths, clock: Clock) -> None:
    dirty.touch("/a", is_file=True)
    began = clock.now
    rounds = 0
    while clock.now - began < FILE_PATIENCE_S:
        clock.now += QUIET_S
        assert dirty.take() == ["/a"]
        if dirty.was_overdue("/a"):
            break
        dirty.put_off("/a", is_file=True)
        rounds += 1
    assert dirty.was_overdue("/a")
    assert rounds == FILE_PATIENCE_S / QUIET_S - 1


def test_too_many_paths_are_folded_into_their_folder(dirty: DirtyPaths, clock: Clock) -> None:
    for name in ("/a/1", "/a/b/2", "/ab", "/c"):
        dirty.touch(name, is_file=True)
    dirty.fold("/a")
    clock.now += QUIET_S
    assert sorted(dirty.take()) == ["/a", "/ab", "/c"]


@pytest.mark.parametrize("end", [KeptCollection.give_way, KeptCollection.fail])
def test_a_file_that_a_job_left_is_not_read_while_it_is_being_written(
    clock: Clock, end: Callable[[KeptCollection], None]
) -> None:
    kept = KeptCollection(clock)
    kept.dirty.touch("/a", is_file=True)
    clock.now += QUIET_S
    assert kept.begin() == ["/a"]
    end(kept)
    assert kept.dirty.seconds_until_due() == 0.0
    clock.now += FILE_PATIENCE_S
    for _ in range(10):
        kept.dirty.touch("/a", is_file=True)
        clock.now += QUIET_S / 2
        assert kept.dirty.is_restless("/a")
        assert kept.begin() == []
    clock.now += QUIET_S / 2
    assert kept.begin() == ["/a"]
    assert not kept.dirty.was_overdue("/a")


def test_what_never_rests_is_due_at_once_after_a_job_left_it(clock: Clock) -> None:
    kept = KeptCollection(clock)
    while not kept.begin():
        kept.dirty.touch("/log", is_file=True)
        clock.now += QUIET_S / 2
    kept.give_way()
    kept.dirty.touch("/log", is_file=True)
    assert kept.begin() == ["/log"]
    assert kept.dirty.was_overdue("/log")


def test_what_changes_while_a_job_that_leaves_it_is_at_work_is_due_when_it_is_quiet(clock: Clock) -> None:
    kept = KeptCollection(clock)
    kept.dirty.touch("/a", is_file=True)
    clock.now += QUIET_S
    kept.begin()
    kept.dirty.touch("/a", is_file=True)
    kept.give_way()
    assert kept.dirty.seconds_until_due() == QUIET_S
