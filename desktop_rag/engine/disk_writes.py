"""What files need beyond being written: to be there after a loss of power, and a clear word when the disk is full."""

import contextlib
import os
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


@contextlib.contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what LanceDB says about a full disk into our error; it has no class of its own for it."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        if "No space left" in str(error) or "os error 28" in str(error):
            raise DiskFull from None
        raise
