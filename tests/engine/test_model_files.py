"""Models are found, checked against the manifest, judged against this computer, added whole or not at all."""

import hashlib
import sys
from pathlib import Path

import psutil
import pytest

from desktop_rag import paths
from desktop_rag.engine import model_check, model_files, model_judge, model_memory
from desktop_rag.errors import (
    Cancelled,
    ModelFileInvalid,
    ModelMismatch,
    ModelMissing,
    ModelUnsupported,
    NotEnoughMemory,
)
from desktop_rag.records import ModelInfo
from tests import gguf_builder

WHOLE = gguf_builder.build()
MANIFEST = """
[[model]]
name = "Tiny Model"
purpose = "chat"
file = "tiny.gguf"
bytes = {size}
sha256 = "{sha256}"
languages = ["en"]
"""


@pytest.fixture
def folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only models folder of a test."""
    models = home / "models"
    models.mkdir()
    monkeypatch.setattr(paths, "models_folders", lambda _home: (models,))
    return models


def named(home: Path, name: str) -> ModelInfo:
    return next(model for model in model_files.find(home) if model.name == name)


def test_a_file_without_a_manifest_is_described_by_itself(home: Path, folder: Path) -> None:
    (folder / "some.gguf").write_bytes(WHOLE)
    found = named(home, "some")
    assert (found.quantization, found.context, found.parameters) == ("Q4_1", 2048, "0M")
    assert found.languages == ("en", "ja")
    assert found.sha256 is None
    assert found.is_usable
    assert found.memory_free_bytes > found.memory_needed_bytes > len(WHOLE)


def test_a_file_of_the_manifest_is_hashed_once(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "tiny.gguf").write_bytes(WHOLE)
    digest = hashlib.sha256(WHOLE).hexdigest()
    (folder / "manifest.toml").write_text(MANIFEST.format(size=len(WHOLE), sha256=digest))
    assert named(home, "Tiny Model").sha256 == digest
    monkeypatch.setattr("desktop_rag.engine.model_hashes.sha256", lambda _file: pytest.fail("hashed again"))
    assert named(home, "Tiny Model").is_usable


@pytest.mark.parametrize("content", [WHOLE[:-1] + b"\1", WHOLE + b"\0"])
def test_a_file_that_differs_from_the_manifest_is_refused(home: Path, folder: Path, content: bytes) -> None:
    (folder / "tiny.gguf").write_bytes(content)
    manifest = MANIFEST.format(size=len(WHOLE), sha256=hashlib.sha256(WHOLE).hexdigest())
    (folder / "manifest.toml").write_text(manifest)
    found = named(home, "Tiny Model")
    assert (found.is_usable, found.code) == (False, "model_mismatch")
    with pytest.raises(ModelMismatch):
        model_files.verify(home, "Tiny Model")


def test_broken_files_and_manifests_hide_nothing_else(home: Path, folder: Path) -> None:
    (folder / "cut.gguf").write_bytes(WHOLE[:300])
    (folder / "good.gguf").write_bytes(WHOLE)
    (folder / "manifest.toml").write_text("[[model]\nno toml")
    assert named(home, "cut").code == "model_file_invalid"
    assert named(home, "good").is_usable


def test_too_little_memory_is_said(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "big.gguf").write_bytes(WHOLE)
    monkeypatch.setattr(model_memory, "free", lambda: 1_000_000)
    assert named(home, "big").code == "not_enough_memory"
    with pytest.raises(NotEnoughMemory) as caught:
        model_files.verify(home, "big")
    assert caught.value.details["free_mb"] == 1


@pytest.mark.parametrize(
    "values",
    [{**gguf_builder.LLAMA, "general.architecture": "bert"}, {**gguf_builder.LLAMA, "split.count": 3}],
)
def test_a_model_that_cannot_chat_is_unsupported(
    home: Path, folder: Path, values: dict[str, gguf_builder.Value]
) -> None:
    (folder / "odd.gguf").write_bytes(gguf_builder.build(values))
    assert named(home, "odd").code == "model_unsupported"


def test_an_old_processor_is_named(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "good.gguf").write_bytes(WHOLE)
    monkeypatch.setattr(model_judge, "processor_problem", lambda: "no_avx2")
    assert named(home, "good").code == "model_unsupported"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what the processor has")
def test_this_processor_is_read() -> None:
    assert model_judge.processor_problem() in (None, "no_avx2")
    assert psutil.cpu_count()


def test_a_folder_of_pickles_is_no_embedding_model(home: Path, folder: Path) -> None:
    (folder / "old").mkdir()
    (folder / "old" / "modules.json").write_text("[]")
    (folder / "old" / "pytorch_model.bin").write_bytes(b"pickle")
    assert named(home, "old").code == "model_unsupported"


def test_adding_copies_the_file_whole(home: Path, folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "new.gguf"
    source.write_bytes(WHOLE)
    steps: list[tuple[int, int]] = []
    added = model_files.add(home, source, on_progress=lambda done, total: steps.append((done, total)))
    assert added.is_usable
    assert (folder / "new.gguf").read_bytes() == WHOLE
    assert steps[-1] == (len(WHOLE), len(WHOLE))


def test_adding_no_model_leaves_nothing(home: Path, folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "letter.gguf"
    source.write_bytes(b"Dear Sir or Madam")
    with pytest.raises(ModelFileInvalid):
        model_files.add(home, source)
    with pytest.raises(ModelMissing):
        model_files.add(home, tmp_path / "none.gguf")
    source.write_bytes(WHOLE)
    with pytest.raises(Cancelled):
        model_files.add(home, source, is_cancelled=lambda: True)
    assert list(folder.iterdir()) == []


def chat_model(name: str, size: int, *languages: str, code: str | None = None) -> ModelInfo:
    return ModelInfo(name, "chat", f"{name}.gguf", size, None, None, None, 4096, 0, 0, code is None, code, languages)


def test_the_model_that_speaks_the_language_is_chosen() -> None:
    english, japanese = chat_model("en", 900, "en"), chat_model("ja", 300, "ja", "en")
    broken = chat_model("broken", 5000, code="model_file_invalid")
    models = [english, japanese, broken]
    assert model_files.best_chat_model(models, "ja", None) == japanese
    assert model_files.best_chat_model(models, "en", None) == english
    assert model_files.best_chat_model(models, "en", "ja") == japanese
    assert model_files.best_chat_model(models, "ja", "broken") == japanese
    assert model_files.best_chat_model([english], "ja", None) == english
    assert model_files.best_chat_model([broken], "en", None) is None


@pytest.mark.models
def test_the_default_models_are_found_and_say_a_word(home: Path) -> None:
    chat, embedding = model_files.find_with_paths(home)
    assert (chat.info.code, embedding.info.code) == (None, None)
    assert (chat.info.parameters, chat.info.quantization, chat.info.languages) == ("135M", "Q4_1", ("en",))
    assert embedding.path.name == "all-MiniLM-L6-v2"
    assert model_check.check(home, chat.info.name).is_usable


@pytest.mark.models
def test_a_file_that_only_looks_whole_is_refused_by_its_trial(home: Path, folder: Path) -> None:
    (folder / "hollow.gguf").write_bytes(WHOLE)
    with pytest.raises((ModelUnsupported, ModelFileInvalid)):
        model_check.check(home, "hollow")
