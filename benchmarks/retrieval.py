"""The right passage, on public sets of questions, beside two peers: `python -m benchmarks.retrieval [EVAL_FOLDER]`.

Ours against LangChain with Chroma and LlamaIndex, with their defaults and the same embedding model. The sets lie
beside the checkout or in EVAL_FOLDER, each with `docs/` and `questions.jsonl`; the `score.py` beside them says what
each figure means. `--sets squad2,jsquad` measures some of them, `--ours` leaves the peers out.

`hit` is an answer within what one reads at first, `first` within the first passage; `doc@5` and `page@5` ask for the
right document and page among five. The sets in one collection may lose 0.01 against each alone, and the same texts in
ten formats 0.02 against plain text.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from benchmarks import peers
from benchmarks.tables import print_table
from desktop_rag import paths

Figures: TypeAlias = dict[str, float]

BOUNDS: dict[str, Figures] = {
    "squad2": {"hit": 0.965, "first": 0.85},
    "jsquad": {"hit": 0.99, "first": 0.92},
    "jaquad": {"hit": 0.985, "first": 0.90},
    "lawqa_jp": {"doc@5": 0.90},
    "gov_ja": {"page@5": 0.95},
    "kgrag_10q": {"doc@1": 0.62, "doc@5": 0.92},
}
TOGETHER = ("squad2", "jsquad", "jaquad")
TOGETHER_LOSS = 0.01
FORMATS, FORMATS_OF, FORMATS_LOSS = "jsquad_formats", "jsquad", 0.02
_SMALLEST = 1e-9
"""Shares of 300 questions are no exact numbers."""


def main() -> int:
    """Measure and print; returns 1 where a bound is missed, 2 where a set is not there."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=paths.installation_folder().parent / "shared" / "eval")
    parser.add_argument("--sets", type=lambda text: text.split(","), default=[*BOUNDS, FORMATS])
    parser.add_argument("--ours", action="store_true")
    options = parser.parse_args()
    missing = [name for name in options.sets if not (options.folder / name / "questions.jsonl").is_file()]
    if missing:
        print(f"Not in {options.folder}: {', '.join(missing)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as work:
        runs = Runs(options.folder, Path(work))
        alone = {name: runs.ours(name, [name]) for name in options.sets}
        theirs = {} if options.ours else {name: runs.theirs(name) for name in options.sets if name != FORMATS}
        rows = [row for name in options.sets for row in _of_set(name, alone[name], theirs.get(name, {}))]
        if set(TOGETHER) <= set(options.sets):
            for name in TOGETHER:
                rows += _compared(f"{name}, with others", alone[name], runs.ours(name, TOGETHER), TOGETHER_LOSS)
        if {FORMATS, FORMATS_OF} <= set(options.sets):
            rows += _compared(FORMATS, alone[FORMATS_OF], alone[FORMATS], FORMATS_LOSS)
    head = ("set", "figure", "ours", *peers.NAMES.values(), "bound", "holds")
    return print_table("The right passage", head, rows)


class Runs:
    """Searches of one evaluation, each collection indexed once."""

    def __init__(self, folder: Path, work: Path) -> None:
        self._folder = folder
        self._work = work
        self._indexed: set[tuple[str, ...]] = set()

    def ours(self, name: str, sets: Sequence[str]) -> Figures:
        """What our terminal finds for the questions of a set in a collection of some sets."""
        collection = "+".join(sets)
        if tuple(sets) not in self._indexed:
            print(f"indexing {collection}", file=sys.stderr, flush=True)
            self._program("index", *(str(self._folder / each / "docs") for each in sets), "--collection", collection)
            self._indexed.add(tuple(sets))
        found = self._program("search", "--questions", str(self._questions(name)), "--collection", collection)
        results = self._work / f"{name} in {collection}.jsonl"
        results.write_bytes(found)
        return self._score(name, results)

    def theirs(self, name: str) -> dict[peers.Peer, Figures]:
        """What each peer finds for the questions of a set."""
        figures: dict[peers.Peer, Figures] = {}
        for peer in peers.NAMES:
            print(f"{peers.NAMES[peer]} on {name}", file=sys.stderr, flush=True)
            results = self._work / f"{name} by {peer}.jsonl"
            index = self._work / f"{name} of {peer}"
            index.mkdir()
            peers.run(
                peer, self._folder / name / "docs", index,
                "--questions", str(self._questions(name)), "--results", str(results),
            )  # fmt: skip
            figures[peer] = self._score(name, results)
        return figures

    def _questions(self, name: str) -> Path:
        return self._folder / name / "questions.jsonl"

    def _program(self, *arguments: str) -> bytes:
        program = paths.program("--home", str(self._work / "library"), *arguments, "--json")
        return subprocess.run(program, env=paths.child_environment(), stdout=subprocess.PIPE, check=True).stdout

    def _score(self, name: str, results: Path) -> Figures:
        done = subprocess.run(
            [sys.executable, self._folder / "score.py", self._questions(name), results, "--json"],
            env={**os.environ, "PYTHONUTF8": "1"}, stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
        figures: Figures = json.loads(done.stdout)
        return figures


def _of_set(name: str, ours: Figures, theirs: dict[peers.Peer, Figures]) -> list[Sequence[object]]:
    rows: list[Sequence[object]] = []
    for figure, bound in BOUNDS.get(name, {}).items():
        beside = [_shown(theirs[peer].get(figure)) if peer in theirs else None for peer in peers.NAMES]
        holds = ours[figure] >= bound - _SMALLEST
        rows.append((name, figure, _shown(ours[figure]), *beside, f">= {bound}", holds))
    return rows


def _compared(label: str, before: Figures, after: Figures, loss: float) -> list[Sequence[object]]:
    return [
        (
            label, figure, _shown(after[figure]), *(None for _ in peers.NAMES), f">= {before[figure] - loss:.3f}",
            after[figure] >= before[figure] - loss - _SMALLEST,
        )
        for figure in ("hit", "first")
    ]  # fmt: skip


def _shown(share: float | None) -> str | None:
    return None if share is None else f"{share:.3f}"


if __name__ == "__main__":
    sys.exit(main())
