"""Decodes everything in a library folder without the program's own code: pylance, sqlite3 and plain bytes.

The files of an index are compressed, so a search of their bytes proves nothing: each is read with its own format, and
rows that are deleted but still in a file are read as well.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import lance.file
import numpy as np
import numpy.typing as npt
import pyarrow as pa

_COMMON_BYTES = b"te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG"
"""Bytes that a state of a transducer names by their place here, beginning with 1."""
_INDEXED_ABOVE = 32
_INDEX_BYTES = 256


@dataclass(slots=True)
class Contents:
    """What a folder holds: every text of every file, every word of a word list, every vector."""

    texts: list[tuple[Path, bytes]] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    vectors: list[npt.NDArray[np.float32]] = field(default_factory=list)
    files: dict[Path, int] = field(default_factory=dict)
    """Each file with its time in nanoseconds."""

    def where(self, *wanted: str) -> list[str]:
        """File names whose decoded or plain bytes hold one of these texts, whatever the case of its letters."""
        sought = [form for text in wanted for form in _forms(text)]
        found = {path.name for path, content in self.texts if any(form in content.lower() for form in sought)}
        if any(text.lower() in word for text in wanted for word in self.words):
            found.add("word list")
        return sorted(found)

    def has_vector(self, wanted: npt.NDArray[np.float32]) -> bool:
        """Whether any file holds a vector, as numbers or as bytes."""
        raw = wanted.astype("<f4").tobytes()
        as_numbers = any(
            block.shape[1] == len(wanted) and (block == wanted).all(axis=1).any() for block in self.vectors
        )
        return as_numbers or any(raw in content for _path, content in self.texts)


def _forms(text: str) -> set[bytes]:
    lowered = text.lower()
    return {lowered.encode("utf-8"), lowered.encode("utf-16-le"), lowered.encode("utf-16-be")}


def read(folder: Path) -> Contents:
    """Decode every file below a folder."""
    contents = Contents()
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        contents.files[path] = path.stat().st_mtime_ns
        contents.texts.append((path, path.read_bytes()))
        if path.suffix == ".lance":
            _read_lance(path, contents)
        elif path.suffix == ".arrow":
            _read_table(path, pa.ipc.open_file(path).read_all(), contents)
        elif path.name == "catalog.sqlite":
            contents.texts.append((path, "\n".join(_dump(path)).encode("utf-8", "surrogatepass")))
    return contents


def _read_lance(path: Path, contents: Contents) -> None:
    """A file of Lance: data or a part of an index; columns are read with all rows that were ever written to it."""
    reader = lance.file.LanceFileReader(str(path))
    table = reader.read_all().to_table()
    if "_token_fst_bytes" in table.column_names:
        for fst in table["_token_fst_bytes"].to_pylist():
            contents.words.update(word.decode("utf-8") for word in words_of(fst))
    if "_token" in table.column_names:
        contents.words.update(table["_token"].to_pylist())
    _read_table(path, table, contents)


def _read_table(path: Path, table: pa.Table, contents: Contents) -> None:
    for column in table.columns:
        kind = column.type
        if pa.types.is_fixed_size_list(kind) and pa.types.is_float32(kind.value_type):
            values = np.asarray(column.combine_chunks().flatten(), dtype=np.float32)
            contents.vectors.append(values.reshape(-1, kind.list_size))
        elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
            contents.texts.append((path, "\n".join(filter(None, column.to_pylist())).encode("utf-8", "surrogatepass")))
        elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            contents.texts.append((path, b"\n".join(filter(None, column.to_pylist()))))


def _dump(path: Path) -> Iterable[str]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        yield from connection.iterdump()
    finally:
        connection.close()


def words_of(fst: bytes) -> Iterator[bytes]:
    """The keys of a finite-state transducer, version 3 of the format of the Rust crate "fst", in order.

    A node is read backwards from its address. Its first byte says its kind by the two highest bits: a single way on to
    the node just before it, a single way on, or any number of them; then whether a key ends here.
    """
    root = int.from_bytes(fst[-12:-4], "little")
    stack = [(root, b"")]
    while stack:
        address, key = stack.pop()
        is_final, ways = _node(fst, address)
        if is_final:
            yield key
        stack.extend((target, key + bytes([letter])) for letter, target in sorted(ways, reverse=True))


def _node(fst: bytes, address: int) -> tuple[bool, list[tuple[int, int]]]:
    if address == 0:
        return True, []  # the one node that ends a key and leads nowhere
    state = fst[address]
    if state & 0x80:
        place = state & 0x3F
        at = address if place else address - 1
        letter = _COMMON_BYTES[place - 1] if place else fst[at]
        if state & 0x40:
            return False, [(letter, at - 1)]
        at -= 1
        target_size, output_size = fst[at] >> 4, fst[at] & 0xF
        end = at - target_size - output_size
        return False, [(letter, _target(fst, at - target_size, target_size, end))]
    count, at = state & 0x3F, address
    if not count:
        at -= 1
        count = 256 if fst[at] == 1 else fst[at]
    at -= 1
    target_size, output_size = fst[at] >> 4, fst[at] & 0xF
    at -= _INDEX_BYTES if count > _INDEXED_ABOVE else 0
    is_final = bool(state & 0x40)
    end = at - count - count * target_size - (count + is_final) * output_size
    ways = [
        (fst[at - 1 - number], _target(fst, at - count - (number + 1) * target_size, target_size, end))
        for number in range(count)
    ]
    return is_final, ways


def _target(fst: bytes, at: int, size: int, end: int) -> int:
    distance = int.from_bytes(fst[at : at + size], "little")
    return end - distance if distance else 0
