"""Stand-ins for tests: an engine that answers from a script, inside the test's process or as a child of its own."""

import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from desktop_rag.protocol import (
    AnswerDone,
    AnswerText,
    Ask,
    Cancel,
    ChatOpened,
    ChatsListed,
    CollectionsListed,
    Command,
    DeleteChat,
    DocumentsListed,
    Done,
    EngineReady,
    Event,
    EvidenceFound,
    GetSettings,
    Index,
    IndexDone,
    JobCancelled,
    JobFailed,
    JobStarted,
    LibraryChanged,
    ListChats,
    ListCollections,
    ListDocuments,
    ListModels,
    ModelsListed,
    OpenChat,
    Progress,
    Refresh,
    RenameChat,
    SentenceChecked,
    SetSetting,
    SettingsListed,
    ShowSource,
    SourceShown,
    WorkerChanged,
    command_from_line,
    to_line,
)
from desktop_rag.records import (
    Answer,
    Chat,
    Collection,
    Document,
    ModelInfo,
    Passage,
    Quote,
    Sentence,
    SettingValue,
    Timings,
    Tokens,
    Turn,
)
from desktop_rag.settings import Settings, describe

BROCHURE = "/documents/San Francisco Brochure.pdf"
LOMBARD = (
    "The Lombard Hotel\nFriendly, family-run hotel within easy walking distance to popular sights, including the "
    "Golden Gate Bridge and the Presidio."
)
WHARF = "The Wharf Hotel\nGreat value accommodation in the heart of the vibrant Fisherman's Wharf area."
PAGE_TEXT = (
    "San Francisco Hotels\nMargie's Travel offers the following accommodation options in San Francisco:\n"
    f"{LOMBARD} Free Parking.\n{WHARF} Continental Breakfast included.\n"
)
QUOTED = (LOMBARD, WHARF)
ANSWER_TEXT = (
    "You can stay at **The Lombard Hotel**, a family-run hotel with free parking [1]. "
    "**The Wharf Hotel** lies in Fisherman's Wharf [2]. Both have a swimming pool."
)
SENTENCES = (
    Sentence("You can stay at **The Lombard Hotel**, a family-run hotel with free parking [1].", (1,), True),
    Sentence("**The Wharf Hotel** lies in Fisherman's Wharf [2].", (2,), True),
    Sentence("Both have a swimming pool.", (), False),
)
MODIFIED = 1_678_600_000.0


def quote(marker: int, text: str | None = None, document: str = BROCHURE, page: int | None = 1) -> Quote:
    words = QUOTED[(marker - 1) % len(QUOTED)] if text is None else text
    start = max(0, PAGE_TEXT.find(words))
    return Quote(marker, "d1", document, None, page, None, start, start + len(words), words, "Hotels", MODIFIED)


def passage(rank: int = 1, text: str = PAGE_TEXT, document: str = BROCHURE) -> Passage:
    return Passage(rank, f"d{rank}", document, None, 1, None, 0, len(text), text, "Hotels", MODIFIED, 1.0 / rank)


def answer(**changes: Any) -> Answer:
    """A whole answer from the model, two sentences supported and one not."""
    values: dict[str, Any] = {
        "kind": "model",
        "reason": None,
        "text": ANSWER_TEXT,
        "sentences": SENTENCES,
        "quotes": (quote(1), quote(2)),
        "passages": (passage(),),
        "searched_documents": 6,
        "model": "SmolLM2 135M",
        "provider": "local",
        "timings": Timings(40.0, 300.0, 900.0),
        "tokens": Tokens(400, 0, 40),
    }
    return Answer(**{**values, **changes})


def refusal(count: int = 6) -> Answer:
    nearest = (passage(1), passage(2, "The Volcano Hotel lies near the lava fields.", "/documents/Las Vegas.pdf"))
    return answer(
        kind="refused",
        reason="no_evidence",
        text="",
        sentences=(),
        quotes=(),
        passages=nearest,
        searched_documents=count,
        model=None,
        tokens=Tokens(),
    )


