"""How long chats are kept: those that got no turn for too many days are erased, at every start and once a day."""

import time
from collections.abc import Callable

from desktop_rag.engine.chats import Chats
from desktop_rag.engine.erasure import Eraser, Receipt

_DAY_S = 86_400.0


class Retention:
    """Erases chats by the time of their last turn."""

    def __init__(self, chats: Chats, eraser: Eraser, clock: Callable[[], float] = time.time) -> None:
        """`clock` tells seconds since 1970."""
        self._chats = chats
        self._eraser = eraser
        self._clock = clock
        self._next = 0.0

    def run_if_due(self, keep_days: int | None) -> Receipt | None:
        """`run` at the first call and then once a day; None where nothing was to be erased."""
        if self._clock() < self._next:
            return None
        self._next = self._clock() + _DAY_S
        return self.run(keep_days)

    def run(self, keep_days: int | None) -> Receipt | None:
        """Erase what is older than so many days; None keeps all, 0 keeps none. Returns None where nothing was."""
        if keep_days is None:
            return None
        now = self._clock()
        # With no days to keep, the turn of this very moment goes too.
        doomed = self._chats.last_used_before(now - keep_days * _DAY_S if keep_days else now + _DAY_S)
        return self._eraser.forget_chats(doomed) if doomed else None
