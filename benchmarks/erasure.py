"""Forgetting one document of one chunk in small and large collections, and what other readers still find of it.

    python -m benchmarks.erasure [--chunks 100 5000 50000] [--kills 5] [--seed 1]

Texts and vectors are made up, and the collection is compacted before. While the document is forgotten, questions about
the others are asked without a pause; each must be answered. Then a process that forgets is killed at random moments,
and the next start has to finish what it left.
"""

import argparse
import dataclasses
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.library_reader import Contents, read
from benchmarks.tables import print_table
from desktop_rag import paths
from desktop_rag.engine.catalog import CollectionEntry, DocumentEntry, encode_path
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.chunk_rows import StoredChunk, content_hash
from desktop_rag.engine.erasure import Eraser, Receipt
from desktop_rag.engine.library import Library
from desktop_rag.engine.store import Store

DIMENSION = 384
CHUNKS_A_DOCUMENT = 20
WORDS_A_CHUNK = 120
VOCABULARY = 20_000
CANARY = "zanzibarquokka stays with us until Thursday, and nobody else says so."
CANARY_WORD = "zanzibarquokka"
FOLDER = Path("/documents")
BOUND_S = 30.0
_ROWS_A_COMMIT = 5_000


@dataclasses.dataclass(slots=True)
class Asked:
    """What happened to the questions meanwhile."""

    answered: int = 0
    failed: int = 0
    longest_ms: float = 0.0


class Corpus:
    """Made-up documents whose words are as uneven as those of a language, and one that has a word of its own."""

    def __init__(self, chunks: int, seed: int) -> None:
        self.chunks = chunks
        self._chance = random.Random(seed)
        self._vectors = np.random.default_rng(seed)
        letters = "abcdefghijklmnopqrstuvwxyz"
        self._words = ["".join(self._chance.choices(letters, k=7)) for _ in range(VOCABULARY)]
        self.canary_vector = self._vector()

    def rows(self) -> Iterator[StoredChunk]:
        """The others' chunks first, the canary's at a place in the middle."""
        middle = self.chunks // 2
        for number in range(self.chunks - 1):
            if number == middle:
                yield _row("canary", 0, CANARY, self.canary_vector)
            document, ordinal = divmod(number, CHUNKS_A_DOCUMENT)
            drawn = (self._words[int(VOCABULARY * self._chance.random() ** 3)] for _ in range(WORDS_A_CHUNK))
            yield _row(f"d{document}", ordinal, f"{' '.join(drawn)} own{number}", self._vector())

    def _vector(self) -> npt.NDArray[np.float32]:
        vector = self._vectors.normal(size=DIMENSION).astype(np.float32)
        return vector / np.float32(np.linalg.norm(vector))


def _row(document_id: str, ordinal: int, text: str, vector: npt.NDArray[np.float32]) -> StoredChunk:
    digest = content_hash(text)
    terms = text.replace(",", "").replace(".", "")
    return StoredChunk(
        f"{document_id}:{ordinal}", document_id, "r", ordinal, None, None, 0, len(text), text, "", terms, digest, vector
    )


def fill(library: Library, corpus: Corpus) -> tuple[CollectionEntry, Store]:
    """A collection that was indexed and compacted."""
    collection = library.catalog.add_collection("made up", "made up", DIMENSION, 1)
    store = library.store(collection)
    counts: dict[str, int] = {}
    waiting: list[StoredChunk] = []
    for row in corpus.rows():
        waiting.append(row)
        counts[row.document_id] = counts.get(row.document_id, 0) + 1
        if len(waiting) == _ROWS_A_COMMIT:
            store.add(waiting)
            waiting = []
    store.add(waiting)
    store.optimize()
    library.catalog.save_documents(
        DocumentEntry(
            id=key, collection_id=collection.id, path=encode_path(FOLDER / f"{key}.txt"), part=None, state="indexed",
            code=None, title="", pages=0, chunks=count, size_bytes=1, modified_ns=1, content_hash=key, revision="r",
            language="en", is_opened=False,
        )
        for key, count in counts.items()
    )  # fmt: skip
    return collection, store


def places_of_canary(contents: Contents, corpus: Corpus) -> int:
    """How many files, word lists and vectors still show the document."""
    return len(contents.where(CANARY, CANARY_WORD)) + contents.has_vector(corpus.canary_vector)


def ask_until(is_done: threading.Event, store: Store, asked: Asked) -> None:
    """Search by words and by vector, again and again."""
    while not is_done.is_set():
        started = time.perf_counter()
        found = store.search_terms({"own7": 1.0}, 5)
        chunk = store.fetch(found).get("d0:7")
        if chunk is None or "d0:7" not in store.search_vector(chunk.vector, 5):
            asked.failed += 1
        asked.answered += 1
        asked.longest_ms = max(asked.longest_ms, (time.perf_counter() - started) * 1000)


