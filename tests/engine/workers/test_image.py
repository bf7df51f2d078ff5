"""Pictures that are documents: read where Tesseract is, however large, turned or transparent they are."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from desktop_rag.engine.workers.parsers import Facts, Limits, Source, image, kinds, tesseract
from desktop_rag.engine.workers.parsers.tesseract import GreyPicture, Reading, Word
from desktop_rag.errors import DocumentChanged, DocumentHasNoText, DocumentKindUnknown, DocumentTooLarge
from desktop_rag.records import Page


class Reads:
    """Looks like `Tesseract`, and finds a word on everything."""

    def __init__(self) -> None:
        self.pictures: list[GreyPicture] = []

    more = ()

    def read(
        self, picture: GreyPicture, *, seconds: float, check: Callable[[], None], is_hard: bool = False
    ) -> Reading:
        self.pictures.append(picture)
        return Reading([Word("found", 1, 0, 10, 10, 50, 20)], 90.0)


@pytest.fixture(name="reads")
def fixture_reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    reads = Reads()
    monkeypatch.setattr(tesseract, "find", lambda: reads)
    return reads


def picture(size: tuple[int, int] = (400, 200), mode: str = "RGB") -> Image.Image:
    """White, or clear, with a black bar in its upper left corner."""
    made = Image.new(mode, size, (255, 255, 255, 0)[: len(Image.new(mode, (1, 1)).getbands())])
    ImageDraw.Draw(made).rectangle((20, 20, 100, 50), "black")
    return made


def saved(made: Image.Image, kind: str, **how: object) -> bytes:
    target = io.BytesIO()
    made.save(target, kind, **how)
    return target.getvalue()


def source_of(content: bytes, max_pages: int = 100) -> Source:
    return Source(io.BytesIO(content), len(content), "", Limits(10**9, max_pages, 10**7, 10**9), lambda: None)


def read(content: bytes) -> tuple[list[Page], Facts]:
    pages: list[Page] = []
    source = source_of(content)
    assert kinds.find_kind(source) == "image"
    return pages, image.read(source, pages.append)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_picture_is_one_page(reads: Reads, kind: str) -> None:
    pages, facts = read(saved(picture(), kind))
    assert [(page.number, page.text) for page in pages] == [(1, "found")]
    assert (facts.pages, facts.pages_recognised, facts.pages_without_text) == (1, 1, 0)


def test_a_fax_has_a_page_a_frame_and_blank_ones_are_nothing(reads: Reads) -> None:
    frames = [picture(), Image.new("RGB", (400, 200), "white"), picture()]
    pages, facts = read(saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    assert [page.text for page in pages] == ["found", "", "found"]
    assert (facts.pages, facts.pages_recognised, facts.pages_without_text) == (3, 2, 0)
    with pytest.raises(DocumentTooLarge):
        image.read(source_of(saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]), 2), list[Page]().append)


def test_without_tesseract_there_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "find", lambda: None)
    with pytest.raises(DocumentHasNoText):
        read(saved(picture(), "PNG"))


@pytest.mark.parametrize("made", [picture((40, 60)), Image.new("RGB", (400, 200), "navy")])
def test_signs_and_plain_surfaces_are_not_even_tried(reads: Reads, made: Image.Image) -> None:
    with pytest.raises(DocumentHasNoText):
        read(saved(made, "PNG"))
    assert reads.pictures == []


def test_a_photograph_is_read_upright(reads: Reads) -> None:
    turned = picture().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter to the right to be seen as it was taken
    read(saved(turned, "JPEG", exif=exif, quality=95))
    seen = reads.pictures[0]
    assert seen.width > seen.height
    upper_left = seen.pixels[(seen.height // 6) * seen.width + seen.width // 8]
    assert upper_left < 60


def test_what_is_clear_is_paper(reads: Reads) -> None:
    read(saved(picture(mode="RGBA"), "PNG"))
    assert reads.pictures[0].pixels[-1] == 255


def test_small_letters_are_made_larger_and_posters_smaller(reads: Reads) -> None:
    read(saved(picture((1000, 300)), "PNG"))
    read(saved(picture((6000, 4000)), "PNG"))
    small, large = reads.pictures
    assert (small.width, small.height) == (2000, 600)
    assert 15_000_000 < len(large.pixels) == large.width * large.height <= 20_020_000


def test_a_bomb_is_not_unpacked(reads: Reads) -> None:
    whole = bytearray(saved(Image.new("1", (8, 8)), "PNG"))
    whole[16:24] = (60_000).to_bytes(4) * 2
    import zlib

    whole[29:33] = zlib.crc32(whole[12:29]).to_bytes(4)
    with pytest.raises(DocumentTooLarge):
        read(bytes(whole))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_what_is_cut_off_is_an_error_and_no_text(reads: Reads, kind: str) -> None:
    with pytest.raises((OSError, SyntaxError, ValueError)):
        read(saved(picture((900, 700)), kind)[:300])


def test_other_kinds_are_not_pictures() -> None:
    for content in (b"RIFF\0\0\0\0WAVEfmt \0\0", bytes(range(200, 256)) * 100):
        with pytest.raises(DocumentKindUnknown):
            kinds.parser_of(kinds.find_kind(source_of(content))).read(source_of(content), print)
    assert kinds.find_kind(source_of(b"MM and II are letters")) == "text"


def test_it_is_drawn(tmp_path: Path) -> None:
    content = saved(picture(), "TIFF", save_all=True, append_images=[picture((100, 300))])
    file = tmp_path / "page.png"
    drawn = image.draw(source_of(content), 2, 200, file, [])
    assert drawn == {"width": 200, "height": 600, "pages": 2, "boxes": []}
    with Image.open(file) as written:
        assert written.size == (200, 600)
    assert file.stat().st_mode & 0o077 == 0
    for number in (0, 3):
        with pytest.raises(DocumentChanged):
            image.draw(source_of(content), number, 200, file, [])
