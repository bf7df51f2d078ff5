"""Quotes: exact spans, short, none twice, the answering sentence first."""

import random

import pytest

from desktop_rag.engine import quotes
from desktop_rag.engine.chunk_rows import Candidate
from desktop_rag.engine.lexicon import Lexicon
from desktop_rag.engine.quotes import QuotedSpan
from desktop_rag.engine.retriever import Found, Question, rank
from desktop_rag.engine.terms import of_question, of_text
from tests.engine_fakes import HashEmbedder, chunk_terms_of, hash_vector

FILLER = "Nothing of the kind is said in this place. It goes on about other matters for a while. "


def found(asked: str, *texts: str, offset: int = 0, has_vectors: bool = True) -> Found:
    candidates = [
        Candidate(
            f"d{n}:0",
            f"d{n}",
            1,
            None,
            offset,
            offset + len(text),
            text,
            "",
            chunk_terms_of(text),
            hash_vector(text),
        )
        for n, text in enumerate(texts)
    ]
    lexicon = Lexicon([entry.terms.all for entry in candidates] + [of_text(FILLER)], len(texts) + 1)
    words = of_question(asked)
    vector = hash_vector(asked) if has_vectors else None
    question = Question(asked, words, lexicon.weigh(words), vector, 1.0 if has_vectors else 0.0)
    return Found(question, lexicon, tuple(rank(question, lexicon, candidates, 0.0)), 0.0, 0.0)


def select(results: Found, limit: int = 3, *, has_embedder: bool = True) -> list[QuotedSpan]:
    return quotes.select(results, HashEmbedder() if has_embedder else None, limit)  # type: ignore[arg-type]


@pytest.mark.parametrize("has_embedder", [True, False])
def test_the_sentence_that_answers_is_quoted_first(has_embedder: bool) -> None:
    text = FILLER * 4 + "The parking fee is 30 dollars. " + FILLER * 4
    best = select(found("What is the parking fee?", FILLER * 2, text, has_vectors=has_embedder))[0]
    assert "The parking fee is 30 dollars." in best.text
    assert len(best.text) <= quotes.WINDOW_LATIN


def test_quotes_are_exact_spans_of_the_page_and_never_overlap() -> None:
    chance = random.Random(5)
    words = ["parking", "fee", "旅費は", "30円。", "dollars.", "\n", "\n\n", "other", "🍣", "１．"]
    for _ in range(60):
        pages = [" ".join(chance.choices(words, k=chance.randint(1, 200))) for _ in range(4)]
        results = found("parking fee 旅費", *pages, offset=1000)
        spans = select(results, 5)
        for number, span in enumerate(spans):
            candidate = span.source.candidate
            assert span.text == candidate.text[span.start - 1000 : span.end - 1000]
            assert span.text
            assert span.text == span.text.strip()
            for other in spans[:number]:
                assert other.source is not span.source or other.end <= span.start or span.end <= other.start
        assert len({span.text for span in spans}) == len(spans) <= 5


def test_the_same_words_in_two_documents_are_quoted_once() -> None:
    text = "The parking fee is 30 dollars."
    assert len(select(found("parking fee", text, text, text))) == 1


def test_japanese_quotes_are_shorter() -> None:
    text = "出張の日当は二千五百円とする。宿泊費は一万円とする。" * 20
    span = select(found("出張の日当", text))[0]
    assert len(span.text) <= quotes.WINDOW_CJK
    assert span.text.endswith("。")


def test_no_more_than_asked_for_and_none_of_nothing() -> None:
    texts = [f"{FILLER}The parking fee of house {n} is {n} dollars." for n in range(6)]
    assert len(select(found("parking fee", *texts), 2)) == 2
    assert select(found("parking fee")) == []
