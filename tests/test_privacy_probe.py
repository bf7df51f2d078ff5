"""Attempts to connect are planted in every process, in Python and in native code: each is refused, and reported.

The same processes without their guard let them out, and a listener sees them: so the test would see a guard that fails.
"""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from desktop_rag import protocol, seccomp
from tests.privacy_processes import FIRST, NAMES, WITHOUT_GUARD, planted


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Something that a planted attempt reaches if nothing stops it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        yield server


def arrived(listener: socket.socket) -> int:
    count = 0
    while True:
        try:
            listener.accept()[0].close()
        except TimeoutError:
            return count
        count += 1


@pytest.mark.parametrize("name", NAMES)
def test_what_is_planted_is_refused_and_reported(
    name: str, home: Path, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    told = planted(name, home, listener.getsockname()[1])
    assert told["is_python_refused"] is True
    assert told["refused_before"] == 0
    assert told["has_switches"] is True
    if seccomp.is_known_here():
        assert (told["is_native_refused"], told["without_filter"]) == (True, None)
        # In the first process one thread starts what needs the network; it runs nothing else.
        assert told["unfiltered_threads"] == (1 if name in FIRST else 0)
        assert arrived(listener) == 0
    else:
        assert (told["is_native_refused"], told["without_filter"]) == (False, "system")
        assert told["unfiltered_threads"] is None


@pytest.mark.parametrize("name", NAMES)
def test_without_the_guard_it_is_seen(name: str, home: Path, listener: socket.socket) -> None:
    told = planted(name, home, listener.getsockname()[1], WITHOUT_GUARD)
    assert (told["is_python_refused"], told["is_native_refused"], told["has_switches"]) == (False, False, False)
    assert arrived(listener) == 2


def test_every_process_but_online_is_tried() -> None:
    assert {*get_args(protocol.WorkerName), "engine", "terminal", "window"} - {"online"} == set(NAMES)
