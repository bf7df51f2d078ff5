"""Writes small GGUF files, whole or broken in one place, byte by byte."""

import struct
from collections.abc import Mapping, Sequence

Value = str | int | Sequence[str]

LLAMA: Mapping[str, Value] = {
    "general.architecture": "llama",
    "general.name": "Tiny",
    "general.file_type": 3,
    "general.languages": ["en", "ja"],
    "llama.context_length": 2048,
    "llama.embedding_length": 64,
    "llama.block_count": 2,
    "llama.attention.head_count": 4,
    "llama.feed_forward_length": 128,
    "tokenizer.ggml.tokens": ["a", "b", "<|end|>"],
    "tokenizer.chat_template": "{{ messages }}",
}


def text(value: str) -> bytes:
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def pair(key: str, value: Value) -> bytes:
    if isinstance(value, str):
        return text(key) + struct.pack("<I", 8) + text(value)
    if isinstance(value, int):
        return text(key) + struct.pack("<II", 4, value)
    return text(key) + struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(text, value))


def tensor(name: str, shape: Sequence[int], kind: int, offset: int) -> bytes:
    return text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)


def build(values: Mapping[str, Value] = LLAMA, *, version: int = 3, tensors: int | None = None) -> bytes:
    """A file with one tensor of 64 by 32 weights in Q4_1."""
    head = b"GGUF" + struct.pack("<IQQ", version, 1 if tensors is None else tensors, len(values))
    body = head + b"".join(pair(key, value) for key, value in values.items()) + tensor("w", (64, 32), 3, 0)
    return body + b"\0" * (-len(body) % 32) + b"\0" * (64 * 32 // 32 * 20)
