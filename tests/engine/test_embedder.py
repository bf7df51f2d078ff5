"""The embedder with the real default model: vectors, their precision, and what happens when its process dies."""

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from desktop_rag import paths
from desktop_rag.engine import embedder as embedder_module
from desktop_rag.engine.embedder import Embedder, Embeddings, Kind
from desktop_rag.engine.worker_process import PipeLimits, WorkerProcess
from desktop_rag.engine.workers import embed_worker
from desktop_rag.errors import Cancelled, ModelFileInvalid, ModelMissing, ModelUnsupported

DEFAULT = paths.installation_folder() / "models" / "all-MiniLM-L6-v2"

pytestmark = [pytest.mark.models, pytest.mark.slow]

TEXTS = [
    f"Clause {number}: " + "travel costs are paid back within thirty days. " * (number % 7) for number in range(70)
]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedder]:
    made = Embedder(tmp_path_factory.mktemp("home"), DEFAULT)
    made.embed_query("warm")
    yield made
    made.close()


def test_one_row_a_text_in_their_order(embedder: Embedder) -> None:
    together = embedder.embed_documents(TEXTS)
    assert together.shape == (70, 384)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for index in (0, 33, 69):
        alone = embedder.embed_documents([TEXTS[index]])[0]
        assert float(alone @ together[index]) > 0.999
    assert embedder.embed_documents([]).shape == (0, 384)
    assert (embedder.dimension, embedder.max_tokens) == (384, 256)


def test_meaning_is_near(embedder: Embedder) -> None:
    near, far = embedder.embed_documents(["The hotel has fifty rooms.", "Interest rates fell in May."])
    question = embedder.embed_query("Where can I stay overnight?")
    assert question @ near > question @ far + 0.1


