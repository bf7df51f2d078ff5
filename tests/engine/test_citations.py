"""Support is found, not believed: a mark alone proves nothing, and a number must stand in the quote."""

import random

import pytest

from desktop_rag.engine import citations, terms
from desktop_rag.engine.citations import SentenceFinder
from desktop_rag.engine.lexicon import Lexicon
from desktop_rag.records import Quote

TEXTS = (
    "The parking fee is 30 dollars a day. It is paid monthly by the payroll office.",
    "Everybody has twenty days of leave a year. Leave is requested two weeks ahead.",
    "出張の日当は2,500円とする。宿泊費は実費とする。",
)
QUOTES = [Quote(n, "d", "/d", None, 1, None, 0, len(text), text, "", 0.0) for n, text in enumerate(TEXTS, 1)]
LEXICON = Lexicon([terms.of_text(text) for text in TEXTS] + [["other"]] * 20, 23)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The parking fee is 30 dollars a day.", (1,)),
        ("The parking fee is 30 dollars a day [2].", (1,)),
        ("You have twenty days of leave a year [2].", (2,)),
        ("日当は2500円です【3】。", (3,)),
        ("7. The parking fee is 30 dollars a day.", (1,)),
        ("The parking fee is 31 dollars a day [1].", ()),
        ("The parking fee is 30 dollars an hour for members of the golf club [1].", ()),
        ("The parking fee in dollars is paid monthly by the payroll office.", (1,)),
        ("The parking fee in dollars is paid monthly by the payroll office 7.", ()),
        ("Our founder was born in Vienna [1].", ()),
        ("", ()),
        ("[1]", ()),
    ],
)
def test_which_quote_supports_a_sentence(sentence: str, expected: tuple[int, ...]) -> None:
    checked = citations.check(sentence, QUOTES, LEXICON)
    assert checked.citations == expected
    assert checked.supported is bool(checked.citations)
    assert "[" not in checked.text
    assert "【" not in checked.text


def test_repeating_the_question_proves_nothing() -> None:
    question = "Is the parking fee 30 dollars a day?"
    assert not citations.check("The parking fee is 30 dollars a day.", QUOTES, LEXICON, question).supported
    assert citations.check("The parking fee is paid monthly by payroll.", QUOTES, LEXICON, question).supported


def test_words_from_two_distant_sentences_do_not_support_a_third() -> None:
    text = "The bus is free. " + "Other matters follow here. " * 3 + "The train costs 90."
    quote = Quote(1, "d", "/d", None, 1, None, 0, len(text), text, "", 0.0)
    assert not citations.check("The bus costs 90.", [quote], LEXICON).supported
    assert citations.check("The train costs 90.", [quote], LEXICON).supported


def test_no_quotes_support_nothing() -> None:
    assert citations.check("Anything at all.", [], LEXICON).citations == ()


def test_quotes_as_an_answer_cite_themselves() -> None:
    found = citations.quote_sentences(QUOTES)
    assert [(sentence.text, sentence.citations) for sentence in found] == [
        (text, (number,)) for number, text in enumerate(TEXTS, 1)
    ]
    assert all(sentence.supported for sentence in found)


def test_a_growing_answer_is_cut_without_losing_a_word() -> None:
    chance = random.Random(11)
    pieces = [
        "The",
        " fee",
        " is",
        " 3",
        ".",
        "5",
        " dollars",
        ".",
        " [1]",
        "\n",
        "\n\n",
        "- ",
        "日当は",
        "。",
        "Mr.",
        " 1.",
    ]
    for _ in range(200):
        finder = SentenceFinder()
        said = chance.choices(pieces, k=60)
        found = [sentence for piece in said for sentence in finder.feed(piece)]
        found.append(finder.rest())
        assert "".join("".join(found).split()) == "".join("".join(said).split())
        assert finder.rest() == ""


def test_a_sentence_is_given_when_the_next_one_begins() -> None:
    finder = SentenceFinder()
    assert list(finder.feed("The fee is 30.")) == []
    assert list(finder.feed(" It is")) == ["The fee is 30."]
    assert finder.rest() == "It is"


@pytest.mark.parametrize("mark", ["[1]", "[1] [2]", "[1, 2]", "【1】"])
def test_a_mark_after_the_full_stop_stays_with_its_sentence(mark: str) -> None:
    finder = SentenceFinder()
    given = [sentence for letter in f"The fee is 30. {mark} It is paid." for sentence in finder.feed(letter)]
    assert given == [f"The fee is 30. {mark}"]
    assert finder.rest() == "It is paid."


def test_a_bracket_that_is_no_mark_begins_the_next_sentence() -> None:
    finder = SentenceFinder()
    assert list(finder.feed("The fee is 30. [see the appendix] It is paid.")) == ["The fee is 30."]
    assert finder.rest() == "[see the appendix] It is paid."
