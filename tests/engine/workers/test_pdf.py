"""PDF: text, headings, form fields, encryption, damage, and boxes that lie where the words are drawn."""

import io
import struct
import time
import zlib
from pathlib import Path

import pypdf
import pytest

from desktop_rag import paths
from desktop_rag.engine.workers.parsers import Facts, Limits, Source, pdf
from desktop_rag.errors import DocumentDamaged, DocumentEmpty, DocumentLocked, DocumentTooLarge
from desktop_rag.records import Page
from tests import document_builders as build

SAMPLES = paths.samples_folder()


def source_of(content: bytes, max_pages: int = 1000) -> Source:
    limits = Limits(10**9, max_pages, 10**7, 10**9)
    return Source(io.BytesIO(content), len(content), ".pdf", limits, lambda: None)


def read(content: bytes) -> tuple[list[Page], Facts]:
    pages: list[Page] = []
    facts = pdf.read(source_of(content), pages.append)
    return pages, facts


def test_pages_have_numbers_and_empty_ones_keep_theirs() -> None:
    pages, facts = read(build.pdf("one\ntwo", "", "three"))
    assert [(page.number, page.text) for page in pages] == [(1, "one\ntwo"), (2, ""), (3, "three")]
    assert (facts.pages, facts.pages_without_text) == (3, 0)


def test_words_split_at_a_line_end_are_joined_and_names_keep_their_hyphen() -> None:
    pages, _ = read(build.pdf("The inter-\nnational X-\nRay"))
    assert pages[0].text == "The international X-Ray"


def test_headings_are_larger_than_the_body() -> None:
    body = "\n".join(["These are many plain words of body text."] * 12)
    pages, _ = read(build.pdf(f"#Expenses\n{body}\n#Hotels\n{body}"))
    assert [(heading.level, heading.title) for heading in pages[0].headings] == [(1, "Expenses"), (1, "Hotels")]
    for heading in pages[0].headings:
        assert pages[0].text[heading.start :].startswith(heading.title)


def test_japanese_sample() -> None:
    pages, facts = read((SAMPLES / "休暇のしおり.pdf").read_bytes())
    assert facts.title == "休暇のしおり"
    assert "1．年次有給休暇" in [heading.title for page in pages for heading in page.headings]


def test_filled_fields_are_text() -> None:
    pages, facts = read(build.pdf_with_field("Nadia Okafor"))
    assert pages[0].text == "Name of applicant\nNadia Okafor"
    assert facts.form_fields == 1


def test_information_and_attachments() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(build.pdf("words")))
    writer.add_metadata(
        {"/Title": "Microsoft Word - Rules.doc", "/Author": "総務課", "/CreationDate": "D:20260401090000Z"}
    )
    writer.add_attachment("a.txt", b"attached")
    target = io.BytesIO()
    writer.write(target)
    _, facts = read(target.getvalue())
    assert (facts.title, facts.author, facts.attachments) == ("Rules.doc", "総務課", 1)
    assert facts.created.startswith("2026-04-01T09:00:00")


def test_encryption() -> None:
    assert read(build.encrypted(build.pdf("words"), ""))[0][0].text == "words"
    with pytest.raises(DocumentLocked):
        read(build.encrypted(build.pdf("words"), "secret"))


@pytest.mark.parametrize("content", [b"%PDF-1.4\n%%EOF\n", b"%PDF-1.5\n" + bytes(range(256)) * 100])
def test_damage(content: bytes) -> None:
    with pytest.raises(DocumentDamaged):
        read(content)


def test_a_file_cut_off_is_repaired_or_damaged() -> None:
    whole = build.pdf("words")
    for length in range(50, len(whole), 97):
        try:
            read(whole[:length])
        except (DocumentDamaged, DocumentEmpty):
            continue


def test_too_many_pages() -> None:
    with pytest.raises(DocumentTooLarge):
        pdf.read(source_of(build.pdf("a", "b", "c"), max_pages=2), lambda _page: None)


def test_a_long_document_is_read_in_seconds() -> None:
    content = build.pdf(*["\n".join(["These are many plain words of the body of the text."] * 45)] * 300)
    started = time.monotonic()
    assert len(read(content)[0]) == 300
    assert time.monotonic() - started < 6


@pytest.mark.parametrize(
    "entries",
    [
        b"",
        b"/Rotate 90",
        b"/Rotate 180",
        b"/Rotate 270",
        b"/CropBox[50 500 400 760]",
        b"/CropBox[50 500 400 760]/Rotate 90",
    ],
)
def test_boxes_lie_where_the_words_are_drawn(tmp_path: Path, entries: bytes) -> None:
    content = build.pdf("alone", page_entries=entries)
    file = tmp_path / "page.png"
    drawn = pdf.draw(source_of(content), 1, 900, file, [(0, 5)])
    width, height, rows = read_png(file)
    assert (width, height) == (drawn["width"], drawn["height"])
    boxes = drawn["boxes"]
    assert isinstance(boxes, list)
    assert len(boxes) == 1
    _, left, top, box_width, box_height = boxes[0]
    dark = [(x, y) for y, row in enumerate(rows) for x in range(width) if row[3 * x] < 128]
    assert len(dark) > 50
    for x, y in dark:
        assert left * width - 1.5 <= x <= (left + box_width) * width + 1.5
        assert top * height - 1.5 <= y <= (top + box_height) * height + 1.5
    assert box_width * width * box_height * height < 40 * len(dark)


def test_the_box_of_a_filled_field_is_its_frame(tmp_path: Path) -> None:
    content = build.pdf_with_field("Nadia Okafor")
    start = len("Name of applicant\n")
    drawn = pdf.draw(source_of(content), 1, 612, tmp_path / "page.png", [(start, start + 12)])
    boxes = drawn["boxes"]
    assert isinstance(boxes, list)
    assert boxes[0][1:] == pytest.approx([72 / 612, (792 - 620) / 792, 200 / 612, 20 / 792], abs=0.005)


def test_a_span_over_lines_has_a_box_a_line(tmp_path: Path) -> None:
    drawn = pdf.draw(source_of(build.pdf("one two\nthree four\nfive six")), 1, 600, tmp_path / "page.png", [(4, 22)])
    boxes = drawn["boxes"]
    assert isinstance(boxes, list)
    assert len(boxes) == 3


def read_png(file: Path) -> tuple[int, int, list[bytes]]:
    """Width, height and rows of a PNG as the worker writes it: RGB without filters."""
    content = file.read_bytes()
    width, height = struct.unpack(">II", content[16:24])
    packed = b""
    at = 8
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        if content[at + 4 : at + 8] == b"IDAT":
            packed += content[at + 8 : at + 8 + length]
        at += length + 12
    rows = zlib.decompress(packed)
    step = 3 * width + 1
    return width, height, [rows[y * step + 1 : (y + 1) * step] for y in range(height)]
