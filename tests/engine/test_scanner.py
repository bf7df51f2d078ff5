"""What is found in the chosen places, and what differs from what is known."""

import dataclasses
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from desktop_rag.engine import exclusions, file_signs, scanner
from desktop_rag.engine.catalog import CollectionEntry, DocumentEntry, decode_path, encode_path
from desktop_rag.engine.scanner import Changes, Conditions
from desktop_rag.engine.walker import Rules
from desktop_rag.errors import DocumentUnreadable
from tests.engine_fakes import document_entry

COLLECTION = CollectionEntry("c", "Rules", "hash", 16, 1)
VERSION = "p1c1t1"


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    return root


def write(path: Path, text: str = "words") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def compare(
    roots: list[Path], entries: list[DocumentEntry], *, only: list[Path] | None = None, **conditions: object
) -> Changes:
    return scanner.compare(roots, entries, Conditions(VERSION, **conditions), only)  # type: ignore[arg-type]


def known(path: Path, **changes: object) -> DocumentEntry:
    status = path.stat() if path.exists() else None
    entry = document_entry(
        COLLECTION, encode_path(path), state="indexed", revision=f"x/{VERSION}", chunks=1,
        size_bytes=status.st_size if status else 0, modified_ns=status.st_mtime_ns if status else 0,
    )  # fmt: skip
    return dataclasses.replace(entry, **changes)  # type: ignore[arg-type]


