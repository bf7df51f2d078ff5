"""A question from asking to answer: retrieve, quote, decide, generate, check.

Evidence is sent before the model has said a word. With too little of it, and answers limited to the documents, no
model is called at all.
"""

import dataclasses
import itertools
import logging
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from desktop_rag.engine import citations, evidence, prompt, quotes, scripts, surroundings, terms
from desktop_rag.engine.catalog import Catalog, CollectionEntry
from desktop_rag.engine.chat_model import ChatModel, ChatStats
from desktop_rag.engine.chunk_rows import Candidate
from desktop_rag.engine.citations import SentenceFinder
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.quotes import QuotedSpan
from desktop_rag.engine.reranker import Reranker
from desktop_rag.engine.retriever import Found, Retriever, Scored
from desktop_rag.errors import (
    AzureError,
    Cancelled,
    DesktopRagError,
    Detail,
    InternalError,
    KeychainError,
    LedgerError,
    ModelError,
    QuestionEmpty,
    QuestionTooLong,
    SendingNotAgreed,
    WorkerError,
)
from desktop_rag.protocol import HistoryTurn
from desktop_rag.records import Answer, Passage, Quote, Sentence, Timings, Tokens

if TYPE_CHECKING:
    from desktop_rag.engine.store import Store

logger = logging.getLogger(__name__)

MAX_QUESTION = 8_000
"""Code points; far above any question, below what would make a prompt of it."""
PASSAGES_SHOWN = 10

NO_EVIDENCE = "no_evidence"
NAMES_NOTHING = "names_nothing"
WEAK_EVIDENCE = "weak_evidence"
NOTHING_WITHIN = "nothing_within"
NO_MODEL = "no_model"
MODEL_LANGUAGE = "model_language"
NOT_SUPPORTED = "not_supported"

