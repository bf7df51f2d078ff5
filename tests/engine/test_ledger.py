"""The ledger: two lines a sending, chained, sealed, and never a word of what was asked or read."""

import dataclasses
import json
import os
import stat
import sys
import time
from pathlib import Path

import psutil
import pytest

from desktop_rag.engine import ledger_lines
from desktop_rag.engine.ledger import FILE_NAME, Ledger
from desktop_rag.engine.ledger_notes import OutcomeNote
from desktop_rag.engine.passage_marks import KEY_NAME, PassageMarks
from desktop_rag.engine.seal import FILE_NAME as SEAL_NAME
from desktop_rag.errors import LedgerDamaged, LedgerUnwritable
from tests.ledger_builder import MemoryKeychain, fill, open_ledger, sending, sha256


@pytest.fixture
def keychain() -> MemoryKeychain:
    return MemoryKeychain()


@pytest.fixture
def ledger(home: Path, keychain: MemoryKeychain) -> Ledger:
    return open_ledger(home, keychain)


def test_a_ledger_of_nothing_is_whole_and_leaves_no_file(home: Path, ledger: Ledger) -> None:
    verdict = ledger.verify()
    assert (verdict.is_ok, verdict.lines, verdict.sendings, verdict.sealed_by) == (True, 0, 0, "nothing")
    assert list(ledger.entries()) == []
    assert ledger.recover() == 0
    assert list(home.iterdir()) == []


def test_a_sending_is_two_lines(ledger: Ledger) -> None:
    note = sending(7)
    first = ledger.note_sending(note)
    ledger.note_outcome(first, OutcomeNote("answered", 4242, "req-1", 900, 33))
    opened, before, after = ledger.entries()
    assert (opened.kind, before.kind, after.kind) == ("opened", "sending", "outcome")
    assert before.fields["id"] == after.fields["sending"] == first
    assert before.fields["endpoint"] == note.endpoint
    assert before.fields["deployment"] == "chat-model"
    assert before.fields["body_sha256"] == note.body_sha256
    assert before.fields["body_bytes"] == note.body_bytes
    assert before.fields["redactions"] == {"mail": 1}
    assert [entry for entry, _mark in before.fields["passages"]] == [entry for entry, _text in note.passages]
    assert "body" not in before.fields
    assert after.fields["outcome"] == "answered"
    assert (after.fields["received_bytes"], after.fields["prompt_tokens"], after.fields["answer_tokens"]) == (
        4242,
        900,
        33,
    )
    assert before.previous == opened.hash
    assert before.time.endswith("Z")
    verdict = ledger.verify()
    assert (verdict.is_ok, verdict.lines, verdict.sendings, verdict.sealed_by) == (True, 3, 1, "keychain")
    assert verdict.since_keychain == 0


def test_the_line_is_on_the_disk_when_the_id_is_known(home: Path, ledger: Ledger) -> None:
    first = ledger.note_sending(sending())
    assert first in (home / FILE_NAME).read_text().splitlines()[-1]
    with pytest.raises(ValueError, match="no open sending"):
        ledger.note_outcome("0" * 16, OutcomeNote("answered"))
    ledger.note_outcome(first, OutcomeNote("azure_cut"))
    with pytest.raises(ValueError, match="no open sending"):
        ledger.note_outcome(first, OutcomeNote("answered"))


def test_the_newest_can_come_first(ledger: Ledger) -> None:
    fill(ledger)
    forwards = list(ledger.entries())
    assert [entry.number for entry in forwards] == list(range(1, 13))
    assert list(ledger.entries(newest_first=True)) == forwards[::-1]


@pytest.mark.parametrize("block", [1, 2, 3, 7, 64])
def test_reading_backwards_meets_the_same_lines(tmp_path: Path, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_lines, "_BLOCK", block)
    file = tmp_path / "lines"
    for content in (b"", b"\n", b"a", b"a\n", b"\n\na\nbb\n\nccc", b"abcdefgh\nijk\n\n", b"\na"):
        file.write_bytes(content)
        assert list(ledger_lines.read_backwards(file))[::-1] == list(ledger_lines.read_forwards(file))


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_only_the_owner_reads_it(home: Path, ledger: Ledger) -> None:
    fill(ledger)
    for name in (FILE_NAME, KEY_NAME, SEAL_NAME):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_file_that_others_could_read_is_reported_closed_and_noted(home: Path, ledger: Ledger) -> None:
    fill(ledger)
    (home / FILE_NAME).chmod(0o644)
    assert ledger.verify().is_ok
    assert ledger.verify().is_exposed
    ledger.note_event("key_removed")
    assert not ledger.verify().is_exposed
    *_others, exposed, removed = ledger.entries()
    assert (exposed.kind, exposed.fields, removed.kind) == ("exposed", {"mode": "644"}, "key_removed")


