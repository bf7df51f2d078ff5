"""Which embedding models stay in memory: the last ones asked for, and never fewer than are being worked with."""

from pathlib import Path

import pytest

from desktop_rag.engine.loaded_models import LoadedModels
from desktop_rag.errors import ModelMissing
from desktop_rag.policy import Policy
from tests.engine.engine_office import Office, index
from tests.engine_fakes import HashEmbedder


@pytest.fixture(name="made")
def fixture_made() -> list[HashEmbedder]:
    return []


@pytest.fixture(name="models")
def fixture_models(home: Path, made: list[HashEmbedder], monkeypatch: pytest.MonkeyPatch) -> LoadedModels:
    def make(_models: LoadedModels, name: str) -> HashEmbedder:
        if name == "missing":
            raise ModelMissing
        made.append(HashEmbedder(name))
        return made[-1]

    monkeypatch.setattr(LoadedModels, "_make_embedder", make)
    return LoadedModels(home, Policy, lambda *_: None)


def open_ones(made: list[HashEmbedder]) -> list[str]:
    return [embedder.name for embedder in made if embedder.is_ready]


def test_the_two_asked_for_last_stay(models: LoadedModels, made: list[HashEmbedder]) -> None:
    for name in ("a", "b", "a", "c"):
        models.embedder(name)
    assert open_ones(made) == ["a", "c"]
    assert [embedder.name for embedder in made] == ["a", "b", "c"]


def test_what_is_used_stays_until_the_last_user_is_done(models: LoadedModels, made: list[HashEmbedder]) -> None:
    with models.embedder_in_use("a") as first:
        with models.embedder_in_use("a") as second:
            assert second is first
            for name in ("b", "c", "d"):
                models.embedder(name)
        assert open_ones(made) == ["a", "d"]
        with models.embedder_in_use("b"), models.embedder_in_use("c"):
            assert open_ones(made) == ["a", "b", "c"]
            models.embedder("d")
            assert open_ones(made) == ["a", "b", "c", "d"]
    assert open_ones(made) == ["a", "d"]
    with pytest.raises(ModelMissing):
        models.embedder("missing")


def test_questions_to_other_collections_leave_a_job_its_model(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office.engine.models, "_make_embedder", HashEmbedder)
    document = tmp_path / "a.txt"
    document.write_text("The parking fee is 30 dollars a day.", encoding="utf-8")

    seen: list[bool] = []

    def ask_others(_path: Path) -> None:
        for name in "ab":
            office.engine.models.embedder(name)
        seen.append(office.embedder.is_ready)

    office.reader.on_read = ask_others
    assert index(office, document).indexed == 1
    assert seen == [True]