def deny(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """What a folder without rights does; taking them away does nothing to root, who runs tests in containers."""
    whole = os.scandir

    def scandir(path: Path) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "denied")
        return whole(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_a_folder_without_rights_is_named_and_its_documents_are_away_not_gone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, open_one = write(root / "closed" / "a.txt"), write(root / "open.txt")
    entries = [known(closed), known(open_one)]
    deny(monkeypatch, root / "closed")
    changes = compare([root], entries)
    assert [(found.path.name, found.code) for found, _ in changes.refused] == [("closed", DocumentUnreadable.code)]
    assert changes.away == [entries[0]]
    assert changes.gone == []
    assert changes.unchanged == [entries[1]]


def test_what_changed(root: Path) -> None:
    same, edited, fresh = (write(root / name) for name in ("same.txt", "edited.txt", "fresh.txt"))
    entries = [
        known(same), known(edited, modified_ns=1), known(root / "gone.txt"), known(root.parent / "elsewhere" / "x.txt"),
    ]  # fmt: skip
    changes = compare([root], entries)
    assert changes.unchanged == [entries[0]]
    assert [(found.path, entry) for found, entry in changes.to_read] == [(edited, entries[1]), (fresh, None)]
    assert changes.gone == [entries[2]]
    assert changes.away == []


def test_a_place_that_is_not_there_keeps_its_documents_as_away(tmp_path: Path) -> None:
    entry = known(tmp_path / "stick" / "a.txt")
    changes = compare([tmp_path / "stick"], [entry])
    assert changes.away == [entry]
    assert changes.gone == []


def test_a_file_gone_from_a_folder_is_gone_though_it_was_chosen_itself_too(root: Path) -> None:
    entry = known(root / "a.txt")
    assert compare([root / "a.txt", root], [entry]).gone == [entry]
    assert compare([root / "a.txt"], [entry]).away == [entry]


def test_what_comes_back_unchanged_is_not_read(root: Path) -> None:
    entry = known(write(root / "a.txt"), state="away")
    assert compare([root], [entry]).returned == [entry]
    older = dataclasses.replace(entry, revision="x/p0")
    assert compare([root], [older]).to_read[0][1] == older


@pytest.mark.parametrize(
    ("changes", "is_read"),
    [
        ({"state": "pending"}, True),
        ({"state": "set_aside", "code": "document_damaged", "revision": ""}, False),
        ({"state": "set_aside", "code": "document_unreadable", "revision": ""}, True),
        ({"revision": "x/p0c0t0"}, True),
        ({}, False),
    ],
)
def test_which_known_documents_are_read_again(root: Path, changes: dict[str, object], is_read: bool) -> None:
    entry = known(write(root / "a.txt"), **changes)
    found = compare([root], [entry])
    assert bool(found.to_read) is is_read
    assert bool(compare([root], [entry], read_again=frozenset({entry.id})).to_read)


def test_roots_inside_each_other_count_each_file_once(root: Path) -> None:
    write(root / "deep" / "a.txt")
    assert len(compare([root, root / "deep", root / "deep" / "a.txt"], []).to_read) == 1


def test_a_stop_is_noticed_at_each_entry(root: Path) -> None:
    write(root / "a.txt")

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare([root], [], check=stop)


@pytest.mark.parametrize(
    ("path", "root", "expected"),
    [
        ("/a/b", "/a", True),
        ("/a", "/a", True),
        ("/ab", "/a", False),
        ("/a/b", "/", True),
        ("/a", "/a/b", False),
    ],
)
def test_lies_under(path: str, root: str, expected: bool) -> None:
    assert scanner.lies_under(path, Path(root)) is expected


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_the_system_refuses_is_not_there(tmp_path: Path, name: str) -> None:
    assert not scanner.exists(tmp_path / name)
    assert scanner.exists(tmp_path)


# --- parts of a chosen place -----------------------------------------------------------------------------------------


def test_only_what_is_named_is_looked_at(root: Path) -> None:
    edited, untouched, fresh = (write(root / name) for name in ("a/edited.txt", "untouched.txt", "a/fresh.txt"))
    entries = [known(edited, modified_ns=1), known(untouched, modified_ns=1), known(root / "gone.txt")]
    changes = compare([root], entries, only=[edited])
    assert [(found.path, entry) for found, entry in changes.to_read] == [(edited, entries[0])]
    changes = compare([root], entries, only=[root / "a", edited, root / "gone.txt"])
    assert [found.path for found, _ in changes.to_read] == [edited, fresh]
    assert changes.gone == [entries[2]]


def test_a_folder_that_is_gone_takes_its_documents_along_but_a_chosen_one_keeps_them(root: Path) -> None:
    inside = known(root / "a" / "deep" / "x.txt")
    assert compare([root], [inside], only=[root / "a"]).gone == [inside]
    assert compare([root / "a"], [inside], only=[root / "a" / "deep"]).away == [inside]


def test_a_document_moved_from_where_nobody_looks_is_found_by_its_size(root: Path) -> None:
    fresh = write(root / "new" / "a.txt")
    moved, elsewhere = known(root / "old.txt", size_bytes=5), known(write(root / "other.txt"))
    asked: list[int] = []

    def of_size(sizes: Iterable[int]) -> list[DocumentEntry]:
        asked.extend(sizes)
        return [moved, elsewhere, known(root.parent / "not chosen.txt", size_bytes=5)]

    changes = compare([root], [], only=[fresh], of_size=of_size)
    assert asked == [5]
    assert (changes.missing, changes.gone) == ([moved], [])
    assert [found.path for found, _ in changes.to_read] == [fresh]


def test_what_still_changes_is_left_as_it_is(root: Path) -> None:
    edited, fresh = write(root / "edited.txt"), write(root / "fresh.txt")
    entries = [known(edited, modified_ns=1), known(root / "gone.txt")]
    told: dict[str, bool] = {}

    def is_restless(key: str, modified_ns: int | None) -> bool:
        told[Path(key).name] = modified_ns is not None
        return True

    changes = compare([root], entries, is_restless=is_restless)
    assert told == {"edited.txt": True, "fresh.txt": True, "gone.txt": False}
    assert fresh.exists()
    assert (changes.to_read, changes.gone, changes.unchanged) == ([], [], [])
    assert changes.missing == [entries[1]]


# --- drives and shares that come and go ------------------------------------------------------------------------------


def test_a_drive_that_was_taken_away_leaves_an_empty_folder_and_its_documents_are_away(root: Path) -> None:
    (root / "stick").mkdir()
    on_stick, beside = known(root / "stick" / "deep" / "a.txt"), known(root / "b.txt")
    was_mount = encode_path(root / "stick").__eq__
    for only in (None, [root / "stick" / "deep" / "a.txt", root / "b.txt"]):
        changes = compare([root], [on_stick, beside], only=only, was_mount=was_mount)
        assert (changes.away, changes.gone) == ([on_stick], [beside])
    (root / "stick").rmdir()  # some systems take the folder away, too
    assert compare([root], [on_stick], was_mount=was_mount).away == [on_stick]


def test_an_ordinary_folder_with_files_in_the_place_of_a_drive_is_what_it_shows(root: Path) -> None:
    write(root / "stick" / "new.txt")
    on_stick = known(root / "stick" / "a.txt")
    changes = compare([root], [on_stick], was_mount=encode_path(root / "stick").__eq__)
    assert changes.gone == [on_stick]
    assert changes.plain == {encode_path(root / "stick")}


@pytest.mark.skipif(not os.path.ismount("/dev/shm"), reason="needs a folder where a file system begins")
def test_where_another_file_system_begins_is_noticed() -> None:
    changes = compare([Path("/dev")], [], only=[Path("/dev/shm")])
    assert "/dev/shm" in changes.mounts


def test_a_folder_with_many_documents_that_is_suddenly_empty_is_away_unless_each_was_seen_to_go(root: Path) -> None:
    entries = [known(root / f"{number}.txt") for number in range(30)]
    assert compare([root], entries).away == entries
    assert compare([root], entries, only=[root]).away == entries
    one_by_one = compare([root], entries, only=[decode_path(entry.path) for entry in entries])
    assert one_by_one.gone == entries
    assert compare([root], entries[:3]).gone == entries[:3]
    write(root / "left.txt")
    assert compare([root], entries).gone == entries


def test_a_place_that_goes_away_while_we_look_loses_nothing(root: Path) -> None:
    write(root / "a" / "x.txt")
    entries = [known(root / "b.txt")]

    def take_away() -> None:
        if root.exists():
            root.rename(root.with_name("elsewhere"))

    changes = compare([root], entries, check=take_away)
    assert (changes.away, changes.gone) == (entries, [])


# --- files that are kept online --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "unchanged"),
        ({"revision": "x/p0"}, "unchanged"),
        ({"state": "partly", "code": "document_pictures_left"}, "unchanged"),
        ({"state": "away"}, "returned"),
        ({"state": "set_aside", "code": "document_online_only", "revision": ""}, "unchanged"),
        ({"modified_ns": 1}, "refused"),
        ({"state": "pending", "revision": ""}, "refused"),
    ],
)
def test_a_file_that_is_only_online_is_never_read(
    root: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], expected: str
) -> None:
    entry = known(write(root / "a.txt"), **changes)
    monkeypatch.setattr(file_signs, "is_online_only", lambda _status: True)
    found = compare([root], [entry], read_again=frozenset({entry.id}))
    assert found.to_read == []
    assert [name for name in ("unchanged", "returned", "refused") if getattr(found, name)] == [expected]


def test_a_file_that_comes_down_is_read(root: Path) -> None:
    entry = known(write(root / "a.txt"), state="set_aside", code="document_online_only", revision="")
    assert [found.key for found, _ in compare([root], [entry]).to_read] == [entry.path]


def test_an_excluded_document_goes_and_comes_back(root: Path) -> None:
    entry = known(write(root / "drafts" / "a.txt"))
    rules = Rules(excluded=exclusions.parse("drafts"))
    assert compare([root], [entry], rules=rules).gone == [entry]
    assert compare([root], [], rules=rules).to_read == []
