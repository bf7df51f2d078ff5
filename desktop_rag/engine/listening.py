"""Listens to those folders of which the system tells, and to no others, and begins anew when listening broke."""

import logging
from collections.abc import Collection

from desktop_rag.engine.file_events import FileEvents, OnChange, OnGap
from desktop_rag.engine.watched_place import Listening as Wanted

logger = logging.getLogger(__name__)


class Listening:
    """What is listened to; used by one thread, calls back on others."""

    def __init__(self, on_change: OnChange, on_gap: OnGap) -> None:
        self._on_change = on_change
        self._on_gap = on_gap
        self._events: FileEvents | None = None
        self._folders: set[Wanted] = set()

    def follow(self, wanted: Collection[Wanted]) -> None:
        """Listen to these folders. One to which the system does not let us listen is a lasting gap."""
        for left in self._folders.difference(wanted):
            self.leave(left)
        for folder, is_deep in set(wanted) - self._folders:
            try:
                if self._events is None:
                    self._events = FileEvents(self._on_change, self._on_gap)
                self._events.watch(folder, is_deep=is_deep)
            except OSError as error:
                logger.info("a place is looked through instead: the system says %s", error.errno)
                self._on_gap(folder, "deaf")
            else:
                self._folders.add((folder, is_deep))

    def leave(self, folder: Wanted) -> None:
        """Listen to a folder no more; `follow` may begin again."""
        if self._events is not None and folder in self._folders:
            self._folders.discard(folder)
            self._events.leave(folder[0], is_deep=folder[1])

    def has_ended(self, folder: Wanted) -> bool:
        """Whether listening to a folder has ended by itself: it was removed, and perhaps made again."""
        if self._events is None or folder not in self._folders:
            return False
        return not self._events.hears(folder[0], is_deep=folder[1])

    def stop(self) -> None:
        """Listen to nothing; `follow` begins anew."""
        events, self._events = self._events, None
        self._folders.clear()
        if events is not None:
            events.close()
