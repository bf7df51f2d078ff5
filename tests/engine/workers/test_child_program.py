"""A program at work for a worker: what it is given and gives, and every way in which it is ended."""

import ctypes
import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from desktop_rag.engine.workers import child_program, windows_job
from desktop_rag.engine.workers.child_program import ProgramFailed, ProgramTooSlow
from desktop_rag.errors import Cancelled

MUCH = bytes(range(256)) * 20_000


def python(code: str) -> tuple[str, ...]:
    return sys.executable, "-S", "-E", "-c", code


def test_what_is_given_comes_back_also_when_it_is_much_and_taken_slowly() -> None:
    slow = python("import sys,time; time.sleep(0.3); sys.stdout.buffer.write(sys.stdin.buffer.read())")
    assert child_program.run(slow, MUCH, seconds=30) == MUCH


def test_who_does_not_listen_is_no_failure() -> None:
    assert child_program.run(python("print('said')"), MUCH, seconds=30).strip() == b"said"


@pytest.mark.parametrize("command", [python("raise SystemExit(3)"), ("/nowhere/at/all",)])
def test_failures(command: tuple[str, ...]) -> None:
    with pytest.raises(ProgramFailed):
        child_program.run(command, b"", seconds=30)


@pytest.mark.parametrize("given", [b"", MUCH])
def test_its_time_is_kept(given: bytes) -> None:
    with pytest.raises(ProgramTooSlow):
        child_program.run(python("import time; time.sleep(60)"), given, seconds=0.2)
    assert not psutil.Process().children()


def test_a_stop_ends_it() -> None:
    started = time.monotonic()

    def check() -> None:
        if time.monotonic() - started > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        child_program.run(python("import time; time.sleep(60)"), MUCH, seconds=60, check=check)
    assert not psutil.Process().children()


def test_it_finds_little_of_ours_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    seen = child_program.run(
        python("import os; print(*sorted(os.environ))"), b"", seconds=30, variables={"OMP_THREAD_LIMIT": "1"}
    ).split()
    assert b"OPENAI_API_KEY" not in seen
    assert b"OMP_THREAD_LIMIT" in seen
    assert b"PATH" in seen


@pytest.mark.skipif(os.name != "posix", reason="the mark of a program is its suffix there")
def test_a_file_that_is_no_program_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "tesseract").write_text("words")
    assert child_program.find("tesseract", [tmp_path]) is None
    (tmp_path / "tesseract").chmod(0o700)
    assert child_program.find("tesseract", [tmp_path]) == tmp_path / "tesseract"


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="sizes of 64-bit Windows")
def test_the_form_that_windows_wants_has_its_size() -> None:
    assert ctypes.sizeof(windows_job.ExtendedLimits) == 144
