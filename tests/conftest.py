"""Every test: no display, a library folder of its own, and no process of ours left behind."""

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_END_S = 5.0


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library folder of this test; nothing of the person's own is read or written."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("DESKTOP_RAG_HOME", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return folder


@pytest.fixture(autouse=True)
def _no_process_left(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("shared_engine") is not None:
        yield  # the module's engine starts its workers when they are first needed; its fixture ends and checks them
        return
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    yield
    left = [child for child in psutil.Process().children(recursive=True) if child.pid not in before]
    # A worker that was told to end may still be ending.
    _gone, alive = psutil.wait_procs(left, timeout=_END_S if left else 0)
    if alive:
        told = "; ".join(" ".join(child.cmdline()) for child in alive if child.is_running())
        for child in alive:
            child.kill()
        pytest.fail(f"left running: {told}")
