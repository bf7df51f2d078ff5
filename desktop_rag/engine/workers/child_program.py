"""Another program that works for a worker, such as Tesseract: it has a time, it can be stopped, and it never stays.

It inherits the worker's limits: the memory that the system caps, and on Linux the filter that keeps it from the
network. It ends with the worker however that ends. A worker that is told to go ends it first; one that is killed or
crashes takes it along, because it belongs to the worker's process group, which the parent ends (`worker_process`), and
on Windows to the worker's job.
"""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import psutil

from desktop_rag import message_loop
from desktop_rag.engine.workers import windows_job

_POLL_S = 0.05
_PASSED_ON = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA")


class _Running:
    """The programs of this process that run now; ended with it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._is_bound = False

    def bind(self) -> None:
        """Once, before the first program is started."""
        with self._lock:
            if not self._is_bound:
                self._is_bound = True
                windows_job.join()
                message_loop.at_end(self._end_all)

    @contextlib.contextmanager
    def kept(self, process: "subprocess.Popen[bytes]") -> Iterator[None]:
        """Note a program for as long as it may run; it is gone afterwards, and so are its pipes."""
        with self._lock:
            self._processes.add(process)
        try:
            yield
        finally:
            if process.poll() is None:
                _end(process)
                process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            with self._lock:
                self._processes.discard(process)

    def _end_all(self) -> None:
        # Without the lock: the thread that holds it may be the one that waits for a program.
        for process in list(self._processes):
            _end(process)


_running = _Running()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program and what it has started itself: many are only there to start another."""
    started: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        started = psutil.Process(process.pid).children(recursive=True)
    with contextlib.suppress(OSError):
        process.kill()
    for descendant in started:
        with contextlib.suppress(psutil.Error):
            descendant.kill()


class ProgramFailed(Exception):
    """It could not be started, or ended with an error."""


class ProgramTooSlow(Exception):
    """It was ended because it took longer than it may."""


def find(name: str, usual_places: Sequence[Path]) -> Path | None:
    """A program by its name: on the PATH, else in the places where its installers put it.

    Only whole paths of the PATH count: what lies in the current folder is a document, not a program.
    """
    listed = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    suffix = ".exe" if sys.platform == "win32" else ""
    for folder in (*listed, *usual_places):
        program = folder / f"{name}{suffix}"
        if folder.is_absolute() and program.is_file() and os.access(program, os.X_OK):
            return program
    return None


def run(
    command: Sequence[str],
    given: bytes,
    *,
    seconds: float,
    check: Callable[[], None] = lambda: None,
    variables: Mapping[str, str] | None = None,
) -> bytes:
    """Run a program to its end and return its standard output.

    Args:
        command: the program, by its whole path, and its arguments.
        given: its standard input.
        seconds: how long it may take.
        check: asked every 50 ms; whatever it raises ends the program and is raised.
        variables: what it finds in its environment besides the few that every program needs.

    Raises:
        ProgramFailed: it could not be started, or ended with an error.
        ProgramTooSlow: it was ended after `seconds`.
    """
    _running.bind()
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "LC_ALL": "C.UTF-8", **(variables or {})},
            # BELOW_NORMAL_PRIORITY_CLASS and CREATE_NO_WINDOW; elsewhere the worker's own priority is inherited.
            creationflags=0x08004000 if sys.platform == "win32" else 0,
        )
    except OSError:
        raise ProgramFailed from None
    with _running.kept(process):
        output = _converse(process, given, time.monotonic() + seconds, check)
    if process.returncode != 0:
        raise ProgramFailed
    return output


def _converse(process: "subprocess.Popen[bytes]", given: bytes, deadline: float, check: Callable[[], None]) -> bytes:
    # Not `communicate`: asked again after a timeout, it forgets the rest of a long input.
    said: list[bytes] = []
    talking = [
        threading.Thread(target=_give, args=(process, given), name="program input", daemon=True),
        threading.Thread(target=_take, args=(process, said), name="program output", daemon=True),
    ]
    for thread in talking:
        thread.start()
    try:
        while any(thread.is_alive() for thread in talking) or process.poll() is None:
            check()
            if time.monotonic() > deadline:
                raise ProgramTooSlow
            for thread in talking:
                thread.join(_POLL_S)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_POLL_S)
    finally:
        if process.poll() is None:
            _end(process)
        for thread in talking:
            thread.join()
    return b"".join(said)


def _give(process: "subprocess.Popen[bytes]", given: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(OSError):  # it has ended, and its end tells
        process.stdin.write(given)
    with contextlib.suppress(OSError):
        process.stdin.close()


def _take(process: "subprocess.Popen[bytes]", said: list[bytes]) -> None:
    assert process.stdout is not None
    with contextlib.suppress(OSError, ValueError):
        said.append(process.stdout.read())
