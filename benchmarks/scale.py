"""How a collection grows: `python -m benchmarks.scale [--sizes 1000 10000 100000 1000000] [--questions 200]`.

Passages and vectors are made up (`made_up`): embedding a million would take a day and say nothing about the index. For
each size one process stores them as indexing does and a fresh one asks: whatever filling left in memory is not counted.

Holds when 95 of 100 searches, without the question's embedding, take at most 60 ms at 100,000 passages with at most
700 MB of memory in the engine, and at most 200 ms at 1,000,000.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil

from benchmarks.made_up import DIMENSION, MadeUp
from benchmarks.tables import print_table
from desktop_rag import paths
from desktop_rag.engine.chunk_rows import StoredChunk

if TYPE_CHECKING:
    from desktop_rag.engine.store import Store

SIZES = (1_000, 10_000, 100_000, 1_000_000)
P95_MS = {100_000: 60.0, 1_000_000: 200.0}
MEMORY_MB = {100_000: 700.0}
_CHUNKS_A_COMMIT = 1_024
_TOP = 40
_COMPARED = 40


def main() -> int:
    """Measure and print; returns 1 where a bound is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill is not None:
        print(json.dumps(_fill(options.fill, options.sizes[0])))
        return 0
    if options.ask is not None:
        print(json.dumps(_ask(options.ask, options.questions)))
        return 0
    measured = [_measure(size, options.questions) for size in options.sizes]
    rows: list[tuple[object, ...]] = []
    before: dict[str, Any] | None = None
    for size, found in zip(options.sizes, measured, strict=True):
        most, memory = P95_MS.get(size), MEMORY_MB.get(size)
        holds = (most is None or found["p95"] <= most) and (memory is None or found["memory"] <= memory)
        growth = found["p95"] / before["p95"] if before else None
        bound = ", ".join(
            filter(None, (f"p95 <= {most:.0f}" if most else "", f"memory <= {memory:.0f}" if memory else ""))
        )
        rows.append(
            (
                size, found["store_s"], found["disk"], found["p50"], found["p95"], growth, found["terms"],
                found["vector"], found["recall"], found["memory"], bound or None,
                holds if bound else None,
            )
        )  # fmt: skip
        before = found
    head = (
        "passages", "stored in s", "disk MB", "p50 ms", "p95 ms", "growth", "words p95", "vectors p95", "recall",
        "memory MB", "bound", "holds",
    )  # fmt: skip
    return print_table("Growth of a collection", head, rows)


def _measure(size: int, questions: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        stored = _in_a_process("--fill", folder, "--sizes", str(size))
        return {**stored, **_in_a_process("--ask", folder, "--questions", str(questions))}


def _in_a_process(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.scale", *arguments],
        env=paths.child_environment(), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _fill(folder: Path, size: int) -> dict[str, float]:
    """Seconds that the store needed, without those in which the passages were made, and the room on the disk."""
    from desktop_rag.engine.store import Store

    store = Store(folder, DIMENSION)
    seconds = 0.0
    waiting: list[StoredChunk] = []
    for document in MadeUp().documents(size):
        waiting += document
        if len(waiting) >= _CHUNKS_A_COMMIT:
            seconds += _store(store, waiting, is_last=False)
            waiting = []
    seconds += _store(store, waiting, is_last=True)
    disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {"store_s": seconds, "disk": disk / 1e6}


def _store(store: "Store", chunks: list[StoredChunk], *, is_last: bool) -> float:
    """Seconds of one commit and of what indexing does after it."""
    started = time.perf_counter()
    store.add(chunks)
    store.optimize(is_quiet=is_last)
    return time.perf_counter() - started


def _timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


class _Vectors:
    """Looks like an embedder and gives the next of some made-up vectors, as a model would that knows every script."""

    def __init__(self, vectors: Any) -> None:
        self._vectors = iter(vectors)

    def embed(self, texts: Any, _kind: str, _is_cancelled: Any = None) -> Any:
        from desktop_rag.engine.embedder import Embeddings

        row = next(self._vectors)
        return Embeddings(np.stack([row for _ in texts]), tuple(1.0 for _ in texts), tuple(1.0 for _ in texts))


def _ask(folder: Path, count: int) -> dict[str, float]:
    """Milliseconds of whole searches and of both legs, what the vector leg finds of the truth, and memory."""
    import desktop_rag.engine.service  # noqa: F401 (what an engine has in memory, too)
    from desktop_rag.engine import surroundings, terms
    from desktop_rag.engine.retriever import Retriever
    from desktop_rag.engine.store import Store

    store = Store(folder, DIMENSION)
    made_up = MadeUp(seed=2)
    questions = made_up.questions(count + 20)
    # The same clusters as the passages: a question that is near to nothing is no question.
    vectors = MadeUp(seed=1).vectors(2 * count + 50)
    retriever = Retriever(_Vectors(vectors))  # type: ignore[arg-type]

    def search(question: str) -> float:
        found = retriever.find(store, question)
        widening = _timed(lambda: surroundings.widened(store, found.ranked[0].candidate)) if found.ranked else 0.0
        return found.search_ms + widening * 1000

    for question in questions[:20]:
        search(question)
    whole = [search(question) for question in questions[20:]]
    memory = psutil.Process().memory_info().rss / 1e6
    words = [
        _timed(lambda asked=question: store.search_terms(terms.of_question(asked), 60)) * 1000
        for question in questions[20:]
    ]
    near = [_timed(lambda wanted=vector: store.search_vector(wanted, _TOP)) * 1000 for vector in vectors[:count]]
    recall = float(np.mean([_recall(store, vector) for vector in vectors[:_COMPARED]]))
    return {
        "p50": float(np.percentile(whole, 50)), "p95": float(np.percentile(whole, 95)), "memory": memory,
        "terms": float(np.percentile(words, 95)), "vector": float(np.percentile(near, 95)), "recall": recall,
    }  # fmt: skip


def _recall(store: Any, vector: Any) -> float:
    """The share of the nearest, found by comparing all, that the index finds."""
    table = store._table  # noqa: SLF001 (the store itself has no reason to go past its index)
    query = table.search(vector, vector_column_name="vector").distance_type("cosine").bypass_vector_index()
    truth = set(query.select(["id"]).limit(_TOP).to_arrow()["id"].to_pylist())
    return len(truth & set(store.search_vector(vector, _TOP))) / len(truth)


if __name__ == "__main__":
    sys.exit(main())
