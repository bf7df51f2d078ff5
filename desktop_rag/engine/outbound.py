"""Everything that has to do with what may leave: who answers with Azure, its key and the ledger."""

import dataclasses
import logging
from collections.abc import Sequence
from pathlib import Path

import msgspec

from desktop_rag import protocol, secrets
from desktop_rag.engine import azure_terms
from desktop_rag.engine.azure_chat import Agreement, AzureChat
from desktop_rag.engine.catalog import Catalog, CollectionEntry
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.configuration import Configuration
from desktop_rag.engine.egress import Terms
from desktop_rag.engine.lanes import Emit, Job
from desktop_rag.engine.ledger import Ledger
from desktop_rag.engine.ledger_lines import LedgerEntry
from desktop_rag.engine.online import AzureTarget, OnlineWorker
from desktop_rag.engine.seal import KeychainSeal, LibrarySeal
from desktop_rag.engine.shown_bodies import ShownBodies
from desktop_rag.errors import (
    AzureKeyMissing,
    CollectionUnknown,
    DesktopRagError,
    KeychainError,
    LibraryUnreadable,
)
from desktop_rag.policy import monitoring_of
from desktop_rag.policy.values import NO_POLICY
from desktop_rag.protocol import Command, Event, HistoryTurn
from desktop_rag.records import AzureState, LedgerLine, LedgerVerdict
from desktop_rag.settings import Settings

logger = logging.getLogger(__name__)

LINES_A_MESSAGE = 500
_POLICY_SOURCE = "managed"
_LONGEST_FIELD = 2_000


