"""Counting words: rare ones count more, BM25 prefers what holds them, the count is renewed when a collection grows."""

import math

from desktop_rag.engine.lexicon import SAMPLE, Lexicon, LexiconKeeper, share


def test_rare_words_count_more_and_unknown_ones_most() -> None:
    lexicon = Lexicon([["the", "hotel"], ["the", "fee"], ["the", "the"]], 3)
    assert lexicon.rarity("the") < lexicon.rarity("hotel") < lexicon.rarity("tokyo")
    assert math.isclose(lexicon.rarity("hotel"), math.log(1 + 2.5 / 1.5))
    assert lexicon.knows("fee")
    assert not lexicon.knows("tokyo")


def test_an_empty_collection_is_counted_too() -> None:
    lexicon = Lexicon([], 0)
    assert lexicon.bm25(lexicon.weigh({"hotel": 1.0}), []) == 0.0
    assert lexicon.rarity("hotel") > 0


def test_bm25_prefers_more_mentions_in_fewer_words() -> None:
    chunks = [["hotel", "hotel", "fee"], ["hotel", "fee", "fee"], ["hotel", *["fee"] * 20], ["fee"]]
    lexicon = Lexicon(chunks, 4)
    scores = [lexicon.bm25(lexicon.weigh({"hotel": 1.0}), chunk) for chunk in chunks]
    assert scores[0] > scores[1] > scores[2] > scores[3] == 0.0


def test_share_is_that_of_the_weight() -> None:
    assert share({"a": 3.0, "b": 1.0}, {"a"}) == 0.75
    assert share({}, {"a"}) == 0.0


class CountedStore:
    """A table that says how often it was read."""

    def __init__(self, total: int) -> None:
        self.version = 1
        self.total = total
        self.readings = 0

    def count(self) -> int:
        return self.total

    def sample_terms(self, limit: int) -> list[list[str]]:
        self.readings += 1
        return [["word"]] * min(self.total, limit)


def test_a_large_collection_is_counted_again_only_when_a_tenth_is_new() -> None:
    store, keeper = CountedStore(SAMPLE * 2), LexiconKeeper()
    first = keeper.get(store)  # type: ignore[arg-type]
    assert keeper.get(store) is first  # type: ignore[arg-type]
    store.version, store.total = 2, SAMPLE * 2 + 10
    assert keeper.get(store) is first  # type: ignore[arg-type]
    store.version, store.total = 3, SAMPLE * 3
    assert keeper.get(store) is not first  # type: ignore[arg-type]
    assert store.readings == 2


def test_a_small_collection_is_always_counted_as_it_is() -> None:
    store, keeper = CountedStore(5), LexiconKeeper()
    keeper.get(store)  # type: ignore[arg-type]
    store.version = 2
    keeper.get(store)  # type: ignore[arg-type]
    assert store.readings == 2
