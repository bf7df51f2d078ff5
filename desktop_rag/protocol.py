"""What is said between the engine and the window or the terminal: commands and events, one JSON object a line.

Every command carries an id, every event the id of the command it answers. A job sends `JobStarted`, any number of
events of its own, and ends with exactly one of: its done event, `JobFailed`, `JobCancelled`. Numbers and codes
cross the pipe, never sentences for people.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeAlias, TypeVar

import msgspec

from desktop_rag.errors import BadMessage
from desktop_rag.records import (
    EVERYWHERE,
    Answer,
    AzureState,
    Box,
    Chat,
    Collection,
    Document,
    Filters,
    HealthCheck,
    LedgerLine,
    LedgerVerdict,
    ModelInfo,
    Passage,
    PolicyFault,
    Probe,
    Quote,
    QuotingChat,
    SendingPreview,
    Sentence,
    SetAside,
    SettingValue,
    Turn,
)

MAX_LINE_BYTES = 32 * 1024 * 1024
"""Longest line that either side takes; a longer one is a defect or an attack, and ends the connection."""

DOCUMENTS_A_MESSAGE = 500

WorkerName: TypeAlias = Literal["parse", "embed", "chat", "online"]
WorkerState: TypeAlias = Literal["starting", "ready", "stopped", "resting"]
Stage: TypeAlias = Literal["looking", "reading", "finishing"]
WatchState: TypeAlias = Literal["watching", "rescanning", "waiting", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Root of both directions; `kind` names the class on the line."""

    kind: ClassVar[str]
    id: str


# --- commands ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Message):
    """What the window or the terminal asks of the engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Command):
    """Add paths to the collection of this name (made if new) and bring them up to date. Answered by `IndexDone`."""

    collection: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh(Command):
    """Bring every chosen place of one collection (by id) or of all up to date. Answered by `IndexDone`."""

    collection_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry(Command):
    """Read documents again that were set aside. Answered by `IndexDone`."""

    document_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReading(Command):
    """How much it would be to read a collection (by id) anew. Answered by `ReadingPlanned`.

    With `model`, the name of another embedding model, to move it to that one; else to read its outdated documents.
    """

    collection_id: str
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAnew(Command):
    """Do what `PlanReading` told of; what there is answers until the new is ready. Answered by `IndexDone`."""

    collection_id: str
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(Command):
    """Stop the job of this id; nothing is answered to the cancel itself, the job ends with `JobCancelled`."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Command):
    """Find passages in the collection of this name. Answered by `SearchDone`."""

    question: str
    collection: str | None = None
    top: int = 10
    filters: Filters = EVERYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryTurn:
    """An earlier question of the same chat with its answer's text, and the collection that it was about."""

    question: str
    answer: str
    collection_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Command):
    """Answer a question: `EvidenceFound` first, perhaps twice; then `AnswerText`, `SentenceChecked`; then `AnswerDone`.

    `chat` is an id that the window chose: an unknown one makes a new chat; None keeps nothing. `collection` is a name.
    `refine` lets a first, keyword-only evidence be shown while the embedding model still loads.

    With the provider "azure" nothing leaves without consent: the job then ends with `SendingPreviewed`, and the same
    question is asked again with `approved`, the hash of exactly the body that was agreed to, and `without`, the markers
    of the passages that were taken out. `remember` agrees for the rest of the chat. `preview_only` never sends. `key`
    is the key for this one question where no keychain holds it.
    """

    question: str
    collection: str | None = None
    chat: str | None = None
    follows: tuple[HistoryTurn, ...] = ()
    limit_to_documents: bool = True
    use_model: bool = True
    model: str | None = None
    provider: Literal["local", "azure"] = "local"
    refine: bool = False
    filters: Filters = EVERYWHERE
    approved: str | None = None
    without: tuple[int, ...] = ()
    remember: bool = False
    preview_only: bool = False
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCollections(Command):
    """Answered by `CollectionsListed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameCollection(Command):
    """Answered by `Done`."""

    collection_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkCollection(Command):
    """Say whether a collection may ever be asked with Azure. Answered by `Done`."""

    collection_id: str
    local_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteCollection(Command):
    """Drop a collection (by name) whole; the files themselves stay. Answered by `Forgotten`."""

    name: str
    with_chats: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDocuments(Command):
    """Documents of the collection of this name, or of all. Answered by one or more `DocumentsListed`."""

    collection: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget(Command):
    """Remove what lies at these paths from the index; the files themselves stay. Answered by `Forgotten`."""

    paths: tuple[str, ...]
    collection: str | None = None
    with_chats: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuotingChats(Command):
    """Chats that quote what lies at these paths, or anything of a collection. Answered by `QuotingChatsListed`."""

    paths: tuple[str, ...] = ()
    collection: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetEverything(Command):
    """Remove every collection, chat and cache; settings and the ledger stay. Answered by `Forgotten`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseOldText(Command):
    """Rewrite what still holds text of edited or removed documents, now. Answered by `Forgotten`."""

    collection_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Code points `start` to `end` (exclusive) of a page's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSource(Command):
    """Draw a page with the boxes of spans, or give the text where there is no picture. Answered by `SourceShown`."""

    document_id: str
    page: int | None
    spans: tuple[Span, ...]
    width_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChats(Command):
    """Chats whose title or turns contain `containing`, newest first. Answered by `ChatsListed`."""

    containing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenChat(Command):
    """Answered by `ChatOpened`."""

    chat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameChat(Command):
    """Answered by `Done`."""

    chat: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteChat(Command):
    """Erase a chat with all its turns. Answered by `Forgotten`."""

    chat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetSettings(Command):
    """All settings with their sources, or one. Answered by `SettingsListed`."""

    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSetting(Command):
    """Answered by `SettingsListed` with the new value."""

    key: str
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListModels(Command):
    """Answered by `ModelsListed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddModel(Command):
    """Copy a model file into the person's models folder after checking it. Answered by `ModelChecked`."""

    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckModel(Command):
    """Verify a model, load it in a process of its own and let it say a word. Answered by `ModelChecked`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeWorker(Command):
    """Start a worker that rests after three deaths. Answered by `Done`."""

    worker: WorkerName


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDoctor(Command):
    """Answered by `DoctorDone`. With `privacy` the silence of every process is tried, and a report is written.

    `language` is that of the report, `window` what the window found when it tried its own silence.
    """

    privacy: bool = False
    language: str = "en"
    window: Probe | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAzureState(Command):
    """Whether questions can go to Azure OpenAI. Answered by `AzureStateShown`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAzure(Command):
    """Try endpoint, key and deployment; sends no document. Answered by `Done`."""

    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreAzureKey(Command):
    """Keep a key for the configured endpoint in the keychain, or delete it (None). Answered by `AzureStateShown`."""

    key: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn(Command):
    """Sign in with the company account; `SignInCode` where a code is to be entered. Answered by `AzureStateShown`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut(Command):
    """Forget the sign-in. Answered by `AzureStateShown`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent(Command):
    """Ask again before each sending of this chat, or of all chats. Answered by `Done`."""

    chat: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowLedger(Command):
    """Answered by one or more `LedgerShown`, newest line first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyLedger(Command):
    """Answered by `LedgerVerified`. `acknowledge` notes that a person has seen the fault and sending may go on."""

    acknowledge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLedger(Command):
    """Write a copy that can be verified elsewhere. Answered by `Done`."""

    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPolicy(Command):
    """Every value that can be fixed, with where it came from. Answered by `PolicyShown`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shutdown(Command):
    """Finish what is being written and end; the end of the pipe does the same."""


