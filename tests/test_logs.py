"""The log holds codes and places, never what a person wrote, read or called a file."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag import logs, paths


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    package, root = logging.getLogger(logs.ROOT_NAME), logging.getLogger()
    kept = (package.handlers[:], package.propagate, package.level, root.handlers[:])
    yield
    for handler in package.handlers:
        handler.close()
    package.handlers[:], package.propagate, package.level, root.handlers[:] = kept


def test_a_traceback_has_places_and_classes_and_no_words(home: Path) -> None:
    logs.start("engine", home)

    def fail() -> None:
        try:
            int("secret inner words")
        except ValueError as error:
            raise KeyError("secret outer words") from error

    try:
        fail()
    except KeyError:
        logging.getLogger("desktop_rag.engine.x").exception("job %s failed", "read")
    text = (paths.logs_folder(home) / "engine.log").read_text()
    assert "job read failed" in text
    assert "KeyError" in text
    assert "ValueError" in text
    assert "test_logs.py:" in text
    assert "secret" not in text
    assert str(Path(__file__).parent) not in text


def test_other_packages_are_not_heard(home: Path) -> None:
    logs.start("engine", home)
    logging.getLogger("pypdf").error("secret title")
    logging.getLogger().error("secret title")
    logging.getLogger("desktop_rag.x").info("started")
    assert "secret" not in (paths.logs_folder(home) / "engine.log").read_text()


def test_logs_do_not_grow_without_end(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_MAX_BYTES", 2_000)
    logs.start("engine", home)
    for number in range(300):
        logging.getLogger("desktop_rag.x").info("line %d", number)
    files = list(paths.logs_folder(home).iterdir())
    assert len(files) == 3
    assert all(file.stat().st_size <= 2_000 for file in files)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_only_its_owner_can_read_them(home: Path) -> None:
    logs.start("engine", home)
    assert paths.logs_folder(home).stat().st_mode & 0o777 == 0o700


def test_a_place_that_cannot_be_written_costs_only_the_log(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    logs.start("engine", tmp_path / "file")
    logging.getLogger("desktop_rag.x").error("nobody hears it")
