"""What happens when documents are added: which jobs run, and what is only being read for the first time."""

import contextlib
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop_rag.protocol import (
    CollectionsListed,
    Event,
    Index,
    IndexDone,
    JobCancelled,
    JobFailed,
    JobStarted,
    ListCollections,
    Progress,
    ReadAnew,
    Refresh,
)
from desktop_rag.ui.engine_client import EngineClient

_FEW_FILES: Final = 60
_UPDATE: Final = ""


@dataclass(slots=True)
class _Job:
    """An indexing job: the collection's name (empty for an update) and how far it is; others start jobs too."""

    collection: str
    is_first: bool = False
    is_own: bool = True
    progress: Progress | None = None


class IndexingController(QObject):
    """Sends the jobs of the indexing lane and tells how they go.

    Signals:
        asked: documents are to be read into the collection of this name.
        progressed: carries `Progress` of the job that runs.
        finished: a job is done (carries `IndexDone`).
        failed: code of why a job ended without its result.
        stopped: a job was stopped by the person.
        collection_made: id of the collection that documents are being added to.
        released: a question that waited for its documents may be asked.
    """

    asked = Signal(str)
    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(str)
    stopped = Signal()
    collection_made = Signal(str)
    released = Signal()

    def __init__(self, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._jobs: dict[str, _Job] = {}
        self._known: set[str] = set()
        engine.event_received.connect(self._take_any)
        engine.ready.connect(self.update_all)

    @property
    def is_adding(self) -> bool:
        """Whether documents that were chosen now are being read."""
        return any(job.collection for job in self._jobs.values())

    @property
    def is_busy(self) -> bool:
        """Whether anything is being read."""
        return bool(self._jobs)

    def add(self, collection: str, paths: tuple[str, ...]) -> None:
        """Read what lies at these paths into the collection of this name."""
        command = Index(id=self._engine.new_id(), collection=collection, paths=paths)
        self._jobs[command.id] = _Job(collection, is_first=collection not in self._known)
        self.asked.emit(collection)
        self._engine.send(command, self._take)

    def update_all(self) -> None:
        """Bring every collection up to date, as after a start: what an earlier stop left undone is done now."""
        command = Refresh(id=self._engine.new_id())
        self._jobs[command.id] = _Job(_UPDATE)
        self._engine.send(command, self._take)

    def read_anew(self, collection_id: str, model: str | None = None) -> None:
        """Read what an earlier version has read, or move the collection to another embedding model."""
        command = ReadAnew(id=self._engine.new_id(), collection_id=collection_id, model=model)
        self._jobs[command.id] = _Job(_UPDATE)
        self._engine.send(command, self._take)

    def stop(self) -> None:
        """Stop every job; what was finished is kept."""
        for job in list(self._jobs):
            self._engine.cancel(job)

    def must_wait(self, collection: str) -> bool:
        """Whether a question would be refused only because these few documents are not in yet."""
        return any(
            job.is_first
            and job.collection == collection
            and (job.progress is None or job.progress.files_total <= _FEW_FILES)
            for job in self._jobs.values()
        )

    def is_reading(self, collection: str) -> bool:
        """Whether documents of a collection are being read, or wait for it, which a question does not find yet."""
        return any(_is_at(job, collection) for job in self._jobs.values())

    def _take(self, event: Event) -> None:
        job = self._jobs.get(event.id)
        if job is None:
            return
        if isinstance(event, JobStarted):
            if job.collection:
                self._engine.send(ListCollections(id=self._engine.new_id()), lambda listed: self._tell(listed, job))
        elif isinstance(event, Progress):
            job.progress = event
            self.progressed.emit(event)
            self.released.emit()
        elif isinstance(event, IndexDone | JobFailed | JobCancelled):
            del self._jobs[event.id]
            self._end(event)

    def _end(self, event: Event) -> None:
        if isinstance(event, IndexDone):
            self._known.add(event.collection)
            self.finished.emit(event)
        elif isinstance(event, JobFailed):
            self.failed.emit(event.code)
        else:
            self.stopped.emit()
        self.released.emit()

    def _tell(self, event: Event, job: _Job) -> None:
        if isinstance(event, CollectionsListed):
            with contextlib.suppress(StopIteration):
                found = next(each for each in event.collections if each.name == job.collection)
                self.collection_made.emit(found.id)

    def _take_any(self, event: Event) -> None:
        if isinstance(event, CollectionsListed):
            self._known.update(each.name for each in event.collections if each.documents)
        elif isinstance(event, Progress) and event.id not in self._jobs:
            self._jobs[event.id] = _Job(_UPDATE, is_own=False)
        job = self._jobs.get(event.id)
        if job is not None and not job.is_own:
            self._take(event)


def _is_at(job: _Job, collection: str) -> bool:
    if job.progress is None:
        return job.collection == collection
    return job.progress.collection == collection and job.progress.stage == "reading"
