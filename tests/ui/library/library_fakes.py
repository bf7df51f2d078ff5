"""What the tests of the side panel, the table, the sources and the settings share."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_rag.protocol import ChatsListed, Command, DocumentsListed, Event, ListChats, ListDocuments
from desktop_rag.records import Chat, Collection, Document
from tests.fake_engine import FakeEngine
from tests.fakes import Script
from tests.ui.privacy.privacy_fakes import with_erasure

DAY_S = 86_400.0
PART = 500


def started(qtbot: QtBot, script: Script | None = None, hold: tuple[type[Command], ...] = ()) -> FakeEngine:
    """An engine that takes commands."""
    engine = FakeEngine(script or with_erasure(Script("Travel", "Rules")), hold=hold)
    engine.start()
    qtbot.waitUntil(lambda: engine.is_ready)
    return engine


def keep(qtbot: QtBot, widget: QWidget, engine: FakeEngine) -> None:
    """Keep a widget until the test is over, and end the engine before it: as the program does."""

    def end(kept: QWidget) -> None:
        assert kept is widget
        engine.close()

    qtbot.addWidget(widget, before_close_func=end)


def chat(number: int, days_ago: float, title: str = "") -> Chat:
    moment = time.time() - days_ago * DAY_S
    return Chat(f"chat{number}", title or f"Chat {number}", "c1", moment, moment)


def collection(name: str = "Travel", key: str = "c1", documents: int = 6, roots: tuple[str, ...] = ()) -> Collection:
    return Collection(key, name, documents, 40, "all-MiniLM-L6-v2", 1000, roots)


def document(number: int, **changes: Any) -> Document:
    values: dict[str, Any] = {
        "id": f"d{number}",
        "collection_id": "c1",
        "path": f"/documents/folder {number % 7}/report {number}.pdf",
        "part": None,
        "state": "indexed",
        "code": None,
        "pages": number % 30,
        "chunks": number % 100,
        "size_bytes": number * 1000,
        "modified": 1.6e9 + number,
        "language": "en",
    }
    return Document(**{**values, **changes})


def with_chats(chats: Sequence[Chat], *names: str) -> Script:
    """A script whose chats are these, as long as nobody deletes them."""
    script = with_erasure(Script(*(names or ("Travel",))))

    def listed(command: ListChats) -> Iterable[Event]:
        found = tuple(each for each in chats if command.containing.lower() in each.title.lower())
        return (ChatsListed(id=command.id, chats=found),)

    script.on(ListChats, listed)
    return script


def with_documents(documents: Sequence[Document]) -> Script:
    """A script that lists these documents in parts, as the engine does."""
    script = with_erasure(Script("Travel"))

    def listed(command: ListDocuments) -> Iterable[Event]:
        for offset in range(0, max(1, len(documents)), PART):
            yield DocumentsListed(
                id=command.id,
                offset=offset,
                total=len(documents),
                documents=tuple(documents[offset : offset + PART]),
            )

    script.on(ListDocuments, listed)
    return script
