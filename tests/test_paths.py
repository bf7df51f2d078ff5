"""Where things lie, and that nobody else can look."""

import os
import stat
import sys
from pathlib import Path

import pytest

from desktop_rag import paths


def test_the_library_is_where_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "named"))
    assert paths.default_home() == tmp_path / "named"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(paths.HOME_VARIABLE, "~/named")
    assert paths.default_home() == tmp_path / "named"
    monkeypatch.delenv(paths.HOME_VARIABLE)
    assert paths.default_home().name == paths.APP_NAME


def test_models_are_looked_for_in_three_places_in_order(home: Path) -> None:
    places = paths.models_folders(home)
    assert places[0] == paths.installation_folder() / "models"
    assert places[-1] == home / "models"
    assert len(set(places)) == 3


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_private_folders(tmp_path: Path) -> None:
    open_one = tmp_path / "open"
    open_one.mkdir(mode=0o755)
    paths.make_private(open_one)
    paths.make_private(tmp_path / "a" / "b")
    assert [folder.stat().st_mode & 0o777 for folder in (open_one, tmp_path / "a" / "b")] == [0o700, 0o700]
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    paths.make_private(shared)
    assert shared.stat().st_mode & 0o7777 == 0o1777
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="exists"):
        paths.make_private(tmp_path / "file")


def test_a_child_is_this_program_and_imports_nothing_from_where_we_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    command = paths.program("--worker", "parse")
    assert command[0] == sys.executable
    assert "-P" in command
    assert command[-2:] == ["--worker", "parse"]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", "/elsewhere", str(paths.installation_folder())]))
    entries = paths.child_environment()["PYTHONPATH"].split(os.pathsep)
    assert entries == [str(paths.installation_folder()), "/elsewhere"]


def test_an_installed_bundle_starts_its_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/desktop-rag/desktop-rag")
    assert paths.program("--worker", "parse") == ["/opt/desktop-rag/desktop-rag-worker", "--worker", "parse"]
    assert paths.installation_folder() == Path("/opt/desktop-rag")


def test_a_library_has_one_key_however_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path)
    keys = {paths.instance_key(Path(each)) for each in ("real", "./real", "link", str(tmp_path / "real"))}
    assert len(keys) == 1
    assert paths.instance_key(tmp_path) not in keys
    assert paths.instance_key(Path(os.fsdecode(b"/d/\xff")))


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights in another way")
def test_what_others_could_read_is_taken_from_them(tmp_path: Path) -> None:
    inner = tmp_path / "collections"
    inner.mkdir(mode=0o755)
    file = inner / "rows"
    file.write_text("x")
    file.chmod(0o644)
    outside = tmp_path / "letter of the person.txt"
    outside.write_text("x")
    outside.chmod(0o644)
    (inner / "link").symlink_to(outside)
    paths.make_private_inside(tmp_path)
    assert stat.S_IMODE(inner.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644
