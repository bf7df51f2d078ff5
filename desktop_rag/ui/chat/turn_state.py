"""One question of the conversation on the screen, from waiting to answered; frozen, replaced at every change."""

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from desktop_rag.errors import Detail
from desktop_rag.protocol import Ask, HistoryTurn
from desktop_rag.records import Answer, Passage, Quote, SendingPreview, Sentence, Turn
from desktop_rag.ui.chat.scope import ALL, Scope

Phase: TypeAlias = Literal[
    "waiting", "held", "searching", "consent", "answering", "done", "failed", "stopped", "declined"
]
Provider: TypeAlias = Literal["local", "azure"]

_FOLLOWED: Final = 3


@dataclass(frozen=True, slots=True)
class TurnState:
    """What is known of a question so far.

    `waiting`: the engine is not there yet. `held`: its documents are still being read for the first time.
    `searching`: sent. `consent`: the person looks at what would go to Azure OpenAI, and nothing has left. `answering`:
    the evidence is complete and a model may be writing. The rest are ends; `declined`: nothing was sent.

    `scope` is where it looked, and `was_reading` whether documents of its collection were still being read when it was
    asked, as far as this window knows; kept chats do not.

    `provider` is whom the question was meant for. `deployment` and `sent`, what was agreed to, are those of Azure
    OpenAI. `details` make the sentence of `code` more exact.
    """

    id: str
    question: str
    asked: float
    collection: str | None
    phase: Phase
    quotes: tuple[Quote, ...] = ()
    passages: tuple[Passage, ...] = ()
    has_evidence: bool = False
    is_complete: bool = False
    searched_documents: int = 0
    text: str = ""
    sentences: tuple[Sentence, ...] = ()
    answer: Answer | None = None
    code: str | None = None
    details: tuple[tuple[str, Detail], ...] = ()
    collection_id: str | None = None
    provider: Provider = "local"
    deployment: str | None = None
    sent: SendingPreview | None = None
    scope: Scope = ALL
    was_reading: bool = False

    @property
    def is_ended(self) -> bool:
        return self.phase in ("done", "failed", "stopped", "declined")


def begun(ask: Ask, collection_id: str | None, scope: Scope, deployment: str | None, *, was_reading: bool) -> TurnState:
    """A question that was just asked."""
    return TurnState(
        id=ask.id,
        question=ask.question,
        asked=time.time(),
        collection=ask.collection,
        phase="waiting",
        collection_id=collection_id,
        provider=ask.provider,
        deployment=deployment,
        scope=scope,
        was_reading=was_reading,
    )


def from_turn(turn: Turn, collection: str | None) -> TurnState:
    """A turn of a kept chat as it is shown again."""
    is_azure = turn.answer.provider == "azure"
    state = TurnState(
        id=turn.id,
        question=turn.question,
        asked=turn.asked,
        collection=collection,
        phase="done",
        collection_id=turn.collection_id,
        provider="azure" if is_azure else "local",
        deployment=turn.answer.model if is_azure else None,
    )
    return finished(state, turn.answer)


def finished(state: TurnState, answer: Answer) -> TurnState:
    """The state with its whole answer in place of what streamed."""
    return dataclasses.replace(
        state,
        phase="stopped" if answer.stopped else "done",
        quotes=answer.quotes,
        passages=answer.passages,
        has_evidence=True,
        is_complete=True,
        searched_documents=answer.searched_documents,
        text=answer.text,
        sentences=answer.sentences,
        answer=answer,
    )


def followed(turns: Sequence[TurnState]) -> tuple[HistoryTurn, ...]:
    """The last turns with an answer, as the next question follows them."""
    answered = [turn for turn in turns if turn.answer is not None and not turn.answer.is_refused and turn.text]
    return tuple(
        HistoryTurn(question=turn.question, answer=turn.text, collection_id=turn.collection_id)
        for turn in answered[-_FOLLOWED:]
    )
