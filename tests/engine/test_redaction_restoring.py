"""Placeholders come back as real words however a model writes and a stream cuts them."""

import random

import pytest

from desktop_rag.engine.redaction import Restorer

ORIGINALS = {"[MAIL 1]": "a@example.jp", "[MAIL 12]": "b@example.jp", "[MY_NUMBER 1]": "1234", "[案件 1]": "[MAIL 1]"}


def whole(text: str) -> str:
    restorer = Restorer(ORIGINALS)
    return restorer.feed(text) + restorer.rest()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to [MAIL 1].", "Write to a@example.jp."),
        ("[Mail 1] [mail  1] [MAIL1] [MAIL_1]", "a@example.jp " * 3 + "a@example.jp"),
        ("【MAIL 1】［ＭＡＩＬ　１］", "a@example.jpa@example.jp"),
        ("**[MAIL 12]**, `[MAIL 1]`", "**b@example.jp**, `a@example.jp`"),
        ("\\[MAIL 1\\] [MY\\_NUMBER 1] [My Number 1]", "a@example.jp 1234 1234"),
        ("[MAIL 1](mailto:[MAIL 1])", "a@example.jp(mailto:a@example.jp)"),
        ("[[MAIL 1]]", "[a@example.jp]"),
        ("[案件 1]", "[MAIL 1]"),
        ("[MAIL 2] [MAIL] [1] [MAIL 1", "[MAIL 2] [MAIL] [1] [MAIL 1"),
        ("MAIL 1 (see [1, 2])\\", "MAIL 1 (see [1, 2])\\"),
        ("\\[MAIL 1]", "\\a@example.jp"),
    ],
)
def test_forms(text: str, expected: str) -> None:
    assert whole(text) == expected
    for size in (1, 2, 3, 5):
        restorer = Restorer(ORIGINALS)
        pieces = [restorer.feed(text[at : at + size]) for at in range(0, len(text), size)]
        assert "".join(pieces) + restorer.rest() == expected


def test_only_what_may_be_a_placeholder_is_held_back() -> None:
    restorer = Restorer(ORIGINALS)
    assert restorer.feed("Hello [") == "Hello "
    assert restorer.feed("MA") == ""
    assert restorer.feed("P 1") == "[MAP 1"
    assert restorer.feed(" x [MAIL 1") == " x "
    assert restorer.feed("3]") == "[MAIL 13]"
    assert restorer.feed("[" + " " * 200) != ""
    assert restorer.feed("plain").endswith("plain")
    assert restorer.rest() == ""


def test_without_replacements_nothing_is_held_back() -> None:
    assert Restorer({}).feed("a [") == "a ["


def test_any_cut_gives_the_same() -> None:
    source = random.Random(5)
    parts = [
        "[MAIL 1]",
        "［MAIL １２］",
        "\\[MAIL 1\\]",
        "[",
        "\\",
        "MAIL",
        " 1",
        "]",
        "*",
        "a",
        "。",
        "[MY_NUMBER 1]",
        "【",
    ]
    for _ in range(500):
        text = "".join(source.choices(parts, k=12))
        restorer = Restorer(ORIGINALS)
        given, at = [], 0
        while at < len(text):
            size = source.randint(1, 6)
            given.append(restorer.feed(text[at : at + size]))
            at += size
        assert "".join(given) + restorer.rest() == whole(text)
