"""The library folder: one owner, collections that can be dropped whole, and what a removal leaves."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag.engine.chats import Chats
from desktop_rag.engine.erasure import Eraser
from desktop_rag.engine.library import Library, absolute
from desktop_rag.errors import CollectionUnknown, LibraryInUse, LibraryUnreadable, PathUnknown
from tests.engine_fakes import DIMENSION, Shelf


@pytest.fixture(name="shelf")
def fixture_shelf(home: Path) -> Iterator[Shelf]:
    with Shelf(home) as shelf:
        yield shelf


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    for name in "abc":
        (root / f"{name}.txt").write_text(f"The words of {name} are kangaroo and fee.")
    return root


def eraser(shelf: Shelf) -> Eraser:
    return Eraser(shelf.library, Chats(shelf.catalog), shelf.home, lambda: None)


def test_a_library_has_one_owner(home: Path) -> None:
    first = Library(home)
    with pytest.raises(LibraryInUse):
        Library(home)
    first.close()
    Library(home).close()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_only_its_owner_can_look_into_it_and_a_shared_folder_stays_shared(tmp_path: Path) -> None:
    Library(tmp_path / "deep" / "library").close()
    assert (tmp_path / "deep" / "library").stat().st_mode & 0o777 == 0o700
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    Library(shared).close()
    assert shared.stat().st_mode & 0o7777 == 0o1777


def test_a_place_that_cannot_be_a_library_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "deeper", tmp_path / ("x" * 300)):
        with pytest.raises(LibraryUnreadable):
            Library(place)


def test_a_damaged_catalogue_lets_go_of_the_lock(home: Path) -> None:
    (home / "catalog.sqlite").write_bytes(b"damaged" * 1000)
    for _ in range(2):
        with pytest.raises(LibraryUnreadable):
            Library(home)


def test_picking_a_collection(shelf: Shelf) -> None:
    with pytest.raises(CollectionUnknown):
        shelf.library.pick(None)
    one = shelf.collection
    assert shelf.library.pick(None) == one
    assert shelf.library.pick("Rules") == one
    shelf.catalog.add_collection("Second", "hash", DIMENSION, 1)
    with pytest.raises(CollectionUnknown):
        shelf.library.pick(None)
    with pytest.raises(CollectionUnknown):
        shelf.library.pick("Third")


def test_forgetting_a_file_and_a_folder(shelf: Shelf, root: Path) -> None:
    shelf.catalog.add_roots(shelf.collection.id, [str(root)])
    shelf.index(root)
    receipt = eraser(shelf).forget([root / "a.txt"], None, with_chats=False)
    assert (receipt.documents, receipt.chunks, receipt.is_checked) == (1, 1, True)
    assert sorted(shelf.states()) == ["b.txt", "c.txt"]
    assert shelf.catalog.roots(shelf.collection.id) == [str(root)]
    receipt = eraser(shelf).forget([root], "Rules", with_chats=False)
    assert (receipt.documents, receipt.is_checked) == (2, True)
    assert shelf.catalog.roots(shelf.collection.id) == []
    assert shelf.texts() == []
    assert (root / "a.txt").exists()


def test_forgetting_what_is_not_known(shelf: Shelf, root: Path) -> None:
    shelf.index(root)
    for path in (root / "nothing.txt", root.parent / "elsewhere"):
        with pytest.raises(PathUnknown):
            eraser(shelf).forget([path], None, with_chats=False)
    with pytest.raises(CollectionUnknown):
        eraser(shelf).forget([root], "No such", with_chats=False)
    assert len(shelf.texts()) == 3


def test_a_path_that_only_begins_alike_is_not_forgotten(shelf: Shelf, tmp_path: Path) -> None:
    for name in ("rules", "rules 2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.txt").write_text(f"About {name}.")
    shelf.index(tmp_path / "rules", tmp_path / "rules 2")
    assert eraser(shelf).forget([tmp_path / "rules"], None, with_chats=False).documents == 1
    assert shelf.texts() == ["About rules 2."]


def test_deleting_a_collection_leaves_the_files_and_nothing_else(shelf: Shelf, root: Path) -> None:
    shelf.index(root)
    folder = shelf.home / "collections" / shelf.collection.id
    assert folder.exists()
    receipt = eraser(shelf).forget_collection("Rules", with_chats=False)
    assert (receipt.documents, receipt.chunks, receipt.is_checked) == (3, 3, True)
    assert not folder.exists()
    assert shelf.catalog.documents() == []
    assert (root / "a.txt").exists()
    with pytest.raises(CollectionUnknown):
        eraser(shelf).forget_collection("Rules", with_chats=False)


def test_a_collection_is_deleted_only_when_nobody_reads_it(shelf: Shelf, root: Path) -> None:
    shelf.index(root)
    store = shelf.store
    deleted = threading.Event()

    def delete() -> None:
        eraser(shelf).forget_collection("Rules", with_chats=False)
        deleted.set()

    with store._reading():
        deleting = threading.Thread(target=delete)
        deleting.start()
        time.sleep(0.2)
        assert not deleted.is_set()
        assert store._table.count_rows() == 3
    deleting.join(5)
    with pytest.raises(CollectionUnknown):
        store.count()


def test_what_a_removal_could_not_remove_is_removed_at_the_next_start(shelf: Shelf, root: Path) -> None:
    shelf.index(root)
    folder = shelf.home / "collections" / shelf.collection.id
    shelf.catalog.remove_collection(shelf.collection.id)
    shelf.library.close()
    assert folder.exists()
    shelf.open()
    assert not folder.exists()


def test_an_index_whose_data_cannot_be_read_is_built_anew(shelf: Shelf, root: Path) -> None:
    shelf.index(root)
    folder = shelf.home / "collections" / shelf.collection.id
    shelf.library.close()
    for file in folder.glob("**/data/*"):
        file.write_bytes(b"garbage")
    shelf.open()
    assert shelf.texts() == []
    assert set(shelf.states().values()) == {"pending"}
    assert shelf.index(root).indexed == 3
    assert len(shelf.texts()) == 3


def test_collections_are_listed_with_their_size_while_files_come_and_go(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.index(root)
    (listed,) = shelf.library.collections()
    assert (listed.name, listed.documents, listed.chunks, listed.is_local_only) == ("Rules", 3, 3, False)
    assert listed.size_bytes > 1000
    whole = os.walk

    def walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
        for place, folders, files in whole(folder):
            yield place, folders, [*files, "vanished"]

    monkeypatch.setattr("os.walk", walk)
    assert shelf.library.collections()[0].size_bytes == listed.size_bytes


def test_a_collection_that_stays_on_this_computer_is_listed_as_such(shelf: Shelf) -> None:
    shelf.catalog.set_local_only(shelf.collection.id, True)
    assert [entry.is_local_only for entry in shelf.library.collections()] == [True]


def test_a_path_of_a_person_is_made_absolute_and_keeps_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert absolute("link/../link/x") == tmp_path / "link" / "x"
    assert absolute("~nobody") == tmp_path / "~nobody"
    for nothing in ("", "  "):
        with pytest.raises(PathUnknown):
            absolute(nothing)
