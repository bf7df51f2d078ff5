"""Reads the header of a GGUF file in plain Python, within limits, before any native code touches the file.

A malformed file can end a process that loads it, so what a person adds is read here first: magic, version, counts,
every key and every tensor, and whether the file is long enough for the last tensor.
"""

import math
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from desktop_rag.errors import ModelFileInvalid, ModelMissing

Value: TypeAlias = str | int | float | bool

_VERSIONS = (2, 3)
_MAX_KEYS = 10_000
_MAX_TENSORS = 100_000
_MAX_NAME_BYTES = 65_535
_MAX_STRING_BYTES = 16 * 1024 * 1024
_MAX_ITEMS = 16 * 1024 * 1024
_MAX_DIMENSIONS = 4
_DEFAULT_ALIGNMENT = 32

_STRING, _ARRAY = 8, 9
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}

# Weights in a block and bytes of a block, by the number of the tensor type in ggml.h.
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36), 10: (256, 84),
    11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292), 16: (256, 66), 17: (256, 74),
    18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2),
    26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip

# Names of `general.file_type`, the number by which llama.cpp calls a way of quantising.
_FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S", 12: "Q3_K_M",
    13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS",
    21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S",
    29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """What a GGUF file says about itself."""

    values: dict[str, Value]
    array_lengths: dict[str, int]
    languages: tuple[str, ...]
    parameters: int
    file_bytes: int

    @property
    def architecture(self) -> str:
        return str(self.values.get("general.architecture", ""))

    @property
    def name(self) -> str | None:
        found = self.values.get("general.name")
        return found.strip() or None if isinstance(found, str) else None

    @property
    def quantization(self) -> str | None:
        found = self.values.get("general.file_type")
        return _FILE_TYPES.get(found) if isinstance(found, int) else None

    @property
    def context(self) -> int | None:
        """Tokens that the model was trained for."""
        return self.number("context_length")

    @property
    def has_chat_template(self) -> bool:
        return isinstance(self.values.get("tokenizer.chat_template"), str)

    @property
    def is_part(self) -> bool:
        """Whether the model is spread over several files, of which this is one."""
        parts = self.values.get("split.count")
        return isinstance(parts, int) and parts > 1

    @property
    def vocabulary(self) -> int:
        """Number of tokens that the model knows."""
        return self.array_lengths.get("tokenizer.ggml.tokens", 0)

    def number(self, key: str) -> int | None:
        """A whole number of this model's architecture; the first, where the layers differ and the file has a list."""
        found = self.values.get(f"{self.architecture}.{key}")
        return found if isinstance(found, int) and not isinstance(found, bool) else None


def read_header(file: Path) -> Header:
    """Read and check the header.

    Raises:
        ModelMissing: there is no such file, or we may not read it.
        ModelFileInvalid: it is no GGUF file, is damaged, or is cut off.
    """
    try:
        with file.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _Reader(data).header()
    except (struct.error, ValueError, UnicodeDecodeError, OverflowError):
        # An empty file cannot be mapped, which is a ValueError; text that is no UTF-8 is one too.
        raise ModelFileInvalid from None
    except OSError:
        raise ModelMissing from None


class _Reader:
    """Walks through the mapped file; every length is checked against what is left of it."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._at = 0
        self._values: dict[str, Value] = {}
        self._lengths: dict[str, int] = {}
        self._languages: tuple[str, ...] = ()

    def header(self) -> Header:
        if self._data[:4] != b"GGUF":
            raise ModelFileInvalid
        self._at = 4
        version, tensors, keys = self._read("I"), self._read("Q"), self._read("Q")
        if version not in _VERSIONS or not 0 < tensors <= _MAX_TENSORS or not 0 < keys <= _MAX_KEYS:
            raise ModelFileInvalid
        for _ in range(keys):
            self._read_value()
        if not isinstance(self._values.get("general.architecture"), str):
            raise ModelFileInvalid
        weights = [self._read_tensor() for _ in range(tensors)]
        alignment = self._values.get("general.alignment", _DEFAULT_ALIGNMENT)
        if not isinstance(alignment, int) or alignment <= 0 or alignment % 8:
            raise ModelFileInvalid
        start = math.ceil(self._at / alignment) * alignment
        if start + max(end for _, end in weights) > len(self._data):
            raise ModelFileInvalid
        return Header(self._values, self._lengths, self._languages, sum(count for count, _ in weights), len(self._data))

    def _read(self, code: str) -> int:
        size = struct.calcsize("<" + code)
        (value,) = struct.unpack_from("<" + code, self._data, self._at)
        self._at += size
        result: int = value
        return result

    def _skip(self, count: int) -> None:
        self._at += count
        if self._at > len(self._data):
            raise ModelFileInvalid

    def _read_string(self, limit: int) -> str:
        length = self._read("Q")
        if length > limit:
            raise ModelFileInvalid
        start = self._at
        self._skip(length)
        return self._data[start : self._at].decode("utf-8", "replace")

    def _read_value(self) -> None:
        key = self._read_string(_MAX_NAME_BYTES)
        kind = self._read("I")
        if kind == _STRING:
            self._values[key] = self._read_string(_MAX_STRING_BYTES)
        elif kind == _ARRAY:
            self._read_array(key)
        elif kind in _SCALARS:
            self._values[key] = self._read(_SCALARS[kind])
        else:
            raise ModelFileInvalid

    def _read_array(self, key: str) -> None:
        kind, count = self._read("I"), self._read("Q")
        if count > _MAX_ITEMS:
            raise ModelFileInvalid
        self._lengths[key] = count
        if kind == _STRING and key == "general.languages":
            self._languages = tuple(self._read_string(_MAX_NAME_BYTES) for _ in range(min(count, 1000)))
        elif kind == _STRING:
            self._skip_strings(count)
        elif kind in _SCALARS:
            if count:
                # Where layers differ a number is a list; its largest value is the one that memory depends on.
                size = struct.calcsize("<" + _SCALARS[kind])
                if count <= 1024 and kind in (4, 5, 10, 11):
                    self._values[key] = max(struct.unpack_from(f"<{count}{_SCALARS[kind]}", self._data, self._at))
                self._skip(size * count)
        else:
            raise ModelFileInvalid

    def _skip_strings(self, count: int) -> None:
        # A vocabulary has hundreds of thousands of entries: one loop with local names, no call for each.
        at, data, unpack, end = self._at, self._data, struct.Struct("<Q").unpack_from, len(self._data)
        for _ in range(count):
            at += 8 + unpack(data, at)[0]
            if at > end:
                raise ModelFileInvalid
        self._at = at

    def _read_tensor(self) -> tuple[int, int]:
        """Number of weights of a tensor, and where it ends after the start of the data."""
        self._read_string(_MAX_NAME_BYTES)
        dimensions = self._read("I")
        if not 0 < dimensions <= _MAX_DIMENSIONS:
            raise ModelFileInvalid
        count = math.prod(self._read("Q") for _ in range(dimensions))
        block, size = _BLOCKS.get(self._read("I"), (1, 0))
        offset = self._read("Q")
        if count % block:
            raise ModelFileInvalid
        return count, offset + count // block * size
