"""Below a silent process, the online worker and the program for a document alone come to life without the filter."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop_rag import paths, seccomp, starter

linux = pytest.mark.skipif(not seccomp.is_known_here(), reason="elsewhere a child inherits nothing")

# Stands for the online worker: tells what it is, then ends with its input, or with a code.
_WORKER = """
import json, os, sys
from pathlib import Path
status = Path("/proc/self/status").read_text() if sys.platform == "linux" else ""
import socket
try: socket.socket(); has_network = True
except OSError: has_network = False
print(json.dumps({
    "has_network": has_network, "is_filtered": "Seccomp:\\t2" in status, "may_gain": "NoNewPrivs:\\t0" in status,
    "open": sorted(os.listdir("/proc/self/fd")) if status else [], "mask": os.umask(0),
    "proxy": os.environ.get("HTTPS_PROXY"),
    "offline": os.environ.get("HF_HUB_OFFLINE"), "way": os.environ.get("DESKTOP_RAG_STARTER"), "home": sys.argv[-1],
}), flush=True)
sys.exit(7 if sys.stdin.read() == "fail" else 0)
"""
_BEGIN = f"""
import json, os, subprocess, sys, time
from pathlib import Path
from desktop_rag import guard, paths, starter
paths.program = lambda *arguments: [sys.executable, "-c", {_WORKER!r}, *arguments]
"""


def run(body: str, home: Path, **environment: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", _BEGIN + body], env={**paths.child_environment(), "LIBRARY": str(home), **environment},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


USE = """
worker = starter.start_online(Path(os.environ["LIBRARY"]))
told = json.loads(worker.stdout.readline())
before = worker.poll()
worker.stdin.write({word!r}); worker.stdin.close()
rest = worker.stdout.read()
print(json.dumps({{**told, "before": before, "after": worker.wait(10), "again": worker.poll(), "rest": len(rest)}}))
"""


@linux
@pytest.mark.parametrize("role", ["window", "terminal", "engine"])
def test_online_is_started_without_the_filter(role: str, home: Path) -> None:
    told = run(f"assert guard.install({role!r}) is None\n" + USE.format(word=b""), home, HTTPS_PROXY="http://p:1",
               QT_QPA_PLATFORM="offscreen")  # fmt: skip
    assert (told["has_network"], told["is_filtered"], told["may_gain"]) == (True, False, True)
    assert told["open"] == ["0", "1", "2", "3"], "the fourth is the folder that it lists"
    assert told["proxy"] == "http://p:1"
    assert told["home"] == str(home)
    assert told["mask"] == 0o077
    assert told["way"] is None
    assert (told["before"], told["after"], told["again"], told["rest"]) == (None, 0, 0, 0)


def test_where_nothing_is_inherited_it_is_started_directly(home: Path) -> None:
    told = run(USE.format(word=b"fail"), home, HTTPS_PROXY="http://p:1")
    assert (told["has_network"], told["before"], told["after"], told["home"]) == (True, None, 7, str(home))


@linux
def test_how_it_ended_is_told(home: Path) -> None:
    assert run("guard.install('terminal')\n" + USE.format(word=b"fail"), home)["after"] == 7
    killed = (
        "guard.install('terminal')\n"
        "worker = starter.start_online(Path(os.environ['LIBRARY'])); worker.stdout.readline(); worker.kill()\n"
        "print(json.dumps([worker.wait(10), worker.kill()]))"
    )
    assert run(killed, home) == [-9, None]
    waited = (
        "guard.install('terminal')\n"
        "worker = starter.start_online(Path(os.environ['LIBRARY']))\n"
        "try: worker.wait(0.2)\n"
        "except subprocess.TimeoutExpired: print('true')\n"
        "worker.stdin.close(); worker.wait(10)\n"
    )
    assert run(waited, home) is True


@linux
def test_an_engine_uses_the_starter_of_the_window(home: Path) -> None:
    """The engine and everything else below it are filtered in every thread; the worker it asks for is not."""
    engine = (
        _BEGIN
        + "assert guard.install('engine') is None\n"
        + "from desktop_rag import seccomp\n"
        + "assert seccomp.unfiltered_threads() == [], 'no thread of the engine may be free'\n"
        + "assert 'DESKTOP_RAG_STARTER' not in os.environ\n"
        + "child = 'import os; print(len(os.listdir(\"/proc/self/fd\")))'\n"
        + "assert subprocess.run([sys.executable, '-c', child], stdin=0, capture_output=True).stdout == b'4\\n'\n"
        + USE.format(word=b"")
    )
    window = (
        "from PySide6.QtCore import QCoreApplication, QProcess, QProcessEnvironment\n"
        "guard.install('window')\n"
        "application = QCoreApplication([])\n"
        "process = QProcess()\n"
        "environment = QProcessEnvironment()\n"
        "for name, value in {**paths.child_environment(), **starter.child_variables()}.items():\n"
        "    environment.insert(name, value)\n"
        "process.setProcessEnvironment(environment)\n"
        "process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)\n"
        f"process.start(sys.executable, ['-c', {engine!r}])\n"
        "assert process.waitForFinished(30000) and process.exitCode() == 0\n"
        "print(bytes(process.readAllStandardOutput()).decode())\n"
    )
    told = run(window, home, QT_QPA_PLATFORM="offscreen")
    assert (told["has_network"], told["is_filtered"], told["after"]) == (True, False, 0)


@linux
def test_nothing_is_left_when_who_asked_is_killed(home: Path) -> None:
    body = (
        "guard.install('terminal')\n"
        "worker = starter.start_online(Path(os.environ['LIBRARY'])); worker.stdout.readline()\n"
        "print(worker.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", _BEGIN + body], env={**paths.child_environment(), "LIBRARY": str(home)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    worker = psutil.Process(int(process.stdout.readline()))
    process.kill()
    process.wait()
    assert psutil.wait_procs([worker], timeout=5)[1] == []
    process.stdin.close()
    process.stdout.close()


@linux
def test_only_the_two_requests_are_carried_out(home: Path, tmp_path: Path) -> None:
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opened = tmp_path / "opened"
    opener.write_text(
        f'#!/bin/sh\ngrep Seccomp: /proc/self/status > {opened}\numask >> {opened}\necho "$1" >> {opened}\n', "utf-8"
    )
    opener.chmod(0o700)
    document = tmp_path / "規程 1.pdf"
    document.touch()
    (tmp_path / "program.desktop").touch()
    body = (
        "guard.install('terminal')\n"
        "from desktop_rag import started_process\n"
        "door = starter._starter.door()\n"
        "for op, path, has_pipes in (('run', '/bin/sh', True), ('online', '/', False), ('open', '/', True)):\n"
        "    try: started_process.request(door, op, path, 2.0, has_pipes=has_pipes); raise AssertionError(op)\n"
        "    except OSError: pass\n"
        "os.write(door, b'nonsense'); os.write(door, b'{}')\n"
        f"told = [starter.open_path(path) for path in ({str(tmp_path / 'program.desktop')!r}, '--help.pdf', '/bin/sh',"
        f" {str(document)!r})]\n"
        f"while not os.path.exists({str(opened)!r}) or {str(document)!r} not in open({str(opened)!r}).read():\n"
        "    time.sleep(0.02)\n"
        "print(json.dumps(told))\n"
    )
    mask = "os.umask(0o022)\n"
    told = run(mask + body, home, PATH=f"{opener.parent}{os.pathsep}{os.environ['PATH']}")
    assert told == [False, False, False, True]
    assert opened.read_text("utf-8").split() == ["Seccomp:", "0", "0022", *str(document).split()]


def test_without_a_starter_the_caller_opens_it_itself() -> None:
    assert starter.open_path("/x.pdf") is None
