"""Carries out commands: builds the engine's parts once, sends each command down its lane, sends events back."""

import contextlib
import datetime as dt
import errno
import functools
import importlib
import importlib.metadata
import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_rag import paths, protocol, settings, starter
from desktop_rag.engine import doctor, exclusions, model_check, model_files, narrowing, scanner, source_pages, terms
from desktop_rag.engine.answerer import NO_MODEL, Answerer, AskRequest
from desktop_rag.engine.azure_chat import AzureChat, ShownInstead
from desktop_rag.engine.catalog import CollectionEntry, new_id
from desktop_rag.engine.chat_model import ChatModel, LocalChat
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.housekeeping import Housekeeping
from desktop_rag.engine.index_jobs import IndexJobs
from desktop_rag.engine.lanes import Emit, Job, Lane, carry_out
from desktop_rag.engine.library import Library, absolute
from desktop_rag.engine.loaded_models import LoadedModels
from desktop_rag.engine.manners import Manners
from desktop_rag.engine.online import OnlineWorker
from desktop_rag.engine.outbound import Outbound
from desktop_rag.errors import (
    ChatUnknown,
    DesktopRagError,
    DiskFull,
    LibraryUnreadable,
    ModelError,
    ModelFileInvalid,
    PathUnknown,
    RefusedByPolicy,
    SettingInvalid,
)
from desktop_rag.policy import Policy, allows, describe
from desktop_rag.policy import load as load_policy
from desktop_rag.protocol import Command, Event, WorkerName, WorkerState
from desktop_rag.records import Answer, Passage, Quote, Sentence, Turn
from desktop_rag.settings import Settings
from desktop_rag.settings import keys as setting_keys

if TYPE_CHECKING:
    from desktop_rag.engine.store import Store
    from desktop_rag.engine.watcher import Watcher

logger = logging.getLogger(__name__)

_CLOSE_S = 3.0


