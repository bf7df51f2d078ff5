"""One chosen file or folder that is kept an eye on: where it really lies, whether it is there, how it is heard of."""

import os
import stat
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from desktop_rag.engine import file_signs, file_systems
from desktop_rag.engine.catalog import decode_path, encode_path
from desktop_rag.engine.exclusions import Exclusions

Listening: TypeAlias = tuple[str, bool]
"""A folder to listen to, and whether to all folders below it, too."""

SAFETY_S = 3600.0
"""How often a place of which the system tells everything is looked through all the same."""
FIRST_INTERVAL_S = 60.0
"""How soon a place of which the system tells nothing is looked through again after something was found there."""
LONGEST_INTERVAL_S = 900.0
"""The same where nothing was found again and again."""
_SHARE = 50
"""Looking by itself takes at most one fiftieth of the time."""
_HURRIED_SHARE = 10
"""Looking because something was missed takes at most a tenth of it."""
_NEVER_SEEN = (-1,)


@dataclass(slots=True)
class WatchedPlace:
    """A chosen place and the collections that it belongs to.

    Attributes:
        key: its path as the catalogue has it.
        collections: their ids.
        identity: tells it from another folder or drive in the same place; None while nothing is there.
        listening: what to listen to; None where the system does not tell of changes.
        is_deaf: whether some folder in it cannot be listened to, though others are.
        look_at: when it is looked through again (the watcher's clock).
    """

    key: str
    collections: set[str] = field(default_factory=set)
    identity: tuple[int, ...] | None = _NEVER_SEEN
    listening: Listening | None = None
    is_deaf: bool = False
    look_at: float = 0.0
    _real: str = ""
    _interval_s: float = FIRST_INTERVAL_S
    _rests_until: float = 0.0

    @property
    def path(self) -> Path:
        return decode_path(self.key)

    @property
    def is_told_of(self) -> bool:
        """Whether the system tells of all that changes here."""
        return self.listening is not None and not self.is_deaf

    def look(self) -> bool:
        """See what is there now; whether that is something else than the last time."""
        before = self.identity
        try:
            status = self.path.stat()
        except OSError:
            self.identity = None
        else:
            # A file is replaced whenever it is saved; a folder, or the drive in its place, is another one then.
            is_folder = stat.S_ISDIR(status.st_mode)
            self.identity = (status.st_dev, status.st_ino) if is_folder else ()
            if self.identity != before:
                self._find(is_folder=is_folder)
        return self.identity != before

    def _find(self, *, is_folder: bool) -> None:
        self._real = os.path.realpath(self.path)
        self.listening, self.is_deaf = None, False
        if file_systems.tells_of_changes(Path(self._real)):
            folder = self._real if is_folder else os.path.dirname(self._real)  # noqa: PTH120
            self.listening = (folder, is_folder)

    def key_of(self, told: str) -> str | None:
        """What the catalogue would call a path that the system told of; None where it does not lie here."""
        if told == self._real:
            return self.key
        inside = self._real.rstrip(os.sep) + os.sep
        if told.startswith(inside):
            return os.path.join(self.key, encode_path(told[len(inside) :]))  # noqa: PTH118
        # macOS may tell of a folder with its accents taken apart: then where exactly it was is not worth guessing.
        return self.key if _plain(told).startswith(_plain(inside)) else None

    def passes_by(self, key: str, excluded: Exclusions) -> bool:
        """Whether a path below is scratch, hidden by a name, or excluded; so is everything in a folder that is."""
        names = Path(key[len(self.key.rstrip(os.sep)) + 1 :]).parts
        return any(
            file_signs.is_scratch(name) or excluded.hold(name, "/".join(names[: depth + 1]))
            for depth, name in enumerate(names)
        )

    def was_looked_through(self, now: float, seconds: float, *, has_changed: bool) -> None:
        """Set when it is looked through the next time: the sooner, the more happens there."""
        self._rests_until = now + seconds * _HURRIED_SHARE
        if self.is_told_of:
            self.look_at = now + SAFETY_S
            return
        self._interval_s = FIRST_INTERVAL_S if has_changed else min(self._interval_s * 2, LONGEST_INTERVAL_S)
        self.look_at = now + max(self._interval_s, seconds * _SHARE)

    def hurry(self) -> None:
        """Have it looked through soon, because something was not told."""
        self.look_at = min(self.look_at, self._rests_until)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def listened_to(places: Iterable[WatchedPlace]) -> set[Listening]:
    """What has to be listened to for all places that are there."""
    return {place.listening for place in places if place.identity is not None and place.listening is not None}
