"""The picture of a PDF page and the boxes of passages on it, from the same library that read the text."""

import ctypes
import struct
import zlib
from pathlib import Path

import pypdfium2.raw as pdfium

from desktop_rag.engine.workers.parsers import Foreign, picture_files
from desktop_rag.engine.workers.parsers.pdf_order import Rectangle
from desktop_rag.engine.workers.parsers.pdf_text import PageText, filled_fields, read_page_text
from desktop_rag.errors import DocumentChanged, DocumentDamaged

MAX_WIDTH = 4_000
MAX_HEIGHT = 12_000
MAX_PIXELS = 24_000_000
_VIRTUAL = 1_000_000
_MAX_BOXES = 2_000


def draw(document: Foreign, number: int, width: int, file: Path, spans: list[tuple[int, int]]) -> dict[str, object]:
    """Write the page as a PNG file; return its size, the count of pages, and the boxes in fractions of it."""
    if not 1 <= number <= len(document):
        raise DocumentChanged
    page = document[number - 1]
    page_width, page_height = page.get_size()
    if page_width <= 0 or page_height <= 0:
        raise DocumentDamaged
    most = min(MAX_WIDTH / page_width, MAX_HEIGHT / page_height, (MAX_PIXELS / (page_width * page_height)) ** 0.5)
    bitmap = page.render(scale=min(width / page_width, most), rev_byteorder=True)
    _write_png(bitmap, file)
    text_page = page.get_textpage()
    content = read_page_text(text_page, filled_fields(page, document.formenv))
    boxes = [[index, *box] for index, span in enumerate(spans) for box in _span_boxes(page, text_page, content, *span)]
    return {"width": bitmap.width, "height": bitmap.height, "pages": len(document), "boxes": boxes[:_MAX_BOXES]}


def _span_boxes(page: Foreign, text_page: Foreign, content: PageText, start: int, end: int) -> list[Rectangle]:
    """The boxes of a span, one a line, as left, top, width and height in fractions of the picture."""
    rectangles: list[Rectangle] = []
    box = pdfium.FS_RECTF()
    for offset, place in enumerate(content.places[start:end], start):
        # Loose boxes have the height of the line, and so make an even band where glyph boxes would be ragged.
        if not content.text[offset].isspace() and pdfium.FPDFText_GetLooseCharBox(text_page.raw, place, box):
            rectangles.append((box.left, box.bottom, box.right, box.top))
    rectangles.extend(field.rectangle for field in content.fields if field.start < end and start < field.end)
    fractions = [_to_fractions(page, rectangle) for rectangle in _merge_lines(rectangles)]
    return [box for box in fractions if box[2] > 0 and box[3] > 0]


def _to_fractions(page: Foreign, rectangle: Rectangle) -> Rectangle:
    """Page coordinates to fractions of the picture; PDFium knows about rotated and cropped pages."""
    left, bottom, right, top = rectangle
    xs, ys = [], []
    x, y = ctypes.c_int(), ctypes.c_int()
    for corner_x, corner_y in ((left, top), (right, bottom)):
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, _VIRTUAL, _VIRTUAL, 0, corner_x, corner_y, x, y)
        xs.append(min(max(x.value / _VIRTUAL, 0.0), 1.0))
        ys.append(min(max(y.value / _VIRTUAL, 0.0), 1.0))
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def _merge_lines(rectangles: list[Rectangle]) -> list[Rectangle]:
    """Join neighbours on one line; PDFium starts a new rectangle with every change of font or object."""
    merged: list[Rectangle] = []
    for rectangle in rectangles:
        if merged and _are_on_one_line(merged[-1], rectangle):
            left, bottom, right, top = zip(merged[-1], rectangle, strict=True)
            merged[-1] = min(left), min(bottom), max(right), max(top)
        else:
            merged.append(rectangle)
    return merged


def _are_on_one_line(one: Rectangle, other: Rectangle) -> bool:
    """Whether they stand side by side, at most a wide space apart, or one below the other in vertical writing."""
    widths, heights = (one[2] - one[0], other[2] - other[0]), (one[3] - one[1], other[3] - other[1])
    beside = min(one[3], other[3]) - max(one[1], other[1])
    below = min(one[2], other[2]) - max(one[0], other[0])
    if beside >= 0.6 * min(heights):
        return -below <= 2 * max(heights)
    is_vertical = all(width <= 1.5 * height for width, height in zip(widths, heights, strict=True))
    return is_vertical and below >= 0.8 * max(widths) and -beside <= 0.5 * max(widths)


def _write_png(bitmap: Foreign, file: Path) -> None:
    """Write a picture as PNG; raises OSError."""
    channels = bitmap.n_channels
    colour = {1: 0, 3: 2, 4: 6}[channels]
    raw = bytes(bitmap.buffer)
    row = bitmap.width * channels
    lines = b"".join(b"\0" + raw[y * bitmap.stride : y * bitmap.stride + row] for y in range(bitmap.height))
    header = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, colour, 0, 0, 0)
    with picture_files.written(file) as target:
        target.write(b"\x89PNG\r\n\x1a\n")
        for kind, content in ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b"")):
            checksum = zlib.crc32(kind + content)
            target.write(struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum))
