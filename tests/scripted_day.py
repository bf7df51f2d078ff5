"""A day's use of the whole program, played by itself: the window, its engine and all workers, without a person.

    python tests/scripted_day.py LIBRARY DOCUMENTS REPORT

Writes to REPORT, as JSON, what was done and every window title that was seen; ends with 0 when the day was played to
its end. `test_privacy_day` runs it where there is no network and looks at what it called and what it left.
"""

import json
import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, get_args

DOCUMENT_WORDS = ("zyzzogeton", "quorblat")
NAME_WORD, RENAMED_WORD = "frobnozzle", "wibblethatch"
COLLECTION_WORD, NEW_COLLECTION_WORD = "glimwarble", "brindlefen"
QUESTION_WORD, CHAT_WORD = "quibblethorpe", "snarkwhistle"
DRAFT_WORD, WRONG_WORD = "mumblecrust", "drizzlefang"
JAPANESE = ("秘密の規程", "機密手当")
CANARIES = (
    *(*DOCUMENT_WORDS, NAME_WORD, RENAMED_WORD, COLLECTION_WORD, NEW_COLLECTION_WORD, QUESTION_WORD, CHAT_WORD),
    *(DRAFT_WORD, WRONG_WORD, *JAPANESE),
)
"""Words that exist nowhere else, in documents, names, questions and what is typed; none may be found afterwards."""

QUESTION = f"How many crowns is the zyzzogeton quorblat allowance a day? {QUESTION_WORD}"
SAMPLE_QUESTION = "When does an employee join the pension plan?"
_STEP_S = 90.0

Wait = Callable[[], Any]
Steps = Generator[Wait, Any, None]


def write_documents(folder: Path) -> None:
    """What the day is about: some to find, one with pages, one to change, one to remove, two that cannot be read."""
    folder.mkdir(parents=True)
    text = "Allowances\n\nThe zyzzogeton quorblat allowance is 4711 crowns a day for every employee.\n"
    text += f"{JAPANESE[1]}は月額です。\n"
    for name in ("stays", "changes", "goes"):
        (folder / f"{NAME_WORD} {JAPANESE[0]} {name}.txt").write_text(f"{text}This one {name}.\n", encoding="utf-8")
    # About something else: a chat that quotes what is forgotten goes with it, and this day's chat is looked for.
    other = "Parking\n\nVisitors leave their cars behind the gate and take the card along.\n"
    (folder / f"{NAME_WORD} {JAPANESE[0]} is forgotten.txt").write_text(other, encoding="utf-8")
    (folder / f"{NAME_WORD} broken.pdf").write_bytes(b"%PDF-1.7\n" + text.encode() + b"\n%%EOF")
    (folder / f"{NAME_WORD} broken.docx").write_bytes(b"PK\x03\x04" + text.encode())
    samples = Path(__file__).parent.parent / "desktop_rag" / "samples" / "handbook"
    shutil.copyfile(samples / "Pension plan.pdf", folder / f"{NAME_WORD} pension plan.pdf")


