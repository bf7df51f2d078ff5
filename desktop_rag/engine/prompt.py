"""Quotes, passages, earlier turns and the question -> pieces of a prompt with priorities.

The system message comes first and never changes, so that a model keeps it in memory from question to question; the
question comes last. The chat worker, which has the tokenizer, leaves out the pieces of the lowest priority that find no
room. The wording is in `prompts/`, one file a language.
"""

import functools
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from desktop_rag.protocol import HistoryTurn
from desktop_rag.records import Passage, Quote

Role: TypeAlias = Literal["system", "user", "assistant"]
PieceKind: TypeAlias = Literal["task", "earlier", "passage", "question"]

REQUIRED = 100
"""A piece of this priority is never left out."""

_QUOTE = 80
_EARLIER = 20
EARLIER_TURNS = 2
_EARLIER_CHARACTERS = 300
_PASSAGES = 2
_PASSAGE_CHARACTERS = 800
_LANGUAGES = ("en", "ja")


@dataclass(frozen=True, slots=True)
class PromptPiece:
    """A part of a message that a model gets whole or not at all; `source` is what a passage's text was taken from."""

    role: Role
    text: str
    priority: int
    kind: PieceKind = "task"
    source: Quote | Passage | None = None

    @property
    def marker(self) -> int | None:
        """The number by which the model cites the piece."""
        return self.source.marker if isinstance(self.source, Quote) else self.source.rank if self.source else None


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is given, in order."""

    pieces: tuple[PromptPiece, ...]

    @property
    def messages(self) -> tuple[tuple[Role, str], ...]:
        """The same as whole messages, for a model that does its own tokenising."""
        return join((piece.role, piece.text) for piece in self.pieces)


def join(parts: Iterable[tuple[Role, str]]) -> tuple[tuple[Role, str], ...]:
    """Neighbours of one role as one message, with an empty line between them."""
    messages: list[tuple[Role, str]] = []
    for role, text in parts:
        if messages and messages[-1][0] == role:
            messages[-1] = (role, f"{messages[-1][1]}\n\n{text}")
        else:
            messages.append((role, text))
    return tuple(messages)


def build(
    question: str,
    quotes: Sequence[Quote],
    passages: Sequence[Passage],
    follows: Sequence[HistoryTurn],
    *,
    language: str | None,
    limit: bool,
    is_small: bool = False,
) -> Prompt:
    """Put a prompt together.

    Args:
        question: what the person asks.
        quotes: numbered by their markers; the model cites them.
        passages: best first; they stand in, numbered by their ranks, where there are no quotes.
        follows: earlier turns of the chat, oldest first.
        language: of the question: "ja" words the prompt in Japanese, everything else in English.
        limit: whether only the documents may answer.
        is_small: whether the model is too small to judge for itself; it is told less and answers more.
    """
    words = wording(language)
    task = "any_source" if not limit else "limit_small" if is_small else "limit"
    pieces = [PromptPiece("system", words[task].strip(), REQUIRED)]
    for age, turn in enumerate(reversed(follows[-EARLIER_TURNS:])):
        wording_of = words["earlier"] if turn.answer else words["earlier_question"]
        earlier = wording_of.format(
            question=_shortened(turn.question, _EARLIER_CHARACTERS), answer=_shortened(turn.answer, _EARLIER_CHARACTERS)
        )
        pieces.insert(1, PromptPiece("user", earlier, _EARLIER - age, "earlier"))
    sources: list[tuple[int, str, Quote | Passage]] = [(quote.marker, quote.text, quote) for quote in quotes] or [
        (passage.rank, passage.text[:_PASSAGE_CHARACTERS], passage) for passage in passages[:_PASSAGES]
    ]
    for rank, (marker, text, source) in enumerate(sources):
        quote = words["quote"].format(marker=marker, text=_one_line(text))
        pieces.append(PromptPiece("user", quote, _QUOTE - rank, "passage", source))
    pieces.append(PromptPiece("user", words["question"].format(question=question.strip()), REQUIRED, "question"))
    return Prompt(tuple(pieces))


@functools.cache
def wording(language: str | None) -> dict[str, Any]:
    """The sentences of a language; English for one that we have no file for."""
    name = language if language in _LANGUAGES else "en"
    return tomllib.loads((Path(__file__).parent / "prompts" / f"{name}.toml").read_text(encoding="utf-8"))


def _one_line(text: str) -> str:
    """Text without the line breaks of its page: they mean nothing in a quote and cost tokens."""
    return " ".join(text.split())


def _shortened(text: str, characters: int) -> str:
    line = _one_line(text)
    return line if len(line) <= characters else line[:characters].rstrip() + "…"
