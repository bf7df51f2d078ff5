"""Remembers checksums of model files, so that gigabytes are not read again at each start."""

import contextlib
import hashlib
from pathlib import Path

import msgspec

from desktop_rag import paths
from desktop_rag.errors import ModelMissing

_BLOCK_BYTES = 4 * 1024 * 1024


def sha256(file: Path) -> str:
    """The checksum of a file, read now; raises `ModelMissing` where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with file.open("rb") as source:
            while block := source.read(_BLOCK_BYTES):
                digest.update(block)
    except OSError:
        raise ModelMissing from None
    return digest.hexdigest()


class ModelHashes:
    """Checksums by path, size and time of change, kept in one small file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._changed = False
        self._known: dict[str, str] = {}
        with contextlib.suppress(OSError, msgspec.DecodeError):
            self._known = msgspec.json.decode(file.read_bytes(), type=dict[str, str])

    def of(self, file: Path) -> str:
        """The sha256 of a file; raises `ModelMissing` where it cannot be read."""
        try:
            status = file.stat()
            key = f"{file.resolve()}|{status.st_size}|{status.st_mtime_ns}"
        except OSError:
            raise ModelMissing from None
        if key not in self._known:
            self._known[key] = sha256(file)
            self._changed = True
        return self._known[key]

    def save(self) -> None:
        """Write what was learnt; a folder that cannot be written only means reading again next time."""
        if not self._changed:
            return
        with contextlib.suppress(OSError):
            paths.make_private(self._file.parent)
            temporary = self._file.with_suffix(".new")
            temporary.write_bytes(msgspec.json.encode(self._known))
            temporary.replace(self._file)
