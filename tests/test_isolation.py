"""What goes wrong in one process stays there: nothing is left behind, nothing else falls with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from desktop_rag import paths

HOSTILE = Path(__file__).parent / "data" / "hostile_parse_worker.py"
# A parent as the engine is one: it opens a document that never ends, and says who reads it.
PARENT = """
import sys, threading, time
from pathlib import Path
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.settings import IndexSettings
home, worker, document = map(Path, sys.argv[1:])
reader = DocumentReader(home, IndexSettings, command=[sys.executable, str(worker), str(home)])
(home / "good.txt").write_text("words")
reader.read(home / "good.txt")
threading.Thread(target=reader.read, args=(document,), daemon=True).start()
time.sleep(0.5)
print(reader._reading.worker.pid, flush=True)
time.sleep(1000)
"""


@pytest.mark.skipif(os.name != "posix", reason="uses signals")
@pytest.mark.parametrize("order", ["hang", "hang in native code"])
def test_a_killed_parent_leaves_no_reader_behind(tmp_path: Path, order: str) -> None:
    document = tmp_path / "slow.txt"
    document.write_text(order)
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path), str(HOSTILE), str(document)],
        stdout=subprocess.PIPE,
        env=paths.child_environment(),
    ) as parent:
        assert parent.stdout is not None
        reader = psutil.Process(int(parent.stdout.readline()))
        assert reader.is_running()
        parent.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        while reader.is_running() and reader.status() != psutil.STATUS_ZOMBIE and time.monotonic() - killed < 5:
            time.sleep(0.02)
        assert time.monotonic() - killed < 1.0
