"""Carries out commands: builds the engine's parts once, sends each command down its lane, sends events back."""

import datetime as dt
import functools
import importlib.metadata
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_rag import paths, protocol, starter
from desktop_rag.engine import doctor, exclusions, model_check, model_files, scanner, source_pages, terms
from desktop_rag.engine.answer_jobs import AnswerJobs
from desktop_rag.engine.catalog import CollectionEntry
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.configuration import Configuration
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.engine.housekeeping import Housekeeping
from desktop_rag.engine.index_jobs import IndexJobs
from desktop_rag.engine.lanes import Emit, Job, Lane, carry_out
from desktop_rag.engine.library import Library, absolute
from desktop_rag.engine.loaded_models import LoadedModels
from desktop_rag.engine.manners import Manners
from desktop_rag.engine.online import OnlineWorker
from desktop_rag.engine.outbound import Outbound
from desktop_rag.errors import ModelFileInvalid, PathUnknown, SettingInvalid
from desktop_rag.policy import Policy
from desktop_rag.protocol import Command, Event, WorkerName, WorkerState

if TYPE_CHECKING:
    from desktop_rag.engine.store import Store
    from desktop_rag.engine.watcher import Watcher

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
        self.configuration = Configuration(home, policy)
        source_pages.empty(home)
        self._chats = Chats(self.library.catalog)
        online = OnlineWorker(
            home,
            on_state=lambda state, code: self._tell_worker("online", None, state, code),
            start=lambda *_: starter.start_online(home),
        )
        self.outbound = Outbound(home, self.library.catalog, self._chats, self.configuration, online, emit)
        self._housekeeping = Housekeeping(self.library, self._chats, home, self._forget_caches)
        self._reader = DocumentReader(
            home,
            lambda: self.configuration.settings.index,
            on_state=lambda state, code: self._tell_worker("parse", None, state, code),
        )
        self.models = LoadedModels(home, lambda: self.configuration.policy, self._tell_worker)
        self._manners = Manners(lambda: self.configuration.settings.index.on_battery, lambda: self._answering.is_busy)
        self._index_jobs = IndexJobs(
            self.library, self._reader, self.models, home,
            settings=lambda: self.configuration.settings, policy=lambda: self.configuration.policy, emit=emit,
            on_indexed=self._count_words,
            manners=self._manners,
        )  # fmt: skip
        self._answer_jobs = AnswerJobs(self.library, self.models, self._chats, self.outbound, self.configuration, emit)
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
        self._indexing.submit_quietly(lambda _job: self._answer_jobs.count_words(collection, store))

    def _finish_pending(self) -> None:
        was_everything = "everything" in self.library.erasures.unfinished()
        self._housekeeping.eraser.finish_pending()
        if was_everything:
            self.outbound.forget_everything()

    def start_housekeeping(self) -> None:
        """Do now and then, between other jobs, what is due to be erased."""

        def submit() -> None:
            self._indexing.submit_quietly(lambda _job: self._housekeeping.tidy(self._keep_days))

        self._housekeeping.start_rounds(submit)

    def start_watching(self) -> None:
        """Keep every collection true to the disk from now on, where the setting says so."""
        from desktop_rag.engine.watcher import Keeping, Watcher  # a terminal command has no use for it

        catalog = self.library.catalog
        keeping = Keeping(
            chosen=lambda: {entry.id: catalog.roots(entry.id) for entry in catalog.collections()},
            is_on=lambda: self.configuration.settings.index.watch,
            excluded=lambda: exclusions.parse(self.configuration.settings.index.exclude),
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
                if job.cancelled.is_set() and self._watcher is not None:
                    self._watcher.rest(self._index_jobs.collections_of(job.command))
                self._follow()

        return followed

    def _follow(self) -> None:
        if self._watcher is not None:
            self._watcher.follow()

    def announce(self) -> None:
        """Say that commands are taken."""
        version = importlib.metadata.version("desktop-rag")
        self._emit(
            protocol.EngineReady(id="", version=version, settings_were_broken=self.configuration.settings_were_broken)
        )

    def warm_up(self) -> None:
        """Load in the background what the first question will need, the index before the models."""
        threading.Thread(target=self._answer_jobs.warm_up, name="warm up", daemon=True).start()

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
                self._answering.submit(command, lambda job: self._answer_jobs.search(job, command))
            case protocol.Ask():
                self._answering.submit(command, lambda job: self._answer_jobs.ask(job, command))
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
                self._connecting.submit(command, lambda job: self.outbound.carry_out(job, command))
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
                return self.configuration.show_policy(command.id)
            case protocol.ListDocuments():
                return self._list_documents(command)
            case protocol.PlanReading():
                return self._index_jobs.plan_reading(command)
            case protocol.GetSettings():
                return self.configuration.list_settings(command.id, command.key)
            case protocol.SetSetting():
                self._set(command)
                self._follow()
                return self.configuration.list_settings(command.id, command.key)
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

    def _set(self, command: protocol.SetSetting) -> None:
        self.configuration.check(command.key, command.value)
        if command.key == "answers.model" and command.value is not None:
            names = [model.info.name for model in self.models.find() if model.info.purpose == "chat"]
            if command.value not in names:
                raise SettingInvalid(key=command.key)
        self.configuration.change(command.key, command.value)
        if command.key == "answers.model":
            self.models.drop_chat()
        if command.key == "chats.keep_days":
            self._indexing.submit_quietly(lambda _job: self._housekeeping.expire(self._keep_days))

    @property
    def _keep_days(self) -> int | None:
        return self.configuration.settings.chats.keep_days

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
        self._answer_jobs.forget_caches()
        self.models.forget_caches()
        if not self._answering.is_busy:
            self.models.drop_chat()  # it keeps the last prompt in its memory; a question that runs has its own by now

    # --- sources and models -------------------------------------------------------------------------------------

    def _show_source(self, command: protocol.ShowSource) -> Event:
        return source_pages.show(self._home, self.library.catalog, self._reader, command)

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

            configuration = self.configuration
            checks = tuple(
                doctor_privacy.examine(self._home, configuration.settings, configuration.policy, command.window)
            )
            now = dt.datetime.now(dt.UTC).astimezone()
            written = privacy_report.write(self._home, checks, command.language, now)
            return protocol.DoctorDone(id=command.id, checks=checks, reports=tuple(map(str, written)))
        return protocol.DoctorDone(id=command.id, checks=tuple(doctor.examine(self.library)))

    def _tell_worker(self, worker: WorkerName, model: str | None, state: WorkerState, code: str | None) -> None:
        self._emit(protocol.WorkerChanged(id="", worker=worker, state=state, model=model, code=code))
