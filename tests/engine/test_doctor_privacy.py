"""What the privacy check says of good and of bad findings, and that it passes here with everything real."""

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_rag import guard, paths, seccomp
from desktop_rag.engine import doctor_privacy
from desktop_rag.engine.doctor_watch import ConnectionWatch
from desktop_rag.errors import WorkerDied, WorkerMisbehaved
from desktop_rag.network_probe import from_reply
from desktop_rag.records import HealthCheck, Probe

GOOD = Probe(
    is_python_refused=True,
    is_native_refused=True,
    without_filter=None,
    unfiltered_threads=0,
    has_switches=True,
    refused_before=0,
)


def judged(name: str, probe: Probe | WorkerDied) -> dict[str, HealthCheck]:
    return {check.check: check for check in doctor_privacy._judged({name: probe})}


def test_a_silent_process_passes() -> None:
    assert all(check.is_ok for check in judged("parse", GOOD).values())
    assert all(check.is_ok for check in judged("terminal", replace(GOOD, unfiltered_threads=1)).values())


@pytest.mark.parametrize(
    ("name", "probe", "check", "code", "detail"),
    [
        ("chat", replace(GOOD, is_python_refused=False), "python_guard:chat", "network_not_refused", None),
        ("chat", replace(GOOD, unfiltered_threads=1), "native_guard:chat", "native_guard_missing", "threads"),
        ("window", replace(GOOD, unfiltered_threads=2), "native_guard:window", "native_guard_missing", "threads"),
        (
            *("window", replace(GOOD, is_native_refused=False, without_filter="remote_display")),
            *("native_guard:window", "native_guard_missing", "remote_display"),
        ),
        (
            *("embed", replace(GOOD, is_native_refused=False, without_filter="kernel")),
            *("native_guard:embed", "native_guard_missing", "kernel"),
        ),
        ("embed", replace(GOOD, is_native_refused=False), "native_guard:embed", "native_guard_missing", None),
        ("parse", replace(GOOD, has_switches=False), "offline_switches", "offline_switches_missing", None),
        ("parse", WorkerDied(), "python_guard:parse", "worker_died", None),
    ],
)
def test_whatever_is_not_silent_is_told(
    name: str, probe: Probe | WorkerDied, check: str, code: str, detail: str | None
) -> None:
    found = judged(name, probe)
    assert found[check] == HealthCheck(check, is_ok=False, code=code, detail=detail)
    assert [each.check for each in found.values() if not each.is_ok] == [check]


def test_a_system_without_a_filter_is_said_and_no_fault() -> None:
    found = judged("parse", replace(GOOD, is_native_refused=False, without_filter="system", unfiltered_threads=None))
    assert found["native_guard:parse"] == HealthCheck("native_guard:parse", is_ok=True, code=None, detail="system")


def test_what_was_refused_is_counted() -> None:
    assert judged("parse", replace(GOOD, refused_before=3))["refused_attempts"].detail == "3"


def test_an_engine_below_a_window_has_no_free_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.in_force, "has_window_above", True)
    assert not judged("engine", replace(GOOD, unfiltered_threads=1))["native_guard:engine"].is_ok


def test_what_a_worker_tells_is_checked() -> None:
    told = {name: getattr(GOOD, name) for name in Probe.__slots__}
    assert from_reply({**told, "kind": "done", "id": 1}) == GOOD
    for wrong in ({"is_python_refused": "yes"}, {"unfiltered_threads": "none"}, {"without_filter": "text"}):
        with pytest.raises(WorkerMisbehaved):
            from_reply({**told, **wrong})
    with pytest.raises(WorkerMisbehaved):
        from_reply({})


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_file_that_others_can_read_is_told(home: Path) -> None:
    file = home / "logs" / "engine.log"
    file.parent.mkdir(mode=0o700)
    file.touch(mode=0o600)
    (home / "link").symlink_to(file)
    (check,) = doctor_privacy._library(home)
    assert (check.is_ok, check.detail) == (True, "0700 / 0")
    file.chmod(0o640)
    (check,) = doctor_privacy._library(home)
    assert (check.is_ok, check.code, check.detail) == (False, "library_not_private", "0700 / 1")
    file.chmod(0o600)
    home.chmod(0o755)
    (check,) = doctor_privacy._library(home)
    assert (check.is_ok, check.detail) == (False, "0755 / 0")


def test_a_word_in_a_log_is_found(home: Path, tmp_path: Path) -> None:
    sample = doctor_privacy._Sample(tmp_path, home)
    word = sample.document.stem
    assert word in sample.document.name
    assert sample.left_in_logs(home) == 0
    (home / "logs").mkdir()
    (home / "logs" / "engine.log").write_text(f"opened {word.upper()}", encoding="utf-8")
    assert sample.left_in_logs(home) == 1
    (sample.home / "logs").mkdir()
    (sample.home / "logs" / f"{word}.log").touch()
    assert sample.left_in_logs(home) == 2


def test_connections_are_counted() -> None:
    with ConnectionWatch() as watch:
        watch.look()
    before = watch.most
    with socket.create_server(("127.0.0.1", 0)), ConnectionWatch() as watch:
        watch.look()
    assert watch.most == before + 1
    assert watch.looks >= 1
    assert watch.processes >= 1


@pytest.mark.models
@pytest.mark.slow
def test_it_passes_here_with_everything_real(home: Path) -> None:
    body = (
        "from desktop_rag import guard\nguard.install('terminal')\n"
        "import dataclasses, json, os, sys\nfrom pathlib import Path\n"
        "from desktop_rag.engine import doctor_privacy\n"
        "from desktop_rag.policy import Policy\nfrom desktop_rag.settings import Settings\n"
        "for check in doctor_privacy.examine(Path(sys.argv[1]), Settings(), Policy()):\n"
        "    print(json.dumps(dataclasses.asdict(check)), flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", body, str(home)], env=paths.child_environment(),
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    checks = [HealthCheck(**json.loads(line)) for line in done.stdout.splitlines()]
    assert [check for check in checks if not check.is_ok] == []
    found = {check.check: check.detail for check in checks}
    assert {f"python_guard:{name}" for name in ("terminal", "parse", "embed", "chat")} <= set(found)
    assert found["refused_attempts"] == "0"
    connections, _, processes = (found["no_connections"] or "").partition(" / ")
    assert connections == "0"
    assert int(processes) >= 4
    if seccomp.is_known_here():
        assert {found[f"native_guard:{name}"] for name in ("terminal", "parse", "embed", "chat")} == {"seccomp"}
