"""How the text of answers and pages becomes what is drawn."""

import dataclasses

import pytest

from desktop_rag.records import Sentence
from desktop_rag.ui.chat.answer_words import (
    Piece,
    answer_pieces,
    around,
    clean,
    flowing,
    streaming_pieces,
    without_marks,
)
from desktop_rag.ui.chat.source_names import date_text, file_name
from tests.fakes import LOMBARD, passage, quote


def text_of(pieces: list[Piece]) -> str:
    return "".join(f"<{piece.marker}>" if piece.marker else piece.text for piece in pieces)


def test_numbers_stand_before_the_full_stop() -> None:
    sentences = (Sentence("Free parking [1].", (1, 2, 1), True), Sentence("Breakfast too. [2]", (2,), True))
    assert text_of(list(answer_pieces(sentences, "Free parking [1]. Breakfast too. [2]"))) == (
        "Free parking<1><2>. Breakfast too<2>."
    )


def test_japanese_sentences_are_joined_without_a_space() -> None:
    sentences = (Sentence("14日以内に提出します[1]。", (1,), True), Sentence("領収書を添えます。", (1,), True))
    assert text_of(list(answer_pieces(sentences, "14日以内に提出します[1]。領収書を添えます。"))) == (
        "14日以内に提出します<1>。領収書を添えます<1>。"
    )


def test_lines_of_an_answer_stay_lines() -> None:
    sentences = (Sentence("- One [1]", (1,), True), Sentence("- Two [2]", (2,), True))
    assert text_of(list(answer_pieces(sentences, "- One [1]\n- Two [2]"))) == "- One<1>\n- Two<2>"


def test_a_sentence_that_the_text_does_not_hold_is_still_shown() -> None:
    sentences = (Sentence("Reworded.", (1,), True), Sentence("Second.", (), True))
    assert text_of(list(answer_pieces(sentences, "Other words. Second."))) == "Reworded<1>. Second."


def test_bold_words_lose_their_stars() -> None:
    pieces = list(answer_pieces((Sentence("At **The Lombard** now.", (), True),), "At **The Lombard** now."))
    assert [piece.text for piece in pieces if piece.is_bold] == ["The Lombard"]
    assert "*" not in text_of(pieces)


def test_what_is_not_checked_yet_is_pending() -> None:
    pieces = list(streaming_pieces((Sentence("One [1].", (1,), True),), "One [1]. Two is com"))
    assert [piece.text for piece in pieces if piece.is_pending] == [" Two is com"]
    assert text_of(pieces) == "One<1>. Two is com"


def test_half_a_mark_waits() -> None:
    assert text_of(list(streaming_pieces((), "Parking is free [1"))) == "Parking is free"
    assert without_marks("Free [1, 2]. Also [3]") == "Free. Also"


def test_hidden_characters_are_dropped() -> None:
    assert clean("a\u202eb\u200bc\x00d\r\ne") == "abcd\ne"
    assert file_name("/x/gnp.\u202efdp") == "gnp.fdp"
    assert file_name("C:\\x\\規程.docx") == "規程.docx"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A line that is long enough to have been broken by the page's\nlayout goes on.", "page's layout goes on."),
        ("The Lombard Hotel\nFriendly hotel", "The Lombard Hotel\nFriendly hotel"),
        (
            "出張者は、帰着した日の翌日から起算して十四日以内に、旅費精算書に領収書を\n添えて提出する。",
            "領収書を添えて",
        ),
        ("", ""),
    ],
)
def test_line_ends_of_a_layout_are_removed(text: str, expected: str) -> None:
    assert expected in flowing(text)


def test_a_quote_is_read_in_its_place() -> None:
    before, words, after = around(quote(1), (passage(),))
    assert (before, words, after) == ("", LOMBARD, " Free Parking.")
    assert around(quote(1), ()) == ("", LOMBARD, "")


def test_what_another_card_quotes_is_not_said_twice() -> None:
    text = "前条の期限は14日とする。領収書を添付する。鉄道の運賃はこの限りでない。"
    page = passage(text=text)
    cut, next_cut = text.index("領収書"), text.index("鉄道")
    first = dataclasses.replace(quote(1), start=0, end=cut, text=text[:cut])
    second = dataclasses.replace(
        quote(2), start=cut, end=next_cut, text=text[cut:next_cut], document_id=first.document_id
    )
    assert around(second, (page,)) == (text[:cut], text[cut:next_cut], text[next_cut:])
    assert around(second, (page,), (first, second)) == ("", text[cut:next_cut], text[next_cut:])
    assert around(first, (page,), (first, second)) == ("", text[:cut], "")


def test_a_date_that_makes_no_sense_is_left_out() -> None:
    assert date_text(1e30, "en") == ""
    assert date_text(1_678_600_000.0, "en") == "12 Mar 2023"
    assert date_text(1_678_600_000.0, "ja") == "2023年3月12日"
