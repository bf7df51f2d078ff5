"""A copy of the ledger for somebody else: verified without keychain and without the library."""

import json
import shutil
from pathlib import Path

import pytest

from desktop_rag.engine import ledger_lines
from desktop_rag.engine.ledger import FILE_NAME
from desktop_rag.engine.ledger_export import verify_export
from desktop_rag.engine.passage_marks import KEY_NAME
from desktop_rag.errors import LedgerUnwritable
from tests.ledger_builder import MemoryKeychain, fill, open_ledger


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    ledger = open_ledger(home, MemoryKeychain())
    fill(ledger)
    ledger.export(tmp_path / "copy.jsonl")
    return tmp_path / "copy.jsonl"


def test_a_copy_is_verified_on_its_own(home: Path, copy: Path) -> None:
    content = (home / FILE_NAME).read_bytes()
    key = (home / KEY_NAME).read_bytes()
    shutil.rmtree(home)
    verdict = verify_export(copy)
    assert (verdict.is_ok, verdict.lines, verdict.sendings, verdict.sealed_by) == (True, 12, 5, "keychain")
    lines = copy.read_bytes().splitlines(keepends=True)
    assert b"".join(lines[:-1]) == content
    statement = json.loads(lines[-1])
    assert (statement["kind"], statement["bytes"]) == ("export", len(content))
    assert key.hex().encode() not in copy.read_bytes()
    assert not copy.with_name(copy.name + ".new").exists()


def test_the_hash_of_the_statement_is_told(home: Path, tmp_path: Path) -> None:
    ledger = open_ledger(home)
    fill(ledger)
    statement = ledger.export(tmp_path / "copy.jsonl")
    last = json.loads((tmp_path / "copy.jsonl").read_bytes().splitlines()[-1])
    assert statement.hash == last.pop("hash") == ledger_lines.hash_of(last)
    ledger.note_event("key_stored")
    assert ledger.export(tmp_path / "copy.jsonl").hash != statement.hash


def test_an_empty_ledger_can_be_copied(home: Path, tmp_path: Path) -> None:
    open_ledger(home).export(tmp_path / "copy.jsonl")
    verdict = verify_export(tmp_path / "copy.jsonl")
    assert (verdict.is_ok, verdict.lines, verdict.sealed_by) == (True, 0, "nothing")


def test_every_change_of_a_copy_is_found(copy: Path) -> None:
    content = copy.read_bytes()
    lines = content.splitlines(keepends=True)
    statement = json.loads(lines[-1])
    more = json.loads(lines[-1])
    more["verdict"]["lines"] = 13
    del more["hash"]
    ways = [
        b"",
        content[:-1],
        content[: len(content) // 2],
        b"".join(lines[:-1]),
        b"".join([*lines[:-2], lines[-1]]),
        b"".join([*lines[:4], *lines[5:]]),
        b"".join([*lines[:-1], lines[-2], lines[-1]]),
        b"".join([*lines[:3], lines[4], lines[3], *lines[5:]]),
        b"".join([*lines, b"\n"]),
        content.replace(b"answered", b"refused_", 1),
        content.replace(b"\n", b"\r\n"),
        b"\n" + content,
        content.replace(statement["sha256"].encode(), b"0" * 64),
        content.replace(b'"is_ok":true', b'"is_ok":false'),
        b"".join([*lines[:-1], b" " + lines[-1]]),
        b"".join([*lines[:-1], json.dumps(statement).encode() + b"\n"]),
        b"".join([*lines[:-1], b"{}\n"]),
        b"".join([*lines[:-1], b"\xff\n"]),
        b"".join([*lines[:-1], b"[" * 100_000 + b"\n"]),
        b"".join([*lines[:-1], ledger_lines.canonical({**more, "hash": ledger_lines.hash_of(more)}) + b"\n"]),
    ]
    assert verify_export(copy).is_ok
    for number, changed in enumerate(ways):
        assert changed != content
        copy.write_bytes(changed)
        assert not verify_export(copy).is_ok, number


@pytest.mark.parametrize("cut", [1, 2, 300])
def test_a_damaged_ledger_is_copied_with_what_was_found(home: Path, tmp_path: Path, cut: int) -> None:
    ledger = open_ledger(home, MemoryKeychain())
    fill(ledger)
    (home / FILE_NAME).write_bytes((home / FILE_NAME).read_bytes()[:-cut])
    copy = tmp_path / "copy.jsonl"
    statement = ledger.export(copy)
    assert (statement.verdict.is_ok, statement.verdict.code) == (False, "cut")
    assert verify_export(copy) == statement.verdict
    copy.write_bytes(copy.read_bytes().replace(b"answered", b"refused_", 1))
    assert verify_export(copy).code == "changed"


def test_where_it_cannot_be_written_or_read(home: Path, tmp_path: Path) -> None:
    ledger = open_ledger(home)
    fill(ledger)
    before = (home / FILE_NAME).read_bytes()
    for target in (home / FILE_NAME, home, tmp_path / "nowhere" / "copy.jsonl"):
        with pytest.raises(LedgerUnwritable):
            ledger.export(target)
    assert (home / FILE_NAME).read_bytes() == before
    for file in (tmp_path / "nothing", tmp_path):
        with pytest.raises(LedgerUnwritable):
            verify_export(file)
