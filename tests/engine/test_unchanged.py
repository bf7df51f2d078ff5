"""A job that finds nothing to do opens no index and loads no model; and what is broken is found all the same."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_rag import protocol
from desktop_rag.engine.library import Library
from tests.engine.engine_office import Office, index


@pytest.fixture(name="open_office")
def fixture_open_office(home: Path) -> Iterator[Callable[[], Office]]:
    """Opens the engine again, as the next start of the program does."""
    opened: list[Office] = []

    def reopen() -> Office:
        if opened:
            opened[-1].engine.close()
        opened.append(Office(home))
        return opened[-1]

    yield reopen
    opened[-1].engine.close()


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    for number in range(5):
        (root / f"{number}.txt").write_text(f"Rule {number}: the fare is paid back.")
    return root


def test_where_nothing_changed_the_index_is_not_even_opened(
    open_office: Callable[[], Office], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(open_office(), root)
    office = open_office()

    def refuse(*_arguments: object) -> None:
        raise AssertionError("opened in vain")

    with monkeypatch.context() as watched:
        watched.setattr(Library, "store", refuse)
        watched.setattr(office.embedder, "wait_until_loaded", refuse)
        done = index(office, root)
        assert (done.indexed, done.unchanged) == (0, 5)
        (root / "0.txt").touch()
        (root / "1.txt").rename(root / "~$1.txt")
        (root / "~$1.txt").rename(root / "1.txt")
        assert index(office, root).unchanged == 5
    assert (office.reader.reads, office.embedder.embedded) == ([], [])
    (root / "0.txt").write_text("Rule 0: the fare is not paid back.")
    assert index(office, root).indexed == 1


@pytest.mark.parametrize("damage", ["removed", "emptied"])
def test_an_index_that_is_not_as_we_left_it_is_looked_into(
    open_office: Callable[[], Office], root: Path, home: Path, damage: str
) -> None:
    index(open_office(), root)
    open_office().engine.close()
    newest = max((home / "collections").rglob("*.manifest"), key=lambda file: file.stat().st_mtime_ns)
    if damage == "removed":
        for file in newest.parent.iterdir():
            file.unlink()
    else:
        newest.write_bytes(b"")
    office = open_office()
    done = index(office, root)
    assert done.indexed + done.unchanged == 5
    found = office.do(protocol.Search, question="fare paid back", top=10)
    assert isinstance(found, protocol.SearchDone)
    assert len(found.passages) == 5


def test_files_seen_are_told_while_it_is_looking(open_office: Callable[[], Office], root: Path) -> None:
    office = open_office()
    index(office, root)
    looking = [event for event in office.events if isinstance(event, protocol.Progress) and event.stage == "looking"]
    assert looking[0].files_total == 0
    assert all(event.files_done <= 5 for event in looking)
