"""How fast documents are indexed: `python -m benchmarks.index_speed [--without-peers]`.

First beside the embedding model alone. Both sides embed the same chunks with the same weights in the same precision
and take turns. Neither loads anything while it is measured: each has done a little of the same work before. The plain
side is `SentenceTransformer.encode` as it comes, in a process of its own.

Then beside LangChain with Chroma and LlamaIndex, with their defaults and the same model, over the documents of two
evaluation sets, where those lie beside the checkout: the time from the start of the program until everything can be
found, and the part of it after the model is in memory.

Holds when indexing, which also opens, reads, cuts and stores, reaches 0.9 of the plain model, and takes at most half of
LangChain's time.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import peers
from benchmarks.engine_process import EngineProcess
from benchmarks.kill_corpus import write_texts
from benchmarks.kills import COLLECTION
from benchmarks.tables import evaluation_set, print_table
from desktop_rag import paths, protocol
from desktop_rag.engine import model_files
from desktop_rag.engine.library import Library
from desktop_rag.engine.storing import embedded_text

TIMES = 3
BOUND = 0.9
PEER_BOUND = 0.5
_SETS = ("squad2", "jsquad")


def main() -> int:
    """Measure and print; returns 1 where a bound is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--plain", type=Path, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.plain is not None:
        _serve_plain(*options.plain)
        return 0
    missed = _beside_the_model()
    return missed if options.without_peers else max(missed, _beside_peers())


def _beside_the_model() -> int:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        corpus = root / "corpus"
        write_texts(corpus)
        _index(root / "library 0", corpus)  # warms the file cache
        texts = root / "texts.json"
        texts.write_text(json.dumps(_texts(root / "library 0")), encoding="utf-8")
        pairs = [(_index(root / f"library {turn}", corpus), _plain(root, texts)) for turn in range(1, TIMES + 1)]
    ours, plain = (statistics.median(speeds) for speeds in zip(*pairs, strict=True))
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    rows = [("chunks a second", ours, plain, ratio, f"ratio >= {BOUND}", ratio >= BOUND)]
    return print_table("Indexing", ("what", "index", "model alone", "ratio", "bound", "holds"), rows)


def _index(home: Path, corpus: Path) -> float:
    with EngineProcess(home) as engine:
        engine.wait_ready()
        engine.wait_for_models()
        engine.index("a little", corpus / "rules 0.txt")
        started = time.perf_counter()
        done = engine.index(COLLECTION, corpus)
        assert isinstance(done, protocol.IndexDone), done.kind
        return done.chunks / (time.perf_counter() - started)


def _beside_peers() -> int:
    found = [evaluation_set(name) for name in _SETS]
    if None in found:
        print(f"\nIndexing beside peers: left out, {' and '.join(_SETS)} do not lie beside the checkout.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        documents = root / "documents"
        for name, place in zip(_SETS, found, strict=True):
            assert place is not None
            shutil.copytree(place / "docs", documents / name)
        ours = _whole(root / "library", documents)
        rows: list[tuple[object, ...]] = []
        for peer, name in peers.NAMES.items():
            work = root / peer
            work.mkdir()
            theirs = peers.run(peer, documents, work)
            whole = ours[0] / (theirs["start_s"] + theirs["index_s"])
            bound = PEER_BOUND if peer == "langchain" else None
            rows.append(
                (
                    name, theirs["chunks"], ours[0], theirs["start_s"] + theirs["index_s"], whole, ours[1],
                    theirs["index_s"], ours[1] / theirs["index_s"], bound and f"whole <= {bound}",
                    None if bound is None else whole <= bound,
                )
            )  # fmt: skip
    head = ("peer", "its chunks", "ours s", "its s", "ratio", "ours loaded", "its loaded", "ratio", "bound", "holds")
    return print_table(f"Indexing {' and '.join(_SETS)}, {ours[2]} chunks of ours", head, rows)


def _whole(home: Path, documents: Path) -> tuple[float, float, int]:
    """Seconds from the start of the engine to the end of its job, those with the model in memory, and the chunks."""
    started = time.perf_counter()
    with EngineProcess(home) as engine:
        engine.wait_ready()
        done = engine.index(COLLECTION, documents, timeout_s=3600)
        whole = time.perf_counter() - started
    assert isinstance(done, protocol.IndexDone), done.kind
    with EngineProcess(home.with_name("loaded")) as engine:
        engine.wait_ready()
        engine.wait_for_models()
        loaded = time.perf_counter()
        engine.index(COLLECTION, documents, timeout_s=3600)
        return whole, time.perf_counter() - loaded, done.chunks


def _texts(home: Path) -> list[str]:
    """What the indexer has embedded, chunk by chunk."""
    library = Library(home)
    try:
        collection = library.catalog.collection_by_name(COLLECTION)
        entries = library.catalog.documents(collection.id)
        titles = {entry.id: entry.title for entry in entries}
        ids = [f"{entry.id}:{ordinal}" for entry in entries for ordinal in range(entry.chunks)]
        chunks = library.store(collection).fetch(ids).values()
        return [embedded_text(titles[chunk.document_id], chunk.heading, chunk.text) for chunk in chunks]
    finally:
        library.close()


def _plain(root: Path, texts: Path) -> float:
    model = model_files.best_embedding_model(model_files.find_with_paths(root))
    assert model is not None
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.index_speed", "--plain", str(model.path), str(texts)],
        env=paths.child_environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout.strip().splitlines()[-1])


def _serve_plain(folder: Path, file: Path) -> None:
    """The other side of `_plain`: chunks a second of the model as its library runs it."""
    import torch
    from sentence_transformers import SentenceTransformer

    from desktop_rag.engine.workers import embed_worker

    texts: list[str] = json.loads(file.read_text(encoding="utf-8"))
    precision = embed_worker.best_precision(torch.cpu.get_capabilities())
    model = SentenceTransformer(
        str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": getattr(torch, precision)}
    ).eval()
    model.encode_document(texts[:64], show_progress_bar=False)
    started = time.perf_counter()
    model.encode_document(texts, show_progress_bar=False)
    sys.stdout.write(f"{len(texts) / (time.perf_counter() - started)}\n")


if __name__ == "__main__":
    sys.exit(main())
