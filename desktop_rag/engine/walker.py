"""Walks chosen places folder by folder and says which files are there, looking at names and status alone."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_rag.engine import exclusions, file_signs
from desktop_rag.engine.catalog import decode_path, encode_path
from desktop_rag.engine.exclusions import Exclusions
from desktop_rag.errors import DocumentOnlineOnly, DocumentOutside, DocumentUnreadable


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file in a chosen place; `code` says why it cannot be read, without trying."""

    key: str
    size_bytes: int
    modified_ns: int
    code: str | None = None

    @property
    def path(self) -> Path:
        return decode_path(self.key)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a walk passes by, besides scratch and what is hidden: our own library, and what the person excludes."""

    left_out: Path | None = None
    excluded: Exclusions = exclusions.NOTHING


@dataclass(slots=True)
class Walk:
    """A walk through one or more chosen places.

    Hidden, temporary, lock and excluded files are passed by, except where one was chosen itself. A link is followed
    only where it stays inside the chosen folder and is no circle; one that leads out is reported with its code. What
    vanishes while we look was not there.

    Attributes:
        mounts: folders where another file system begins, by key, with its device.
        plain: folders with something in them that `was_mount` knows and that are an ordinary folder now.
    """

    check: Callable[[], None] = lambda: None
    rules: Rules = field(default_factory=Rules)
    was_mount: Callable[[str], bool] = lambda _key: False
    mounts: dict[str, int] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)
    _stored: dict[str, dict[str, str]] = field(default_factory=dict)

    def files(self, root: Path, start: Path | None = None) -> Iterator[FoundFile]:
        """Every file of a chosen place, by name.

        Args:
            root: the chosen file or folder, absolute.
            start: a path at or below the root; what lies elsewhere is not looked at.
        """
        place = str(root)
        try:
            status = os.stat(place)  # noqa: PTH116 (a chosen folder may be a link itself)
            device = os.stat(os.path.dirname(place)).st_dev  # noqa: PTH116, PTH120
        except OSError:
            yield _unreadable(place)
            return
        if not stat.S_ISDIR(status.st_mode):
            yield _found(place, status)
            return
        inside = _Inside(self, place, device)
        yield from inside.walk(status, () if start is None else start.relative_to(root).parts)

    def stored_name(self, folder: str, name: str) -> str:
        """A name as the system keeps it, where it takes names that differ in case or accents for the same."""
        if not exclusions.IGNORES_CASE:
            return name
        if folder not in self._stored:
            try:
                found = os.listdir(folder)  # noqa: PTH208 (names alone)
            except OSError:
                found = []
            self._stored[folder] = {**{exclusions.plain(other): other for other in found}, **{n: n for n in found}}
        return self._stored[folder].get(name) or self._stored[folder].get(exclusions.plain(name), name)


class _Inside:
    """The walk through one chosen folder."""

    def __init__(self, walk: Walk, root: str, device_around: int) -> None:
        self._walk = walk
        self._root = root
        self._device_around = device_around
        self._prefix = len(root.rstrip(os.sep)) + 1
        self._real_root: Path | None = None
        self._seen: set[tuple[int, int]] = set()
        if walk.rules.left_out is not None and (identity := identify(walk.rules.left_out)) is not None:
            self._seen.add(identity)

    def walk(self, status: os.stat_result, below: Sequence[str]) -> Iterator[FoundFile]:
        """Everything at or below the path that `below` names from the root on."""
        place, device = self._root, self._device_around
        for depth, told in enumerate(below):
            if depth and (file_signs.is_link(status) or not stat.S_ISDIR(status.st_mode)):
                return  # what a link leads to is met at its own place
            around = self._enter(place, status, device)
            if around is None:
                return
            device = around
            name = self._walk.stored_name(place, told)
            place = os.path.join(place, name)  # noqa: PTH118 (a path for each file would cost more than looking)
            try:
                status = os.lstat(place)
            except (FileNotFoundError, NotADirectoryError):
                return
            except OSError:
                yield _unreadable(place)
                return
            if self._is_passed_by(name, place, status):
                return
        if file_signs.is_link(status) and below:
            yield from self._link(place)
        elif stat.S_ISDIR(status.st_mode):
            yield from self._folders(place, status, device)
        elif stat.S_ISREG(status.st_mode):
            yield _found(place, status)

    def _folders(self, place: str, status: os.stat_result, device_around: int) -> Iterator[FoundFile]:
        folders = [(place, status, device_around)]
        while folders:
            place, status, device_around = folders.pop()
            device = self._enter(place, status, device_around)
            if device is None:
                continue
            try:
                entries = self._entries(place)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError:
                yield _unreadable(place)
                continue
            deeper: list[tuple[str, os.stat_result, int]] = []
            for entry in entries:
                self._walk.check()
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                except OSError:
                    yield _unreadable(entry.path)
                    continue
                if self._is_passed_by(entry.name, entry.path, status):
                    continue
                if file_signs.is_link(status):
                    yield from self._link(entry.path)
                elif stat.S_ISDIR(status.st_mode):
                    deeper.append((entry.path, status, device))
                elif stat.S_ISREG(status.st_mode):
                    yield _found(entry.path, status)
            folders.extend(reversed(deeper))

    def _entries(self, place: str) -> list[os.DirEntry[str]]:
        entries = []
        with os.scandir(place) as found:
            for entry in found:
                self._walk.check()  # one folder may hold a million
                if not file_signs.is_scratch(entry.name):
                    entries.append(entry)
        if self._walk.was_mount(key := encode_path(place)) and entries and key not in self._walk.mounts:
            self._walk.plain.add(key)
        return sorted(entries, key=lambda entry: entry.name)

    def _enter(self, place: str, status: os.stat_result, device_around: int) -> int | None:
        """The device of a folder, noted where it is another one; None for a folder that was met already."""
        self._walk.check()
        if not status.st_ino:  # what Windows says along with a name leaves it out
            try:
                status = os.stat(place)  # noqa: PTH116
            except OSError:
                return device_around
        if status.st_ino:
            if (status.st_dev, status.st_ino) in self._seen:
                return None
            self._seen.add((status.st_dev, status.st_ino))
        if status.st_dev != device_around:
            self._walk.mounts[encode_path(place)] = status.st_dev
        return status.st_dev

    def _is_passed_by(self, name: str, place: str, status: os.stat_result) -> bool:
        below = place[self._prefix :].replace(os.sep, "/")
        return (
            file_signs.is_scratch(name)
            or file_signs.is_hidden(status)
            or self._walk.rules.excluded.hold(name, below)
        )  # fmt: skip

    def _link(self, place: str) -> Iterator[FoundFile]:
        """A link that leads out, nowhere or in a circle; what one inside points to is met at its own place."""
        if self._real_root is None:
            self._real_root = Path(self._root).resolve()
        try:
            is_inside = Path(place).resolve(strict=True).is_relative_to(self._real_root)
        except (OSError, RuntimeError):
            is_inside = False
        if not is_inside:
            yield FoundFile(encode_path(place), 0, 0, DocumentOutside.code)


def identify(folder: Path) -> tuple[int, int] | None:
    """Tells two folders apart however they are reached; None where the system does not number them."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if status.st_ino else None


def _unreadable(place: str) -> FoundFile:
    return FoundFile(encode_path(place), 0, 0, DocumentUnreadable.code)


def _found(place: str, status: os.stat_result) -> FoundFile:
    code = None
    if not stat.S_ISREG(status.st_mode):
        code = DocumentUnreadable.code
    elif file_signs.is_online_only(status):
        code = DocumentOnlineOnly.code
    return FoundFile(encode_path(place), status.st_size, status.st_mtime_ns, code)
