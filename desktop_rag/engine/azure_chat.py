"""Azure OpenAI as a chat model: shown, agreed to, noted in the ledger, sent once, and its words put right again here.

One object answers one question. Retrieval, evidence, citations and the checks of sentences are the same as for the
local model; only where the words come from differs.
"""

import contextlib
import hashlib
import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from desktop_rag import secrets
from desktop_rag.engine import egress
from desktop_rag.engine.chat_model import ChatPiece, ChatStats, Finish
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.egress import Consent, Sending, Terms
from desktop_rag.engine.ledger import Ledger
from desktop_rag.engine.ledger_notes import OutcomeNote, SendingNote
from desktop_rag.engine.online import OnlineEnd, OnlineWorker
from desktop_rag.engine.prompt import Prompt
from desktop_rag.engine.redaction import Redactor, Restorer
from desktop_rag.engine.shown_bodies import ShownBodies
from desktop_rag.errors import (
    AzureKeyMissing,
    DesktopRagError,
    KeychainAbsent,
    LedgerError,
    SendingChanged,
    SettingInvalid,
)
from desktop_rag.records import SendingPreview

logger = logging.getLogger(__name__)

ANSWERED = "answered"
CANCELLED = "cancelled"


class ShownInstead(Exception):
    """Nothing was sent: the person is shown what would be. Never logged, for it carries the text."""

    def __init__(self, preview: SendingPreview) -> None:
        super().__init__("shown instead")
        self.preview = preview


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the person has said about this question.

    `approved` is the hash of the body that was agreed to, `without` the markers that were taken out, `remember` agrees
    for the rest of `chat`. With `preview_only` nothing is sent whatever was agreed to before.
    """

    approved: str | None = None
    without: Collection[int] = ()
    remember: bool = False
    preview_only: bool = False
    chat: str | None = None


class AzureChat:
    """A deployment of Azure OpenAI, for one question."""

    provider: Literal["azure"] = "azure"
    languages: tuple[str, ...] = ()
    is_small = False
    is_ready = True

    def __init__(
        self,
        terms: Terms,
        agreement: Agreement,
        *,
        redactor: Redactor,
        worker: OnlineWorker,
        ledger: Ledger,
        chats: Chats,
        shown: ShownBodies,
        still: Callable[[], Terms],
        key: str | None = None,
    ) -> None:
        """Get ready to answer.

        Args:
            terms: where it goes and who has to agree.
            agreement: what was agreed to.
            redactor: replaces what must not leave.
            worker: sends, and nothing else does.
            ledger: has to take a line before anything is sent.
            chats: knows for which chats the person has agreed.
            shown: knows which bodies a person was shown, and under which terms.
            still: the terms at this moment, or an error: asked again right before anything is sent.
            key: the key for this one question; otherwise the online worker takes it from the keychain.
        """
        self.name = terms.target.deployment
        self.remembered: str | None = None
        """What was agreed to for the rest of the chat, to be kept with its turn: a new chat is not there before."""
        self._terms = terms
        self._agreement = agreement
        self._redactor = redactor
        self._worker = worker
        self._ledger = ledger
        self._chats = chats
        self._shown = shown
        self._still = still
        self._key = key

    def start_loading(self) -> None:
        """There is nothing to load, and nothing is reached before a person has agreed."""

    def close(self) -> None:
        """The online worker has ended with its question."""

    def stream(
        self, prompt: Prompt, *, max_tokens: int, is_cancelled: Callable[[], bool]
    ) -> Iterator[ChatPiece | ChatStats]:
        """Yield the answer with the person's own words in it.

        Raises:
            ShownInstead: consent is missing, or only a preview was asked for.
            SendingChanged: the body is not the one that was agreed to.
            SendingError, AzureError, KeychainError, WorkerError: see there; nothing is tried a second time.
        """
        sending = egress.prepare(
            prompt, self._terms, self._redactor, max_tokens=max_tokens, without=self._agreement.without
        )  # fmt: skip
        consent = self._consent(sending)
        if is_cancelled():
            yield ChatStats(0, 0, 0, "cancelled")
            return
        # Retrieval took a while: a mark or a switch that was set meanwhile counts.
        if self._still() != self._terms:
            raise SendingChanged
        self._check_key()
        number = self._ledger.note_sending(self._note(sending, consent))
        outcome = OutcomeNote("unknown", 0, None, None, None)
        finish: Finish = "stop"
        restorer = Restorer(sending.redacted.originals)
        try:
            pieces = self._worker.send(
                self._terms.target, sending.body, sending.body_sha256, key=self._key, is_cancelled=is_cancelled
            )
            with contextlib.closing(pieces):
                for piece in pieces:
                    if isinstance(piece, OnlineEnd):
                        outcome, finish = _outcome(piece), piece.finish
                        continue
                    if text := restorer.feed(piece.text):
                        yield ChatPiece(text)
            if text := restorer.rest():
                yield ChatPiece(text)
        except DesktopRagError as error:
            outcome = OutcomeNote(error.code, 0, None, None, None)
            if text := restorer.rest():
                yield ChatPiece(text)
            raise
        except GeneratorExit:
            outcome = OutcomeNote(CANCELLED, 0, None, None, None)
            raise
        finally:
            try:
                self._ledger.note_outcome(number, outcome)
            except LedgerError as error:
                # The answer is here and stays; the next start, or the next sending, meets the ledger again.
                logger.warning("outcome not noted: %s", error.code)
        yield ChatStats(
            prompt_tokens=outcome.prompt_tokens or 0,
            prompt_reused=0,
            answer_tokens=outcome.answer_tokens or 0,
            finish=finish,
        )

    def _consent(self, sending: Sending) -> Consent:
        """Who agreed to this sending; shows it instead where nobody has."""
        agreement, terms = self._agreement, self._terms
        # Without a kept chat there is nothing to remember an agreement for.
        may_remember = terms.consent == "chat" and agreement.chat is not None
        if agreement.approved is not None and not agreement.preview_only:
            if agreement.approved != sending.body_sha256 or not self._shown.is_known(sending, terms):
                raise SendingChanged
            if agreement.remember and may_remember and agreement.chat is not None:
                self.remembered = terms.fingerprint
                self._ledger.note_event("consent_given", chat=agreement.chat)
            return "question"
        if not agreement.preview_only:
            if terms.consent == "policy":
                return "policy"
            if may_remember and agreement.chat and self._chats.consent(agreement.chat) == terms.fingerprint:
                return "chat"
        self._shown.note(sending, terms)
        raise ShownInstead(sending.preview(terms, may_remember=may_remember))

    def _check_key(self) -> None:
        """Raise what is wrong with the key before a line says that something leaves; the worker reads it itself."""
        if self._terms.target.auth != "key":
            return
        if self._key is not None:
            try:
                secrets.checked_key(self._key)
            except SettingInvalid:
                raise AzureKeyMissing from None
        elif secrets.where() is None:
            raise KeychainAbsent
        elif not secrets.has_key(self._terms.target.endpoint):
            raise AzureKeyMissing

    def _note(self, sending: Sending, consent: Consent) -> SendingNote:
        terms = self._terms
        return SendingNote(
            endpoint=terms.target.endpoint,
            deployment=terms.target.deployment,
            auth=terms.target.auth,
            policy=terms.policy,
            consent=consent,
            kept=terms.kept,
            passages=tuple(
                (part.document_id or "", hashlib.sha256(part.text.encode()).hexdigest()) for part in sending.passages
            ),
            body_sha256=sending.body_sha256,
            body_bytes=len(sending.body),
            redactions=dict(sending.redacted.counts),
            body=sending.body.decode("utf-8") if terms.keep_body else None,
        )


def _outcome(end: OnlineEnd) -> OutcomeNote:
    return OutcomeNote(
        CANCELLED if end.finish == "cancelled" else ANSWERED,
        end.received_bytes,
        end.request_id,
        end.prompt_tokens,
        end.answer_tokens,
    )
