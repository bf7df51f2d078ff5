"""A library whose questions may go to Azure OpenAI: previews, consent and answers as the engine gives them."""

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from desktop_rag.protocol import (
    AnswerDone,
    AnswerText,
    Ask,
    AzureStateShown,
    Event,
    EvidenceFound,
    GetAzureState,
    JobFailed,
    JobStarted,
    SendingPreviewed,
    SentenceChecked,
)
from desktop_rag.records import AzureState, Replacement, SendingPreview, SentPart
from desktop_rag.settings import change
from tests.fakes import ANSWER_TEXT, SENTENCES, Script, answer, quote

STATE = AzureState(
    code=None,
    endpoint="https://contoso-ai.openai.azure.com/openai/v1/",
    deployment="gpt-5-mini",
    auth="key",
    key_place="GNOME Keyring",
    has_key=True,
    kept="may_be_kept",
)
DECLARED = dataclasses.replace(
    STATE, kept="declared_not_kept", declared_by="Contoso IT", declared_on="2026-10-01", data_zone="EU"
)
TASK = "You answer from the numbered sources only. Each sentence ends with the number of its source in brackets."
FIRST = "Travellers submit form 5 with receipts to [PERSON 1] within 14 days of return. Questions: [MAIL 1]."
SECOND = "Reimbursements go to the account that is known to the payroll office at the end of the month."
QUESTION = "Until when do I have to claim the trip to [CUSTOMER 1]?"
REAL_WORDS = ("Aiko Tanaka", "tanaka@contoso.example")


def part(kind: Any, text: str, *, marker: int | None = None, document: str | None = None) -> SentPart:
    """A part with its placeholders found in it."""
    replaced = []
    for placeholder, name in (("[PERSON 1]", "word"), ("[MAIL 1]", "mail"), ("[CUSTOMER 1]", "customer")):
        at = text.find(placeholder)
        if at >= 0:
            replaced.append(Replacement(at, at + len(placeholder), name, placeholder))
    return SentPart(kind, text, True, tuple(replaced), marker, f"d{marker}" if marker else None, document)


def preview(without: Iterable[int] = (), **changes: Any) -> SendingPreview:
    """What would be sent when these passages are taken out."""
    parts = (
        part("task", TASK),
        part("passage", FIRST, marker=1, document="/home/me/Secret folder/Travel expense rules 2026-04.docx"),
        part("passage", SECOND, marker=2, document="/home/me/Secret folder/Payroll.pdf"),
        part("question", QUESTION),
    )
    out = set(without)
    shown = tuple(dataclasses.replace(each, is_sent=False) if each.marker in out else each for each in parts)
    texts = [each.text for each in shown if each.is_sent]
    body = json.dumps({"model": "gpt-5-mini", "messages": texts, "store": False}, ensure_ascii=False)
    counts: dict[str, int] = {}
    for each in shown:
        for replaced in each.replacements if each.is_sent else ():
            counts[replaced.kind] = counts.get(replaced.kind, 0) + 1
    values: dict[str, Any] = {
        "endpoint": STATE.endpoint,
        "deployment": STATE.deployment,
        "body": body,
        "body_sha256": hashlib.sha256(body.encode()).hexdigest(),
        "body_bytes": len(body.encode()),
        "parts": shown,
        "redactions": tuple(sorted(counts.items())),
        "kept": STATE.kept,
        "consent": "question",
        "may_remember": True,
    }
    return SendingPreview(**{**values, **changes})


class AzureScript(Script):
    """Asks for consent before each sending; `sent` is what a consent was given to."""

    def __init__(self, *names: str, state: AzureState = STATE, **changes: Any) -> None:
        super().__init__(*(names or ("Travel",)))
        self.settings = change(self.settings, "azure.enabled", value=True)
        self.state = state
        self.changes = changes
        self.sent: list[Ask] = []
        self.failure: str | None = None
        self.failure_details: tuple[tuple[str, str | int | float], ...] = ()

    def _take_get_azure_state(self, command: GetAzureState) -> Iterable[Event]:
        return (AzureStateShown(id=command.id, state=self.state),)

    def _take_ask(self, command: Ask) -> Iterable[Event]:
        if command.provider != "azure":
            yield from super()._take_ask(command)
            return
        yield JobStarted(id=command.id)
        yield EvidenceFound(
            id=command.id, passages=(), quotes=(quote(1), quote(2)), is_complete=True, searched_documents=6,
            elapsed_ms=30.0,
        )  # fmt: skip
        shown = preview(command.without, **self.changes)
        if not shown.passages:
            yield JobFailed(id=command.id, code="sending_empty", details={})
        elif command.preview_only or command.approved is None:
            yield SendingPreviewed(id=command.id, preview=shown)
        elif command.approved != shown.body_sha256:
            yield JobFailed(id=command.id, code="sending_changed", details={})
        else:
            self.sent.append(command)
            yield from self._answer(command)

    def _answer(self, command: Ask) -> Iterable[Event]:
        if self.failure is not None:
            stands = answer(
                kind="quotes", reason=self.failure, reason_details=self.failure_details, model=None, provider=None,
                sentences=(),
            )  # fmt: skip
            yield AnswerDone(id=command.id, answer=stands, turn=self.keep(command, stands))
            return
        for piece in ANSWER_TEXT.split(" "):
            yield AnswerText(id=command.id, text=piece + " ")
        for index, sentence in enumerate(SENTENCES):
            yield SentenceChecked(id=command.id, index=index, sentence=sentence)
        whole = answer(model="gpt-5-mini", provider="azure")
        yield AnswerDone(id=command.id, answer=whole, turn=self.keep(command, whole))
