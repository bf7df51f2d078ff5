"""Finds model files, checks them against the manifest, and judges them against this computer."""

import contextlib
import logging
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from desktop_rag import paths
from desktop_rag.engine.model_hashes import ModelHashes, sha256
from desktop_rag.engine.model_judge import (
    Found,
    check_chat_file,
    describe_chat_model,
    describe_folder,
    is_reranker,
    not_enough_memory,
)
from desktop_rag.errors import (
    Cancelled,
    DiskFull,
    LibraryUnreadable,
    ModelError,
    ModelFileInvalid,
    ModelMismatch,
    ModelMissing,
    ModelUnsupported,
    NotEnoughMemory,
)
from desktop_rag.records import ModelInfo

logger = logging.getLogger(__name__)

_MANIFEST = "manifest.toml"
_HASHES = "model_hashes.json"
_BLOCK_BYTES = 4 * 1024 * 1024


def find(home: Path) -> list[ModelInfo]:
    """Every model in the models folders, usable or not; of two with the same name the first folder's counts."""
    return [found.info for found in find_with_paths(home)]


def find_with_paths(home: Path) -> list[Found]:
    """As `find`, with what is needed to load each."""
    hashes = ModelHashes(home / _HASHES)
    models: dict[str, Found] = {}
    for folder in paths.models_folders(home):
        for found in _in_folder(folder, hashes):
            models.setdefault(found.info.name, found)
    hashes.save()
    return list(models.values())


def best_chat_model(models: Sequence[ModelInfo], language: str | None, wanted: str | None) -> ModelInfo | None:
    """The usable chat model to answer in a language: the wanted one, else one that speaks it, else the largest."""
    usable = [model for model in models if model.purpose == "chat" and model.is_usable]
    for model in usable:
        if wanted is not None and wanted in (model.name, Path(model.file).name):
            return model
    return max(
        usable, key=lambda model: (not model.languages or language in model.languages, model.size_bytes), default=None
    )


def best_embedding_model(models: Sequence[Found]) -> Found | None:
    """The usable embedding model to index with: one for more languages before one for fewer, then the first."""
    usable = [found for found in models if found.info.purpose == "embedding" and found.info.is_usable]
    return max(usable, key=lambda found: len(found.info.languages) or 100, default=None)


def best_reranking_model(models: Sequence[Found]) -> Found | None:
    """The usable cross-encoder: one for more languages before one for fewer, then the first."""
    usable = [found for found in models if found.info.purpose == "reranking" and found.info.is_usable]
    return max(usable, key=lambda found: len(found.info.languages) or 100, default=None)


def add(
    home: Path,
    file: Path,
    *,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ModelInfo:
    """Check a GGUF file and copy it into the library's models folder, whole or not at all.

    A file that only lacks memory is copied: the person may close other programs, or take it to a larger computer.
    """
    with contextlib.suppress(NotEnoughMemory):
        check_chat_file(file)
    folder = home / "models"
    target = folder / file.name
    partial = target.with_name(target.name + ".part")
    total = file.stat().st_size
    try:
        paths.make_private(folder)
        if shutil.disk_usage(folder).free < total:
            raise DiskFull
        with file.open("rb") as source, partial.open("wb") as copy:
            done = 0
            while block := source.read(_BLOCK_BYTES):
                if is_cancelled():
                    raise Cancelled
                copy.write(block)
                done += len(block)
                on_progress(done, total)
            copy.flush()
            os.fsync(copy.fileno())
        partial.replace(target)
    except OSError as error:
        raise DiskFull if error.errno == 28 else LibraryUnreadable from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    hashes = ModelHashes(home / _HASHES)
    added = describe_chat_model(target, {}, hashes)
    hashes.save()
    return added.info


def verify(home: Path, name: str) -> Found:
    """The model of this name after checking it afresh, its checksum too; raises the `ModelError` it deserves."""
    for found in find_with_paths(home):
        if name in (found.info.name, Path(found.info.file).name):
            if found.info.code is not None:
                raise _error(found)
            if found.info.sha256 is not None and sha256(Path(found.info.file)) != found.info.sha256:
                raise ModelMismatch
            return found
    raise ModelMissing


def _error(found: Found) -> ModelError:
    info = found.info
    if info.code == NotEnoughMemory.code:
        return not_enough_memory(info.memory_needed_bytes, info.memory_free_bytes)
    known = {kind.code: kind for kind in (ModelFileInvalid, ModelMismatch, ModelUnsupported, ModelMissing)}
    return known.get(info.code or "", ModelFileInvalid)()


# --- one folder -------------------------------------------------------------------------------------------------


def _in_folder(folder: Path, hashes: ModelHashes) -> Iterator[Found]:
    entries = _manifest(folder)
    try:
        files = sorted(folder.glob("*.gguf"))
        holding = {place.parent for name in ("modules.json", "config.json") for place in folder.glob(f"*/{name}")}
    except OSError:
        return
    by_file = {str(entry.get("file")): entry for entry in entries}
    for file in files:
        yield describe_chat_model(file, by_file.get(file.name, {}), hashes)
    by_folder = {str(entry.get("folder")): entry for entry in entries if "folder" in entry}
    for place in sorted(holding):
        if (place / "modules.json").is_file() or is_reranker(place):
            yield describe_folder(place, by_folder.get(place.name, {}), hashes)


def _manifest(folder: Path) -> list[Mapping[str, Any]]:
    try:
        entries = tomllib.loads((folder / _MANIFEST).read_text(encoding="utf-8")).get("model", [])
    except FileNotFoundError:
        return []
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        logger.warning("a models manifest cannot be read")
        return []
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
