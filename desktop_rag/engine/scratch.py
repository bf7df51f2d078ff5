"""Folders in the cache for what must lie on the disk for a moment, named after the process that works there.

A process that is killed cannot clear up; whoever comes next does it. The engine empties the cache at its start and end.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from desktop_rag import paths

_PREFIX = "work-"


@contextlib.contextmanager
def folder(cache: Path) -> Iterator[Path]:
    """A private folder that is gone afterwards; clears up after processes that are no more."""
    paths.make_private(cache)
    sweep(cache)
    made = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=cache))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def sweep(cache: Path) -> None:
    """Remove the folders whose process is gone."""
    with contextlib.suppress(OSError):
        for left in cache.glob(f"{_PREFIX}*"):
            process = left.name.removeprefix(_PREFIX).partition("-")[0]
            if not process.isdecimal() or not psutil.pid_exists(int(process)):
                shutil.rmtree(left, ignore_errors=True)
