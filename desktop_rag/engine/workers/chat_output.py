"""Bytes of tokens -> text that can be shown: whole characters only, up to a stop, out of circles."""

import codecs
from collections import Counter
from collections.abc import Sequence

_GRAM = 16
_SAME_GRAMS = 3


class TextStream:
    """Holds back a character whose bytes are not complete, and words that may become a stop."""

    def __init__(self, stops: Sequence[str] = ()) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._stops = tuple(stops)
        self._held = ""
        self.is_stopped = False

    def push(self, piece: bytes) -> str:
        """Text that is certain after these bytes."""
        if self.is_stopped:
            return ""
        text = self._held + self._decoder.decode(piece)
        found = [at for stop in self._stops if (at := text.find(stop)) >= 0]
        if found:
            self.is_stopped = True
            self._held = ""
            return text[: min(found)]
        keep = max((_overlap(text, stop) for stop in self._stops), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def finish(self) -> str:
        """What was held back and turned out to be the end; bytes of half a character are dropped."""
        held, self._held = self._held, ""
        return "" if self.is_stopped else held


def _overlap(text: str, stop: str) -> int:
    """Length of the longest end of the text that a stop begins with."""
    return next((size for size in range(min(len(stop) - 1, len(text)), 0, -1) if text.endswith(stop[:size])), 0)


class LoopWatch:
    """Notices when a small model goes round in circles: the same run of tokens for the third time."""

    def __init__(self) -> None:
        self._tokens: list[int] = []
        self._seen: Counter[tuple[int, ...]] = Counter()

    def is_looping(self, token: int) -> bool:
        """Whether the answer, with this token, repeats itself."""
        self._tokens.append(token)
        if len(self._tokens) < _GRAM:
            return False
        gram = tuple(self._tokens[-_GRAM:])
        self._seen[gram] += 1
        return self._seen[gram] >= _SAME_GRAMS
