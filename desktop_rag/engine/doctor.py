"""Checks a person or IT can run: processes start, models load, a sample question is answered, no network is used."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from desktop_rag import paths, protocol
from desktop_rag.engine import model_check, model_files
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.errors import DesktopRagError
from desktop_rag.protocol import Event
from desktop_rag.records import HealthCheck
from desktop_rag.settings import IndexSettings

if TYPE_CHECKING:
    from desktop_rag.engine.service import Engine

_SAMPLE_NAME = "Pension plan.pdf"
_SAMPLE_QUESTION = "When does an employee join the pension plan?"
_WAIT_S = 180.0


def examine(engine: "Engine", home: Path) -> Iterator[HealthCheck]:
    """Run every check, one after another; a check that fails does not keep the next from running.

    Args:
        engine: the running engine; its processes are the ones whose connections are counted.
        home: its library folder.
    """
    yield _check("library", lambda: engine.library.catalog.collections() is not None)
    yield _check("reader", lambda: _reads(home))
    for model in model_files.find(home):
        if model.is_usable:
            yield _check_model(home, model.name)
    yield from _answer_sample()
    yield _check("no_network", _has_no_connections)


def _check(name: str, work: Callable[[], bool]) -> HealthCheck:
    try:
        return HealthCheck(name, is_ok=True, code=None) if work() else HealthCheck(name, is_ok=False, code="internal")
    except DesktopRagError as error:
        return HealthCheck(name, is_ok=False, code=error.code)


def _check_model(home: Path, name: str) -> HealthCheck:
    try:
        model = model_check.check(home, name)
    except DesktopRagError as error:
        return HealthCheck(f"model:{name}", is_ok=False, code=error.code)
    return HealthCheck(f"model:{name}", model.is_usable, model.code)


def _reads(home: Path) -> bool:
    reader = DocumentReader(home, IndexSettings())
    try:
        return bool(reader.read(paths.samples_folder() / _SAMPLE_NAME).pages)
    finally:
        reader.close()


def _answer_sample() -> Iterator[HealthCheck]:
    """Index one document of the sample handbook in a library of its own and ask about it."""
    from desktop_rag.engine.service import Engine

    events: list[Event] = []
    with tempfile.TemporaryDirectory(prefix="desktop-rag-") as folder:
        try:
            engine = Engine(Path(folder), events.append)
        except DesktopRagError as error:
            yield HealthCheck("sample_question", is_ok=False, code=error.code)
            return
        try:
            sample = str(paths.samples_folder() / _SAMPLE_NAME)
            engine.handle(protocol.Index(id="index", collection="doctor", paths=(sample,)))
            engine_ended = _wait_for(events, "index")
            engine.handle(protocol.Ask(id="ask", question=_SAMPLE_QUESTION, use_model=False))
            answered = _wait_for(events, "ask")
        finally:
            engine.close()
    yield _ended_well("sample_index", engine_ended, protocol.IndexDone)
    yield _ended_well("sample_question", answered, protocol.AnswerDone)


def _wait_for(events: list[Event], job: str) -> Event | None:
    """The event that a job ended with, None where it took too long."""
    ends = (protocol.IndexDone, protocol.AnswerDone, protocol.JobFailed, protocol.JobCancelled)
    deadline = time.monotonic() + _WAIT_S
    while time.monotonic() < deadline:
        for event in list(events):
            if event.id == job and isinstance(event, ends):
                return event
        time.sleep(0.05)
    return None


def _ended_well(name: str, event: Event | None, wanted: type[Event]) -> HealthCheck:
    if isinstance(event, protocol.AnswerDone) and not event.answer.quotes:
        return HealthCheck(name, is_ok=False, code="no_evidence")
    if isinstance(event, wanted):
        return HealthCheck(name, is_ok=True, code=None)
    return HealthCheck(
        name, is_ok=False, code=event.code if isinstance(event, protocol.JobFailed) else "worker_timed_out"
    )


def _has_no_connections() -> bool:
    """Whether this process and all below it hold no socket to a network address."""
    me = psutil.Process()
    return not any(process.net_connections("inet") for process in [me, *me.children(recursive=True)])
