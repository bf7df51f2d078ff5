"""Pieces of a prompt -> tokens: the model's own template around them, nothing in them taken for the template.

The template is rendered with unguessable marks in the place of every content and split at the marks. What stands
between the marks is tokenised with special tokens, every content without: "<|im_start|>" in a document stays text.
"""

import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from desktop_rag.engine.prompt import REQUIRED
from desktop_rag.errors import BadMessage, QuestionTooLong

Tokens: TypeAlias = list[int]
Render: TypeAlias = Callable[[list[dict[str, str]]], str]


class Tokenize(Protocol):
    """Text to tokens; with `special`, control words in it become control tokens."""

    def __call__(self, text: str, *, special: bool) -> Tokens: ...


PLAIN_STOPS = ("\nUser:", "\nSystem:")
"""Where an answer under the plain template ends: the model starts to play the other side."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message that is in the prompt whole or not at all."""

    role: str
    text: str
    priority: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """The prompt as tokens, and the indexes of the pieces that found no room."""

    tokens: Tokens
    left_out: tuple[int, ...]


class _TemplateRefused(Exception):
    """The template does not take these messages, or loses some of their content."""


class Renderer:
    """The template of one model, in the form in which it takes our messages."""

    def __init__(
        self, render: Render | None, tokenize: Tokenize, *, bos: int | None, forbidden: Collection[int]
    ) -> None:
        """Find out how the template takes a system message.

        Args:
            render: messages to text by the model's own template; None where the file has none.
            tokenize: text to tokens, with or without special tokens.
            bos: the token that every prompt starts with, None where the model wants none.
            forbidden: tokens that no content may become.
        """
        self._tokenize = tokenize
        self._bos = bos
        self._forbidden = frozenset(forbidden)
        self._render: Render = plain_template
        self._merges_system = False
        for merges in (False, True) if render is not None else ():
            assert render is not None
            self._render, self._merges_system = render, merges
            try:
                self._segments([("system", "a"), ("user", "b")])
                return
            except _TemplateRefused:
                continue
        self._render, self._merges_system = plain_template, False

    @property
    def stops(self) -> tuple[str, ...]:
        """Texts that end an answer."""
        return PLAIN_STOPS if self._render is plain_template else ()

    def fit(self, pieces: Sequence[Piece], budget: int) -> Fitted:
        """Render what fits into `budget` tokens; pieces of the lowest priority go first, the later before the earlier.

        Raises `QuestionTooLong` where even what is required does not fit.
        """
        left_out: set[int] = set()
        spare = sorted(
            (index for index, piece in enumerate(pieces) if piece.priority < REQUIRED),
            key=lambda index: (-pieces[index].priority, index),
        )
        while True:
            tokens = self.render([piece for index, piece in enumerate(pieces) if index not in left_out])
            if len(tokens) <= budget:
                return Fitted(tokens, tuple(sorted(left_out)))
            if not spare:
                raise QuestionTooLong(tokens=len(tokens), room=max(0, budget))
            left_out.add(spare.pop())

    def render(self, pieces: Sequence[Piece]) -> Tokens:
        """All pieces as tokens."""
        tokens: Tokens = []
        for text, is_content in self._segments(_messages(pieces)):
            tokens += self._content(text) if is_content else self._tokenize(text, special=True)
        if self._bos is not None and tokens[:1] != [self._bos]:
            tokens.insert(0, self._bos)
        return tokens

    def _segments(self, messages: Sequence[tuple[str, str]]) -> list[tuple[str, bool]]:
        if self._merges_system:
            messages = _with_system_in_user(messages)
        contents = {f"x{secrets.token_hex(16)}x": text for _, text in messages}
        try:
            rendered = self._render(
                [{"role": role, "content": mark} for (role, _), mark in zip(messages, contents, strict=True)]
            )
        except Exception as error:
            raise _TemplateRefused from error
        parts = re.split("(" + "|".join(contents) + ")", rendered)
        if set(contents) - set(parts):
            raise _TemplateRefused
        return [(contents.get(part, part), part in contents) for part in parts if part]

    def _content(self, text: str) -> Tokens:
        """Tokenise text so that none of it becomes a control token.

        Without special tokens llama.cpp still finds those that a vocabulary lists as defined by its user, and some
        files list their turn marks there. The text is then cut in two, and again, until no such word is whole.
        """
        tokens = self._tokenize(text, special=False)
        if self._forbidden.isdisjoint(tokens):
            return tokens
        if len(text) <= 1:
            return [token for token in tokens if token not in self._forbidden]
        return [token for part in _halves(text) for token in self._content(part)]


def _halves(text: str) -> tuple[str, str]:
    middle = len(text) // 2
    return text[:middle], text[middle:]


def plain_template(messages: list[dict[str, str]]) -> str:
    """A dialogue as plain as any text model has seen, for files that bring no template."""
    lines = [f"{message['role'].capitalize()}: {message['content']}" for message in messages]
    return "\n\n".join([*lines, "Assistant:"])


def _messages(pieces: Sequence[Piece]) -> list[tuple[str, str]]:
    """Pieces of the same role that follow each other are one message."""
    messages: list[tuple[str, str]] = []
    for piece in pieces:
        text = piece.text.strip()
        if messages and messages[-1][0] == piece.role:
            messages[-1] = (piece.role, f"{messages[-1][1]}\n\n{text}")
        else:
            messages.append((piece.role, text))
    return messages


def _with_system_in_user(messages: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Some templates know no system message; its words then open the first message of the user."""
    system = "\n\n".join(text for role, text in messages if role == "system")
    others = [(role, text) for role, text in messages if role != "system"]
    if not system or not others:
        return list(messages)
    return [(others[0][0], f"{system}\n\n{others[0][1]}"), *others[1:]]


def pieces_from(untrusted: object) -> list[Piece]:
    """Pieces from the fields of a request; raises `BadMessage`."""
    if not isinstance(untrusted, list) or not untrusted:
        raise BadMessage
    return [_piece(item) for item in untrusted]


def _piece(item: Mapping[str, Any]) -> Piece:
    try:
        role, text, priority = item["role"], item["text"], item["priority"]
    except (KeyError, TypeError):
        raise BadMessage from None
    if role not in ("system", "user", "assistant") or not isinstance(text, str) or not isinstance(priority, int):
        raise BadMessage
    return Piece(role, text, priority)
