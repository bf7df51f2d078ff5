"""Chunks are exact slices of one page each, in order, and together hold every word."""

import random

from desktop_rag.engine import chunker, page_furniture
from desktop_rag.records import Heading, Page
from tests.engine_fakes import headings_of


def random_pages(seed: int) -> list[Page]:
    chance = random.Random(seed)
    words = [
        "travel",
        "旅費",
        "規程。",
        "costs.",
        "\n",
        "\n\n",
        "  ",
        "🍣",
        "1,000",
        "é",
        "ｶﾞ",
        "# Head\n",
        "x" * 50,
        "\u200b",
    ]
    pages = []
    for number in range(1, chance.randint(2, 8)):
        text = "".join(chance.choices(words, k=chance.choice((0, 3, 40, 900))))
        pages.append(Page(number, f"page {number}", text, headings_of(text)))
    return pages


def test_chunks_are_exact_slices_that_cover_every_word_and_never_cross_a_page() -> None:
    for seed in range(60):
        pages = random_pages(seed)
        chunks = chunker.split_pages(pages)
        assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))
        for page, (first, last) in zip(pages, page_furniture.content_spans(pages), strict=True):
            own = [chunk for chunk in chunks if chunk.page == page.number]
            position = first
            for chunk in own:
                assert chunk.text == page.text[chunk.start : chunk.end]
                assert chunk.place == page.place
                assert position <= chunk.start < chunk.end
                assert not page.text[position : chunk.start].strip()
                position = chunk.end
            assert not page.text[position:last].strip()


def test_size_is_bounded_and_near_the_target() -> None:
    english = Page(1, None, "The fare is paid back within two weeks of the journey. " * 200)
    japanese = Page(2, None, "旅費は帰着後二週間以内に精算しなければならない。" * 200)
    for page, target in ((english, chunker.TARGET_LATIN), (japanese, chunker.TARGET_CJK)):
        sizes = [len(chunk.text) for chunk in chunker.split_pages([page])]
        assert max(sizes) <= 1.5 * target
        assert min(sizes[:-1]) >= 0.75 * target


def test_a_page_without_words_gives_no_chunk() -> None:
    assert chunker.split_pages([Page(1, None, ""), Page(2, None, " \n　\t")]) == []


def test_a_document_without_pages_has_chunks_without_a_number() -> None:
    assert [chunk.page for chunk in chunker.split_pages([Page(None, None, "Some words.")])] == [None]


def test_headings_make_a_path_that_lasts_over_pages() -> None:
    first = "# Rules\n\n## Travel\n\nFares are paid back."
    pages = [
        Page(1, None, first, headings_of(first)),
        Page(2, None, "Still about travel."),
        Page(3, None, "## Leave\n\nTwenty days.", (Heading(0, 2, "Leave"),)),
    ]
    chunks = chunker.split_pages(pages)
    assert chunks[0].heading == "Rules"
    assert [chunk.heading for chunk in chunks if chunk.page == 2] == ["Rules › Travel"]
    assert [chunk.heading for chunk in chunks if chunk.page == 3] == ["Rules › Leave"]


def test_a_heading_begins_a_chunk_once_there_is_enough_before_it() -> None:
    body = "The fare is paid back within two weeks of the journey. " * 6
    text = f"# One\n\n{body}\n\n# Two\n\n{body}"
    chunks = chunker.split_pages([Page(1, None, text, headings_of(text))])
    assert [chunk.heading for chunk in chunks] == ["One", "Two"]
    assert chunks[1].text.startswith("# Two")


def test_a_last_crumb_joins_the_piece_before_it() -> None:
    text = "The fare is paid back within two weeks of the journey. " * 14 + "\n\nSigned."
    assert chunker.split_pages([Page(1, None, text)])[-1].text.endswith("Signed.")
    assert len(chunker.split_pages([Page(1, None, text)])) == 1


def test_a_new_chapter_begins_a_chunk_also_after_a_short_section() -> None:
    text = (
        f"## 第3章 交通費\n### 第10条 鉄道\n{'鉄道を利用する場合は、普通車の指定席を利用する。' * 8}\n"
        "### 第11条 自家用車\n出張に自家用車を使用してはならない。ただし、許可を得た場合はこの限りでない。\n"
        "## 第4章 宿泊費\n### 第12条 宿泊費\n宿泊費は、次の表に定める額を限度とする。\n"
        "### 第13条 日当\n日当は、出張の区分により定める。海外出張の日当は、出張の都度、管理本部長が定める。\n"
    )
    _, car, lodging = chunker.split_pages([Page(1, None, text, headings_of(text))])
    assert car.heading == "第3章 交通費 › 第11条 自家用車"
    assert "宿泊費" not in car.text
    assert lodging.heading == "第4章 宿泊費"
    assert "日当" in lodging.text  # sections of one chapter still share a chunk
