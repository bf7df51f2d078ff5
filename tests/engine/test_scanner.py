"""What is found in the chosen places, and what differs from what is known."""

import dataclasses
import os
from pathlib import Path

import pytest

from desktop_rag.engine import scanner
from desktop_rag.engine.catalog import CollectionEntry, DocumentEntry, decode_path, encode_path
from desktop_rag.errors import DocumentOutside, DocumentUnreadable
from tests.engine_fakes import document_entry

COLLECTION = CollectionEntry("c", "Rules", "hash", 16, 1)
VERSION = "p1c1t1"


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    return root


def names(root: Path, left_out: Path | None = None) -> dict[str, str | None]:
    found = scanner.walk(root, lambda: None, left_out)
    return {str(entry.path.relative_to(root)): entry.code for entry in found}


def write(path: Path, text: str = "words") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def known(path: Path, **changes: object) -> DocumentEntry:
    status = path.stat() if path.exists() else None
    entry = document_entry(
        COLLECTION, encode_path(path), state="indexed", revision=f"x/{VERSION}", chunks=1,
        size_bytes=status.st_size if status else 0, modified_ns=status.st_mtime_ns if status else 0,
    )  # fmt: skip
    return dataclasses.replace(entry, **changes)  # type: ignore[arg-type]


def test_files_are_met_by_name_and_scratch_is_left_out(root: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b.txt", ".hidden", ".git/config", "~$a.docx", "x.tmp", "Thumbs.db", "c~"):
        write(root / name)
    assert list(names(root)) == ["b.txt", "a/b.txt", "a/z.txt"]


def test_a_hidden_file_that_was_chosen_itself_is_found(root: Path) -> None:
    found = list(scanner.walk(write(root / ".notes.txt"), lambda: None))
    assert [entry.path.name for entry in found] == [".notes.txt"]


@pytest.mark.parametrize(
    "name", ["田中　太郎.txt", "  two  spaces .txt", "🍣👨‍👩‍👧.txt", "あ" * 80 + ".txt", "a'b\"c%_.txt"]
)
def test_names_of_all_kinds(root: Path, name: str) -> None:
    write(root / name)
    assert names(root) == {name: None}


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX alone")
def test_a_name_that_is_no_text_can_be_kept_and_found_again(root: Path) -> None:
    raw = os.fsencode(root) + b"/\xff\xfe\x80.txt"
    Path(os.fsdecode(raw)).write_bytes(b"words")
    (entry,) = scanner.walk(root, lambda: None)
    assert entry.key.encode("utf-8")
    assert os.fsencode(decode_path(entry.key)) == raw


@pytest.mark.skipif(os.name != "posix", reason="a backslash parts folders on Windows")
@pytest.mark.parametrize("name", [r"report\udcff.txt", r"a\u005cb", r"\u005cudc80", r"plain\name"])
def test_a_name_that_looks_spelled_out_stays_itself(name: str) -> None:
    assert str(decode_path(encode_path(Path("/d") / name))) == f"/d/{name}"


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_links_out_in_circles_and_to_nothing_are_named_and_not_followed(root: Path, tmp_path: Path) -> None:
    write(tmp_path / "secret" / "s.txt")
    write(root / "in" / "a.txt")
    (root / "out").symlink_to(tmp_path / "secret")
    (root / "out.txt").symlink_to(tmp_path / "secret" / "s.txt")
    (root / "gone").symlink_to(root / "nowhere")
    (root / "circle").symlink_to(root / "circle")
    (root / "in" / "up").symlink_to(root)
    (root / "inside.txt").symlink_to(root / "in" / "a.txt")
    outside = DocumentOutside.code
    assert names(root) == {"circle": outside, "gone": outside, "in/a.txt": None, "out": outside, "out.txt": outside}


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_chosen_folder_may_be_a_link_itself(root: Path, tmp_path: Path) -> None:
    write(root / "a.txt")
    (tmp_path / "link").symlink_to(root)
    assert [entry.path for entry in scanner.walk(tmp_path / "link", lambda: None)] == [tmp_path / "link" / "a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_never_opened(root: Path) -> None:
    os.mkfifo(root / "pipe")
    write(root / "a.txt")
    assert names(root) == {"a.txt": None}
    assert [entry.code for entry in scanner.walk(root / "pipe", lambda: None)] == [DocumentUnreadable.code]


def test_our_own_library_is_left_out_however_it_is_reached(root: Path, tmp_path: Path) -> None:
    write(root / "library" / "catalog.txt")
    write(root / "a.txt")
    (tmp_path / "link").symlink_to(root)
    assert names(root, left_out=root / "library") == {"a.txt": None}
    assert names(tmp_path / "link", left_out=root / "library") == {"a.txt": None}


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
    changes = scanner.compare([root], entries, VERSION)
    assert [(found.path.name, found.code) for found, _ in changes.refused] == [("closed", DocumentUnreadable.code)]
    assert changes.away == [entries[0]]
    assert changes.gone == []
    assert changes.unchanged == [entries[1]]


def test_what_changed(root: Path) -> None:
    same, edited, fresh = (write(root / name) for name in ("same.txt", "edited.txt", "fresh.txt"))
    entries = [
        known(same), known(edited, modified_ns=1), known(root / "gone.txt"), known(root.parent / "elsewhere" / "x.txt"),
    ]  # fmt: skip
    changes = scanner.compare([root], entries, VERSION)
    assert changes.unchanged == [entries[0]]
    assert [(found.path, entry) for found, entry in changes.to_read] == [(edited, entries[1]), (fresh, None)]
    assert changes.gone == [entries[2]]
    assert changes.away == []


def test_a_place_that_is_not_there_keeps_its_documents_as_away(tmp_path: Path) -> None:
    entry = known(tmp_path / "stick" / "a.txt")
    changes = scanner.compare([tmp_path / "stick"], [entry], VERSION)
    assert changes.away == [entry]
    assert changes.gone == []


def test_a_file_gone_from_a_folder_is_gone_though_it_was_chosen_itself_too(root: Path) -> None:
    entry = known(root / "a.txt")
    assert scanner.compare([root / "a.txt", root], [entry], VERSION).gone == [entry]
    assert scanner.compare([root / "a.txt"], [entry], VERSION).away == [entry]


def test_what_comes_back_unchanged_is_not_read(root: Path) -> None:
    entry = known(write(root / "a.txt"), state="away")
    assert scanner.compare([root], [entry], VERSION).returned == [entry]
    older = dataclasses.replace(entry, revision="x/p0")
    assert scanner.compare([root], [older], VERSION).to_read[0][1] == older


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
    found = scanner.compare([root], [entry], VERSION)
    assert bool(found.to_read) is is_read
    assert bool(scanner.compare([root], [entry], VERSION, read_again=frozenset({entry.id})).to_read)


def test_roots_inside_each_other_count_each_file_once(root: Path) -> None:
    write(root / "deep" / "a.txt")
    assert len(scanner.compare([root, root / "deep", root / "deep" / "a.txt"], [], VERSION).to_read) == 1


def test_a_stop_is_noticed_at_each_entry(root: Path) -> None:
    write(root / "a.txt")

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scanner.compare([root], [], VERSION, check=stop)


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
