"""A collection's way to another embedding model: whole or not at all, and never twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag.errors import Cancelled
from tests.engine_fakes import DIMENSION, HashEmbedder, Shelf, hash_vector, move


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    for number in range(6):
        (root / f"{number}.txt").write_text(f"Rule number {number} is about parking.")
    (root / "bad.txt").write_text("damaged")
    return root


@pytest.fixture(name="shelf")
def fixture_shelf(home: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    monkeypatch.setattr("desktop_rag.engine.mover._CHUNKS_A_STEP", 2)
    with Shelf(home) as shelf:
        shelf.index(root)
        yield shelf


def stop_after(steps: int) -> Iterator[bool]:
    yield from [False] * steps
    while True:
        yield True


def test_the_new_index_has_the_same_chunks_with_vectors_of_the_new_model(shelf: Shelf) -> None:
    texts = shelf.texts()
    counts = move(shelf, "better", DIMENSION * 2)
    assert (counts.indexed, counts.chunks, shelf.texts()) == (6, 6, texts)
    assert shelf.agrees()
    (chunk,) = shelf.store.chunks_of([shelf.documents()["3.txt"].id])
    assert chunk.vector.tolist() == pytest.approx(hash_vector(chunk.text, DIMENSION * 2).tolist())
    shelf.reopen()
    assert shelf.texts() == texts
    assert len(list((shelf.home / "collections" / shelf.collection.id).iterdir())) == 1


def test_a_file_that_is_renamed_while_a_move_rests_goes_by_its_new_name(shelf: Shelf, root: Path) -> None:
    with pytest.raises(Cancelled):
        move(shelf, "better", DIMENSION * 2, is_cancelled=stop_after(3).__next__)
    (root / "0.txt").rename(root / "kangaroo.txt")
    shelf.index(root)
    assert move(shelf, "better", DIMENSION * 2).unchanged > 0
    found = shelf.store.search_terms({"kangaroo": 1.0}, 5)
    assert found == [f"{shelf.documents()['kangaroo.txt'].id}:0"]


def test_a_stopped_move_leaves_the_old_index_answering_and_goes_on_where_it_was(shelf: Shelf) -> None:
    texts = shelf.texts()
    with pytest.raises(Cancelled):
        move(shelf, "better", DIMENSION * 2, is_cancelled=stop_after(3).__next__)
    assert (shelf.collection.embedding_model, shelf.collection.next_model) == ("hash", "better")
    assert shelf.texts() == texts
    shelf.reopen()
    assert shelf.texts() == texts
    counts = move(shelf, "better", DIMENSION * 2)
    assert counts.unchanged > 0
    assert counts.unchanged + counts.indexed == 6
    assert shelf.agrees()


def test_what_changed_since_a_stopped_move_is_moved_as_it_is_now(shelf: Shelf, root: Path) -> None:
    with pytest.raises(Cancelled):
        move(shelf, "better", DIMENSION * 2, is_cancelled=stop_after(5).__next__)
    (root / "0.txt").write_text("Rule number zero was rewritten.")
    (root / "1.txt").unlink()
    shelf.index(root)
    texts = shelf.texts()
    move(shelf, "better", DIMENSION * 2)
    assert shelf.texts() == texts
    assert shelf.agrees()


def test_another_choice_of_model_starts_afresh(shelf: Shelf) -> None:
    with pytest.raises(Cancelled):
        move(shelf, "better", DIMENSION * 2, is_cancelled=stop_after(3).__next__)
    counts = move(shelf, "best", DIMENSION * 3)
    assert (counts.unchanged, counts.indexed) == (0, 6)
    assert shelf.collection.dimension == DIMENSION * 3


def test_documents_that_are_away_come_along(shelf: Shelf, root: Path, tmp_path: Path) -> None:
    root.rename(tmp_path / "elsewhere")
    shelf.index(root)
    assert set(shelf.states().values()) >= {"away"}
    move(shelf, "better", DIMENSION * 2)
    assert len(shelf.texts()) == 6


def test_an_index_in_the_old_place_is_taken_over(shelf: Shelf) -> None:
    texts = shelf.texts()
    shelf.library.close()
    folder = shelf.home / "collections" / next((shelf.home / "collections").iterdir()).name
    (folder / "1" / "chunks.lance").rename(folder / "chunks.lance")
    (folder / "1").rmdir()
    shelf.open()
    assert shelf.texts() == texts
    shelf.embedder = HashEmbedder()