class Script:
    """A small library that answers every command the way the engine does; `on` replaces the answer to one kind."""

    def __init__(self, *names: str) -> None:
        self.collections = [
            Collection(f"c{number}", name, 6, 40, "all-MiniLM-L6-v2", 1000) for number, name in enumerate(names, 1)
        ]
        self.chats: dict[str, list[Turn]] = {}
        self.settings = Settings()
        self._own: dict[type[Command], Callable[[Any], Iterable[Event]]] = {}

    def on(self, kind: type[Command], answer_with: Callable[[Any], Iterable[Event]]) -> None:
        self._own[kind] = answer_with

    def answers(self, command: Command) -> Iterator[Event]:
        own = self._own.get(type(command))
        yield from own(command) if own is not None else self._usual(command)

    def _usual(self, command: Command) -> Iterable[Event]:
        """The answer of a library in which everything goes well."""
        name = "_take_" + re.sub(r"(?<!^)(?=[A-Z])", "_", type(command).__name__).lower()
        taken: Iterable[Event] = getattr(self, name)(command) if hasattr(self, name) else (Done(id=command.id),)
        return taken

    def _take_cancel(self, command: Cancel) -> Iterable[Event]:
        return (JobCancelled(id=command.job),)

    def _take_list_collections(self, command: ListCollections) -> Iterable[Event]:
        return (CollectionsListed(id=command.id, collections=tuple(self.collections)),)

    def _take_list_documents(self, command: ListDocuments) -> Iterable[Event]:
        found = tuple(
            Document(f"d{n}", "c1", f"/documents/{n}.pdf", None, "indexed", None, 2, 8, 50_000, MODIFIED, "en")
            for n in range(1, 7)
        )
        return (DocumentsListed(id=command.id, offset=0, total=len(found), documents=found),)

    def _take_index(self, command: Index) -> Iterable[Event]:
        yield JobStarted(id=command.id)
        if all(each.name != command.collection for each in self.collections):
            made = Collection(f"c{len(self.collections) + 1}", command.collection, 6, 40, "all-MiniLM-L6-v2", 1000)
            self.collections.append(made)
            yield LibraryChanged(id="", collection_id=made.id)
        for done in range(7):
            yield Progress(
                id=command.id,
                stage="reading",
                collection=command.collection,
                files_done=done,
                files_total=6,
                bytes_done=done,
                bytes_total=6,
                chunks=done * 7,
                files_per_second=38.0,
                seconds_left=(6 - done) / 38,
            )
        yield IndexDone(
            id=command.id,
            collection=command.collection,
            indexed=6,
            unchanged=0,
            removed=0,
            set_aside=(),
            chunks=40,
            seconds=1,
        )

    def _take_refresh(self, command: Refresh) -> Iterable[Event]:
        yield JobStarted(id=command.id)
        yield IndexDone(
            id=command.id, collection="", indexed=0, unchanged=6, removed=0, set_aside=(), chunks=0, seconds=0.1
        )

    def _take_ask(self, command: Ask) -> Iterable[Event]:
        yield JobStarted(id=command.id)
        whole = refusal() if "Tokyo" in command.question or "東京" in command.question else answer()
        quotes = whole.quotes
        if quotes:
            for is_complete in (False, True):
                yield EvidenceFound(
                    id=command.id,
                    passages=whole.passages,
                    quotes=quotes if is_complete else quotes[:1],
                    is_complete=is_complete,
                    searched_documents=6,
                    elapsed_ms=30.0,
                )
            for piece in ANSWER_TEXT.split(" "):
                yield AnswerText(id=command.id, text=piece + " ")
            for index, sentence in enumerate(SENTENCES):
                yield SentenceChecked(id=command.id, index=index, sentence=sentence)
        yield AnswerDone(id=command.id, answer=whole, turn=self.keep(command, whole))

    def keep(self, command: Ask, whole: Answer) -> Turn | None:
        """Put a turn into its chat, as the engine does."""
        if command.chat is None:
            return None
        turn = Turn(command.id, command.chat, command.question, time.time(), whole)
        self.chats.setdefault(command.chat, []).append(turn)
        return turn

    def _chat(self, chat: str) -> Chat:
        turns = self.chats[chat]
        collection = self.collections[0].id if self.collections else None
        return Chat(chat, turns[0].question, collection, turns[0].asked, turns[-1].asked)

    def _take_list_chats(self, command: ListChats) -> Iterable[Event]:
        found = [self._chat(chat) for chat in self.chats]
        return (ChatsListed(id=command.id, chats=tuple(each for each in found if command.containing in each.title)),)

    def _take_open_chat(self, command: OpenChat) -> Iterable[Event]:
        if command.chat not in self.chats:
            return (JobFailed(id=command.id, code="chat_unknown", details={}),)
        return (ChatOpened(id=command.id, chat=self._chat(command.chat), turns=tuple(self.chats[command.chat])),)

    def _take_delete_chat(self, command: DeleteChat) -> Iterable[Event]:
        self.chats.pop(command.chat, None)
        return (Done(id=command.id),)

    def _take_rename_chat(self, command: RenameChat) -> Iterable[Event]:
        return (Done(id=command.id),)

    def _take_get_settings(self, command: GetSettings) -> Iterable[Event]:
        listed = [each for each in describe(self.settings) if command.key in (None, each.key)]
        return (SettingsListed(id=command.id, settings=tuple(listed)),)

    def _take_set_setting(self, command: SetSetting) -> Iterable[Event]:
        return (SettingsListed(id=command.id, settings=(SettingValue(command.key, command.value, "user"),)),)

    def _take_list_models(self, command: ListModels) -> Iterable[Event]:
        model = ModelInfo(
            "SmolLM2 135M",
            "chat",
            "/models/small.gguf",
            98_362_432,
            None,
            "135M",
            "Q4_1",
            8192,
            300,
            8000,
            True,
            None,
            ("en",),
        )
        return (ModelsListed(id=command.id, models=(model,)),)

    def _take_show_source(self, command: ShowSource) -> Iterable[Event]:
        return (
            SourceShown(
                id=command.id,
                document_id=command.document_id,
                page=command.page,
                pages=2,
                picture=None,
                boxes=(),
                text=PAGE_TEXT,
                spans=command.spans,
                is_changed=False,
            ),
        )


def run_as_child(script: Script, pause_s: float = 0.0) -> None:
    """Speak the protocol over stdin and stdout until the input ends."""

    def say(event: Event) -> None:
        sys.stdout.buffer.write(to_line(event))
        sys.stdout.buffer.flush()

    say(WorkerChanged(id="", worker="embed", state="starting"))
    say(EngineReady(id="", version="0"))
    say(WorkerChanged(id="", worker="embed", state="ready", model="all-MiniLM-L6-v2"))
    say(WorkerChanged(id="", worker="chat", state="ready", model="SmolLM2 135M"))
    for line in sys.stdin.buffer:
        for event in script.answers(command_from_line(line)):
            say(event)
            time.sleep(pause_s)


if __name__ == "__main__":
    run_as_child(Script(*sys.argv[2:]), pause_s=float(sys.argv[1]) if len(sys.argv) > 1 else 0.0)
