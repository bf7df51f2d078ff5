"""Whether the ledger is what was written: the chain tells of what is inside it, the seals of its end."""

import contextlib
import dataclasses
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from desktop_rag.engine import ledger_files, ledger_lines
from desktop_rag.engine.ledger_lines import FIRST_PREVIOUS, LONGEST_LINE, LedgerEntry
from desktop_rag.engine.seal import LIBRARY, Seal, SealedState, SealName
from desktop_rag.errors import KeychainError, LedgerUnwritable

FORMAT = 1
EARLIER_NAME = re.compile(r"ledger\.chapter-[0-9]{1,6}\.jsonl")
WIDER_THAN_OWNER = 0o077

Fault: TypeAlias = Literal[
    "changed",  # a line is not what was written
    "missing",  # lines are gone from the middle or the beginning
    "added",  # lines that were never announced, or a line twice
    "swapped",  # lines stand in another order
    "cut",  # the end is gone
    "gone",  # the whole file is gone
    "replaced",  # no file stands there but something else
    "seal_missing",  # a seal that there was is gone
    "seal_differs",  # the ledger fits one seal and not another, or the seal is of another ledger
    "chapter_changed",  # an earlier, damaged part that was kept aside is not what it was any more
    "unreadable",  # the system does not let us read it
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `check` found.

    `line` is that of the first fault, where it can be told. `seal` names the seal that does not fit. `sealed_by` is the
    strongest seal that could be asked and fits; "library" means that somebody who can write the library folder, and
    knows how, could have rewritten ledger and seal together. `since_keychain` counts the lines at the end that the
    keychain has not sealed. `is_exposed`: others on this computer may read or write the file.
    """

    is_ok: bool
    code: Fault | None = None
    line: int | None = None
    lines: int = 0
    sendings: int = 0
    sealed_by: SealName | Literal["nothing"] = "nothing"
    seal: SealName | None = None
    since_keychain: int = 0
    chapter: int = 1
    is_exposed: bool = False


@dataclass(slots=True)
class Walk:
    """What one pass over the file knows: how it ends, what is open, which lines each seal announced."""

    fault: tuple[Fault, int | None] | None = None
    lines: int = 0
    size_bytes: int = 0
    head: str = FIRST_PREVIOUS
    tail_bytes: int = 0
    sendings: int = 0
    first: LedgerEntry | None = None
    open_sendings: dict[str, tuple[int, int]] = field(default_factory=dict)
    policy: tuple[str, int, str] | None = None
    announced_by: dict[str, tuple[int, str]] = field(default_factory=dict)
    states: dict[int, tuple[int, str]] = field(default_factory=lambda: {0: (0, FIRST_PREVIOUS)})

    @property
    def chapter(self) -> int:
        return 1 if self.first is None else int(self.first.fields["chapter"])

    @property
    def ledger_id(self) -> str | None:
        return None if self.first is None else str(self.first.fields["ledger"])

    def state(self, announced: str | None = None) -> SealedState:
        """What a seal should say of this ledger; needs a first line."""
        assert self.ledger_id is not None
        return SealedState(self.ledger_id, self.lines, self.size_bytes, self.head, announced)

    def take(self, entry: LedgerEntry, size_bytes: int) -> None:
        """Go on by one line that fits."""
        if self.first is None:
            if not _is_opening(entry):
                raise ValueError("no first line")
            self.first = entry
        self.lines, self.head = entry.number, entry.hash
        self.size_bytes += size_bytes
        for seal in entry.seals:
            self.announced_by[seal] = (entry.number, entry.hash)
        fields = entry.fields
        if entry.kind == "sending":
            self.sendings += 1
            self.open_sendings[fields["id"]] = (fields["process"], fields["process_started"])
        elif entry.kind == "outcome":
            self.open_sendings.pop(fields["sending"], None)
        elif entry.kind == "policy":
            self.policy = (fields["policy"], fields["problems"], fields["source"])


def walk(lines: Iterator[bytes], notable: frozenset[int] = frozenset()) -> Walk:
    """Follow the chain from the first line to the first fault; remember how it stood after the `notable` lines."""
    found = Walk()
    for line in lines:
        number = found.lines + 1
        if not line.endswith(b"\n") and len(line) <= LONGEST_LINE:
            # Only the last line can lack its end; whether a line was being written then is for the seals to say.
            found.tail_bytes = len(line)
            break
        entry = ledger_lines.decode(line)
        if entry is None:
            found.fault = ("changed", number)
            break
        if entry.number != number:
            found.fault = (_misplaced(entry.number, number, lines), number)
            break
        if entry.previous != found.head or (number > 1 and entry.kind == "opened"):
            found.fault = ("changed", number)
            break
        try:
            found.take(entry, len(line))
        except (KeyError, TypeError, ValueError):
            found.fault = ("changed", number)
            break
        if number in notable:
            found.states[number] = (found.size_bytes, found.head)
    return found


def _misplaced(number: int, expected: int, rest: Iterator[bytes]) -> Fault:
    """Why a line stands where another was expected."""
    if number < expected:
        return "added"
    with contextlib.suppress(OSError):
        for line in rest:
            entry = ledger_lines.decode(line)
            if entry is not None and entry.number == expected:
                return "swapped"
    return "missing"


def check(path: Path, seals: Sequence[Seal]) -> tuple[Verdict, Walk]:
    """Read the whole file and hold it against every seal that can be asked; the strongest seal comes first."""
    try:
        values = _ask(seals)
        states = {name: None if value is None else SealedState.from_text(value) for name, value in values.items()}
        notable = frozenset(state.lines for state in states.values() if state is not None)
        found, is_exposed = _read(path, notable)
        verdict = _judge(found, path, seals, values, states)
    except (OSError, LedgerUnwritable):
        return Verdict(is_ok=False, code="unreadable"), Walk()
    return dataclasses.replace(verdict, is_exposed=is_exposed), found


def _ask(seals: Sequence[Seal]) -> dict[SealName, str | None]:
    values: dict[SealName, str | None] = {}
    for seal in seals:
        with contextlib.suppress(KeychainError):  # what cannot be asked does not speak; `sealed_by` says so
            values[seal.name] = seal.read()
    return values


def _read(path: Path, notable: frozenset[int]) -> tuple[Walk, bool]:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return Walk(), False
    if not stat.S_ISREG(mode):
        return Walk(fault=("replaced", None)), False
    return walk(ledger_lines.read_forwards(path), notable), os.name == "posix" and bool(mode & WIDER_THAN_OWNER)


def _judge(
    found: Walk,
    path: Path,
    seals: Sequence[Seal],
    values: dict[SealName, str | None],
    states: dict[SealName, SealedState | None],
) -> Verdict:
    known = Verdict(is_ok=False, lines=found.lines, sendings=found.sendings, chapter=found.chapter)
    if found.fault is not None:
        return dataclasses.replace(known, code=found.fault[0], line=found.fault[1])
    misfits: list[tuple[SealName, Fault, int | None]] = []
    fitting: list[SealName] = []
    for name in (seal.name for seal in seals if seal.name in values):
        misfit = _misfit(found, name, values[name], states[name], is_there=os.path.lexists(path))
        if misfit is not None:
            misfits.append((name, *misfit))
        elif states[name] is not None:
            fitting.append(name)
    if misfits:
        name, code, line = misfits[0]
        if fitting and code != "seal_missing":
            code = "seal_differs"
        return dataclasses.replace(known, code=code, line=line, seal=name)
    if not fitting and (found.lines or found.tail_bytes):
        return dataclasses.replace(known, code="seal_missing")
    library = states.get(LIBRARY)
    is_being_written = library is not None and library.announced is not None and library.lines == found.lines
    if found.tail_bytes and not is_being_written:
        return dataclasses.replace(known, code="added", line=found.lines + 1)
    if found.first is not None and any(
        fingerprint(path.parent / name) != sha256 for name, sha256 in found.first.fields["earlier"]
    ):
        return dataclasses.replace(known, code="chapter_changed", line=1)
    keychain = states.get("keychain")
    return dataclasses.replace(
        known,
        is_ok=True,
        sealed_by=fitting[0] if fitting else "nothing",
        since_keychain=found.lines - (0 if keychain is None else _covered(found, keychain)),
    )


def _misfit(
    found: Walk, name: SealName, value: str | None, state: SealedState | None, *, is_there: bool
) -> tuple[Fault, int | None] | None:
    """Why the ledger does not fit a seal; None where it does, or where this seal never had anything to do with it."""
    last, last_hash = found.announced_by.get(name, (0, ""))
    if value is None:
        return ("seal_missing", None) if last else None
    if state is None:
        return "seal_differs", None
    if found.lines < state.lines:
        return ("cut", found.lines + 1) if is_there else ("gone", None)
    if found.ledger_id not in (None, state.ledger):
        return "seal_differs", None
    if found.states[state.lines] != (state.size_bytes, state.head):
        return "changed", None
    if last > state.lines and (last, last_hash) != (state.lines + 1, state.announced):
        return "added", state.lines + 1
    return None


def _covered(found: Walk, state: SealedState) -> int:
    """How many lines a fitting seal stands for."""
    return state.lines + (found.announced_by.get("keychain", (0, "")) == (state.lines + 1, state.announced))


def _is_opening(entry: LedgerEntry) -> bool:
    """Whether a line can be the first of a chapter."""
    fields = entry.fields
    return (
        (entry.kind, fields.get("format")) == ("opened", FORMAT)
        and type(fields.get("ledger")) is str
        and type(fields.get("chapter")) is int
        and type(fields.get("earlier")) is list
        and all(
            type(kept) is list and len(kept) == 2 and EARLIER_NAME.fullmatch(str(kept[0])) for kept in fields["earlier"]
        )
    )


def fingerprint(path: Path) -> str:
    """SHA-256 of a file, or "none" where there is no plain file that can be read."""
    digest = hashlib.sha256()
    try:
        with ledger_files.open_for_reading(path) as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError:
        return "none"
    return digest.hexdigest()
