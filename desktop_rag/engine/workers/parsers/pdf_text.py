"""The text of one PDF page with the place of each character, by PDFium alone, so that text and boxes always match.

The rules from PDFium's characters to our text live here and nowhere else: reading a document and drawing a box on its
page both go through `read_page_text`.
"""

import ctypes
import re
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from desktop_rag.engine.workers.parsers import Foreign, pdf_spaces
from desktop_rag.engine.workers.parsers.pdf_order import Geometry, Placed, Rectangle, in_reading_order

_HYPHEN = "\x02"
_NO_UNIT = re.compile("\ufffe")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile("[\0\x02\r\xad\ufffe\uffff]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
"""What is not simply itself; where wide characters have 16 bits, one character beyond them comes as two."""
_TEXT_FIELDS = frozenset(
    {pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX}
)
_MAX_FIELD_CHARACTERS = 10_000
_MAX_ANNOTATIONS = 5_000


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
    geometry = _geometry(text_page)
    drawn = _without_false_spaces(_characters(text_page), text_page, geometry)
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for found in _SPECIAL.finditer(drawn):
        place = found.start()
        pieces.append(drawn[at:place])
        places.extend(range(at, place))
        letter = _meaning(drawn, place, found[0])
        if letter:
            pieces.append(letter)
            places.append(place)
        at = found.end()
    pieces.append(drawn[at:])
    places.extend(range(at, len(drawn)))
    ordered = in_reading_order(Placed("".join(pieces), places), geometry)
    return _append_fields(ordered.text, ordered.places, fields)


def _without_false_spaces(drawn: str, text_page: Foreign, geometry: Geometry) -> str:
    def is_added(place: int) -> bool:
        return bool(pdfium.FPDFText_IsGenerated(text_page.raw, place) == 1)

    false = pdf_spaces.find_false(drawn, is_added, geometry.find_box)
    if not false:
        return drawn
    letters = list(drawn)
    for place in false:
        letters[place] = "\0"  # which is left out below, so that places stay what they are
    return "".join(letters)


def _geometry(text_page: Foreign) -> Geometry:
    box = pdfium.FS_RECTF()

    def find_box(place: int) -> Rectangle | None:
        if not pdfium.FPDFText_GetLooseCharBox(text_page.raw, place, box):
            return None
        return box.left, box.bottom, box.right, box.top

    return Geometry(find_box, lambda place: float(pdfium.FPDFText_GetCharAngle(text_page.raw, place)))


def _characters(text_page: Foreign) -> str:
    """One character for each of PDFium's.

    One call gives all of them, twelve times faster than one a character. It may leave characters out, and what lies
    beyond 16 bits takes two places; where the count shows it, each is asked for. A hyphen at a line's end is 0xFFFE.
    """
    raw, count = text_page.raw, text_page.count_chars()
    units = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(raw, 0, count, units) if count > 0 else 1
    drawn = bytes(units)[: 2 * count].decode("utf-16-le", "surrogatepass")
    if written != count + 1 or len(drawn) != count or _SURROGATE.search(drawn):
        return "".join(_character(raw, index) for index in range(count))
    return _NO_UNIT.sub(lambda found: _character(raw, found.start()), drawn)


def _character(raw: Foreign, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(raw, index)
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def _meaning(drawn: str, place: int, found: str) -> str:
    """What a character, or a pair, that is not simply itself stands for; empty where it stands for nothing."""
    before, after = drawn[max(0, place - 1) : place], drawn[place + len(found) : place + len(found) + 1]
    if found == _HYPHEN:
        # It only split a word at the line's end: "inter-/national" but not "X-/Ray".
        return "" if before.islower() and after.islower() else "-"
    if found == "\r":
        return "" if after == "\n" else "\n"
    if _SURROGATE.match(found):
        return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return ""


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
