"""Runs terminal commands in this process, with stand-ins for the engine's workers; fixtures for the tests that do."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from desktop_rag import cli, terminal
from desktop_rag.engine import service
from tests.engine_fakes import HashEmbedder, PlainReader, use_stand_ins


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


class FakeWorkers(service.Engine):
    """The engine with stand-ins for its workers and no chat model."""

    def __init__(self, home: Path, emit: Callable[[Any], None]) -> None:
        super().__init__(home, emit)
        use_stand_ins(self, PlainReader(), HashEmbedder())


@pytest.fixture(name="run")
def fixture_run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setattr("desktop_rag.engine.service.Engine", FakeWorkers)
    monkeypatch.setattr("desktop_rag.logs.start", lambda *_: None)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def run(*arguments: str) -> Result:
        capsys.readouterr()
        try:
            code = terminal.run(cli._parser().parse_args(["--home", str(home), *arguments]))
        except SystemExit as left:
            code = int(left.code or 0)
        return Result(code, *capsys.readouterr())

    return run


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    (root / "parking.txt").write_text("The parking fee is 30 dollars a day.")
    (root / "leave.txt").write_text("Everybody has twenty days of leave a year.")
    (root / "broken.txt").write_text("damaged")
    return root


@pytest.fixture(name="indexed")
def fixture_indexed(run: Run, root: Path) -> Path:
    assert run("index", str(root), "--collection", "Rules").code == 0
    return root
