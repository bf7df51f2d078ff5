"""The best passage is shown with what stands around it."""

import dataclasses
from collections.abc import Collection

import numpy as np
import pytest

from desktop_rag.engine import chunker, surroundings
from desktop_rag.engine.chunk_rows import Candidate
from desktop_rag.engine.chunk_terms import ChunkTerms
from desktop_rag.records import Chunk, Heading, Page


class Shelf:
    """Looks like a `Store` that holds one document."""

    def __init__(self, chunks: Collection[Chunk]) -> None:
        self.candidates = [
            Candidate(
                f"d:{chunk.ordinal}", "d", chunk.page, chunk.place, chunk.start, chunk.end, chunk.text, chunk.heading,
                ChunkTerms(""), np.zeros(4, np.float32),
            )
            for chunk in chunks
        ]  # fmt: skip

    def fetch(self, ids: Collection[str]) -> dict[str, Candidate]:
        return {found.id: found for found in self.candidates if found.id in ids}

    def widened(self, ordinal: int) -> Candidate:
        return surroundings.widened(self, self.candidates[ordinal])  # type: ignore[arg-type]


def page(text: str, number: int | None = None, headings: tuple[Heading, ...] = ()) -> Page:
    return Page(number, None, text, headings)


def letters(text: str) -> str:
    return "".join(text.split())


JAPANESE = "".join(
    f"第{number}回の会議は大阪で開かれ、出席者は議題について長く話し合いました。" for number in range(60)
)
ENGLISH = " ".join(
    f"The meeting number {number} was held in Osaka and everybody spoke at length." for number in range(60)
)


@pytest.mark.parametrize(("text", "target"), [(JAPANESE, chunker.TARGET_CJK), (ENGLISH, chunker.TARGET_LATIN)])
def test_it_grows_by_whole_sentences_on_both_sides_up_to_a_quarter_more(text: str, target: int) -> None:
    shelf = Shelf(chunker.split_pages([page(text)]))
    before, wide = shelf.candidates[2], shelf.widened(2)
    assert wide.start < before.start < before.end < wide.end
    assert target < wide.end - wide.start <= 1.25 * target
    assert wide.text == text[wide.start : wide.end]
    assert before.text in wide.text
    assert wide.text.endswith(("。", "."))
    assert text[wide.start - 1] in "。 "
    longest = max(len(sentence) for sentence in text.replace("。", ".").split("."))
    assert wide.end - wide.start + longest + 2 > 1.25 * target, "another sentence would have fitted"


def test_at_the_ends_of_a_document_it_grows_to_the_other_side() -> None:
    shelf = Shelf(chunker.split_pages([page(JAPANESE)]))
    first, last = shelf.widened(0), shelf.widened(len(shelf.candidates) - 1)
    assert first.start == 0
    assert first.end > shelf.candidates[0].end
    assert last.end == shelf.candidates[-1].end
    assert last.start <= shelf.candidates[-1].start


def test_white_space_between_chunks_keeps_its_length() -> None:
    text = ENGLISH.replace("length. ", "length.\n\n\n")
    shelf = Shelf(chunker.split_pages([page(text)]))
    wide = shelf.widened(1)
    assert wide.end - wide.start == len(wide.text)
    assert letters(wide.text) == letters(text[wide.start : wide.end])


def test_it_never_goes_past_its_page_or_its_section() -> None:
    one, two = ENGLISH[:700], ENGLISH[:690]
    shelf = Shelf(chunker.split_pages([page(one, 1), page(two, 2)]))
    assert [found.page for found in shelf.candidates] == [1, 2]
    assert shelf.widened(0) == shelf.candidates[0]
    assert shelf.widened(1) == shelf.candidates[1]
    text = f"Travel\n{one}\nHotels\n{two}"
    headings = (Heading(0, 1, "Travel"), Heading(text.index("Hotels"), 1, "Hotels"))
    shelf = Shelf(chunker.split_pages([page(text, headings=headings)]))
    assert {found.heading for found in shelf.candidates} == {"Travel", "Hotels"}
    for number, found in enumerate(shelf.candidates):
        wide = shelf.widened(number)
        assert "Hotels" not in wide.text or found.heading == "Hotels"


def test_a_document_of_one_passage_stays_as_it_is() -> None:
    shelf = Shelf(chunker.split_pages([page("One sentence. And another.")]))
    assert shelf.widened(0) == shelf.candidates[0]


def test_what_it_holds_by_now_is_known() -> None:
    shelf = Shelf(chunker.split_pages([page(JAPANESE)]))
    wide, before = shelf.widened(2), shelf.candidates[1]
    assert surroundings.holds(wide, shelf.candidates[2])
    assert not surroundings.holds(wide, before)
    inside = dataclasses.replace(before, start=wide.start, end=wide.start + 20)
    assert surroundings.holds(wide, inside)
    assert not surroundings.holds(wide, dataclasses.replace(inside, page=3))
    assert not surroundings.holds(wide, dataclasses.replace(inside, document_id="e"))
