"""The ledger's codes in the window's language."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt, QUrl

from desktop_rag.records import LedgerVerdict
from desktop_rag.ui.chat import azure_words
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.days import day_text
from desktop_rag.ui.library.sentences import sentence_of
from desktop_rag.ui.privacy.ledger_rows import Field, LedgerRow


def time_text(time: str) -> str:
    """A moment of the ledger (ISO 8601, UTC) by this computer's clock; as it is written where it cannot be read."""
    moment = QDateTime.fromString(time, Qt.DateFormat.ISODateWithMs).toLocalTime()
    if not moment.isValid():
        return time
    return f"{day_text(moment.date())} {QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)}"


def size_text(size_bytes: int) -> str:
    digits = 0 if size_bytes < 1_000_000 else 1
    return QLocale().formattedDataSize(size_bytes, digits, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def kind_word(kind: str) -> str:
    """What a line records."""
    words = {
        #: A line of the ledger: something was sent
        "sending": QCoreApplication.translate("Ledger", "Sent"),
        #: A line of the ledger: how a sending ended
        "outcome": QCoreApplication.translate("Ledger", "Outcome"),
        "opened": QCoreApplication.translate("Ledger", "The ledger was begun"),
        "policy": QCoreApplication.translate("Ledger", "Policy in force noted"),
        "key_stored": QCoreApplication.translate("Ledger", "A key was stored"),
        "key_deleted": QCoreApplication.translate("Ledger", "A key was deleted"),
        "connection_test": QCoreApplication.translate("Ledger", "A test of the connection; no document was sent"),
        "sign_in": QCoreApplication.translate("Ledger", "A sign-in"),
        "sign_out": QCoreApplication.translate("Ledger", "A sign-out"),
        "consent_given": QCoreApplication.translate("Ledger", "Consent was given"),
        "consent_withdrawn": QCoreApplication.translate("Ledger", "Consent was withdrawn"),
    }
    return words.get(kind, kind)


def outcome_word(row: LedgerRow) -> str:
    """How a sending ended, as a sentence; empty for what is no sending."""
    if not row.is_sending:
        return ""
    if row.outcome is None:
        return QCoreApplication.translate("Ledger", "No outcome is written yet")
    match row.result:
        case "answered":
            #: Outcome of a sending: the service answered
            return QCoreApplication.translate("Ledger", "Answered")
        case "cancelled":
            #: Outcome of a sending: the person stopped the answer
            return QCoreApplication.translate("Ledger", "Stopped by you")
        case "unknown" | None:
            return QCoreApplication.translate("Ledger", "Not known: the program ended first")
        case code:
            return sentence_of(code)


def field_word(name: str) -> str:
    """The name of a field of a line; one that is not known here as it is written."""
    words = {
        "id": QCoreApplication.translate("Ledger", "Id of the sending"),
        "sending": QCoreApplication.translate("Ledger", "Id of the sending"),
        "endpoint": QCoreApplication.translate("Ledger", "Endpoint"),
        "deployment": QCoreApplication.translate("Ledger", "Deployment"),
        "auth": QCoreApplication.translate("Ledger", "Signed in by"),
        "policy": QCoreApplication.translate("Ledger", "Policy in force"),
        "consent": QCoreApplication.translate("Ledger", "Agreed to for"),
        "kept": QCoreApplication.translate("Ledger", "Kept by the service"),
        "passages": QCoreApplication.translate("Ledger", "Passage"),
        "redactions": QCoreApplication.translate("Ledger", "Replaced"),
        "body": QCoreApplication.translate("Ledger", "Text sent"),
        "body_sha256": QCoreApplication.translate("Ledger", "Hash of the text sent"),
        "body_bytes": QCoreApplication.translate("Ledger", "Bytes sent"),
        "outcome": QCoreApplication.translate("Ledger", "Outcome"),
        "chapter": QCoreApplication.translate("Ledger", "Chapter"),
        "received_bytes": QCoreApplication.translate("Ledger", "Bytes received"),
        "request_id": QCoreApplication.translate("Ledger", "Id given by the service"),
        "prompt_tokens": QCoreApplication.translate("Ledger", "Tokens sent"),
        "answer_tokens": QCoreApplication.translate("Ledger", "Tokens received"),
        "hash": QCoreApplication.translate("Ledger", "Hash of this line"),
        "previous": QCoreApplication.translate("Ledger", "Hash of the line before"),
        "problems": QCoreApplication.translate("Ledger", "Faults in the policy"),
        "source": QCoreApplication.translate("Ledger", "Policy from"),
        "seals": QCoreApplication.translate("Ledger", "Sealed in"),
    }
    return words.get(name, name)


def value_text(value: Field) -> str:
    if isinstance(value, bool):
        return QCoreApplication.translate("Ledger", "Yes") if value else QCoreApplication.translate("Ledger", "No")
    if value is None:
        return QCoreApplication.translate("Ledger", "None")
    return value if isinstance(value, str) else str(value)


def host_text(row: LedgerRow) -> str:
    """The computer that it was sent to, without the rest of the address."""
    endpoint = row.field("endpoint")
    return QUrl(endpoint).host() or clean(endpoint) if isinstance(endpoint, str) else ""


def whole_sentence(verdict: LedgerVerdict) -> str:
    """What a verification found where everything fits."""
    if not verdict.lines:
        return QCoreApplication.translate("Ledger", "The ledger is empty.")
    lines, sendings = QLocale().toString(verdict.lines), QLocale().toString(verdict.sendings)
    if verdict.sealed_by == "keychain":
        text = QCoreApplication.translate(
            "Ledger", "Every line fits (lines: {lines}, sendings: {sendings}). Its end is sealed in the keychain."
        )
    else:
        text = QCoreApplication.translate(
            "Ledger",
            "Every line fits (lines: {lines}, sendings: {sendings}). There is no keychain, so its end is sealed in a "
            "file beside it.",
        )
    said = [text.format(lines=lines, sendings=sendings)]
    if verdict.sealed_by == "keychain" and verdict.since_keychain:
        last = QCoreApplication.translate(
            "Ledger", "The keychain was not there for the last {count}; a file beside it seals those."
        )
        said.append(last.format(count=QLocale().toString(verdict.since_keychain)))
    if verdict.is_exposed:
        said.append(
            QCoreApplication.translate(
                "Ledger", "Other people at this computer may be able to read or change the file."
            )
        )
    return " ".join(said)


def damage_sentence(verdict: LedgerVerdict) -> tuple[str, str]:
    """What a verification found where something does not fit: what it means, and what follows from it."""
    lead = _fault_word(verdict.code)
    if verdict.line is not None:
        #: What was found in the ledger, and where
        lead = QCoreApplication.translate("Ledger", "{fault} The first fault is in line {line}.").format(
            fault=lead, line=QLocale().toString(verdict.line)
        )
    follows = QCoreApplication.translate(
        "Ledger",
        "Nothing is sent until somebody has seen this. Tell your IT department first. Noting it as seen keeps the "
        "damaged ledger beside the new one, which begins with a line that says so.",
    )
    return lead, follows


def _fault_word(code: str | None) -> str:
    words = {
        "changed": QCoreApplication.translate("Ledger", "A line of the ledger was changed."),
        "missing": QCoreApplication.translate("Ledger", "Lines of the ledger are missing."),
        "added": QCoreApplication.translate("Ledger", "The ledger has a line that this program did not write."),
        "swapped": QCoreApplication.translate("Ledger", "Lines of the ledger stand in another order."),
        "cut": QCoreApplication.translate("Ledger", "The end of the ledger is cut off."),
        "gone": QCoreApplication.translate("Ledger", "The ledger's file is gone."),
        "replaced": QCoreApplication.translate("Ledger", "Something else stands in the place of the ledger's file."),
        "seal_missing": QCoreApplication.translate("Ledger", "The seal of the ledger's end is gone."),
        "seal_differs": QCoreApplication.translate("Ledger", "The seal of the ledger's end does not fit it."),
        "chapter_changed": QCoreApplication.translate("Ledger", "An earlier ledger that was kept aside was changed."),
        "unreadable": QCoreApplication.translate("Ledger", "The system does not let the ledger be read."),
    }
    return words.get(code or "") or QCoreApplication.translate("Ledger", "The ledger was changed from outside.")


def details_text(row: LedgerRow, names: Mapping[str, str]) -> str:
    """Every field of a row, one a line; a document that is still in the library with its name from `names`."""
    lines = [_line(QCoreApplication.translate("Ledger", "Line"), str(row.line.number))]
    for line in (row.line, row.outcome):
        if line is None:
            continue
        lines.append(_line(kind_word(line.kind), time_text(line.time)))
        for name, value in line.fields:
            if row.is_sending and name == "passages":
                lines += [_line(field_word(name), _passage(*each, names)) for each in row.passages]
            elif row.is_sending and name == "redactions":
                counts = (f"{azure_words.kind_name(kind)} {count}" for kind, count in row.redactions)
                lines.append(_line(field_word(name), QLocale().createSeparatedList(list(counts))))
            else:
                lines.append(_line(field_word(name), value_text(value)))
    return "\n".join(lines)


def _passage(document_id: str, mark: str, names: Mapping[str, str]) -> str:
    known = names.get(document_id)
    if known is None:
        known = QCoreApplication.translate("Ledger", "a document that is not in the library any more")
    return f"{known}, {document_id}, {mark}"


def _line(name: str, value: str) -> str:
    #: A field and its value
    return QCoreApplication.translate("Ledger", "{name}: {value}").format(name=name, value=clean(value))
