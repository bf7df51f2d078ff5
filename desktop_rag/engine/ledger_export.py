"""A copy of the ledger that can be verified elsewhere: its lines as they are, and a last line that states their sizes.

The statement is a checksum and no signature: whoever changes the copy can make a new one. Its hash is shown when the
copy is made, so that it can be passed on by another way.
"""

import dataclasses
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from desktop_rag.engine import ledger_files, ledger_lines
from desktop_rag.engine.ledger_check import Fault, Verdict, walk
from desktop_rag.errors import LedgerUnwritable

_KIND = "export"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the copied lines come to, and what was found about them where they were made.

    `bytes` and `sha256` are of the copied lines, `hash` is that of the statement and so stands for the whole copy.
    """

    time: str
    bytes: int
    sha256: str
    verdict: Verdict
    hash: str = ""


def export(path: Path, verdict: Verdict, now: str, target: Path) -> Statement:
    """Copy the ledger, whole or damaged, with what was found about it; raises `LedgerUnwritable`."""
    new = target.with_name(target.name + ".new")
    if target.absolute() == path.absolute():
        raise LedgerUnwritable
    try:
        file = ledger_files.open_plain(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        try:
            statement = _copy(path, verdict, now, file)
        finally:
            os.close(file)
        ledger_files.move(new, target)
    except OSError:
        raise LedgerUnwritable from None
    return statement


def verify_export(file: Path) -> Verdict:
    """Whether a copy is what was exported; if it is, what was found about the ledger then.

    Raises `LedgerUnwritable` where the file cannot be read.
    """
    try:
        last = next(ledger_lines.read_backwards(file), b"")
        statement = _statement(last)
        return Verdict(is_ok=False, code="cut") if statement is None else _hold(file, statement, len(last))
    except OSError:
        raise LedgerUnwritable from None


def _copy(path: Path, verdict: Verdict, now: str, file: int) -> Statement:
    digest = hashlib.sha256()
    size, end = 0, b"\n"
    for line in _lines(path):
        ledger_files.write_all(file, line, is_last=False)
        digest.update(line)
        size, end = size + len(line), line[-1:]
    statement = Statement(now, size, digest.hexdigest(), verdict)
    content = _content(statement)
    content["hash"] = ledger_lines.hash_of(content)
    # A damaged ledger may end in the middle of a line; the statement stands on a line of its own.
    ledger_files.write_all(file, (b"" if end == b"\n" else b"\n") + ledger_lines.canonical(content) + b"\n")
    return dataclasses.replace(statement, hash=content["hash"])


def _lines(path: Path) -> Iterator[bytes]:
    try:
        yield from ledger_lines.read_forwards(path)
    except FileNotFoundError:
        return


def _content(statement: Statement) -> dict[str, Any]:
    content: dict[str, Any] = {"kind": _KIND, **msgspec.to_builtins(statement)}
    del content["hash"]
    return content


def _statement(line: bytes) -> Statement | None:
    """The statement of a last line, if every byte of it is as `export` wrote it."""
    try:
        statement = msgspec.json.decode(line, type=Statement)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    content = _content(statement)
    if statement.hash != ledger_lines.hash_of(content):
        return None
    return statement if ledger_lines.canonical({**content, "hash": statement.hash}) + b"\n" == line else None


def _hold(file: Path, statement: Statement, last_bytes: int) -> Verdict:
    """Hold the copied lines against the statement; the chain tells where a fault is."""
    said, size = statement.verdict, file.stat().st_size - last_bytes
    if said.is_ok:
        found = walk(_copied(file, size))
        if found.fault is not None:
            return dataclasses.replace(said, is_ok=False, code=found.fault[0], line=found.fault[1])
        if found.lines != said.lines:
            code: Fault = "cut" if found.lines < said.lines else "added"
            return dataclasses.replace(said, is_ok=False, code=code, line=min(found.lines, said.lines) + 1)
    digest = hashlib.sha256()
    left = statement.bytes
    for line in _copied(file, size):
        digest.update(line[:left])
        left -= len(line[:left])
    is_whole = size == statement.bytes or (size == statement.bytes + 1 and not said.is_ok)
    if is_whole and digest.hexdigest() == statement.sha256:
        return said
    return dataclasses.replace(said, is_ok=False, code="changed", line=None)


def _copied(file: Path, size: int) -> Iterator[bytes]:
    """The lines before the statement."""
    for line in ledger_lines.read_forwards(file):
        if size <= 0:
            return
        size -= len(line)
        yield line
