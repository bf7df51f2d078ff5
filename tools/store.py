"""The folder where built wheels and fetched models are kept between checkouts, and safe writing into it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def cache_folder() -> Path:
    """This person's cache folder for the set-up; everything in it can be deleted at any time."""
    if sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        root = Path.home() / "Library" / "Caches"
    else:
        root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return root / "desktop-rag"


@contextlib.contextmanager
def locked(name: str, folder: Path) -> Iterator[None]:
    """Hold the lock `name` in `folder`; a second set-up waits here, and says so.

    The system drops the lock when its holder ends, however it ends, so none is ever left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("a+b") as file:
        if not _try_lock(file.fileno()):
            print(f"Another set-up is at work on the {name}; waiting for it.", flush=True)
            while not _try_lock(file.fileno()):
                time.sleep(0.5)
        yield


def put(source: Path, target: Path) -> None:
    """Copy `source` to `target` so that `target` is either whole or not there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        shutil.copyfile(source, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
