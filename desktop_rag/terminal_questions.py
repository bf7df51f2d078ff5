"""The terminal's side of questions: one or a file of them, for which passages are found or an answer is given."""

import codecs
import datetime as dt
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from desktop_rag import errors, messages, protocol, terminal_sending
from desktop_rag.errors import DesktopRagError
from desktop_rag.exit_codes import DONE
from desktop_rag.records import EVERYWHERE, Answer, Filters, Passage, Quote
from desktop_rag.terminal_output import Output, one_line

if TYPE_CHECKING:
    import argparse

    from desktop_rag.terminal import Session

_OF_ONE_QUESTION = frozenset({errors.QuestionEmpty.code, errors.QuestionTooLong.code, errors.InternalError.code})
"""Failures that concern one question of a file and leave the rest to be asked."""


def search(session: "Session") -> int:
    """``search``: passages, best first."""
    name, filters = session.collection(), _filters(session.options)
    out = session.out

    def find(question_id: object, question: str) -> None:
        command = protocol.Search(
            id="search", question=question, collection=name, top=session.options.top, filters=filters
        )
        done = session.last(command, protocol.SearchDone)
        assert isinstance(done, protocol.SearchDone)
        body = {
            "id": question_id,
            "question": question,
            "passages": [out.form.passage(passage) for passage in done.passages],
            "timings_ms": {"embed": done.embed_ms, "search": done.search_ms, "total": done.total_ms},
        }
        out.put(body, "\n".join(f"{passage.rank}. {_found(passage, out.language)}" for passage in done.passages))
        if not done.passages:
            out.say("nothing_found" if filters == EVERYWHERE else "nothing_within")

    _each_question(session, find)
    return DONE


def ask(session: "Session") -> int:
    """``ask``: an answer with its quotes."""
    options = session.options
    name, filters = session.collection(), _filters(options)
    worst = DONE

    @functools.cache  # standard input can be read once
    def key() -> str | None:
        return terminal_sending.read_key() if options.key_stdin and not options.preview else None

    def answer(question_id: object, question: str) -> None:
        nonlocal worst
        command = protocol.Ask(
            id="ask", question=question, collection=name, limit_to_documents=not options.any_source,
            use_model=not options.no_model, model=options.model, provider=options.provider, filters=filters,
        )  # fmt: skip
        if options.provider == "azure":
            put = functools.partial(_put_answer, session, question_id, question)
            worst = max(worst, terminal_sending.ask(session, command, question_id, key(), put))
        else:
            done = session.last(command, protocol.AnswerDone)
            assert isinstance(done, protocol.AnswerDone)
            _put_answer(session, question_id, question, done.answer)

    _each_question(session, answer)
    return worst


def what_does_not_fit(options: "argparse.Namespace") -> str | None:
    """Our sentence for arguments that cannot go together; None where they can."""
    if (options.question is None) == (options.questions is None):
        return "one_question"
    for_azure = ("preview", "approve", "without", "key_stdin")
    is_azure = getattr(options, "provider", "local") == "azure"
    asks_for_azure = any(getattr(options, name, None) not in (None, False, []) for name in for_azure)
    if (is_azure and options.no_model) or (asks_for_azure and not is_azure):
        return "not_together"
    if getattr(options, "approve", None) and (options.preview or options.questions is not None):
        return "one_approval"
    return None


def _filters(options: "argparse.Namespace") -> Filters:
    from desktop_rag.engine.catalog import encode_path

    since, until = (
        None if day is None else dt.datetime.combine(day, dt.time()).astimezone().timestamp()
        for day in (options.since, options.until and options.until + dt.timedelta(days=1))
    )
    return Filters(tuple(encode_path(place) for place in options.places), tuple(options.kinds), since, until)


def _each_question(session: "Session", carry_out: Callable[[object, str], None]) -> None:
    """Carry out the one question that was asked, or every one of a file, where one that fails leaves the rest."""
    options = session.options
    if options.questions is None:
        carry_out(None, _well_formed(options.question))
        return
    try:
        lines = options.questions.read_bytes().removeprefix(codecs.BOM_UTF8).split(b"\n")
    except OSError:
        raise errors.PathUnknown from None
    for line in lines:
        if not line.strip():
            continue
        question_id: object = None
        try:
            body = msgspec.json.decode(line)
            question_id = body["id"]
            question = msgspec.convert(body["question"], str)
        except (msgspec.MsgspecError, KeyError, TypeError, RecursionError):
            _put_error(session.out, question_id, errors.QuestionLineInvalid())
            continue
        try:
            carry_out(question_id, question)
        except DesktopRagError as error:
            if error.code not in _OF_ONE_QUESTION:
                raise
            _put_error(session.out, question_id, error)


def _put_error(out: Output, question_id: object, error: DesktopRagError) -> None:
    message = out.form.sentence(error.code, **error.details)
    out.put({"id": question_id, "error": {"code": error.code, "message": message}}, message)


def _put_answer(session: "Session", question_id: object, question: str, answer: Answer) -> None:
    out = session.out
    body = out.form.answer(question_id, question, answer)
    lines = [body["answer"], "", *(f"[{quote.marker}] {_found(quote, out.language)}" for quote in answer.quotes)]
    out.put(body, "\n".join(lines).rstrip())
    # To a person, beside the answer: why it is not a model's, or that it is not the documents'.
    if out.is_json and answer.provider != "azure" and session.options.provider != "azure":
        return
    if answer.kind == "any_source":
        out.say("any_source")
    elif answer.reason is not None and not answer.is_refused:
        out.explain(answer.reason, **dict(answer.reason_details))


def _found(entry: Passage | Quote, language: str) -> str:
    text = "\n".join(f"   {line}" for line in entry.text.splitlines())
    return f"{one_line(entry.document)} {messages.place(entry.page, entry.place, language)}\n{text}"


def _well_formed(text: str) -> str:
    """Bytes of a command line that are no UTF-8 become question marks: neither JSON nor a model takes them."""
    return text.encode("utf-8", "replace").decode("utf-8")