def test_a_policy_is_noted_once_until_it_changes(home: Path, keychain: MemoryKeychain, ledger: Ledger) -> None:
    for policy, problems in (("a", 0), ("a", 0), ("b", 0), ("b", 1), ("a", 0)):
        ledger.note_policy(sha256(policy), problems, "machine")
    open_ledger(home, keychain).note_policy(sha256("a"), 0, "machine")
    noted = [entry.fields for entry in ledger.entries() if entry.kind == "policy"]
    assert [(entry["policy"], entry["problems"]) for entry in noted] == [
        (sha256("a"), 0), (sha256("b"), 0), (sha256("b"), 1), (sha256("a"), 0),
    ]  # fmt: skip


def test_free_text_is_refused(ledger: Ledger) -> None:
    for text in ("why is the sky blue", "社員", "a/b", r"C:\x", "", "x\ny", "x" * 129):
        with pytest.raises(ValueError, match="not a code"):
            ledger.note_event("connection_tested", result=text)
    for kind in ("sending", "Opened!", "outcome", ""):
        with pytest.raises(ValueError, match=r".*"):
            ledger.note_event(kind)
    with pytest.raises(ValueError, match="reserved"):
        ledger.note_event("connection_tested", number=1)
    assert ledger.verify().is_ok
    assert [entry.kind for entry in ledger.entries() if entry.kind != "opened"] == []


def test_what_the_service_calls_itself_is_kept_only_if_it_looks_like_an_id(ledger: Ledger) -> None:
    for request_id in ("abc-1.2:3", "a text of the service", "あ", "", "x" * 500, None):
        ledger.note_outcome(ledger.note_sending(sending()), OutcomeNote("answered", request_id=request_id))
    kept = [entry.fields["request_id"] for entry in ledger.entries() if entry.kind == "outcome"]
    assert kept == ["abc-1.2:3", None, None, None, None, None]


def test_the_body_is_kept_only_where_it_is_asked_for(home: Path, ledger: Ledger) -> None:
    ledger.note_sending(sending(1))
    ledger.note_sending(sending(2, body="本文\x00\u2028 </script>\r\n"))
    bodies = [entry.fields.get("body") for entry in ledger.entries() if entry.kind == "sending"]
    assert bodies == [None, "本文\x00\u2028 </script>\r\n"]
    assert (home / FILE_NAME).read_bytes().isascii()
    assert ledger.verify().is_ok


def test_a_passage_can_be_shown_to_have_left_but_not_guessed(home: Path, ledger: Ledger) -> None:
    note, made = sending(3), PassageMarks(home)
    ledger.note_sending(note)
    (marks,) = (entry.fields["passages"] for entry in ledger.entries() if entry.kind == "sending")
    assert marks == [[entry, made.mark(entry, text)] for entry, text in note.passages]
    content = (home / FILE_NAME).read_text()
    assert not any(text in content for _entry, text in note.passages)
    assert (home / KEY_NAME).read_bytes().hex() not in content
    ledger.forget_key()
    assert marks != [[entry, made.mark(entry, text)] for entry, text in note.passages]
    ledger.note_sending(note)
    one, other = (entry.fields["key"] for entry in ledger.entries() if entry.kind == "sending")
    assert one != other
    assert ledger.verify().is_ok


def test_text_of_no_document_is_noted_too(home: Path, ledger: Ledger) -> None:
    ledger.note_sending(dataclasses.replace(sending(), passages=(("", sha256("text")),)))
    (marks,) = (entry.fields["passages"] for entry in ledger.entries() if entry.kind == "sending")
    assert marks == [["none", PassageMarks(home).mark("none", sha256("text"))]]


def test_a_cut_off_key_is_made_anew(home: Path, ledger: Ledger) -> None:
    (home / KEY_NAME).write_bytes(b"short")
    ledger.note_sending(sending())
    assert len((home / KEY_NAME).read_bytes()) == 32


