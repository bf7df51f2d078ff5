"""What the control words of RTF mean to a reader of its text."""

import codecs
import re

TOKEN = re.compile(
    rb"\\(?:(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?|'(?P<hex>[0-9a-fA-F]{2})|(?P<symbol>.))"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+",
    re.DOTALL,
)

CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "softline": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "・",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "nestcell": " ",
}
SYMBOLS = {"~": "\u00a0", "_": "-", "\t": "\t"}
LITERAL_SYMBOLS = "\\{}"
ENDS_PARAGRAPH = frozenset({"par", "sect", "page", "column", "nestrow"})

SKIPPED = frozenset(
    "colortbl filetbl revtbl pict nonshppict objdata fldinst sp sn sv themedata colorschememapping datastore "
    "latentstyles generator pgptbl listtable listoverridetable rsidtbl xmlnstbl template mmathPr falt panose comment "
    "subject keywords operator manager company category doccomm hlinkbase revtim printim buptim tc xe rxe txe "
    "annotation atnid atnauthor atndate atnref atnicn atnparent bkmkstart bkmkend ftnsep ftnsepc ftncn aftnsep "
    "aftnsepc aftncn nonesttables ud".split()
)
"""Groups that hold no text of the document."""

READ_THOUGH_STARRED = frozenset({"shpinst", "shptxt"})
"""A group that begins with \\* may be left out by who does not know it; these lead to the text of boxes."""

ASIDES = frozenset(
    "header headerl headerr headerf footer footerl footerr footerf".split()
)  # fmt: skip

_BY_CHARSET = {
    0: "cp1252",
    77: "mac_roman",
    78: "cp932",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
_BY_WORD = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850", "ansi": "cp1252"}


def encoding_of_charset(number: int) -> str:
    """How bytes in a font of this character set are meant; empty where the document decides."""
    return _BY_CHARSET.get(number, "")


def encoding_of_document(word: str, number: int) -> str:
    """How bytes are meant after the control words ansicpg, mac, pc or pca."""
    if word in _BY_WORD:
        return _BY_WORD[word]
    try:
        return codecs.lookup(f"cp{number}").name if number not in (0, 65001) else "utf-8"
    except LookupError:
        return "cp1252"


def decode(data: bytes, font: str, document: str) -> str:
    """Bytes in the encoding of their font or of their document, whichever they fit.

    A font for western letters is often named for Japanese text, too: there the document is asked first.
    """
    if data.isascii():
        return data.decode("ascii")
    encodings = [found for found in ((document, font) if font in ("", "cp1252") else (font, document)) if found]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode(encodings[0], "replace")
