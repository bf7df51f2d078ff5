"""Where the sizes of the ledger are sealed, so that a cut end is noticed: the keychain, and always a file beside it.

What each can promise: the keychain holds against somebody who can write the library folder, as far as the system keeps
other programs of the same account out of it (macOS asks; Windows and the Linux keyrings, once unlocked, do not). The
file holds against damage and against whoever does not know that it is there, not against somebody who rewrites it too.
Neither holds against somebody who sets both back, together with the ledger, to what they were on an earlier day.
"""

import errno
import os
import re
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final, Literal, Protocol, TypeAlias, TypeVar

import msgspec

from desktop_rag import paths, secrets
from desktop_rag.engine import ledger_files
from desktop_rag.errors import KeychainError, LedgerUnwritable

SealName: TypeAlias = Literal["keychain", "library"]
LIBRARY: Final = "library"

FILE_NAME = "ledger.seal"
_LARGEST_SEAL = 1024  # bytes; ours are a third of it, and Windows keeps about 2500 in one credential
_REST_S = 60.0
_HASH = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[0-9a-f]{16}")

_Result = TypeVar("_Result")


class Seal(Protocol):
    """One place that remembers one short text; may raise `KeychainAbsent` and `KeychainLocked`."""

    @property
    def name(self) -> SealName: ...

    def read(self) -> str | None:
        """What was written last; None where nothing ever was."""

    def write(self, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class SealedState:
    """How the ledger ended when it was sealed, and the hash of the line that was about to follow.

    A seal and a file cannot be written in one step. `announced` is written before the line: a stop in between leaves a
    ledger with or without that line, and both are right.
    """

    ledger: str
    lines: int
    size_bytes: int
    head: str
    announced: str | None = None

    def to_text(self) -> str:
        return msgspec.json.encode(self).decode("ascii")

    @classmethod
    def from_text(cls, text: str) -> "SealedState | None":
        """None for anything that `to_text` did not make, down to the last character."""
        try:
            state = msgspec.json.decode(text, type=cls)
        except (ValueError, RecursionError):
            return None
        hashes = [state.head, *([] if state.announced is None else [state.announced])]
        if not _ID.fullmatch(state.ledger) or not all(_HASH.fullmatch(entry) for entry in hashes):
            return None
        return state if min(state.lines, state.size_bytes) >= 0 and state.to_text() == text else None


class KeychainSeal:
    """In the keychain of the operating system, under a name of this library folder.

    A library folder that was moved or brought to another computer has no seal there; the ledger then says so.
    """

    name: SealName = "keychain"

    def __init__(self, home: Path) -> None:
        self._entry = f"ledger-{paths.instance_key(home)}"
        self._lost: KeychainError | None = None
        self._lost_at = 0.0

    def read(self) -> str | None:
        return self._ask(lambda: secrets.read_secret(self._entry))

    def write(self, value: str) -> None:
        self._ask(lambda: secrets.store_secret(self._entry, value))

    def _ask(self, work: Callable[[], _Result]) -> _Result:
        """A keychain that nobody unlocks is waited for once, not at every step of every line."""
        if self._lost is not None and time.monotonic() - self._lost_at < _REST_S:
            raise self._lost
        try:
            result = work()
        except KeychainError as error:
            self._lost, self._lost_at = error, time.monotonic()
            raise
        self._lost = None
        return result


class LibrarySeal:
    """In a small file beside the ledger, replaced as a whole; raises `LedgerUnwritable` where that fails."""

    name: SealName = "library"

    def __init__(self, home: Path) -> None:
        self._path = home / FILE_NAME

    def read(self) -> str | None:
        try:
            file = ledger_files.open_plain(self._path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENOTDIR):
                return ""  # a link or folder in its place is a seal that fits nothing
            raise LedgerUnwritable from None
        try:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                return ""
            return os.read(file, _LARGEST_SEAL + 1).decode("utf-8", "replace")
        except OSError:
            raise LedgerUnwritable from None
        finally:
            os.close(file)

    def write(self, value: str) -> None:
        try:
            if self._path.is_dir() and not self._path.is_symlink():
                # Somebody put a folder there; a person has been told before it comes to this.
                ledger_files.move(self._path, self._path.with_name(f"{FILE_NAME}.{token_hex(4)}"))
            ledger_files.replace_whole(self._path, value.encode("ascii"))
        except OSError:
            raise LedgerUnwritable from None
