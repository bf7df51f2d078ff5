"""What would leave: a prompt becomes the exact bytes of one request, its parts as a person sees them, and the way back.

Nothing here touches the network. The body is built from the prompt's pieces after redaction; it holds no file name, no
path, no heading and nothing of this computer. The same question over the same documents gives the same bytes, so that
agreeing to a hash means agreeing to a text.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import msgspec

from desktop_rag.engine import prompt as prompts
from desktop_rag.engine.online import AzureTarget
from desktop_rag.engine.prompt import Prompt, PromptPiece
from desktop_rag.engine.redaction import Redacted, Redactor
from desktop_rag.errors import SendingEmpty
from desktop_rag.records import Replacement, SendingPreview, SentPart

Consent: TypeAlias = Literal["question", "chat", "policy"]
Kept: TypeAlias = Literal["may_be_kept", "declared_not_kept"]


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what a question goes to Azure: where to, who has to agree, and what is known of how it is kept.

    `policy` is the hash of the policy in force, `consent` what is asked of the person, `keep_body` whether the
    organisation wants the text itself in the ledger, `needs_passages` whether only the documents may answer, so that a
    request without any passage makes no sense.
    """

    target: AzureTarget
    consent: Consent
    kept: Kept
    policy: str
    keep_body: bool
    is_redacted: bool
    collection_id: str = ""
    needs_passages: bool = True

    @property
    def fingerprint(self) -> str:
        """What a person agreed to besides the text: an agreement lapses as soon as any of this is different."""
        agreed = (
            self.target.endpoint, self.target.deployment, self.target.auth, self.kept, self.is_redacted,
            self.keep_body, self.collection_id, self.needs_passages,
        )  # fmt: skip
        return hashlib.sha256(msgspec.json.encode(agreed)).hexdigest()


@dataclass(frozen=True, slots=True)
class Sending:
    """One request: its bytes, and what they were made of."""

    body: bytes
    body_sha256: str
    parts: tuple[SentPart, ...]
    redacted: Redacted

    @property
    def passages(self) -> tuple[SentPart, ...]:
        """The passages in it."""
        return tuple(part for part in self.parts if part.kind == "passage" and part.is_sent)

    def preview(self, terms: Terms, *, may_remember: bool) -> SendingPreview:
        """The same for a person to look at."""
        return SendingPreview(
            endpoint=terms.target.endpoint,
            deployment=terms.target.deployment,
            body=self.body.decode("utf-8"),
            body_sha256=self.body_sha256,
            body_bytes=len(self.body),
            parts=self.parts,
            redactions=tuple(sorted(self.redacted.counts.items())),
            kept=terms.kept,
            consent=terms.consent,
            may_remember=may_remember,
        )


def prepare(
    prompt: Prompt,
    terms: Terms,
    redactor: Redactor,
    *,
    max_tokens: int,
    without: Collection[int] = (),
) -> Sending:
    """Build the request.

    Args:
        prompt: what the model would be given.
        terms: where it goes.
        redactor: replaces what must not leave.
        max_tokens: how long the answer may be.
        without: markers of the passages that were taken out.

    Raises:
        SendingEmpty: only the documents may answer, and none of their passages is left.
    """
    sent = [piece for piece in prompt.pieces if piece.kind != "passage" or piece.marker not in without]
    if terms.needs_passages and not any(piece.kind == "passage" for piece in sent):
        raise SendingEmpty
    # Half a pair of surrogates cannot be sent.
    redacted = redactor.redact([piece.text.encode("utf-8", "replace").decode("utf-8") for piece in sent])
    messages = prompts.join((piece.role, text) for piece, text in zip(sent, redacted.texts, strict=True))
    body = msgspec.json.encode(
        {
            "model": terms.target.deployment,
            "messages": [{"role": role, "content": text} for role, text in messages],
            "stream": True,
            "stream_options": {"include_usage": True},
            # Azure keeps chat completions only where this is true; said outright all the same.
            "store": False,
            # `max_tokens` and `temperature` are refused by reasoning models.
            "max_completion_tokens": max_tokens,
        }
    )
    return Sending(body, hashlib.sha256(body).hexdigest(), _parts(prompt.pieces, sent, redacted), redacted)


def _parts(pieces: Sequence[PromptPiece], sent: Sequence[PromptPiece], redacted: Redacted) -> tuple[SentPart, ...]:
    as_sent = {id(piece): at for at, piece in enumerate(sent)}
    parts: list[SentPart] = []
    for piece in pieces:
        at = as_sent.get(id(piece))
        replaced: tuple[Replacement, ...] = ()
        if at is not None:
            replaced = tuple(
                Replacement(each.start, each.end, each.kind, each.placeholder) for each in redacted.replacements[at]
            )
        parts.append(
            SentPart(
                kind=piece.kind,
                text=redacted.texts[at] if at is not None else piece.text,
                is_sent=at is not None,
                replacements=replaced,
                marker=piece.marker,
                document_id=piece.source.document_id if piece.source else None,
                document=piece.source.document if piece.source else None,
            )
        )
    return tuple(parts)
