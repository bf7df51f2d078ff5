"""Attempts to connect are planted in every process, in Python and in native code: each is refused, and reported.

The same processes without their guard let them out, and a listener sees them: so the test would see a guard that fails.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_rag import paths, protocol, seccomp
from desktop_rag.engine.worker_process import PipeLimits, WorkerProcess

WITHOUT_GUARD = "from desktop_rag import guard\nguard.install = lambda *_arguments, **_named: None\n"
LIMITS = PipeLimits(line_bytes=10_000, job_bytes=100_000)

PLANT = """
import json, os, sys
from desktop_rag import network_probe
def plant():
    found = network_probe.probe(PORT)
    print("PROBE" + json.dumps({name: getattr(found, name) for name in found.__slots__}), file=sys.stderr, flush=True)
"""
PROCESSES = {
    "engine": """
from desktop_rag.engine import engine_main
install = engine_main.guard.install
def install_and_wait(*arguments):
    install(*arguments)
    from desktop_rag.engine import service  # as late as it is by itself: it starts threads
    announce = service.Engine.announce
    service.Engine.announce = lambda engine: (announce(engine), plant())
engine_main.guard.install = install_and_wait
engine_main.run(engine_main.Path(HOME))
""",
    "terminal": """
from desktop_rag import cli, terminal
run = terminal.run
terminal.run = lambda options: (run(options), plant())[0]
sys.exit(cli.run(["--home", HOME, "collections", "list", "--json"]))
""",
    "window": """
from PySide6.QtWidgets import QApplication
from desktop_rag.ui import app
complete = app._complete
def complete_and_plant(*arguments):
    complete(*arguments)
    plant()
    QApplication.instance().quit()
app._complete = complete_and_plant
sys.exit(app.run(["--home", HOME]))
""",
}


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


def planted_in_worker(name: str, home: Path, port: int, before: str) -> dict[str, Any]:
    body = f"{before}import sys\nfrom desktop_rag.__main__ import main\nmain()"
    command = [sys.executable, "-c", body, "--worker", name, "--home", str(home)]
    worker = WorkerProcess(name, home, LIMITS, command=command)  # type: ignore[arg-type]
    try:
        return worker.call("probe_network", {"port": port}, timeout_s=60)
    finally:
        worker.close()


def planted_in(name: str, home: Path, port: int, before: str) -> dict[str, Any]:
    body = f"PORT, HOME = {port}, {str(home)!r}\n{before}{PLANT}{PROCESSES[name]}"
    done = subprocess.run(
        [sys.executable, "-c", body], env={**paths.child_environment(), "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    line = next((line for line in done.stderr.splitlines() if line.startswith("PROBE")), None)
    assert line is not None, done.stderr
    told: dict[str, Any] = json.loads(line.removeprefix("PROBE"))
    return told


def planted(name: str, home: Path, port: int, before: str = "") -> dict[str, Any]:
    return (planted_in if name in PROCESSES else planted_in_worker)(name, home, port, before)


@pytest.mark.parametrize("name", ["parse", "embed", "chat", "engine", "terminal", "window"])
def test_what_is_planted_is_refused_and_reported(name: str, home: Path, listener: socket.socket) -> None:
    told = planted(name, home, listener.getsockname()[1])
    assert told["is_python_refused"] is True
    assert told["refused_before"] == 0
    assert told["has_switches"] is True
    if seccomp.is_known_here():
        assert told["is_native_refused"] is True
        # In the first process one thread starts what needs the network; it runs nothing else.
        assert told["unfiltered_threads"] == (1 if name in PROCESSES else 0)
        assert arrived(listener) == 0
    else:
        assert told["is_native_refused"] is False
        assert told["unfiltered_threads"] is None


@pytest.mark.parametrize("name", ["parse", "embed", "chat", "engine", "terminal", "window"])
def test_without_the_guard_it_is_seen(name: str, home: Path, listener: socket.socket) -> None:
    told = planted(name, home, listener.getsockname()[1], WITHOUT_GUARD)
    assert (told["is_python_refused"], told["is_native_refused"]) == (False, False)
    assert arrived(listener) == 2


def test_every_process_but_online_is_tried() -> None:
    workers = set(protocol.WorkerName.__args__) - {"online"}  # type: ignore[attr-defined]
    assert workers == {"parse", "embed", "chat"}
