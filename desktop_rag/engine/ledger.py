"""The ledger: what left this computer, a line before each sending and one after, chained by hashes and sealed.

In which order it is written, so that neither a stop nor a hand at the file goes unnoticed, is in docs/decisions/0008;
what a line may say in `ledger_notes`.
"""

import contextlib
import datetime as dt
import os
import secrets
import stat
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil

from desktop_rag.engine import ledger_export, ledger_files, ledger_lines, ledger_notes
from desktop_rag.engine.ledger_check import EARLIER_NAME, FORMAT, WIDER_THAN_OWNER, Verdict, Walk, check, fingerprint
from desktop_rag.engine.ledger_lines import FIRST_PREVIOUS, LedgerEntry, Value
from desktop_rag.engine.ledger_notes import OutcomeNote, SendingNote
from desktop_rag.engine.passage_marks import PassageMarks
from desktop_rag.engine.seal import LIBRARY, Seal, SealedState, SealName
from desktop_rag.errors import KeychainError, LedgerDamaged, LedgerUnwritable

FILE_NAME = "ledger.jsonl"

_OWNER_ONLY = 0o600
_START_TOLERANCE_MS = 2000  # clocks are set while programs run, and a process's start is counted from the boot


class Ledger:
    """Writes and reads the ledger of one library folder; one process at a time does, as for all of the folder.

    Every note raises `LedgerUnwritable` where it cannot be written, and `LedgerDamaged` (with `fault` and `line`) where
    the ledger is not what was written last. Then nothing may be sent. What a line may not say is a ValueError.
    """

    def __init__(self, home: Path, seals: Sequence[Seal]) -> None:
        """`seals`: the strongest first; the library's own is always among them."""
        if LIBRARY not in {seal.name for seal in seals}:
            raise ValueError("the library's own seal is always there")
        self._home = home
        self._path = home / FILE_NAME
        self._seals = tuple(seals)
        self._marks = PassageMarks(home)
        self._lock = threading.RLock()
        self._known: Walk | None = None
        self._look: tuple[int, ...] = ()
        self._sealed: dict[SealName, str] = {}
        self._ours: set[str] = set()

    # --- writing ------------------------------------------------------------------------------------------------

    def note_sending(self, note: SendingNote) -> str:
        """The id of the sending; when this returns the line is on the disk and sealed, and the body may leave."""
        sending = secrets.token_hex(8)
        process, started = _this_process()
        fields: dict[str, Value] = {
            "id": sending,
            "process": process,
            "process_started": started,
            **ledger_notes.of_sending(note, self._marks),
        }
        with self._lock:
            self._append("sending", fields)
            self._ours.add(sending)
        return sending

    def note_outcome(self, sending: str, note: OutcomeNote) -> None:
        """Close a sending; a second outcome of the same one is a ValueError."""
        with self._lock:
            self._write_outcome(self._ready(), sending, note)
            self._ours.discard(sending)

    def note_policy(self, policy_sha256: str, problems: int, source: str) -> None:
        """Note the policy in force, unless it is the one that was noted last. `source` is a code, not a path."""
        fields = ledger_notes.of_policy(policy_sha256, problems, source)
        with self._lock:
            if self._ready().policy != (policy_sha256, problems, source):
                self._append("policy", fields)

    def note_event(self, kind: str, **fields: str | int | bool | None) -> None:
        """Note what is no sending: a key stored or removed, a consent given or withdrawn, a connection tested.

        Texts must be codes or ids; of an `endpoint` and a `deployment` the name is noted.
        """
        checked = ledger_notes.of_event(kind, fields)
        with self._lock:
            self._append(kind, checked)

    def recover(self) -> int:
        """After a start: finish what a stop left open and seal again where a keychain came back.

        Sendings whose process is gone get the outcome "unknown"; returns how many. A ledger that does not fit its seals
        is left exactly as it is and raises `LedgerDamaged`.
        """
        with self._lock:
            known = self._ready()
            lost = [
                sending
                for sending, process in known.open_sendings.items()
                if sending not in self._ours and not _is_running(*process)
            ]
            for sending in lost:
                self._write_outcome(self._ready(), sending, OutcomeNote("unknown"))
            known = self._ready()
            if known.first and any(self._sealed.get(seal.name) != known.state().to_text() for seal in self._seals):
                self._seal(known.state())
            return len(lost)

    def acknowledge(self) -> Verdict:
        """A person has seen that the ledger is damaged: keep it aside as it is, and open a chapter that says so.

        Does nothing where the ledger is whole. Returns what was found. Raises `LedgerUnwritable`.
        """
        with self._lock:
            self._known = None
            verdict, _found = check(self._path, self._seals)
            if verdict.is_ok:
                return verdict
            try:
                earlier: list[Value] = [[path.name, fingerprint(path)] for path in self._earlier()]
                if os.path.lexists(self._path):
                    aside = self._home / f"ledger.chapter-{self._free_number()}.jsonl"
                    earlier.append([aside.name, fingerprint(self._path)])
                    ledger_files.move(self._path, aside)
                damage: dict[str, Value] = {
                    "code": verdict.code,
                    "line": verdict.line,
                    "lines": verdict.lines,
                    "seal": verdict.seal,
                    "sealed": {seal.name: _as_found(seal) for seal in self._seals},
                }
                fields = _opening_fields(max(len(earlier), verdict.chapter) + 1, earlier, damage)
                line = ledger_lines.encode(1, _now(), "opened", self._reachable(), fields, FIRST_PREVIOUS)
                ledger_files.replace_whole(self._path, line)
            except OSError:
                raise LedgerUnwritable from None
            entry = ledger_lines.decode(line)
            assert entry is not None
            known = Walk()
            known.take(entry, len(line))
            self._seal(known.state())
            return verdict

    def forget_key(self) -> None:
        """Remove the key of the passages' marks: nobody can try guessed texts on the lines written so far any more."""
        with self._lock:
            self._marks.forget_key()

    # --- reading ------------------------------------------------------------------------------------------------

    def entries(self, newest_first: bool = False) -> Iterator[LedgerEntry]:
        """The lines that can be read, one after the other; whether they are what was written is for `verify` to say."""
        read = ledger_lines.read_backwards if newest_first else ledger_lines.read_forwards
        try:
            for line in read(self._path):
                entry = ledger_lines.decode(line)
                if entry is not None:
                    yield entry
        except FileNotFoundError:
            return
        except OSError:
            raise LedgerUnwritable from None

    def verify(self) -> Verdict:
        """Whether the ledger is what was written; reads all of it and changes nothing."""
        with self._lock:
            return check(self._path, self._seals)[0]

    def export(self, target: Path) -> ledger_export.Statement:
        """Write a copy that can be verified elsewhere, without keychain; raises `LedgerUnwritable`."""
        with self._lock:
            return ledger_export.export(self._path, self.verify(), _now(), target)

    # --- how a line is written ----------------------------------------------------------------------------------

    def _write_outcome(self, known: Walk, sending: str, note: OutcomeNote) -> None:
        if sending not in known.open_sendings:
            raise ValueError("no open sending")
        self._append("outcome", {"sending": sending, **ledger_notes.of_outcome(note)})

    def _append(self, kind: str, fields: Mapping[str, Value]) -> None:
        """Announce the line's hash to the seals, write the line, seal the new end."""
        known = self._ready()
        if known.first is None and kind != "opened":
            self._append("opened", _opening_fields(1, [], None))
            known = self._ready()
        if kind != "exposed" and (mode := self._wide_mode()):
            self._append("exposed", {"mode": mode})
            known = self._ready()
        self._known = None  # until all of it is done nobody relies on what was known
        number, time, previous = known.lines + 1, _now(), known.head
        before = known.state() if known.first else SealedState(str(fields["ledger"]), 0, 0, previous)
        names = [seal.name for seal in self._seals]
        while True:
            line = ledger_lines.encode(number, time, kind, tuple(names), fields, previous)
            entry = ledger_lines.decode(line)
            if entry is None:
                raise ValueError("a line of the ledger that could not be read again")
            lost = self._announce(before, entry.hash, names)
            if lost is None:
                break
            names.remove(lost)  # a keychain that is locked now: the line says that it was not there
        self._write(line, known.size_bytes)
        known.take(entry, len(line))
        self._seal(known.state(), names)
        self._known = known
        self._look = self._look_at_file()

    def _announce(self, before: SealedState, line_hash: str, names: Sequence[SealName]) -> SealName | None:
        """Write to each seal what is about to follow; the name of the first that cannot be written."""
        value = SealedState(before.ledger, before.lines, before.size_bytes, before.head, line_hash).to_text()
        for seal in self._seals:
            if seal.name in names:
                try:
                    seal.write(value)
                except KeychainError:
                    return seal.name
                self._sealed[seal.name] = value
        return None

    def _seal(self, state: SealedState, names: Sequence[SealName] | None = None) -> None:
        value = state.to_text()
        for seal in self._seals:
            if names is None or seal.name in names:
                with contextlib.suppress(KeychainError):  # what was announced to it holds until it is back
                    seal.write(value)
                    self._sealed[seal.name] = value

    def _write(self, line: bytes, size_bytes: int) -> None:
        """Add a line at the end, and nothing of it if not all of it."""
        try:
            is_new = not os.path.lexists(self._path)
            file = ledger_files.open_plain(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            try:
                if os.fstat(file).st_size != size_bytes:
                    raise LedgerDamaged(fault="changed")
                try:
                    ledger_files.write_all(file, line)
                except OSError:
                    with contextlib.suppress(OSError):
                        os.ftruncate(file, size_bytes)
                    raise
                if sys.platform != "win32":
                    os.fchmod(file, _OWNER_ONLY)  # who could read it until now is noted, see `_append`
            finally:
                os.close(file)
            if is_new:
                ledger_files.flush_folder(self._home)
        except OSError:
            raise LedgerUnwritable from None

    # --- what is known of the file ------------------------------------------------------------------------------

    def _ready(self) -> Walk:
        """What the ledger holds, after making sure that it is what was written last."""
        known = self._known
        if known is not None and self._look == self._look_at_file() and self._seals_say_what_we_wrote():
            return known
        verdict, known = check(self._path, self._seals)
        if verdict.code == "unreadable":
            raise LedgerUnwritable
        if verdict.code is not None:
            raise LedgerDamaged(fault=verdict.code, line=verdict.line or 0)
        if known.tail_bytes:
            self._drop_tail(known)
        self._known, self._look, self._sealed = known, self._look_at_file(), {}
        for seal in self._seals:
            with contextlib.suppress(KeychainError):
                if (value := seal.read()) is not None:
                    self._sealed[seal.name] = value
        return known

    def _drop_tail(self, known: Walk) -> None:
        """Remove the part of a line whose writing was stopped; it was announced, and nothing left because of it."""
        try:
            file = ledger_files.open_plain(self._path, os.O_WRONLY)
            try:
                os.ftruncate(file, known.size_bytes)
                ledger_files.flush(file)
            finally:
                os.close(file)
        except OSError:
            raise LedgerUnwritable from None
        known.tail_bytes = 0

    def _look_at_file(self) -> tuple[int, ...]:
        """What changes when somebody else writes the file."""
        try:
            found = self._path.lstat()
        except OSError:
            return ()
        return (found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    def _seals_say_what_we_wrote(self) -> bool:
        for seal in self._seals:
            with contextlib.suppress(KeychainError):
                if seal.read() != self._sealed.get(seal.name):
                    return False
        return True

    def _wide_mode(self) -> str:
        """The file's mode where others than the owner may do something with it, else nothing."""
        if os.name != "posix":
            return ""
        try:
            mode = stat.S_IMODE(self._path.lstat().st_mode)
        except OSError:
            return ""
        return f"{mode:o}" if mode & WIDER_THAN_OWNER else ""

    # --- chapters -----------------------------------------------------------------------------------------------

    def _earlier(self) -> list[Path]:
        """The chapters that were kept aside, oldest first."""
        return sorted((path for path in self._home.iterdir() if EARLIER_NAME.fullmatch(path.name)), key=_chapter_number)

    def _free_number(self) -> int:
        return max((_chapter_number(path) for path in self._earlier()), default=0) + 1

    def _reachable(self) -> tuple[SealName, ...]:
        found: list[SealName] = []
        for seal in self._seals:
            with contextlib.suppress(KeychainError):
                seal.read()
                found.append(seal.name)
        return tuple(found)


def _opening_fields(chapter: int, earlier: list[Value], damage: dict[str, Value] | None) -> dict[str, Value]:
    return {
        "format": FORMAT, "ledger": secrets.token_hex(8), "chapter": chapter, "earlier": earlier, "damage": damage,
    }  # fmt: skip


def _as_found(seal: Seal) -> Value:
    """What a seal said when a chapter was closed."""
    try:
        value = seal.read()
    except KeychainError:
        return "away"
    if value is None:
        return None
    state = SealedState.from_text(value)
    return "malformed" if state is None else {"lines": state.lines, "bytes": state.size_bytes, "head": state.head}


def _chapter_number(path: Path) -> int:
    return int(path.name.split("-")[1].split(".")[0])


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _this_process() -> tuple[int, int]:
    """Id and start (ms since the epoch) of this process: an id alone may have been given away again."""
    return os.getpid(), int(psutil.Process().create_time() * 1000)


def _is_running(process: int, started_ms: int) -> bool:
    """Whether another process that noted a sending still lives; this one knows its own."""
    if process == os.getpid():
        return False
    try:
        found = int(psutil.Process(process).create_time() * 1000)
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
    return abs(found - started_ms) <= _START_TOLERANCE_MS
