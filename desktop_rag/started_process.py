"""A program that the starter started for us: another's child, with what a worker needs of `subprocess.Popen`."""

import json
import os
import select
import signal
import socket
import subprocess
import threading
import time
from contextlib import ExitStack, suppress
from typing import IO

_ANSWER_BYTES = 1024
_KILLED = -9


class StartedProcess:
    """Watched through a descriptor of the process itself, so that its number cannot come to mean another one."""

    def __init__(
        self, pid: int, handle: int, answers: socket.socket, stdin: IO[bytes] | None, stdout: IO[bytes] | None
    ) -> None:
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self.returncode: int | None = None
        self._handle = handle
        self._answers = answers
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """How it ended, None while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises `subprocess.TimeoutExpired`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self._look(0.05 if deadline is None else max(0.0, min(0.05, deadline - time.monotonic()))) is None:
            if deadline is not None and time.monotonic() >= deadline:
                raise subprocess.TimeoutExpired("online", timeout or 0.0)
        assert self.returncode is not None
        return self.returncode

    def kill(self) -> None:
        """End it at once."""
        with self._lock:
            if self.returncode is None:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def let_go(self) -> None:
        """Take no more interest in it; it runs on."""
        with self._lock:
            self._answers.close()
            os.close(self._handle)

    def _look(self, wait_s: float) -> int | None:
        if self.returncode is None:
            with suppress(ValueError, OSError):  # another thread has seen the end and closed it
                select.select([self._answers], [], [], wait_s)
        with self._lock:
            if self.returncode is not None:
                return self.returncode
            try:
                told = self._answers.recv(_ANSWER_BYTES)
            except BlockingIOError:
                return None
            if told:
                self.returncode = int(json.loads(told)["returncode"])
            elif _has_ended(self._handle):
                self.returncode = _KILLED  # its parent is gone, so nobody knows how it ended
            else:
                return None
            self._answers.close()
            os.close(self._handle)
            return self.returncode


def request(door: int, op: str, path: str, wait_s: float, *, has_pipes: bool = True) -> StartedProcess:
    """Ask the starter; raises OSError where it refuses, fails or does not answer.

    Args:
        door: where requests are made.
        op: "online" or "open".
        path: a library folder, or what to open.
        wait_s: how long the start may take.
        has_pipes: whether we speak to it.
    """
    message = json.dumps({"op": op, "path": os.fsencode(path).hex()}).encode()
    with ExitStack() as ours, ExitStack() as theirs:
        answers, answer = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.callback(answers.close)
        theirs.callback(answer.close)
        stdin: IO[bytes] | None = None
        stdout: IO[bytes] | None = None
        given = [answer.fileno()]
        if has_pipes:
            for ends in (os.pipe(), os.pipe()[::-1]):
                theirs.callback(os.close, ends[0])
                given.append(ends[0])
                file = os.fdopen(ends[1], "wb" if stdin is None else "rb")
                ours.callback(file.close)
                stdin, stdout = (file, None) if stdin is None else (stdin, file)
        with socket.socket(fileno=os.dup(door)) as way:
            socket.send_fds(way, [message], given)
        theirs.close()  # else the end of its input would never come
        answers.settimeout(wait_s)
        told, handles, _, _ = socket.recv_fds(answers, _ANSWER_BYTES, 1, socket.MSG_CMSG_CLOEXEC)
        if not told or not handles:
            raise OSError("the starter refused")
        answers.settimeout(0)
        ours.pop_all()
        return StartedProcess(int(json.loads(told)["pid"]), handles[0], answers, stdin, stdout)


def _has_ended(handle: int) -> bool:
    return bool(select.select([handle], [], [], 0.05)[0])
