"""What a question is about: its rare words, hardly its common ones."""

from desktop_rag.engine import subject, terms
from desktop_rag.engine.lexicon import Lexicon


def coverage(question: str, text: str, *others: str) -> float:
    lexicon = Lexicon([terms.of_text(each) for each in (text, *others)], 1 + len(others))
    return subject.coverage(subject.of_question(question), lexicon, frozenset(terms.of_text(text)))


def test_a_text_with_every_word_covers_all_and_one_with_none_covers_nothing() -> None:
    assert coverage("parking fee", "The parking fee is 30.") == 1.0
    assert coverage("parking fee", "Leave is twenty days.") == 0.0


def test_words_that_any_question_holds_count_a_third() -> None:
    question = "How do I get parking now?"
    others = ["get it now", "parking", *["leave"] * 8]
    assert coverage(question, "parking", *others) > 0.5
    assert coverage(question, "get it now", *others) < 0.4


def test_japanese_grammar_is_no_subject() -> None:
    assert next(word.terms[0][0] for word in subject.of_question("旅費はどこで払ってもらえますか")) == "旅費"
    assert all(word.weight < 1 for word in subject.of_question("何日前"))


def test_a_question_without_a_subject_is_covered_by_nothing() -> None:
    assert coverage("これはなんですか", "これは旅費の規程です") == 0.0
    assert subject.of_question("") == []
