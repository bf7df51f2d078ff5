"""Compound files (OLE) and Outlook's mails in them, made by hand and as small as possible."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import TypeAlias, Union

Tree: TypeAlias = Mapping[str, Union[bytes, "Tree"]]

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _SMALL_SECTOR, _SMALL = 512, 64, 4096


class _Sectors:
    """Data in sectors of one size, each with the number of the one that goes on."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.data = b""
        self.chains: list[int] = []

    def store(self, data: bytes) -> int:
        """The number of the first sector."""
        if not data:
            return _END
        start = len(self.chains)
        count = -(-len(data) // self.size)
        self.data += data.ljust(count * self.size, b"\0")
        self.chains += [*range(start + 1, start + count), _END]
        return start


def compound(tree: Tree) -> bytes:
    """A compound file with these streams and storages."""
    entries: list[tuple[str, int, int, int, bytes]] = []

    def level(content: Tree) -> int:
        """Names of one level are chained to their right, which readers take as well as a balanced tree."""
        following = _FREE
        for name, inner in reversed(list(content.items())):
            if isinstance(inner, bytes):
                entries.append((name, 2, following, _FREE, inner))
            else:
                child = level(inner)
                entries.append((name, 1, following, child, b""))
            following = len(entries)
        return following

    first = level(tree)
    large, small = _Sectors(_SECTOR), _Sectors(_SMALL_SECTOR)
    listed = b""
    for name, kind, right, child, data in entries:
        start = (small if len(data) < _SMALL else large).store(data)
        listed += _entry(name, kind, right, child, start, len(data))
    root = _entry("Root Entry", 5, _FREE, first, large.store(small.data), len(small.data))
    directory = large.store(root + listed)
    small_table = struct.pack(f"<{len(small.chains)}I", *small.chains)
    small_fat = large.store(small_table.ljust(-(-len(small_table) // _SECTOR) * _SECTOR, b"\xff"))
    count = -(-len(large.chains) // (_SECTOR // 4 - 1))
    places = range(len(large.chains), len(large.chains) + count)
    chains = [*large.chains, *[_FAT] * count]
    fat = struct.pack(f"<{len(chains)}I", *chains).ljust(count * _SECTOR, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    small_count = -(-len(small_table) // _SECTOR)
    header += struct.pack("<IIIIIIIII", 0, count, directory, 0, _SMALL, small_fat, small_count, _END, 0)
    header += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return header + large.data + fat


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    entry = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    return entry + struct.pack("<III", _FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)


def message(
    text: Mapping[int, str],
    *,
    numbers: Mapping[int, int] | None = None,
    data: Mapping[int, bytes] | None = None,
    narrow: Mapping[int, bytes] | None = None,
    inner: Tree | None = None,
    header: int = 32,
) -> Tree:
    """Properties of a mail (header 32; inside another one 24), a recipient or an attachment (8), by their numbers."""
    fixed = b"".join(struct.pack("<HHIQ", 3, number, 6, value) for number, value in (numbers or {}).items())
    return {
        "__properties_version1.0": bytes(header) + fixed,
        **{f"__substg1.0_{number:04X}001F": value.encode("utf-16-le") for number, value in text.items()},
        **{f"__substg1.0_{number:04X}001E": value for number, value in (narrow or {}).items()},
        **{f"__substg1.0_{number:04X}0102": value for number, value in (data or {}).items()},
        **(inner or {}),
    }
