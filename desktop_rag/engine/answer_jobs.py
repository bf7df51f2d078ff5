"""The jobs of the answering lane: find passages for a question, answer it with a model of this computer or Azure's."""

import contextlib
import importlib
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from desktop_rag import protocol
from desktop_rag.engine import narrowing
from desktop_rag.engine.answerer import NO_MODEL, Answerer, AskRequest
from desktop_rag.engine.azure_chat import AzureChat, ShownInstead
from desktop_rag.engine.catalog import CollectionEntry, new_id
from desktop_rag.engine.chat_model import ChatModel, LocalChat
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.configuration import Configuration
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.lanes import Emit, Job
from desktop_rag.engine.library import Library
from desktop_rag.engine.loaded_models import LoadedModels
from desktop_rag.engine.outbound import Outbound
from desktop_rag.errors import ChatUnknown, DesktopRagError, ModelError
from desktop_rag.protocol import Event
from desktop_rag.records import Answer, Passage, Quote, Sentence, Turn

if TYPE_CHECKING:
    # LanceDB takes seconds to import; what needs no store is answered before.
    from desktop_rag.engine.store import Store

logger = logging.getLogger(__name__)


class AnswerJobs:
    """Carries out one question after another; used by the answering lane alone, but for the three methods that say so.

    It keeps an answerer for each embedding model, which knows how often words occur in the collections made with it.
    """

    def __init__(
        self,
        library: Library,
        models: LoadedModels,
        chats: Chats,
        outbound: Outbound,
        configuration: Configuration,
        emit: Emit,
    ) -> None:
        self._library = library
        self._models = models
        self._chats = chats
        self._outbound = outbound
        self._configuration = configuration
        self._emit = emit
        self._answerers: dict[str, Answerer] = {}
        self._lock = threading.Lock()

    def search(self, job: Job, command: protocol.Search) -> Event:
        """Passages for a question, best first."""
        started = time.perf_counter()
        collection = self._library.pick(command.collection)
        only = narrowing.documents_within(self._library.catalog, collection.id, command.filters)
        store = self._library.readable_store(collection)
        with self._answerer(collection) as answerer:
            passages, found = answerer.search(
                collection, store, command.question, command.top, only, job.is_cancelled
            )  # fmt: skip
        return protocol.SearchDone(
            id=command.id, passages=tuple(passages), embed_ms=round(found.embed_ms, 1),
            search_ms=round(found.search_ms, 1), total_ms=round((time.perf_counter() - started) * 1000, 1),
        )  # fmt: skip

    def ask(self, job: Job, command: protocol.Ask) -> Event:
        """The answer to a question, kept with its chat, or what would be sent where nobody has agreed to it yet."""
        asked = time.time()
        collection = self._library.pick(command.collection)
        is_azure = command.provider == "azure"
        only = narrowing.documents_within(self._library.catalog, collection.id, command.filters)
        # Before anything else, so that what may not leave is refused at once.
        model = self._model_for(command, collection)
        store = self._library.readable_store(collection)
        settings = self._configuration.settings
        request = AskRequest(
            question=command.question,
            follows=self._outbound.may_leave(command.follows) if is_azure else command.follows,
            limit_to_documents=command.limit_to_documents,
            chat_model=model,
            why_no_model=NO_MODEL if command.use_model else None,
            max_tokens=settings.azure.max_tokens if is_azure else settings.answers.max_tokens,
            quotes=settings.answers.quotes,
            refine=command.refine,
            only=only,
        )
        with self._answerer(collection) as answerer:
            listener = _AnswerEvents(command.id, answerer.searched_documents(collection.id, only), self._emit)
            try:
                answer = answerer.ask(collection, store, request, listener, job.is_cancelled)
            except ShownInstead as shown:
                return protocol.SendingPreviewed(id=command.id, preview=shown.preview)
        turn = self._keep(command, collection, asked, answer)
        if turn is not None and isinstance(model, AzureChat) and model.remembered is not None:
            with contextlib.suppress(ChatUnknown):  # chats are not kept: it is asked again next time
                self._chats.give_consent(turn.chat_id, model.remembered)
        return protocol.AnswerDone(id=command.id, answer=answer, turn=turn)

    def _model_for(self, command: protocol.Ask, collection: CollectionEntry) -> ChatModel | None:
        if not command.use_model:
            return None
        if command.provider == "azure":
            return self._outbound.chat_model(command, collection)
        return self._chat_model(command.model)

    def _chat_model(self, wanted: str | None) -> LocalChat | None:
        return self._models.chat(wanted, self._configuration.settings.answers.model)

    def _keep(self, command: protocol.Ask, collection: CollectionEntry, asked: float, answer: Answer) -> Turn | None:
        if command.chat is None:
            return None
        turn = Turn(new_id(), command.chat, command.question, asked, answer, collection.id)
        if self._configuration.settings.chats.keep_days != 0:  # with no days to keep, nothing is written at all
            self._chats.keep(command.chat, collection.id, turn)
        return turn

    @contextlib.contextmanager
    def _answerer(self, collection: CollectionEntry) -> Iterator[Answerer]:
        """Answers by words alone where the model that made the collection's vectors is not there."""
        with contextlib.ExitStack() as used:
            embedder: Embedder | None = None
            with contextlib.suppress(ModelError):  # words alone still find much
                embedder = used.enter_context(self._models.embedder_in_use(collection.embedding_model))
            with self._lock:
                known = self._answerers.get(collection.embedding_model)
                if known is None or known.embedder is not embedder:
                    known = self._answerers[collection.embedding_model] = Answerer(
                        self._library.catalog, embedder, self._models.reranker
                    )
            yield known

    # --- from any thread ----------------------------------------------------------------------------------------

    def warm_up(self) -> None:
        """Load what the first question will need, the index before the models; from any thread."""
        try:
            for entry in self._library.catalog.collections():
                self.count_words(entry, self._library.readable_store(entry))
            embedder = self._usual_embedder()
            embedder.start_loading()
            importlib.import_module("desktop_rag.engine.store")  # LanceDB: a second or two, also of the first job
            embedder.wait_until_loaded()
            for entry in self._library.catalog.collections():
                if entry.embedding_model == embedder.name:
                    with self._answerer(entry) as answerer:
                        answerer.retriever.warm_up(self._library.readable_store(entry))
            if (chat := self._chat_model(None)) is not None:
                chat.start_loading()
        except DesktopRagError as error:
            logger.info("warming up stopped: %s", error.code)
        except Exception:
            logger.exception("warming up failed")

    def _usual_embedder(self) -> Embedder:
        """The embedder of the collections that there are, or of the first one to come; raises `ModelMissing`."""
        entries = self._library.catalog.collections()
        if entries and self._models.has_embedder(entries[0].embedding_model):
            return self._models.embedder(entries[0].embedding_model)
        return self._models.best_embedder()

    def count_words(self, collection: CollectionEntry, store: "Store") -> None:
        """Let the next question find the words of a collection counted; from any thread."""
        with self._answerer(collection) as answerer:
            answerer.retriever.count_words(store)

    def forget_caches(self) -> None:
        """Nothing of what was found or counted stays in memory; from any thread."""
        with self._lock:
            self._answerers.clear()


class _AnswerEvents:
    """Turns what an answerer finds into events."""

    def __init__(self, command_id: str, searched_documents: int, emit: Emit) -> None:
        self._id = command_id
        self._searched = searched_documents
        self._emit = emit

    def evidence_found(
        self, passages: Sequence[Passage], found: Sequence[Quote], *, is_complete: bool, elapsed_ms: float
    ) -> None:
        self._emit(
            protocol.EvidenceFound(
                id=self._id, passages=tuple(passages), quotes=tuple(found), is_complete=is_complete,
                searched_documents=self._searched, elapsed_ms=round(elapsed_ms, 1),
            )
        )  # fmt: skip

    def text_grew(self, text: str) -> None:
        self._emit(protocol.AnswerText(id=self._id, text=text))

    def sentence_checked(self, index: int, sentence: Sentence) -> None:
        self._emit(protocol.SentenceChecked(id=self._id, index=index, sentence=sentence))