_ELLIPTIC = re.compile(
    r"\s*((and|what about|how about|or|then|also)\b|それ|その|では|じゃ|あと|ほかに|他に|また"
    r"|(詳細|理由|根拠|具体例|例|続き)(は(何|なん|どう)?(です|でしょう)?か?\s*[?？。]?\s*$"
    r"|(を|について)(もっと|もう少し|さらに)?(詳しく)?(挙げ|教え|示し|説明し|見せ)))",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


_FAILURES = (WorkerError, ModelError, InternalError, AzureError, KeychainError, LedgerError, SendingNotAgreed)
"""What can keep a model from answering and leaves the quotes to stand for it."""


class Listener(Protocol):
    """Who hears of an answer while it grows."""

    def evidence_found(
        self, passages: Sequence[Passage], found: Sequence[Quote], *, is_complete: bool, elapsed_ms: float
    ) -> None: ...

    def text_grew(self, text: str) -> None: ...

    def sentence_checked(self, index: int, sentence: Sentence) -> None: ...


@dataclass(frozen=True, slots=True)
class AskRequest:
    """How a question is to be answered."""

    question: str
    follows: Sequence[HistoryTurn]
    limit_to_documents: bool
    chat_model: ChatModel | None
    why_no_model: str | None
    max_tokens: int
    quotes: int
    refine: bool
    only: frozenset[str] | None = None
    """Ids of the documents to look in; None for all of them."""


class Answerer:
    """Answers questions about one collection after another; used by the answering lane alone."""

    def __init__(
        self, catalog: Catalog, embedder: Embedder | None, reranker: Callable[[], Reranker | None] = lambda: None
    ) -> None:
        self._catalog = catalog
        self.embedder = embedder
        self._reranker = reranker
        self.retriever = Retriever(embedder)

    def search(
        self,
        collection: CollectionEntry,
        store: "Store",
        question: str,
        top: int,
        only: frozenset[str] | None,
        is_cancelled: Callable[[], bool],
    ) -> tuple[list[Passage], Found]:
        """Passages for a question, best first; keyword leg alone where the embedding model cannot be had.

        A question that leads nowhere gets the beginnings of the longest documents: nothing makes one passage likelier
        than another, but the more text a document has, the likelier it is meant. See docs/decisions/0023.
        """
        found = self._find(store, clean_question(question), only, is_cancelled)
        ranked = self._beginnings(collection, store, top, only) if found.question.says_nothing else found.ranked
        return self._passages(store, ranked, top), found

    def ask(
        self,
        collection: CollectionEntry,
        store: "Store",
        request: AskRequest,
        listener: Listener,
        is_cancelled: Callable[[], bool],
    ) -> Answer:
        """Answer a question; raises `Cancelled` only before there is any evidence."""
        started = time.perf_counter()

        def elapsed() -> float:
            return (time.perf_counter() - started) * 1000

        question = clean_question(request.question)
        searched = _with_subject(question, request.follows)
        if request.refine and self.embedder is not None and not self.embedder.is_ready:
            early = self.retriever.find(store, searched, only=request.only, use_vectors=False)
            spans = quotes.select(early, None, request.quotes)
            shown = self._passages(store, early.ranked, PASSAGES_SHOWN)
            listener.evidence_found(shown, self._quotes(spans), is_complete=False, elapsed_ms=elapsed())
        found = self._find(store, searched, request.only, is_cancelled)
        embedder = self.embedder if found.question.vector is not None else None
        passages = self._passages(store, found.ranked, PASSAGES_SHOWN)
        chosen = self._quotes(self._select(found, embedder, request.quotes, is_cancelled))
        verdict = evidence.judge(found)
        is_refused = request.limit_to_documents and not verdict.is_supported
        listener.evidence_found(passages, () if is_refused else chosen, is_complete=True, elapsed_ms=elapsed())
        draft = _Draft(
            passages=tuple(passages),
            quotes=tuple(chosen),
            searched_documents=self.searched_documents(collection.id, request.only),
            evidence_ms=elapsed(),
            elapsed=elapsed,
        )
        if is_refused and request.only is not None and not request.only:
            return draft.refused(NOTHING_WITHIN)
        if is_refused:
            return draft.refused(_why_refused(found, verdict))
        if request.chat_model is None:
            return draft.quoted(Reason(request.why_no_model) if request.why_no_model else None)
        language = scripts.language(question)
        if language and request.chat_model.languages and language not in request.chat_model.languages:
            return draft.quoted(Reason(MODEL_LANGUAGE))
        return self._generate(question, found, draft, request, request.chat_model, language, listener, is_cancelled)

    def _generate(
        self,
        question: str,
        found: Found,
        draft: "_Draft",
        request: AskRequest,
        model: ChatModel,
        language: str | None,
        listener: Listener,
        is_cancelled: Callable[[], bool],
    ) -> Answer:
        pieces = prompt.build(
            question, draft.quotes, draft.passages, request.follows, language=language,
            limit=request.limit_to_documents, is_small=model.is_small,
        )  # fmt: skip
        finder = SentenceFinder()
        checked: list[Sentence] = []
        text: list[str] = []
        first_token: float | None = None
        stats: ChatStats | None = None
        failure: DesktopRagError | None = None

        def take(finished: str) -> None:
            sentence = citations.check(finished, draft.quotes, found.lexicon, question)
            if any(character.isalpha() for character in sentence.text):  # "1." alone is no sentence
                listener.sentence_checked(len(checked), sentence)
                checked.append(sentence)

        try:
            for item in model.stream(pieces, max_tokens=request.max_tokens, is_cancelled=is_cancelled):
                if isinstance(item, ChatStats):
                    stats = item
                    continue
                first_token = draft.elapsed() if first_token is None else first_token
                text.append(item.text)
                listener.text_grew(item.text)
                for finished in finder.feed(item.text):
                    take(finished)
        except _FAILURES as error:
            # The model stopped; the passages are there, and so is what it said until then.
            failure = error
        if rest := finder.rest():
            take(rest)
        was_stopped = is_cancelled()
        if not request.limit_to_documents:
            return draft.generated(
                "any_source", _reason(failure), text, checked, model, first_token, stats, was_stopped
            )
        if failure is not None and not checked:
            return draft.quoted(_reason(failure))
        if not was_stopped and not any(sentence.supported for sentence in checked):
            return draft.quoted(_reason(failure) or Reason(NOT_SUPPORTED))
        return draft.generated("model", _reason(failure), text, checked, model, first_token, stats, was_stopped)

    def searched_documents(self, collection_id: str, only: frozenset[str] | None) -> int:
        """How many documents a question looks in."""
        return self._catalog.counts(collection_id)[0] if only is None else len(only)

    def _find(
        self, store: "Store", question: str, only: frozenset[str] | None, is_cancelled: Callable[[], bool]
    ) -> Found:
        found = self._from_both_legs(store, question, only, is_cancelled)
        reranker = self._reranker()
        if reranker is None:
            return found
        started = time.perf_counter()
        ranked = reranker.reordered(question, found.ranked, is_cancelled)
        took = (time.perf_counter() - started) * 1000
        return dataclasses.replace(found, ranked=ranked, search_ms=found.search_ms + took)

    def _from_both_legs(
        self, store: "Store", question: str, only: frozenset[str] | None, is_cancelled: Callable[[], bool]
    ) -> Found:
        try:
            return self.retriever.find(
                store, question, only=only, use_vectors=self.embedder is not None, is_cancelled=is_cancelled
            )
        except Cancelled:
            raise
        except (WorkerError, ModelError, InternalError) as error:
            logger.warning("searching by words alone: %s", error.code)
            return self.retriever.find(store, question, only=only, use_vectors=False)

    def _select(
        self, found: Found, embedder: Embedder | None, limit: int, is_cancelled: Callable[[], bool]
    ) -> list[QuotedSpan]:
        """The quotes; chosen by words alone where the embedding model is lost between question and sentences."""
        try:
            return quotes.select(found, embedder, limit, is_cancelled)
        except (WorkerError, ModelError) as error:
            logger.warning("quoting by words alone: %s", error.code)
            return quotes.select(found, None, limit)

    def _beginnings(
        self, collection: CollectionEntry, store: "Store", top: int, only: frozenset[str] | None
    ) -> list[Scored]:
        """The first passages of the longest documents, each document once."""
        longest = (key for key in self._catalog.longest(collection.id) if only is None or key in only)
        wanted = [f"{key}:0" for key in itertools.islice(longest, top)]
        first = store.fetch(wanted)
        return [Scored(first[key], 0.0, 0.0, None, 0.0) for key in wanted if key in first]

    def _passages(self, store: "Store", ranked: Sequence[Scored], top: int) -> list[Passage]:
        """The passages to show, the best with what stands around it, and those in it not once more."""
        passages: list[Passage] = []
        best: Candidate | None = None
        for entry in ranked:
            if len(passages) == top:
                break
            candidate = entry.candidate
            try:
                document = self._catalog.document(candidate.document_id)
            except DesktopRagError:
                continue  # forgotten since
            if best is None:
                candidate = best = surroundings.widened(store, candidate)
            elif surroundings.holds(best, candidate):
                continue
            passages.append(
                Passage(
                    rank=len(passages) + 1, document_id=document.id, document=document.path, part=document.part,
                    page=candidate.page, place=candidate.place, start=candidate.start, end=candidate.end,
                    text=candidate.text, heading=candidate.heading, modified=document.modified_ns / 1e9,
                    score=round(entry.score, 4),
                )
            )  # fmt: skip
        return passages

    def _quotes(self, spans: Sequence[QuotedSpan]) -> list[Quote]:
        chosen: list[Quote] = []
        for span in spans:
            candidate = span.source.candidate
            try:
                document = self._catalog.document(candidate.document_id)
            except DesktopRagError:
                continue  # forgotten since
            chosen.append(
                Quote(
                    marker=len(chosen) + 1, document_id=document.id, document=document.path, part=document.part,
                    page=candidate.page, place=candidate.place, start=span.start, end=span.end, text=span.text,
                    heading=candidate.heading, modified=document.modified_ns / 1e9,
                )
            )  # fmt: skip
        return chosen


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is what it is: a code, and what makes its sentence more exact."""

    code: str
    details: tuple[tuple[str, Detail], ...] = ()


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is known of an answer before any model was asked."""

    passages: tuple[Passage, ...]
    quotes: tuple[Quote, ...]
    searched_documents: int
    evidence_ms: float
    elapsed: Callable[[], float]

    def refused(self, reason: str) -> Answer:
        """The documents do not contain it, or not clearly; the closest passages are kept."""
        return self._answer("refused", Reason(reason), "", (), quotes=())

    def quoted(self, reason: Reason | None) -> Answer:
        """The quotes are the answer."""
        text = "\n\n".join(quote.text for quote in self.quotes)
        return self._answer("quotes", reason, text, citations.quote_sentences(self.quotes), quotes=self.quotes)

    def generated(
        self,
        kind: str,
        reason: Reason | None,
        text: Sequence[str],
        sentences: Sequence[Sentence],
        model: ChatModel,
        first_token: float | None,
        stats: ChatStats | None,
        was_stopped: bool,
    ) -> Answer:
        """The model's words, checked sentence by sentence."""
        tokens = Tokens(stats.prompt_tokens, stats.prompt_reused, stats.answer_tokens) if stats else Tokens()
        return Answer(
            kind="any_source" if kind == "any_source" else "model",
            reason=reason.code if reason else None,
            reason_details=reason.details if reason else (),
            text="".join(text).strip(),
            sentences=tuple(sentences),
            quotes=self.quotes,
            passages=self.passages,
            searched_documents=self.searched_documents,
            model=model.name,
            provider=model.provider,
            timings=Timings(round(self.evidence_ms, 1), _rounded(first_token), round(self.elapsed(), 1)),
            tokens=tokens,
            stopped=was_stopped,
        )

    def _answer(
        self, kind: str, reason: Reason | None, text: str, sentences: tuple[Sentence, ...], quotes: tuple[Quote, ...]
    ) -> Answer:
        return Answer(
            kind="refused" if kind == "refused" else "quotes",
            reason=reason.code if reason else None,
            reason_details=reason.details if reason else (),
            text=text,
            sentences=sentences,
            quotes=quotes,
            passages=self.passages,
            searched_documents=self.searched_documents,
            model=None,
            provider=None,
            timings=Timings(round(self.evidence_ms, 1), None, round(self.elapsed(), 1)),
            tokens=Tokens(),
        )


def _why_refused(found: Found, verdict: evidence.Verdict) -> str:
    if verdict.is_near:
        return WEAK_EVIDENCE
    return NAMES_NOTHING if found.question.names_nothing else NO_EVIDENCE


def _reason(failure: DesktopRagError | None) -> Reason | None:
    return Reason(failure.code, tuple(failure.details.items())) if failure is not None else None


def _rounded(value: float | None) -> float | None:
    return round(value, 1) if value is not None else None


def clean_question(question: str) -> str:
    """A question without control and other invisible characters; raises `QuestionEmpty`, `QuestionTooLong`."""
    cleaned = _CONTROL.sub("", question).strip()
    if not any(character.isalnum() for character in cleaned):
        raise QuestionEmpty
    if len(cleaned) > MAX_QUESTION:
        raise QuestionTooLong(characters=len(cleaned), limit=MAX_QUESTION)
    return cleaned


def _with_subject(question: str, follows: Sequence[HistoryTurn]) -> str:
    """A short follow-up like "And in Tokyo?" or "Tell me more" is searched for with the question before it."""
    if follows and len(question) <= 60 and (_ELLIPTIC.match(question) or not terms.of_question(question)):
        return f"{follows[-1].question[:400]} {question}"
    return question
