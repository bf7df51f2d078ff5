"""A cross-encoder puts the foremost passages in its order; whatever goes wrong with it leaves the order as it was."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

from desktop_rag.engine import model_check, model_files, reranker
from desktop_rag.engine.chunk_rows import Candidate
from desktop_rag.engine.loaded_models import LoadedModels
from desktop_rag.engine.reranker import CANDIDATES, WEIGHT, Reranker
from desktop_rag.engine.retriever import Scored
from desktop_rag.errors import Cancelled, ModelFileInvalid, WorkerResting, WorkerTimedOut
from desktop_rag.policy import Policy
from tests import cross_encoder_builder
from tests.engine_fakes import chunk_terms_of, hash_vector

TEXTS = ["the hotel", "the parking fee is a fee", "leave days", "what is the fee"]


def passages(*texts: str) -> list[Scored]:
    listed = []
    for number, text in enumerate(texts):
        words = chunk_terms_of(text)
        found = Candidate(f"{number}", "d", None, None, 0, len(text), text, "", words, hash_vector(text))
        listed.append(Scored(found, 1.0 - number / 1000, 0.0, None, 0.0))
    return listed


def ids(ranked: tuple[Scored, ...]) -> list[str]:
    return [entry.candidate.id for entry in ranked]


@pytest.fixture(name="folder", scope="module")
def fixture_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cross_encoder_builder.write(tmp_path_factory.mktemp("home") / "models" / "tiny-reranker")


@pytest.fixture(name="tiny", scope="module")
def fixture_tiny(folder: Path) -> Iterator[Reranker]:
    made = Reranker(folder.parent.parent, folder, name="tiny", languages=("en",))
    yield made
    made.close()


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.shared_engine
def test_the_foremost_passages_come_in_the_order_of_the_model(tiny: Reranker, monkeypatch: pytest.MonkeyPatch) -> None:
    scores = tiny.scores("what is the parking fee", TEXTS, lambda: False)
    assert all(0 <= score <= 1 for score in scores)
    assert max(scores) - min(scores) > 0.02, "a model that says the same of all tests nothing"
    ranked = passages(*TEXTS)
    gained = {entry.candidate.id: entry.score + WEIGHT * score for entry, score in zip(ranked, scores, strict=True)}
    after = tiny.reordered("what is the parking fee", ranked)
    assert ids(after) == sorted(gained, key=lambda key: -gained[key])
    monkeypatch.setattr(reranker, "CANDIDATES", 2)
    assert ids(tiny.reordered("what is the parking fee", ranked))[2:] == ["2", "3"]


def test_a_folder_with_one_label_is_a_reranker_and_can_be_tried(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = folder.parent.parent
    tried: list[list[str]] = []
    monkeypatch.setattr(Reranker, "scores", lambda _self, _question, texts, _stop: tried.append(texts))
    assert model_check.check(home, "tiny-reranker").purpose == "reranking"
    with LoadedFrom(home) as models:
        found = models.reranker()
        assert found is not None
        assert found is models.reranker()
        assert models.best_embedder().name != "tiny-reranker"
    assert len(tried) == 1


class LoadedFrom(LoadedModels):
    def __init__(self, home: Path) -> None:
        super().__init__(home, Policy, lambda *_: None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def test_without_such_a_model_there_is_none(home: Path) -> None:
    with LoadedFrom(home) as models:
        assert models.reranker() is None


@pytest.mark.parametrize(
    "config",
    [
        {**cross_encoder_builder.CONFIG, "id2label": {"0": "no", "1": "yes"}},
        {**cross_encoder_builder.CONFIG, "id2label": None},
        {**cross_encoder_builder.CONFIG, "architectures": ["BertModel"]},
        {"architectures": "x"},
        [],
    ],
)
def test_what_gives_no_single_number_is_no_reranker(home: Path, config: object) -> None:
    folder = cross_encoder_builder.write(home / "models" / "other")
    (folder / "config.json").write_text(json.dumps(config))
    assert [found for found in model_files.find(home) if found.name == "other"] == []


def test_a_reranker_without_safe_weights_is_shown_and_not_used(home: Path) -> None:
    folder = cross_encoder_builder.write(home / "models" / "pickled")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    (found,) = [found for found in model_files.find(home) if found.name == "pickled"]
    assert (found.purpose, found.is_usable, found.code) == ("reranking", False, "model_unsupported")
    assert model_files.best_reranking_model(model_files.find_with_paths(home)) is None


@pytest.mark.parametrize("error", [WorkerTimedOut(seconds=1), ModelFileInvalid(), WorkerResting()])
def test_a_failure_leaves_the_order(home: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: object) -> list[float]:
        raise error

    made = Reranker(home, home / "models", name="broken")
    monkeypatch.setattr(made, "scores", fail)
    assert ids(made.reordered("parking", passages(*TEXTS))) == ["0", "1", "2", "3"]


def test_a_stop_of_the_person_is_heard(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> list[float]:
        raise Cancelled

    made = Reranker(home, home / "models", name="slow")
    monkeypatch.setattr(made, "scores", stop)
    with pytest.raises(Cancelled):
        made.reordered("parking", passages(*TEXTS))


def test_questions_in_a_language_that_it_does_not_know_keep_their_order(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Reranker(home, home / "models", name="english", languages=("en",))
    monkeypatch.setattr(made, "scores", lambda *_: pytest.fail("asked all the same"))
    assert ids(made.reordered("駐車場の料金", passages(*TEXTS))) == ["0", "1", "2", "3"]
    assert ids(made.reordered("parking", passages("one"))) == ["0"]


def test_no_more_than_a_few_are_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def scores(_question: str, texts: list[str], _is_cancelled: object) -> list[float]:
        read.append(len(texts))
        return [number / 100 for number in range(len(texts))]

    made = Reranker(home, home / "models", name="any")
    monkeypatch.setattr(made, "scores", scores)
    after = made.reordered("parking", passages(*["text"] * 50))
    assert read == [CANDIDATES]
    assert ids(after)[:2] == [f"{CANDIDATES - 1}", f"{CANDIDATES - 2}"]
    assert ids(after)[CANDIDATES:] == [f"{number}" for number in range(CANDIDATES, 50)]
