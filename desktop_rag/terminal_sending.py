"""The terminal's side of Azure: preview, agreement, key and sign-in, and the ledger."""

import dataclasses
import getpass
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_rag import errors, exit_codes, messages, protocol
from desktop_rag.exit_codes import DONE, FAILED, REFUSED
from desktop_rag.protocol import Command
from desktop_rag.records import Answer, LedgerVerdict, SendingPreview

if TYPE_CHECKING:
    from desktop_rag.terminal import Session

_MAX_KEY = 4096


def ask(
    session: "Session",
    command: protocol.Ask,
    question_id: object,
    key: str | None,
    put_answer: Callable[[Answer], None],
) -> int:
    """One question to Azure: shown, agreed to, sent; or only shown.

    On a terminal the person is asked; without one, nothing is sent that was not agreed to by its hash.
    """
    options = session.options
    command = dataclasses.replace(
        command, approved=options.approve, without=tuple(options.without), preview_only=options.preview, key=key
    )
    found = _send(session, command)
    if isinstance(found, SendingPreview) and not options.preview and sys.stdin.isatty() and not session.out.is_json:
        session.out.show(_preview_words(found, session.out.language))
        if input(messages.phrase("preview_question", session.out.language)).strip().lower() in ("y", "yes"):
            found = _send(session, dataclasses.replace(command, approved=found.body_sha256))
        else:
            session.out.say("sent_nothing")
            return REFUSED
    if isinstance(found, Answer):
        put_answer(found)
        return FAILED if found.reason is not None and found.reason in _failures() else DONE
    if options.preview:
        body = session.out.form.preview(question_id, command.question, found)
        session.out.put(body, _preview_words(found, session.out.language))
        return DONE
    session.out.explain(errors.ConsentNeeded.code)
    return REFUSED


def _send(session: "Session", command: protocol.Ask) -> Answer | SendingPreview:
    *_, last = session.job(command, protocol.AnswerDone, protocol.SendingPreviewed)
    if isinstance(last, protocol.SendingPreviewed):
        return last.preview
    assert isinstance(last, protocol.AnswerDone)
    return last.answer


def _failures() -> frozenset[str]:
    """Codes that say that the answer which was asked for did not come."""
    roots = (errors.AzureError, errors.KeychainError, errors.SendingError, errors.WorkerError, errors.InternalError)
    return frozenset(code for code, found in errors.error_classes().items() if issubclass(found, roots))


def _preview_words(preview: SendingPreview, language: str) -> str:
    lead = messages.phrase(
        "preview_lead", language, endpoint=preview.endpoint, deployment=preview.deployment,
        bytes=preview.body_bytes, sha256=preview.body_sha256,
    )  # fmt: skip
    lines = [lead]
    if preview.redactions:
        kinds = ", ".join(f"{kind} {count}" for kind, count in preview.redactions)
        lines.append(messages.phrase("preview_replaced", language, kinds=kinds))
    lines.append(messages.phrase(preview.kept, language))
    for part in preview.parts:
        if part.is_sent:
            lines += ["", part.text]
    return "\n".join(lines)


def read_key() -> str:
    """A key from standard input, or asked for without showing it; never an argument, which others could see."""
    if sys.stdin.isatty():
        return getpass.getpass("").strip()
    return sys.stdin.readline(_MAX_KEY).strip()


# --- azure ------------------------------------------------------------------------------------------------------


def azure(session: "Session") -> int:
    """``azure show | key | test | sign-in | sign-out``."""
    options = session.options
    command: Command
    match options.verb:
        case "show":
            command = protocol.GetAzureState(id="azure")
        case "key":
            command = protocol.StoreAzureKey(id="azure", key=read_key() if options.action == "store" else None)
        case "test":
            command = protocol.TryAzure(id="azure", key=read_key() if options.key_stdin else None)
        case "sign-in":
            command = protocol.SignIn(id="azure")
        case _:
            command = protocol.SignOut(id="azure")
    for event in session.job(command, protocol.Done, protocol.AzureStateShown):
        if isinstance(event, protocol.SignInCode):
            # A person reads it also where JSON is asked for; it is no result.
            session.out.say("sign_in_code", url=event.url, code=event.code)
        elif isinstance(event, protocol.AzureStateShown):
            body = session.out.form.azure(event.state)
            session.out.put(body, f"{event.state.endpoint} {event.state.deployment} {body['message'] or 'ok'}".strip())
        elif isinstance(event, protocol.Done):
            session.out.put({"ok": True}, messages.phrase("connection_ok", session.out.language))
    return DONE


# --- ledger -----------------------------------------------------------------------------------------------------


def ledger(session: "Session") -> int:
    """``ledger show | verify | export``."""
    options = session.options
    match options.verb:
        case "show":
            return _show_ledger(session)
        case "verify":
            return _verify_ledger(session)
        case _:
            session.last(protocol.ExportLedger(id="ledger", file=str(options.file.absolute())), protocol.Done)
            sentence = messages.phrase("exported", session.out.language, file=options.file)
            session.out.put({"file": str(options.file.absolute())}, sentence)
            return DONE


def _show_ledger(session: "Session") -> int:
    lines = [
        line
        for event in session.job(protocol.ShowLedger(id="ledger"), protocol.LedgerShown)
        if isinstance(event, protocol.LedgerShown)
        for line in event.lines
    ]
    for line in reversed(lines):
        fields = dict(line.fields)
        words = " ".join(f"{name}={value}" for name, value in fields.items())
        session.out.put(
            {"number": line.number, "time": line.time, "kind": line.kind, **fields}, f"{line.time} {line.kind} {words}"
        )
    verdict = _verdict(session, acknowledge=False)
    if not verdict.is_ok:
        # What is shown is what can be read; whether it is what was written is another question.
        print(_verdict_words(verdict, session.out.language), file=sys.stderr)
        return FAILED
    if not lines and not session.out.is_json:
        session.out.say("ledger_empty")
    return DONE


def _verify_ledger(session: "Session") -> int:
    found = _verdict(session, acknowledge=session.options.acknowledge)
    session.out.put(session.out.form.verdict(found), _verdict_words(found, session.out.language))
    return DONE if found.is_ok else exit_codes.of(errors.LedgerDamaged.code)


def _verdict(session: "Session", *, acknowledge: bool) -> LedgerVerdict:
    done = session.last(protocol.VerifyLedger(id="ledger", acknowledge=acknowledge), protocol.LedgerVerified)
    assert isinstance(done, protocol.LedgerVerified)
    return done.verdict


def _verdict_words(found: LedgerVerdict, language: str) -> str:
    phrase = "ledger_ok" if found.is_ok else "ledger_broken"
    values: dict[str, str | int] = {
        "lines": found.lines,
        "sendings": found.sendings,
        "sealed_by": messages.phrase(f"sealed_{found.sealed_by}", language),
        "fault": messages.phrase(f"fault_{found.code}", language) if found.code else "",
        "line": found.line or 0,
    }
    words = messages.phrase(phrase, language, **values)
    if found.chapter > 1:
        words += " " + messages.phrase("ledger_chapters", language, earlier=found.chapter - 1)
    return words
