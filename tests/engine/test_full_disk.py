"""A disk that fills up between two steps: index and catalogue agree again before anything else is written."""

from pathlib import Path
from typing import Any

import pytest

from desktop_rag import protocol
from desktop_rag.engine.catalog import Catalog
from desktop_rag.engine.store import Store
from desktop_rag.errors import DiskFull
from tests.engine.engine_office import Office, failure, index


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    for number in range(3):
        (root / f"{number}.txt").write_text(f"The parking fee of place {number} is 30 dollars a day.")
    return root


def agrees(office: Office) -> bool:
    (collection,) = office.engine.library.catalog.collections()
    held = {key: found.chunks for key, found in office.engine.library.store(collection).held().items()}
    return held == {entry.id: entry.chunks for entry in office.engine.library.catalog.documents(collection.id)}


def finds(office: Office) -> bool:
    found = office.do(protocol.Search, question="parking fee")
    assert isinstance(found, protocol.SearchDone), found
    return bool(found.passages)


def fill_up_once_indexed(patched: pytest.MonkeyPatch) -> None:
    """No room for the catalogue when the index has its rows."""
    save = Catalog.save_documents

    def full(self: Catalog, entries: Any, words: Any = None) -> None:
        saved = list(entries)
        if any(entry.chunks for entry in saved):
            raise DiskFull
        save(self, saved, words)

    patched.setattr(Catalog, "save_documents", full)


def test_what_the_catalogue_had_no_room_for_is_not_stored_twice(
    office: Office, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        fill_up_once_indexed(patched)
        assert failure(office.do(protocol.Index, collection="Rules", paths=(str(root),))) == "disk_full"
    done = office.do(protocol.Refresh)
    assert isinstance(done, protocol.IndexDone)
    assert done.indexed == 3
    assert agrees(office)
    assert finds(office)


def test_on_a_disk_that_stays_full_the_index_answers_and_is_not_thrown_away(
    office: Office, home: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise DiskFull

    index(office, root)
    (root / "new.txt").write_text("Parking for guests is free.")
    with monkeypatch.context() as patched:
        fill_up_once_indexed(patched)
        assert failure(office.do(protocol.Refresh)) == "disk_full"
    office.engine.close()
    again = Office(home)
    with monkeypatch.context() as patched:
        patched.setattr(Store, "forget", full)
        assert finds(again)
        assert failure(again.do(protocol.Refresh)) == "disk_full"
        assert finds(again)
    again.reader.reads.clear()
    assert isinstance(again.do(protocol.Refresh), protocol.IndexDone)
    assert [path.name for path in again.reader.reads] == ["new.txt"]
    assert agrees(again)
    again.engine.close()
