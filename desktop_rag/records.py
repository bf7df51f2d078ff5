"""What flows between the engine and whoever shows it: frozen records without behaviour.

Texts are Unicode code points; `start` and `end` count code points in the text of one page, `end` exclusive.
Times are seconds since 1970 (UTC). A page number counts from 1 and is None where a document has no pages.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

DocumentState: TypeAlias = Literal["pending", "indexed", "partly", "set_aside", "away"]
"""`partly`: searchable, but not all of it could be read or found again; the document's code says what is missing."""
NoFilter: TypeAlias = Literal["system", "kernel", "remote_display"]
"""Why there is no filter: none of ours for this system, the kernel takes none, the window is drawn over a network."""
AnswerKind: TypeAlias = Literal["model", "quotes", "refused", "any_source"]


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of documents with one index; counts are those of the last finished job.

    `is_local_only`: marked as never leaving this computer, so that it cannot be asked with Azure at all. `outdated`
    documents were read by an earlier version; they answer as they are until they are read again.
    """

    id: str
    name: str
    documents: int
    chunks: int
    embedding_model: str
    size_bytes: int
    roots: tuple[str, ...] = ()
    is_local_only: bool = False
    outdated: int = 0


@dataclass(frozen=True, slots=True)
class Filters:
    """Where to look; every field that is not empty narrows it.

    `places` are files and folders (absolute paths), `kinds` names of formats as `Document.kind` has them, and the file
    was modified at `modified_from` or later and before `modified_until`.
    """

    places: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    modified_from: float | None = None
    modified_until: float | None = None


EVERYWHERE = Filters()


@dataclass(frozen=True, slots=True)
class Document:
    """A file, or a part of one (an attachment, a mail of a mailbox), and how reading it ended.

    `kind` names the format ("pdf", "docx"), None until it was read. Of `pages`, `pages_without_text` are pictures that
    nobody could read, and `pages_recognised` were read from their picture. `part` names a part within its file:
    names from the outermost to the innermost, joined by "/".
    """

    id: str
    collection_id: str
    path: str
    part: str | None
    state: DocumentState
    code: str | None
    pages: int
    chunks: int
    size_bytes: int
    modified: float
    language: str | None
    kind: str | None = None
    pages_without_text: int = 0
    pages_recognised: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page's text: the offset where it starts, its level from 1, and its words."""

    start: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: its span in the page's text, its number, and its first and last column, all from 1.

    Number and columns are those that a person sees in a spreadsheet.
    """

    start: int
    end: int
    number: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one header, in order; `header` is the header row's text and goes with every chunk of the rows.

    The header row is itself the first of `rows` where it stands in the page's text; `header` is empty where there is
    none. `has_cells`: numbers and columns are those of a spreadsheet, so that a chunk's place names its cells.
    """

    header: str
    rows: tuple[TableRow, ...]
    has_cells: bool = False


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word that was read from the picture of a page: its span in the text, its line, and its box.

    The sides of the box are fractions of the picture.
    """

    start: int
    end: int
    line: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page, slide or sheet as a parser read it; a document without pages is a single page without a number.

    `place` is what a person calls it where that is no page number: a sheet's name, a chapter's title.
    `words` is empty unless its text was read from its picture.
    """

    number: int | None
    place: str | None
    text: str
    headings: tuple[Heading, ...] = ()
    tables: tuple[Table, ...] = ()
    words: tuple[PageWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stored piece: an exact slice of one page's text, with the headings above it."""

    ordinal: int
    page: int | None
    place: str | None
    start: int
    end: int
    text: str
    heading: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk found for a question, the best one with what stands around it.

    `score` orders the passages of one question and means nothing across questions.
    """

    rank: int
    document_id: str
    document: str
    part: str | None
    page: int | None
    place: str | None
    start: int
    end: int
    text: str
    heading: str
    modified: float
    score: float


@dataclass(frozen=True, slots=True)
class Quote:
    """The sentences of a passage that answer: one contiguous span of a page; `marker` is what citations point to."""

    marker: int
    document_id: str
    document: str
    part: str | None
    page: int | None
    place: str | None
    start: int
    end: int
    text: str
    heading: str
    modified: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer, the markers of the quotes it rests on, and whether they support it."""

    text: str
    citations: tuple[int, ...]
    supported: bool


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds since the question reached the engine; None where that step did not happen."""

    evidence: float
    first_token: float | None
    total: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of the prompt, how many of those were still in the model's memory, and tokens of the answer."""

    prompt: int = 0
    prompt_reused: int = 0
    answer: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got.

    `kind` says where the words come from: a model that was given the quotes, the quotes themselves, a refusal, or a
    model that was allowed to use its own knowledge. `reason` is the code of a refusal, of a model's failure, or of why
    the quotes stand in for a model; None otherwise; `reason_details` make its sentence more exact. `stopped` is true
    where the person ended it early.
    """

    kind: AnswerKind
    reason: str | None
    text: str
    sentences: tuple[Sentence, ...]
    quotes: tuple[Quote, ...]
    passages: tuple[Passage, ...]
    searched_documents: int
    model: str | None
    provider: str | None
    timings: Timings
    tokens: Tokens
    stopped: bool = False
    reason_details: tuple[tuple[str, str | int | float], ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether the documents were found not to contain the answer."""
        return self.kind == "refused"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer, as kept in a chat."""

    id: str
    chat_id: str
    question: str
    asked: float
    answer: Answer
    collection_id: str | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A list of turns about one collection."""

    id: str
    title: str
    collection_id: str | None
    created: float
    updated: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page picture in fractions of its width and height, from the upper left corner."""

    span: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model file as found on the disk and judged against this computer; `code` says why it is not usable."""

    name: str
    purpose: Literal["chat", "embedding", "reranking"]
    file: str
    size_bytes: int
    sha256: str | None
    parameters: str | None
    quantization: str | None
    context: int | None
    memory_needed_bytes: int
    memory_free_bytes: int
    is_usable: bool
    code: str | None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingValue:
    """One setting, its value as JSON shows it, and where it came from.

    With source "policy", `origin` is the file, registry key or profile that says so, and `is_preset` is true where the
    person may choose otherwise all the same.
    """

    key: str
    value: str | int | float | bool | tuple[str, ...] | None
    source: Literal["default", "user", "policy"]
    origin: str | None = None
    is_preset: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """A document that could not be read, or not all of it, with the code of the reason.

    Of its `pages`, `pages_without_text` are pictures that nobody could read.
    """

    path: str
    part: str | None
    code: str
    pages: int = 0
    pages_without_text: int = 0


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One check of `doctor` and how it ended; `detail` is what it saw: a name, a number, never content."""

    check: str
    is_ok: bool
    code: str | None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """What a planted attempt to reach the network met in one process.

    `without_filter` says why native code is not held back, None where it is; `unfiltered_threads` counts threads that
    no filter covers, None where this system has none of ours; `has_switches` whether the libraries are told to stay
    offline and know of no proxy; `refused_before` counts attempts of Python code since the start, without planted ones.
    """

    is_python_refused: bool
    is_native_refused: bool
    without_filter: NoFilter | None
    unfiltered_threads: int | None
    has_switches: bool
    refused_before: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """A placeholder that stands for a person's real words: its span in the text as it is sent."""

    start: int
    end: int
    kind: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class SentPart:
    """One part of a request as it is sent: the task, an earlier turn, a passage or the question.

    `marker`, `document_id` and `document` (its path, which is never sent) are those of a passage. A passage that was
    taken out is shown too, with `is_sent` false.
    """

    kind: Literal["task", "earlier", "passage", "question"]
    text: str
    is_sent: bool
    replacements: tuple[Replacement, ...] = ()
    marker: int | None = None
    document_id: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class SendingPreview:
    """Exactly what one question would send to Azure OpenAI, before anything has left.

    `body` is the request's body, byte for byte in UTF-8. `redactions` are pairs of kind and count. `kept` is the code
    of what may happen to the text at the service: "may_be_kept" (stored and read by people for abuse monitoring) or
    "declared_not_kept" (the organisation declares that this is switched off). `may_remember` says whether agreeing
    for the rest of the chat is allowed.
    """

    endpoint: str
    deployment: str
    body: str
    body_sha256: str
    body_bytes: int
    parts: tuple[SentPart, ...]
    redactions: tuple[tuple[str, int], ...]
    kept: Literal["may_be_kept", "declared_not_kept"]
    consent: Literal["question", "chat", "policy"]
    may_remember: bool

    @property
    def passages(self) -> tuple[SentPart, ...]:
        """The passages that would be sent."""
        return tuple(part for part in self.parts if part.kind == "passage" and part.is_sent)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the ledger as it is shown: its number and time, what it records, and its fields."""

    number: int
    time: str
    kind: str
    fields: tuple[tuple[str, str | int | float | bool | None], ...]


@dataclass(frozen=True, slots=True)
class LedgerVerdict:
    """Whether the ledger is whole: the code of the first fault and its line, and what seals its end.

    `since_keychain` lines at the end are not sealed by the keychain, `is_exposed` says that others on this computer may
    read or write the file, and `chapter` counts from 1: a new one is begun when a person has seen a damage.
    """

    is_ok: bool
    code: str | None
    line: int | None
    lines: int
    sendings: int
    sealed_by: str
    since_keychain: int = 0
    is_exposed: bool = False
    chapter: int = 1


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """Something in the organisation's policy that cannot be used; `suggestion` is the name that was probably meant."""

    source: str
    key: str | None
    code: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class QuotingChat:
    """A chat that quotes what is to be forgotten, and in how many turns."""

    id: str
    title: str
    turns: int


@dataclass(frozen=True, slots=True)
class AzureState:
    """Whether a question can go to Azure OpenAI now.

    `code` says why not, None where it can. `key_place` names the keychain that holds the key, None where there is none.
    """

    code: str | None
    endpoint: str
    deployment: str
    auth: Literal["key", "entra_browser", "entra_device"]
    key_place: str | None
    has_key: bool | None
    kept: Literal["may_be_kept", "declared_not_kept"]
    declared_by: str | None = None
    declared_on: str | None = None
    data_zone: str | None = None
