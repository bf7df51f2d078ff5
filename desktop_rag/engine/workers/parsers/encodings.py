"""Bytes to text: which encoding is it? Made for Japanese offices, where seven of them are in use.

Byte order marks decide first, then ISO-2022-JP by its escapes and strict UTF-8; the rest is decoded in every candidate
encoding and judged by how much the result looks like writing. Where the document names its encoding, as mails and web
pages do, that name counts for as much as it deserves.
"""

import codecs
import re

from desktop_rag.errors import DocumentKindUnknown

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 65_536
_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\([JI]|\$\([DOPQ])")
_CANDIDATES = ("cp932", "euc_jp", "utf-16-le", "utf-16-be")
_MOST_BAD_SHARE = 0.02
"""So many of the letters may be broken before a named encoding is not believed."""

_WESTERN = frozenset({"ascii", "iso8859-1", "cp1252"})
"""Names that programs write without knowing."""

_READ_AS = {
    "shift_jis": "cp932", "shift_jis_2004": "cp932", "shift_jisx0213": "cp932", "iso2022_jp": "iso2022_jp_ext",
    "iso2022_jp_1": "iso2022_jp_ext", "iso2022_jp_2": "iso2022_jp_ext", "gb2312": "gb18030", "gbk": "gb18030",
    "euc_kr": "cp949", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
}  # fmt: skip
"""Python's name of an encoding, and the larger one that is really meant by it."""

_OTHER_NAMES = {
    "x-sjis": "cp932", "x-ms-cp932": "cp932", "windows-31j": "cp932", "ms932": "cp932", "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext", "x-euc-jp": "euc_jp", "eucjp-ms": "euc_jp", "cp51932": "euc_jp", "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949", "iso-8859-8-i": "iso8859-8", "unicode-1-1-utf-8": "utf-8", "x-big5": "big5hkscs",
    "windows-874": "cp874", "x-mac-japanese": "cp932", "macintosh": "mac-roman", "unicode-1-1-utf-7": "utf-7",
}  # fmt: skip
_NO_ENCODINGS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
"""Codecs of Python that are no encodings of a document, or cost too much time."""
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_GOOD_ENOUGH = 0.75
_TOO_MANY_CONTROLS = 0.1

_CONTROLS = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
_NOT_ASCII = re.compile("[^\0-\x7f]")
_WESTERN_SIGNS = frozenset("\u00a0°£€¢¥§©®™±²³´·×÷¼½¾«»‹›¡¿–—‘’“”„…•†")
# What Japanese text is made of: punctuation, kana, full-width forms; kanji are judged by how common they are.
_KANA = re.compile("[\u3000-\u3019\u3041-\u3096\u30a1-\u30fe\uff01-\uff5e]")
# One alone is the sign of a degree in a western text.
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]{2,}")
_OF_NAMES = frozenset("髙﨑濵德塚瀨淸栁邊邉齋齊曻")
_KANJI = re.compile("[\u4e00-\u9fff\ufa0e-\ufa2d]")
_RARE = re.compile("[\ud800-\udfff\ue000-\uf8ff\ufffd\ufffe\uffff]")
_SYMBOLS = re.compile(
    "[\u2010-\u2312\u2460-\u2473\u2500-\u266f\u3200-\u33ff\uffe0-\uffe5\u00a7\u00b0\u00b1\u00b6\u00d7\u00f7]"
)


def decode(data: bytes) -> str:
    """The text without its byte order mark; raises `DocumentKindUnknown` for what is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if _ISO_2022_JP.search(data):
        try:
            return data.decode("iso2022_jp_ext", "lenient_jis" if data.isascii() else "strict_jis")
        except UnicodeDecodeError:
            pass
    if b"\0" in data:
        return _decode_with_nul(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_by_looks(data)


def decode_named(data: bytes, name: str | None) -> str:
    """The text of a document that names its encoding, or does not; never raises.

    A byte order mark beats the name. Names that are written without knowing (ASCII, Latin-1) are believed where
    nothing else shows, other names where their text is not full of broken letters.
    """
    codec = find_codec(name)
    if codec is None or codec in _WESTERN or any(data.startswith(mark) for mark, _ in _MARKS):
        return _decode_or(data, "cp1252" if codec in _WESTERN else "utf-8")
    text = data.decode(codec, _errors(codec)).removeprefix("\ufeff")
    if text.count("\ufffd") <= len(text) * _MOST_BAD_SHARE:
        return text
    return _decode_or(data, codec)


def find_codec(name: str | None) -> str | None:
    """Python's codec for the name that a document gives its encoding; None where there is none."""
    wanted = (name or "").strip().strip("\"'").lower()
    try:
        found = codecs.lookup(_OTHER_NAMES.get(wanted, wanted))
        if found.name in _NO_ENCODINGS or not isinstance(b"".decode(found.name), str):
            return None
    except (LookupError, ValueError, UnicodeError):
        return None
    return _READ_AS.get(found.name, found.name)


def _decode_or(data: bytes, otherwise: str) -> str:
    try:
        return decode(data)
    except DocumentKindUnknown:
        return data.decode(otherwise, _errors(otherwise))


def _errors(codec: str) -> str:
    return "lenient_jis" if codec in ("euc_jp", "iso2022_jp_ext") else "replace"


