"""A process that must stay silent cannot reach the network, and cannot take all memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_rag import guard, paths


def run(body: str, **guarded: int) -> str:
    arguments = ", ".join(f"{key}={value}" for key, value in guarded.items())
    done = subprocess.run(
        [sys.executable, "-c", f"import socket\nfrom desktop_rag import guard\nguard.install({arguments})\n{body}"],
        env=paths.child_environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return (done.stdout + done.stderr).strip().splitlines()[-1]


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', 9), 1)",
        "socket.socket().connect(('127.0.0.1', 9))",
        "socket.socket().connect_ex(('127.0.0.1', 9))",
        "socket.socket(socket.AF_INET6).connect(('::1', 9))",
        "socket.socket().bind(('127.0.0.1', 0))",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('127.0.0.1', 9))",
        "socket.getaddrinfo('localhost', 80)",
        "socket.gethostbyname('localhost')",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    ],
)
def test_every_way_out_is_refused(attempt: str) -> None:
    told = run(attempt)
    assert "NetworkRefused" in told or "urlopen error socket.getaddrinfo" in told


@pytest.mark.skipif(sys.platform == "win32", reason="no such sockets")
def test_sockets_that_stay_on_this_computer_work(tmp_path: Path) -> None:
    assert run(f"s = socket.socket(socket.AF_UNIX); s.bind({str(tmp_path / 's')!r}); print('bound')") == "bound"
    assert run("a, b = socket.socketpair(); a.send(b'x'); print(b.recv(1).decode())") == "x"


def test_libraries_are_told_to_stay_silent() -> None:
    names = list(guard.OFFLINE_VARIABLES)
    assert "HF_HUB_OFFLINE" in names
    assert run(f"import os; print(all(os.environ[n] for n in {names!r}))") == "True"


@pytest.mark.skipif(sys.platform != "linux", reason="the system keeps this limit on Linux")
def test_memory_is_capped() -> None:
    assert run("x = bytearray(900_000_000); print('had it')", memory_limit_mb=500).startswith("MemoryError")
    assert run("x = bytearray(100_000_000); print('had it')", memory_limit_mb=500) == "had it"