class Day:
    """What is done, step after step; a step gives back what is waited for before the next."""

    def __init__(self, documents: Path) -> None:
        self.documents = documents
        self.titles: set[str] = set()
        self.done: list[str] = []
        self.events: list[Any] = []
        self.window: Any = None

    # --- what a step can do ---

    def note(self, name: str) -> None:
        """Draw everything that is open, and keep its titles."""
        from PySide6.QtWidgets import QApplication

        for widget in QApplication.topLevelWidgets():
            if widget.isVisible():
                widget.grab()
                self.titles.add(widget.windowTitle())
                self.titles.add(widget.accessibleName())
        self.done.append(name)

    def send(self, command: Any) -> Wait:
        """Send a command; waits for its last event and gives it back."""
        from desktop_rag.ui.engine_client import is_last

        heard: list[Any] = []
        self.window.engine.send(command, heard.append)
        return lambda: heard[-1] if heard and is_last(heard[-1]) else None

    def new_id(self) -> str:
        return str(self.window.engine.new_id())

    def ended(self, kind: type, since: int, is_wanted: Callable[[Any], bool] = lambda _event: True) -> Wait:
        """Waits for a wanted event of a kind among those after the first `since`."""
        return lambda: next(
            (event for event in self.events[since:] if isinstance(event, kind) and is_wanted(event)), None
        )

    def pause(self, seconds: float = 0.3) -> Wait:
        until = time.monotonic() + seconds
        return lambda: time.monotonic() > until

    # --- the day ---

    def play(self) -> Steps:
        yield lambda: self.window is not None and self.window.engine.is_ready
        self.window.engine.event_received.connect(self.events.append)
        yield self.pause()
        self.note("welcome")
        yield from self.index()
        yield from self.ask()
        yield from self.change()
        yield from self.keep_chats()
        yield from self.look_at_settings()
        yield from self.use_models()
        yield from self.fail()
        yield from self.forget()

    def index(self) -> Steps:
        from desktop_rag import protocol

        since = len(self.events)
        self.window.chat.composer.set_draft(DRAFT_WORD)
        self.window.indexing.add(COLLECTION_WORD, (str(self.documents),))
        self.window.conversation.expect_collection(COLLECTION_WORD)
        self.window.controller.show_chat()
        # The window has every collection brought up to date when it opens; on a busy computer that ends now.
        indexed = yield self.ended(protocol.IndexDone, since, lambda event: bool(event.collection))
        assert (indexed.indexed, len(indexed.set_aside)) == (5, 2), indexed
        listed = yield self.send(protocol.ListCollections(id=self.new_id()))
        self.collection = listed.collections[0].id
        self.window.controller.show_documents(self.collection)
        documents = yield self.send(protocol.ListDocuments(id=self.new_id()))
        self.window.controller.show_document(documents.documents[0].id)
        yield self.pause(1.0)
        self.note("documents")

    def ask(self) -> Steps:
        from desktop_rag import protocol

        self.window.controller.show_chat()
        self.window.controller.new_chat()
        for question in (QUESTION, SAMPLE_QUESTION):
            since = len(self.events)
            self.window.chat.composer.set_draft(question)
            self.window.chat.composer._submit()
            answered = yield self.ended(protocol.AnswerDone, since)
            assert not answered.answer.is_refused, answered
            yield lambda: not self.window.conversation.is_busy
            turn = self.window.conversation.turns.turns()[-1]
            since = len(self.events)
            self.window.controller.show_quote(turn.id, turn.quotes[0].marker)
            yield self.ended(protocol.SourceShown, since)
            yield self.pause()
            self.note("answer and source")
        self.window.controller.show_passage(turn.id, 1)
        yield self.pause()
        self.chat = self.window.conversation.chat
        self.window.controller.new_private_chat()
        since = len(self.events)
        self.window.conversation.ask(f"{QUESTION} {QUESTION_WORD}")
        yield self.pause(0.1)
        self.window.conversation.stop()
        yield lambda: not self.window.conversation.is_busy
        self.note("private chat, stopped")

    def change(self) -> Steps:
        from desktop_rag import protocol

        place = f"{NAME_WORD} {JAPANESE[0]}"
        with (self.documents / f"{place} changes.txt").open("a", encoding="utf-8") as file:
            file.write("The zyzzogeton allowance is paid monthly.\n")
        (self.documents / f"{place} goes.txt").unlink()
        (self.documents / f"{place} stays.txt").rename(self.documents / f"{RENAMED_WORD}.txt")
        refreshed = yield self.send(protocol.Refresh(id=self.new_id(), collection_id=self.collection))
        assert isinstance(refreshed, protocol.IndexDone), refreshed
        renamed = protocol.RenameCollection(id=self.new_id(), collection_id=self.collection, name=NEW_COLLECTION_WORD)
        assert isinstance((yield self.send(renamed)), protocol.Done)
        erased = yield self.send(protocol.EraseOldText(id=self.new_id()))
        assert isinstance(erased, protocol.Forgotten), erased
        self.note("changed and renamed")

    def keep_chats(self) -> Steps:
        from desktop_rag import protocol
        from desktop_rag.ui.command_palette import CommandPalette

        renamed = protocol.RenameChat(id=self.new_id(), chat=self.chat, title=f"{CHAT_WORD} {JAPANESE[0]}")
        assert isinstance((yield self.send(renamed)), protocol.Done)
        palette = CommandPalette(self.window.engine, self.window.frame.actions(), self.window.frame)
        palette.open()
        palette.field.setText(QUESTION_WORD)
        yield self.pause(0.6)
        self.note("palette")
        palette.close()
        found = yield self.send(protocol.ListChats(id=self.new_id(), containing=QUESTION_WORD))
        assert [chat.id for chat in found.chats] == [self.chat]
        self.window.controller.open_chat(self.chat)
        yield self.pause()
        self.note("chat opened")
        for question in (f"{QUESTION} again",):
            since = len(self.events)
            self.window.controller.new_chat()
            self.window.conversation.ask(question)
            yield self.ended(protocol.AnswerDone, since)
            yield lambda: not self.window.conversation.is_busy
        deleted = yield self.send(protocol.DeleteChat(id=self.new_id(), chat=self.window.conversation.chat))
        assert isinstance(deleted, (protocol.Forgotten, protocol.Done)), deleted
        self.note("chats")

    def look_at_settings(self) -> Steps:
        from desktop_rag import protocol
        from desktop_rag.ui.settings import settings_dialog

        for page in get_args(settings_dialog.PageName):
            dialog = settings_dialog.SettingsDialog(self.window.engine, self.window.frame, self.window.home, page)
            dialog.show()
            yield self.pause(0.5)
            self.note(f"settings: {page}")
            dialog.done(0)
            dialog.deleteLater()
        for key, value in (("general.theme", "dark"), ("index.max_pages", 900), ("answers.limit_to_documents", True)):
            assert isinstance(
                (yield self.send(protocol.SetSetting(id=self.new_id(), key=key, value=value))), protocol.SettingsListed
            )
        for command in (protocol.VerifyLedger, protocol.ShowLedger, protocol.ShowPolicy, protocol.GetAzureState):
            yield self.send(command(id=self.new_id()))
        self.note("settings changed")

    def use_models(self) -> Steps:
        from desktop_rag import protocol

        listed = yield self.send(protocol.ListModels(id=self.new_id()))
        name = next(model.name for model in listed.models if model.purpose == "chat")
        checked = yield self.send(protocol.CheckModel(id=self.new_id(), name=name))
        assert checked.model.is_usable, checked
        broken = self.documents.parent / f"{WRONG_WORD}.gguf"
        broken.write_bytes(b"GGUF" + bytes(100))
        yield self.send(protocol.AddModel(id=self.new_id(), file=str(broken)))
        broken.unlink()
        self.note("models")

    def fail(self) -> Steps:
        from desktop_rag import protocol

        for wrong in (
            protocol.Ask(id=self.new_id(), question=QUESTION, collection=WRONG_WORD),
            protocol.Forget(id=self.new_id(), paths=(f"/{WRONG_WORD}",)),
            protocol.SetSetting(id=self.new_id(), key="answers.model", value=WRONG_WORD),
            protocol.SetSetting(id=self.new_id(), key=WRONG_WORD, value=WRONG_WORD),
            protocol.CheckModel(id=self.new_id(), name=WRONG_WORD),
            protocol.RenameCollection(id=self.new_id(), collection_id=WRONG_WORD, name=WRONG_WORD),
            protocol.OpenChat(id=self.new_id(), chat=WRONG_WORD),
            protocol.DeleteCollection(id=self.new_id(), name=WRONG_WORD),
        ):
            failed = yield self.send(wrong)
            assert isinstance(failed, protocol.JobFailed), failed
        self.note("failures")

    def forget(self) -> Steps:
        from desktop_rag import protocol

        place = str(self.documents / f"{NAME_WORD} {JAPANESE[0]} is forgotten.txt")
        receipt = yield self.send(protocol.Forget(id=self.new_id(), paths=(place,), with_chats=True))
        assert receipt.documents == 1, receipt
        self.window.chat.composer.set_draft(DRAFT_WORD)
        yield self.pause()
        self.note("forgotten")


