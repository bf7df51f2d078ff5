"""Who may import whom, and what a start really loads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_rag import paths

ROOT = Path(__file__).resolve().parent.parent
HEAVY = (
    "lancedb",
    "pyarrow",
    "torch",
    "transformers",
    "sentence_transformers",
    "llama_cpp",
    "pypdf",
    "pypdfium2",
    "numpy",
)


def loaded_by(body: str, home: Path) -> set[str]:
    """Top-level modules that a program has imported at its end."""
    code = f"{body}\nimport json, sys\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    environment = {**paths.child_environment(), "DESKTOP_RAG_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.strip().splitlines()[-1]))


def test_import_contracts_hold() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(program)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


def test_the_window_loads_nothing_heavy(home: Path) -> None:
    loaded = loaded_by("from desktop_rag.ui import app, main_window, window_frame", home)
    assert "PySide6" in loaded
    assert not loaded & set(HEAVY)


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["config", "get"], ["documents"], ["collections", "list"], ["search", "x"]],
    ids=" ".join,
)
def test_the_terminal_loads_no_window_and_what_needs_no_index_loads_none(home: Path, arguments: list[str]) -> None:
    body = (
        "import contextlib, sys\nfrom desktop_rag import cli\n"
        f"with contextlib.suppress(SystemExit): cli.run({arguments!r})"
    )
    loaded = loaded_by(body, home)
    assert "PySide6" not in loaded
    assert not loaded & {"torch", "transformers", "llama_cpp", "lancedb", "pypdfium2"}


def test_the_engine_loads_no_window_and_no_model(home: Path) -> None:
    loaded = loaded_by("from desktop_rag.engine import service, store", home)
    assert "lancedb" in loaded
    assert not loaded & {"PySide6", "torch", "transformers", "sentence_transformers", "llama_cpp", "pypdf", "pypdfium2"}
