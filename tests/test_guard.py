"""A process that must stay silent cannot reach the network, and cannot take all memory."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_rag import guard, paths, proxies, seccomp

PYTHON_ALONE = "from desktop_rag import seccomp\nseccomp.is_known_here = lambda: False\n"


def run(body: str, before: str = "", **guarded: int | str) -> str:
    arguments = ", ".join(f"{key}={value!r}" for key, value in guarded.items())
    install = f"import socket\nfrom desktop_rag import guard\nwithout = guard.install({arguments})\n"
    done = subprocess.run(
        [sys.executable, "-c", before + install + body],
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
    told = run(attempt, PYTHON_ALONE)
    assert "NetworkRefused" in told or "urlopen error socket.getaddrinfo" in told
    told = run(attempt)
    assert any(word in told for word in ("NetworkRefused", "Permission denied", "urlopen error socket.getaddrinfo"))


def test_refusals_are_counted_by_kind() -> None:
    told = run(
        "for attempt in (lambda: socket.getaddrinfo('secret.example', 80), lambda: socket.gethostbyname('secret')):\n"
        "    try: attempt()\n"
        "    except guard.NetworkRefused: pass\n"
        "print(dict(guard.refused))"
    )
    assert told == "{'socket.getaddrinfo': 1, 'socket.gethostbyname': 1}"


def test_refusals_are_logged_without_where_to(home: Path) -> None:
    told = run(
        "from desktop_rag import logs; logs.start('worker', guard.Path(HOME))\n"
        "for _ in range(30):\n"
        "    try: socket.getaddrinfo('secret.example', 80)\n"
        "    except guard.NetworkRefused: pass\n"
        "print(guard.refused.total())",
        f"HOME = {str(home)!r}\n",
    )
    assert told == "30"
    log = (home / "logs" / "worker.log").read_text("utf-8")
    assert log.count("refused: socket.getaddrinfo") == 20
    assert "secret" not in log


@pytest.mark.parametrize(
    ("role", "variables", "filtered"),
    [
        ("window", {"DISPLAY": ":0"}, True),
        ("window", {"DISPLAY": "unix:0"}, True),
        ("window", {"DISPLAY": "unix/somebody:0.0"}, True),
        ("window", {"DISPLAY": "/private/tmp/launch/org.xquartz:0"}, True),
        ("window", {"DISPLAY": "localhost:10.0"}, False),
        ("window", {"DISPLAY": "unixbox:0"}, False),
        ("window", {"DISPLAY": "tcp/10.0.0.1:0"}, False),
        ("window", {"DISPLAY": "fe80::1:0"}, False),
        ("window", {"DISPLAY": "localhost:10.0", "WAYLAND_DISPLAY": "wayland-0"}, True),
        ("window", {"DISPLAY": "localhost:10.0", "QT_QPA_PLATFORM": "offscreen"}, True),
        ("engine", {"DISPLAY": "localhost:10.0"}, True),
        ("terminal", {"DISPLAY": "localhost:10.0"}, True),
        ("worker", {"DISPLAY": "localhost:10.0"}, True),
    ],
)
@pytest.mark.skipif(not seccomp.is_known_here(), reason="there is no filter here")
def test_native_code_is_held_back_except_where_the_window_is_drawn_over_a_network(
    role: str, variables: dict[str, str], *, filtered: bool
) -> None:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    before = f"import os\nfor name in {names!r}: os.environ.pop(name, None)\nos.environ.update({variables!r})\n"
    told = run(
        "from desktop_rag.network_probe import probe; print(without, probe().is_native_refused)", before, role=role
    )
    assert told == ("None True" if filtered else "remote_display False")


@pytest.mark.skipif(not seccomp.is_known_here(), reason="there is no filter here")
def test_a_kernel_without_filters_is_told_and_python_stays_guarded() -> None:
    before = "from desktop_rag import seccomp\nseccomp.install = lambda *_a, **_k: False\n"
    told = run(
        "from desktop_rag.network_probe import probe\np = probe()\n"
        "print(without, p.is_python_refused, p.is_native_refused, p.unfiltered_threads > 0)",
        before,
    )
    assert told == "kernel True False True"


@pytest.mark.skipif(not seccomp.is_known_here(), reason="Linux's way to look at descriptors")
def test_an_open_way_out_is_not_inherited() -> None:
    """A connection that whoever started us left open is closed; what stays on this computer is kept."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as left:
        ours, theirs = socket.socketpair()
        body = (
            "import os, stat\nfrom desktop_rag import guard\nguard.install('worker')\n"
            f"try: os.write({left.fileno()}, b'secret')\nexcept OSError: pass\n"
            f"os.write({theirs.fileno()}, b'kept')"
        )
        done = subprocess.run(
            [sys.executable, "-c", body], env=paths.child_environment(), check=False, timeout=60,
            pass_fds=(left.fileno(), theirs.fileno()), stdin=left.fileno(),
        )  # fmt: skip
        assert done.returncode == 0
        assert ours.recv(10) == b"kept"
        for end in (ours, theirs):
            end.close()
        accepted, _ = server.accept()
        with accepted:
            left.close()
            assert accepted.recv(10) == b""


def test_proxies_are_put_aside_for_online_alone() -> None:
    environment = {"HTTPS_PROXY": "http://p:1", "no_proxy": "x", "PATH": "/bin"}
    proxies.set_aside(environment)
    assert not {name for name in environment if name.lower() in {"https_proxy", "no_proxy"}}
    assert environment["PATH"] == "/bin"
    assert proxies.restored(environment) == {"HTTPS_PROXY": "http://p:1", "no_proxy": "x", "PATH": "/bin"}
    before = "import os\nos.environ['HTTP_PROXY'] = 'http://p:1'\n"
    assert run("import urllib.request; print(urllib.request.getproxies())", before) == "{}"


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
