"""An engine inside the test's process: the real client without the process behind it."""

import itertools
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QTimer

from desktop_rag.protocol import Cancel, Command, EngineReady, Event, JobCancelled, command_from_line, to_line
from desktop_rag.ui.engine_client import EngineClient
from tests.fakes import Script


class FakeEngine(EngineClient):
    """`sent` is what was asked; commands of the kinds in `hold` are answered when the test says so."""

    def __init__(self, script: Script, *, hold: tuple[type[Command], ...] = (), is_ready: bool = True) -> None:
        super().__init__(["false"])
        self.script = script
        self.hold = hold
        self.sent: list[Command] = []
        self._gets_ready = is_ready
        self._held: dict[str, Iterator[Event]] = {}
        self._is_alive = False

    def start(self) -> None:
        self._is_alive = True
        if self._gets_ready:
            QTimer.singleShot(0, self, self.get_ready)

    def get_ready(self) -> None:
        self.say(EngineReady(id="", version="0"))

    def say(self, event: Event) -> None:
        """Send an event as the process would, as a line."""
        self._handle_line(to_line(event).strip())

    def die(self) -> None:
        """What a killed process looks like from here."""
        self._held.clear()
        self._is_alive = False
        self._take_loss()

    def give(self, kind: type[Command], count: int = 10_000) -> None:
        """Let the last held command of this kind have its next events."""
        for event in itertools.islice(self._held[self.last(kind).id], count):
            self.say(event)

    def asked(self, kind: type[Command]) -> list[Any]:
        return [command for command in self.sent if isinstance(command, kind)]

    def last(self, kind: type[Command]) -> Any:
        return self.asked(kind)[-1]

    def _write(self, line: bytes) -> None:
        command = command_from_line(line.strip())
        self.sent.append(command)
        answers = self.script.answers(command)
        if isinstance(command, self.hold):
            self._held[command.id] = answers
        elif isinstance(command, Cancel):
            if self._held.pop(command.job, None) is not None:
                self.say(JobCancelled(id=command.job))
        else:
            QTimer.singleShot(0, self, lambda: self._answer(answers))

    def _answer(self, answers: Iterator[Event]) -> None:
        for event in answers:
            if self._is_alive:
                self.say(event)
