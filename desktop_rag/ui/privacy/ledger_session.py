"""The ledger as the engine keeps it: listed in parts, verified, exported."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop_rag.protocol import (
    Command,
    DocumentsListed,
    Done,
    Event,
    ExportLedger,
    JobFailed,
    LedgerShown,
    LedgerVerified,
    ListDocuments,
    ShowLedger,
    VerifyLedger,
)
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.sentences import failure_sentence


class LedgerSession(QObject):
    """Asks, and tells the page what came back.

    Signals:
        part_shown: some lines, newest first (carries `LedgerShown`); offset 0 begins anew.
        verified: whether the ledger is whole (carries `LedgerVerdict`).
        exported: the copy is written.
        documents_known: some documents of the library (a tuple of `Document`).
        failed: a sentence.
    """

    part_shown = Signal(object)
    verified = Signal(object)
    exported = Signal()
    documents_known = Signal(tuple)
    failed = Signal(str)

    def __init__(self, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._jobs: set[str] = set()
        self._listing = ""
        engine.event_received.connect(self._take_lines)

    def load(self) -> None:
        """List the lines and see whether they fit, from the beginning."""
        self._listing = self._engine.new_id()
        self._engine.send(ShowLedger(id=self._listing))
        self.verify()

    def verify(self, *, acknowledge: bool = False) -> None:
        """Compare every line with the one before it; `acknowledge` notes that a person has seen the fault."""
        self._send(VerifyLedger(id=self._engine.new_id(), acknowledge=acknowledge), self._take_verdict)

    def export(self, file: str) -> None:
        self._send(ExportLedger(id=self._engine.new_id(), file=file), self._take_exported)

    def ask_for_names(self) -> None:
        """Learn which documents of the library the ids in the ledger are."""
        self._send(ListDocuments(id=self._engine.new_id()), self._take_documents)

    def close(self) -> None:
        """Hear nothing more: the page is about to be gone."""
        for job in self._jobs:
            self._engine.stop_listening(job)
        self._jobs.clear()
        self._engine.event_received.disconnect(self._take_lines)

    def _send(self, command: Command, take: Callable[[Event], None]) -> None:
        self._jobs.add(command.id)
        self._engine.send(command, take)

    def _take_lines(self, event: Event) -> None:
        if event.id != self._listing:
            return
        if isinstance(event, LedgerShown):
            self.part_shown.emit(event)
        self._take_failure(event)

    def _take_verdict(self, event: Event) -> None:
        if isinstance(event, LedgerVerified):
            self.verified.emit(event.verdict)
        self._take_failure(event)

    def _take_exported(self, event: Event) -> None:
        if isinstance(event, Done):
            self.exported.emit()
        self._take_failure(event)

    def _take_documents(self, event: Event) -> None:
        if isinstance(event, DocumentsListed):
            self.documents_known.emit(event.documents)

    def _take_failure(self, event: Event) -> None:
        if isinstance(event, JobFailed):
            self.failed.emit(failure_sentence(event))
