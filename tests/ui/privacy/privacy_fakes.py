"""What the tests of the window's privacy share: a policy, a ledger, receipts, as an engine would tell them."""

import json
from collections.abc import Iterable, Sequence

from desktop_rag import settings
from desktop_rag.protocol import (
    Command,
    DeleteChat,
    DeleteCollection,
    EraseOldText,
    Event,
    Forget,
    ForgetEverything,
    Forgotten,
    GetSettings,
    LedgerShown,
    LedgerVerified,
    ListQuotingChats,
    PolicyShown,
    QuotingChatsListed,
    SettingsListed,
    ShowLedger,
    ShowPolicy,
    VerifyLedger,
)
from desktop_rag.records import HealthCheck, LedgerLine, LedgerVerdict, PolicyFault, QuotingChat, SettingValue
from tests.fakes import Script

ORGANISATION = "Contoso K.K. IT"
FILE = "/etc/desktop-rag/policies/managed/10-base.json"
WHOLE = LedgerVerdict(is_ok=True, code=None, line=None, lines=24, sendings=12, sealed_by="keychain")
DAMAGED = LedgerVerdict(is_ok=False, code="changed", line=7, lines=24, sendings=12, sealed_by="keychain")
PART = 200


def values_with(*fixed: SettingValue) -> tuple[SettingValue, ...]:
    """All settings, some of them by the organisation."""
    said = {each.key: each for each in fixed}
    return tuple(said.get(each.key, each) for each in settings.describe(settings.Settings()))


def with_policy(
    script: Script, *fixed: SettingValue, faults: Sequence[PolicyFault] = (), organisation: str | None = ORGANISATION
) -> Script:
    """Let a script have a policy."""

    def listed(command: GetSettings) -> Iterable[Event]:
        return (SettingsListed(id=command.id, settings=values_with(*fixed)),)

    def shown(command: ShowPolicy) -> Iterable[Event]:
        return (
            PolicyShown(
                id=command.id,
                values=values_with(*fixed),
                faults=tuple(faults),
                organisation=organisation,
                sha256="ab" * 32,
            ),
        )

    script.on(GetSettings, listed)
    script.on(ShowPolicy, shown)
    return script


def sending(number: int, *, passages: int = 2, **changes: str | int) -> LedgerLine:
    """A line from before a sending."""
    fields: dict[str, str | int | float | bool | None] = {
        "id": f"{number:016x}",
        "endpoint": "https://contoso-ai.openai.azure.com/openai/v1/",
        "deployment": "gpt-5-mini",
        "policy": "none",
        "consent": "question",
        "body_sha256": f"{number:064x}",
        "body_bytes": 2914 + number,
        "passages": json.dumps([[f"d{at}", f"{at:064x}"] for at in range(1, passages + 1)], separators=(",", ":")),
        "redactions": '{"mail":1,"name":2}',
        **changes,
    }
    return LedgerLine(2 * number, f"2026-11-{1 + number % 28:02}T09:00:00.000Z", "sending", tuple(fields.items()))


def outcome(number: int, code: str = "answered") -> LedgerLine:
    """The line from after it."""
    fields = (("sending", f"{number:016x}"), ("outcome", code), ("received_bytes", 512), ("request_id", None))
    return LedgerLine(2 * number + 1, f"2026-11-{1 + number % 28:02}T09:00:04.000Z", "outcome", fields)


def lines_of(count: int) -> list[LedgerLine]:
    """So many sendings with their outcomes, newest first."""
    return [line for number in range(count, 0, -1) for line in (outcome(number), sending(number))]


def with_ledger(script: Script, lines: Sequence[LedgerLine], verdict: LedgerVerdict = WHOLE) -> Script:
    """Let a script have a ledger, told in parts; a damaged one is whole again after it was noted as seen."""

    def shown(command: ShowLedger) -> Iterable[Event]:
        for offset in range(0, max(1, len(lines)), PART):
            part = tuple(lines[offset : offset + PART])
            yield LedgerShown(id=command.id, offset=offset, total=len(lines), lines=part)

    def verified(command: VerifyLedger) -> Iterable[Event]:
        return (LedgerVerified(id=command.id, verdict=WHOLE if command.acknowledge else verdict),)

    script.on(ShowLedger, shown)
    script.on(VerifyLedger, verified)
    return script


def receipt(job: str, *, is_checked: bool = True, turns: int = 0) -> Forgotten:
    """What an erasure of one document ends with."""
    left = HealthCheck("index_files", is_ok=is_checked, code=None if is_checked else "erasure_incomplete")
    return Forgotten(
        id=job,
        documents=1,
        chunks=8,
        is_checked=is_checked,
        seconds=0.42,
        chats=1 if turns else 0,
        turns=turns,
        checks=(HealthCheck("index_rows", is_ok=True, code=None), left, HealthCheck("chats", is_ok=True, code=None)),
    )


def with_erasure(script: Script, chats: Sequence[QuotingChat] = (), *, is_checked: bool = True) -> Script:
    """Let a script forget: these chats quote what is to go."""

    def listed(command: ListQuotingChats) -> Iterable[Event]:
        return (QuotingChatsListed(id=command.id, chats=tuple(chats)),)

    def erased(command: Command) -> Iterable[Event]:
        with_chats = getattr(command, "with_chats", False)
        turns = sum(chat.turns for chat in chats) if with_chats else 0
        return (receipt(command.id, is_checked=is_checked, turns=turns),)

    script.on(ListQuotingChats, listed)
    kinds: tuple[type[Command], ...] = (Forget, DeleteCollection, DeleteChat, ForgetEverything, EraseOldText)
    for kind in kinds:
        script.on(kind, erased)
    return script
