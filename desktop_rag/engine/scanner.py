"""Compares the chosen places with the catalogue: which documents are new, changed, moved, gone, away.

Gone is what can be seen to be missing. Where the place itself is missing, cannot be looked into, or was a drive or
share that is taken away now, its documents are away: they stay in the index until they come back or are forgotten.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_rag.engine.catalog import DocumentEntry, decode_path, encode_path
from desktop_rag.engine.walker import FoundFile, Rules, Walk, identify
from desktop_rag.errors import DocumentOnlineOnly, DocumentOutside, DocumentUnreadable

_HASH_PIECE = 1024 * 1024
_MANY = 20
"""From so many documents on, a chosen folder with nothing at all in it is taken for one whose content is elsewhere."""


@dataclass(slots=True)
class Changes:
    """What differs between the disk and the catalogue. `gone` documents are removed, `away` ones are kept.

    `missing` are documents of which it is too early to say that they are gone, or for another look to say: they may be
    one of the new files under another name. `mounts` are the folders where another file system begins, `plain` those
    where one began that are ordinary now.
    """

    to_read: list[tuple[FoundFile, DocumentEntry | None]] = field(default_factory=list)
    refused: list[tuple[FoundFile, DocumentEntry | None]] = field(default_factory=list)
    unchanged: list[DocumentEntry] = field(default_factory=list)
    returned: list[DocumentEntry] = field(default_factory=list)
    gone: list[DocumentEntry] = field(default_factory=list)
    away: list[DocumentEntry] = field(default_factory=list)
    missing: list[DocumentEntry] = field(default_factory=list)
    mounts: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a comparison is made.

    Attributes:
        reading_version: names the versions of parsers and chunker; a document read by others is read again. Empty
            leaves those as they are.
        read_again: ids of documents to read even though they did not change.
        rules: what is passed by.
        check: called for each entry on the disk; raises to stop.
        on_found: called for each file.
        is_forgotten: says of a path that no document has whether the person forgot it here; it is left alone.
        is_restless: says of a path and its time (None where nothing is there) whether it may still be changing; it is
            left as it is, and whoever says so looks at it again.
        was_mount: says of a folder whether another file system began there when it was walked before.
        of_size: documents of these sizes anywhere in the collection; asked where a new file may be a document that was
            moved from a path which is not looked at.
    """

    reading_version: str
    read_again: frozenset[str] = frozenset()
    rules: Rules = field(default_factory=Rules)
    check: Callable[[], None] = lambda: None
    on_found: Callable[[], None] = lambda: None
    is_forgotten: Callable[[str], bool] = lambda _path: False
    is_restless: Callable[[str, int | None], bool] = lambda _path, _modified_ns: False
    was_mount: Callable[[str], bool] = lambda _path: False
    of_size: Callable[[Iterable[int]], Iterable[DocumentEntry]] = lambda _sizes: ()


class Places:
    """A set of files and folders that tells quickly whether a path is one of them or lies in one."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = {key.rstrip(os.sep) or os.sep for key in keys}

    def hold(self, key: str) -> bool:
        """Whether a document's path is one of the places or inside of one."""
        return bool(self._keys) and any(folder in self._keys for folder in (key, *folders_of(key)))


def folders_of(key: str) -> Iterable[str]:
    """The folders that a path lies in, from the nearest on."""
    while (folder := os.path.dirname(key)) != key:  # noqa: PTH120 (a document's path is text, and there are many)
        yield folder
        key = folder


def exists(path: Path) -> bool:
    """Whether something is there that we may see; a name that the system refuses counts as nothing."""
    return os.path.exists(path)  # noqa: PTH110 (Path.exists raises for a name too long and for missing rights)


def lies_under(key: str, root: Path) -> bool:
    """Whether a document's path is a root or inside of it."""
    prefix = encode_path(root)
    return key == prefix or key.startswith(prefix.rstrip(os.sep) + os.sep)


def compare(
    roots: Sequence[Path], known: Iterable[DocumentEntry], conditions: Conditions, only: Sequence[Path] | None = None
) -> Changes:
    """Compare some chosen places with what the catalogue knows of a collection.

    Args:
        roots: absolute paths; documents that lie under none of them are left alone.
        known: the documents of the collection, at least those that lie where is looked.
        conditions: how.
        only: look at these paths at or below the roots alone.
    """
    return _Comparison(roots, conditions, only).run(known)


