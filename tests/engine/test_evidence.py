"""The decision to answer: what it must never do, whatever the fitted coefficients are."""

import numpy as np
import pytest

from desktop_rag.engine import evidence
from desktop_rag.engine.chunk_rows import Candidate
from desktop_rag.engine.lexicon import Lexicon
from desktop_rag.engine.retriever import Found, Question, rank
from desktop_rag.engine.terms import of_question, of_text
from tests.engine_fakes import chunk_terms_of

BROCHURE = "Margie's Travel offers the following hotels in San Francisco: the Lombard Hotel and the Wharf Hotel."
LEAVE = "Everybody has twenty days of paid leave a year and requests it two weeks ahead."
JAPANESE = "出張の日当は、国内は2,500円、海外は5,000円とする。"


def found(asked: str, *texts: str, cosine: float = 0.6, trust: float = 1.0) -> Found:
    """Passages as near to the question in meaning as the test says."""
    vector = np.array([cosine, (1 - cosine**2) ** 0.5], np.float32)
    candidates = [
        Candidate(f"{n}", f"{n}", 1, None, 0, len(text), text, "", chunk_terms_of(text), vector)
        for n, text in enumerate(texts)
    ]
    lexicon = Lexicon([of_text(text) for text in (*texts, LEAVE, BROCHURE, JAPANESE)], len(texts) + 3)
    words = of_question(asked)
    question = Question(asked, words, lexicon.weigh(words), np.array([1, 0], np.float32) if trust else None, trust)
    return Found(question, lexicon, tuple(rank(question, lexicon, candidates, 0.0)), 0.0, 0.0)


def test_nothing_found_supports_nothing() -> None:
    verdict = evidence.judge(found("Where can I stay?"))
    assert (verdict.is_supported, verdict.probability) == (False, 0.0)


def test_a_passage_about_it_supports_an_answer_and_one_about_something_else_does_not() -> None:
    assert evidence.judge(found("Which hotels are there in San Francisco?", BROCHURE)).is_supported
    assert not evidence.judge(found("Who repairs the coffee machine?", BROCHURE, cosine=0.05)).is_supported
    assert evidence.judge(found("国内出張の日当", JAPANESE, trust=0.0)).is_supported
    assert not evidence.judge(found("駐車場の料金", LEAVE, trust=0.0)).is_supported


def test_a_name_that_no_passage_mentions_is_refused_however_near_they_are() -> None:
    near = found("Which hotels are there in Tokyo?", BROCHURE, cosine=0.99)
    assert not evidence.judge(near).is_supported


@pytest.mark.parametrize(("trust", "mode"), [(1.0, "with_vectors"), (0.0, "keywords")])
def test_the_mode_follows_what_the_model_can_read(trust: float, mode: str) -> None:
    assert evidence.mode(found("hotels", BROCHURE, trust=trust)) == mode


def test_nearer_is_never_less_likely() -> None:
    chances = [
        evidence.judge(found("Which hotels are there?", BROCHURE, cosine=cosine)).probability
        for cosine in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    ]
    assert chances == sorted(chances)
    assert 0 < chances[0] < chances[-1] < 1


def test_words_alone_do_not_look_at_meaning() -> None:
    far, near = (evidence.judge(found("hotels", BROCHURE, cosine=cosine, trust=0.0)) for cosine in (0.0, 1.0))
    assert far == near
