"""Only whole characters are shown, stops are not, and circles end."""

import pytest

from desktop_rag.engine.workers.chat_output import LoopWatch, TextStream


def test_half_a_character_is_held_back() -> None:
    stream = TextStream()
    raw = "旅費🍣".encode()
    shown = [stream.push(raw[index : index + 1]) for index in range(len(raw))]
    assert [text for text in shown if text] == ["旅", "費", "🍣"]
    assert stream.push(raw[:2]) + stream.finish() == ""


def test_bytes_that_are_no_text_are_marked() -> None:
    stream = TextStream()
    assert stream.push(b"a\xffb") == "a\ufffdb"


@pytest.mark.parametrize(
    "pieces", [["Paris.\nUser: and"], ["Paris.", "\nUs", "er:", " and"], list("Paris.\nUser: and")]
)
def test_a_stop_and_what_follows_it_is_not_shown(pieces: list[str]) -> None:
    stream = TextStream(("\nUser:",))
    assert "".join(stream.push(piece.encode()) for piece in pieces) + stream.finish() == "Paris."
    assert stream.is_stopped


def test_what_only_looked_like_a_stop_is_shown() -> None:
    stream = TextStream(("\nUser:",))
    assert stream.push(b"a\nUs") == "a"
    assert stream.push(b"ual") == "\nUsual"
    assert stream.push(b"\n") + stream.finish() == "\n"


@pytest.mark.parametrize("period", [1, 2, 7, 30])
def test_a_circle_is_noticed(period: int) -> None:
    watch = LoopWatch()
    found = next(index for index in range(500) if watch.is_looping(index % period))
    assert found <= 3 * period + 16


def test_a_list_of_different_items_is_no_circle() -> None:
    watch = LoopWatch()
    assert not any(watch.is_looping(token) for item in range(40) for token in (5, 6, 1000 + item, 7, 8))