class _Comparison:
    """One comparison at work."""

    def __init__(self, roots: Sequence[Path], conditions: Conditions, only: Sequence[Path] | None) -> None:
        self._conditions = conditions
        self._only = only
        self._walk = Walk(conditions.check, conditions.rules, conditions.was_mount)
        self._changes = Changes()
        self._present = [root for root in roots if exists(root)]
        self._identities = {root: identify(root) for root in self._present}
        self._scope = Places(encode_path(path) for path in (roots if only is None else only))
        self._empty: dict[str, bool] = {}

    def run(self, known: Iterable[DocumentEntry]) -> Changes:
        by_key = {found.key: found for found in self._files()}
        closed = Places(found.key for found in by_key.values() if found.code == DocumentUnreadable.code)
        missing: list[DocumentEntry] = []
        met: set[str] = set()
        for entry in known:
            if not self._scope.hold(entry.path):
                continue
            found = by_key.get(entry.path)
            met.add(entry.path)
            if self._conditions.is_restless(entry.path, found.modified_ns if found is not None else None):
                if found is None:
                    self._changes.missing.append(entry)
            elif found is not None:
                self._sort_known(found, entry)
            elif closed.hold(entry.path):
                self._changes.away.append(entry)  # whether it is still there cannot be seen
            else:
                missing.append(entry)
        new = [found for key, found in by_key.items() if key not in met and self._is_welcome(found)]
        for found in new:
            (self._changes.refused if found.code else self._changes.to_read).append((found, None))
        self._sort_missing(missing)
        self._changes.missing += self._missing_elsewhere(new)
        self._changes.mounts = frozenset(self._walk.mounts)
        self._changes.plain = frozenset(self._walk.plain)
        return self._changes

    def _files(self) -> Iterable[FoundFile]:
        for root in self._present:
            for start in self._starts(root):
                for found in self._walk.files(root, start):
                    self._conditions.on_found()
                    yield found

    def _starts(self, root: Path) -> list[Path | None]:
        """Where to begin below a root; None is the root itself."""
        if self._only is None or root in self._only:
            return [None]
        starts: list[Path | None] = []
        for path in sorted(self._only):  # right behind a folder comes what lies in it
            is_covered = bool(starts) and path.is_relative_to(starts[-1] or root)
            if not is_covered and path.is_relative_to(root):
                starts.append(path)
        return starts

    def _is_welcome(self, found: FoundFile) -> bool:
        return not self._conditions.is_restless(found.key, found.modified_ns) and not self._conditions.is_forgotten(
            found.key
        )

    # --- what is not there --------------------------------------------------------------------------------------

    def _sort_missing(self, missing: Sequence[DocumentEntry]) -> None:
        """Tell what is gone from what is away."""
        # A drive may be taken away while we look.
        here = Places(encode_path(root) for root in self._present if identify(root) == self._identities[root])
        unmounted = Places(key for key, device in self._walk.mounts.items() if not _begins(key, device))
        emptied = Places(self._emptied(missing))
        for entry in missing:
            is_away = not here.hold(entry.path) or any(
                (unmounted.hold(entry.path), emptied.hold(entry.path), self._lay_on_a_mount(entry.path))
            )
            (self._changes.away if is_away else self._changes.gone).append(entry)

    def _emptied(self, missing: Sequence[DocumentEntry]) -> list[str]:
        """Chosen folders that are looked through as a whole, held many documents, and have nothing at all in them."""
        found = []
        for root in self._present:
            key = encode_path(root)
            is_whole = self._only is None or root in self._only
            if is_whole and self._is_empty(key) and sum(lies_under(entry.path, root) for entry in missing) > _MANY:
                found.append(key)
        return found

    def _lay_on_a_mount(self, key: str) -> bool:
        """Whether a folder above was where a drive or share began, and is missing or empty now."""
        return any(
            self._conditions.was_mount(folder) and folder not in self._walk.mounts and self._is_empty(folder)
            for folder in folders_of(key)
        )

    def _is_empty(self, folder: str) -> bool:
        known = self._empty.get(folder)
        if known is None:
            try:
                with os.scandir(decode_path(folder)) as entries:
                    known = next(entries, None) is None
            except OSError:
                known = True
            self._empty[folder] = known
        return known

    def _missing_elsewhere(self, new: Sequence[FoundFile]) -> list[DocumentEntry]:
        """Documents outside of what is looked at that are missing and have the size of a new file."""
        sizes = {found.size_bytes for found in new if found.code is None}
        if self._only is None or not sizes:
            return []
        return [
            entry
            for entry in self._conditions.of_size(sizes)
            if not self._scope.hold(entry.path)
            and not exists(decode_path(entry.path))
            and any(lies_under(entry.path, root) for root in self._present)
        ]

    # --- what is there ------------------------------------------------------------------------------------------

    def _sort_known(self, found: FoundFile, entry: DocumentEntry) -> None:
        changes, version = self._changes, self._conditions.reading_version
        is_same = found.size_bytes == entry.size_bytes and found.modified_ns == entry.modified_ns
        is_current = entry.revision.endswith(version)
        if found.code == DocumentOnlineOnly.code and is_same and entry.state != "pending":
            # As it was indexed before its content went online; nobody pulls it down to read it again.
            (changes.returned if entry.state == "away" else changes.unchanged).append(entry)
        elif found.code is not None:
            changes.refused.append((found, entry))
        elif entry.state == "away" and is_same and is_current:
            changes.returned.append(entry)
        elif (
            entry.id in self._conditions.read_again
            or not is_same
            or entry.state in ("pending", "away")
            or (entry.state in ("indexed", "partly") and not is_current)
        ):
            changes.to_read.append((found, entry))
        elif entry.state == "set_aside" and entry.code in _PASSING:
            changes.to_read.append((found, entry))  # rights, and what is kept online, change without a trace
        else:
            changes.unchanged.append(entry)


_PASSING = frozenset({DocumentUnreadable.code, DocumentOutside.code, DocumentOnlineOnly.code})


def _begins(key: str, device: int) -> bool:
    """Whether a file system still begins where it did a moment ago."""
    try:
        return os.lstat(decode_path(key)).st_dev == device
    except OSError:
        return False


def hash_file(path: Path, check: Callable[[], None] = lambda: None) -> str:
    """SHA-256 of a file's bytes; raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(_HASH_PIECE):
            check()
            digest.update(piece)
    return digest.hexdigest()
