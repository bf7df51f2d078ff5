"""Chats are kept for as many days as is set, and what is over goes from the disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.library_reader import read
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.erasure import Eraser
from desktop_rag.engine.library import Library
from desktop_rag.engine.retention import Retention
from desktop_rag.records import Turn
from tests.fakes import answer

DAY_S = 86_400.0
NOW = 1_800_000_000.0


class Kept:
    """A library with a chat of each of some ages, and a clock."""

    def __init__(self, home: Path) -> None:
        self.now = NOW
        self.library = Library(home)
        self.chats = Chats(self.library.catalog)
        eraser = Eraser(self.library, self.chats, home, lambda: None)
        self.retention = Retention(self.chats, eraser, lambda: self.now)

    def left(self) -> set[str]:
        return {chat.id for chat in self.chats.find()}


@pytest.fixture(name="kept")
def fixture_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    made = Kept(home)
    for days in (0, 89, 91, 400):
        monkeypatch.setattr("desktop_rag.engine.chats.time.time", lambda days=days: NOW - days * DAY_S)
        made.chats.keep(f"{days}", "c", Turn(f"t{days}", f"{days}", f"Wombatsecret{days}?", 1.0, answer()))
    yield made
    made.library.close()


@pytest.mark.parametrize(
    ("days", "left"), [(None, {"0", "89", "91", "400"}), (90, {"0", "89"}), (1, {"0"}), (0, set()), (1000, None)]
)
def test_days_to_keep(home: Path, kept: Kept, days: int | None, left: set[str] | None) -> None:
    receipt = kept.retention.run(days)
    if left is None or len(left) == 4:
        assert receipt is None
        assert len(kept.left()) == 4
        return
    assert receipt is not None
    assert receipt.is_checked
    assert (receipt.chats, receipt.turns) == (4 - len(left), 4 - len(left))
    assert kept.left() == left
    contents = read(home)
    for age in ("0", "89", "91", "400"):
        assert bool(contents.where(f"wombatsecret{age}?")) == (age in left)


def test_a_chat_that_goes_on_is_kept_whole(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_rag.engine.chats.time.time", lambda: NOW)
    kept.chats.keep("400", "c", Turn("again", "400", "And now?", 1.0, answer()))
    kept.retention.run(90)
    assert len(kept.chats.open("400")[1]) == 2


def test_it_is_due_at_the_start_and_once_a_day(kept: Kept) -> None:
    assert kept.retention.run_if_due(90) is not None
    kept.now += DAY_S * 2 / 3
    assert kept.retention.run_if_due(1) is None
    assert kept.left() == {"0", "89"}
    kept.now += DAY_S / 2
    assert kept.retention.run_if_due(90) is not None
    assert kept.left() == {"0"}