def _letter_of_windows(error: UnicodeError) -> tuple[str, int]:
    """The letter that Windows has put where JIS has none: ①, ㈱, 髙; raises the error where it has none either."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2].ljust(2, b"\0")
    row, cell = (byte & 0x7F for byte in pair)
    if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E) or (pair[0] ^ pair[1]) & 0x80:
        raise error
    lead = (row - 0x21) // 2 + 0x81
    trail = cell + (0x1F + (cell >= 0x60) if row % 2 else 0x7E)
    try:
        return bytes((lead + 0x40 * (lead > 0x9F), trail)).decode("cp932"), error.start + 2
    except UnicodeDecodeError:
        raise error from None


def _letter_or_replacement(error: UnicodeError) -> tuple[str, int]:
    try:
        return _letter_of_windows(error)
    except UnicodeDecodeError as broken:
        return "\ufffd", broken.end


codecs.register_error("strict_jis", _letter_of_windows)
codecs.register_error("lenient_jis", _letter_or_replacement)


def _decode_with_nul(data: bytes) -> str:
    """Text with NUL bytes: UTF-16 or UTF-32 without a mark, or text that something has put them into."""
    sample = _sample(data)
    best = max(_WIDE, key=lambda encoding: _wide_score(sample, encoding))
    if _wide_score(sample, best) >= 0.9:
        return data.decode(best, "replace")
    if sample.count(0) > len(sample) * _TOO_MANY_CONTROLS:
        raise DocumentKindUnknown
    rest = data.replace(b"\0", b"")
    try:
        text = rest.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode_by_looks(rest)
    # NUL bytes and many control characters together mean a binary file.
    start = text[:_SAMPLE_BYTES]
    if len(_CONTROLS.findall(start)) > len(start) * _TOO_MANY_CONTROLS:
        raise DocumentKindUnknown
    return text


def _wide_score(sample: bytes, encoding: str) -> float:
    text = sample[: len(sample) // 4 * 4].decode(encoding, "replace")
    if not text:
        return 0.0
    ascii_count = sum(1 for letter in text if " " <= letter <= "~" or letter in "\t\n\r")
    return (ascii_count + _japanese_score(text) * (len(text) - ascii_count)) / len(text)


def _decode_by_looks(data: bytes) -> str:
    sample = _sample(data)
    scores = {encoding: _japanese_score(_try(sample, encoding)) for encoding in _CANDIDATES}
    best = max(scores, key=lambda encoding: scores[encoding])
    if _is_mostly_utf_8(sample):
        best = "utf-8"
    elif scores[best] < _GOOD_ENOUGH:
        if not _is_western(sample):
            raise DocumentKindUnknown
        best = "cp1252"
    return data.decode(best, _errors(best))


def _try(sample: bytes, encoding: str) -> str:
    """The sample in an encoding; letters of Windows are only looked for where little else is wrong."""
    text = sample.decode(encoding, "replace")
    is_hopeless = len(text) > 100 and text.count("\ufffd") > len(text) * 0.2
    return text if is_hopeless else sample.decode(encoding, _errors(encoding))


def _sample(data: bytes) -> bytes:
    """The beginning and a piece of the middle, both at an offset that suits two- and four-byte encodings."""
    if len(data) <= 2 * _SAMPLE_BYTES:
        return data
    middle = len(data) // 8 * 4
    return data[:_SAMPLE_BYTES] + data[middle : middle + _SAMPLE_BYTES]


def _japanese_score(text: str) -> float:
    """How much of what is not ASCII reads like Japanese: 1 all of it, 0 or less nothing."""
    others = "".join(_NOT_ASCII.findall(text))
    if not others:
        return 0.0
    kanji = _KANJI.findall(others)
    common = sum(1 for letter in kanji if _is_common(letter))
    good = len(_KANA.findall(others)) + common + 0.4 * (len(kanji) - common) + 0.8 * len(_SYMBOLS.findall(others))
    good += 0.78 * sum(len(run) for run in _HALF_WIDTH_KANA.findall(text))
    return (good - 4 * len(_RARE.findall(others)) - 4 * len(_CONTROLS.findall(text))) / len(others)


def _is_common(kanji: str) -> bool:
    """Whether it is on the first level of JIS X 0208, which holds the kanji of everyday writing, or of many names."""
    if kanji in _OF_NAMES:
        return True
    try:
        return kanji.encode("cp932") < b"\x98\x73"
    except UnicodeEncodeError:
        return False


def _is_mostly_utf_8(sample: bytes) -> bool:
    """UTF-8 with a few bad bytes in it: valid sequences of several bytes hardly arise by chance."""
    text = sample.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return len(_NOT_ASCII.findall(text)) - bad > bad


def _is_western(sample: bytes) -> bool:
    """Windows-1252: letters with accents and a few signs among plain ones, no control characters."""
    text = sample.decode("cp1252", "replace")
    others = _NOT_ASCII.findall(text)
    known = sum(letter.isalpha() or letter in _WESTERN_SIGNS for letter in others)
    is_rare = len(others) <= len(text) * 0.5 and len(_CONTROLS.findall(text)) <= len(text) * 0.01
    return is_rare and known >= len(others) * 0.9
