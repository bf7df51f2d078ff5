"""The index: what goes in comes out, a commit is whole, and damage costs at most the newest version."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop_rag.engine import store_indexes
from desktop_rag.engine.chunk_rows import Candidate, StoredChunk
from desktop_rag.engine.shared_lock import SharedLock
from desktop_rag.engine.store import Store
from desktop_rag.engine.store_queries import MAX_TERMS
from desktop_rag.errors import CollectionUnknown, DiskFull, LibraryUnreadable
from tests.engine_fakes import DIMENSION, hash_vector, stored_chunk


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path) -> Store:
    return Store(tmp_path / "index", DIMENSION)


def texts(store: Store) -> list[str]:
    return sorted(store._table.search().select(["text"]).limit(None).to_arrow()["text"].to_pylist())


def reopened(store: Store, dimension: int = DIMENSION) -> Store:
    return Store(store._folder, dimension)


def manifests(store: Store) -> list[Path]:
    """Newest first: LanceDB counts versions down from the greatest number in the name, or up in older files."""
    found = list(store._folder.glob("chunks.lance/_versions/*.manifest"))
    return sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def test_an_empty_index_answers_everything_with_nothing(store: Store) -> None:
    assert store.count() == 0
    assert store.held() == {}
    assert store.search_terms({"hotel": 1.0}, 5) == []
    assert store.search_vector(hash_vector("hotel"), 5) == []
    assert store.fetch([]) == store.fetch(["no:0"]) == {}
    assert store.sample_terms(10) == []
    assert store.vectors_by_hash(["no"]) == {}
    store.forget(["no"])
    store.optimize()


def test_what_is_added_is_found_by_words_and_by_meaning_at_once(store: Store) -> None:
    store.add([stored_chunk("a", 0, "parking fee"), stored_chunk("a", 1, "twenty days"), stored_chunk("b", 0, "hotel")])
    assert store.search_terms({"parking": 1.0}, 5) == ["a:0"]
    assert store.search_vector(hash_vector("hotel"), 1) == ["b:0"]
    store.optimize()
    assert store.search_terms({"parking": 1.0, "hotel": 2.0}, 5) == ["b:0", "a:0"]
    assert store.count() == 3
    found = store.held()["a"]
    assert (found.chunks, found.revisions) == (2, frozenset({"r1"}))


def test_a_search_in_some_documents_finds_as_many_as_if_there_were_no_others(store: Store) -> None:
    store.add([stored_chunk(f"d{n}", 0, "hotel hotel") for n in range(60)] + [stored_chunk("a", 0, "hotel and fee")])
    store.optimize()
    store.add([stored_chunk("late", 0, "the hotel too")])
    only = {"a", "late", "gone"}
    assert set(store.search_terms({"hotel": 1.0}, 5, only)) == {"a:0", "late:0"}
    assert set(store.search_vector(hash_vector("hotel"), 5, only)) == {"a:0", "late:0"}
    many = [f"x{n}" for n in range(3000)]
    assert store.search_terms({"hotel": 1.0}, 5, [*many, "a"]) == ["a:0"]
    assert store.search_vector(hash_vector("hotel"), 5, [*many, "a"]) == ["a:0"]
    assert store.search_terms({"hotel": 1.0}, 5, ()) == store.search_vector(hash_vector("hotel"), 5, ()) == []
    assert len(store.search_terms({"hotel": 1.0}, 5)) == len(store.search_vector(hash_vector("hotel"), 5)) == 5


def test_a_chunk_comes_back_as_it_went_in(store: Store) -> None:
    text = "「旅費」\n<|im_start|> 'quoted' 🍣 1,000"
    store.add([stored_chunk("a", 0, text, heading="Rules › Travel", terms="旅費 quoted")])
    (found,) = store.fetch(["a:0"]).values()
    assert (found.text, found.heading, found.terms.all, found.page) == (
        text,
        "Rules › Travel",
        ("旅費", "quoted"),
        None,
    )
    assert np.array_equal(found.vector, hash_vector(text))
    (row,) = store.chunks_of(["a"])
    assert np.array_equal(store.vectors_by_hash([row.content_hash])[row.content_hash], found.vector)


def test_replace_takes_the_place_of_everything_in_one_commit(store: Store) -> None:
    store.add([stored_chunk("a", n, f"old {n}") for n in range(4)] + [stored_chunk("b", 0, "other")])
    before = store.version
    store.replace(["a"], [stored_chunk("a", n, f"new {n}", revision="r2") for n in range(2)])
    assert store.version == before + 1
    assert texts(store) == ["new 0", "new 1", "other"]
    assert store.held()["a"].revisions == {"r2"}
    store.replace(["a"], [])
    assert texts(store) == ["other"]
    store.replace([], [])
    assert texts(store) == ["other"]


def test_replace_also_takes_new_documents(store: Store) -> None:
    store.add([stored_chunk("a", 0, "old")])
    store.replace(["a"], [stored_chunk("a", 0, "new"), stored_chunk("b", 0, "fresh")])
    assert texts(store) == ["fresh", "new"]


def test_an_id_with_quotes_harms_nobody(store: Store) -> None:
    store.add([stored_chunk("a", 0, "one"), stored_chunk("x' OR '1'='1", 0, "two")])
    store.forget(["x' OR '1'='1"])
    assert texts(store) == ["one"]


def test_reword_changes_words_and_nothing_else(store: Store) -> None:
    store.add([stored_chunk("a", 0, "fee", heading="H"), stored_chunk("b", 0, "fee")])
    (before,) = store.chunks_of(["a"])
    store.reword({"a": lambda stored: f"renamed {stored}", "nobody": str.upper})
    assert store.search_terms({"renamed": 1.0}, 5) == ["a:0"]
    (after,) = store.chunks_of(["a"])
    assert after.terms == "renamed fee"
    assert (after.text, after.content_hash) == (before.text, before.content_hash)
    assert np.array_equal(after.vector, before.vector)
    assert set(store.search_terms({"fee": 1.0}, 5)) == {"a:0", "b:0"}


def test_forget_removes_from_every_search(store: Store) -> None:
    store.add([stored_chunk("a", 0, "secret"), stored_chunk("b", 0, "public")])
    store.optimize()
    store.forget(["a"])
    assert texts(store) == ["public"]
    assert store.search_terms({"secret": 1.0}, 5) == []
    assert store.search_vector(hash_vector("secret"), 5) == ["b:0"]
    assert store.fetch(["a:0"]) == {}


def test_writing_anew_keeps_rows_vectors_and_searches_and_no_file(store: Store) -> None:
    store.add([stored_chunk(f"d{n}", 0, f"text {n}", heading="旅費", terms=f"word{n} fee") for n in range(300)])
    store.optimize()
    store.add([stored_chunk("late", 0, "not in the word list yet", terms="late")])
    store.forget(["d7"])
    (store._folder / "chunks.lance" / "_versions" / "9.broken").write_bytes(b"set aside")
    before = store.fetch(["d0:0", "late:0"])
    files, version, schema = set(store._files()), store.version, store._table.schema
    seen = store.rewrite()
    assert (seen.chunks, seen.files_are_new, seen.is_whole) == (300, True, True)
    assert files.isdisjoint(store._files())
    assert store.version > version
    assert store._table.schema == schema
    assert len(manifests(store)) == 1
    for now in (store, reopened(store)):
        after = now.fetch(["d0:0", "late:0", "d7:0"])
        assert after.keys() == before.keys()
        for key, chunk in after.items():
            assert np.array_equal(chunk.vector, before[key].vector)
            assert chunk.text == before[key].text
        assert now.search_terms({"late": 1.0}, 5) == ["late:0"]
        assert now.search_terms({"word7": 1.0}, 5) == []
    assert not store.holds(["d7"])
    assert store.holds(["d7", "d8"])
    store.add([stored_chunk("d7", 0, "back again")])
    store.replace(["d8"], [])
    assert reopened(store).count() == 300


def test_an_empty_index_is_written_anew_too(store: Store) -> None:
    store.add([stored_chunk("a", 0, "secret")])
    store.forget(["a"])
    seen = store.rewrite()
    assert (seen.chunks, seen.files_are_new, seen.is_whole) == (0, True, True)
    store.add([stored_chunk("b", 0, "public")])
    assert store.search_terms({"public": 1.0}, 5) == ["b:0"]


@pytest.mark.parametrize("step", ["store.Store._write_anew", "store_indexes.make", "store.sync"])
def test_a_full_disk_while_writing_anew_leaves_a_whole_index(
    store: Store, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError("No space left on device")

    store.add([stored_chunk(f"d{n}", 0, f"text {n}") for n in range(20)])
    store.forget(["d7"])
    with monkeypatch.context() as broken:
        broken.setattr(f"desktop_rag.engine.{step}", full)
        with pytest.raises(DiskFull):
            store.rewrite()
    assert store.count() == 19
    store.add([stored_chunk("d7", 0, "later")])
    assert store.search_terms({"later": 1.0, "text": 0.1}, 1) == ["d7:0"]
    assert store.rewrite().is_whole
    assert reopened(store).count() == 20


def test_a_full_disk_at_the_start_throws_no_index_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError("No space left on device")

    store.add([stored_chunk("a", 0, "hotel")])
    with monkeypatch.context() as broken:
        broken.setattr("desktop_rag.engine.store_indexes.make", full)
        broken.setattr("desktop_rag.engine.store_indexes.complete", full)
        with pytest.raises(DiskFull):
            store.rewrite()
        with pytest.raises(DiskFull):
            reopened(store)
    again = reopened(store)
    assert not again.was_rebuilt
    assert again.search_terms({"hotel": 1.0}, 5) == ["a:0"]


def test_whatever_may_leave_old_text_is_told_before_it_happens(tmp_path: Path) -> None:
    counts: list[int] = []
    store = Store(tmp_path / "index", DIMENSION, lambda: counts.append(store.count()))
    store.add([stored_chunk("a", 0, "one"), stored_chunk("b", 0, "two")])
    store.optimize()
    assert counts == []
    store.replace(["a"], [])
    store.reword({"b": lambda stored: f"renamed {stored}"})
    store.forget(["b"])
    assert counts == [2, 1, 1]
    store.forget([])
    store.rewrite()
    assert counts == [2, 1, 1]


def index_names(store: Store) -> dict[str, str]:
    return {index.columns[0]: index.name for index in store._table.list_indices()}


def files(store: Store) -> set[Path]:
    return set(store._files())


def many(first: int, last: int) -> list[StoredChunk]:
    return [stored_chunk(f"d{n}", 0, f"text {n} of {n % 7} words{n % 13}") for n in range(first, last)]


def test_a_small_change_writes_nothing_anew_and_is_found(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_indexes, "_ROWS_UNINDEXED", 50)
    store.add(many(0, 100))
    assert store.optimize()
    before = files(store)
    store.add([stored_chunk("late", 0, "kangaroo text")])
    assert not store.optimize()
    assert before <= files(store)
    assert store.search_terms({"kangaroo": 1.0, "text": 0.5}, 3)[0] == "late:0"
    assert store.search_vector(hash_vector("kangaroo text"), 1) == ["late:0"]
    store.add(many(100, 160))
    assert store.optimize()
    assert not store.optimize()
    assert len(list(store._folder.glob("chunks.lance/data/*"))) == 1


def test_a_quiet_moment_is_used_for_less(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_indexes, "_ROWS_UNINDEXED", 5)
    monkeypatch.setattr(store_indexes, "_PART", 2)
    store.add(many(0, 100))
    assert store.optimize()
    store.add(many(100, 110))
    assert not store.optimize()
    assert store.optimize(is_quiet=True)


def test_many_small_commits_leave_few_files(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_indexes, "_VERSIONS", 5)
    for number in range(12):
        store.add([stored_chunk(f"d{number}", 0, f"hotel {number}")])
        store.optimize()
        assert len(manifests(store)) <= 6
    assert len(store.search_terms({"hotel": 1.0}, 20)) == 12


def test_a_search_that_writing_overtakes_looks_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_indexes, "_ROWS_UNINDEXED", 5)
    store.add(many(0, 40))
    store.replace(["d3"], [stored_chunk("d3", 0, "another text", revision="r2")])
    store.forget(["d7"])
    question = hash_vector("another text")
    here = {chunk.id for chunk in store.search({"text": 1.0}, question, (40, 5))}
    assert len(here) == 39
    take = store._candidates
    moves: list[Callable[[], object]] = [
        store._table.optimize,
        lambda: store.forget(["d5"]),
        lambda: store.reword({"d9": lambda stored: stored}),
    ]

    def overtaken(query: object) -> dict[str, Candidate]:
        if moves:
            moves.pop(0)()  # as if it had happened between looking and taking
        return take(query)

    monkeypatch.setattr(store, "_candidates", overtaken)
    for _ in range(3):
        found = {chunk.id: chunk for chunk in store.search({"text": 1.0}, question, (40, 5))}
        assert found.keys() in (here, here - {"d5:0"})
        assert found["d3:0"].text == "another text"
        assert all(chunk.id == f"{chunk.document_id}:0" for chunk in found.values())
    assert found.keys() == here - {"d5:0"}


def test_vectors_get_an_index_when_there_are_many(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_indexes, "VECTORS_FROM", 300)
    monkeypatch.setattr(store_indexes, "_ROWS_UNINDEXED", 50)
    store.add(many(0, 280))
    store.optimize()
    assert "vector" not in index_names(store)
    questions = [hash_vector(f"text {n} of {n % 7} words{n % 13}") for n in range(0, 280, 40)]
    store.add(many(280, 320))
    exact = [store.search_vector(question, 1) for question in questions]
    store.optimize()
    assert index_names(store)["vector"] == "vector_320"
    assert [store.search_vector(question, 1) for question in questions] == exact
    store.add([stored_chunk("late", 0, "kangaroo")])
    assert store.search_vector(hash_vector("kangaroo"), 1) == ["late:0"]
    assert store.search_vector(hash_vector("kangaroo"), 5, ["d7", "d9"]) in (["d7:0", "d9:0"], ["d9:0", "d7:0"])
    all_but_one = [f"d{n}" for n in range(1, 320)]
    assert len(store.search_vector(questions[0], 319, all_but_one)) == 319
    store.forget(["d7"])
    assert store.rewrite().is_whole
    assert index_names(store)["vector"] == "vector_320"
    assert "d7:0" not in store.search_vector(hash_vector("text 7 of 0 words7"), 320)
    assert store_indexes.are_whole(reopened(store)._table)


def test_pieces_of_the_vector_index_are_joined_when_nobody_waits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_indexes, "VECTORS_FROM", 300)
    monkeypatch.setattr(store_indexes, "_ROWS_UNINDEXED", 10)

    def pieces() -> tuple[int, int]:
        statistics = store._table.index_stats(index_names(store)["vector"])
        return statistics.num_indices or 0, store._table.stats()["fragment_stats"]["num_fragments"]

    store.add(many(0, 300))
    store.optimize()
    for start in range(300, 420, 30):
        store.add(many(start, start + 30))
        store.optimize()
    assert min(pieces()) > 3  # or there is nothing to join
    before = store.search_vector(hash_vector("text 7 of 0 words7"), 1)
    assert store.optimize(is_quiet=True)
    assert pieces() == (1, 1)
    assert not store.optimize(is_quiet=True)
    assert store.search_vector(hash_vector("text 7 of 0 words7"), 1) == before
    assert store_indexes.are_whole(reopened(store)._table)


def test_vectors_are_divided_anew_when_they_are_many_times_as_many(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_indexes, "VECTORS_FROM", 300)
    store.add(many(0, 300))
    store.optimize()
    store.add(many(300, 1200))
    store.optimize()
    assert index_names(store)["vector"] == "vector_300"
    store.add(many(1200, 1210))
    store.optimize()
    assert index_names(store)["vector"] == "vector_1210"


def test_many_documents_at_once(store: Store) -> None:
    store.add([stored_chunk(f"d{n}", 0, f"text {n}") for n in range(1200)])
    store.forget([f"d{n}" for n in range(1100)])
    assert store.count() == 100
    assert len(store.fetch([f"d{n}:0" for n in range(1200)])) == 100
    assert len(store.sample_terms(10)) == 10


def test_a_question_of_a_thousand_words_is_searched(store: Store) -> None:
    store.add([stored_chunk("a", 0, "hotel")])
    weights = {f"w{n}": 0.5 for n in range(1000)} | {"hotel": 1.0}
    assert len(weights) > MAX_TERMS
    assert store.search_terms(weights, 5) == ["a:0"]
    assert store.search_terms({}, 5) == []


def test_everything_is_there_after_a_restart(store: Store) -> None:
    store.add([stored_chunk("a", 0, "hotel")])
    again = reopened(store)
    assert texts(again) == ["hotel"]
    assert not again.was_rebuilt
    assert again.search_terms({"hotel": 1.0}, 5) == ["a:0"]


def test_an_empty_newest_manifest_costs_only_the_newest_version(store: Store) -> None:
    store.add([stored_chunk("a", 0, "first")])
    store.add([stored_chunk("b", 0, "second")])
    newest = manifests(store)[0]
    newest.write_bytes(b"")
    again = reopened(store)
    assert not again.was_rebuilt
    assert texts(again) == ["first"]
    assert newest.with_suffix(".broken").exists()
    again.add([stored_chunk("b", 0, "second again")])
    assert texts(reopened(again)) == ["first", "second again"]


@pytest.mark.parametrize("damage", ["manifests", "everything"])
def test_an_index_beyond_repair_is_built_anew(store: Store, damage: str) -> None:
    store.add([stored_chunk("a", 0, "hotel")])
    pattern = {"manifests": "**/*.manifest", "everything": "**/*"}[damage]
    for file in list(store._folder.glob(pattern)):
        if file.is_file():
            file.write_bytes(b"\x00garbage")
    again = reopened(store)
    assert again.was_rebuilt
    assert again.count() == 0
    again.add([stored_chunk("a", 0, "hotel")])
    assert again.search_terms({"hotel": 1.0}, 5) == ["a:0"]


def test_another_length_of_vectors_builds_anew(store: Store) -> None:
    store.add([stored_chunk("a", 0, "hotel")])
    again = reopened(store, DIMENSION * 2)
    assert again.was_rebuilt
    assert again.count() == 0


def test_a_table_that_never_got_its_word_index_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("lancedb.table.LanceTable.create_index", lambda *_, **__: None)
        made = Store(tmp_path / "index", DIMENSION)
        made.add([stored_chunk("a", 0, "hotel")])
    again = reopened(made)
    assert again.search_terms({"hotel": 1.0}, 5) == ["a:0"]
    assert not again.was_rebuilt


def test_a_place_that_cannot_hold_an_index_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryUnreadable):
        Store(tmp_path / "file" / "index", DIMENSION)


def test_a_dropped_index_is_gone_and_says_so(store: Store) -> None:
    store.add([stored_chunk("a", 0, "hotel")])
    store.drop()
    assert not store._folder.exists()
    with pytest.raises(CollectionUnknown):
        store.search_terms({"hotel": 1.0}, 5)


def test_many_read_while_one_writes_and_nobody_sees_half(store: Store) -> None:
    store.add([stored_chunk("a", n, f"old {n}") for n in range(20)])
    stop = threading.Event()
    seen: list[set[str]] = []
    failures: list[BaseException] = []

    def read() -> None:
        try:
            while not stop.is_set():
                found = store._table.search().select(["revision"]).limit(None).to_arrow()["revision"].to_pylist()
                seen.append(set(found))
        except BaseException as error:  # noqa: BLE001 (told below)
            failures.append(error)

    reading = threading.Thread(target=read)
    reading.start()
    for number in range(2, 8):
        store.replace(["a"], [stored_chunk("a", n, f"v{number} {n}", revision=f"r{number}") for n in range(20)])
    stop.set()
    reading.join(10)
    assert not failures
    assert all(len(found) == 1 for found in seen)
    assert len(seen) > 3


def test_a_waiting_writer_keeps_new_readers_out() -> None:
    lock = SharedLock()
    order: list[str] = []

    def write() -> None:
        with lock.writing():
            order.append("written")

    def read() -> None:
        with lock.reading():
            order.append("read")

    with lock.reading():
        writing = threading.Thread(target=write)
        writing.start()
        time.sleep(0.1)
        late = threading.Thread(target=read)
        late.start()
        time.sleep(0.1)
        assert order == []
    writing.join(5)
    late.join(5)
    assert order == ["written", "read"]