def main(home: Path, documents: Path, report: Path) -> int:
    """Play the day in the program's own window; returns the exit code."""
    from desktop_rag.ui import app, main_window

    day = Day(documents)

    class Seen(main_window.MainWindow):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            day.window = self

    main_window.MainWindow = Seen  # type: ignore[misc]
    player = Player(day)
    make_application = vars(app)["QApplication"]

    def begin(arguments: list[str]) -> Any:
        application = make_application(arguments)
        player.start(application)
        return application

    vars(app)["QApplication"] = begin
    code = app.run(["--home", str(home)])
    result = {"error": player.error, "done": day.done, "titles": sorted(day.titles), "code": code}
    report.write_text(json.dumps(result), encoding="utf-8")
    return 1 if player.error else code


class Player:
    """Goes on with the day fifty times a second, from the window's own event loop."""

    def __init__(self, day: Day) -> None:
        self.error: str | None = None
        self._day = day
        self._steps = day.play()
        self._wait: Wait | None = None
        self._timer: Any = None
        self._deadline = time.monotonic() + _STEP_S

    def start(self, application: Any) -> None:
        from PySide6.QtCore import QTimer

        self._timer = QTimer(application, interval=20)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def _go_on(self) -> None:
        try:
            found = None
            if self._wait is not None and not (found := self._wait()):
                assert time.monotonic() < self._deadline, f"nothing happened after {self._day.done[-1:]}"
                return
            self._wait = self._steps.send(found)
            self._deadline = time.monotonic() + _STEP_S
        except StopIteration:
            self._end()
        except Exception:  # noqa: BLE001 (whatever it was, it is reported, and the window is closed)
            self.error = traceback.format_exc()
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        if self._day.window is None:
            os._exit(1)
        self._day.window.frame.close()


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:4])))
