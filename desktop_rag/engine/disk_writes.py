"""What files need beyond being written: to be there after a loss of power, and a clear word when the disk is full."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from desktop_rag.errors import DiskFull


def sync(paths: Iterable[Path]) -> None:
    """Have the system write these files to the disk itself: LanceDB does not, and a loss of power would empty them."""
    folders: set[Path] = set()
    for path in paths:
        _sync_one(path, os.O_RDWR)  # Windows flushes only what may be written
        folders.add(path.parent)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        for folder in folders:
            _sync_one(folder, os.O_RDONLY)


def _sync_one(path: Path, mode: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(path, mode)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_WINDOWS_FULL = 112
_FULL_IN_WORDS = ("No space left", *(f"os error {number}" for number in sorted({*_FULL, _WINDOWS_FULL})))
_LITTLE_ROOM_BYTES = 256 * 1024
"""With less than this SQLite cannot begin: its log and what it shares of it take blocks before the first row does."""


@contextlib.contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what the system and LanceDB say about a full disk into our error; LanceDB has no class of its own for it."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        number = error.errno if isinstance(error, OSError) else None
        if number in _FULL or any(words in str(error) for words in _FULL_IN_WORDS):
            raise DiskFull from None
        raise


def has_little_room(folder: Path) -> bool:
    """Whether what cannot be written to a folder may be for lack of room; not where the folder cannot be asked."""
    try:
        return shutil.disk_usage(folder).free < _LITTLE_ROOM_BYTES
    except OSError:
        return False
