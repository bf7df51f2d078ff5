"""Chats and their turns, kept in the catalogue."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from desktop_rag.engine.catalog import Catalog
from desktop_rag.engine.prompt import EARLIER_TURNS
from desktop_rag.errors import ChatUnknown
from desktop_rag.records import Answer, Chat, Turn

TITLE_LENGTH = 80

_WRITTEN_BY_A_MODEL = ("model", "any_source")


class Source(msgspec.Struct, frozen=True):
    """What a kept quote or passage says of the document it is from."""

    document_id: str
    document: str


class _Shown(msgspec.Struct, frozen=True):
    """The part of a kept answer that says where its text is from."""

    kind: str
    quotes: list[Source]
    passages: list[Source]


@dataclass(frozen=True, slots=True)
class QuotingTurns:
    """A chat and those of its turns that hold text of some documents."""

    chat: Chat
    turn_ids: tuple[str, ...]
    is_named_after_them: bool
    """Whether the chat's title is the question of one of these turns."""


class Chats:
    """Reads and writes chats; a turn is kept once, when its answer is complete."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def find(self, containing: str = "") -> list[Chat]:
        """Chats whose title, questions or answers contain some words, newest first; all for no words."""
        pattern = "%" + containing.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        rows = self._catalog.read(
            "SELECT id, title, collection_id, created, updated FROM chats WHERE title LIKE ?1 ESCAPE '\\' OR EXISTS ("
            "SELECT 1 FROM turns WHERE chat_id = chats.id AND (question LIKE ?1 ESCAPE '\\' "
            "OR answer ->> 'text' LIKE ?1 ESCAPE '\\')) ORDER BY updated DESC",
            (pattern,),
        )
        return [Chat(*row) for row in rows]  # type: ignore[arg-type]  # columns are STRICT

    def open(self, chat_id: str) -> tuple[Chat, list[Turn]]:
        """A chat with its turns, oldest first; raises `ChatUnknown`."""
        chat = self._get(chat_id)
        rows = self._catalog.read(
            "SELECT id, question, asked, answer, collection_id FROM turns WHERE chat_id = ? ORDER BY ordinal",
            (chat_id,),
        )
        turns = [
            Turn(
                str(turn_id), chat_id, str(question), float(str(asked)),
                msgspec.json.decode(str(answer), type=Answer), None if collection_id is None else str(collection_id),
            )
            for turn_id, question, asked, answer, collection_id in rows
        ]  # fmt: skip
        return chat, turns

    def keep(self, chat_id: str, collection_id: str | None, turn: Turn) -> None:
        """Add a turn; an unknown chat is made, named after its first question."""
        now = time.time()
        title = title_of(turn.question)
        answer = msgspec.json.encode(turn.answer).decode()
        with self._catalog.transaction() as connection:
            connection.execute(
                "INSERT INTO chats VALUES (?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET updated = excluded.updated",
                (chat_id, title, collection_id, now, now),
            )
            connection.execute(
                "INSERT INTO turns (id, chat_id, ordinal, question, asked, answer, collection_id) "
                "SELECT ?, ?, ifnull(max(ordinal), -1) + 1, ?, ?, ?, ? FROM turns WHERE chat_id = ?",
                (turn.id, chat_id, turn.question, turn.asked, answer, collection_id, chat_id),
            )

    def rename(self, chat_id: str, title: str) -> None:
        """Give a chat another title; one of white space alone changes nothing. Raises `ChatUnknown`."""
        self._get(chat_id)
        title = " ".join(title.split())[:TITLE_LENGTH]
        if not title:
            return
        with self._catalog.transaction() as connection:
            connection.execute("UPDATE chats SET title = ? WHERE id = ?", (title, chat_id))

    def quoting(self, is_quoted: Callable[[Source], bool], collection_id: str | None = None) -> list[QuotingTurns]:
        """Chats with turns that hold text of some documents, newest first.

        Such a turn shows a passage or quote of them or, with `collection_id`, is about that collection. So is an answer
        that a model wrote with such a turn in view: it may repeat what that one said.
        """
        found: list[QuotingTurns] = []
        for chat in self.find():
            rows = self._catalog.read(
                "SELECT id, question, answer, collection_id FROM turns WHERE chat_id = ? ORDER BY ordinal", (chat.id,)
            )
            quoting: list[bool] = []
            for _turn_id, _question, answer, about in rows:
                shown = msgspec.json.decode(str(answer), type=_Shown)
                is_about = about is not None and about == collection_id
                has_seen = shown.kind in _WRITTEN_BY_A_MODEL and any(quoting[-EARLIER_TURNS:])
                quoting.append(is_about or has_seen or any(is_quoted(entry) for entry in shown.quotes + shown.passages))
            turn_ids = tuple(str(row[0]) for row, is_quoting in zip(rows, quoting, strict=True) if is_quoting)
            if turn_ids:
                found.append(QuotingTurns(chat, turn_ids, quoting[0] and chat.title == title_of(str(rows[0][1]))))
        return found

    def last_used_before(self, moment: float) -> list[str]:
        """Ids of the chats that got no turn since some time (seconds since 1970)."""
        rows = self._catalog.read("SELECT id FROM chats WHERE updated < ?", (moment,))
        return [str(row[0]) for row in rows]

    def consent(self, chat_id: str) -> str | None:
        """The terms that the person agreed to for the rest of a chat; None where there is no such agreement."""
        rows = self._catalog.read("SELECT terms FROM consents WHERE chat_id = ?", (chat_id,))
        return str(rows[0][0]) if rows else None

    def give_consent(self, chat_id: str, terms: str) -> None:
        """Remember that the person agreed to these terms for the rest of a chat; raises `ChatUnknown`."""
        self._get(chat_id)
        with self._catalog.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO consents VALUES (?, ?, ?)", (chat_id, terms, time.time()))

    def withdraw_consent(self, chat_id: str | None) -> None:
        """Forget such an agreement, or all of them; nothing happens where there is none."""
        with self._catalog.transaction() as connection:
            connection.execute("DELETE FROM consents WHERE ?1 IS NULL OR chat_id = ?1", (chat_id,))

    def _get(self, chat_id: str) -> Chat:
        rows = self._catalog.read(
            "SELECT id, title, collection_id, created, updated FROM chats WHERE id = ?", (chat_id,)
        )
        if not rows:
            raise ChatUnknown
        return Chat(*rows[0])  # type: ignore[arg-type]  # columns are STRICT


def title_of(question: str) -> str:
    """The title of a chat that begins with this question."""
    title = " ".join(question.split())
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"
