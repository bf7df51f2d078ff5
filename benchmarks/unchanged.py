"""`index` over documents that did not change: how long the job takes, and how long the whole command.

    python -m benchmarks.unchanged [--documents 2000]

The documents are small and few of them differ, so that making the index, which is not measured, is soon over.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.tables import print_table
from desktop_rag import paths

MOST_S = 3.0
"""The bound of the job, for 2,000 documents."""
_TIMES = 3


def write_documents(folder: Path, count: int) -> None:
    """Fifty in a folder."""
    for number in range(count):
        path = folder / f"folder {number // 50}" / f"document {number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# Rule {number % 7}\n\nThe fare of a journey is paid back within two weeks.\n")


def run_index(home: Path, folder: Path) -> tuple[dict[str, Any], float]:
    """The last line of the command, and how long all of it took."""
    started = time.perf_counter()
    command = [*paths.program(), "--home", str(home), "index", str(folder), "--collection", "c", "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return last, time.perf_counter() - started


def measure(folder: Path, count: int) -> int:
    """Run and print; returns 1 where the bound is missed."""
    write_documents(folder / "documents", count)
    run_index(folder / "home", folder / "documents")
    rows: list[tuple[Any, ...]] = []
    for turn in range(1, _TIMES + 1):
        told, command_s = run_index(folder / "home", folder / "documents")
        is_idle = told["unchanged"] == count and told["indexed"] == 0 and told["chunks"] == 0
        rows.append((turn, told["unchanged"], told["chunks"], told["seconds"], command_s, is_idle))
    best = min(row[3] for row in rows)
    rows.append(("bound", count, 0, MOST_S, None, best < MOST_S))
    return print_table(
        f"Indexing {count} unchanged documents again", ("", "unchanged", "chunks", "job s", "command s", "holds"), rows
    )


def main() -> int:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder).resolve(), parser.parse_args().documents)


if __name__ == "__main__":
    sys.exit(main())
