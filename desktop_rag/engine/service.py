"""Carries out commands: builds the engine's parts once, sends each command down its lane, sends events back."""

import contextlib
import dataclasses
import datetime as dt
import errno
import importlib.metadata
import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_rag import paths, protocol, settings, starter
from desktop_rag.engine import doctor, model_check, model_files, scanner, source_pages, terms
from desktop_rag.engine.answerer import NO_MODEL, Answerer, AskRequest
from desktop_rag.engine.azure_chat import AzureChat, ShownInstead
from desktop_rag.engine.catalog import CollectionEntry, DocumentEntry, checked_name, encode_path, new_id
from desktop_rag.engine.chat_model import ChatModel, LocalChat
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.housekeeping import Housekeeping
from desktop_rag.engine.indexer import Counts, Indexer, Report
from desktop_rag.engine.lanes import Emit, Job, Lane, carry_out
from desktop_rag.engine.library import Library, absolute, to_record
from desktop_rag.engine.model_judge import Found as ModelFile
from desktop_rag.engine.online import OnlineWorker
from desktop_rag.engine.outbound import Outbound
from desktop_rag.errors import (
    ChatUnknown,
    CollectionUnknown,
    DesktopRagError,
    DiskFull,
    DiskNotEncrypted,
    LibraryUnreadable,
    ModelError,
    ModelFileInvalid,
    ModelMissing,
    PathUnknown,
    RefusedByPolicy,
    SettingInvalid,
)
from desktop_rag.policy import Policy, allows, allows_document, allows_folder, allows_model, describe
from desktop_rag.policy import load as load_policy
from desktop_rag.protocol import Command, Event, WorkerName, WorkerState
from desktop_rag.records import Answer, Passage, Quote, Sentence, Turn
from desktop_rag.settings import Settings
from desktop_rag.settings import keys as setting_keys

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
            home, on_state=self._worker_state("online", lambda: None), start=lambda *_: starter.start_online(home)
        )
        self.outbound = Outbound(home, self.library.catalog, self._chats, self.policy, online, emit)
        self._housekeeping = Housekeeping(self.library, self._chats, home, self._forget_caches)
        self._reader = DocumentReader(home, self.settings.index, on_state=self._worker_state("parse", lambda: None))
        self._models: list[ModelFile] | None = None
        self._embedder: Embedder | None = None
        self._answerers: dict[bool, Answerer] = {}
        self._chat: LocalChat | None = None
        self._parts_lock = threading.RLock()
        self._indexing = Lane("indexing", emit)
        self._answering = Lane("answering", emit)
        self._viewing = Lane("viewing", emit)
        self._connecting = Lane("connecting", emit)
        # What an earlier stop left to be erased goes before anything else is done.
        self._indexing.submit_quietly(lambda _job: self._finish_pending())
        self._connecting.submit_quietly(lambda _job: self.outbound.begin())
        self._connecting.submit_quietly(lambda _job: paths.make_private_inside(home))
        self._lanes = (self._answering, self._viewing, self._connecting, self._indexing)

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

    def announce(self) -> None:
        """Say that commands are taken."""
        version = importlib.metadata.version("desktop-rag")
        self._emit(protocol.EngineReady(id="", version=version, settings_were_broken=self.settings_were_broken))

    def warm_up(self) -> None:
        """Load in the background what the first question will need, the index before the models."""

        def load() -> None:
            try:
                for entry in self.library.catalog.collections():
                    self._answers(entry).retriever.count_words(self.library.store(entry))
                embedder = self._embedding()
                embedder.start_loading()
                embedder.wait_until_loaded()
                for entry in self.library.catalog.collections():
                    self._answers(entry).retriever.warm_up(self.library.store(entry))
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
        for lane in self._lanes:
            lane.close(_CLOSE_S)
        with self._parts_lock:
            for part in (self._embedder, self._chat, self._reader):
                if part is not None:
                    part.close()
        source_pages.empty(self._home)
        self.library.close()

    # --- commands -----------------------------------------------------------------------------------------------

    def handle(self, command: Command) -> None:
        """Take a command; its events follow."""
        match command:
            case protocol.Cancel():
                for lane in self._lanes:
                    lane.cancel(command.job)
            case protocol.Index() | protocol.Refresh() | protocol.Retry():
                self._indexing.submit(command, lambda job: self._index(job, command))
            case protocol.DeleteChat():  # it touches the catalogue alone and need not wait for indexing
                self._viewing.submit(command, lambda _job: self._erase(command))
            case (
                protocol.Forget() | protocol.DeleteCollection() | protocol.ForgetEverything() | protocol.EraseOldText()
            ):
                self._indexing.submit(command, lambda _job: self._erase(command))
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
            case protocol.GetSettings():
                return self._list_settings(command.id, command.key)
            case protocol.SetSetting():
                self._set(command)
                return self._list_settings(command.id, command.key)
            case protocol.WakeWorker():
                self._wake(command.worker)
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
            names = [model.info.name for model in self._find_models() if model.info.purpose == "chat"]
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
            self._drop_chat()
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

    # --- indexing -----------------------------------------------------------------------------------------------

    def _index(self, job: Job, command: protocol.Index | protocol.Refresh | protocol.Retry) -> Event:
        self._check_disk()
        started = time.monotonic()
        total = Counts()
        name = ""
        for planned, roots, read_again in self._index_plan(job, command):
            collection, places = planned, roots
            name = collection.name
            report = _ProgressEvents(command.id, collection, self._emit)
            embedder = self._embedding()
            if collection.embedding_model != embedder.name:
                dimension = embedder.wait_until_loaded(job.is_cancelled)
                collection = self.library.start_anew(collection, embedder.name, dimension)
                places = [*roots, *(absolute(root) for root in self.library.catalog.roots(collection.id))]
            store = self.library.store(collection)
            named = roots if isinstance(command, protocol.Index) else []
            counts = self._indexer().run(
                collection, store, places, report, job.is_cancelled, read_again=frozenset(read_again),
                is_forgotten=self.library.erasures.forgotten(collection.id).unless_under(named),
            )  # fmt: skip
            self.library.erasures.choose_again(collection.id, named)
            total.indexed += counts.indexed
            total.unchanged += counts.unchanged
            total.removed += counts.removed
            total.chunks += counts.chunks
            total.set_aside += counts.set_aside
            self._answers(collection).retriever.count_words(store)
            self._emit(protocol.LibraryChanged(id="", collection_id=collection.id))
        return protocol.IndexDone(
            id=command.id, collection=name, indexed=total.indexed, unchanged=total.unchanged, removed=total.removed,
            set_aside=tuple(total.set_aside), chunks=total.chunks, seconds=round(time.monotonic() - started, 3),
        )  # fmt: skip

    def _check_disk(self) -> None:
        """Raise `DiskNotEncrypted` where an encrypted disk is asked for and this one is not known to be one."""
        if self.settings.privacy.require_disk_encryption:
            from desktop_rag import disk_encryption

            if not disk_encryption.state(self._home).is_encrypted:
                raise DiskNotEncrypted

    def _index_plan(
        self, job: Job, command: protocol.Index | protocol.Refresh | protocol.Retry
    ) -> list[tuple[CollectionEntry, list[Path], list[str]]]:
        """Which collections, which places in them, and which documents to read though they did not change."""
        catalog = self.library.catalog
        if isinstance(command, protocol.Index):
            roots = [absolute(path) for path in command.paths]
            if not all(allows_folder(self.policy, _folder_of(root)) for root in roots):
                raise RefusedByPolicy(key="documents.allowed_folders")
            self._reader.wake()
            try:
                collection = catalog.collection_by_name(command.collection)
            except CollectionUnknown:
                checked_name(command.collection)
                if not all(scanner.exists(root) for root in roots):
                    raise PathUnknown from None
                embedder = self._embedding()
                collection = catalog.add_collection(
                    command.collection, embedder.name, embedder.wait_until_loaded(job.is_cancelled), 1
                )
                self._emit(protocol.LibraryChanged(id="", collection_id=collection.id))
            known = {*catalog.roots(collection.id), *(entry.path for entry in catalog.documents(collection.id))}
            if not all(scanner.exists(root) or any(scanner.lies_under(path, root) for path in known) for root in roots):
                raise PathUnknown
            catalog.add_roots(collection.id, [encode_path(root) for root in roots if scanner.exists(root)])
            # Who names a file that was set aside asks for it to be read again.
            named = {encode_path(root) for root in roots}
            aside = [entry for entry in catalog.documents(collection.id) if entry.state == "set_aside"]
            return [(collection, roots, [entry.id for entry in aside if entry.path in named])]
        if isinstance(command, protocol.Refresh):
            entries = catalog.collections()
            if command.collection_id is not None:
                entries = [catalog.collection(command.collection_id)]
            return [(entry, [absolute(root) for root in catalog.roots(entry.id)], []) for entry in entries]
        self._reader.wake()
        by_collection: dict[str, list[DocumentEntry]] = {}
        for document_id in command.document_ids:
            document = catalog.document(document_id)
            by_collection.setdefault(document.collection_id, []).append(document)
        return [
            (catalog.collection(key), [absolute(entry.path) for entry in entries], [entry.id for entry in entries])
            for key, entries in by_collection.items()
        ]

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
            if self._embedder is not None:
                self._embedder.forget_caches()
        if not self._answering.is_busy:
            self._drop_chat()  # it keeps the last prompt in its memory; a question that runs has its own by now

    # --- answering ----------------------------------------------------------------------------------------------

    def _search(self, job: Job, command: protocol.Search) -> Event:
        started = time.perf_counter()
        collection = self.library.pick(command.collection)
        store = self.library.store(collection)
        passages, found = self._answers(collection).search(store, command.question, command.top, job.is_cancelled)
        return protocol.SearchDone(
            id=command.id, passages=tuple(passages), embed_ms=round(found.embed_ms, 1),
            search_ms=round(found.search_ms, 1), total_ms=round((time.perf_counter() - started) * 1000, 1),
        )  # fmt: skip

    def _ask(self, job: Job, command: protocol.Ask) -> Event:
        asked = time.time()
        collection = self.library.pick(command.collection)
        is_azure = command.provider == "azure"
        # Before anything else, so that what may not leave is refused at once.
        model = self._model_for(command, collection)
        store = self.library.store(collection)
        request = AskRequest(
            question=command.question,
            follows=self.outbound.may_leave(command.follows) if is_azure else command.follows,
            limit_to_documents=command.limit_to_documents,
            chat_model=model,
            why_no_model=NO_MODEL if command.use_model else None,
            max_tokens=self.settings.azure.max_tokens if is_azure else self.settings.answers.max_tokens,
            quotes=self.settings.answers.quotes,
            refine=command.refine,
        )
        listener = _AnswerEvents(command.id, self.library.catalog.counts(collection.id)[0], self._emit)
        try:
            answer = self._answers(collection).ask(collection, store, request, listener, job.is_cancelled)
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
        document = self.library.catalog.document(command.document_id)
        return source_pages.show(self._home, self._reader, document, command)

    # --- models -------------------------------------------------------------------------------------------------

    def _about_models(self, job: Job, command: Command) -> Event:
        match command:
            case protocol.ListModels():
                self._models = None
                listed = tuple(model.info for model in self._find_models())
                return protocol.ModelsListed(id=command.id, models=listed)
            case protocol.AddModel():
                file = absolute(command.file)
                if not scanner.exists(file):
                    raise PathUnknown
                if not file.is_file():
                    raise ModelFileInvalid
                added = model_files.add(self._home, file, is_cancelled=job.is_cancelled)
                self._models = None
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

    def _find_models(self) -> list[ModelFile]:
        with self._parts_lock:
            if self._models is None:
                self._models = [self._judged(found) for found in model_files.find_with_paths(self._home)]
            return self._models

    def _judged(self, found: ModelFile) -> ModelFile:
        """A model that the organisation does not allow is shown, and is not used."""
        if allows_model(self.policy, found.info.name, found.info.sha256):
            return found
        refused = dataclasses.replace(found.info, is_usable=False, code=RefusedByPolicy.code)
        return dataclasses.replace(found, info=refused)

    def _embedding(self) -> Embedder:
        """The embedder, made when it is first needed; raises `ModelMissing`."""
        with self._parts_lock:
            if self._embedder is None:
                found = model_files.best_embedding_model(self._find_models())
                if found is None:
                    raise ModelMissing
                self._embedder = Embedder(
                    self._home, found.path, name=found.info.name, query_prefix=found.query_prefix,
                    document_prefix=found.document_prefix,
                    on_state=self._worker_state("embed", lambda: found.info.name),
                )  # fmt: skip
            return self._embedder

    def _answers(self, collection: CollectionEntry) -> Answerer:
        """Answers by words alone where there is no model, or another one than made the collection's vectors."""
        with self._parts_lock:
            try:
                embedder: Embedder | None = self._embedding()
            except ModelError:
                embedder = None  # words alone still find much
            if embedder is not None and embedder.name != collection.embedding_model:
                embedder = None
            has_vectors = embedder is not None
            if has_vectors not in self._answerers:
                self._answerers[has_vectors] = Answerer(self.library.catalog, embedder)
            return self._answerers[has_vectors]

    def _indexer(self) -> Indexer:
        return Indexer(
            self.library.catalog, self._reader, self._embedding(), self.settings.index.max_file_mb, self._home,
            lambda path: allows_document(self.policy, path),
        )  # fmt: skip

    def _chat_model(self, wanted: str | None) -> LocalChat | None:
        """The chosen chat model, or the best usable one; None where there is none.

        Raises:
            ModelMissing: the wanted one is not among the usable ones. Another never answers in its place; only a choice
                in the settings whose file is gone by now gives way to the best one.
        """
        models = [model.info for model in self._find_models()]
        chosen = model_files.best_chat_model(models, None, wanted or self.settings.answers.model)
        if wanted is not None and (chosen is None or wanted not in (chosen.name, Path(chosen.file).name)):
            raise ModelMissing
        if chosen is None:
            return None
        with self._parts_lock:
            if self._chat is None or self._chat.name != chosen.name:
                self._drop_chat()
                self._chat = LocalChat(
                    self._home, Path(chosen.file), name=chosen.name, languages=chosen.languages,
                    on_state=self._worker_state("chat", lambda: chosen.name),
                )  # fmt: skip
            return self._chat

    def _drop_chat(self) -> None:
        with self._parts_lock:
            if self._chat is not None:
                self._chat.close()
                self._chat = None

    def _wake(self, worker: WorkerName) -> None:
        self._reader.wake()
        with self._parts_lock:
            for part in (self._embedder, self._chat):
                if part is not None:
                    part.worker.wake()
            if worker == "embed" and self._embedder is not None:
                self._embedder.start_loading()
            if worker == "chat" and self._chat is not None:
                self._chat.start_loading()

    def _worker_state(
        self, worker: WorkerName, model: Callable[[], str | None]
    ) -> Callable[[WorkerState, str | None], None]:
        def emit(state: WorkerState, code: str | None) -> None:
            self._emit(protocol.WorkerChanged(id="", worker=worker, state=state, model=model(), code=code))

        return emit


