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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from desktop_rag import protocol
from desktop_rag.engine.catalog import decode_path
from desktop_rag.engine.dirty_paths import QUIET_S, DirtyPaths
from desktop_rag.engine.exclusions import Exclusions
from desktop_rag.engine.file_events import FileEvents, Gap
from desktop_rag.engine.lanes import Emit, Job
from desktop_rag.engine.manners import Manners
from desktop_rag.engine.scanner import lies_under
from desktop_rag.engine.watched_place import WatchedPlace, listened_to
from desktop_rag.errors import Cancelled, CollectionUnknown, DesktopRagError

logger = logging.getLogger(__name__)

LOOK_S = 3.0
"""How often is looked whether the chosen places themselves are there: one status each."""
_TICK_S = 0.5
_END_S = 2.0
_BETWEEN_JOBS_S = 1.0
_TIDY_AFTER_S = 20.0
_TIDY_AFTER_JOBS = 50
_RETRY_S = 60.0
_LONGEST_RETRY_S = 3600.0
_MOST_DIRTY = 5_000
_SLEPT_S = 30.0
_NANOSECONDS = 1_000_000_000

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


class _Collection:
    """What is known of one collection: what waits, what runs, what is due."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.dirty = DirtyPaths(clock)
        self.is_submitted = False
        self.reading = 0
        self.begin_at = 0.0
        self.retry_s = _RETRY_S
        self.jobs_since_tidy = 0
        self.tidy_at = 0.0
        self.told: protocol.WatchChanged | None = None

    def is_restless(self, key: str, modified_ns: int | None) -> bool:
        """Whether it is too early to say what became of a path.

        It was told of just now; or its own time says so, where nothing is told; or it is missing while others still
        change, and may be one of them under another name.
        """
        if self.dirty.is_restless(key):
            return True
        if self.dirty.was_overdue(key):
            return False
        if modified_ns is None:
            is_early = self.dirty.is_busy()
        else:
            is_early = 0 <= time.time_ns() - modified_ns < QUIET_S * _NANOSECONDS
        if is_early:
            self.dirty.put_off(key, is_file=modified_ns is not None)
        return is_early


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
        self._lock = threading.RLock()
        self._collections: dict[str, _Collection] = {}
        self._places: dict[str, WatchedPlace] = {}
        self._events: FileEvents | None = None
        self._listening: set[tuple[str, bool]] = set()
        self._excluded = keeping.excluded()
        self._must_follow = True
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

    def close(self) -> None:
        """Watch no more, and forget what waits: the next start looks through everything."""
        self._closed = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_END_S)  # it may be waiting for a share that does not answer

    def _run(self) -> None:
        while not self._closed:
            try:
                self._go_round()
            except DesktopRagError as error:  # the catalogue could not be read now
                logger.warning("watching waits: %s", error.code)
            except Exception:
                logger.exception("watching failed and goes on")
            self._wake.wait(self._tick_s())
            self._wake.clear()
        self._stop_listening()

    def _go_round(self) -> None:
        now = self._clock()
        if self._must_follow:
            self._must_follow = False
            self._take_in_choice()
            self._next_look = now
        if now >= self._next_look:
            self._next_look = now + LOOK_S
            self._look_at_places()
        for place in self._places.values():
            if place.identity is not None and now >= place.look_at:
                place.look_at = now + LOOK_S * 10  # until the job has set it
                self._ask(place)
        self._submit_due(now)
        self._tell()

    def _tick_s(self) -> float:
        is_busy = any(len(entry.dirty) or entry.reading for entry in list(self._collections.values()))
        return _TICK_S if is_busy else LOOK_S

    # --- places -------------------------------------------------------------------------------------------------

    def _take_in_choice(self) -> None:
        """Begin with what was chosen since, and end with what was forgotten."""
        chosen = self._keeping.chosen()
        is_on = self._keeping.is_on()
        with self._lock:
            self._collections = {key: self._collections.get(key) or _Collection(self._clock) for key in chosen}
            wanted: dict[str, set[str]] = {}
            for collection_id, keys in chosen.items() if is_on else ():
                for key in keys:
                    wanted.setdefault(key, set()).add(collection_id)
            for key in [key for key in self._places if key not in wanted]:
                del self._places[key]
            for key, collections in wanted.items():
                place = self._places.setdefault(key, WatchedPlace(key))
                if place.collections != collections:
                    place.collections = collections
                    place.look_at = 0.0
            excluded = self._keeping.excluded()
            if excluded != self._excluded:
                self._excluded = excluded
                for place in self._places.values():
                    place.look_at = 0.0
        if not is_on:
            self._stop_listening()

    def _look_at_places(self) -> None:
        """Notice places that came, went, or are something else now, such as a drive in a folder."""
        if self._must_begin_anew or self._slept():
            self._must_begin_anew = False
            self._stop_listening()
            self._ask_for_all()
        for place in list(self._places.values()):
            was_there = place.identity is not None
            if place.look() or (was_there and self._is_unheard(place)):
                if place.listening is not None:
                    self._leave(place.listening)
                self._ask(place)
        self._listen()

    def _is_unheard(self, place: WatchedPlace) -> bool:
        """Whether listening to a place ended although it is there: it was removed and made again between two looks."""
        if self._events is None or place.listening is None or place.listening not in self._listening:
            return False
        return not self._events.hears(place.listening[0], is_deep=place.listening[1])

    def _slept(self) -> bool:
        """Whether the computer was asleep: the clock on the wall went on, and shares may have changed meanwhile."""
        wall = time.time() - self._clock()
        has_slept = abs(wall - self._wall) > _SLEPT_S
        self._wall = wall
        return has_slept

    # --- listening ----------------------------------------------------------------------------------------------

    def _listen(self) -> None:
        """Listen to what is there, and to nothing else."""
        wanted = listened_to(self._places.values())
        for entry in self._listening - wanted:
            self._leave(entry)
        for folder, is_deep in wanted - self._listening:
            try:
                if self._events is None:
                    self._events = FileEvents(self._changed, self._missed)
                self._events.watch(folder, is_deep=is_deep)
            except OSError as error:
                logger.info("a place is looked through instead: the system says %s", error.errno)
                self._missed(folder, "deaf")
            else:
                self._listening.add((folder, is_deep))

    def _leave(self, entry: tuple[str, bool]) -> None:
        if self._events is not None and entry in self._listening:
            self._listening.discard(entry)
            self._events.leave(entry[0], is_deep=entry[1])

    def _stop_listening(self) -> None:
        events, self._events = self._events, None
        self._listening.clear()
        if events is not None:
            events.close()

    def _changed(self, told: str, is_folder: bool) -> None:
        """The system told of a path; on a thread of its own."""
        excluded = self._keeping.excluded()
        with self._lock:
            for place in self._places.values():
                key = place.key_of(told)
                if key is None or place.passes_by(key, excluded) or lies_under(key, self._home):
                    continue
                for collection_id in place.collections:
                    self._touch(place, self._collections[collection_id], key, is_folder=is_folder)

    def _touch(self, place: WatchedPlace, collection: _Collection, key: str, *, is_folder: bool) -> None:
        if not len(collection.dirty):
            self._wake.set()
        collection.dirty.touch(key, is_file=not is_folder)
        if len(collection.dirty) > _MOST_DIRTY:
            collection.dirty.fold(place.key)

    def _missed(self, folder: str | None, gap: Gap) -> None:
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

    def _ask_for_all(self) -> None:
        for place in self._places.values():
            self._ask(place)

    def _submit_due(self, now: float) -> None:
        may_begin = self._manners.may_begin_quietly()
        for collection_id, entry in self._collections.items():
            if entry.is_submitted or now < entry.begin_at or not may_begin:
                continue
            due_s = entry.dirty.seconds_until_due()
            if due_s is not None and due_s <= 0:
                entry.is_submitted = True
                self._keeping.submit(functools.partial(self._update, collection_id, entry))
            elif entry.jobs_since_tidy and now >= entry.tidy_at:
                entry.jobs_since_tidy = 0
                self._keeping.submit(functools.partial(self._tidy, collection_id))

    def _tidy(self, collection_id: str, _job: Job) -> None:
        with contextlib.suppress(CollectionUnknown):
            self._keeping.tidy(collection_id)

    def _update(self, collection_id: str, entry: _Collection, job: Job) -> None:
        """Look at what is due in a collection; in the indexing lane."""
        paths = entry.dirty.take()
        entry.reading = len(paths)
        self._wake.set()
        started = self._clock()
        try:
            if paths and not self._closed:
                self._look_at(job, collection_id, entry, paths)
            entry.begin_at = self._clock() + _BETWEEN_JOBS_S
            entry.retry_s = _RETRY_S
        except CollectionUnknown:
            pass  # deleted meanwhile
        except Cancelled:
            entry.dirty.ask(paths)  # it gave way, and goes on as soon as it may
            raise
        except Exception:
            # Whatever it is (no room on the disk, no model), trying again every second would not mend it.
            entry.dirty.ask(paths)
            entry.begin_at = started + entry.retry_s
            entry.retry_s = min(entry.retry_s * 2, _LONGEST_RETRY_S)
            raise
        finally:
            entry.reading = 0
            entry.is_submitted = False
            self._wake.set()

    def _look_at(self, job: Job, collection_id: str, entry: _Collection, paths: Iterable[str]) -> None:
        started = self._clock()
        has_changed = self._keeping.update(job, collection_id, [decode_path(path) for path in paths], entry.is_restless)
        now = self._clock()
        with self._lock:
            for place in self._places.values():
                if place.key in paths:
                    place.was_looked_through(now, now - started, has_changed=has_changed)
        if has_changed:
            entry.jobs_since_tidy += 1
            is_much = entry.jobs_since_tidy >= _TIDY_AFTER_JOBS
            entry.tidy_at = now if is_much else now + _TIDY_AFTER_S

    # --- telling ------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        is_on = self._keeping.is_on()
        may_begin = self._manners.may_begin_quietly()
        for collection_id, entry in self._collections.items():
            places = [place for place in self._places.values() if collection_id in place.collections]
            away = tuple(sorted(place.key for place in places if place.identity is None))
            changed = len(entry.dirty) + entry.reading
            state: protocol.WatchState = "watching"
            if not is_on:
                state = "off"
            elif changed and not may_begin:
                state = "waiting"
            elif not all(place.is_told_of for place in places if place.identity is not None):
                state = "rescanning"
            event = protocol.WatchChanged(
                id="", collection_id=collection_id, state=state, away=away, changed=changed if is_on else 0
            )
            if event != entry.told:
                entry.told = event
                self._emit(event)
