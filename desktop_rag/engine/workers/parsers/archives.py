"""Zip archives from strangers: sizes are checked before unpacking, and nothing is unpacked to the disk."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import error as zlib_error

from desktop_rag.engine.workers.parsers import Source
from desktop_rag.errors import DocumentDamaged, DocumentTooLarge

_MAX_ENTRIES = 20_000
_MAX_RATIO = 300
_RATIO_FROM_BYTES = 50_000_000


_BROKEN = (zipfile.BadZipFile, zlib_error, EOFError, NotImplementedError, OSError, ValueError, LookupError, TypeError)


@contextmanager
def opened(source: Source) -> Iterator[zipfile.ZipFile]:
    """The archive of a source, once it was checked; `DocumentDamaged` for whatever is wrong with what it holds."""
    try:
        with zipfile.ZipFile(source.file) as archive:
            check(archive, source.limits.max_unpacked_bytes)
            yield archive
    except _BROKEN:
        raise DocumentDamaged from None


def check(archive: zipfile.ZipFile, max_unpacked_bytes: int) -> None:
    """Raise `DocumentTooLarge` for an archive that would unpack to more than is reasonable.

    The sizes come from the archive's own list; `zipfile` reads no more of an entry than its listed size.
    """
    entries = archive.infolist()
    if len(entries) > _MAX_ENTRIES:
        raise DocumentTooLarge(entries=len(entries))
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > max_unpacked_bytes or (unpacked > _RATIO_FROM_BYTES and unpacked > packed * _MAX_RATIO):
        raise DocumentTooLarge(unpacked_bytes=unpacked)
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(entry.flag_bits & 1 for entry in entries):
        # Two entries of one name are read differently by different programs; encrypted entries are not Office's way.
        raise DocumentDamaged


def read_part(archive: zipfile.ZipFile, name: str, max_bytes: int) -> bytes | None:
    """One entry's content, None if there is none of this name; raises `DocumentTooLarge`."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return None
    if entry.file_size > max_bytes:
        raise DocumentTooLarge(unpacked_bytes=entry.file_size)
    return archive.read(entry)
