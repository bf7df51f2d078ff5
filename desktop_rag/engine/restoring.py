"""Placeholders in an answer become the real words again, while the answer streams in.

Models copy `[MAIL 1]` with small changes: another case, another bracket, full width, escaped for Markdown. What is
looked up is therefore the placeholder's key, which none of these changes touches.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping

_OPENING, _CLOSING = r"\[［【〔", r"\]］】〕"
LONGEST_BODY = 64
"""Characters that may stand between the brackets of a placeholder, changes by a model included."""
_MARK = re.compile(rf"[{_OPENING}]([^{_OPENING}{_CLOSING}]{{1,{LONGEST_BODY}}})[{_CLOSING}]")
_BEGINNING = re.compile(rf"\\?[{_OPENING}]|\\\Z")
_UNFINISHED = re.compile(rf"[{_OPENING}]([^{_OPENING}{_CLOSING}]{{0,{LONGEST_BODY}}})\Z")
_LOOSE = re.compile(r"[\s_\-\\*]+")


def key(body: str) -> str:
    """What stays the same however a model writes what stands between the brackets."""
    return _LOOSE.sub("", unicodedata.normalize("NFKD", body)).upper()


def keys_in(text: str) -> Iterator[str]:
    """The keys of everything in a text that could be taken for a placeholder."""
    return (key(found.group(1)) for found in _MARK.finditer(text))


class Restorer:
    """Takes the pieces of an answer and gives them back with the real words in them."""

    def __init__(self, originals: Mapping[str, str]) -> None:
        """Put back what `originals` says: placeholder -> real words."""
        self._originals = {key(placeholder[1:-1]): words for placeholder, words in originals.items()}
        self._beginnings = {known[:length] for known in self._originals for length in range(len(known) + 1)}
        self._held = ""

    def feed(self, text: str) -> str:
        """The next piece with real words; what may be the beginning of a placeholder is held back."""
        if not self._originals:
            return text
        text = self._held + text
        self._held = ""
        given: list[str] = []
        at = 0
        while found := _BEGINNING.search(text, at):
            bracket = found.end() - 1
            if text[bracket] == "\\" or self._may_go_on(text, bracket):
                given.append(text[at : found.start()])
                self._held = text[found.start() :]
                return "".join(given)
            at = self._replace(text, at, found.start(), bracket, given)
        given.append(text[at:])
        return "".join(given)

    def rest(self) -> str:
        """What was still held back when the answer ended; a placeholder that was cut off stays as it is."""
        held, self._held = self._held, ""
        return held

    def _may_go_on(self, text: str, bracket: int) -> bool:
        unfinished = _UNFINISHED.match(text, bracket)
        return unfinished is not None and key(unfinished.group(1)) in self._beginnings

    def _replace(self, text: str, at: int, start: int, bracket: int, given: list[str]) -> int:
        """Add what stands up to and with this bracket to `given`; returns where to go on."""
        mark = _MARK.match(text, bracket)
        words = self._originals.get(key(mark.group(1))) if mark is not None else None
        if mark is None or words is None:
            given.append(text[at : bracket + 1])
            return bracket + 1
        # `\[MAIL 1\]` is escaped as a whole; in `\[MAIL 1]` the backslash is a sign of its own.
        is_escaped = mark.group(1).endswith("\\")
        given.append(text[at : start if is_escaped else bracket])
        given.append(words)
        return mark.end()
