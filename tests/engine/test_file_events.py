"""What watchdog keeps to itself is told: lost events, folders that are not watched, and its own errors."""

import errno
import os
import queue
import sys
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from desktop_rag.engine.file_events import FileEvents, Gap

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into what is made for Linux")

WAIT_S = 10.0


class Ear:
    """Remembers what was told."""

    def __init__(self) -> None:
        self.changes: queue.Queue[tuple[str, bool]] = queue.Queue()
        self.gaps: queue.Queue[tuple[str | None, Gap]] = queue.Queue()
        self.events = FileEvents(
            lambda path, is_folder: self.changes.put((path, is_folder)),
            lambda folder, gap: self.gaps.put((folder, gap)),
        )

    @property
    def inotify(self) -> Any:
        return self.events._observer._emitter_kwargs["inotify_fd"]

    def hear(self, path: Path, *, is_folder: bool = False) -> None:
        """Wait until a path is told of."""
        while self.changes.get(timeout=WAIT_S) != (str(path), is_folder):
            pass


@pytest.fixture(name="ear")
def fixture_ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.events.close()


def event(mask: int, *, descriptor: int = 1) -> Any:
    from watchdog.observers.inotify_c import InotifyEvent, Mask, WatchDescriptor

    return InotifyEvent(WatchDescriptor(descriptor), Mask(mask), 0, b"")


def test_changes_are_told_and_hidden_folders_are_not_even_watched(ear: Ear, tmp_path: Path) -> None:
    root = tmp_path / "documents"
    (root / ".git" / "objects").mkdir(parents=True)
    (root / "a" / "deep").mkdir(parents=True)
    ear.events.watch(str(root), is_deep=True)
    watched = {os.fsdecode(watch._initial_creation_path) for watch in ear.inotify._watch_for_wd.values()}
    assert watched == {str(root), str(root / "a"), str(root / "a" / "deep")}
    (root / "a" / "deep" / "x.txt").write_text("x")
    ear.hear(root / "a" / "deep" / "x.txt")
    (root / "a").rename(root / "b")
    ear.hear(root / "b", is_folder=True)
    assert ear.events.hears(str(root), is_deep=True)
    ear.events.leave(str(root), is_deep=True)
    assert not ear.events.hears(str(root), is_deep=True)


def test_a_folder_that_was_removed_is_not_listened_to_any_more(ear: Ear, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    ear.events.watch(str(tmp_path / "a"), is_deep=True)
    (tmp_path / "a").rmdir()
    ear.hear(tmp_path / "a", is_folder=True)
    for emitter in ear.events._observer.emitters:
        emitter.join(WAIT_S)
    assert not ear.events.hears(str(tmp_path / "a"), is_deep=True)
    with pytest.raises(OSError, match="no right"):
        ear.events.watch(str(tmp_path / "a" / "b"), is_deep=True)


@pytest.mark.parametrize("mask", [0x4000, 0x2000])  # the queue ran over; a file system was unmounted
def test_lost_events_are_a_gap(ear: Ear, tmp_path: Path, mask: int) -> None:
    ear.events.watch(str(tmp_path), is_deep=True)
    ear.inotify.handle_event(event(mask))
    assert ear.gaps.get(timeout=WAIT_S) == (None, "missed")
    (tmp_path / "x.txt").write_text("x")
    ear.hear(tmp_path / "x.txt")


def test_a_folder_for_which_the_number_of_watches_does_not_suffice_is_a_gap(
    ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchdog.observers.inotify_c import InotifyFD

    whole = InotifyFD._get_or_create_watch

    def limited(self: InotifyFD, path: bytes, mask: Any) -> Any:
        if path.endswith(b"deep"):
            raise OSError(errno.ENOSPC, "inotify watch limit reached")
        return whole(self, path, mask)

    monkeypatch.setattr(InotifyFD, "_get_or_create_watch", limited)
    (tmp_path / "deep").mkdir()
    ear.events.watch(str(tmp_path), is_deep=True)
    assert ear.gaps.get(timeout=WAIT_S) == (str(tmp_path / "deep"), "deaf")


def test_an_error_in_its_bookkeeping_is_a_gap_and_not_the_end(ear: Ear, tmp_path: Path) -> None:
    ear.events.watch(str(tmp_path), is_deep=True)

    class Broken:
        callbacks = MappingProxyType({1: None})

    ear.inotify._watch_for_wd[77] = Broken()
    ear.inotify.handle_event(event(0x100, descriptor=77))
    assert ear.gaps.get(timeout=WAIT_S) == (None, "broken")
    del ear.inotify._watch_for_wd[77]
    (tmp_path / "x.txt").write_text("x")
    ear.hear(tmp_path / "x.txt")


def test_a_folder_without_rights_is_refused_and_not_taken_for_watched(
    ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_arguments: False)
    with pytest.raises(PermissionError):
        ear.events.watch(str(tmp_path), is_deep=True)
