"""Changes on the disk reach the index by themselves: heard of by the real means of the system, with little patience."""

import dataclasses
import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from benchmarks.changes import Changes
from desktop_rag import protocol
from desktop_rag.engine import dirty_paths, file_events, file_systems, kept_collection, watched_place, watcher
from desktop_rag.engine.lanes import Job
from desktop_rag.errors import DiskFull
from tests.engine.engine_office import Office, index

PARKING = "The parking fee is 30 dollars a day."


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dirty_paths, "QUIET_S", 0.15)
    monkeypatch.setattr(watcher, "LOOK_S", 0.1)
    monkeypatch.setattr(watcher, "_TICK_S", 0.02)
    monkeypatch.setattr(kept_collection, "_BETWEEN_JOBS_S", 0.02)
    monkeypatch.setattr(kept_collection, "_TIDY_AFTER_S", 0.1)


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


def test_many_changes_of_all_kinds_end_right_and_nothing_is_read_in_vain(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of what is moved away watchdog tells half a second later, in case that it turns up elsewhere.
    monkeypatch.setattr(dirty_paths, "QUIET_S", 0.8)
    folder = tmp_path / "documents"
    changes = Changes(folder, tmp_path / "aside", seed=3)
    index(office, folder)
    office.engine.start_watching()
    until(lambda: told(office).state == "watching" and told(office).changed == 0)
    for _ in range(150):
        changes.make_one()
        time.sleep(0.01)
    expected = changes.expected()

    def content() -> dict[str, str]:
        (collection,) = office.engine.library.catalog.collections()
        entries = office.engine.library.catalog.documents(collection.id)
        return {entry.path: entry.content_hash if entry.state == "indexed" else entry.state for entry in entries}

    until(lambda: content() == expected and told(office).changed == 0)
    times = Counter(changes.number_of(path) for path in office.reader.reads)
    assert {number: read for number, read in times.items() if read > changes.changed[number]} == {}


def test_a_chosen_folder_that_goes_away_is_away_until_it_comes_back(watched: Office, root: Path) -> None:
    root.rename(root.with_name("elsewhere"))
    until(lambda: set(states(watched, root).values()) == {"away"})
    until(lambda: told(watched).away == (str(root),))
    write(root.with_name("elsewhere") / "new.txt", "Written while it was away.")
    root.with_name("elsewhere").rename(root)
    until(lambda: states(watched, root) == dict.fromkeys({*START, "new.txt"}, "indexed"))
    until(lambda: told(watched).away == ())
    assert reads(watched) == ["new.txt"]
    write(root / "old" / "third.txt", "It is listened to again.")
    until(lambda: "old/third.txt" in states(watched, root))


def test_documents_removed_one_by_one_are_gone_and_a_folder_removed_as_a_whole_is_away(
    watched: Office, root: Path
) -> None:
    for name in sorted(START):
        (root / name).unlink()
    until(lambda: states(watched, root) == {})
    write(root / "a.txt", PARKING)
    until(lambda: "a.txt" in states(watched, root))
    shutil.rmtree(root)
    until(lambda: told(watched).away == (str(root),))


def test_what_is_chosen_forgotten_and_switched_off_is_followed(watched: Office, root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other / "a.txt", "One thing.")
    index(watched, other)
    write(other / "b.txt", "Another thing.")
    until(lambda: str(other / "b.txt") in {path for path, _ in all_documents(watched)})
    watched.do(protocol.Forget, paths=(str(other),))
    write(other / "c.txt", "Nobody asked for this.")
    watched.do(protocol.SetSetting, key="index.exclude", value="old\n*.bak")
    until(lambda: set(states(watched, root)) == {"parking.txt", "leave.txt"})
    write(root / "x.bak", "A copy.")
    watched.do(protocol.SetSetting, key="index.exclude", value="")
    until(lambda: set(states(watched, root)) == {*START, "x.bak"})
    watched.do(protocol.SetSetting, key="index.watch", value=False)
    until(lambda: told(watched).state == "off")
    write(root / "off.txt", "Not seen.")
    watched.do(protocol.SetSetting, key="index.watch", value=True)
    until(lambda: "off.txt" in states(watched, root))  # what happened meanwhile is met
    assert "c.txt" not in reads(watched)


def all_documents(office: Office) -> list[tuple[str, str]]:
    return [(entry.path, entry.state) for entry in office.engine.library.catalog.documents()]


def test_a_chosen_file_is_watched_through_every_saving(office: Office, root: Path) -> None:
    index(office, root / "parking.txt")
    office.engine.start_watching()
    until(lambda: told(office).state == "watching" and told(office).changed == 0)
    for price in ("60", "70"):
        before = len(office.reader.reads)
        write(root / "parking.new", f"The parking fee is {price} dollars.").replace(root / "parking.txt")
        until(lambda before=before: len(office.reader.reads) > before and told(office).changed == 0)  # type: ignore[misc]
    assert list(states(office, root)) == ["parking.txt"]
    (root / "parking.txt").unlink()
    until(lambda: states(office, root) == {"parking.txt": "away"})


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_chosen_link_is_watched_where_it_leads(office: Office, root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    index(office, tmp_path / "link")
    office.engine.start_watching()
    until(lambda: told(office).state == "watching" and told(office).changed == 0)
    write(root / "new.txt", "Something new.")
    until(lambda: str(tmp_path / "link" / "new.txt") in {path for path, _ in all_documents(office)})


def test_where_nothing_is_told_the_place_is_looked_through(
    office: Office, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_systems, "tells_of_changes", lambda _place: False)
    monkeypatch.setattr(watched_place, "FIRST_INTERVAL_S", 0.05)
    monkeypatch.setattr(watched_place, "LONGEST_INTERVAL_S", 0.1)
    index(office, root)
    office.engine.start_watching()
    until(lambda: told(office).state == "rescanning")
    write(root / "new.txt", "Something new.")
    (root / "leave.txt").unlink()
    until(lambda: set(states(office, root)) == {*START, "new.txt"} - {"leave.txt"})


def test_where_the_system_cannot_watch_any_more_it_is_said_and_looked_through(
    office: Office, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(file_events.FileEvents, "watch", refuse)
    index(office, root)
    office.engine.start_watching()
    until(lambda: told(office).state == "rescanning" and told(office).changed == 0)


@pytest.mark.parametrize("gap", ["missed", "broken"])
def test_what_was_not_told_is_found_all_the_same(
    watched: Office, root: Path, monkeypatch: pytest.MonkeyPatch, gap: file_events.Gap
) -> None:
    assert watched.engine._watcher is not None
    with monkeypatch.context() as silence:
        silence.setattr(watched.engine._watcher, "_touch", lambda *_arguments, **_options: None)
        write(root / "new.txt", "Something new.")
        time.sleep(0.2)
    assert "new.txt" not in states(watched, root)
    watched.engine._watcher._miss(None, gap)
    until(lambda: "new.txt" in states(watched, root))
    write(root / "newer.txt", "Something newer.")
    until(lambda: "newer.txt" in states(watched, root))


def test_a_persons_job_goes_first_and_what_gave_way_goes_on(watched: Office, root: Path, tmp_path: Path) -> None:
    begun, release = threading.Event(), threading.Event()

    def hold(path: Path) -> None:
        if path.name == "slow.txt" and not begun.is_set():
            begun.set()
            release.wait(20)

    watched.reader.on_read = hold
    write(root / "slow.txt", "It takes its time.")
    assert begun.wait(20)
    write(tmp_path / "mine" / "a.txt", "Mine.")
    key = watched.send(protocol.Index, collection="Mine", paths=(str(tmp_path / "mine"),))
    release.set()
    assert isinstance(watched.wait(key), protocol.IndexDone)
    until(lambda: (str(root / "slow.txt"), "indexed") in all_documents(watched))


def test_on_battery_changes_wait_where_the_person_wants_it(
    watched: Office, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_power = threading.Event()
    monkeypatch.setattr(watched.engine._manners, "_is_plugged_in", has_power.is_set)
    watched.do(protocol.SetSetting, key="index.on_battery", value="wait")
    write(root / "new.txt", "Something new.")
    until(lambda: told(watched).state == "waiting" and told(watched).changed > 0)
    assert "new.txt" not in states(watched, root)
    has_power.set()
    until(lambda: "new.txt" in states(watched, root))
    until(lambda: told(watched).state == "watching")


def test_what_cannot_be_done_now_is_tried_later_and_not_every_second(watched: Office, root: Path) -> None:
    assert watched.engine._watcher is not None
    for entry in watched.engine._watcher._collections.values():
        entry._retry_s = 0.3
    watched.embedder.fails_with = DiskFull()
    write(root / "new.txt", "Something new.")
    until(lambda: reads(watched) == ["new.txt"])
    time.sleep(0.1)
    assert reads(watched) == ["new.txt"]
    watched.embedder.fails_with = None
    until(lambda: states(watched, root).get("new.txt") == "indexed")


def test_our_own_library_in_a_chosen_folder_is_not_heard(office: Office, home: Path, tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "Beside the library.")
    index(office, tmp_path)
    office.engine.start_watching()
    until(lambda: told(office).state == "watching" and told(office).changed == 0)
    write(home / "collections" / "note.txt", "Ours.")
    write(tmp_path / "b.txt", "Theirs.")
    until(lambda: str(tmp_path / "b.txt") in {path for path, _ in all_documents(office)})
    until(lambda: told(office).changed == 0)
    assert not any(path.startswith(str(home)) for path, _ in all_documents(office))


def test_a_stop_holds_also_where_the_watcher_waits_to_look(office: Office, root: Path, tmp_path: Path) -> None:
    write(tmp_path / "other" / "lunch.txt", "The canteen opens at noon.")
    index(office, root)
    index(office, tmp_path / "other", collection="Other")
    office.engine.start_watching()
    until(lambda: told(office).state == "watching" and told(office).changed == 0)
    keeper = office.engine._watcher
    assert keeper is not None
    looked: list[str] = []

    def update(job: Job, key: str, paths: Sequence[Path], is_restless: Callable[[str, int | None], bool]) -> bool:
        looked.extend(map(str, paths))
        return office.engine._index_jobs.look_at(job, key, paths, is_restless)

    keeper._keeping = dataclasses.replace(keeper._keeping, update=update)
    reading, goes_on = threading.Event(), threading.Event()

    def hold(_path: Path) -> None:
        reading.set()
        goes_on.wait(20)

    office.reader.on_read = hold
    write(root / "a.txt", "The canteen opens at one.")
    key = office.send(protocol.Refresh)
    assert reading.wait(20)
    with keeper._lock:  # as at the start of the program, and after a drive has come back
        for place in keeper._places.values():
            keeper._ask(place)
    keeper._submit_due()  # waits in the lane
    office.send(protocol.Cancel, job=key)
    goes_on.set()
    assert isinstance(office.wait(key), protocol.JobCancelled)
    until(lambda: all(entry.changed == 0 for entry in keeper._collections.values()))
    assert set(looked) <= {str(root / "a.txt")}  # of which the system told


def test_a_stop_is_not_undone_by_the_watcher(office: Office, root: Path) -> None:
    office.engine.start_watching()
    reading, goes_on = threading.Event(), threading.Event()

    def hold(_path: Path) -> None:
        reading.set()
        goes_on.wait(20)

    office.reader.on_read = hold
    key = office.send(protocol.Index, collection="Rules", paths=(str(root),))
    assert reading.wait(20)
    office.send(protocol.Cancel, job=key)
    goes_on.set()
    assert isinstance(office.wait(key), protocol.JobCancelled)
    office.reader.reads.clear()
    time.sleep(1.0)
    until(lambda: told(office).state == "watching" and told(office).changed == 0)
    assert reads(office) == []
    write(root / "new.txt", "The canteen opens at noon.")
    until(lambda: states(office, root).get("new.txt") == "indexed")
    assert reads(office) == ["new.txt"]
