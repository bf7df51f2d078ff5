"""An engine with stand-ins for its workers, asked as the window asks it."""

import threading
import time
from pathlib import Path

from desktop_rag import protocol
from desktop_rag.engine.service import Engine
from desktop_rag.policy import Policy
from desktop_rag.protocol import Command, Event
from tests.engine_fakes import HashEmbedder, PlainReader, QueuedChat, use_stand_ins

ENDS = (
    protocol.Done, protocol.IndexDone, protocol.SearchDone, protocol.AnswerDone, protocol.SendingPreviewed,
    protocol.CollectionsListed, protocol.Forgotten, protocol.SourceShown, protocol.ChatsListed, protocol.ChatOpened,
    protocol.SettingsListed, protocol.ModelsListed, protocol.ModelChecked, protocol.ReadingPlanned, protocol.JobFailed,
    protocol.JobCancelled,
)  # fmt: skip


class Office:
    """An engine with stand-ins for its workers, and all that it said."""

    def __init__(self, home: Path, policy: Policy | None = None) -> None:
        self.events: list[Event] = []
        self._heard = threading.Condition()
        self.engine = Engine(home, self._hear, policy=policy or Policy())
        self.reader, self.embedder, self.chat = PlainReader(), HashEmbedder(), QueuedChat("Parking costs 30 dollars.")
        use_stand_ins(self.engine, self.reader, self.embedder)
        self._count = 0

    def _hear(self, event: Event) -> None:
        protocol.event_from_line(protocol.to_line(event))  # whatever is said can cross the pipe
        with self._heard:
            self.events.append(event)
            self._heard.notify_all()

    def send(self, kind: type[Command], **fields: object) -> str:
        self._count += 1
        key = f"{kind.__name__}{self._count}"
        self.engine.handle(kind(id=key, **fields))
        return key

    def wait(self, key: str, *kinds: type[Event], seconds: float = 20) -> Event:
        """The event of a job that is of one of these kinds; its end where none are named."""
        deadline = time.monotonic() + seconds
        with self._heard:
            while True:
                for event in self.events:
                    if event.id == key and isinstance(event, kinds or ENDS):
                        return event
                assert self._heard.wait(deadline - time.monotonic()), f"{key} did not end"

    def do(self, kind: type[Command], **fields: object) -> Event:
        return self.wait(self.send(kind, **fields))

    def of(self, key: str) -> list[str]:
        return [event.kind for event in self.events if event.id == key]


def index(office: Office, *paths: Path, collection: str = "Rules") -> protocol.IndexDone:
    done = office.do(protocol.Index, collection=collection, paths=tuple(str(path) for path in paths))
    assert isinstance(done, protocol.IndexDone), done
    return done


def failure(event: Event) -> str:
    assert isinstance(event, protocol.JobFailed), event
    return event.code
