"""What opening the window costs, measured against an empty one in the same run."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TIMES = 7
FORBIDDEN = (
    "lancedb",
    "pyarrow",
    "torch",
    "transformers",
    "sentence_transformers",
    "llama_cpp",
    "pypdf",
    "pypdfium2",
    "docx",
    "numpy",
    "desktop_rag.engine",
)
_REPORT = """
import json, os, sys, time
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

def report(window):
    painted = time.monotonic() - float(os.environ["STARTED"])
    def tell():
        import psutil
        uss = psutil.Process().memory_full_info().uss
        print(json.dumps({"painted": painted, "uss": uss, "modules": list(sys.modules)}))
        sys.stdout.flush()
        window.close()
    QTimer.singleShot(1500, tell)

def watched(kind):
    class Watched(kind):
        is_told = False
        def event(self, event):
            done = super().event(event)
            if event.type() == QEvent.Type.Paint and not self.is_told:
                self.is_told = True
                report(self)
            return done
    return Watched
"""
_EMPTY = """
app = QApplication([])
window = watched(QMainWindow)()
window.resize(1280, 820)
window.show()
app.exec()
"""
_OURS = """
from desktop_rag.ui import app, window_frame
app.WindowFrame = watched(window_frame.WindowFrame)
# The engine is another process and no part of this measurement.
from desktop_rag import paths
paths.engine_command = lambda home: [sys.executable, "-c", "import sys; sys.stdin.read()"]
sys.exit(app.run([]))
"""


def measure(body: str, home: Path) -> dict[str, Any]:
    environment = {**os.environ, "DESKTOP_RAG_HOME": str(home), "PYTHONPATH": str(ROOT)}
    # As on a person's computer, where the second start finds the compiled modules of the first.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(home / "pycache")
    environment["STARTED"] = str(time.monotonic())
    done = subprocess.run(
        [sys.executable, "-c", _REPORT + body],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Empty and ours in turns, so that whatever else the computer does weighs on both; the first pair warms up."""
    home = tmp_path_factory.mktemp("home")
    (home / "catalog.sqlite").touch()
    pairs = [(measure(_EMPTY, home), measure(_OURS, home)) for _ in range(TIMES + 1)][1:]
    return [empty for empty, _ in pairs], [ours for _, ours in pairs]


def test_the_first_paint_takes_at_most_twice_that_of_an_empty_window(
    measured: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    empty, ours = (statistics.median(run["painted"] for run in runs) for runs in measured)
    assert ours <= 2 * empty, f"{ours * 1000:.0f} ms against {empty * 1000:.0f} ms"


def test_the_window_process_imports_nothing_heavy(
    measured: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    loaded = {name for run in measured[1] for name in run["modules"]}
    heavy = [name for name in loaded if any(name == each or name.startswith(each + ".") for each in FORBIDDEN)]
    assert not heavy


def test_the_open_window_needs_little_more_memory_than_an_empty_one(
    measured: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    empty, ours = (statistics.median(run["uss"] for run in runs) / 2**20 for runs in measured)
    assert ours - empty <= 60, f"{ours:.0f} MB against {empty:.0f} MB"
    print(f"USS {ours:.0f} MB against {empty:.0f} MB")
