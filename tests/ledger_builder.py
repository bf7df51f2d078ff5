"""Ledgers for tests: a keychain in memory that can be away, and a ledger with something of every kind in it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from desktop_rag.engine.ledger import Ledger
from desktop_rag.engine.ledger_notes import OutcomeNote, SendingNote
from desktop_rag.engine.seal import LibrarySeal, SealName
from desktop_rag.errors import KeychainLocked

ENDPOINT = "https://example.openai.azure.com/openai/v1/"


@dataclass
class MemoryKeychain:
    """What a keychain does, without one; nothing in the library folder can reach it."""

    value: str | None = None
    is_away: bool = False
    name: SealName = "keychain"
    writes: int = 0

    def read(self) -> str | None:
        if self.is_away:
            raise KeychainLocked
        return self.value

    def write(self, value: str) -> None:
        if self.is_away:
            raise KeychainLocked
        self.value = value
        self.writes += 1


def open_ledger(home: Path, keychain: MemoryKeychain | None = None) -> Ledger:
    library = LibrarySeal(home)
    return Ledger(home, [library] if keychain is None else [keychain, library])


def sending(number: int = 0, *, passages: int = 2, body: str | None = None) -> SendingNote:
    text = body or f"body {number}"
    return SendingNote(
        endpoint=ENDPOINT,
        deployment="chat-model",
        auth="key",
        policy="none",
        consent="question",
        kept="kept_unknown",
        passages=tuple((f"{number:08x}{index:08x}", sha256(f"passage {number} {index}")) for index in range(passages)),
        body_sha256=sha256(text),
        body_bytes=len(text.encode()),
        redactions={"mail": number % 3},
        body=body,
    )


def fill(ledger: Ledger) -> None:
    """Twelve lines: an opening, a policy, an event, four sendings with their outcomes, and one without."""
    ledger.note_policy(sha256("policy"), 0, "machine")
    ledger.note_event("key_stored", endpoint=ENDPOINT)
    for number in range(4):
        ledger.note_outcome(
            ledger.note_sending(sending(number, body="本文 “quoted”" if number == 2 else None)),
            OutcomeNote("answered", 1000 + number, f"request-{number}", 500, 20),
        )
    ledger.note_sending(sending(4))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
