"""The terminal's side of reading a collection anew: what it would cost, and doing it."""

from typing import TYPE_CHECKING

from desktop_rag import messages, protocol
from desktop_rag.exit_codes import DONE
from desktop_rag.terminal_output import Output

if TYPE_CHECKING:
    from desktop_rag.terminal import Session


def read_anew(session: "Session") -> int:
    """``collections read-anew NAME [--model MODEL] [--plan]``; what there is answers until the new is ready."""
    options = session.options
    collection = session.engine.library.pick(options.name)
    if options.plan:
        _print_plan(session.out, _plan(session, collection.id, options.model), collection.name)
    else:
        session.index(protocol.ReadAnew(id="read-anew", collection_id=collection.id, model=options.model))
    return DONE


def tell_outdated(session: "Session", name: str) -> None:
    """Say on standard error that documents wait to be read anew, and how."""
    planned = _plan(session, session.engine.library.pick(name).id, None)
    if planned.documents:
        session.out.say("outdated", documents=planned.documents, time=_time(planned, session.out.language), name=name)


def _plan(session: "Session", collection_id: str, model: str | None) -> protocol.ReadingPlanned:
    command = protocol.PlanReading(id="plan", collection_id=collection_id, model=model)
    done = session.last(command, protocol.ReadingPlanned)
    assert isinstance(done, protocol.ReadingPlanned)
    return done


def _print_plan(out: Output, planned: protocol.ReadingPlanned, name: str) -> None:
    body = {
        "name": name,
        "embedding_model": planned.model,
        "documents": planned.documents,
        "chunks": planned.chunks,
        "seconds": None if planned.seconds is None else round(planned.seconds, 1),
    }
    time = _time(planned, out.language)
    out.put(body, messages.phrase("reading_planned", out.language, documents=planned.documents, time=time))


def _time(planned: protocol.ReadingPlanned, language: str) -> str:
    """How long, in words; the pace of a model is known once it has made some chunks here."""
    if planned.seconds is None:
        return messages.phrase("time_unknown", language)
    return messages.phrase("about_minutes", language, minutes=max(1, round(planned.seconds / 60)))
