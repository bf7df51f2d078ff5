"""Chunks a second of indexing, beside the embedding model alone: `python -m benchmarks.index_speed`.

Both sides embed the same chunks with the same weights in the same precision, with the model in memory already, and take
turns. The plain side is `SentenceTransformer.encode` as it comes, in a process of its own.

Holds when indexing, which also opens, reads, cuts and stores, reaches 0.8 of the plain model.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.engine_process import EngineProcess
from benchmarks.kills import COLLECTION, write_corpus
from benchmarks.tables import print_table
from desktop_rag import paths, protocol
from desktop_rag.engine import model_files
from desktop_rag.engine.library import Library
from desktop_rag.engine.storing import embedded_text

TIMES = 3
BOUND = 0.8


def main() -> int:
    """Measure and print; returns 1 where the bound is missed."""
    if len(sys.argv) > 1:
        _serve_plain(Path(sys.argv[1]), Path(sys.argv[2]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        corpus = root / "corpus"
        write_corpus(corpus)
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
        started = time.perf_counter()
        done = engine.index(COLLECTION, corpus)
        assert isinstance(done, protocol.IndexDone), done.kind
        return done.chunks / (time.perf_counter() - started)


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
        [sys.executable, "-m", "benchmarks.index_speed", str(model.path), str(texts)],
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
