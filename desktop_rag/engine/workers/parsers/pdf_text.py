"""The text of one PDF page with the place of each character, by PDFium alone, so that text and boxes always match.

The rules from PDFium's characters to our text live here and nowhere else: reading a document and drawing a box on its
page both go through `read_page_text`.
"""

import ctypes
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from desktop_rag.engine.workers.parsers import Foreign

_HYPHEN = 0x02
_NO_CHARACTER = frozenset({0x00, 0xFFFE, 0xFFFF, 0xAD})
_TEXT_FIELDS = frozenset(
    {pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX}
)
_MAX_FIELD_CHARACTERS = 10_000
_MAX_ANNOTATIONS = 5_000

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Field:
    """A filled form field: the span of its value in the page's text and its rectangle in page coordinates."""

    start: int
    end: int
    rectangle: Rectangle


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page; `places` has PDFium's character index for each character that is drawn on the page."""

    text: str
    places: list[int]
    fields: tuple[Field, ...] = ()


def read_page_text(text_page: Foreign, fields: tuple[tuple[str, Rectangle], ...] = ()) -> PageText:
    """Text with line ends LF; words that were hyphenated at a line end are joined.

    Args:
        text_page: PDFium's text page.
        fields: values of form fields and where they stand; those the text does not hold already are put after it.
    """
    letters: list[str] = []
    places: list[int] = []
    get_unicode = pdfium.FPDFText_GetUnicode
    raw = text_page.raw
    codes = [get_unicode(raw, index) for index in range(text_page.count_chars())]
    index = 0
    while index < len(codes):
        code, place = codes[index], index
        index += 1
        if code in _NO_CHARACTER:
            continue
        if code == _HYPHEN:
            if _joins_a_word(codes, place):
                continue
            code = 0x2D
        elif code == 0x0D:
            if index < len(codes) and codes[index] == 0x0A:
                continue
            code = 0x0A
        elif 0xD800 <= code <= 0xDFFF:
            # Where wide characters have 16 bits, one character beyond them comes as two.
            following = codes[index] if index < len(codes) else 0
            if code <= 0xDBFF and 0xDC00 <= following <= 0xDFFF:
                code = 0x10000 + ((code - 0xD800) << 10) + (following - 0xDC00)
                index += 1
            else:
                code = 0xFFFD
        elif code > 0x10FFFF:
            code = 0xFFFD
        letters.append(chr(code))
        places.append(place)
    return _append_fields("".join(letters), places, fields)


def _joins_a_word(codes: list[int], place: int) -> bool:
    """Whether the hyphen at a line end only split a word: "inter-/national" but not "X-/Ray"."""
    before = codes[place - 1] if place else 0
    after = codes[place + 1] if place + 1 < len(codes) else 0
    return all(code < 0x110000 and chr(code).islower() for code in (before, after))


def _append_fields(text: str, places: list[int], values: tuple[tuple[str, Rectangle], ...]) -> PageText:
    fields: list[Field] = []
    for value, rectangle in values:
        if value in text:
            continue
        text = f"{text}\n{value}" if text else value
        fields.append(Field(len(text) - len(value), len(text), rectangle))
    return PageText(text, places, tuple(fields))


def filled_fields(page: Foreign, form: Foreign) -> tuple[tuple[str, Rectangle], ...]:
    """The values of a page's text fields and lists, and their rectangles in page coordinates."""
    if form is None:
        return ()
    found: list[tuple[str, Rectangle]] = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            if pdfium.FPDFAnnot_GetFormFieldType(form.raw, annotation) not in _TEXT_FIELDS:
                continue
            value = _field_value(form, annotation)
            box = pdfium.FS_RECTF()
            if value.strip() and pdfium.FPDFAnnot_GetRect(annotation, box):
                found.append((value, (box.left, box.bottom, box.right, box.top)))
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return tuple(found)


def _field_value(form: Foreign, annotation: Foreign) -> str:
    size = pdfium.FPDFAnnot_GetFormFieldValue(form.raw, annotation, None, 0)
    if not 2 < size <= _MAX_FIELD_CHARACTERS * 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDFAnnot_GetFormFieldValue(form.raw, annotation, buffer, size)
    value = bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
    return value.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