# --- after a stop -----------------------------------------------------------------------------------------------


def test_a_sending_whose_process_is_gone_ends_unknown(home: Path, keychain: MemoryKeychain, ledger: Ledger) -> None:
    fill(ledger)
    again = open_ledger(home, keychain)
    assert again.recover() == 1
    last = next(again.entries(newest_first=True))
    assert (last.kind, last.fields["outcome"]) == ("outcome", "unknown")
    assert again.recover() == 0
    assert again.verify().is_ok


def test_a_sending_of_a_living_process_stays_open(
    home: Path, keychain: MemoryKeychain, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive = psutil.Popen([sys.executable, "-c", "input()"], stdin=-1, stdout=-3)
    try:
        started = int(alive.create_time() * 1000)
        for process in ((alive.pid, started), (alive.pid, started - 60_000)):
            monkeypatch.setattr("desktop_rag.engine.ledger._this_process", lambda found=process: found)
            open_ledger(home, keychain).note_sending(sending())
        again = open_ledger(home, keychain)
        assert again.recover() == 1  # the other start time: the id was given away again
        assert again.recover() == 0
    finally:
        alive.communicate(b"\n")
    assert open_ledger(home, keychain).recover() == 1


def test_our_own_sendings_are_not_taken_for_lost(ledger: Ledger) -> None:
    first = ledger.note_sending(sending())
    assert ledger.recover() == 0
    ledger.note_outcome(first, OutcomeNote("answered"))


# --- damage -----------------------------------------------------------------------------------------------------


def test_nothing_is_noted_in_a_damaged_ledger_until_a_person_has_seen_it(
    home: Path, keychain: MemoryKeychain, ledger: Ledger
) -> None:
    fill(ledger)
    lines = (home / FILE_NAME).read_bytes().splitlines(keepends=True)
    damaged = b"".join(lines[:3] + lines[4:])
    (home / FILE_NAME).write_bytes(damaged)
    for opened in (ledger, open_ledger(home, keychain)):
        with pytest.raises(LedgerDamaged) as caught:
            opened.note_sending(sending())
        assert caught.value.details == {"fault": "missing", "line": 4}
        with pytest.raises(LedgerDamaged):
            opened.recover()
        with pytest.raises(LedgerDamaged):
            opened.note_policy(sha256("x"), 0, "machine")
    assert (home / FILE_NAME).read_bytes() == damaged
    seen = ledger.acknowledge()
    assert (seen.code, seen.line) == ("missing", 4)
    assert (home / "ledger.chapter-1.jsonl").read_bytes() == damaged
    ledger.note_sending(sending())
    opening = next(ledger.entries())
    assert opening.fields["chapter"] == 2
    assert opening.fields["damage"]["code"] == "missing"
    assert opening.fields["damage"]["sealed"]["keychain"]["lines"] == 12
    verdict = open_ledger(home, keychain).verify()
    assert (verdict.is_ok, verdict.chapter, verdict.lines, verdict.sealed_by) == (True, 2, 2, "keychain")
    (home / "ledger.chapter-1.jsonl").write_bytes(damaged[:-1])
    assert ledger.verify().code == "chapter_changed"
    ledger.acknowledge()
    assert ledger.verify().is_ok
    assert ledger.verify().chapter == 3


def test_a_whole_ledger_needs_no_acknowledgement(home: Path, ledger: Ledger) -> None:
    fill(ledger)
    before = (home / FILE_NAME).read_bytes()
    assert ledger.acknowledge().is_ok
    assert (home / FILE_NAME).read_bytes() == before


def test_a_ledger_that_is_gone_can_be_acknowledged(home: Path, keychain: MemoryKeychain, ledger: Ledger) -> None:
    fill(ledger)
    (home / FILE_NAME).unlink()
    assert ledger.verify().code == "gone"
    with pytest.raises(LedgerDamaged):
        ledger.note_sending(sending())
    ledger.acknowledge()
    ledger.note_sending(sending())
    verdict = open_ledger(home, keychain).verify()
    assert (verdict.is_ok, verdict.chapter, verdict.lines) == (True, 2, 2)


def test_a_change_under_a_running_process_is_noticed_at_the_next_line(home: Path, ledger: Ledger) -> None:
    fill(ledger)
    content = (home / FILE_NAME).read_bytes()
    (home / FILE_NAME).write_bytes(content.replace(b"key_stored", b"key_stolen"))
    assert len((home / FILE_NAME).read_bytes()) == len(content)
    with pytest.raises(LedgerDamaged):
        ledger.note_sending(sending())


def test_a_ledger_that_cannot_be_written_lets_nothing_leave(home: Path, ledger: Ledger) -> None:
    fill(ledger)
    (home / (SEAL_NAME + ".new")).mkdir()  # nobody can write a file there, whatever the rights
    with pytest.raises(LedgerUnwritable):
        ledger.note_sending(sending())
    (home / (SEAL_NAME + ".new")).rmdir()
    assert ledger.verify().lines == 12
    ledger.note_sending(sending())
    assert ledger.verify().is_ok


def test_a_full_disk_leaves_no_half_line(home: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(ledger)
    real = os.write

    def full(file: int, content: bytes) -> int:
        if len(content) > 250:
            real(file, content[:40])
            raise OSError(28, "no space")
        return real(file, content)

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(LedgerUnwritable):
            ledger.note_sending(sending(1, passages=9))
    assert ledger.verify().is_ok
    assert ledger.verify().lines == 12
    ledger.note_sending(sending(1))
    assert ledger.verify().lines == 13


# --- a keychain that comes and goes -----------------------------------------------------------------------------


def test_without_a_keychain_the_library_seals(home: Path, keychain: MemoryKeychain) -> None:
    keychain.is_away = True
    ledger = open_ledger(home, keychain)
    fill(ledger)
    verdict = ledger.verify()
    assert (verdict.is_ok, verdict.sealed_by, verdict.since_keychain) == (True, "library", 12)
    assert {entry.seals for entry in ledger.entries()} == {("library",)}
    keychain.is_away = False
    assert open_ledger(home, keychain).verify().is_ok
    assert open_ledger(home, keychain).recover() == 1
    verdict = ledger.verify()
    assert (verdict.is_ok, verdict.sealed_by, verdict.since_keychain) == (True, "keychain", 0)


def test_a_keychain_that_was_locked_for_a_while_seals_again(home: Path, keychain: MemoryKeychain) -> None:
    ledger = open_ledger(home, keychain)
    fill(ledger)
    keychain.is_away = True
    ledger.note_event("key_removed")
    ledger.note_event("key_stored")
    assert (ledger.verify().sealed_by, ledger.verify().is_ok) == ("library", True)
    keychain.is_away = False
    verdict = ledger.verify()
    assert (verdict.is_ok, verdict.sealed_by, verdict.since_keychain) == (True, "keychain", 2)
    ledger.note_event("key_removed")
    assert ledger.verify().since_keychain == 0
    assert [entry.seals[0] for entry in ledger.entries()][-4:] == ["keychain", "library", "library", "keychain"]


def test_seals_that_disagree_are_a_fault_and_stay_one(home: Path, keychain: MemoryKeychain) -> None:
    ledger = open_ledger(home, keychain)
    fill(ledger)
    old = keychain.value
    ledger.note_event("key_removed")
    ledger.note_event("key_stored")
    keychain.value = old
    for _again in range(2):
        with pytest.raises(LedgerDamaged) as caught:
            open_ledger(home, keychain).recover()
        assert caught.value.details["fault"] == "seal_differs"
    assert keychain.value == old


def test_a_chapter_that_was_opened_without_the_keychain_does_not_fit_it(home: Path, keychain: MemoryKeychain) -> None:
    ledger = open_ledger(home, keychain)
    fill(ledger)
    (home / FILE_NAME).write_bytes(b"")
    keychain.is_away = True
    ledger.acknowledge()
    ledger.note_event("key_removed")
    assert ledger.verify().is_ok
    keychain.is_away = False
    assert ledger.verify().code == "seal_differs"
    ledger.acknowledge()
    assert ledger.verify().is_ok


# --- cost -------------------------------------------------------------------------------------------------------


def test_a_line_is_cheap_however_long_the_ledger_is(home: Path) -> None:
    ledger = open_ledger(home)
    took = []
    for number in range(60):
        began = time.perf_counter()
        ledger.note_sending(sending(number, passages=8))
        took.append(time.perf_counter() - began)
    assert sorted(took)[len(took) // 2] < 0.05  # a tenth of a second would be a rewritten file; 3 ms is usual
    assert json.loads((home / FILE_NAME).read_bytes().splitlines()[-1])["number"] == 61
