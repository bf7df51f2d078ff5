"""The real program in a process of its own: interrupted, cut off, in a second terminal, from end to end."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from desktop_rag import paths

pytestmark = [pytest.mark.models, pytest.mark.skipif(os.name != "posix", reason="uses signals")]

PARAGRAPH = "Rule {n}: the fare of journey number {n} is paid back within two weeks of coming home from it. "


def start(home: Path, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*paths.program(), "--home", str(home), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**paths.child_environment(), "LANG": "en_US.UTF-8"}, **more,
    )  # fmt: skip


def run(home: Path, *arguments: str) -> tuple[int, str, str]:
    with start(home, *arguments) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, out.decode(), err.decode()


@pytest.fixture(name="many")
def fixture_many(tmp_path: Path) -> Path:
    """More than can be indexed in the few seconds that the tests wait."""
    root = tmp_path / "many"
    root.mkdir()
    for number in range(400):
        (root / f"{number:03}.txt").write_text(PARAGRAPH.format(n=number) * 40)
    return root


def wait_for_chunks(process: subprocess.Popen[bytes]) -> None:
    """Until the first documents are in the index."""
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("chunks", 0) > 0:
            return
    pytest.fail("it ended before anything was indexed")


@pytest.mark.slow
def test_an_interrupted_job_keeps_what_is_finished_and_goes_on(home: Path, many: Path) -> None:
    with start(home, "index", str(many), "--collection", "Rules", "--json") as process:
        wait_for_chunks(process)
        process.send_signal(signal.SIGINT)
        interrupted = time.monotonic()
        _, err = process.communicate(timeout=20)
        assert time.monotonic() - interrupted < 6
    assert process.returncode == 130
    assert b"Traceback" not in err
    code, out, _ = run(home, "documents", "--json")
    assert code == 0
    states = [json.loads(line)["state"] for line in out.splitlines()]
    kept = states.count("indexed")
    assert 0 < kept < 400
    for file in sorted(many.iterdir())[kept:]:
        file.unlink()
    code, out, err_text = run(home, "index", str(many), "--json")
    done = json.loads(out.splitlines()[-1])
    assert (code, done["event"], err_text) == (0, "done", "")
    assert done["indexed"] + done["unchanged"] == kept
    assert done["unchanged"] >= kept - 1


@pytest.mark.slow
def test_a_reader_that_goes_away_and_a_second_terminal(home: Path, many: Path) -> None:
    with start(home, "index", str(many), "--collection", "Rules", "--json") as process:
        wait_for_chunks(process)
        code, out, err = run(home, "documents")
        assert (code, out) == (3, "")
        assert err.strip()
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(20) == 1
        assert process.stderr is not None
        assert process.stderr.read() == b""
    code, out, _ = run(home, "documents", "--json")
    assert code == 0
    assert any(json.loads(line)["state"] == "indexed" for line in out.splitlines())


def gguf() -> Path:
    return next((paths.installation_folder() / "models").glob("*.gguf"))


def test_models_that_are_no_models(home: Path, tmp_path: Path) -> None:
    cut, text = tmp_path / "cut.gguf", tmp_path / "text.gguf"
    with gguf().open("rb") as source:
        cut.write_bytes(source.read(1_000_000))
    text.write_text("I am a model.")
    for file in (cut, text):
        code, out, err = run(home, "models", "add", str(file))
        assert (code, out) == (1, "")
        assert "not a model file" in err
    assert not list(home.glob("models/*"))
    (home / "models").mkdir()
    shutil.copy(cut, home / "models" / "cut.gguf")
    code, out, _ = run(home, "models", "list", "--json")
    assert code == 0
    (listed,) = [line for line in map(json.loads, out.splitlines()) if line["file"].endswith("cut.gguf")]
    assert (listed["usable"], listed["code"]) == (False, "model_file_invalid")
    code, _, err = run(home, "models", "check", listed["name"])
    assert code == 1
    assert "not a model file" in err


@pytest.mark.slow
def test_from_a_folder_to_an_answer(home: Path) -> None:
    sample = paths.samples_folder() / "Pension plan.pdf"
    code, out, err = run(home, "index", str(sample), "--collection", "Handbook", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out.splitlines()[-1])["indexed"] == 1
    code, out, err = run(home, "ask", "How much does the company pay into the pension?", "--no-model", "--json")
    assert (code, err) == (0, "")
    body = json.loads(out)
    assert not body["refused"]
    assert body["quotes"][0]["document"] == str(sample)
    assert body["quotes"][0]["page"] >= 1


def test_a_slip_is_a_sentence_and_no_window(home: Path) -> None:
    code, out, err = run(home, "indx", "folder")
    assert (code, out) == (2, "")
    assert "indx" in err
    assert run(home, "--version")[0] == 0
