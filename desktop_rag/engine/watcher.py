"""Keeps collections true to the disk by itself: hears of changes, waits until they are quiet, has them looked at.

What the system tells only marks paths; what really happened is seen when a job compares them with the catalogue. Where
the system tells nothing, or may have lost something, a place is looked through, at intervals that grow while nothing is
found. Jobs go into the indexing lane as idle work: they give way to whatever a person asks for, and go on after it.
"""

import contextlib
import functools
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from desktop_rag import protocol
from desktop_rag.engine.catalog import decode_path
from desktop_rag.engine.exclusions import Exclusions
from desktop_rag.engine.file_events import Gap
from desktop_rag.engine.kept_collection import KeptCollection
from desktop_rag.engine.lanes import Emit, Job
from desktop_rag.engine.listening import Listening
from desktop_rag.engine.manners import Manners
from desktop_rag.engine.scanner import lies_under
from desktop_rag.engine.watched_place import SAFETY_S, WatchedPlace, listened_to
from desktop_rag.errors import Cancelled, CollectionUnknown, DesktopRagError

logger = logging.getLogger(__name__)

LOOK_S = 3.0
"""How often is looked whether the chosen places themselves are there: one status each."""
_TICK_S = 0.5
_END_S = 2.0
_ASKED_S = 30.0
_MOST_DIRTY = 5_000
_SLEPT_S = 30.0

Submit: TypeAlias = Callable[[Callable[[Job], object]], None]


@dataclass(frozen=True, slots=True)
class Keeping:
    """What the watcher has done by others.

    Attributes:
        chosen: the chosen places of each collection, by id.
        is_on: the setting.
        excluded: what the person leaves out.
        submit: puts work into the indexing lane that gives way to all other.
        update: compares paths of a collection with the catalogue and reads what changed; whether anything did.
        tidy: puts the index of a collection in order after many small changes.
    """

    chosen: Callable[[], Mapping[str, Sequence[str]]]
    is_on: Callable[[], bool]
    excluded: Callable[[], Exclusions]
    submit: Submit
    update: Callable[[Job, str, Sequence[Path], Callable[[str, int | None], bool]], bool]
    tidy: Callable[[str], object]


