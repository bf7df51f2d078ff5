"""Child side of every pipe: one JSON object a line in, one JSON object a line out.

A request is ``{"id": n, "op": name, "priority": p, ...}``; ``{"op": "cancel", "id": n}`` stops the job n. A reply is
``{"id": n, "kind": kind, ...}``; the last reply of a job is of kind done, failed or cancelled. Requests are read on a
thread of their own, so that a stop reaches a job in the middle of its work; the end of the input ends the process at
once, also inside a native call, because nothing may be left behind when the parent is gone.
"""

import itertools
import logging
import os
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, NoReturn, TypeAlias

import msgspec

from desktop_rag.errors import Cancelled, DesktopRagError

logger = logging.getLogger(__name__)

MAX_REQUEST_BYTES = 32 * 1024 * 1024
NORMAL_PRIORITY = 1
URGENT_PRIORITY = 0
_IDLE_S = 1.0


class Job:
    """One request while it is being worked on."""

    def __init__(self, fields: Mapping[str, Any], send: Callable[[dict[str, Any]], None]) -> None:
        self.id: int = fields["id"]
        self.op: str = fields["op"]
        self.fields = fields
        self._send = send
        self._cancelled = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        """Whether the parent asked to stop; cheap enough for a callback in a tight loop."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise `Cancelled` if the parent asked to stop."""
        if self.is_cancelled:
            raise Cancelled

    def cancel(self) -> None:
        """Mark the job as stopped; the work notices at its next check."""
        self._cancelled.set()

    def send(self, kind: str, **fields: object) -> None:
        """Send a reply in the middle of the job; waits while the parent is slow to read."""
        self._send({"id": self.id, "kind": kind, **fields})


Handler: TypeAlias = Callable[[Job], Mapping[str, Any] | None]

_at_end: list[Callable[[], None]] = []


def at_end(do: Callable[[], None]) -> None:
    """Have something done before this process ends because its parent is gone; it must be quick and never fail."""
    _at_end.append(do)


def _leave(code: int) -> NoReturn:
    for do in _at_end:
        do()
    os._exit(code)


class _Replies:
    """The private copy of standard output.

    File descriptor 1 becomes a copy of standard error, so that no library can put a stray word between two messages.
    """

    def __init__(self) -> None:
        private = os.dup(1)
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        self._out = os.fdopen(private, "wb", buffering=0)
        self._lock = threading.Lock()

    def send(self, message: Mapping[str, Any]) -> None:
        """Send one message."""
        self.send_line(msgspec.json.encode(message) + b"\n")

    def send_line(self, encoded: bytes) -> None:
        """Send a line that is already encoded."""
        line = memoryview(encoded)
        try:
            with self._lock:
                while line:
                    # A pipe takes what it has room for; the rest waits here, which is the brake on a fast worker.
                    line = line[self._out.write(line) or 0 :]
        except (BrokenPipeError, OSError):
            _leave(0)


def claim_raw_pipes() -> tuple[BinaryIO, Callable[[bytes], None]]:
    """As `claim_pipes`, for who encodes its own lines."""
    return os.fdopen(os.dup(0), "rb"), _Replies().send_line


def claim_pipes() -> tuple[BinaryIO, Callable[[Mapping[str, Any]], None]]:
    """Take standard input and a private standard output; call once, before any library that prints is imported."""
    return os.fdopen(os.dup(0), "rb"), _Replies().send


def serve(
    handlers: Mapping[str, Handler],
    source: BinaryIO,
    send: Callable[[Mapping[str, Any]], None],
    *,
    when_idle: Callable[[], None] = lambda: None,
) -> None:
    """Carry out requests one after another, urgent ones first, until the input ends. Does not return.

    Args:
        handlers: what to do for each op; the returned fields go into the done reply. A `DesktopRagError` becomes a
            failed reply with its code, anything else a failed reply "internal" and a log entry without content.
        source: where requests come from.
        send: where replies go.
        when_idle: done once when a second has passed after a job, and nothing has been asked.
    """
    waiting: queue.PriorityQueue[tuple[int, int, Job]] = queue.PriorityQueue()
    jobs: dict[int, Job] = {}
    order = itertools.count()

    def read() -> None:
        while True:
            try:
                line = source.readline(MAX_REQUEST_BYTES)
            except OSError:
                line = b""
            if not line.endswith(b"\n"):
                _leave(0)
            try:
                fields = msgspec.json.decode(line)
                if fields["op"] == "cancel":
                    if (found := jobs.get(fields["id"])) is not None:
                        found.cancel()
                    continue
                job = Job(fields, send)
            except (msgspec.DecodeError, KeyError, TypeError):
                _leave(3)
            jobs[job.id] = job
            waiting.put((int(fields.get("priority", NORMAL_PRIORITY)), next(order), job))

    threading.Thread(target=read, name="requests", daemon=True).start()
    while True:
        try:
            job = waiting.get(timeout=_IDLE_S)[2]
        except queue.Empty:
            when_idle()
            job = waiting.get()[2]
        send(_carry_out(job, handlers))
        jobs.pop(job.id, None)


def _carry_out(job: Job, handlers: Mapping[str, Handler]) -> dict[str, Any]:
    try:
        job.check()
        result = handlers[job.op](job) or {}
        return {"id": job.id, "kind": "done", **result}
    except Cancelled:
        return {"id": job.id, "kind": "cancelled"}
    except DesktopRagError as error:
        return {"id": job.id, "kind": "failed", "code": error.code, "details": dict(error.details)}
    except MemoryError:
        return {"id": job.id, "kind": "failed", "code": "out_of_memory", "details": {}}
    except Exception:
        logger.exception("job %s failed", job.op)
        return {"id": job.id, "kind": "failed", "code": "internal", "details": {}}
