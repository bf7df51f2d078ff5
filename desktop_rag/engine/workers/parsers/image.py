"""Pictures that are documents: a photograph of a page, a screen shot, a fax. Each of their frames is a page."""

import io
from pathlib import Path

from PIL import Image, ImageOps

from desktop_rag.engine.workers.parsers import Facts, Give, Source, make_page, picture_files
from desktop_rag.engine.workers.parsers.headings import find_numbered
from desktop_rag.engine.workers.parsers.recognition import MAX_PIXELS, Recogniser, recogniser_for
from desktop_rag.engine.workers.parsers.tesseract import GreyPicture
from desktop_rag.errors import DocumentChanged, DocumentHasNoText, DocumentTooLarge
from desktop_rag.records import Page

Image.MAX_IMAGE_PIXELS = None  # we look ourselves, before anything is unpacked, and say that it is too large

_FORMATS = ("PNG", "JPEG", "TIFF")
_MOST_PIXELS = 100_000_000
_LEAST_PIXELS = 64 * 64
_SMALL_SIDE = 2_000
_MOST_LARGER = 3.0
_MAX_HEIGHT = 12_000


def read(source: Source, give: Give) -> Facts:
    """Give every frame; raises `DocumentHasNoText` where nothing could be read on any."""
    recogniser = recogniser_for(source)
    with _opened(source) as image:
        count = getattr(image, "n_frames", 1)
        if count > source.limits.max_pages:
            raise DocumentTooLarge(pages=count)
        if recogniser is None:
            raise DocumentHasNoText(pages=count)
        found = [_read_frame(_frame(image, index), index + 1, recogniser) for index in range(count)]
    pages = [page for page, _ in found]
    recognised = sum(bool(page.words) for page in pages)
    if not recognised:
        raise DocumentHasNoText(pages=count)
    for page in pages:
        give(page)
    blank = sum(is_blank for _, is_blank in found)
    return Facts(pages=count, pages_without_text=count - recognised - blank, pages_recognised=recognised)


def _read_frame(frame: Image.Image, number: int, recogniser: Recogniser) -> tuple[Page, bool]:
    """The page, and whether nothing stands on it."""
    is_blank = frame.width * frame.height < _LEAST_PIXELS
    if not is_blank:
        picture = _grey(frame)
        is_blank = picture.is_blank()
        found = None if is_blank else recogniser.read(picture)
        if found is not None:
            return make_page(found.text, find_numbered(found.text), number, words=found.words), False
    return make_page("", [], number), is_blank


def _opened(source: Source) -> Image.Image:
    image: Image.Image = Image.open(io.BytesIO(source.data()), formats=_FORMATS)
    return image


def _frame(image: Image.Image, index: int) -> Image.Image:
    """A frame as a person sees it; raises `DocumentTooLarge` before it is unpacked."""
    image.seek(index)
    if image.width * image.height > _MOST_PIXELS:
        raise DocumentTooLarge(pixels=image.width * image.height)
    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright)
    return upright.convert("L") if upright.mode in ("1", "L", "I;16", "LA") else upright.convert("RGB")


def _grey(frame: Image.Image) -> GreyPicture:
    """The frame for reading: a screen's small letters made larger, a poster's large ones smaller."""
    scale = min(
        max(1.0, _SMALL_SIDE / max(frame.size)), _MOST_LARGER, (MAX_PIXELS / (frame.width * frame.height)) ** 0.5
    )
    grey = frame.convert("L")
    if scale != 1.0:
        grey = grey.resize(_scaled(grey, scale), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return GreyPicture(grey.width, grey.height, grey.tobytes())


def draw(source: Source, number: int, width: int, file: Path, _spans: list[tuple[int, int]]) -> dict[str, object]:
    """Write a frame as a PNG file of this width; whoever kept the places of its words marks passages on it."""
    with _opened(source) as image:
        count = getattr(image, "n_frames", 1)
        if not 1 <= number <= count:
            raise DocumentChanged
        frame = _frame(image, number - 1)
        frame = frame.resize(_scaled(frame, min(width / frame.width, _MAX_HEIGHT / frame.height)))
    with picture_files.written(file) as target:
        frame.save(target, "PNG", compress_level=1)
    return {"width": frame.width, "height": frame.height, "pages": count, "boxes": []}


def _scaled(image: Image.Image, scale: float) -> tuple[int, int]:
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))
