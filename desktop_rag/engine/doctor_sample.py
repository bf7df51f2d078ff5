"""Indexes a document in a library of its own and asks about it; what `doctor` and its privacy check have in common."""

import time
from collections.abc import Iterator
from pathlib import Path

from desktop_rag import protocol
from desktop_rag.errors import DesktopRagError
from desktop_rag.policy import Policy
from desktop_rag.protocol import Event
from desktop_rag.records import HealthCheck

_WAIT_S = 180.0
_ENDS = (protocol.IndexDone, protocol.AnswerDone, protocol.JobFailed, protocol.JobCancelled)


def answer(home: Path, document: Path, question: str, *, use_model: bool) -> Iterator[HealthCheck]:
    """Do both with an engine of its own, and say how each went.

    Args:
        home: an empty folder for the library.
        document: what is indexed.
        question: something that it answers.
        use_model: whether a language model writes the answer, where there is one.
    """
    from desktop_rag.engine.service import Engine

    events: list[Event] = []
    try:
        # Nothing that IT fixes is meant for a sample, and with no policy nothing can leave either.
        engine = Engine(home, events.append, policy=Policy())
    except DesktopRagError as error:
        yield HealthCheck("sample_question", is_ok=False, code=error.code)
        return
    try:
        engine.handle(protocol.Index(id="index", collection="doctor", paths=(str(document),)))
        indexed = _wait_for(events, "index")
        engine.handle(protocol.Ask(id="ask", question=question, use_model=use_model))
        answered = _wait_for(events, "ask")
    finally:
        engine.close()
    yield _ended_well("sample_index", indexed, protocol.IndexDone)
    yield _ended_well("sample_question", answered, protocol.AnswerDone)


def _wait_for(events: list[Event], job: str) -> Event | None:
    """The event that a job ended with, None where it took too long."""
    deadline = time.monotonic() + _WAIT_S
    while time.monotonic() < deadline:
        for event in list(events):
            if event.id == job and isinstance(event, _ENDS):
                return event
        time.sleep(0.05)
    return None


def _ended_well(name: str, event: Event | None, wanted: type[Event]) -> HealthCheck:
    if isinstance(event, protocol.AnswerDone) and not event.answer.quotes:
        return HealthCheck(name, is_ok=False, code="no_evidence")
    if isinstance(event, protocol.IndexDone) and event.set_aside:
        return HealthCheck(name, is_ok=False, code=event.set_aside[0].code)
    if isinstance(event, wanted):
        return HealthCheck(name, is_ok=True, code=None)
    return HealthCheck(
        name, is_ok=False, code=event.code if isinstance(event, protocol.JobFailed) else "worker_timed_out"
    )
