"""Two legs: words and meaning, fused by score and by how far the model can be trusted."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag.engine.chunk_rows import Candidate
from desktop_rag.engine.lexicon import Lexicon
from desktop_rag.engine.retriever import BLIND_WEIGHT, Question, Retriever, _vector_weight, rank
from desktop_rag.engine.store import Store
from desktop_rag.engine.terms import of_question, of_text
from desktop_rag.errors import Cancelled
from tests.engine_fakes import DIMENSION, HashEmbedder, Shelf, chunk_terms_of, hash_vector, stored_chunk


@pytest.fixture(name="shelf")
def fixture_shelf(home: Path, tmp_path: Path) -> Iterator[Shelf]:
    with Shelf(home) as shelf:
        root = tmp_path / "documents"
        root.mkdir()
        for name, text in {
            "parking.txt": "The parking fee is 30 dollars a day.",
            "leave.txt": "Everybody has twenty days of leave a year.",
            "旅費.txt": "出張の日当は2,500円とする。",
        }.items():
            (root / name).write_text(text, encoding="utf-8")
        shelf.index(root)
        yield shelf


def retriever(shelf: Shelf) -> Retriever:
    return Retriever(shelf.embedder)  # type: ignore[arg-type]


def candidate(text: str, key: str = "a") -> Candidate:
    return Candidate(key, key, None, None, 0, len(text), text, "", chunk_terms_of(text), hash_vector(text))


def question(text: str, trust: float = 1.0, *, has_vector: bool = True) -> Question:
    words = of_question(text)
    return Question(text, words, words, hash_vector(text) if has_vector else None, trust)


@pytest.mark.parametrize("use_vectors", [True, False])
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("What does parking cost?", "parking"),
        ("How many days of leave?", "leave"),
        ("日当はいくらですか", "日当"),
        ("旅費", "日当"),  # stands in the file's name alone
    ],
)
def test_the_passage_with_the_words_comes_first(shelf: Shelf, asked: str, expected: str, use_vectors: bool) -> None:
    found = retriever(shelf).find(shelf.store, asked, use_vectors=use_vectors)
    assert expected in found.ranked[0].candidate.text
    assert [entry.score for entry in found.ranked] == sorted((e.score for e in found.ranked), reverse=True)
    assert all((entry.cosine is not None) is use_vectors for entry in found.ranked)


def test_nothing_is_found_in_an_empty_library_and_for_words_of_no_document(home: Path, tmp_path: Path) -> None:
    empty = Store(tmp_path / "index", DIMENSION)
    for embedder in (HashEmbedder(), None):
        found = Retriever(embedder).find(empty, "parking")  # type: ignore[arg-type]
        assert found.ranked == ()
    empty.add([stored_chunk("a", 0, "parking")])
    assert Retriever(None).find(empty, "zebra").ranked == ()


def test_stop_words_alone_are_searched_by_meaning(shelf: Shelf) -> None:
    found = retriever(shelf).find(shelf.store, "what is it?")
    assert found.question.terms == {}
    assert found.ranked


def test_a_stop_reaches_the_embedding(shelf: Shelf) -> None:
    with pytest.raises(Cancelled):
        retriever(shelf).find(shelf.store, "parking", is_cancelled=lambda: True)


def test_a_new_document_is_found_at_once(shelf: Shelf) -> None:
    finder = retriever(shelf)
    finder.find(shelf.store, "parking")
    shelf.store.add([stored_chunk("new", 0, "zebra crossing")])
    assert finder.find(shelf.store, "zebra").ranked[0].candidate.document_id == "new"


def test_word_counts_do_not_outlive_their_store(tmp_path: Path) -> None:
    finder = Retriever(None)
    for number in range(5):
        store = Store(tmp_path / f"index {number}", DIMENSION)
        store.add([stored_chunk("a", 0, f"word{number}")])
        assert finder.find(store, f"word{number}").lexicon.knows(f"word{number}")
        del store
        gc.collect()
    assert len(finder._keepers) == 0


def test_a_blind_model_hardly_counts() -> None:
    japanese, english = candidate("出張の日当は2,500円とする。"), candidate("parking fee")
    assert _vector_weight(question("日当", trust=0.0), japanese, 0.0) == BLIND_WEIGHT
    assert _vector_weight(question("parking", trust=1.0), japanese, 0.0) == BLIND_WEIGHT
    assert _vector_weight(question("parking", trust=1.0), english, 0.0) > 3 * BLIND_WEIGHT
    assert _vector_weight(question("日当", trust=1.0), japanese, 1.0) > 3 * BLIND_WEIGHT
    assert _vector_weight(question("x", has_vector=False), english, 1.0) == 0.0
    assert _vector_weight(question("what is it"), english, 1.0) == 1.0


def test_words_in_one_sentence_beat_words_strewn_about() -> None:
    near = candidate("The parking fee is 30. Other things follow here. And more of them.", "near")
    far = candidate("The parking is here. Other things follow here. A fee is 30.", "far")
    lexicon = Lexicon([near.terms.all, far.terms.all, of_text("leave")], 3)
    asked = question("parking fee", has_vector=False).reweighed(lexicon)
    assert [entry.candidate.id for entry in rank(asked, lexicon, [far, near], 0.0)] == ["near", "far"]
    assert rank(asked, lexicon, [], 0.0) == []


def test_a_passage_that_two_files_have_is_shown_once() -> None:
    clause = "The parking fee is 30 dollars a day and is paid at the gate, in cash or by card, before noon."
    listed = [candidate(clause, "b"), candidate(clause.upper(), "a"), candidate("Parking is near the gate.", "c")]
    lexicon = Lexicon([entry.terms.all for entry in listed], 3)
    asked = question("parking fee", has_vector=False).reweighed(lexicon)
    for order in (listed, listed[::-1]):
        assert [entry.candidate.id for entry in rank(asked, lexicon, order, 0.0)] == ["a", "c"]


def test_many_copies_of_one_passage_do_not_hide_the_others(tmp_path: Path) -> None:
    notice = "The parking permit of the harbour garage costs 45 euros a month and is ordered from the front desk."
    others = ["Visitors need no permit.", "The garage is closed on Sundays.", "A form is signed by the line manager."]
    store = Store(tmp_path / "index", DIMENSION)
    store.add([stored_chunk(f"copy{number}", 0, notice) for number in range(120)])
    store.add([stored_chunk(f"other{number}", 0, text) for number, text in enumerate(others)])
    found = Retriever(HashEmbedder()).find(store, "parking permit of the harbour garage")  # type: ignore[arg-type]
    documents = [entry.candidate.document_id for entry in found.ranked]
    assert documents[0].startswith("copy")
    assert sorted(documents[1:]) == ["other0", "other1", "other2"]


def test_passages_that_differ_in_a_number_are_two() -> None:
    clause = "The parking fee of visitors and guests is {} dollars a day and is paid at the gate, in cash or by card."
    listed = [candidate(clause.format(fee), f"{fee}") for fee in (30, 45)]
    lexicon = Lexicon([entry.terms.all for entry in listed], 2)
    asked = question("parking fee", has_vector=False).reweighed(lexicon)
    assert len(rank(asked, lexicon, listed, 0.0)) == 2
