"""Running heads and feet are left out of chunks; what only looks like one stays."""

from desktop_rag.engine import chunker
from desktop_rag.engine.page_furniture import content_spans
from desktop_rag.records import Page


def pages_of(texts: list[str]) -> list[Page]:
    return [Page(number, None, text) for number, text in enumerate(texts, 1)]


def handbook(count: int) -> list[Page]:
    body = "\n".join(f"Rule {{0}}.{line} says what is to be done with case {{0}}{line}." for line in range(6))
    return pages_of(
        [f"Travel policy\n{body.format('abcdefgh'[n])}\nTravel policy  {n + 1} / {count}" for n in range(count)]
    )


def test_head_and_foot_stay_on_the_first_page_alone() -> None:
    pages = handbook(5)
    texts = [page.text[start:end].strip() for page, (start, end) in zip(pages, content_spans(pages), strict=True)]
    assert texts[0] == pages[0].text
    for text in texts[1:]:
        assert "Travel policy" not in text
        assert text.startswith("Rule")
        assert text.endswith(".")


def test_no_chunk_holds_a_foot() -> None:
    for chunk in chunker.split_pages(handbook(5)):
        assert chunk.page == 1 or "Travel policy" not in chunk.text


def test_two_pages_or_short_pages_are_left_as_they_are() -> None:
    for pages in (handbook(2), pages_of(["Title\n1", "Title\n2", "Title\n3", "Title\n4"])):
        assert content_spans(pages) == [(0, len(page.text)) for page in pages]


def test_a_repeated_line_inside_a_page_stays() -> None:
    texts = [f"Page about {word}\nmore\nNote\nThe note of {word}.\nand so on {word}\nend {word}" for word in "abcd"]
    pages = pages_of([text.replace("a\nmore", "x\nmore") for text in texts])
    assert all("Note" in page.text[start:end] for page, (start, end) in zip(pages, content_spans(pages), strict=True))
