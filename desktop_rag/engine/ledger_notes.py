"""What a line of the ledger may say: codes, ids, hashes and addresses; never a question, a text or a name of a file.

Free text is a ValueError here, so that it does not get into the ledger by mistake.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from desktop_rag.engine.ledger_lines import Value
from desktop_rag.engine.passage_marks import PassageMarks

_NO_DOCUMENT = "none"  # text that was sent and belongs to no document of the library
_LONGEST_NAME = 200  # characters
_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_KIND = re.compile(r"[a-z][a-z_]{0,39}")
_ADDRESS = re.compile(r"[!-~]{1,2048}")
_OWN_KINDS = frozenset({"opened", "sending", "outcome", "policy"})


@dataclass(frozen=True, slots=True)
class SendingNote:
    """What is about to leave: never a question, a name of a file or a path; the body only where IT asks for it.

    `policy` is the hash of the policy in force or "none", `kept` the code of what was said about retention, `passages`
    the document ids with the SHA-256 of the text as it is sent, `redactions` how often each kind was replaced.
    """

    endpoint: str
    deployment: str
    auth: str
    policy: str
    consent: Literal["question", "chat", "policy"]
    kept: str
    passages: tuple[tuple[str, str], ...]
    body_sha256: str
    body_bytes: int
    redactions: Mapping[str, int] = field(default_factory=dict)
    body: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeNote:
    """How a sending ended: "answered", "cancelled", "unknown", or the code of an error."""

    outcome: str
    received_bytes: int = 0
    request_id: str | None = None
    prompt_tokens: int | None = None
    answer_tokens: int | None = None


def of_sending(note: SendingNote, marks: PassageMarks) -> dict[str, Value]:
    """What a line says of a sending; raises `LedgerUnwritable` where a passage cannot be marked."""
    fields: dict[str, Value] = {
        "endpoint": _checked(_ADDRESS, note.endpoint),
        "deployment": _short(note.deployment),
        "auth": _checked(_CODE, note.auth),
        "policy": _checked(_CODE, note.policy),
        "consent": _checked(_CODE, note.consent),
        "kept": _checked(_CODE, note.kept),
        "passages": [_passage(document_id or _NO_DOCUMENT, text, marks) for document_id, text in note.passages],
        "body_sha256": _checked(_SHA256, note.body_sha256),
        "body_bytes": note.body_bytes,
        "redactions": {_short(kind): count for kind, count in note.redactions.items()},
        "key": marks.key_id(),
    }
    if note.body is not None:
        fields["body"] = note.body
    return fields


def _passage(document_id: str, text_sha256: str, marks: PassageMarks) -> list[str]:
    return [_checked(_CODE, document_id), marks.mark(document_id, _checked(_SHA256, text_sha256))]


def of_outcome(note: OutcomeNote) -> dict[str, Value]:
    """What a line says of how a sending ended."""
    return {
        "outcome": _checked(_CODE, note.outcome),
        "received_bytes": note.received_bytes,
        # The service's own text: kept only if it looks like an id.
        "request_id": note.request_id if note.request_id and _CODE.fullmatch(note.request_id) else None,
        "prompt_tokens": note.prompt_tokens,
        "answer_tokens": note.answer_tokens,
    }


def of_policy(policy_sha256: str, problems: int, source: str) -> dict[str, Value]:
    """What a line says of the policy in force."""
    return {"policy": _checked(_CODE, policy_sha256), "problems": problems, "source": _checked(_CODE, source)}


def of_event(kind: str, fields: Mapping[str, str | int | bool | None]) -> dict[str, Value]:
    """What a line says of anything else; of an `endpoint` and a `deployment` the name may stand there."""
    if kind in _OWN_KINDS:
        raise ValueError(kind)
    _checked(_KIND, kind)
    checked: dict[str, Value] = {}
    for name, value in fields.items():
        if name == "endpoint" and value is not None:
            checked[name] = _checked(_ADDRESS, str(value))
        elif name == "deployment" and value is not None:
            checked[name] = _short(str(value))
        else:
            checked[name] = _checked(_CODE, value) if isinstance(value, str) else value
    return checked


def _checked(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError("not a code")
    return text


def _short(text: str) -> str:
    """A name that IT gave."""
    if not text.isprintable() or not 0 < len(text) <= _LONGEST_NAME:
        raise ValueError("not a name")
    return text
