"""Plain text and Markdown: the text stays exactly as it stands, headings are found beside it."""

import io

import pytest

from desktop_rag.engine.workers.parsers import Limits, Source, kinds, markdown, text
from desktop_rag.engine.workers.parsers.headings import find_numbered
from desktop_rag.errors import DocumentEmpty
from desktop_rag.records import Page

LIMITS = Limits(10**9, 1000, 10**9, 10**9)


def source_of(content: bytes, suffix: str = ".txt") -> Source:
    return Source(io.BytesIO(content), len(content), suffix, LIMITS, lambda: None)


def read_markdown(content: str) -> Page:
    pages: list[Page] = []
    markdown.read(source_of(content.encode(), ".md"), pages.append)
    return pages[0]


@pytest.mark.parametrize(
    "content",
    [
        "a\r\nb\rc\n",
        "\ufeff題\r\n本文",
        " \t leading\u3000and trailing \n\n\n",
        "controls \x01\x0b\x0c\x1b \u202e \u200b",
        "\u2028x\x85",
    ],
)
def test_text_stands_as_it_is(content: str) -> None:
    pages: list[Page] = []
    data = content.encode()
    text.read(source_of(data), pages.append)
    assert pages[0].text == data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("content", [b" \n\t\r\n", "\ufeff\u3000\n".encode()])
def test_white_space_alone_is_empty(content: bytes) -> None:
    with pytest.raises(DocumentEmpty):
        text.read(source_of(content), lambda _page: None)


def test_headings_of_markdown() -> None:
    content = (
        "# Title #\n\nwords\n\nUnder equals\n===\n\nUnder dashes\n---\n\n"
        "```python\n# no heading\n```\n~~~\n## none\n```\n~~~\n"
        "- item\n---\n\n### *Third* level\n#hashtag\n\n第4条（手当）\nwords\n"
    )
    page = read_markdown(content)
    assert [(heading.level, heading.title) for heading in page.headings] == [
        (1, "Title"),
        (1, "Under equals"),
        (2, "Under dashes"),
        (3, "*Third* level"),
        (3, "第4条（手当）"),
    ]
    assert page.text == content
    for heading in page.headings:
        assert page.text[heading.start :].lstrip("# ").startswith(heading.title)


def test_tables_of_markdown() -> None:
    content = (
        "# 単価\n\n|品目|単価|\n|---|---:|\n|りんご|120|\n|みかん \\| 小|80|\n\n"
        "a | b\n--|--\n1 | 2\n\n```\n|x|y|\n|-|-|\n```\n|no|table|\n|-|\n\nx | y\n---\n"
    )
    page = read_markdown(content)
    assert page.text == content
    assert [(table.header, table.has_cells) for table in page.tables] == [("品目 | 単価", False), ("a | b", False)]
    assert [content[row.start : row.end] for row in page.tables[0].rows] == [
        "|品目|単価|\n|---|---:|",
        "|りんご|120|",
        "|みかん \\| 小|80|",
    ]
    assert [content[row.start : row.end] for row in page.tables[1].rows] == ["a | b\n--|--", "1 | 2"]


def test_front_matter_is_no_heading() -> None:
    assert read_markdown("---\ntitle: x\n---\n\n# Real\n").headings[0].title == "Real"


def test_numbered_headings_of_plain_text() -> None:
    content = (
        "旅費規程\n\n第1章　総則\n第1条（目的）\nこの規程は旅費について定める。\n第2条の2（範囲）\n"
        "第３条第２項の規定により支給する。\n1. 概要\n本文。\n1.1 詳細\n本文。\n2．精算\n本文。\n3 apples are red\n"
        "Chapter 2 Results\nwords\n2031. 4\n"
    )
    found = find_numbered(content)
    assert [(heading.level, heading.title) for heading in found] == [
        (1, "第1章 総則"),
        (3, "第1条（目的）"),
        (3, "第2条の2（範囲）"),
        (1, "1. 概要"),
        (2, "1.1 詳細"),
        (1, "2．精算"),
        (1, "Chapter 2 Results"),
    ]


def test_a_numbered_list_and_a_table_of_contents_are_no_headings() -> None:
    assert find_numbered("1. Milk\n2. Bread\n3. Eggs\n") == []
    assert find_numbered("1. Introduction ........ 5\n\n2. Method ........ 9\n") == []


@pytest.mark.parametrize(
    ("head", "suffix", "kind"),
    [
        (b"%PDF-1.4 ...", ".txt", "pdf"),
        (b"\n\n%PDF-1.4 ...", "", "pdf"),
        (b"words", ".md", "markdown"),
        (b"words", ".MD".lower(), "markdown"),
        (b"words", ".pdf", "text"),
        (b"words", "", "text"),
        (b"<html>", ".txt", "html"),
    ],
)
def test_kinds(head: bytes, suffix: str, kind: str) -> None:
    assert kinds.find_kind(source_of(head, suffix)) == kind
