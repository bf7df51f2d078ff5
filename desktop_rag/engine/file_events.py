"""What the system tells of changed files; the only user of watchdog.

watchdog knows each system's way (inotify, FSEvents, ReadDirectoryChangesW) and keeps some failures to itself: a queue
that ran over, a folder for which the system's number of watches did not suffice, an error in its own bookkeeping. Each
of them is a gap, and whoever listens looks through the folders instead.
"""

import errno
import logging
import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeAlias

from watchdog.events import (
    DirAttribEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.api import BaseObserver, EventEmitter, ObservedWatch

from desktop_rag.engine import file_signs

logger = logging.getLogger(__name__)

OnChange: TypeAlias = Callable[[str, bool], None]
"""Hears of a path that came, went or changed, and whether it is a folder; called on a thread of watchdog's."""
Gap: TypeAlias = Literal["missed", "deaf", "broken"]
"""Some changes were not told; none will be, of this folder and those below it; none of anything until we begin anew."""
OnGap: TypeAlias = Callable[[str | None, Gap], None]
"""Hears of a gap, and of the folder where it is, None for all; called on a thread of watchdog's."""

# watchdog's own business: it meets a folder again that was renamed. The sentence would name the folder, too.
warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)

_END_S = 2.0
_WANTED: list[type[FileSystemEvent]] = [
    *(FileCreatedEvent, FileModifiedEvent, FileClosedEvent, FileAttribEvent, FileDeletedEvent, FileMovedEvent),
    *(DirCreatedEvent, DirAttribEvent, DirDeletedEvent, DirMovedEvent),
]


class FileEvents:
    """Watches folders until it is closed; used by one thread, calls back on others."""

    def __init__(self, on_change: OnChange, on_gap: OnGap) -> None:
        """Raises OSError where the system has no more room for anybody who watches."""
        self._handler = _Handler(on_change)
        self._observer = _make_observer(on_gap)
        self._watches: dict[tuple[str, bool], ObservedWatch] = {}
        self._observer.start()

    def watch(self, folder: str, *, is_deep: bool) -> None:
        """Tell of what happens in a folder from now on, with all folders below it or alone; raises OSError."""
        watch = self._observer.schedule(self._handler, folder, recursive=is_deep, event_filter=_WANTED)
        self._watches[folder, is_deep] = watch

    def leave(self, folder: str, *, is_deep: bool) -> None:
        """Tell of a folder no more."""
        watch = self._watches.pop((folder, is_deep), None)
        if watch is not None:
            try:
                self._observer.unschedule(watch)
            except Exception:
                # Its bookkeeping may be what is broken; a folder that is told of too long does no harm.
                logger.exception("a folder could not be left")

    def hears(self, folder: str, *, is_deep: bool) -> bool:
        """Whether a folder is still listened to: it is not after it was removed."""
        watch = self._watches.get((folder, is_deep))
        emitters: set[EventEmitter] = set(self._observer.emitters)
        return any(emitter.watch == watch and emitter.is_alive() for emitter in emitters)

    def close(self) -> None:
        """Listen no more."""
        try:
            self._observer.stop()
            self._observer.join(_END_S)
        except Exception:
            logger.exception("listening did not end in order")


class _Handler(FileSystemEventHandler):
    def __init__(self, on_change: OnChange) -> None:
        self._on_change = on_change

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            if path:
                self._on_change(os.fsdecode(path), event.is_directory)


def _make_observer(on_gap: OnGap) -> BaseObserver:
    if sys.platform == "linux":
        return _linux_observer(on_gap)
    elif sys.platform == "win32":
        return BaseObserver(_windows_emitter(on_gap))
    elif sys.platform == "darwin":
        return BaseObserver(_mac_emitter(on_gap))
    else:
        from watchdog.observers import Observer

        return Observer()


if sys.platform == "linux":

    def _linux_observer(on_gap: OnGap) -> BaseObserver:
        """One inotify instance for all folders."""
        from watchdog.observers.inotify import InotifyEmitter
        from watchdog.observers.inotify_c import (
            CallbackId,
            InotifyConstants,
            InotifyEvent,
            InotifyFD,
            Mask,
            WatchCallback,
            WatchDescriptor,
        )

        class Inotify(InotifyFD):
            """Tells of gaps, and watches no hidden folders: they hold no documents, and often thousands of folders."""

            def add_callback(
                self, path: bytes, mask: Mask, callback: WatchCallback, id_: CallbackId
            ) -> WatchDescriptor:
                below = os.fsdecode(path[len(getattr(callback, "path", path)) :])
                if any(file_signs.is_scratch(name) for name in Path(below).parts if name != os.sep):
                    raise FileNotFoundError(errno.ENOENT, "passed by")
                if not os.access(path, os.R_OK):
                    raise PermissionError(errno.EACCES, "no right to look")  # watchdog would take this for a success
                try:
                    return super().add_callback(path, mask, callback, id_)
                except OSError as error:
                    if error.errno in {errno.ENOSPC, errno.ENOMEM}:
                        on_gap(os.fsdecode(path), "deaf")
                    raise

            def handle_event(self, event: InotifyEvent) -> None:
                if event.is_queue_overflow or event.mask & InotifyConstants.IN_UNMOUNT:
                    on_gap(None, "missed")
                try:
                    super().handle_event(event)
                except Exception:
                    # Without this the thread would end, and nobody would hear of anything any more.
                    logger.exception("watching lost its place")
                    on_gap(None, "broken")

        inotify = Inotify()
        inotify.start()

        class Observer(BaseObserver):
            def on_thread_stop(self) -> None:
                super().on_thread_stop()
                inotify.stop()
                inotify.join(_END_S)

        return Observer(InotifyEmitter, inotify_fd=inotify)


if sys.platform == "win32":

    def _windows_emitter(on_gap: OnGap) -> type[EventEmitter]:
        from watchdog.observers.read_directory_changes import WindowsApiEmitter
        from watchdog.observers.winapi import DirectoryChangeReader

        class Reader(DirectoryChangeReader):
            """Notices that the system's buffer ran over: then it says that there is nothing to say."""

            def _run_inner(self, handle: Any, event_buffer: Any, nbytes: Any) -> None:
                super()._run_inner(handle, event_buffer, nbytes)
                if nbytes.value == 0 and not self._should_stop:
                    on_gap(self._path, "missed")

        class Emitter(WindowsApiEmitter):
            def on_thread_start(self) -> None:
                with self._lock:
                    self._reader = Reader(self.watch.path, recursive=self.watch.is_recursive)
                self._reader.start()

        return Emitter


if sys.platform == "darwin":

    def _mac_emitter(on_gap: OnGap) -> type[EventEmitter]:
        from watchdog.observers.fsevents import FSEventsEmitter

        # MustScanSubDirs, UserDropped, KernelDropped, EventIdsWrapped, Mount and Unmount of FSEvents.h
        lost = 0x1 | 0x2 | 0x4 | 0x8 | 0x40 | 0x80

        class Emitter(FSEventsEmitter):
            """Notices the flags that say: more happened than is told."""

            def events_callback(self, paths: list[bytes], inodes: list[int], flags: list[int], ids: list[int]) -> None:
                if any(flag & lost for flag in flags):
                    on_gap(os.fsdecode(self.watch.path), "missed")
                super().events_callback(paths, inodes, flags, ids)

        return Emitter