def test_sentences_that_were_met_are_not_embedded_again(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    embed = embedder.embed

    def counted(texts: Sequence[str], kind: Kind, is_cancelled: Callable[[], bool]) -> Embeddings:
        asked.append(len(texts))
        return embed(texts, kind, is_cancelled)

    monkeypatch.setattr(embedder, "embed", counted)
    monkeypatch.setattr(embedder_module, "_SENTENCES_KEPT", 3)
    first = embedder.embed_sentences(["One hotel.", "Two hotels.", "One hotel."])
    assert first.shape == (3, 384)
    assert np.array_equal(first[0], first[2])
    again = embedder.embed_sentences(["Three hotels.", "Two hotels."])
    assert np.array_equal(again[1], first[1])
    assert asked == [2, 1]
    embedder.embed_sentences(["Four hotels."])
    embedder.embed_sentences(["One hotel."])  # asked for the longest time ago, and no longer known
    assert asked == [2, 1, 1, 1]
    assert embedder.embed_sentences([]).shape == (0, 384)


def test_batches_hold_few_tokens_and_no_text_is_lost() -> None:
    readings = [embed_worker._Reading(tokens, 1.0, 1.0, 0) for tokens in (3, 500, 256, 0, *[170] * 20, *[12] * 40)]
    readings += [embed_worker._Reading(400, 1.0, 0.05, 90)] * 20  # nothing but the beginning of each is read
    batches = list(embed_worker._batches(readings, 256, 2))
    assert sorted(index for batch in batches for index in batch) == list(range(len(readings)))
    assert all(len(batch) <= 40 for batch in batches)
    assert all(len(batch) * max(readings[i].read_tokens(256) for i in batch) <= 1.5 * 3072 for batch in batches)
    assert readings[-1].read_tokens(256) == 32


def test_requests_hold_texts_of_one_length_and_are_as_large_as_is_said() -> None:
    texts = ["word " * (7 * number % 160) for number in range(200)] + ["長い文書です。" * 60, "\ud800", ""]
    most = iter([13_000, 2_000, *[40_000] * 99])
    requests = list(embedder_module._requests(texts, lambda: next(most)))
    assert sorted(index for request in requests for index in request) == list(range(len(texts)))
    sizes = [[len(texts[index].encode("utf-8", "replace")) for index in request] for request in requests]
    assert 12_000 < sum(sizes[0]) <= 13_000
    assert sum(sizes[1]) <= 2_000 < sum(sizes[2]) <= 40_000
    assert [size for request in sizes for size in request] == sorted((s for r in sizes for s in r), reverse=True)
    assert list(embedder_module._requests([], lambda: 1)) == []


def test_a_request_takes_about_as_long_as_a_question_may_wait(embedder: Embedder) -> None:
    embedder.embed_documents(TEXTS * 2)
    asked = embedder._request_bytes()
    assert asked >= 2 * 6_500 or os.cpu_count() == 1
    embedder._note_pace(["x" * 1_000_000], {"seconds": 0.001})
    assert asked < embedder._request_bytes() <= 1_000_000
    for _ in range(60):
        embedder._note_pace(["x"], {"seconds": 100.0})
    assert embedder._request_bytes() == embedder._cores * 6_500
    embedder._note_pace(["x"], {"seconds": "soon"})


def test_of_a_text_that_it_is_blind_for_it_reads_the_beginning(embedder: Embedder) -> None:
    japanese = "出張旅費の精算は帰着後二週間以内に申請してください。" * 8
    english = "Travel expenses have to be claimed within two weeks of the return. " * 8
    texts = [japanese, f"{japanese}KZ-300", english, f"{english}KZ-300"]
    found = embedder.embed(texts, "document").vectors
    assert np.allclose(found[0], found[1], atol=1e-6)
    assert not np.allclose(found[2], found[3], atol=1e-3)


def test_it_says_what_it_cannot_read(embedder: Embedder) -> None:
    found = embedder.embed(["Where can I stay?", "出張の日当はいくらですか", "", "123 !?"], "query")
    assert found.known[0] == 1.0
    assert found.whole[0] > 0.9
    assert found.whole[1] < 0.1
    assert found.known[1] < 1.0
    assert np.isfinite(found.vectors).all()


def test_text_of_any_kind_is_embedded(embedder: Embedder) -> None:
    assert embedder.embed_documents(["\0", "\ud800", "word " * 5000, "🍣" * 300, "[UNK] [CLS]"]).shape == (5, 384)


def test_precision_of_this_processor_finds_the_same(home: Path, embedder: Embedder) -> None:
    full = WorkerProcess("embed", home, PipeLimits(8_000_000, 8_000_000))
    try:
        full.call("load", {"folder": str(DEFAULT), "precision": "float32"}, timeout_s=120)
        reply = full.call("embed", {"texts": TEXTS[:32], "kind": "document"}, timeout_s=60)
    finally:
        full.close()
    import base64

    exact = np.frombuffer(base64.b64decode(reply["vectors"]), "<f4").reshape(32, 384)
    assert float((exact * embedder.embed_documents(TEXTS[:32])).sum(axis=1).min()) > 0.999


def test_a_question_goes_before_the_indexer(embedder: Embedder) -> None:
    indexing = threading.Thread(target=lambda: embedder.embed_documents(TEXTS * 8))
    indexing.start()
    time.sleep(0.1)
    started = time.monotonic()
    embedder.embed_query("Where can I stay?")
    waited = time.monotonic() - started
    assert indexing.is_alive(), "the question waited for all of it"
    indexing.join()
    assert waited < 10


def test_a_stop_is_heard_between_batches(embedder: Embedder) -> None:
    pid = embedder.worker.pid
    started = time.monotonic()
    with pytest.raises(Cancelled):
        embedder.embed_documents(TEXTS * 20, is_cancelled=lambda: time.monotonic() > started + 0.3)
    assert embedder.worker.pid == pid, "it had to be killed"
    assert embedder.embed_query("still here").shape == (384,)


def test_a_worker_that_dies_is_loaded_again(home: Path) -> None:
    states: list[str] = []
    own = Embedder(home, DEFAULT, on_state=lambda state, _code: states.append(state))
    try:
        before = own.embed_query("hello")
        assert own.worker.pid is not None
        os.kill(own.worker.pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        deadline = time.monotonic() + 5
        while own.is_ready and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not own.is_ready
        assert np.allclose(own.embed_query("hello"), before)
    finally:
        own.close()
    assert states.count("ready") == 2


def test_no_folder_no_model(home: Path, tmp_path: Path) -> None:
    own = Embedder(home, tmp_path / "none")
    try:
        with pytest.raises(ModelMissing):
            own.embed_query("hello")
    finally:
        own.close()


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(DEFAULT, folder)
    (folder / "1_Pooling" / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(ModelUnsupported):
        embed_worker.check_folder(folder)
    (folder / "modules.json").write_text("no json")
    with pytest.raises(ModelFileInvalid):
        embed_worker.check_folder(folder)
