"""Describes one model file and judges it: whole, as its maker left it, of a kind and size for this computer."""

import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from desktop_rag.engine import gguf, model_memory
from desktop_rag.engine.model_hashes import ModelHashes
from desktop_rag.errors import ModelError, ModelMismatch, ModelUnsupported, NotEnoughMemory
from desktop_rag.records import ModelInfo

CONTEXT_TOKENS = 4096
"""Room for prompt and answer together; more costs memory and is never used by our prompts."""

_EMBED_PROCESS_BYTES = 500 * 1024 * 1024
_NO_DIALOGUE = frozenset({"bert", "nomic-bert", "nomic-bert-moe", "modern-bert", "jina-bert-v2", "t5encoder", "clip"})


@dataclass(frozen=True, slots=True)
class Found:
    """A model on the disk: what is shown of it, where it is loaded from, and what its texts are to begin with."""

    info: ModelInfo
    path: Path
    query_prefix: str = ""
    document_prefix: str = ""


def processor_problem() -> str | None:
    """Why llama.cpp as we build it cannot run on this processor; None where it can.

    Linux says what the processor has; on Windows and macOS nothing is checked (untried there).
    """
    if sys.platform != "linux" or platform.machine().lower() not in ("x86_64", "amd64"):
        return None
    try:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    except OSError:
        return None
    return None if {"avx2", "fma", "f16c"} <= flags else "no_avx2"


def check_chat_file(file: Path) -> gguf.Header:
    """Read a GGUF file's header and refuse what cannot be a chat model here; raises a `ModelError`."""
    header = gguf.read_header(file)
    if header.is_part or header.architecture in _NO_DIALOGUE or not header.vocabulary:
        raise ModelUnsupported
    if (problem := processor_problem()) is not None:
        raise ModelUnsupported(processor=problem)
    needed, free = model_memory.needed(header, _context(header)), model_memory.free()
    if needed > free:
        raise not_enough_memory(needed, free)
    return header


def not_enough_memory(needed: int, free: int) -> NotEnoughMemory:
    """The error with both numbers as a person reads them."""
    return NotEnoughMemory(needed_mb=round(needed / 1e6), free_mb=round(free / 1e6))


def describe_chat_model(file: Path, entry: Mapping[str, Any], hashes: ModelHashes) -> Found:
    """A GGUF file; what is wrong with it is in its `code`."""
    header: gguf.Header | None = None
    code: str | None = None
    digest: str | None = None
    try:
        header = gguf.read_header(file)
        digest = _check_against(file, entry, hashes)
        check_chat_file(file)
    except ModelError as error:
        code = error.code
    languages = tuple(entry.get("languages", ())) or (header.languages if header else ())
    context = None if header is None else entry.get("context") or header.context
    info = ModelInfo(
        name=str(entry.get("name") or file.stem),
        purpose="chat",
        file=str(file),
        size_bytes=_size(file),
        sha256=digest,
        parameters=entry.get("parameters") or (short_number(header.parameters) if header else None),
        quantization=entry.get("quantization") or (header.quantization if header else None),
        context=context,
        memory_needed_bytes=model_memory.needed(header, _context(header)) if header else 0,
        memory_free_bytes=model_memory.free(),
        is_usable=code is None,
        code=code,
        languages=languages,
    )
    return Found(info, file)


def describe_folder(folder: Path, entry: Mapping[str, Any], hashes: ModelHashes) -> Found:
    """A folder with an embedding model or a cross-encoder; what is wrong with it is in its `code`."""
    weights = sorted(folder.rglob("*.safetensors"))
    code: str | None = None if weights else ModelUnsupported.code
    digest: str | None = None
    size = sum(_size(file) for file in weights)
    needed = int(entry.get("memory_needed_bytes", 0)) or size * 2 + _EMBED_PROCESS_BYTES
    free = model_memory.free()
    try:
        if weights:
            digest = _check_against(weights[0], entry, hashes)
        for part in entry.get("files", ()):
            _check_against(folder / str(part["file"]), part, hashes)
        if code is None and needed > free:
            raise NotEnoughMemory
    except ModelError as error:
        code = error.code
    info = ModelInfo(
        name=str(entry.get("name") or folder.name),
        purpose="reranking" if is_reranker(folder) else "embedding",
        file=str(weights[0] if weights else folder),
        size_bytes=size,
        sha256=digest,
        parameters=entry.get("parameters"),
        quantization=entry.get("quantization"),
        context=entry.get("max_tokens"),
        memory_needed_bytes=needed,
        memory_free_bytes=free,
        is_usable=code is None,
        code=code,
        languages=tuple(entry.get("languages", ())),
    )
    return Found(info, folder, str(entry.get("query_prefix", "")), str(entry.get("document_prefix", "")))


def is_reranker(folder: Path) -> bool:
    """Whether a folder holds a cross-encoder: a model that gives a pair of texts one number."""
    try:
        config = msgspec.json.decode((folder / "config.json").read_bytes(), type=_Config)
    except (OSError, msgspec.MsgspecError):
        return False
    is_classifier = any(name.endswith("ForSequenceClassification") for name in config.architectures or ())
    return is_classifier and len(config.id2label or {"0": "", "1": ""}) == 1


class _Config(msgspec.Struct):
    """What tells in a model's config.json; without labels, transformers takes a classifier to have two."""

    architectures: list[str] | None = None
    id2label: dict[str, str] | None = None


def _check_against(file: Path, entry: Mapping[str, Any], hashes: ModelHashes) -> str | None:
    """The checksum of a file that the manifest names; None for one that it does not. Raises `ModelMismatch`."""
    if not entry:
        return None
    if _size(file) != entry.get("bytes"):
        raise ModelMismatch
    digest = hashes.of(file)
    if digest != entry.get("sha256"):
        raise ModelMismatch
    return digest


def _context(header: gguf.Header) -> int:
    return min(CONTEXT_TOKENS, header.context or CONTEXT_TOKENS)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def short_number(parameters: int) -> str:
    """135M, 2.3B: as people name models."""
    if parameters >= 1_000_000_000:
        return f"{parameters / 1e9:.1f}".removesuffix(".0") + "B"
    return f"{round(parameters / 1e6)}M"
