"""A line of the ledger: one JSON object whose every byte is determined by what it says, chained to the one before.

Sorted keys, no white space, ASCII only, whole numbers only: a line that says the same in other bytes is not that line.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from desktop_rag.engine import ledger_files

LONGEST_LINE = 32 * 1024 * 1024  # bytes; a body that is kept may hold a page-long question and many passages
FIRST_PREVIOUS = "0" * 64
"""What the first line of a chapter names as the hash of the line before it."""

_BLOCK = 64 * 1024
_CHAIN = ("number", "time", "kind", "seals", "previous", "hash")

Value: TypeAlias = str | int | bool | list[Any] | dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A line as it is read: when, what kind, which seals announced it, what it says, and its place in the chain."""

    number: int
    time: str
    kind: str
    seals: tuple[str, ...]
    fields: Mapping[str, Any]
    previous: str
    hash: str


def encode(
    number: int, time: str, kind: str, seals: tuple[str, ...], fields: Mapping[str, Value], previous: str
) -> bytes:
    """The bytes of a line, line end included; raises ValueError for a field that names a link of the chain."""
    if taken := set(fields) & set(_CHAIN):
        raise ValueError(f"reserved: {sorted(taken)}")
    content: dict[str, Any] = {
        **fields, "number": number, "time": time, "kind": kind, "seals": list(seals), "previous": previous,
    }  # fmt: skip
    content["hash"] = hash_of(content)
    return canonical(content) + b"\n"


def decode(line: bytes) -> LedgerEntry | None:
    """The entry of a line with its line end; None unless `encode` makes exactly these bytes of it."""
    if not line.endswith(b"\n") or len(line) > LONGEST_LINE:
        return None
    try:
        content = json.loads(line.decode("ascii"), parse_float=_refuse, parse_constant=_refuse)
        if type(content) is not dict or canonical(content) + b"\n" != line:
            return None
        known = {key: content.pop(key) for key in _CHAIN}
        if known["hash"] != hash_of({**content, **{key: known[key] for key in _CHAIN if key != "hash"}}):
            return None
    except (ValueError, KeyError, RecursionError):
        return None
    texts = (known["time"], known["kind"], known["previous"])
    if type(known["number"]) is not int or not all(type(text) is str for text in texts):
        return None
    if known["seals"] not in (["library"], ["keychain", "library"]):
        return None
    return LedgerEntry(
        known["number"], known["time"], known["kind"], tuple(known["seals"]), content, known["previous"], known["hash"]
    )


def canonical(content: Mapping[str, Any]) -> bytes:
    """JSON with nothing left to choose."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode(
        "ascii"
    )


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a line without its own hash."""
    return hashlib.sha256(canonical(content)).hexdigest()


def read_forwards(path: Path) -> Iterator[bytes]:
    """The lines of a file with their line ends; the last one may lack it, and one that is too long comes cut.

    Raises FileNotFoundError where there is no file, and OSError for anything that is no plain file.
    """
    with ledger_files.open_for_reading(path) as file:
        while line := file.readline(LONGEST_LINE + 1):
            yield line


def read_backwards(path: Path) -> Iterator[bytes]:
    """The same lines from the last to the first, without reading the whole file."""
    with ledger_files.open_for_reading(path) as file:
        left = os.fstat(file.fileno()).st_size
        pieces: list[bytes] = []  # of the line whose front is not known yet, last piece first
        end = b""
        while left:
            size = min(_BLOCK, left)
            left -= size
            file.seek(left)
            front, *others = file.read(size).split(b"\n")
            for part in reversed(others):
                pieces.append(part)
                if line := b"".join(reversed(pieces)) + end:
                    yield line
                pieces, end = [], b"\n"
            pieces.append(front)
        if line := b"".join(reversed(pieces)) + end:
            yield line


def _refuse(_text: str) -> None:
    raise ValueError("not a whole number")
