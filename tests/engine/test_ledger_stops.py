"""A stop at any moment is not taken for tampering, hides none, and loses no line that was promised."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_rag.engine import ledger_files
from desktop_rag.engine.ledger import FILE_NAME, Ledger
from desktop_rag.engine.ledger_notes import OutcomeNote
from desktop_rag.engine.seal import FILE_NAME as SEAL_NAME
from desktop_rag.errors import KeychainLocked, LedgerDamaged
from tests.ledger_builder import MemoryKeychain, fill, open_ledger, sending, sha256


class Stopped(BaseException):
    """As sudden as a kill: nothing that the program would do about an error is done."""


class Stops:
    """Stops the program at its n-th step on the disk or in the keychain, before it, after it, or half-way through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, keychain: MemoryKeychain | None) -> None:
        self.left = -1
        self.half = 0.0
        # What the disk would do is not what is tried here, and waiting for it takes minutes.
        monkeypatch.setattr(os, "fsync", lambda _file: None)
        for owner, name in (
            (os, "write"), (os, "open"), (os, "ftruncate"), (ledger_files, "flush"), (ledger_files, "move"),
        ):  # fmt: skip
            monkeypatch.setattr(owner, name, self._around(getattr(owner, name), is_write=name == "write"))
        if keychain is not None:
            monkeypatch.setattr(keychain, "write", self._around(keychain.write))

    def _around(self, real: Callable[..., Any], *, is_write: bool = False) -> Callable[..., Any]:
        def step(*arguments: Any) -> Any:
            if self.left < 0 or (self.half and not is_write):
                return real(*arguments)
            self.left -= 1
            if self.left >= 0:
                return real(*arguments)
            if self.half:
                content = bytes(arguments[1])
                real(arguments[0], content[: int(len(content) * self.half)])
            raise Stopped

        return step


def _stopped_at_every_step(
    stops: Stops, act: Callable[[], object], before: Callable[[], None]
) -> Iterator[tuple[int, float]]:
    """Do something again and again, stopped one step later each time, until it comes to its end."""
    for half in (0.0, 0.4, 1.0):
        for step in range(200):
            before()
            stops.left, stops.half = step, half
            try:
                act()
            except Stopped:
                stops.left = -1
                yield step, half
            else:
                stops.left = -1
                assert step > (1 if half else 8), "hardly a step was taken"
                break
        else:
            pytest.fail("it never came to its end")


@pytest.mark.parametrize("has_keychain", [False, True])
@pytest.mark.parametrize("is_first", [False, True])
@pytest.mark.parametrize("name", ["sending", "outcome", "policy", "recover"])
def test_a_stop_at_every_step_of_a_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, has_keychain: bool, is_first: bool
) -> None:
    keychain = MemoryKeychain() if has_keychain else None
    stops = Stops(monkeypatch, keychain)
    state: dict[str, Any] = {}

    ledger = open_ledger(home, keychain)
    if not is_first:
        fill(ledger)
    if name in {"outcome", "recover"}:
        state["sending"] = ledger.note_sending(sending(9))
    state["lines"] = ledger.verify().lines
    files = {entry: entry.read_bytes() for entry in home.iterdir()}
    sealed = keychain.value if keychain is not None else None

    def before() -> None:
        for entry in home.iterdir():
            entry.unlink()
        for entry, content in files.items():
            entry.write_bytes(content)
            entry.chmod(0o600)
        if keychain is not None:
            keychain.value = sealed
        state["ledger"] = open_ledger(home, keychain)

    def act() -> None:
        ledger: Ledger = state["ledger"]
        if name == "sending":
            ledger.note_sending(sending(10))
        elif name == "outcome":
            ledger.note_outcome(state["sending"], OutcomeNote("answered"))
        elif name == "policy":
            ledger.note_policy(sha256("p"), 0, "machine")
        else:
            ledger.recover()

    stopped = 0
    for step, half in _stopped_at_every_step(stops, act, before):
        stopped += 1
        again = open_ledger(home, keychain)
        verdict = again.verify()
        assert verdict.is_ok, (step, half, verdict)
        assert verdict.lines >= state["lines"]
        again.recover()
        assert not list(_open_sendings(again))
        again.note_outcome(again.note_sending(sending(11)), OutcomeNote("answered"))
        verdict = again.verify()
        assert verdict.is_ok, (step, half, verdict)
        assert verdict.sealed_by == ("keychain" if has_keychain else "library")
        assert verdict.since_keychain == (0 if has_keychain else verdict.lines)
        _assert_cuts_are_found(home, keychain)
    assert stopped > 20