def forget_while_asking(eraser: Eraser, store: Store) -> tuple[Receipt, Asked]:
    """Forget the document; questions go on from before it to after it."""
    asked = Asked()
    is_done = threading.Event()
    asking = threading.Thread(target=ask_until, args=(is_done, store, asked))
    asking.start()
    try:
        receipt = eraser.forget([FOLDER / "canary.txt"], None, with_chats=False)
    finally:
        is_done.set()
        asking.join()
    return receipt, asked


def measure(chunks: int, seed: int) -> list[object]:
    """One row of the table."""
    corpus = Corpus(chunks, seed)
    with tempfile.TemporaryDirectory(prefix="desktop-rag-") as folder:
        home = Path(folder) / "library"
        library = Library(home)
        try:
            _collection, store = fill(library, corpus)
            before = read(home)
            shown_before = places_of_canary(before, corpus)
            eraser = Eraser(library, Chats(library.catalog), home, lambda: None)
            receipt, asked = forget_while_asking(eraser, store)
            after = read(home)
            found = places_of_canary(after, corpus)
            index = [path for path in after.files if "_indices" in path.parts or "data" in path.parts]
            are_new = bool(index) and not any(path in before.files for path in index)
            megabytes = sum(path.stat().st_size for path in after.files if path not in before.files) / 1e6
            is_whole = store.count() == chunks - 1 and asked.answered > 0 and asked.failed == 0
        finally:
            library.close()
    holds = bool(shown_before) and not found and are_new and is_whole and receipt.is_checked
    return [
        chunks, receipt.seconds, shown_before, found, are_new, is_whole, megabytes, asked.answered, asked.longest_ms,
        holds and receipt.seconds <= BOUND_S,
    ]  # fmt: skip


# --- kill -9 in the middle --------------------------------------------------------------------------------------


def forget_alone(home: Path) -> None:
    """The other side of `measure_kills`: says when it begins."""
    library = Library(home)
    library.store(library.catalog.collections()[0])
    eraser = Eraser(library, Chats(library.catalog), home, lambda: None)
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    eraser.forget([FOLDER / "canary.txt"], None, with_chats=False)
    library.close()


def start_forgetting(home: Path) -> "subprocess.Popen[str]":
    """A process that has opened the library and begins to forget."""
    command = [sys.executable, "-m", "benchmarks.erasure", "--forget-alone", str(home)]
    process = subprocess.Popen(command, env=paths.child_environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    return process


def measure_kills(chunks: int, kills: int, seed: int) -> list[list[object]]:
    """One row a kill, spread evenly over the time that an undisturbed erasure takes."""
    corpus = Corpus(chunks, seed)
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory(prefix="desktop-rag-") as folder:
        whole = Path(folder) / "whole"
        library = Library(whole)
        fill(library, corpus)
        library.close()
        home = Path(folder) / "undisturbed"
        shutil.copytree(whole, home)
        undisturbed = start_forgetting(home)
        started = time.perf_counter()
        undisturbed.communicate()
        takes_s = time.perf_counter() - started
        for number in range(kills):
            home = Path(folder) / f"killed {number}"
            shutil.copytree(whole, home)
            process = start_forgetting(home)
            after_s = takes_s * (number + 0.5) / kills
            time.sleep(after_s)
            was_running = process.poll() is None
            process.kill()
            process.communicate()
            rows.append([chunks, after_s, was_running, *_finish(home, corpus)])
            shutil.rmtree(home)
    return rows


def _finish(home: Path, corpus: Corpus) -> list[object]:
    """What the next start finds, and what is left after it."""
    library = Library(home)
    try:
        found_before = places_of_canary(read(home), corpus)
        was_noted = all(entry.id != "canary" for entry in library.catalog.documents())
        eraser = Eraser(library, Chats(library.catalog), home, lambda: None)
        receipt = eraser.finish_pending()
        if not was_noted:  # killed before the first commit: nothing was promised, and nothing is lost
            receipt = eraser.forget([FOLDER / "canary.txt"], None, with_chats=False)
        found = places_of_canary(read(home), corpus)
        is_whole = library.store(library.catalog.collections()[0]).count() == corpus.chunks - 1
        seconds = receipt.seconds if receipt is not None else None
        holds = is_whole and not found and (receipt is None or receipt.is_checked)
    finally:
        library.close()
    return [found_before, seconds, found, is_whole, holds]


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Forget one document and look for it.")
    parser.add_argument("--chunks", type=int, nargs="+", default=[100, 5_000, 50_000])
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--forget-alone", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.forget_alone is not None:
        forget_alone(options.forget_alone)
        return 0
    rows = [measure(chunks, options.seed) for chunks in options.chunks]
    missed = print_table(
        "Forgetting a document of one chunk, and where it is found before and after",
        ["chunks", "s", "found before", "after", "index files new", "rest whole", "MB written", "questions meanwhile",
         "longest ms", f"in {BOUND_S:.0f} s"],
        rows,
    )  # fmt: skip
    killed = measure_kills(max(options.chunks), options.kills, options.seed) if options.kills else []
    return max(missed, print_table(
        "Killed in the middle of it, and what the next start makes of it",
        ["chunks", "killed after s", "in the middle", "found before", "s to finish", "after", "rest whole", "holds"],
        killed,
    ))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
