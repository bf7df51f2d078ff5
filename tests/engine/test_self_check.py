"""A document that its own words do not find is never shown as ready."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from desktop_rag.engine import self_check
from desktop_rag.engine.store import Store
from tests.engine_fakes import Shelf, stored_chunk


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    (root / "leave.txt").write_text("Everybody has twenty days of leave a year.")
    (root / "parking.txt").write_text("The parking fee is 30 dollars a day.")
    (root / "marks.txt").write_text("。。。 --- !!!")
    return root


@pytest.fixture(name="shelf")
def fixture_shelf(home: Path) -> Iterator[Shelf]:
    with Shelf(home) as shelf:
        yield shelf


def test_documents_that_are_found_are_ready_also_where_there_is_no_word_to_ask_for(shelf: Shelf, root: Path) -> None:
    shelf.index(root)
    assert set(shelf.states().values()) == {"indexed"}


def test_the_same_text_a_hundred_times_is_found_in_each_document(shelf: Shelf, root: Path) -> None:
    for number in range(100):
        (root / f"copy {number}.txt").write_text("The parking fee is 30 dollars a day.")
    shelf.index(root)
    assert set(shelf.states().values()) == {"indexed"}


def test_a_document_that_the_words_do_not_find_says_so_until_it_is_read_again(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Store.search_terms

    def blind(store: Store, weights: Mapping[str, float], limit: int, only: Collection[str] | None = None) -> list[str]:
        return [] if any(term.startswith("park") for term in weights) else whole(store, weights, limit, only)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "search_terms", blind)
        shelf.index(root)
        assert shelf.states() == {
            "leave.txt": "indexed", "marks.txt": "indexed", "parking.txt": "document_not_findable",
        }  # fmt: skip
    lost = shelf.documents()["parking.txt"]
    assert lost.state == "partly"
    shelf.index(root)
    assert shelf.states()["parking.txt"] == "document_not_findable"  # nothing changed: nobody looked again
    shelf.index(root, read_again=[lost.id])
    assert set(shelf.states().values()) == {"indexed"}


def test_a_vector_of_nothing_is_noticed(shelf: Shelf) -> None:
    whole, hollow = stored_chunk("a", 0, "one two"), stored_chunk("b", 0, "three four")
    hollow = type(hollow)(**{name: getattr(hollow, name) for name in hollow.__slots__} | {"vector": np.zeros(16)})
    shelf.store.add([whole, hollow])
    probes = [self_check.Probe(name, f"{name}:0", ()) for name in ("a", "b", "c")]
    assert self_check.missing(shelf.store, probes, lambda: None) == {"b", "c"}


def test_a_document_of_one_endless_word_is_ready(shelf: Shelf, root: Path) -> None:
    (root / "picture in digits.txt").write_text("ffd8ffe000104a46494600" * 1_000)
    shelf.index(root)
    assert shelf.states()["picture in digits.txt"] == "indexed"


def test_many_documents_are_asked_for_in_few_searches_and_who_is_missing_is_named(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {f"d{number}": f"the {word} {number} of letter{number}" for number, word in enumerate(["fee", "stay"] * 20)}
    texts = {name: stored_chunk(name, 0, text) for name, text in said.items()}
    shelf.store.add([chunk for name, chunk in texts.items() if name != "d7"])
    probes = [
        self_check.Probe(name, f"{name}:0", tuple((word, 1.0) for word in text.split())) for name, text in said.items()
    ]
    searches = []
    whole = Store.search_terms

    def counted(
        store: Store, weights: Mapping[str, float], limit: int, only: Collection[str] | None = None
    ) -> list[str]:
        searches.append(only)
        return whole(store, weights, limit, only)

    monkeypatch.setattr(Store, "search_terms", counted)
    assert self_check.missing(shelf.store, probes, lambda: None) == {"d7"}
    assert len(searches) == 40 // 8 + 1
