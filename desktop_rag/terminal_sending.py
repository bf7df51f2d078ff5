"""The terminal's side of Azure: preview, agreement, key and sign-in, and the ledger."""

import getpass
import sys
from typing import TYPE_CHECKING

from desktop_rag import errors, exit_codes, messages, protocol
from desktop_rag.exit_codes import DONE, FAILED, REFUSED
from desktop_rag.protocol import Command
from desktop_rag.records import Answer, LedgerVerdict, SendingPreview

if TYPE_CHECKING:
    from desktop_rag.terminal import Session

_MAX_KEY = 4096


def ask(session: "Session", command: protocol.Ask, question_id: object) -> int:
    """One question to Azure: shown, agreed to, sent; or only shown.

    On a terminal the person is asked; without one, nothing is sent that was not agreed to by its hash.
    """
    options = session.options
    command = protocol.Ask(
        id=command.id, question=command.question, collection=command.collection,
        limit_to_documents=command.limit_to_documents, provider="azure", approved=options.approve,
        without=tuple(options.without), preview_only=options.preview,
        key=session.key_for_this_call(),
    )  # fmt: skip
    found = _send(session, command)
    if isinstance(found, SendingPreview) and not options.preview and sys.stdin.isatty() and not options.json:
        _show_preview(session, found)
        if input(messages.phrase("preview_question", session.language)).strip().lower() in ("y", "yes"):
            fields = {**{name: getattr(command, name) for name in command.__slots__ if name != "approved"}}
            found = _send(session, protocol.Ask(id=command.id, **fields, approved=found.body_sha256))
        else:
            session.say("sent_nothing")
            return REFUSED
    if isinstance(found, Answer):
        session.put_answer(question_id, command.question, found)
        return FAILED if found.reason is not None and found.reason in _failures() else DONE
    if options.preview:
        body = session.form.preview(question_id, command.question, found)
        session.put(body, _preview_lines(session, found))
        return DONE
    print(session.form.sentence(errors.ConsentNeeded.code), file=sys.stderr)
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


def _preview_lines(session: "Session", preview: SendingPreview) -> str:
    lead = messages.phrase(
        "preview_lead", session.language, endpoint=preview.endpoint, deployment=preview.deployment,
        bytes=preview.body_bytes, sha256=preview.body_sha256,
    )  # fmt: skip
    lines = [lead]
    if preview.redactions:
        kinds = ", ".join(f"{kind} {count}" for kind, count in preview.redactions)
        lines.append(messages.phrase("preview_replaced", session.language, kinds=kinds))
    lines.append(messages.phrase(preview.kept, session.language))
    for part in preview.parts:
        if part.is_sent:
            lines += ["", part.text]
    return "\n".join(lines)


def _show_preview(session: "Session", preview: SendingPreview) -> None:
    session.show(_preview_lines(session, preview))


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
            print(messages.phrase("sign_in_code", session.language, url=event.url, code=event.code), file=sys.stderr)
        elif isinstance(event, protocol.AzureStateShown):
            body = session.form.azure(event.state)
            session.put(body, f"{event.state.endpoint} {event.state.deployment} {body['message'] or 'ok'}".strip())
        elif isinstance(event, protocol.Done):
            session.put({"ok": True}, messages.phrase("connection_ok", session.language))
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
            sentence = messages.phrase("exported", session.language, file=options.file)
            session.put({"file": str(options.file.absolute())}, sentence)
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
        session.put(
            {"number": line.number, "time": line.time, "kind": line.kind, **fields}, f"{line.time} {line.kind} {words}"
        )
    verdict = _verdict(session, acknowledge=False)
    if not verdict.is_ok:
        # What is shown is what can be read; whether it is what was written is another question.
        print(_verdict_words(session, verdict), file=sys.stderr)
        return FAILED
    if not lines and not session.options.json:
        session.say("ledger_empty")
    return DONE


def _verify_ledger(session: "Session") -> int:
    found = _verdict(session, acknowledge=session.options.acknowledge)
    session.put(session.form.verdict(found), _verdict_words(session, found))
    return DONE if found.is_ok else exit_codes.of(errors.LedgerDamaged.code)


def _verdict(session: "Session", *, acknowledge: bool) -> LedgerVerdict:
    done = session.last(protocol.VerifyLedger(id="ledger", acknowledge=acknowledge), protocol.LedgerVerified)
    assert isinstance(done, protocol.LedgerVerified)
    return done.verdict


def _verdict_words(session: "Session", found: LedgerVerdict) -> str:
    phrase = "ledger_ok" if found.is_ok else "ledger_broken"
    values: dict[str, str | int] = {
        "lines": found.lines,
        "sendings": found.sendings,
        "sealed_by": messages.phrase(f"sealed_{found.sealed_by}", session.language),
        "fault": messages.phrase(f"fault_{found.code}", session.language) if found.code else "",
        "line": found.line or 0,
    }
    words = messages.phrase(phrase, session.language, **values)
    if found.chapter > 1:
        words += " " + messages.phrase("ledger_chapters", session.language, earlier=found.chapter - 1)
    return words
