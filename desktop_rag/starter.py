"""Starts the two programs that a silent process needs and may not be the parent of: the online worker, and an opener.

On Linux a child inherits its parent's filter and can never lift it. The first process (window, terminal, or an engine
that stands alone) therefore keeps one thread from before the filter, which carries out two fixed requests and nothing
else. It is reached through a socket pair, by its own process and by the engine, which inherits one end. Elsewhere
nothing is inherited and everything is started directly.
"""

import _thread
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from desktop_rag import paths, proxies

if TYPE_CHECKING:
    import socket
    import subprocess

    from desktop_rag.started_process import StartedProcess

VARIABLE = "DESKTOP_RAG_STARTER"
"""Names, for the engine alone, the descriptor by which it reaches the starter of the window."""

# Kinds that show themselves. Everything else may be a program, and opening would run it.
OPENABLE = frozenset(
    {
        *(".pdf", ".txt", ".text", ".md", ".markdown", ".csv", ".tsv", ".eml", ".msg"),
        *(".docx", ".doc", ".odt", ".rtf", ".xlsx", ".xls", ".ods", ".pptx", ".ppt", ".odp"),
        *(".epub", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"),
    }
)
_OPENERS = (("xdg-open",), ("gio", "open"))
_REQUEST_BYTES = 64 * 1024
_WAIT_S = 10.0


class _Starter:
    """The thread of the first process, or in the engine the way to it."""

    def __init__(self) -> None:
        self._called = _thread.allocate_lock()
        self._opened = _thread.allocate_lock()
        self._door: int | None = None
        self._mask = 0o077
        self.is_running = False

    def start(self) -> None:
        """Start the thread; it sleeps, and imports nothing, until it is needed."""
        self._called.acquire()
        self._opened.acquire()
        mask = os.umask(0o077)
        os.umask(mask)
        self._mask = mask
        self.is_running = True
        # Not `threading`, which the window has no need of before its first frame.
        _thread.start_new_thread(self._serve, ())

    def inherit(self, descriptor: int) -> None:
        """Use the starter of the process that started this one."""
        os.set_inheritable(descriptor, False)  # noqa: FBT003
        self._door = descriptor
        self.is_running = True

    def door(self) -> int:
        """The descriptor by which requests are made."""
        if self._door is None:
            if self._called.locked():
                self._called.release()
            with self._opened:
                pass
        assert self._door is not None
        return self._door

    def _serve(self) -> None:
        self._called.acquire()
        import socket

        serving, door = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._door = door.detach()
        self._opened.release()
        _Office(serving, self._mask).work()


class _Office:
    """What the thread does: takes requests, starts programs, says when they ended. Holds no end of their pipes."""

    def __init__(self, serving: "socket.socket", mask: int) -> None:
        """Begin; `mask` is the mode mask that the person's own programs are used to."""
        import select

        self._serving = serving
        self._mask = mask
        self._children: dict[int, tuple[Any, socket.socket]] = {}
        self._events = select.poll()
        self._events.register(serving.fileno(), select.POLLIN)

    def work(self) -> None:
        while True:
            for descriptor, _event in self._events.poll():
                if descriptor == self._serving.fileno():
                    self._take()
                else:
                    self._end(descriptor)

    def _take(self) -> None:
        import json
        import socket

        message, descriptors, _, _ = socket.recv_fds(self._serving, _REQUEST_BYTES, 3, socket.MSG_CMSG_CLOEXEC)
        if not descriptors:
            return
        # The first is where the answer goes; the others are the new program's input and output.
        with_answer, *pipes = descriptors
        answer = socket.socket(fileno=with_answer)
        answer.settimeout(0)
        try:
            wanted = json.loads(message)
            path = os.fsdecode(bytes.fromhex(wanted["path"]))
            if wanted["op"] == "online" and len(pipes) == 2:
                command: Sequence[str] = paths.program("--worker", "online", "--home", path)
                self._start(command, answer, pipes, paths.child_environment())
            elif wanted["op"] == "open" and not pipes and _may_be_opened(path):
                self._open(path, answer)
            else:
                answer.close()
        except (OSError, ValueError, KeyError, TypeError):
            answer.close()  # that it closes is the answer
        finally:
            for pipe in pipes:
                os.close(pipe)

    def _open(self, path: str, answer: "socket.socket") -> None:
        for opener in _OPENERS:
            try:
                self._start([*opener, path], answer, (), dict(os.environ))
            except FileNotFoundError:
                continue
            return
        answer.close()

    def _start(
        self, command: Sequence[str], answer: "socket.socket", pipes: Sequence[int], environment: dict[str, str]
    ) -> None:
        import json
        import socket
        import subprocess

        from_us, to_us = pipes or (subprocess.DEVNULL, subprocess.DEVNULL)
        process = subprocess.Popen(
            command,
            stdin=from_us,
            stdout=to_us,
            stderr=subprocess.DEVNULL,
            env=proxies.restored(environment),
            start_new_session=True,
            # Ours writes for its owner alone; another program as the person is used to.
            umask=0o077 if pipes else self._mask,
        )
        handle = os.pidfd_open(process.pid)
        self._children[handle] = (process, answer)
        self._events.register(handle)
        with suppress(OSError):  # who asked is gone; a worker ends with its pipes
            socket.send_fds(answer, [json.dumps({"pid": process.pid}).encode()], [handle])

    def _end(self, handle: int) -> None:
        import json

        process, answer = self._children.pop(handle)
        self._events.unregister(handle)
        os.close(handle)
        returncode = process.wait()
        with suppress(OSError):
            answer.send(json.dumps({"returncode": returncode}).encode())
        answer.close()


_starter = _Starter()


def start() -> None:
    """Keep a thread that the filter, which is installed next, will not cover. For the first process alone."""
    _starter.start()


def inherit() -> bool:
    """Take over the way to the window's starter, if this process was given one."""
    named = os.environ.pop(VARIABLE, None)
    if named is None:
        return False
    _starter.inherit(int(named))
    return True


def child_variables() -> dict[str, str]:
    """What to add to the environment of the engine, which inherits the descriptor that is named in it."""
    if not _starter.is_running:
        return {}
    os.set_inheritable(_starter.door(), True)  # noqa: FBT003
    return {VARIABLE: str(_starter.door())}


def start_online(home: Path) -> "subprocess.Popen[bytes] | StartedProcess":
    """Start the online worker for a library; raises OSError where that fails.

    It has the proxies of the person's environment. It ends at the end of its input, like every worker.
    """
    import subprocess
    import sys

    from desktop_rag import started_process

    if _starter.is_running:
        return started_process.request(_starter.door(), "online", str(home), _WAIT_S)
    return subprocess.Popen(
        paths.program("--worker", "online", "--home", str(home)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=proxies.restored(paths.child_environment()),
        start_new_session=os.name == "posix",
        creationflags=0x08000000 if sys.platform == "win32" else 0,  # CREATE_NO_WINDOW
    )


def open_path(path: str) -> bool | None:
    """Let the desktop open a document or folder; False where it cannot, None where the caller may do it itself."""
    if not _starter.is_running:
        return None
    from desktop_rag import started_process

    try:
        started_process.request(_starter.door(), "open", path, _WAIT_S, has_pipes=False).let_go()
    except OSError:
        return False
    return True


def _may_be_opened(path: str) -> bool:
    # Absolute, so that no name is taken for an option.
    return Path(path).is_absolute() and (Path(path).is_dir() or PurePath(path).suffix.lower() in OPENABLE)