class Engine:
    """The whole engine for one library folder. `handle` never blocks for long; answers come through `emit`."""

    def __init__(self, home: Path, emit: Emit, *, policy: Policy | None = None) -> None:
        """Open the library.

        Args:
            home: the library folder.
            emit: takes every event.
            policy: what IT has fixed; this computer's own where none is given.

        Raises:
            LibraryInUse, LibraryUnreadable: it cannot be had.
        """
        self._emit = emit
        self.library = Library(home)
        self._home = home
        self._has_own_policy = policy is not None
        self.policy = load_policy() if policy is None else policy
        self._own_settings, self.settings_were_broken = settings.load(home)
        self._chosen = settings.chosen_keys(home)
        self.settings = self.policy.apply(self._own_settings, self._in_hand())
        if self.settings_were_broken:
            settings.keep_broken(home)
        source_pages.empty(home)
        self._chats = Chats(self.library.catalog)
        online = OnlineWorker(
            home,
            on_state=lambda state, code: self._tell_worker("online", None, state, code),
            start=lambda *_: starter.start_online(home),
        )
        self.outbound = Outbound(home, self.library.catalog, self._chats, self.policy, online, emit)
        self._housekeeping = Housekeeping(self.library, self._chats, home, self._forget_caches)
        self._reader = DocumentReader(
            home, self.settings.index, on_state=lambda state, code: self._tell_worker("parse", None, state, code)
        )
        self.models = LoadedModels(home, lambda: self.policy, self._tell_worker)
        self._answerers: dict[str, Answerer] = {}
        self._parts_lock = threading.Lock()
        self._manners = Manners(lambda: self.settings.index.on_battery, lambda: self._answering.is_busy)
        self._index_jobs = IndexJobs(
            self.library, self._reader, self.models, home,
            settings=lambda: self.settings, policy=lambda: self.policy, emit=emit,
            on_indexed=self._count_words,
            manners=self._manners,
        )  # fmt: skip
        self._indexing = Lane("indexing", emit)
        self._answering = Lane("answering", emit)
        self._viewing = Lane("viewing", emit)
        self._connecting = Lane("connecting", emit)
        # What an earlier stop left to be erased goes before anything else is done.
        self._indexing.submit_quietly(lambda _job: self._finish_pending())
        self._connecting.submit_quietly(lambda _job: self.outbound.begin())
        self._connecting.submit_quietly(lambda _job: paths.make_private_inside(home))
        self._lanes = (self._answering, self._viewing, self._connecting, self._indexing)
        self._watcher: Watcher | None = None

    def _count_words(self, collection: CollectionEntry, store: "Store") -> None:
        """Let the first question after a job find the words counted; the job itself does not wait for it."""
        self._indexing.submit_quietly(lambda _job: self._answers(collection).retriever.count_words(store))

    def _finish_pending(self) -> None:
        was_everything = "everything" in self.library.erasures.unfinished()
        self._housekeeping.eraser.finish_pending()
        if was_everything:
            self.outbound.forget_everything()

    def start_housekeeping(self) -> None:
        """Do now and then, between other jobs, what is due to be erased."""

        def submit() -> None:
            self._indexing.submit_quietly(lambda _job: self._housekeeping.tidy(self.settings.chats.keep_days))

        self._housekeeping.start_rounds(submit)

    def start_watching(self) -> None:
        """Keep every collection true to the disk from now on, where the setting says so."""
        from desktop_rag.engine.watcher import Keeping, Watcher  # a terminal command has no use for it

        catalog = self.library.catalog
        keeping = Keeping(
            chosen=lambda: {entry.id: catalog.roots(entry.id) for entry in catalog.collections()},
            is_on=lambda: self.settings.index.watch,
            excluded=lambda: exclusions.parse(self.settings.index.exclude),
            submit=self._indexing.submit_idly,
            update=self._index_jobs.look_at,
            tidy=self._index_jobs.tidy,
        )
        self._watcher = Watcher(keeping, self._manners, self._emit, self._home)
        self._watcher.start()

    def _then_follow(self, work: Callable[[Job], Event]) -> Callable[[Job], Event]:
        """Work that may change what is to be watched, however it ends."""

        def followed(job: Job) -> Event:
            try:
                return work(job)
            finally:
                self._follow()

        return followed

    def _follow(self) -> None:
        if self._watcher is not None:
            self._watcher.follow()

    def announce(self) -> None:
        """Say that commands are taken."""
        version = importlib.metadata.version("desktop-rag")
        self._emit(protocol.EngineReady(id="", version=version, settings_were_broken=self.settings_were_broken))

    def warm_up(self) -> None:
        """Load in the background what the first question will need, the index before the models."""

        def load() -> None:
            try:
                for entry in self.library.catalog.collections():
                    self._answers(entry).retriever.count_words(self.library.readable_store(entry))
                embedder = self._usual_embedder()
                embedder.start_loading()
                importlib.import_module("desktop_rag.engine.store")  # LanceDB: a second or two, also of the first job
                embedder.wait_until_loaded()
                for entry in self.library.catalog.collections():
                    if entry.embedding_model == embedder.name:
                        self._answers(entry).retriever.warm_up(self.library.readable_store(entry))
                if (chat := self._chat_model(None)) is not None:
                    chat.start_loading()
            except DesktopRagError as error:
                logger.info("warming up stopped: %s", error.code)
            except Exception:
                logger.exception("warming up failed")

        threading.Thread(target=load, name="warm up", daemon=True).start()

    def close(self) -> None:
        """Stop all work, end the workers and let go of the library; what was finished is kept."""
        self._housekeeping.close()
        if self._watcher is not None:
            self._watcher.close()
        for lane in self._lanes:
            lane.close(_CLOSE_S)
        self.models.close()
        self._reader.close()
        source_pages.empty(self._home)
        self.library.close()

    # --- commands -----------------------------------------------------------------------------------------------

    def handle(self, command: Command) -> None:
        """Take a command; its events follow."""
        match command:
            case protocol.Cancel():
                self._index_jobs.unfinished.end(command.job)
                for lane in self._lanes:
                    lane.cancel(command.job)
            case protocol.Index() | protocol.Refresh() | protocol.Retry() | protocol.ReadAnew():
                if not isinstance(command, protocol.Refresh):
                    self._index_jobs.unfinished.note(command)
                work = functools.partial(self._index_jobs.carry_out, command=command)
                self._indexing.submit(command, self._then_follow(work))
            case protocol.DeleteChat():  # it touches the catalogue alone and need not wait for indexing
                self._viewing.submit(command, lambda _job: self._erase(command))
            case (
                protocol.Forget() | protocol.DeleteCollection() | protocol.ForgetEverything() | protocol.EraseOldText()
            ):
                self._indexing.submit(command, self._then_follow(lambda _job: self._erase(command)))
            case protocol.Search():
                self._answering.submit(command, lambda job: self._search(job, command))
            case protocol.Ask():
                self._answering.submit(command, lambda job: self._ask(job, command))
            case protocol.ShowSource():
                self._viewing.submit(command, lambda _job: self._show_source(command))
            case (
                protocol.GetAzureState()
                | protocol.TryAzure()
                | protocol.StoreAzureKey()
                | protocol.SignIn()
                | protocol.SignOut()
                | protocol.WithdrawConsent()
                | protocol.ShowLedger()
                | protocol.VerifyLedger()
                | protocol.ExportLedger()
            ):
                self._connecting.submit(command, lambda job: self.outbound.carry_out(job, command, self.settings))
            case protocol.ListModels() | protocol.AddModel() | protocol.CheckModel() | protocol.RunDoctor():
                self._viewing.submit(command, lambda job: self._about_models(job, command))
            case _:
                self._emit(carry_out(command, lambda: self._at_once(command)))

    def _at_once(self, command: Command) -> Event:
        """Commands that only read or write a few rows of the catalogue."""
        match command:
            case protocol.ListChats() | protocol.OpenChat() | protocol.RenameChat() | protocol.ListQuotingChats():
                return self._about_chats(command)
            case protocol.ListCollections():
                return protocol.CollectionsListed(id=command.id, collections=tuple(self.library.collections()))
            case protocol.RenameCollection():
                self.outbound.keep_mark(command.collection_id)
                self.library.catalog.rename_collection(command.collection_id, command.name)
                self._emit(protocol.LibraryChanged(id="", collection_id=command.collection_id))
            case protocol.MarkCollection():
                self.library.catalog.set_local_only(command.collection_id, is_local_only=command.local_only)
                self._emit(protocol.LibraryChanged(id="", collection_id=command.collection_id))
            case protocol.ShowPolicy():
                return self.outbound.show_policy(command.id, self._own_settings, self._in_hand())
            case protocol.ListDocuments():
                return self._list_documents(command)
            case protocol.PlanReading():
                return self._index_jobs.plan_reading(command)
            case protocol.GetSettings():
                return self._list_settings(command.id, command.key)
            case protocol.SetSetting():
                self._set(command)
                self._follow()
                return self._list_settings(command.id, command.key)
            case protocol.WakeWorker():
                self._reader.wake()
                self.models.wake(command.worker)
            case _:
                raise NotImplementedError(command.kind)
        return protocol.Done(id=command.id)

    def _about_chats(
        self, command: protocol.ListChats | protocol.OpenChat | protocol.RenameChat | protocol.ListQuotingChats
    ) -> Event:
        match command:
            case protocol.ListChats():
                return protocol.ChatsListed(id=command.id, chats=tuple(self._chats.find(command.containing)))
            case protocol.OpenChat():
                chat, turns = self._chats.open(command.chat)
                return protocol.ChatOpened(id=command.id, chat=chat, turns=tuple(turns))
            case protocol.RenameChat():
                self._chats.rename(command.chat, command.title)
                return protocol.Done(id=command.id)
            case protocol.ListQuotingChats():
                places = [absolute(path) for path in command.paths]
                found = self._housekeeping.eraser.chats_that_quote(places, command.collection)
                return protocol.QuotingChatsListed(id=command.id, chats=tuple(found))

    def _list_documents(self, command: protocol.ListDocuments) -> Event:
        found = self.library.documents(command.collection)
        step = protocol.DOCUMENTS_A_MESSAGE
        parts = [tuple(found[start : start + step]) for start in range(0, len(found), step)] or [()]
        events = [
            protocol.DocumentsListed(id=command.id, offset=number * step, total=len(found), documents=part)
            for number, part in enumerate(parts)
        ]
        for event in events[:-1]:
            self._emit(event)
        return events[-1]

    def _list_settings(self, command_id: str, key: str | None) -> Event:
        listed = describe(self.policy, self._own_settings, self._in_hand())
        own = set(setting_keys())
        if key is not None:
            settings.get(self.settings, key)
            own = {key}
        listed = tuple(entry for entry in listed if entry.key in own)
        return protocol.SettingsListed(id=command_id, settings=listed)

    def _set(self, command: protocol.SetSetting) -> None:
        changed = settings.change(self._own_settings, command.key, command.value)
        if self.policy.locks(command.key) or not allows(self.policy, command.key, command.value):
            raise RefusedByPolicy(key=command.key)
        if command.key == "answers.model" and command.value is not None:
            names = [model.info.name for model in self.models.find() if model.info.purpose == "chat"]
            if command.value not in names:
                raise SettingInvalid(key=command.key)
        try:
            chosen = self._chosen | {command.key}
            settings.save(self._home, changed, {*chosen, *self._differing(changed)})
        except OSError as error:
            raise DiskFull if error.errno == errno.ENOSPC else LibraryUnreadable from None
        self._own_settings = changed
        self._chosen = chosen
        self.settings = self.policy.apply(changed, self._in_hand())
        if command.key == "answers.model":
            self.models.drop_chat()
        if command.key == "chats.keep_days":
            self._indexing.submit_quietly(lambda _job: self._housekeeping.expire(self.settings.chats.keep_days))

    def _read_policy(self) -> None:
        """Take in what IT has changed since the start; a window may stay open for days."""
        if self._has_own_policy:
            return
        fresh = load_policy()
        if fresh.sha256 != self.policy.sha256:
            self.policy = self.outbound.policy = fresh
            self.settings = fresh.apply(self._own_settings, self._in_hand())
            self.outbound.begin()

    def _differing(self, own: Settings) -> set[str]:
        defaults = Settings()
        return {key for key in setting_keys() if settings.get(own, key) != settings.get(defaults, key)}

    def _in_hand(self) -> set[str]:
        """Settings that are the person's choice and no preset's."""
        return {*self._chosen, *self._differing(self._own_settings)}

    # --- erasing ------------------------------------------------------------------------------------------------

    def _erase(
        self,
        command: protocol.Forget
        | protocol.DeleteCollection
        | protocol.DeleteChat
        | protocol.ForgetEverything
        | protocol.EraseOldText,
    ) -> Event:
        receipt = self._housekeeping.erase(command)
        if isinstance(command, protocol.ForgetEverything):
            self.outbound.forget_everything()
        self._emit(protocol.LibraryChanged(id="", collection_id=""))
        return protocol.Forgotten(
            id=command.id, documents=receipt.documents, chunks=receipt.chunks, is_checked=receipt.is_checked,
            seconds=round(receipt.seconds, 3), chats=receipt.chats, turns=receipt.turns, checks=receipt.checks,
        )  # fmt: skip

    def _forget_caches(self) -> None:
        """Nothing of what is forgotten may stay in memory."""
        self.outbound.forget_caches()
        terms.forget_words()
        with self._parts_lock:
            self._answerers.clear()
        self.models.forget_caches()
        if not self._answering.is_busy:
            self.models.drop_chat()  # it keeps the last prompt in its memory; a question that runs has its own by now

    # --- answering ----------------------------------------------------------------------------------------------

    def _search(self, job: Job, command: protocol.Search) -> Event:
        started = time.perf_counter()
        collection = self.library.pick(command.collection)
        only = narrowing.documents_within(self.library.catalog, collection.id, command.filters)
        store = self.library.readable_store(collection)
        passages, found = self._answers(collection).search(store, command.question, command.top, only, job.is_cancelled)
        return protocol.SearchDone(
            id=command.id, passages=tuple(passages), embed_ms=round(found.embed_ms, 1),
            search_ms=round(found.search_ms, 1), total_ms=round((time.perf_counter() - started) * 1000, 1),
        )  # fmt: skip

    def _ask(self, job: Job, command: protocol.Ask) -> Event:
        asked = time.time()
        collection = self.library.pick(command.collection)
        is_azure = command.provider == "azure"
        only = narrowing.documents_within(self.library.catalog, collection.id, command.filters)
        # Before anything else, so that what may not leave is refused at once.
        model = self._model_for(command, collection)
        store = self.library.readable_store(collection)
        request = AskRequest(
            question=command.question,
            follows=self.outbound.may_leave(command.follows) if is_azure else command.follows,
            limit_to_documents=command.limit_to_documents,
            chat_model=model,
            why_no_model=NO_MODEL if command.use_model else None,
            max_tokens=self.settings.azure.max_tokens if is_azure else self.settings.answers.max_tokens,
            quotes=self.settings.answers.quotes,
            refine=command.refine,
            only=only,
        )
        answerer = self._answers(collection)
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
        if command.provider == "azure" and command.use_model:
            self._read_policy()
            return self.outbound.chat_model(command, collection, lambda: self.settings)
        return self._chat_model(command.model) if command.use_model else None

    def _keep(self, command: protocol.Ask, collection: CollectionEntry, asked: float, answer: Answer) -> Turn | None:
        if command.chat is None:
            return None
        turn = Turn(new_id(), command.chat, command.question, asked, answer, collection.id)
        if self.settings.chats.keep_days != 0:  # with no days to keep, nothing is written in the first place
            self._chats.keep(command.chat, collection.id, turn)
        return turn

    def _show_source(self, command: protocol.ShowSource) -> Event:
        return source_pages.show(self._home, self.library.catalog, self._reader, command)

    # --- models -------------------------------------------------------------------------------------------------

    def _about_models(self, job: Job, command: Command) -> Event:
        match command:
            case protocol.ListModels():
                self.models.look_again()
                listed = tuple(model.info for model in self.models.find())
                return protocol.ModelsListed(id=command.id, models=listed)
            case protocol.AddModel():
                file = absolute(command.file)
                if not scanner.exists(file):
                    raise PathUnknown
                if not file.is_file():
                    raise ModelFileInvalid
                added = model_files.add(self._home, file, is_cancelled=job.is_cancelled)
                self.models.look_again()
                return protocol.ModelChecked(id=command.id, model=added)
            case protocol.CheckModel():
                return protocol.ModelChecked(id=command.id, model=model_check.check(self._home, command.name))
            case _:
                return self._examine(command)

    def _examine(self, command: Command) -> Event:
        if isinstance(command, protocol.RunDoctor) and command.privacy:
            from desktop_rag.engine import doctor_privacy, privacy_report

            checks = tuple(doctor_privacy.examine(self._home, self.settings, self.policy, command.window))
            now = dt.datetime.now(dt.UTC).astimezone()
            written = privacy_report.write(self._home, checks, command.language, now)
            return protocol.DoctorDone(id=command.id, checks=checks, reports=tuple(map(str, written)))
        return protocol.DoctorDone(id=command.id, checks=tuple(doctor.examine(self, self._home)))

    def _usual_embedder(self) -> Embedder:
        """The embedder of the collections that there are, or of the first one to come; raises `ModelMissing`."""
        entries = self.library.catalog.collections()
        if entries and self.models.has_embedder(entries[0].embedding_model):
            return self.models.embedder(entries[0].embedding_model)
        return self.models.best_embedder()

    def _chat_model(self, wanted: str | None) -> LocalChat | None:
        return self.models.chat(wanted, self.settings.answers.model)

    def _answers(self, collection: CollectionEntry) -> Answerer:
        """Answers by words alone where the model that made the collection's vectors is not there."""
        try:
            embedder: Embedder | None = self.models.embedder(collection.embedding_model)
        except ModelError:
            embedder = None  # words alone still find much
        with self._parts_lock:
            known = self._answerers.get(collection.embedding_model)
            if known is None or known.embedder is not embedder:
                known = self._answerers[collection.embedding_model] = Answerer(
                    self.library.catalog, embedder, self.models.reranker
                )
            return known

    def _tell_worker(self, worker: WorkerName, model: str | None, state: WorkerState, code: str | None) -> None:
        self._emit(protocol.WorkerChanged(id="", worker=worker, state=state, model=model, code=code))


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
