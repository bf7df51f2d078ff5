"""How indexing behaves beside other work: it waits for questions, and takes half or nothing of the computer on battery.

The worker that reads documents runs at low priority from its start. The one that embeds cannot: it also embeds
questions, and Linux lets no program raise its priority again. There a question goes before the next batch, and while
one is being answered the next batch waits.
"""

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

import psutil

OnBattery: TypeAlias = Literal["full", "slow", "wait"]

LOW_NICENESS = 10
QUESTION_S = 20.0
"""So long a batch waits for questions that are being answered; a long answer does not stop indexing altogether."""
_LOOK_S = 10.0
_LONGEST_REST_S = 10.0
_POLL_S = 0.05


def is_plugged_in() -> bool:
    """Whether power comes from a socket, or there is no battery, or nobody knows."""
    try:
        battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    except (OSError, RuntimeError, psutil.Error):
        return True
    return battery is None or battery.power_plugged is not False


def lower_priority(pid: int | None) -> None:
    """Let a process that only indexes go behind all others that want the processor.

    On Windows below normal and not idle, at which a busy computer would not read for hours.
    """
    if pid is None:
        return
    with contextlib.suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        if sys.platform == "win32":
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(LOW_NICENESS)


class Manners:
    """Asked by whoever indexes whether to begin, and around each step when to go on; from any thread."""

    def __init__(
        self,
        on_battery: Callable[[], OnBattery] = lambda: "full",
        is_answering: Callable[[], bool] = lambda: False,
        *,
        plugged_in: Callable[[], bool] = is_plugged_in,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`on_battery` is the setting, `is_answering` says whether somebody waits for an answer."""
        self._on_battery = on_battery
        self._is_answering = is_answering
        self._plugged_in = plugged_in
        self._clock = clock
        self._sleep = sleep
        self._looked = -_LOOK_S
        self._has_power = True
        self._alone = threading.Lock()

    def may_begin_quietly(self) -> bool:
        """Whether work that nobody asked for may begin now."""
        return self._on_battery() != "wait" or self._is_plugged_in()

    @contextlib.contextmanager
    def step(self, is_cancelled: Callable[[], bool]) -> Iterator[None]:
        """Around a step of work: it begins when nobody waits for an answer.

        Where half the computer is enough, steps go one at a time, and each is followed by a rest as long as itself. A
        person's own job on battery with "wait" is slow, too: it was asked for, and it is not in a hurry.
        """
        latest = self._clock() + QUESTION_S
        self._wait(lambda: self._is_answering() and self._clock() < latest, is_cancelled)
        if self._on_battery() == "full" or self._is_plugged_in():
            yield
            return
        with self._alone:
            begun = self._clock()
            yield
            until = self._clock() + min(self._clock() - begun, _LONGEST_REST_S)
            self._wait(lambda: self._clock() < until, is_cancelled)

    def _wait(self, goes_on: Callable[[], bool], is_cancelled: Callable[[], bool]) -> None:
        while goes_on() and not is_cancelled():
            self._sleep(_POLL_S)

    def _is_plugged_in(self) -> bool:
        now = self._clock()
        if now - self._looked >= _LOOK_S:
            self._looked = now
            self._has_power = self._plugged_in()
        return self._has_power