def _folder_of(root: Path) -> Path:
    """The real folder that a chosen place is or lies in; a path that the system cannot follow stays as it is."""
    try:
        real = root.resolve()
        return real if real.is_dir() else real.parent
    except (OSError, RuntimeError):
        return root


class _ProgressEvents(Report):
    """Turns an indexing job's reports into events, with rate and time left."""

    def __init__(self, command_id: str, collection: CollectionEntry, emit: Emit) -> None:
        self._id = command_id
        self._collection = collection
        self._emit = emit
        self._started = time.monotonic()

    def progress(self, stage: protocol.Stage, counts: Counts) -> None:
        elapsed = time.monotonic() - self._started
        rate = counts.files_done / elapsed if counts.files_done and elapsed > 0 else None
        done = counts.bytes_done
        left = elapsed * (counts.bytes_total - done) / done if done and elapsed > 1 else None
        self._emit(
            protocol.Progress(
                id=self._id, stage=stage, collection=self._collection.name, files_done=counts.files_done,
                files_total=counts.files_total, bytes_done=done, bytes_total=counts.bytes_total, chunks=counts.chunks,
                files_per_second=rate, seconds_left=left,
            )
        )  # fmt: skip

    def changed(self, documents: Sequence[DocumentEntry]) -> None:
        self._emit(
            protocol.LibraryChanged(
                id="", collection_id=self._collection.id, documents=tuple(to_record(entry) for entry in documents)
            )
        )


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
