"""Indexing jobs that a person asked for and that have not ended: kept so that they go on by themselves after a stop.

What a job has done is in the catalogue anyway. What would be lost is that it was asked for: a folder that was chosen
while another one was being read, or while the model was still loading, is known to nobody but the job.
"""

import contextlib
import logging
import threading
from typing import Final, TypeAlias

from desktop_rag import protocol
from desktop_rag.engine.catalog import Catalog, new_id
from desktop_rag.errors import BadMessage, DesktopRagError

logger = logging.getLogger(__name__)

Asked: TypeAlias = protocol.Index | protocol.Retry | protocol.ReadAnew

_KINDS: Final = (protocol.Index, protocol.Retry, protocol.ReadAnew)


class UnfinishedJobs:
    """Writes down what is asked for and forgets it when it has ended; safe to use from several threads."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = threading.Lock()
        self._ours: dict[str, list[str]] = {}

    def note(self, command: Asked) -> None:
        """Write down a job before it begins; where that cannot be done it only is not there after a stop."""
        try:
            line = protocol.to_line(command).decode("utf-8")
        except UnicodeEncodeError:
            return  # a name that is no text: the job itself says so
        key = new_id()
        with self._lock:
            self._ours.setdefault(command.id, []).append(key)
        with contextlib.suppress(DesktopRagError), self._catalog.transaction() as connection:
            connection.execute("INSERT INTO jobs VALUES (?, ?)", (key, line))

    def take(self, job: str) -> list[Asked]:
        """What an earlier stop left, first asked first; it ends when the job of this id ends."""
        rows = self._catalog.read("SELECT id, command FROM jobs ORDER BY rowid")
        found: list[Asked] = []
        with self._lock:
            ours = {key for keys in self._ours.values() for key in keys}
            for key, line in rows:
                if key not in ours:
                    self._ours.setdefault(job, []).append(str(key))
                    with contextlib.suppress(BadMessage):  # of another version
                        command = protocol.command_from_line(str(line).encode("utf-8"))
                        if isinstance(command, _KINDS):
                            found.append(command)
        return found

    def end(self, job: str) -> None:
        """A job is done, or was refused, or a person stopped it: it is not to go on."""
        with self._lock:
            keys = self._ours.pop(job, [])
        if keys:
            with contextlib.suppress(DesktopRagError), self._catalog.transaction() as connection:
                connection.executemany("DELETE FROM jobs WHERE id = ?", [(key,) for key in keys])

    def leave(self, job: str) -> None:
        """A job could not go on for now: the next one that brings everything up to date takes it."""
        with self._lock:
            self._ours.pop(job, None)
