"""A real disk that fills up: the job says so, what was kept is found, and with room the index becomes whole."""

import sys

import pytest

from benchmarks import full_disk

pytestmark = [
    pytest.mark.models,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="a disk of one's own needs namespaces, which are Linux's"),
]


def test_a_disk_that_fills_up_at_the_start_while_storing_and_at_any_moment() -> None:
    if not full_disk.is_possible():
        pytest.skip("this system lets nobody have a file system of their own")
    done = full_disk.run_apart("--light", "--sizes", "160", "700", "--moments", "1")
    assert done.returncode == 0, done.stderr
    found = full_disk.trials_of(done)
    print(*found, sep="\n")
    assert [entry.trouble for entry in found] == [""] * 3
    assert [entry.ended for entry in found] == ["disk_full"] * 3
