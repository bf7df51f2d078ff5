"""Erasing on request and by itself: what is asked for, what is due, and what an earlier stop left undone."""

import threading
from collections.abc import Callable
from pathlib import Path

from desktop_rag import protocol
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.erasure import Eraser, Receipt
from desktop_rag.engine.library import Library, absolute
from desktop_rag.engine.retention import Retention
from desktop_rag.protocol import Command

ROUND_S = 1800.0
"""How often is looked whether something is due; far below the day within which old text has to be gone."""


class Housekeeping:
    """The erasing half of the indexing lane."""

    def __init__(self, library: Library, chats: Chats, home: Path, forget_caches: Callable[[], None]) -> None:
        self.eraser = Eraser(library, chats, home, forget_caches)
        self._retention = Retention(chats, self.eraser)
        self._ended = threading.Event()

    def erase(self, command: Command) -> Receipt:
        """Carry out what a person asked to forget; see `Eraser` for what is raised."""
        match command:
            case protocol.Forget():
                paths = [absolute(path) for path in command.paths]
                return self.eraser.forget(paths, command.collection, with_chats=command.with_chats)
            case protocol.DeleteCollection():
                return self.eraser.forget_collection(command.name, with_chats=command.with_chats)
            case protocol.DeleteChat():
                return self.eraser.forget_chat(command.chat)
            case protocol.EraseOldText():
                return self.eraser.erase_old_text(command.collection_id, is_due_only=False)
            case protocol.ForgetEverything():
                return self.eraser.forget_everything()
            case _:
                raise NotImplementedError(command.kind)

    def tidy(self, keep_days: int | None) -> None:
        """Do what is due: chats that are kept no longer, and old text of edited and removed documents."""
        self._retention.run_if_due(keep_days)
        self.eraser.erase_old_text(None, is_due_only=True)

    def expire(self, keep_days: int | None) -> None:
        """Erase the chats that a new number of days does not keep, now and not at the next round."""
        self._retention.run(keep_days)

    def start_rounds(self, submit: Callable[[], None]) -> None:
        """Call `submit`, which puts `tidy` into the lane, now and then until `close`."""

        def go_round() -> None:
            submit()
            while not self._ended.wait(ROUND_S):
                submit()

        threading.Thread(target=go_round, name="housekeeping", daemon=True).start()

    def close(self) -> None:
        """No more rounds."""
        self._ended.set()
