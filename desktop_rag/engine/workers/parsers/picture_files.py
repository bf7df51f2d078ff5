"""Files with pictures of pages in the cache folder: private, and never seen half written."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def written(file: Path) -> Iterator[BinaryIO]:
    """Write under another name first; the file is there, whole, once the block has ended. Raises OSError."""
    temporary = file.with_name(file.name + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as target:
        yield target
    temporary.replace(file)
