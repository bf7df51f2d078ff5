"""How much memory a language model needs beside its weights, and how much this computer has free."""

import psutil

from desktop_rag.engine.gguf import Header

_BATCH = 512
_PROCESS_BYTES = 120 * 1024 * 1024
_HALF_BYTES = 2
_FLOAT_BYTES = 4


def needed(header: Header, context: int) -> int:
    """Bytes for the weights, the memory of `context` tokens, and the largest step of the computation."""
    return header.file_bytes + cache_bytes(header, context) + _compute_bytes(header, context) + _PROCESS_BYTES


def free() -> int:
    """Bytes that can be had without pushing anything to the disk."""
    return psutil.virtual_memory().available


def cache_bytes(header: Header, context: int) -> int:
    """Keys and values of every layer for `context` tokens, in half precision."""
    heads = header.number("attention.head_count") or 1
    width = (header.number("embedding_length") or 0) // heads
    keys = header.number("attention.key_length") or width
    values = header.number("attention.value_length") or width
    shared = header.number("attention.head_count_kv") or heads
    return (header.number("block_count") or 0) * context * shared * (keys + values) * _HALF_BYTES


def _compute_bytes(header: Header, context: int) -> int:
    """Scores of a batch over the vocabulary, its inner layer, and its attention over the context."""
    inner = header.number("feed_forward_length") or 4 * (header.number("embedding_length") or 0)
    heads = header.number("attention.head_count") or 1
    return _BATCH * (header.vocabulary + 4 * inner + heads * min(context, 4096)) * _FLOAT_BYTES
