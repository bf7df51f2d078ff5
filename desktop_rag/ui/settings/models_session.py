"""The model files as the engine finds them; checking and adding one."""

from PySide6.QtCore import QObject, Signal

from desktop_rag.protocol import AddModel, CheckModel, Event, JobFailed, ListModels, ModelChecked, ModelsListed
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.sentences import failure_sentence


class ModelsSession(QObject):
    """One check or copy at a time: each of them keeps the disk and the memory busy.

    Signals:
        listed: every model file (carries `ModelsListed`).
        checked: one model and whether it can be used (carries `ModelInfo`).
        busy_changed: whether a check or a copy is under way.
        failed: a sentence.
    """

    listed = Signal(object)
    checked = Signal(object)
    busy_changed = Signal(bool)
    failed = Signal(str)

    def __init__(self, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._list_job = ""
        self._work_job = ""
        engine.ready.connect(self.load)

    def load(self) -> None:
        self._list_job = self._engine.new_id()
        self._engine.send(ListModels(id=self._list_job), self._take_list)

    def check(self, name: str) -> None:
        """Verify it, load it in a process of its own, let it say a word."""
        self._begin(CheckModel(id=self._engine.new_id(), name=name))

    def add(self, file: str) -> None:
        """Check a file and copy it to the person's models."""
        self._begin(AddModel(id=self._engine.new_id(), file=file))

    def close(self) -> None:
        """Hear nothing more: the dialog is about to be gone."""
        for job in (self._list_job, self._work_job):
            self._engine.stop_listening(job)

    def _begin(self, command: CheckModel | AddModel) -> None:
        if self._work_job:
            return
        self._work_job = command.id
        self.busy_changed.emit(True)  # noqa: FBT003  # a signal carries values only
        self._engine.send(command, self._take_work)

    def _take_list(self, event: Event) -> None:
        if isinstance(event, ModelsListed) and event.id == self._list_job:
            self.listed.emit(event)
        elif isinstance(event, JobFailed):
            self.failed.emit(failure_sentence(event))

    def _take_work(self, event: Event) -> None:
        if isinstance(event, ModelChecked):
            self._end()
            self.checked.emit(event.model)
            self.load()
        elif isinstance(event, JobFailed):
            self._end()
            self.failed.emit(failure_sentence(event))

    def _end(self) -> None:
        self._work_job = ""
        self.busy_changed.emit(False)  # noqa: FBT003  # a signal carries values only
