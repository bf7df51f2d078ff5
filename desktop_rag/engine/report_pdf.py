"""Writes one A4 page of text as PDF, Latin and Japanese, with fonts that every reader brings along.

Small enough to be written out: a library for it would bring an image library with it. No font is embedded, so the file
is a few kilobytes, and nothing in it can be run or fetched.
"""

import codecs
from dataclasses import dataclass
from typing import Literal, TypeAlias

WIDTH, HEIGHT = 595.28, 841.89
"""A4 in points."""

Face: TypeAlias = Literal["F1", "F2", "F3"]
"""Helvetica, Helvetica bold, and the Japanese sans-serif of Adobe's collection."""

# Widths of the characters from space to tilde, in thousandths of the size (Adobe's font metrics).
_PLAIN = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 "
    "584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 "
    "333 611 556 778 556 556 500 389 280 389 584"
)
_WIDTHS: dict[Face, list[int]] = {"F1": [int(w) for w in _PLAIN.split()], "F2": [int(w) for w in _BOLD.split()]}
_NOT_AT_START = "、。，．）」』】・ー：％ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
Colour: TypeAlias = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one face."""

    face: Face
    text: str


def runs(text: str, *, bold: bool = False) -> list[Run]:
    """Cut a text where the face must change: what is not ASCII is set in the Japanese face."""
    found: list[Run] = []
    for character in text:
        face: Face = ("F2" if bold else "F1") if " " <= character <= "~" else "F3"
        if found and found[-1].face == face:
            found[-1] = Run(face, found[-1].text + character)
        else:
            found.append(Run(face, character))
    return found


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in points."""
    total = 0
    for run in runs(text, bold=bold):
        known = _WIDTHS.get(run.face)
        total += sum(known[ord(c) - 32] if known is not None else 1000 for c in run.text)
    return total * size / 1000


def wrap(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Lines no wider than `room` points, broken at spaces, and between Japanese characters."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width((line + piece).rstrip(), size, bold=bold) > room and piece[0] not in _NOT_AT_START:
            lines.append(line.rstrip())
            line = ""
        line += piece if line or piece != " " else ""
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """Words with the space after them, and Japanese characters one by one."""
    pieces: list[str] = []
    for character in text:
        is_latin = character <= "~"
        if pieces and is_latin and pieces[-1][-1] <= "~" and not pieces[-1].endswith(" "):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


class Page:
    """One page, written from top to bottom; `y` counts from the upper edge."""

    def __init__(self) -> None:
        self._content: list[str] = []

    def text(self, x: float, y: float, text: str, size: float, *, bold: bool = False, colour: Colour = BLACK) -> None:
        """One line whose letters stand on `y`."""
        self._content.append(f"BT {_numbers(*colour)} rg {_numbers(x, HEIGHT - y)} Td")
        for run in runs(text, bold=bold):
            # Big-endian UTF-16 is what the Japanese face is told to read.
            code = run.text.encode("utf-16-be" if run.face == "F3" else "ascii").hex()
            self._content.append(f"/{run.face} {_numbers(size)} Tf <{code}> Tj")
        self._content.append("ET")

    def line(self, x: float, y: float, to_x: float, colour: Colour) -> None:
        """A thin line across."""
        begin, end = _numbers(x, HEIGHT - y), _numbers(to_x, HEIGHT - y)
        self._content.append(f"{_numbers(*colour)} RG 0.5 w {begin} m {end} l S")

    def file(self, title: str, language: str) -> bytes:
        """The whole PDF file."""
        content = "\n".join(self._content).encode("ascii")
        fonts = "/Font<</F1 4 0 R/F2 5 0 R/F3 6 0 R>>"
        japanese = "/Type0/BaseFont/HeiseiKakuGo-W5-UniJIS-UTF16-H/Encoding/UniJIS-UTF16-H/DescendantFonts[7 0 R]"
        collection = "/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>"
        measures = "/FontBBox[-92 -250 1010 922]/ItalicAngle 0/Ascent 752/Descent -221/CapHeight 737/StemV 80"
        named = codecs.BOM_UTF16_BE + title.encode("utf-16-be")
        objects = [
            f"<</Type/Catalog/Pages 2 0 R/Lang({language})/ViewerPreferences<</DisplayDocTitle true>>>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {_numbers(WIDTH, HEIGHT)}]/Contents 9 0 R/Resources<<{fonts}>>>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
            f"<</Type/Font/Subtype{japanese}>>",
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiKakuGo-W5/DW 1000/FontDescriptor 8 0 R"
            + collection
            + ">>",
            f"<</Type/FontDescriptor/FontName/HeiseiKakuGo-W5/Flags 4{measures}>>",
            f"<</Length {len(content)}>>\nstream\n{content.decode('ascii')}\nendstream",
            f"<</Title<{named.hex()}>/Producer(Desktop RAG)>>",
        ]
        return _assemble(objects)


def _assemble(objects: list[str]) -> bytes:
    file = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R/Info {size - 1} 0 R>>\n"
    return file + f"{end}startxref\n{len(file)}\n%%EOF\n".encode("ascii")


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.2f}" for value in values)
