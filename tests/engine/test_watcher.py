"""Changes on the disk reach the index by themselves: heard of by the real means of the system, with little patience."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_rag import protocol
from desktop_rag.engine import dirty_paths, file_events, file_systems, watched_place, watcher
from tests.engine.engine_office import Office, index

PARKING = "The parking fee is 30 dollars a day."


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dirty_paths, "QUIET_S", 0.15)
    monkeypatch.setattr(watcher, "QUIET_S", 0.0)
    monkeypatch.setattr(watcher, "LOOK_S", 0.1)
    monkeypatch.setattr(watcher, "_TICK_S", 0.02)
    monkeypatch.setattr(watcher, "_BETWEEN_JOBS_S", 0.02)
    monkeypatch.setattr(watcher, "_TIDY_AFTER_S", 0.1)


@pytest.fixture(name="office")
def fixture_office(home: Path) -> Iterator[Office]:
    office = Office(home)
    yield office
    office.engine.close()


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    write(root / "parking.txt", PARKING)
    write(root / "leave.txt", "Everybody has twenty days of leave a year.")
    write(root / "old" / "first.txt", "First of all.")
    write(root / "old" / "second.txt", "Second to none.")
    return root


@pytest.fixture(name="watched")
def fixture_watched(office: Office, root: Path) -> Office:
    """An engine that has indexed a folder and watches it, and has looked through it once."""
    index(office, root)
    office.engine.start_watching()
    until(lambda: told(office).state == "watching" and told(office).changed == 0)
    office.reader.reads.clear()
    return office


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def until(is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


def told(office: Office) -> protocol.WatchChanged:
    """What was told last; nothing is off."""
    events = [event for event in office.events if isinstance(event, protocol.WatchChanged)]
    return events[-1] if events else protocol.WatchChanged(id="", collection_id="", state="off")


def states(office: Office, root: Path) -> dict[str, str]:
    (collection,) = office.engine.library.catalog.collections()
    entries = office.engine.library.catalog.documents(collection.id)
    return {os.path.relpath(entry.path, root): entry.code or entry.state for entry in entries}


def reads(office: Office) -> list[str]:
    return sorted(path.name for path in office.reader.reads)


START = {"parking.txt", "leave.txt", "old/first.txt", "old/second.txt"}


def test_new_changed_renamed_moved_and_removed(watched: Office, root: Path, tmp_path: Path) -> None:
    (collection,) = watched.engine.library.catalog.collections()
    before = {entry.path: entry.id for entry in watched.engine.library.catalog.documents(collection.id)}
    write(root / "new.txt", "Something new.")
    write(root / "parking.txt", "The parking fee is 40 dollars a day.")
    (root / "leave.txt").unlink()
    (root / "old").rename(root / "older")
    write(tmp_path / "aside" / "third.txt", "Third time lucky.")
    (tmp_path / "aside").rename(root / "came")
    until(lambda: set(states(watched, root)) == {
        "new.txt", "parking.txt", "older/first.txt", "older/second.txt", "came/third.txt",
    } and told(watched).changed == 0)  # fmt: skip
    assert set(states(watched, root).values()) == {"indexed"}
    assert reads(watched) == ["new.txt", "parking.txt", "third.txt"]
    entries = watched.engine.library.catalog.documents(collection.id)
    after = {entry.path: entry.id for entry in entries}
    assert after[str(root / "older" / "first.txt")] == before[str(root / "old" / "first.txt")]
    found = watched.do(protocol.Search, question="parking fee", top=1)
    assert isinstance(found, protocol.SearchDone)
    assert "40 dollars" in found.passages[0].text
    (root / "came").rename(tmp_path / "out")
    until(lambda: set(states(watched, root)) == {"new.txt", "parking.txt", "older/first.txt", "older/second.txt"})


def test_saving_as_programs_save_is_one_change(watched: Office, root: Path) -> None:
    """Office writes beside the document and renames twice, editors rename over it."""
    write(root / "~$parking.txt", "lock")
    new = write(root / "~WRD0001.tmp", "The parking fee is 50 dollars a day.")
    (root / "parking.txt").rename(root / "~WRL0002.tmp")
    new.rename(root / "parking.txt")
    (root / "~WRL0002.tmp").unlink()
    (root / "~$parking.txt").unlink()
    write(root / ".leave.txt.swp", "x").replace(root / "leave.txt")
    until(lambda: len(watched.reader.reads) == 2 and told(watched).changed == 0)
    assert set(states(watched, root)) == START
    assert reads(watched) == ["leave.txt", "parking.txt"]


def test_a_file_is_read_once_when_it_is_written_to_its_end(watched: Office, root: Path) -> None:
    with (root / "long.txt").open("w", encoding="utf-8") as file:
        for number in range(20):
            file.write(f"Line {number} of it.\n")
            file.flush()
            time.sleep(0.03)
    until(lambda: "long.txt" in states(watched, root) and told(watched).changed == 0)
    assert reads(watched) == ["long.txt"]
