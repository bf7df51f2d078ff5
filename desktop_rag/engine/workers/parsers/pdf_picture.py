"""The picture of a PDF page and the boxes of passages on it, from the same library that read the text."""

import ctypes
import os
import struct
import zlib
from pathlib import Path

import pypdfium2.raw as pdfium

from desktop_rag.engine.workers.parsers import Foreign
from desktop_rag.engine.workers.parsers.pdf_text import PageText, Rectangle, filled_fields, read_page_text
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
    places = content.places[start:end]
    if places:
        first, last = places[0], places[-1]
        left, top, right, bottom = (ctypes.c_double() for _ in range(4))
        rectangles.extend(
            (left.value, bottom.value, right.value, top.value)
            for index in range(pdfium.FPDFText_CountRects(text_page.raw, first, last - first + 1))
            if pdfium.FPDFText_GetRect(text_page.raw, index, left, top, right, bottom)
        )
    rectangles.extend(field.rectangle for field in content.fields if field.start < end and start < field.end)
    fractions = [_to_fractions(page, rectangle) for rectangle in rectangles]
    return _merge_lines([box for box in fractions if box[2] > 0 and box[3] > 0])


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


def _merge_lines(boxes: list[Rectangle]) -> list[Rectangle]:
    """Join neighbours on one line; PDFium starts a new rectangle with every change of font or object."""
    merged: list[Rectangle] = []
    for box in boxes:
        if merged and (joined := _join(merged[-1], box)) is not None:
            merged[-1] = joined
        else:
            merged.append(box)
    return merged


def _join(one: Rectangle, other: Rectangle) -> Rectangle | None:
    """The box around both if they stand on one line, across or down, with no more than a wide space between them."""
    for across, along in ((1, 0), (0, 1)):
        shared = min(one[across] + one[across + 2], other[across] + other[across + 2]) - max(one[across], other[across])
        thickness = max(one[across + 2], other[across + 2])
        gap = max(one[along], other[along]) - min(one[along] + one[along + 2], other[along] + other[along + 2])
        if shared >= 0.6 * min(one[across + 2], other[across + 2]) and gap <= 2 * thickness and shared > 0:
            if across == 0 and thickness < max(one[3], other[3]) * 0.2:
                continue
            left, top = min(one[0], other[0]), min(one[1], other[1])
            right, bottom = max(one[0] + one[2], other[0] + other[2]), max(one[1] + one[3], other[1] + other[3])
            return left, top, right - left, bottom - top
    return None


def _write_png(bitmap: Foreign, file: Path) -> None:
    """Write a picture as PNG; raises OSError. Written under another name first: a reader never sees half of one."""
    channels = bitmap.n_channels
    colour = {1: 0, 3: 2, 4: 6}[channels]
    raw = bytes(bitmap.buffer)
    row = bitmap.width * channels
    lines = b"".join(b"\0" + raw[y * bitmap.stride : y * bitmap.stride + row] for y in range(bitmap.height))
    header = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, colour, 0, 0, 0)
    temporary = file.with_name(file.name + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(b"\x89PNG\r\n\x1a\n")
        for kind, content in ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b"")):
            checksum = zlib.crc32(kind + content)
            target.write(struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum))
    temporary.replace(file)