def test_a_stop_at_every_step_of_an_acknowledgement(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keychain = MemoryKeychain()
    stops = Stops(monkeypatch, keychain)
    state: dict[str, Any] = {}

    def before() -> None:
        for entry in home.iterdir():
            entry.unlink()
        keychain.value = None
        ledger = state["ledger"] = open_ledger(home, keychain)
        fill(ledger)
        state["damaged"] = (home / FILE_NAME).read_bytes()[:-7]
        (home / FILE_NAME).write_bytes(state["damaged"])

    def act() -> None:
        state["ledger"].acknowledge()

    for step, half in _stopped_at_every_step(stops, act, before):
        again = open_ledger(home, keychain)
        if not again.verify().is_ok:  # a person has to look again; it is never taken for whole by mistake
            with pytest.raises(LedgerDamaged):
                again.note_sending(sending())
            again.acknowledge()
        assert again.verify().is_ok, (step, half)
        kept = [entry.read_bytes() for entry in home.glob("ledger.chapter-*.jsonl")]
        assert state["damaged"] in kept
        again.note_sending(sending())
        assert open_ledger(home, keychain).verify().is_ok


def test_a_cut_while_a_line_was_being_written_takes_no_sealed_line(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the one moment in which the last line may be there or not, the lines before it are held as ever."""
    keychain = MemoryKeychain()
    stops = Stops(monkeypatch, keychain)
    ledger = open_ledger(home, keychain)

    def before() -> None:
        if ledger.verify().lines == 0:
            fill(ledger)

    for _step, _half in _stopped_at_every_step(stops, lambda: ledger.note_event("key_stored"), before):
        content = (home / FILE_NAME).read_bytes()
        complete = content[: content.rfind(b"\n") + 1]
        lines = complete.splitlines(keepends=True)
        for count in (2, 3, 7):
            (home / FILE_NAME).write_bytes(b"".join(lines[:-count]))
            assert open_ledger(home, keychain).verify().code in {"cut", "seal_differs"}
        (home / FILE_NAME).write_bytes(content)
        assert open_ledger(home, keychain).verify().is_ok


def test_every_length_and_every_turned_bit(home: Path) -> None:
    keychain = MemoryKeychain()
    ledger = open_ledger(home, keychain)
    fill(ledger)
    content = (home / FILE_NAME).read_bytes()
    chance = random.Random(3)
    for length in chance.sample(range(len(content)), 400):
        (home / FILE_NAME).write_bytes(content[:length])
        assert ledger.verify().code in {"cut", "changed"}, length
    for place in chance.sample(range(len(content)), 400):
        turned = content[place] ^ (1 << chance.randrange(8))
        (home / FILE_NAME).write_bytes(content[:place] + bytes([turned]) + content[place + 1 :])
        assert not ledger.verify().is_ok, place
    (home / FILE_NAME).write_bytes(content)
    assert ledger.verify().is_ok


@pytest.mark.parametrize("seed", range(12))
def test_a_life_of_stops_restarts_and_a_keychain_that_comes_and_goes(
    home: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    keychain = MemoryKeychain()
    stops = Stops(monkeypatch, keychain)
    real_write = keychain.write

    def flickering(value: str) -> None:
        if chance.random() < 0.15:
            raise KeychainLocked  # locked between two steps of one line
        real_write(value)

    monkeypatch.setattr(keychain, "write", flickering)
    ledger = open_ledger(home, keychain)
    promised: list[str] = []
    for number in range(60):
        keychain.is_away = chance.random() < 0.3
        if chance.random() < 0.2:
            ledger = open_ledger(home, keychain)
            ledger.recover()
        stops.left = chance.randrange(25) if chance.random() < 0.4 else -1
        stops.half = chance.choice((0.0, 0.3, 0.9, 1.0))
        try:
            promised.append(ledger.note_sending(sending(number)))
            if chance.random() < 0.8:
                ledger.note_outcome(promised[-1], OutcomeNote("answered"))
        except Stopped:
            stops.left = -1
            ledger = open_ledger(home, keychain)
        stops.left = -1
        verdict = open_ledger(home, keychain).verify()
        assert verdict.is_ok, (number, verdict)
    keychain.is_away = False
    assert set(promised) <= {str(entry.fields.get("id")) for entry in ledger.entries()}
    stops.left = -1
    ledger = open_ledger(home, keychain)
    monkeypatch.setattr(keychain, "write", real_write)
    ledger.recover()
    assert (ledger.verify().is_ok, ledger.verify().since_keychain) == (True, 0)
    _assert_cuts_are_found(home, keychain)


_WRITER = """
import sys
from pathlib import Path
from tests.ledger_builder import open_ledger, sending
from desktop_rag.engine.ledger_notes import OutcomeNote
ledger = open_ledger(Path(sys.argv[1]))
ledger.recover()
for number in range(100000):
    noted = ledger.note_sending(sending(number))
    print(noted, flush=True)
    ledger.note_outcome(noted, OutcomeNote("answered"))
"""


def test_a_process_that_is_killed(home: Path) -> None:
    promised: set[str] = set()
    for count, wait_s in ((1, 0.0), (2, 0.001), (3, 0.004), (5, 0.009), (8, 0.015)):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(home)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )
        assert writer.stdout is not None
        told = [writer.stdout.readline() for _line in range(count)]
        time.sleep(wait_s)
        writer.kill()
        told += writer.communicate()[0].splitlines(keepends=True)
        promised |= {line.strip() for line in told if line.endswith("\n")}
        ledger = open_ledger(home)
        assert ledger.verify().is_ok
        assert promised <= {str(entry.fields.get("id")) for entry in ledger.entries()}
    assert len(promised) >= 19
    ledger.recover()
    assert not list(_open_sendings(ledger))
    assert ledger.verify().is_ok


def _open_sendings(ledger: Ledger) -> Iterator[str]:
    closed = {str(entry.fields.get("sending")) for entry in ledger.entries() if entry.kind == "outcome"}
    yield from (
        str(entry.fields["id"])
        for entry in ledger.entries()
        if entry.kind == "sending" and entry.fields["id"] not in closed
    )


def _assert_cuts_are_found(home: Path, keychain: MemoryKeychain | None) -> None:
    content = (home / FILE_NAME).read_bytes()
    lines = content.splitlines(keepends=True)
    seal = (home / SEAL_NAME).read_bytes()
    for cut in (content[:-1], b"".join(lines[:-1]), b"".join(lines[:-2]), b"", content + lines[-1]):
        (home / FILE_NAME).write_bytes(cut)
        assert not open_ledger(home, keychain).verify().is_ok
    (home / FILE_NAME).write_bytes(content)
    assert (home / SEAL_NAME).read_bytes() == seal
    assert open_ledger(home, keychain).verify().is_ok