class Outbound:
    """The one way out of the engine. Nothing is reached before a person, or the policy in their place, has agreed."""

    def __init__(
        self,
        home: Path,
        catalog: Catalog,
        chats: Chats,
        configuration: Configuration,
        worker: OnlineWorker,
        emit: Emit,
    ) -> None:
        self.ledger = Ledger(home, [KeychainSeal(home), LibrarySeal(home)])
        self._redactors = azure_terms.Redactors()
        self._catalog = catalog
        self._chats = chats
        self._configuration = configuration
        self._worker = worker
        self._emit = emit

    def begin(self) -> None:
        """Finish what a stop left open in the ledger, and note the policy if it is another one than at the last start.

        What keeps it from that is only logged here: the first sending meets it again, and says so.
        """
        policy = self._configuration.policy
        if policy.sha256 == NO_POLICY and next(self.ledger.entries(), None) is None:
            return  # nothing has ever left and nothing is fixed: no ledger is begun
        try:
            self.ledger.recover()
            self.ledger.note_policy(policy.sha256, len(policy.problems), _POLICY_SOURCE)
        except DesktopRagError as error:
            logger.warning("ledger cannot be gone on with: %s", error.code)

    def forget_everything(self) -> None:
        """The ledger stays, but nobody can try guessed texts on its lines any more."""
        self.ledger.forget_key()

    def forget_caches(self) -> None:
        """Drop the names of files that are held in memory."""
        self._redactors.forget()

    # --- a question -----------------------------------------------------------------------------------------------

    def chat_model(self, command: protocol.Ask, collection: CollectionEntry) -> AzureChat:
        """What answers this question with Azure, under the policy as IT has it now.

        Raises:
            SendingError, AzureError, PolicyInvalid, SettingInvalid: it may not, or is not set up.
        """
        if self._configuration.read_policy():
            self.begin()

        def terms_now() -> Terms:
            azure_terms.check_collection(self._catalog.collection(collection.id), self._configuration.policy)
            return dataclasses.replace(
                azure_terms.terms(self._configuration.settings, self._configuration.policy),
                collection_id=collection.id,
                needs_passages=command.limit_to_documents,
            )

        terms = terms_now()
        # Names of all collections: a question may name a document of another one.
        names = [name for entry in self._catalog.documents() for name in _names(entry.path, entry.part)]
        return AzureChat(
            terms,
            Agreement(command.approved, command.without, command.remember, command.preview_only, command.chat),
            redactor=self._redactors.get(self._configuration.settings, self._configuration.policy, names),
            worker=self._worker,
            ledger=self.ledger,
            chats=self._chats,
            shown=ShownBodies(self._catalog),
            still=terms_now,
            key=command.key,
        )

    def may_leave(self, turns: Sequence[HistoryTurn]) -> tuple[HistoryTurn, ...]:
        """Earlier questions, without those about a collection that stays here or that nobody knows any more.

        Their answers stay: in them the real words were put back, and away from the text around them (a label before a
        number) not all of these would be recognised again.
        """

        def leaves(turn: HistoryTurn) -> bool:
            if turn.collection_id is None:
                return False
            try:
                collection = self._catalog.collection(turn.collection_id)
            except CollectionUnknown:
                return False
            return not azure_terms.stays_local(collection, self._configuration.policy)

        return tuple(dataclasses.replace(turn, answer="") for turn in turns if leaves(turn))

    def keep_mark(self, collection_id: str) -> None:
        """Write IT's mark of a collection down before it gets another name, by which IT would not know it."""
        collection = self._catalog.collection(collection_id)
        if azure_terms.stays_local(collection, self._configuration.policy):
            self._catalog.set_local_only(collection_id, is_local_only=True)

    # --- commands -------------------------------------------------------------------------------------------------

    def carry_out(self, job: Job, command: Command) -> Event:
        """Commands about the service, the key and the ledger."""
        settings = self._configuration.settings
        match command:
            case protocol.TryAzure():
                target = self._target(settings)
                # It sends no document, but it reaches out: noted before, like every sending.
                self.ledger.note_event("connection_test", endpoint=target.endpoint)
                self._worker.test_connection(target, key=command.key, is_cancelled=job.is_cancelled)
                return protocol.Done(id=command.id)
            case protocol.StoreAzureKey():
                self._store_key(self._target(settings).endpoint, command.key)
            case protocol.SignIn():
                self.ledger.note_event("sign_in", endpoint=self._target(settings).endpoint)
                self._sign_in(job, command.id, self._target(settings))
            case protocol.SignOut():
                self._worker.sign_out(self._target(settings))
                self.ledger.note_event("sign_out", endpoint=self._target(settings).endpoint)
            case protocol.WithdrawConsent():
                self._chats.withdraw_consent(command.chat)
                self.ledger.note_event("consent_withdrawn", chat=command.chat or "all")
                return protocol.Done(id=command.id)
            case protocol.ShowLedger():
                return self._show_ledger(command.id)
            case protocol.VerifyLedger():
                if command.acknowledge:
                    self.ledger.acknowledge()
                return protocol.LedgerVerified(id=command.id, verdict=self._verdict())
            case protocol.ExportLedger():
                try:
                    self.ledger.export(Path(command.file))
                except OSError:
                    raise LibraryUnreadable from None
                return protocol.Done(id=command.id)
            case _:
                pass
        return protocol.AzureStateShown(id=command.id, state=self._state(settings))

    def _state(self, settings: Settings) -> AzureState:
        """Whether a question could go out now, without reaching for anything outside."""
        policy = self._configuration.policy
        code: str | None = None
        try:
            azure_terms.terms(settings, policy)
        except DesktopRagError as error:
            code = error.code
        azure = settings.azure
        place = _keychain()
        has_key = None
        if azure.auth == "key" and azure.endpoint:
            has_key = place is not None and self._has_key(azure.endpoint)
            if code is None and not has_key:
                code = AzureKeyMissing.code
        declared = monitoring_of(policy, azure.endpoint) if azure.endpoint else None
        zone = policy.get("azure.data_zone", None)
        return AzureState(
            code=code, endpoint=azure.endpoint, deployment=azure.deployment, auth=azure.auth, key_place=place,
            has_key=has_key, kept=azure_terms.kept(azure.endpoint, policy),
            declared_by=declared.declared_by if declared else None,
            declared_on=declared.declared_on if declared else None, data_zone=zone if isinstance(zone, str) else None,
        )  # fmt: skip

    def _target(self, settings: Settings) -> AzureTarget:
        terms: Terms = azure_terms.terms(settings, self._configuration.policy)
        return terms.target

    def _has_key(self, endpoint: str) -> bool:
        try:
            return secrets.has_key(endpoint)
        except KeychainError:
            return False

    def _store_key(self, endpoint: str, key: str | None) -> None:
        if key is None:
            secrets.delete_key(endpoint)
        else:
            secrets.store_key(endpoint, key)
        self.ledger.note_event("key_deleted" if key is None else "key_stored", endpoint=endpoint)

    def _sign_in(self, job: Job, command_id: str, target: AzureTarget) -> None:
        def show(url: str, code: str) -> None:
            self._emit(protocol.SignInCode(id=command_id, url=url, code=code))

        self._worker.sign_in(target, on_device_code=show, is_cancelled=job.is_cancelled)

    def _show_ledger(self, command_id: str) -> Event:
        lines = [_line(entry) for entry in self.ledger.entries(newest_first=True)]
        parts = [lines[start : start + LINES_A_MESSAGE] for start in range(0, len(lines), LINES_A_MESSAGE)] or [[]]
        events = [
            protocol.LedgerShown(id=command_id, offset=number * LINES_A_MESSAGE, total=len(lines), lines=tuple(part))
            for number, part in enumerate(parts)
        ]
        for event in events[:-1]:
            self._emit(event)
        return events[-1]

    def _verdict(self) -> LedgerVerdict:
        found = self.ledger.verify()
        return LedgerVerdict(
            found.is_ok, found.code, found.line, found.lines, found.sendings, found.sealed_by,
            since_keychain=found.since_keychain, is_exposed=found.is_exposed, chapter=found.chapter,
        )  # fmt: skip


def _line(entry: LedgerEntry) -> LedgerLine:
    """A line as it is shown; lists and objects as JSON."""
    fields: list[tuple[str, str | int | float | bool | None]] = []
    for name, value in entry.fields.items():
        if isinstance(value, (list, dict)):
            fields.append((name, msgspec.json.encode(value).decode()[:_LONGEST_FIELD]))
        else:
            fields.append((name, value))
    return LedgerLine(entry.number, entry.time, entry.kind, (*fields, ("hash", entry.hash)))


def _names(path: str, part: str | None) -> list[str]:
    """A document's path and every name in it that a text might repeat."""
    names = [path, path.replace("\\", "/").rsplit("/", 1)[-1]]
    return [*names, part] if part else names


def _keychain() -> str | None:
    try:
        return secrets.where()
    except KeychainError:
        return None
