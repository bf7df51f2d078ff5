"""PDF pages that are pictures, as a scanner makes them: which ones they are, and their picture to read from."""

import itertools

import pypdfium2.raw as pdfium

from desktop_rag.engine.workers.parsers import Foreign
from desktop_rag.engine.workers.parsers.recognition import MAX_PIXELS
from desktop_rag.engine.workers.parsers.tesseract import RESOLUTION, GreyPicture

_POINTS_AN_INCH = 72
_ALMOST_NO_LETTERS = 30
_MOST_OF_A_PAGE = 0.5
_MORE_THAN_A_MARK = 0.02
_PATHS_OF_A_DRAWING = 40
_SIGNS_WITHOUT_MEANING = 10
_MAX_OBJECTS = 5_000
_MAX_DEPTH = 4


def is_picture(page: Foreign, text: str) -> bool:
    """Whether what a person reads on a page is in its pictures and not in its text.

    A stamp, a page number or the name of a scanner's program over a picture of most of the page is no text yet. Without
    any letter a smaller picture is enough, or a drawing, or signs whose meaning the file does not give.
    """
    letters = len(list(itertools.islice(filter(str.isalnum, text), _ALMOST_NO_LETTERS + 1)))
    if letters > _ALMOST_NO_LETTERS:
        return False
    pictured, paths = _look(page)
    if letters:
        return pictured >= _MOST_OF_A_PAGE
    signs = sum(not letter.isspace() for letter in text)
    return pictured >= _MORE_THAN_A_MARK or paths >= _PATHS_OF_A_DRAWING or signs >= _SIGNS_WITHOUT_MEANING


def _look(page: Foreign) -> tuple[float, int]:
    """The share of a page that its images cover, and how many paths are on it."""
    width, height = page.get_size()
    area, paths = 0.0, 0
    for found in itertools.islice(page.get_objects(max_depth=_MAX_DEPTH), _MAX_OBJECTS):
        paths += found.type == pdfium.FPDF_PAGEOBJ_PATH
        if found.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            while found.container is not None:  # the sides of what lies in a form are the form's own
                found = found.container  # noqa: PLW2901
            left, bottom, right, top = found.get_bounds()
            area += max(0.0, right - left) * max(0.0, top - bottom)
    return area / max(1.0, width * height), paths


def picture_of(page: Foreign) -> GreyPicture:
    """The page as a person sees it, at the resolution for reading where that is not too large."""
    width, height = page.get_size()
    most = (MAX_PIXELS / max(1.0, width * height)) ** 0.5
    bitmap = page.render(scale=min(RESOLUTION / _POINTS_AN_INCH, most), grayscale=True)
    pixels = bytes(bitmap.buffer)
    if bitmap.stride != bitmap.width:
        rows = range(0, bitmap.stride * bitmap.height, bitmap.stride)
        pixels = b"".join(pixels[at : at + bitmap.width] for at in rows)
    return GreyPicture(bitmap.width, bitmap.height, pixels)
