"""Chats are kept, found by any of their words, continued, renamed and deleted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag.engine.catalog import Catalog
from desktop_rag.engine.chats import TITLE_LENGTH, Chats
from desktop_rag.engine.erasure_record import Doomed, ErasureRecord
from desktop_rag.errors import ChatUnknown
from desktop_rag.records import Turn
from tests.fakes import answer, refusal


@pytest.fixture(name="catalog")
def fixture_catalog(home: Path) -> Iterator[Catalog]:
    made = Catalog(home)
    yield made
    made.close()


def keep(chats: Chats, chat: str, question: str, text: str = "Thirty dollars.", number: int = 0) -> Turn:
    turn = Turn(f"{chat}-{number}", chat, question, 100.0 + number, answer(text=text), "c1")
    chats.keep(chat, "c1", turn)
    return turn


def test_turns_come_back_as_they_were_oldest_first(home: Path, catalog: Catalog) -> None:
    chats = Chats(catalog)
    kept = [keep(chats, "a", f"Question {n}\n<|im_start|>「旅費」'\"%_\\", number=n) for n in range(12)]
    refused = Turn("r", "a", "Tokyo?", 200.0, refusal(), "c1")
    chats.keep("a", "c1", refused)
    catalog.close()
    again = Catalog(home)
    chat, turns = Chats(again).open("a")
    assert turns == [*kept, refused]
    assert chat.title.startswith("Question 0 <|im_start|>")
    assert chat.collection_id == "c1"
    again.close()


def test_a_long_first_question_is_cut_for_the_title(catalog: Catalog) -> None:
    chats = Chats(catalog)
    keep(chats, "a", "word " * 100)
    title = chats.open("a")[0].title
    assert len(title) == TITLE_LENGTH
    assert title.endswith("…")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("", {"a", "b", "c"}),
        ("parking", {"a"}),
        ("PARKING", {"a"}),
        ("thirty", {"a", "b"}),
        ("100%", {"b"}),
        ("%", {"b"}),
        ("_", {"c"}),
        ("it's", {"b"}),
        ('"quoted"', {"c"}),
        ("\\", {"c"}),
        ("旅費", {"c"}),
        ("no such words", set()),
        ("' OR 1=1 --", set()),
    ],
)
def test_searching(catalog: Catalog, wanted: str, expected: set[str]) -> None:
    chats = Chats(catalog)
    keep(chats, "a", "What is the parking fee?")
    keep(chats, "b", "Is it's rate 100%?")
    keep(chats, "c", 'A snake_case "quoted" back\\slash 旅費', text="Something else.")
    assert {chat.id for chat in chats.find(wanted)} == expected


def test_the_newest_comes_first_and_a_new_turn_makes_it_so(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100, 200))
    monkeypatch.setattr("desktop_rag.engine.chats.time.time", lambda: float(next(clock)))
    chats = Chats(catalog)
    keep(chats, "a", "first")
    keep(chats, "b", "second")
    assert [chat.id for chat in chats.find()] == ["b", "a"]
    keep(chats, "a", "third", number=1)
    assert [chat.id for chat in chats.find()] == ["a", "b"]
    assert chats.open("a")[0].title == "first"


def test_renaming_and_deleting(catalog: Catalog) -> None:
    chats = Chats(catalog)
    keep(chats, "a", "first")
    keep(chats, "b", "second")
    chats.rename("a", "  Parking\nand more  ")
    assert chats.open("a")[0].title == "Parking and more"
    chats.rename("a", "   ")
    assert chats.open("a")[0].title == "Parking and more"
    ErasureRecord(catalog).begin(Doomed(chats=["a"]))
    assert [chat.id for chat in chats.find()] == ["b"]
    assert [row[0] for row in catalog.read("SELECT chat_id FROM turns")] == ["b"]
    with pytest.raises(ChatUnknown):
        chats.open("a")
    with pytest.raises(ChatUnknown):
        chats.rename("a", "x")


def test_an_agreement_belongs_to_its_chat_and_goes_with_it(catalog: Catalog) -> None:
    chats = Chats(catalog)
    keep(chats, "a", "first")
    keep(chats, "b", "second")
    assert chats.consent("a") is None
    chats.give_consent("a", "sha256 of the terms")
    chats.give_consent("a", "of newer terms")
    assert (chats.consent("a"), chats.consent("b")) == ("of newer terms", None)
    chats.withdraw_consent("a")
    chats.withdraw_consent("a")
    assert chats.consent("a") is None
    chats.give_consent("b", "terms")
    ErasureRecord(catalog).begin(Doomed(chats=["b"]))
    assert chats.consent("b") is None
    with pytest.raises(ChatUnknown):
        chats.give_consent("b", "terms")


def test_each_turn_knows_the_collection_it_was_about(catalog: Catalog) -> None:
    chats = Chats(catalog)
    keep(chats, "a", "first")
    chats.keep("a", "c2", Turn("a-1", "a", "second", 101.0, answer()))
    assert [turn.collection_id for turn in chats.open("a")[1]] == ["c1", "c2"]
