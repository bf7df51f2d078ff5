"""The real parse worker with a text parser that does what the document says: it stands for a parser taken over.

Called as: hostile_parse_worker.py HOME
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from desktop_rag.engine.workers import parse_worker
from desktop_rag.engine.workers.parsers import Facts, Give, Source, text
from desktop_rag.records import Page

HOME = Path(sys.argv[1])
RAW = os.dup(1)  # before the worker takes its private copy: this one can put anything between two messages


def _first_time() -> bool:
    try:
        (HOME / "been here").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _end(order: str) -> None:
    if order == "abort" or (order == "abort once" and _first_time()):
        os.abort()
    if order == "kill" or (order == "kill once" and _first_time()):
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "read null":
        ctypes.string_at(0)


def _stay(order: str) -> None:
    kept = []
    if order == "hang in native code":
        ctypes.CDLL(None).sleep(1000)
    while order == "hang":
        time.sleep(0.01)
    while order == "eat memory":
        kept.append(bytearray(16_000_000))
    if order == "connect":
        socket.create_connection(("127.0.0.1", 9))


def _be_helped(source: Source) -> None:
    """Start another program that takes more memory than a document may, within no limit of its own."""
    source.begin_helper()
    grow = (
        "import resource, time; hard = resource.getrlimit(resource.RLIMIT_AS)[1]; "
        "resource.setrlimit(resource.RLIMIT_AS, (hard, hard)); kept = b'x' * 500_000_000; time.sleep(1000)"
    )
    subprocess.Popen([sys.executable, "-SE", "-c", grow]).wait()


def _talk(order: str, source: Source) -> None:
    job: Any = source.check.__self__  # type: ignore[attr-defined]
    if order == "talk garbage":
        os.write(RAW, b"this is no message\n")
        time.sleep(1000)
    if order == "long line":
        for _ in range(20):
            os.write(RAW, b"x" * 1_000_000)
        time.sleep(1000)
    if order == "half a line":
        os.write(RAW, b'{"id":')
        os.abort()
    if order == "flood":
        for number in range(1, 1_000_000):
            job.send("page", number=number, place=None, text="x" * 100_000, headings=[])
    if order.startswith("lie "):
        job.send("page", **json.loads(order.removeprefix("lie ")))
        time.sleep(1000)


def _read(source: Source, give: Give) -> Facts:
    order = source.data().decode()
    _end(order)
    if order == "be helped":
        _be_helped(source)
    _stay(order)
    _talk(order, source)
    give(Page(None, None, order))
    return Facts()


text.read = _read
parse_worker.run(HOME)
