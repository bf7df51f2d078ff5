"""What opening the window costs, measured against an empty one in the same run."""

import statistics
from typing import Any

import pytest

from benchmarks.start import measure_pairs

TIMES = 3
FORBIDDEN = (
    "lancedb",
    "pyarrow",
    "torch",
    "transformers",
    "sentence_transformers",
    "llama_cpp",
    "pypdf",
    "pypdfium2",
    "docx",
    "numpy",
    "desktop_rag.engine",
)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return measure_pairs(tmp_path_factory.mktemp("home"), TIMES)


def test_the_window_process_imports_nothing_heavy(
    measured: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    loaded = {name for run in measured[1] for name in run["modules"]}
    heavy = [name for name in loaded if any(name == each or name.startswith(each + ".") for each in FORBIDDEN)]
    assert not heavy


def test_the_open_window_needs_little_more_memory_than_an_empty_one(
    measured: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    empty, ours = (statistics.median(run["uss"] for run in runs) / 2**20 for runs in measured)
    assert ours - empty <= 60, f"{ours:.0f} MB against {empty:.0f} MB"
    print(f"USS {ours:.0f} MB against {empty:.0f} MB")