class Watcher:
    """Watches the chosen places of all collections on a thread of its own."""

    def __init__(
        self, keeping: Keeping, manners: Manners, emit: Emit, home: Path, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._keeping = keeping
        self._manners = manners
        self._emit = emit
        self._home = home
        self._clock = clock
        # Guards what the system's threads, the lane's and ours share: which collections and places there are.
        self._lock = threading.RLock()
        self._collections: dict[str, KeptCollection] = {}
        self._places: dict[str, WatchedPlace] = {}
        self._listening = Listening(self._hear, self._miss)
        self._excluded = keeping.excluded()
        self._must_follow = True
        self._resting: frozenset[str] = frozenset()
        self._must_begin_anew = False
        self._next_look = 0.0
        self._wall = time.time() - clock()
        self._closed = False
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watching", daemon=True)

    def start(self) -> None:
        """Begin; everything is done on the watcher's own thread."""
        self._thread.start()

    def follow(self) -> None:
        """Collections, chosen places or settings changed."""
        self._must_follow = True
        self._wake.set()

    def rest(self, collections: frozenset[str]) -> None:
        """A person stopped the reading of some collections: what was not read is not read on quietly.

        It waits until it changes or is asked for, for an hour, or for the next start. To be called before the lane
        goes on, where a job of ours may be waiting: it finds nothing to do.
        """
        with self._lock:
            self._resting |= collections
            for key in collections & self._collections.keys():
                self._collections[key].dirty.forget_asked()
            for place in self._places.values():
                if not place.collections.isdisjoint(collections):
                    place.look_at = self._clock() + SAFETY_S

    def close(self) -> None:
        """Watch no more, and forget what waits: the next start looks through everything."""
        self._closed = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_END_S)  # it may be waiting for a share that does not answer

    def _run(self) -> None:
        while not self._closed:
            self._wake.clear()
            try:
                self._go_round()
            except DesktopRagError as error:  # the catalogue could not be read now
                logger.warning("watching waits: %s", error.code)
            except Exception:
                logger.exception("watching failed and goes on")
            self._wake.wait(self._tick_s())
        self._listening.stop()

    def _tick_s(self) -> float:
        is_busy = any(entry.changed for entry in self._collections.values()) and self._manners.may_begin_quietly()
        return min(_TICK_S, LOOK_S) if is_busy else LOOK_S

    def _go_round(self) -> None:
        now = self._clock()
        if self._must_follow:
            self._must_follow = False
            try:
                self._take_in_choice()
            except BaseException:
                self._must_follow = True
                raise
            self._next_look = now
        if now >= self._next_look:
            self._next_look = now + LOOK_S
            self._look_at_places()
        with self._lock:
            for place in self._places.values():
                if place.identity is not None and now >= place.look_at:
                    place.look_at = now + _ASKED_S  # the job that looks through it says when it is due again
                    self._ask(place)
        if self._manners.may_begin_quietly():
            self._submit_due()
        self._tell()

    # --- places -------------------------------------------------------------------------------------------------

    def _take_in_choice(self) -> None:
        """Begin with what was chosen since, and end with what was forgotten."""
        chosen = self._keeping.chosen()
        is_on = self._keeping.is_on()
        excluded = self._keeping.excluded()
        wanted: dict[str, set[str]] = {}
        for collection_id, keys in chosen.items() if is_on else ():
            for key in keys:
                wanted.setdefault(key, set()).add(collection_id)
        with self._lock:
            self._collections = {key: self._collections.get(key) or KeptCollection(self._clock) for key in chosen}
            for key in self._places.keys() - wanted.keys():
                del self._places[key]
            resting, self._resting = self._resting, frozenset()
            for key, collections in wanted.items():
                is_new = key not in self._places
                place = self._places.setdefault(key, WatchedPlace(key))
                if place.collections != collections or excluded != self._excluded:
                    place.collections = collections
                    place.look_at = 0.0
                if is_new and collections <= resting:
                    place.look()  # what is there now is nothing new
                    place.look_at = self._clock() + SAFETY_S
            self._excluded = excluded
        if not is_on:
            self._listening.stop()

    def _look_at_places(self) -> None:
        """Notice places that came, went, or are something else now, such as a drive in a folder."""
        if self._must_begin_anew or self._has_slept():
            self._must_begin_anew = False
            self._listening.stop()
            for place in self._places.values():
                self._ask(place)
        for place in self._places.values():
            has_ended = place.listening is not None and self._listening.has_ended(place.listening)
            if place.look() or (has_ended and place.identity is not None):
                if place.listening is not None:
                    self._listening.leave(place.listening)
                self._ask(place)
        self._listening.follow(listened_to(self._places.values()))

    def _has_slept(self) -> bool:
        """Whether the computer was asleep: the clock on the wall went on, and shares may have changed meanwhile."""
        wall = time.time() - self._clock()
        has_slept = abs(wall - self._wall) > _SLEPT_S
        self._wall = wall
        return has_slept

    # --- hearing ------------------------------------------------------------------------------------------------

    def _hear(self, told: str, is_folder: bool) -> None:
        """The system told of a path; on a thread of its own."""
        with self._lock:
            for place in self._places.values():
                key = place.key_of(told)
                if key is None or place.passes_by(key, self._excluded) or lies_under(key, self._home):
                    continue
                for collection_id in place.collections:
                    self._touch(place, self._collections[collection_id], key, is_folder=is_folder)

    def _touch(self, place: WatchedPlace, collection: KeptCollection, key: str, *, is_folder: bool) -> None:
        if not collection.changed:
            self._wake.set()
        collection.dirty.touch(key, is_file=not is_folder)
        if len(collection.dirty) > _MOST_DIRTY:
            collection.dirty.fold(place.key)

    def _miss(self, folder: str | None, gap: Gap) -> None:
        """Something happened that was not told; on any thread."""
        with self._lock:
            for place in self._places.values():
                if folder is not None and place.key_of(folder) is None:
                    continue
                place.hurry()
                if gap == "deaf" and place.listening is not None and place.listening[0] == folder:
                    place.listening = None
                place.is_deaf = place.is_deaf or gap == "deaf"
        self._must_begin_anew = self._must_begin_anew or gap == "broken"
        self._next_look = 0.0
        self._wake.set()

    # --- jobs ---------------------------------------------------------------------------------------------------

    def _ask(self, place: WatchedPlace) -> None:
        """Have a place looked through."""
        for collection_id in place.collections:
            self._collections[collection_id].dirty.ask([place.key])

    def _submit_due(self) -> None:
        for collection_id, entry in self._collections.items():
            if entry.is_due():
                self._keeping.submit(functools.partial(self._update, collection_id, entry))
            elif entry.is_untidy():
                self._keeping.submit(functools.partial(self._tidy, collection_id))

    def _tidy(self, collection_id: str, _job: Job) -> None:
        with contextlib.suppress(CollectionUnknown):
            self._keeping.tidy(collection_id)

    def _update(self, collection_id: str, entry: KeptCollection, job: Job) -> None:
        """Look at what is due in a collection; in the indexing lane."""
        paths = entry.begin()
        started = self._clock()
        try:
            places = [decode_path(path) for path in paths]
            has_changed = bool(paths) and self._keeping.update(job, collection_id, places, entry.is_restless)
        except CollectionUnknown:
            entry.finish(has_changed=False)  # it was deleted meanwhile
        except Cancelled:
            entry.give_way()
            raise
        except BaseException:
            entry.fail()
            raise
        else:
            now = self._clock()
            with self._lock:
                for place in self._places.values():
                    if place.key in paths:
                        place.was_looked_through(now, now - started, has_changed=has_changed)
            entry.finish(has_changed=has_changed)
        finally:
            self._wake.set()

    # --- telling ------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Say how each collection is kept, where that is not what was said last."""
        is_on = self._keeping.is_on()
        for collection_id, entry in self._collections.items():
            places = [place for place in self._places.values() if collection_id in place.collections]
            event = protocol.WatchChanged(
                id="", collection_id=collection_id, state=self._state(places, entry, is_on=is_on),
                away=tuple(sorted(place.key for place in places if place.identity is None)),
                changed=entry.changed if is_on else 0,
            )  # fmt: skip
            if event != entry.told:
                entry.told = event
                self._emit(event)

    def _state(self, places: Sequence[WatchedPlace], entry: KeptCollection, *, is_on: bool) -> protocol.WatchState:
        if not is_on:
            return "off"
        if entry.changed and not self._manners.may_begin_quietly():
            return "waiting"
        are_told_of = all(place.is_told_of for place in places if place.identity is not None)
        return "watching" if are_told_of else "rescanning"
