"""Starts each process of the program with two attempts to connect planted in it, in Python and in native code."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop_rag import paths
from desktop_rag.engine.worker_process import PipeLimits, WorkerProcess

WITHOUT_GUARD = "from desktop_rag import guard\nguard.install = lambda *_arguments, **_named: None\n"
"""Put before a process's own code, takes its guard out."""

_LIMITS = PipeLimits(line_bytes=10_000, job_bytes=100_000)
_PLANT = """
import json, os, sys
from desktop_rag import network_probe
def plant():
    found = network_probe.probe(PORT)
    print("PROBE" + json.dumps({name: getattr(found, name) for name in found.__slots__}), file=sys.stderr, flush=True)
"""
FIRST = {
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
"""Processes that are started alone here, so each is the first of its tree."""

NAMES = ("parse", "embed", "chat", *FIRST)


def planted(name: str, home: Path, port: int, before: str = "", prefix: Sequence[str] = ()) -> dict[str, Any]:
    """What became of the two attempts, which go to `port` of this computer.

    Args:
        name: the process.
        home: its library folder.
        port: where something may listen.
        before: code that runs first in it.
        prefix: a command that runs another command, for example strace.
    """
    return (_in_first if name in FIRST else _in_worker)(name, home, port, before, prefix)


def _in_worker(name: str, home: Path, port: int, before: str, prefix: Sequence[str]) -> dict[str, Any]:
    body = f"{before}import sys\nfrom desktop_rag.__main__ import main\nmain()"
    command = [*prefix, sys.executable, "-c", body, "--worker", name, "--home", str(home)]
    worker = WorkerProcess(name, home, _LIMITS, command=command)  # type: ignore[arg-type]
    try:
        return worker.call("probe_network", {"port": port}, timeout_s=60)
    finally:
        worker.close()


def _in_first(name: str, home: Path, port: int, before: str, prefix: Sequence[str]) -> dict[str, Any]:
    body = f"PORT, HOME = {port}, {str(home)!r}\n{before}{_PLANT}{FIRST[name]}"
    done = subprocess.run(
        [*prefix, sys.executable, "-c", body], env={**paths.child_environment(), "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    line = next((line for line in done.stderr.splitlines() if line.startswith("PROBE")), None)
    assert line is not None, done.stderr
    told: dict[str, Any] = json.loads(line.removeprefix("PROBE"))
    return told
