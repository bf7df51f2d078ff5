"""What a person asked for goes on by itself after a stop: also what had not begun, and never what they stopped."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag import protocol
from desktop_rag.errors import DiskFull
from tests.engine.engine_office import Office, failure, index
from tests.engine_fakes import DIMENSION, HashEmbedder, use_stand_ins


@pytest.fixture(name="folders")
def fixture_folders(tmp_path: Path) -> tuple[Path, Path]:
    folders = (tmp_path / "first", tmp_path / "second")
    for folder in folders:
        folder.mkdir()
        for number in range(4):
            (folder / f"{number}.txt").write_text(f"Rule {number} of the {folder.name} folder.")
    return folders


@pytest.fixture(name="stopped")
def fixture_stopped(home: Path) -> Iterator[Office]:
    """An engine that reads slowly and whose end comes in the middle."""
    office = Office(home)
    office.reader.on_read = lambda _path: time.sleep(0.3)
    yield office
    office.engine.close()


def names(office: Office) -> dict[str, int]:
    listed = office.do(protocol.ListCollections)
    assert isinstance(listed, protocol.CollectionsListed)
    return {collection.name: collection.documents for collection in listed.collections}


def ask_for_both(office: Office, folders: tuple[Path, Path]) -> tuple[str, str]:
    first, second = (office.send(protocol.Index, collection=folder.name, paths=(str(folder),)) for folder in folders)
    office.wait(first, protocol.Progress)
    return first, second


def test_a_folder_that_waited_for_another_one_is_read_after_the_next_start(
    stopped: Office, home: Path, folders: tuple[Path, Path]
) -> None:
    ask_for_both(stopped, folders)
    stopped.engine.close()
    again = Office(home)
    done = again.do(protocol.Refresh)
    assert isinstance(done, protocol.IndexDone), done
    assert names(again) == {"first": 4, "second": 4}
    assert again.engine.library.catalog.read("SELECT * FROM jobs") == []
    again.reader.reads.clear()
    again.do(protocol.Refresh)
    assert again.reader.reads == []
    again.engine.close()


def test_what_a_person_stopped_does_not_go_on(stopped: Office, home: Path, folders: tuple[Path, Path]) -> None:
    first, second = ask_for_both(stopped, folders)
    stopped.send(protocol.Cancel, job=second)
    stopped.send(protocol.Cancel, job=first)
    assert isinstance(stopped.wait(first), protocol.JobCancelled)
    assert isinstance(stopped.wait(second), protocol.JobCancelled)
    stopped.engine.close()
    again = Office(home)
    again.do(protocol.Refresh)
    assert "second" not in names(again)
    again.engine.close()


def test_what_is_forgotten_does_not_come_back(stopped: Office, home: Path, folders: tuple[Path, Path]) -> None:
    ask_for_both(stopped, folders)
    stopped.engine.close()
    again = Office(home)
    assert isinstance(again.do(protocol.ForgetEverything), protocol.Forgotten)
    again.do(protocol.Refresh)
    assert names(again) == {}
    again.engine.close()


def test_a_place_that_is_gone_by_then_stops_nothing_else(
    stopped: Office, home: Path, folders: tuple[Path, Path]
) -> None:
    ask_for_both(stopped, folders)
    stopped.engine.close()
    folders[1].rename(folders[1].with_name("elsewhere"))
    again = Office(home)
    assert isinstance(again.do(protocol.Refresh), protocol.IndexDone)
    assert names(again)["first"] == 4
    assert again.engine.library.catalog.read("SELECT * FROM jobs") == []
    again.engine.close()


def test_what_a_full_disk_ended_goes_on_with_the_next_job(stopped: Office, folders: tuple[Path, Path]) -> None:
    stopped.reader.on_read = lambda _path: None
    stopped.embedder.fails_with = DiskFull()
    event = stopped.do(protocol.Index, collection="first", paths=(str(folders[0]),))
    assert failure(event) == "disk_full"
    stopped.embedder.fails_with = None
    assert isinstance(stopped.do(protocol.Refresh), protocol.IndexDone)
    assert names(stopped) == {"first": 4}
    assert stopped.engine.library.catalog.read("SELECT * FROM jobs") == []


def test_what_is_refused_is_not_asked_for_again(stopped: Office, tmp_path: Path) -> None:
    event = stopped.do(protocol.Index, collection="c", paths=(str(tmp_path / "no such"),))
    assert failure(event) == "path_unknown"
    assert stopped.engine.library.catalog.read("SELECT * FROM jobs") == []


def test_a_move_to_another_model_goes_on(home: Path, folders: tuple[Path, Path]) -> None:
    office = Office(home)
    index(office, folders[0], collection="first")
    (collection,) = office.engine.library.catalog.collections()
    better = HashEmbedder("better", DIMENSION * 2)
    better.fails_with = DiskFull()
    use_stand_ins(office.engine, office.reader, office.embedder, better)
    assert failure(office.do(protocol.ReadAnew, collection_id=collection.id, model="better")) == "disk_full"
    office.engine.close()
    again = Office(home)
    use_stand_ins(again.engine, again.reader, again.embedder, HashEmbedder("better", DIMENSION * 2))
    assert isinstance(again.do(protocol.Refresh), protocol.IndexDone)
    (moved,) = again.engine.library.catalog.collections()
    assert (moved.embedding_model, moved.next_model) == ("better", None)
    again.engine.close()
