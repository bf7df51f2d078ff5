"""Walks the chosen places and compares what is there with the catalogue: new, changed, moved, gone, away."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_rag.engine.catalog import DocumentEntry, encode_path
from desktop_rag.errors import DocumentOutside, DocumentUnreadable

_SKIPPED_NAMES = frozenset({"thumbs.db", "desktop.ini"})
_SKIPPED_STARTS = (".", "~$")
_SKIPPED_ENDS = (".tmp", ".part", ".crdownload", "~")
_HASH_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file in a chosen place; `code` says why it cannot be read, without trying."""

    path: Path
    key: str
    size_bytes: int
    modified_ns: int
    code: str | None = None


@dataclass(slots=True)
class Changes:
    """What differs between the disk and the catalogue. `gone` documents are removed, `away` ones are kept."""

    to_read: list[tuple[FoundFile, DocumentEntry | None]] = field(default_factory=list)
    refused: list[tuple[FoundFile, DocumentEntry | None]] = field(default_factory=list)
    unchanged: list[DocumentEntry] = field(default_factory=list)
    returned: list[DocumentEntry] = field(default_factory=list)
    gone: list[DocumentEntry] = field(default_factory=list)
    away: list[DocumentEntry] = field(default_factory=list)


def walk(root: Path, check: Callable[[], None], left_out: Path | None = None) -> Iterator[FoundFile]:
    """Every file of a chosen place, folder by folder, by name.

    Hidden, temporary and lock files are left out, except where one was chosen itself. A link is followed only where
    it stays inside the chosen folder and is no circle; one that leads out is reported with its code.

    Args:
        root: a file or folder, absolute.
        check: called for each entry; raises to stop.
        left_out: a folder that is not entered.
    """
    if not os.path.isdir(root):  # noqa: PTH112 (Path.is_dir raises where a folder above has no rights)
        yield _look(root)
        return
    real_root = root.resolve()
    seen: set[tuple[int, int] | None] = {_identity(left_out)} if left_out is not None else set()
    folders = [root]
    while folders:
        folder = folders.pop()
        check()
        try:
            identity = _identity(folder)
            if identity is not None and identity in seen:
                continue
            seen.add(identity)
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            yield FoundFile(folder, encode_path(folder), 0, 0, DocumentUnreadable.code)
            continue
        deeper: list[Path] = []
        for entry in entries:
            check()
            if is_skipped(entry.name):
                continue
            path = Path(entry.path)
            if entry.is_symlink():
                target = _link_target(path, real_root)
                if target is None:
                    yield FoundFile(path, encode_path(path), 0, 0, DocumentOutside.code)
                # What a link inside the folder points to is met at its own place.
                continue
            if entry.is_dir(follow_symlinks=False):
                deeper.append(path)
            elif entry.is_file(follow_symlinks=False):
                yield _look(path)
        folders.extend(reversed(deeper))


def exists(path: Path) -> bool:
    """Whether something is there that we may see; a name that the system refuses counts as nothing."""
    return os.path.exists(path)  # noqa: PTH110 (Path.exists raises for a name too long and for missing rights)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Tells two folders apart however they are reached; None where the system does not number them."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if status.st_ino else None


def is_skipped(name: str) -> bool:
    """Whether a file or folder of this name is somebody's scratch and no document."""
    lowered = name.lower()
    return lowered.startswith(_SKIPPED_STARTS) or lowered.endswith(_SKIPPED_ENDS) or lowered in _SKIPPED_NAMES


def _link_target(path: Path, real_root: Path) -> Path | None:
    """Where a link leads, or None where that is outside the chosen folder, nowhere, or a circle."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    return target if target.is_relative_to(real_root) else None


def _look(path: Path) -> FoundFile:
    try:
        status = path.stat()
    except OSError:
        return FoundFile(path, encode_path(path), 0, 0, DocumentUnreadable.code)
    code = None if stat.S_ISREG(status.st_mode) else DocumentUnreadable.code
    return FoundFile(path, encode_path(path), status.st_size, status.st_mtime_ns, code)


def compare(
    roots: Sequence[Path],
    known: Iterable[DocumentEntry],
    reading_version: str,
    *,
    read_again: frozenset[str] = frozenset(),
    check: Callable[[], None] = lambda: None,
    left_out: Path | None = None,
    is_forgotten: Callable[[str], bool] = lambda _path: False,
) -> Changes:
    """Compare some chosen places with what the catalogue knows of a collection.

    Args:
        roots: absolute paths; documents that lie under none of them are left alone.
        known: every document of the collection.
        reading_version: names the versions of parsers and chunker; a document read by others is read again. Empty
            leaves those as they are.
        read_again: ids of documents to read even though they did not change.
        check: called for each entry on the disk; raises to stop.
        left_out: a folder whose files are none of the person's documents: our own library.
        is_forgotten: says of a path that no document has whether the person forgot it here; it is left alone.
    """
    present = [root for root in roots if exists(root)]
    by_key = {found.key: found for root in present for found in walk(root, check, left_out)}
    closed = [found.path for found in by_key.values() if found.code == DocumentUnreadable.code]
    changes = Changes()
    met: set[str] = set()
    for entry in known:
        if not any(lies_under(entry.path, root) for root in roots):
            continue
        found = by_key.get(entry.path)
        if found is not None:
            met.add(entry.path)
            _sort_known(changes, found, entry, reading_version, is_forced=entry.id in read_again)
        elif any(lies_under(entry.path, root) for root in closed):
            changes.away.append(entry)  # whether it is still there cannot be seen
        elif any(lies_under(entry.path, root) for root in present):
            changes.gone.append(entry)
        else:
            changes.away.append(entry)
    for key, found in by_key.items():
        if key not in met and not is_forgotten(key):
            (changes.refused if found.code else changes.to_read).append((found, None))
    return changes


def _sort_known(
    changes: Changes, found: FoundFile, entry: DocumentEntry, reading_version: str, *, is_forced: bool
) -> None:
    if found.code is not None:
        changes.refused.append((found, entry))
        return
    is_same = found.size_bytes == entry.size_bytes and found.modified_ns == entry.modified_ns
    if entry.state == "away" and is_same and entry.revision.endswith(reading_version):
        changes.returned.append(entry)
    elif (
        is_forced
        or not is_same
        or entry.state in ("pending", "away")
        or (entry.state in ("indexed", "partly") and not entry.revision.endswith(reading_version))
    ):
        changes.to_read.append((found, entry))
    elif entry.state == "set_aside" and entry.code in (DocumentUnreadable.code, DocumentOutside.code):
        changes.to_read.append((found, entry))  # rights change without a trace in size and time
    else:
        changes.unchanged.append(entry)


def lies_under(key: str, root: Path) -> bool:
    """Whether a document's path is a root or inside of it."""
    prefix = encode_path(root)
    return key == prefix or key.startswith(prefix.rstrip(os.sep) + os.sep)


def hash_file(path: Path, check: Callable[[], None] = lambda: None) -> str:
    """SHA-256 of a file's bytes; raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(_HASH_PIECE):
            check()
            digest.update(piece)
    return digest.hexdigest()
