"""Sentence boundaries in both languages, and what must hold for any text at all."""

import random

import pytest

from desktop_rag.engine import sentences

ODD = (
    "aZ9 .。！？!?,、\n\n\t　」』)”'\"･ー々カﾊﾟ漢字한글ñé—…・-*1.①（\u200b\u0301\u00a0\u2028\x1c\x85"
    "🍣🇯🇵👨‍👩‍👧ا\x00\ufeff\ud800"
)


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences.split(text)]


def random_texts() -> list[str]:
    chance = random.Random(7)
    made = ["".join(chance.choices(ODD, k=chance.randint(0, 400))) for _ in range(300)]
    made += ["".join(chr(chance.randrange(1, 0xD800)) for _ in range(200)) for _ in range(50)]
    long = ["".join(chance.choices("abc あ漢", k=3000)), "x" * 5000, "漢" * 5000, "\n" * 900, " " * 2000 + "a", ""]
    return made + long


def test_spans_of_any_text_are_ordered_and_cover_everything_but_white_space() -> None:
    for text in random_texts():
        spans = sentences.split(text)
        position = 0
        for start, end in spans:
            assert position <= start < end <= len(text)
            assert not text[position:start].strip()
            assert text[start:end] == text[start:end].strip()
            assert end - start <= sentences.MAX_SENTENCE
            position = end
        assert not text[position:].strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("旅費は上限1万円です。申請は2週間以内です。", ["旅費は上限1万円です。", "申請は2週間以内です。"]),
        ("Ask Mr. Smith, e.g. today. Then go.", ["Ask Mr. Smith, e.g. today.", "Then go."]),
        ("It costs 3.5 dollars. J. Smith pays.", ["It costs 3.5 dollars.", "J. Smith pays."]),
        ("彼は「行く。」と言った。終わり。", ["彼は「行く。」と言った。", "終わり。"]),
        ("「承認済み。」次へ進む。", ["「承認済み。」", "次へ進む。"]),
        ("(See page 3.) Next.", ["(See page 3.)", "Next."]),
        ("Wait... what? Yes.", ["Wait... what?", "Yes."]),
        ("Title\n\nBody text here.", ["Title", "Body text here."]),
        ("- first item\n- second item", ["- first item", "- second item"]),
        ("1. Purpose\n2. Range of use", ["1. Purpose", "2. Range of use"]),
        ("It was in 1999. Then 2000.", ["It was in 1999.", "Then 2000."]),
        ("１．目的\n２．範囲", ["１．目的", "２．範囲"]),
    ],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_lines_of_running_text_run_on_and_short_lines_end_a_sentence() -> None:
    text = (
        "Travel rules for all members of staff\n"
        "Members of staff who travel for the company are paid back what they spent on\n"
        "trains and hotels if they hand in the receipts within two weeks of coming back\n"
        "home from the journey.\n"
        "Contact: payroll\n"
    )
    found = split(text)
    assert found[0] == "Travel rules for all members of staff"
    assert found[1].startswith("Members of staff")
    assert found[1].endswith("from the journey.")
    assert found[2] == "Contact: payroll"


def test_a_run_without_any_boundary_is_cut_at_a_gap() -> None:
    text = ("word " * 400).strip()
    found = split(text)
    assert len(found) > 2
    assert all(piece.split() == ["word"] * len(piece.split()) for piece in found)