# --- events -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Message):
    """What the engine says. `id` is that of the command, or empty for what nobody asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineReady(Event):
    """The engine has its library and takes commands. `settings_were_broken`: defaults are used, the file was kept."""

    version: str
    settings_were_broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFailed(Event):
    """The engine cannot start; it ends after this."""

    code: str
    details: dict[str, str | int | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerChanged(Event):
    """A worker started, has its model in memory, ended or rests; `model` is the name of what it holds."""

    worker: WorkerName
    state: WorkerState
    model: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStarted(Event):
    """The job has left its queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Event):
    """How far an indexing job is. `seconds_left` and `files_per_second` are None until they can be told.

    While it is "looking", `files_done` is how many files were seen so far, and `files_total` is 0. `slow_file` is the
    path of a file that has been read for more than a moment.
    """

    stage: Stage
    collection: str
    files_done: int
    files_total: int
    bytes_done: int
    bytes_total: int
    chunks: int
    files_per_second: float | None
    seconds_left: float | None
    slow_file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFailed(Event):
    """The job ended without its result."""

    code: str
    details: dict[str, str | int | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCancelled(Event):
    """The person stopped the job; what was finished is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Event):
    """The command was carried out and has nothing to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDone(Event):
    """An indexing job is finished; documents set aside are finished too.

    Those of `partly` are among the indexed or unchanged ones: they can be searched, but not all of them could be read.
    """

    collection: str
    indexed: int
    unchanged: int
    removed: int
    set_aside: tuple[SetAside, ...]
    chunks: int
    seconds: float
    partly: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPlanned(Event):
    """What reading anew would cost: documents, chunks to embed, and about how many seconds; None where nobody knows."""

    collection_id: str
    model: str
    documents: int
    chunks: int
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryChanged(Event):
    """Documents of a collection changed their state, or the collection itself did (then no document is named)."""

    collection_id: str
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchChanged(Event):
    """How a collection is kept true to the disk from now on; sent for each one after the start and when it changes.

    `state`: "watching", the system tells of every change; "rescanning", at least one chosen place is looked through
    now and then, because the system does not tell of changes there (a network share, a limit of the system); "waiting",
    changes are known and are read once the computer is plugged in; "off", by the setting. `away`: chosen places that
    are not there now, such as a drive. `changed`: how many changed files and folders wait or are being read; 0 when
    the index is as the disk. What is read meanwhile is told by `LibraryChanged`.
    """

    collection_id: str
    state: WatchState
    away: tuple[str, ...] = ()
    changed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDone(Event):
    """Passages, best first; times in milliseconds."""

    passages: tuple[Passage, ...]
    embed_ms: float
    search_ms: float
    total_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFound(Event):
    """The passages and quotes for a question. Not complete: the keyword leg alone; a complete one follows."""

    passages: tuple[Passage, ...]
    quotes: tuple[Quote, ...]
    is_complete: bool
    searched_documents: int
    elapsed_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerText(Event):
    """The next piece of the streaming answer, as plain text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceChecked(Event):
    """A sentence of the streaming answer is finished and was compared with the quotes; `index` counts from 0."""

    index: int
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDone(Event):
    """The whole answer; `turn` as it is kept where the question belongs to a chat."""

    answer: Answer
    turn: Turn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingPreviewed(Event):
    """Exactly what would be sent; nothing was. The question is not kept."""

    preview: SendingPreview


@dataclass(frozen=True, slots=True, kw_only=True)
class AzureStateShown(Event):
    """Whether questions can go to Azure OpenAI now."""

    state: AzureState


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInCode(Event):
    """What the person enters on a page that they open themselves."""

    url: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerShown(Event):
    """A part of the ledger from `offset` on, newest first; the job ends with the part that reaches `total`."""

    offset: int
    total: int
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerVerified(Event):
    """Whether the ledger is whole."""

    verdict: LedgerVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyShown(Event):
    """The policy in force; any fault means that everything stays on this computer."""

    values: tuple[SettingValue, ...]
    faults: tuple[PolicyFault, ...]
    organisation: str | None
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotingChatsListed(Event):
    """Chats that quote something, newest first."""

    chats: tuple[QuotingChat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionsListed(Event):
    """All collections, by name."""

    collections: tuple[Collection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsListed(Event):
    """A part of the documents from `offset` on; the job ends with the part that reaches `total`."""

    offset: int
    total: int
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten(Event):
    """The receipt of an erasure: what went, and what was looked for afterwards, as codes with what was found.

    `is_checked` is true where every check found nothing.
    """

    documents: int
    chunks: int
    is_checked: bool
    seconds: float
    chats: int = 0
    turns: int = 0
    checks: tuple[HealthCheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceShown(Event):
    """A page of a document: a picture in a file of the cache folder with boxes on it, or the page's text.

    `is_changed`: the file differs from what was indexed, so boxes may be missing. `pages` is None without pages.
    `place` is what a person calls the page where that is no number (a sheet's name), known where there is no picture.
    `is_recognised`: the page's text was read from its picture.
    """

    document_id: str
    page: int | None
    pages: int | None
    picture: str | None
    boxes: tuple[Box, ...]
    text: str | None
    spans: tuple[Span, ...]
    is_changed: bool
    place: str | None = None
    is_recognised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatsListed(Event):
    """Chats, newest first."""

    chats: tuple[Chat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOpened(Event):
    """A chat with all its turns, oldest first."""

    chat: Chat
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsListed(Event):
    """Settings with their sources."""

    settings: tuple[SettingValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsListed(Event):
    """Every model found, usable or not."""

    models: tuple[ModelInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChecked(Event):
    """A model and whether it can be used."""

    model: ModelInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorDone(Event):
    """All checks in the order they ran, and the report's files where one was written."""

    checks: tuple[HealthCheck, ...]
    reports: tuple[str, ...] = ()


# --- lines ------------------------------------------------------------------------------------------------------


def _name_kinds(root: type[Message]) -> dict[str, type[Message]]:
    kinds: dict[str, type[Message]] = {}
    for child in root.__subclasses__():
        child.kind = child.__name__
        kinds[child.__name__] = child
    return kinds


_COMMANDS = _name_kinds(Command)
_EVENTS = _name_kinds(Event)
_Kind = TypeVar("_Kind", bound=Message)


def to_line(message: Message) -> bytes:
    """One JSON object and a line end."""
    body: dict[str, Any] = msgspec.to_builtins(message)
    return msgspec.json.encode({"kind": message.kind, **body}) + b"\n"


def _from_line(line: bytes, kinds: dict[str, type[Message]], root: type[_Kind]) -> _Kind:
    try:
        body = msgspec.json.decode(line)
        message = msgspec.convert(body, kinds[body.pop("kind")])
    except (msgspec.MsgspecError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # "from None": the cause quotes the line, which may hold what a person wrote.
        raise BadMessage from None
    if not isinstance(message, root):
        raise BadMessage
    return message


def command_from_line(line: bytes) -> Command:
    """Read a command; raises `BadMessage` for everything that is none."""
    return _from_line(line, _COMMANDS, Command)


def event_from_line(line: bytes) -> Event:
    """Read an event; raises `BadMessage` for everything that is none."""
    return _from_line(line, _EVENTS, Event)
