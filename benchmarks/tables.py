"""What all benchmarks share: where the documents are, and how a table is printed."""

from collections.abc import Sequence
from pathlib import Path

import psutil

from desktop_rag import paths

_EVALUATION = paths.installation_folder().parent / "shared" / "eval"


def brochures() -> Path:
    """The travel brochures where they lie beside the checkout, else the sample handbook."""
    folder = _EVALUATION / "margies_travel"
    return folder if folder.is_dir() else paths.samples_folder()


def evaluation_set(name: str) -> Path | None:
    """The folder of a set of questions with its documents, where it lies beside the checkout."""
    folder = _EVALUATION / name
    return folder if folder.is_dir() else None


def default_embedder() -> Path:
    """The folder of the embedding model that comes with the program."""
    return paths.installation_folder() / "models" / "all-MiniLM-L6-v2"


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> int:
    """Print rows under a head; the last cell of a row says whether its bound holds. Returns 1 where one does not."""
    cells = [list(head), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    load = psutil.getloadavg()[0]
    print(f"\n{title} (load {load:.1f})")
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0 if all(row[-1] is not False for row in rows) else 1


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
