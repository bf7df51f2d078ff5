"""Follows the control words of RTF from the first byte to the last.

The bytes are read as Word reads them: a Japanese letter may be two escapes, an escape and a plain letter, or a number
with the same letter behind it for older programs; which of them counts depends on the font and on the document.
"""

import codecs
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from desktop_rag.engine.workers.parsers import Facts, Source, clean, one_line
from desktop_rag.engine.workers.parsers.headings import level_of
from desktop_rag.engine.workers.parsers.page_text import PageText
from desktop_rag.engine.workers.parsers.rtf_codes import (
    ASIDES,
    CHARACTERS,
    ENDS_PARAGRAPH,
    LITERAL_SYMBOLS,
    READ_THOUGH_STARRED,
    SKIPPED,
    SYMBOLS,
    TOKEN,
    decode,
    encoding_of_document,
)
from desktop_rag.engine.workers.parsers.rtf_state import BODY_LEVEL, Front, Group, Paragraph
from desktop_rag.engine.workers.parsers.rtf_table import TableRows
from desktop_rag.errors import DocumentDamaged, DocumentTooLarge

_CHECK_EVERY = 50_000
_DEEPEST = 10_000


class Reader:
    """Writes the text to `page`; raises `DocumentTooLarge` or `DocumentDamaged`."""

    def __init__(self, source: Source) -> None:
        self.page = PageText(source.limits.max_characters)
        self._source = source
        self._encoding = "cp1252"
        self._front = Front()
        self._words: list[str] = []
        self._length = 0
        self._group = Group(self._words)
        self._stack: list[Group] = []
        self._paragraph = Paragraph()
        self._bytes = bytearray()
        self._to_skip = 0
        self._is_starred = False
        self._table = TableRows(self.page)
        self._notes: list[str] = []
        self._asides: dict[str, None] = {}

    def run(self, data: bytes) -> None:
        """Read everything up to the brace that closes the document."""
        at = count = 0
        while found := TOKEN.match(data, at):
            at = found.end()
            count += 1
            if count % _CHECK_EVERY == 0:
                self._source.check()
            word = found["word"]
            if word is not None:
                number = found["number"]
                at += self._follow(word.decode("ascii"), None if number is None else int(number))
            elif (brace := found["brace"]) is not None:
                self._open() if brace == b"{" else self._close()
                if not self._stack:
                    break
            elif (text := found["text"]) is not None:
                at += self._take(text, data[at : at + 1])
            elif (escape := found["hex"]) is not None:
                self._take(bytes.fromhex(escape.decode("ascii")), b"")
            elif (symbol := found["symbol"]) is not None:
                self._follow_symbol(symbol.decode("latin-1"))
        self._flush()
        if self._words or self._notes:
            self._end_paragraph()
        self._table.end()
        for aside in self._asides:
            self.page.add(aside)

    def facts(self) -> Facts:
        """Title, author and day, as the document says them."""
        known = self._front.known
        return Facts(title=known.get("title", ""), author=known.get("author", ""), created=self._front.day())

    def _open(self) -> None:
        self._flush()
        self._to_skip = 0
        if len(self._stack) == _DEEPEST:
            raise DocumentDamaged
        self._stack.append(self._group)
        self._group = replace(self._group, ends_with=None)

    def _close(self) -> None:
        self._flush()
        self._to_skip = 0
        ended = self._group
        if self._stack:
            self._group = self._stack.pop()
        if ended.ends_with is not None:
            ended.ends_with(_joined(ended.words))

    def _begin(self, ends_with: Callable[[str], None], place: str = "") -> None:
        """Collect the words of this group apart from the text."""
        self._group.words = []
        self._group.ends_with = ends_with
        self._group.place = place

    def _take(self, text: bytes, following: bytes) -> int:
        """Take letters; returns 1 where the next byte, a mark of RTF by itself, is the second half of the last one."""
        skipped = min(self._to_skip, len(text))
        self._to_skip -= skipped
        if self._group.is_skipped or self._group.is_hidden:
            return 0
        self._bytes += text[skipped:]
        if following and following in b"\\{}" and text[-1] > 0x80:
            is_cut = self._is_cut()
            if is_cut:
                self._bytes += following
            self._flush()  # here a letter has ended, and what was looked at need not be looked at again
            return int(is_cut)
        return 0

    def _is_cut(self) -> bool:
        """Whether the bytes end in the middle of a letter."""
        decoder = codecs.getincrementaldecoder(self._group.font or self._encoding)("replace")
        decoder.decode(bytes(self._bytes))
        return bool(decoder.getstate()[0])

    def _flush(self) -> None:
        if self._bytes:
            text = decode(bytes(self._bytes), self._group.font, self._encoding)
            self._bytes.clear()
            self._say(text)

    def _say(self, text: str) -> None:
        group = self._group
        if group.is_skipped or group.is_hidden:
            return
        group.words.append(text)
        self._length += len(text)
        if self._length > self._source.limits.max_characters:
            raise DocumentTooLarge(characters=self._length)

    def _follow_symbol(self, symbol: str) -> None:
        if self._to_skip:
            self._to_skip -= 1
        elif symbol in LITERAL_SYMBOLS:
            self._take(symbol.encode("ascii"), b"")
        elif symbol == "*":
            self._is_starred = True
        elif symbol in "\r\n":
            self._flush()
            self._end_paragraph()
        elif symbol in SYMBOLS:
            self._flush()
            self._say(SYMBOLS[symbol])

    def _follow(self, word: str, number: int | None) -> int:
        """Do what a control word says; returns how many bytes behind it are no text."""
        is_starred, self._is_starred = self._is_starred, False
        if word == "bin":
            return max(number or 0, 0)
        if self._to_skip and word != "u":
            self._to_skip -= 1
            return 0
        if word in SKIPPED or (is_starred and word not in READ_THOUGH_STARRED):
            self._flush()
            self._group.is_skipped = True
        elif not self._group.is_skipped:
            self._flush()
            if not (self._begin_group(word) or self._describe(word, number)):
                self._write(word, number)
        return 0

    def _begin_group(self, word: str) -> bool:
        """Whether the word says what its group is."""
        if word in ("fonttbl", "info", "stylesheet"):
            self._begin(lambda _: None, word)
        elif word == "footnote":
            self._begin(self._notes.append)
        elif word in ASIDES:
            self._begin(self._end_aside)
        elif self._group.place == "info" and word in ("title", "author"):
            self._begin(lambda text: self._front.known.update({word: one_line(text)}))
        elif self._group.place == "info" and word == "creatim":
            self._begin(lambda _: None, word)
        else:
            return False
        return True

    def _describe(self, word: str, number: int | None) -> bool:
        """Whether the word stands before the text, and describes a font, a style or the day."""
        place = self._group.place
        if place == "stylesheet" and word == "s":
            self._begin(partial(self._front.name_style, number or 0), place)
        return self._front.describe(place, word, number or 0)

    def _write(self, word: str, number: int | None) -> None:  # noqa: C901, PLR0912 - one line a word
        group, paragraph = self._group, self._paragraph
        if word == "u":
            self._say(chr((number or 0) & 0xFFFF))
            self._to_skip = group.fallback_length
        elif word == "uc":
            group.fallback_length = max(number or 0, 0)
        elif word == "f":
            group.font = self._front.fonts.get(number or 0, "")
        elif word == "plain":
            group.is_hidden = False
            group.font = self._front.fonts.get(self._front.default_font, "")
        elif word in ("v", "deleted"):
            group.is_hidden = number != 0
        elif word == "deff":
            self._front.default_font = number or 0
        elif word in ("ansicpg", "mac", "pc", "pca"):
            self._encoding = encoding_of_document(word, number or 0)
        elif word in CHARACTERS:
            self._say(CHARACTERS[word])
        elif word == "pard":
            self._paragraph = Paragraph()
        elif word == "s":
            paragraph.style = number or 0
        elif word == "outlinelevel":
            paragraph.level = number
        elif word == "intbl":
            paragraph.is_in_table = True
        elif group.words is not self._words:
            if word in ENDS_PARAGRAPH or word == "cell":
                self._say("\n")
        elif word in ENDS_PARAGRAPH:
            self._end_paragraph()
        elif word == "cell":
            self._table.end_cell(self._taken())
        elif word == "row":
            self._table.end_row()
        elif word == "trhdr":
            self._table.mark_header()

    def _taken(self) -> str:
        """The words of the text since the last time."""
        text = _joined(self._words)
        self._words.clear()
        return text

    def _end_paragraph(self) -> None:
        text = self._taken()
        if self._paragraph.is_in_table:
            self._table.add_to_cell(text)
            return
        self._table.end()
        level = self._paragraph.level
        if level is None:
            found = self._front.levels.get(self._paragraph.style)
            found = found if found is not None else level_of(text)
        else:
            found = level + 1 if level < BODY_LEVEL else None
        self.page.add(text.strip(), found)
        for note in self._notes:
            self.page.add(note.strip())
        self._notes.clear()

    def _end_aside(self, text: str) -> None:
        """Keep a header or footer for the end, each wording once."""
        if any(letter.isalpha() for letter in text):
            self._asides.setdefault(text.strip())


def _joined(words: list[str]) -> str:
    """Text of pieces, among which a letter beyond 16 bits stands as two halves."""
    text = "".join(words)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return clean(text)
