"""The catalogue: names, rows, and what a damaged or full disk does to it."""

import importlib.resources
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag.engine import catalog
from desktop_rag.engine.catalog import Catalog
from desktop_rag.errors import (
    CollectionNameInvalid,
    CollectionNameTaken,
    CollectionUnknown,
    DiskFull,
    DocumentUnknown,
    LibraryUnreadable,
)
from tests.engine_fakes import document_entry


@pytest.fixture(name="known")
def fixture_known(home: Path) -> Iterator[Catalog]:
    made = Catalog(home)
    yield made
    made.close()


def test_what_is_written_is_read_after_a_restart(home: Path, known: Catalog) -> None:
    collection = known.add_collection("旅費", "hash", 16, 1)
    entry = document_entry(
        collection, "/d/田中　太郎.txt", state="indexed", code=None, title="題", pages=3, chunks=2, size_bytes=5,
        modified_ns=1_700_000_000_123_456_789, content_hash="h", revision="r", language="ja", is_opened=True,
    )  # fmt: skip
    known.save_documents([entry])
    known.add_roots(collection.id, ["/d", "/e", "/d"])
    known.close()
    again = Catalog(home)
    assert again.collections() == [collection]
    assert again.document(entry.id) == entry
    assert again.roots(collection.id) == ["/d", "/e"]
    assert again.counts(collection.id) == (1, 2)
    again.close()


@pytest.mark.parametrize("name", ["../x", "🍣 👨‍👩‍👧", "a" * 100, "'; DROP TABLE collections; --", "  spaces around  "])
def test_odd_names_of_collections_are_just_names(known: Catalog, name: str) -> None:
    made = known.add_collection(name, "hash", 16, 1)
    assert known.collection_by_name(name) == known.collection_by_name(name.strip()) == made
    assert "/" not in made.id


@pytest.mark.parametrize("name", ["", "  ", "a" * 101, "a\nb", "a\x00b", "\x1b[2J", "\udcff", "\u202eevil"])
def test_names_that_nobody_could_read_are_refused(known: Catalog, name: str) -> None:
    made = known.add_collection("good", "hash", 16, 1)
    with pytest.raises(CollectionNameInvalid):
        known.add_collection(name, "hash", 16, 1)
    with pytest.raises(CollectionNameInvalid):
        known.rename_collection(made.id, name)
    assert known.collections() == [made]


def test_names_are_one_however_their_letters_are_composed(known: Catalog) -> None:
    known.add_collection("ガス", "hash", 16, 1)
    with pytest.raises(CollectionNameTaken):
        known.add_collection("ガス", "hash", 16, 1)
    other = known.add_collection("other", "hash", 16, 1)
    with pytest.raises(CollectionNameTaken):
        known.rename_collection(other.id, "ガス")


def test_unknown_things_are_said_to_be_unknown(known: Catalog) -> None:
    with pytest.raises(CollectionUnknown):
        known.collection("no")
    with pytest.raises(CollectionUnknown):
        known.collection_by_name("no")
    with pytest.raises(CollectionUnknown):
        known.rename_collection("no", "name")
    with pytest.raises(DocumentUnknown):
        known.document("no")


def test_removing_a_collection_takes_its_documents_along(known: Catalog) -> None:
    one, two = (known.add_collection(name, "hash", 16, 1) for name in ("one", "two"))
    known.save_documents([document_entry(one, "/a"), document_entry(two, "/b")])
    known.add_roots(one.id, ["/"])
    known.remove_collection(one.id)
    assert [entry.path for entry in known.documents()] == ["/b"]
    assert known.read("SELECT * FROM roots") == []


def test_a_transaction_is_everything_or_nothing(known: Catalog) -> None:
    collection = known.add_collection("c", "hash", 16, 1)

    def broken() -> Iterator[catalog.DocumentEntry]:
        yield document_entry(collection, "/a")
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        known.save_documents(broken())
    assert known.documents() == []
    known.save_documents([document_entry(collection, "/a")])
    assert len(known.documents()) == 1


def test_a_file_that_is_no_catalogue_is_unreadable_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / catalog.FILE_NAME).write_bytes(b"not a database" * 100)
    with pytest.raises(LibraryUnreadable):
        Catalog(tmp_path)
    assert (tmp_path / catalog.FILE_NAME).read_bytes() == b"not a database" * 100


def test_a_full_disk_says_so_and_loses_nothing(known: Catalog) -> None:
    collection = known.add_collection("c", "hash", 16, 1)
    pages = known.read("PRAGMA page_count")[0][0]
    known.read(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull):
        known.save_documents(document_entry(collection, f"/{n}", title="x" * 2000) for n in range(50))
    known.read("PRAGMA max_page_count = 100000")
    assert known.documents() == []
    known.save_documents([document_entry(collection, "/a")])


def test_a_violated_rule_is_a_defect_and_no_disk_error(known: Catalog) -> None:
    with pytest.raises(sqlite3.IntegrityError), known.transaction() as connection:
        connection.execute("INSERT INTO roots VALUES ('no such collection', '/')")


def test_the_folder_knows_its_version_and_is_not_migrated_twice(home: Path, known: Catalog) -> None:
    known.add_collection("c", "hash", 16, 1)
    version = known.read("PRAGMA user_version")
    known.close()
    again = Catalog(home)
    assert again.read("PRAGMA user_version") == version
    assert len(again.collections()) == 1
    again.close()


def test_a_collection_that_never_leaves_this_computer_stays_marked(home: Path, known: Catalog) -> None:
    one, two = (known.add_collection(name, "hash", 16, 1) for name in ("one", "two"))
    known.set_local_only(one.id, True)
    known.close()
    again = Catalog(home)
    assert [(entry.name, entry.is_local_only) for entry in again.collections()] == [("one", True), ("two", False)]
    again.set_local_only(one.id, False)
    assert not again.collection(one.id).is_local_only
    with pytest.raises(CollectionUnknown):
        again.set_local_only("no", True)
    again.rename_collection(two.id, "three")
    assert again.collection_by_name("three").id == two.id
    again.close()


def test_a_seal_is_replaced_and_read_after_a_restart(home: Path, known: Catalog) -> None:
    assert known.read_seal("ledger") is None
    known.write_seal("ledger", "1")
    known.write_seal("ledger", "2")
    known.write_seal("other", "x")
    known.close()
    again = Catalog(home)
    assert (again.read_seal("ledger"), again.read_seal("other")) == ("2", "x")
    again.close()


def test_a_library_of_the_first_version_is_brought_up_to_date(home: Path) -> None:
    scripts = importlib.resources.files("desktop_rag.engine.migrations")
    first = scripts.joinpath("0001_first.sql").read_text(encoding="utf-8")
    connection = sqlite3.connect(home / catalog.FILE_NAME)
    connection.executescript(first)
    connection.executescript(
        "PRAGMA user_version=1; INSERT INTO collections VALUES ('c', 'Rules', 'hash', 16, 1, 0);"
        "INSERT INTO chats VALUES ('a', 'Fees', 'c', 0, 0); INSERT INTO turns VALUES ('t', 'a', 0, 'Fees?', 0, '{}');"
    )
    connection.close()
    brought = Catalog(home)
    assert not brought.collection("c").is_local_only
    assert brought.read("SELECT id, collection_id FROM turns") == [("t", "c")]
    assert brought.read("SELECT collection_id FROM old_text") == [("c",)]
    brought.close()
