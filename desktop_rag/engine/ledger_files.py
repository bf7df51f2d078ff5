"""How the ledger and its seal are opened and kept: no link is followed, and what is written is on the disk."""

import contextlib
import errno
import os
import stat
import time
from pathlib import Path
from typing import BinaryIO

_TRIES = 5
_PAUSE_S = 0.05

# Follow no link, wait for nobody at the other end of a pipe, hand the file to no child, translate no line ends.
_PLAIN = sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))


def open_plain(path: Path, flags: int) -> int:
    """Open a file of ours, never what a link points to; a new one is readable by its owner alone."""
    if not hasattr(os, "O_NOFOLLOW") and path.is_symlink():
        raise OSError(errno.ELOOP, "a link")
    return os.open(path, flags | _PLAIN, 0o600)


def open_for_reading(path: Path) -> BinaryIO:
    """Raises FileNotFoundError where there is nothing, and OSError for anything that is no plain file."""
    handle = open_plain(path, os.O_RDONLY)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "no plain file")
    return os.fdopen(handle, "rb")


def write_all(file: int, content: bytes, *, is_last: bool = True) -> None:
    """Write everything and, if it is the last, have the disk keep it."""
    left = memoryview(content)
    while left:
        left = left[os.write(file, left) :]
    if is_last:
        flush(file)


def replace_whole(path: Path, content: bytes) -> None:
    """Put a new file in the place of an old one: whoever looks finds the one or the other, whole."""
    new = path.with_name(path.name + ".new")
    file = open_plain(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        write_all(file, content)
    finally:
        os.close(file)
    move(new, path)
    flush_folder(path.parent)


def move(old: Path, new: Path) -> None:
    """Rename, in the place of what is there."""
    for attempt in range(_TRIES):
        try:
            old.replace(new)
            return
        except PermissionError:
            # On Windows a virus scanner that looks at the file keeps it from being replaced for a moment.
            if os.name != "nt" or attempt == _TRIES - 1:
                raise
            time.sleep(_PAUSE_S)


def flush(file: int) -> None:
    """Have the disk keep what was written; macOS only promises that for its own full flush."""
    try:
        import fcntl

        full_flush = getattr(fcntl, "F_FULLFSYNC", None)
    except ImportError:  # Windows
        full_flush = None
    if full_flush is not None:
        with contextlib.suppress(OSError):  # network disks and some foreign ones refuse it
            fcntl.fcntl(file, full_flush)
            return
    os.fsync(file)


def flush_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder; Windows has no such call."""
    if os.name != "posix":
        return
    file = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        flush(file)
    finally:
        os.close(file)
