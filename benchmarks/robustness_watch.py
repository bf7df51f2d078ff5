"""Eyes on an engine from outside: memory and time of its workers, what it writes, and what it says to the network."""

import contextlib
import re
import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.engine_process import EngineProcess

_LOOK_S = 0.1
_ADDRESS = re.compile(r"sa_family=AF_(?!UNIX|UNSPEC)\w+")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_SOCKET = re.compile(r"socket\(AF_(?!UNIX)\w+[^)]*\)\s+= \d")


@dataclass(slots=True)
class Cost:
    """What one file cost while it was open: seconds, and bytes of its worker with whatever that had started."""

    seconds: float = 0.0
    most_bytes: int = 0


@dataclass(slots=True)
class Seen:
    """What was seen of the workers so far; a file that was open for less than a look may not be among `files`.

    `most_bytes` is what each kind of worker had at its peak, for which the system is asked where it knows: that holds
    for the short files, too. `to_the_end`: nothing ended the looking before it was to end.
    """

    files: dict[str, Cost] = field(default_factory=dict)
    workers: dict[str, set[int]] = field(default_factory=dict)
    most_bytes: dict[str, int] = field(default_factory=dict)
    to_the_end: bool = False


class WorkerWatch:
    """Looks at an engine's workers ten times a second."""

    def __init__(self, engine: EngineProcess, documents: Path) -> None:
        self.seen = Seen()
        self._engine = engine
        self._documents = str(documents)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> Seen:
        """Look no more."""
        self._ended.set()
        self._thread.join()
        return self.seen

    def _run(self) -> None:
        before = time.monotonic()
        while not self._ended.wait(_LOOK_S):
            now = time.monotonic()
            for worker in self._engine.workers():
                with contextlib.suppress(psutil.Error):
                    self._look(worker, now - before)
            before = now
        self.seen.to_the_end = True

    def _look(self, worker: psutil.Process, seconds: float) -> None:
        words = worker.cmdline()
        if "--worker" not in words:
            return  # listed as the copy of a worker that it was until it became another program
        name = words[words.index("--worker") + 1]
        used = sum(_bytes_of(process) for process in (worker, *worker.children(recursive=True)))
        self.seen.workers.setdefault(name, set()).add(worker.pid)
        self.seen.most_bytes[name] = max(used, _peak_of(worker), self.seen.most_bytes.get(name, 0))
        if name == "parse":
            for opened in worker.open_files():
                if opened.path.startswith(self._documents):
                    cost = self.seen.files.setdefault(opened.path, Cost())
                    cost.seconds += seconds
                    cost.most_bytes = max(cost.most_bytes, used)


def _bytes_of(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _peak_of(process: psutil.Process) -> int:
    """The most memory that a process ever had, 0 where the system does not say."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = _PEAK.search(status)
    return int(found[1]) * 1024 if found else 0


def everything_in(folder: Path, *, but: Sequence[Path]) -> Mapping[str, tuple[int, int]]:
    """Every file below a folder with its size and time, but for what lies in some folders."""
    found = {}
    for path in folder.rglob("*"):
        if not any(path.is_relative_to(left) for left in but):
            status = path.lstat()
            found[str(path.relative_to(folder))] = (status.st_size, status.st_mtime_ns if not path.is_dir() else 0)
    return found


def network_trace(file: Path) -> tuple[str, ...]:
    """A command before another that writes down its calls to the network; nothing where there is no strace."""
    strace = shutil.which("strace")
    return (strace, "-f", "-qq", "--seccomp-bpf", "-e", "trace=%network", "-o", str(file)) if strace else ()


def calls_outwards(file: Path) -> int | None:
    """How many sockets of a network were made, or addresses of one named; None where nobody wrote them down."""
    if not file.exists():
        return None
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return sum(bool(_ADDRESS.search(line) or _SOCKET.search(line)) for line in lines)


def told_now_and_then(say: Callable[[], str], every_s: float = 20.0) -> Callable[[], None]:
    """Print how far something is until the returned function is called."""
    ended = threading.Event()

    def run() -> None:
        while not ended.wait(every_s):
            print(f"  {say()}", flush=True)

    threading.Thread(target=run, name="told", daemon=True).start()
    return ended.set
