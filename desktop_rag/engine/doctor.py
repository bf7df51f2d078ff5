"""Checks a person or IT can run: processes start, models load, a sample question is answered, no network is used."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from desktop_rag import paths
from desktop_rag.engine import doctor_sample, model_check, model_files
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.engine.library import Library
from desktop_rag.errors import DesktopRagError
from desktop_rag.records import HealthCheck
from desktop_rag.settings import IndexSettings

_SAMPLE_NAME = "Pension plan.pdf"
_SAMPLE_QUESTION = "When does an employee join the pension plan?"


def examine(library: Library) -> Iterator[HealthCheck]:
    """Run every check, one after another; a check that fails does not keep the next from running."""
    home = library.home
    yield _check("library", lambda: library.catalog.collections() is not None)
    yield _check("reader", lambda: _reads(home))
    for model in model_files.find(home):
        if model.is_usable:
            yield _check_model(home, model.name)
    yield from _answer_sample()
    yield _check("no_network", _has_no_connections)


def _check(name: str, work: Callable[[], bool]) -> HealthCheck:
    try:
        return HealthCheck(name, is_ok=True, code=None) if work() else HealthCheck(name, is_ok=False, code="internal")
    except DesktopRagError as error:
        return HealthCheck(name, is_ok=False, code=error.code)


def _check_model(home: Path, name: str) -> HealthCheck:
    try:
        model = model_check.check(home, name)
    except DesktopRagError as error:
        return HealthCheck(f"model:{name}", is_ok=False, code=error.code)
    return HealthCheck(f"model:{name}", model.is_usable, model.code)


def _reads(home: Path) -> bool:
    reader = DocumentReader(home, IndexSettings)
    try:
        return bool(reader.read(paths.samples_folder() / _SAMPLE_NAME).pages)
    finally:
        reader.close()


def _answer_sample() -> Iterator[HealthCheck]:
    """Index one document of the sample handbook and ask about it."""
    with tempfile.TemporaryDirectory(prefix="desktop-rag-") as folder:
        sample = paths.samples_folder() / _SAMPLE_NAME
        yield from doctor_sample.answer(Path(folder), sample, _SAMPLE_QUESTION, use_model=False)


def _has_no_connections() -> bool:
    """Whether this process and all below it hold no socket to a network address."""
    me = psutil.Process()
    return not any(process.net_connections("inet") for process in [me, *me.children(recursive=True)])
