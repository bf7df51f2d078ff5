"""Manifests of an index that a crash of the computer left empty: the next start mends it, and asks nobody anything.

LanceDB names the state of an index in its newest manifest. Those that are lost here are lost from the library of a real
engine with its workers; what is there after the next start is compared with what was there before.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import kill_corpus, tiny_embedder
from benchmarks.engine_process import EngineProcess
from benchmarks.library_contents import Contents, contents, differences
from desktop_rag import paths, protocol

pytestmark = [pytest.mark.models, pytest.mark.slow]

COLLECTION = "manifests"
OTHER_MODEL = "one-layer too"


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a person who has installed two small embedding models."""
    folder = tmp_path_factory.mktemp("manifests") / "person"
    tiny_embedder.make(folder / paths.APP_NAME)
    models = folder / paths.APP_NAME / "models"
    shutil.copytree(models / "one-layer", models / OTHER_MODEL)
    return folder


@pytest.fixture(autouse=True)
def small_model(home: Path, person: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # after the fixture `home`
    monkeypatch.setenv("XDG_DATA_HOME", str(person))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, person: Path) -> Path:
    """A library of several commits, the last of which is about a file that was renamed."""
    folder = tmp_path_factory.mktemp("manifests")
    corpus = folder / "corpus"
    kill_corpus.write_corpus(corpus, texts=1, paragraphs=20, mails=3)
    later = corpus / "rules 0.txt"
    aside = folder / "aside.txt"
    later.rename(aside)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_DATA_HOME", str(person))
        with EngineProcess(folder / "library") as engine:
            for change in (lambda: None, lambda: aside.rename(later), lambda: later.rename(corpus / "terms.txt")):
                change()
                ended = engine.index(COLLECTION, corpus)
                assert isinstance(ended, protocol.IndexDone), ended
    return folder / "library"


def manifests(home: Path) -> list[Path]:
    """Newest first."""
    found = home.glob("collections/*/*/*.lance/_versions/*.manifest")
    return sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def start_again(home: Path) -> None:
    """What the window does at each start; nothing must fail, and nothing else is said to the engine."""
    with EngineProcess(home) as engine:
        engine.wait_ready()
        ended = engine.wait_for_end(engine.send(protocol.Refresh(id=engine.new_id()))).event
        assert isinstance(ended, protocol.IndexDone), ended
        assert not engine.heard(protocol.JobFailed)


def move(home: Path) -> None:
    """Have the collection moved to the other model."""
    with EngineProcess(home) as engine:
        engine.wait_ready()
        listed = engine.wait_for_end(engine.send(protocol.ListCollections(id=engine.new_id()))).event
        assert isinstance(listed, protocol.CollectionsListed)
        command = protocol.ReadAnew(id=engine.new_id(), collection_id=listed.collections[0].id, model=OTHER_MODEL)
        ended = engine.wait_for_end(engine.send(command)).event
        assert isinstance(ended, protocol.IndexDone), ended


@pytest.mark.parametrize("lost", [1, 3, 100])
def test_lost_manifests_are_mended_by_the_next_start(tmp_path: Path, library: Path, lost: int) -> None:
    before = contents(library, COLLECTION)
    damage_and_compare(tmp_path / "library", library, lost, before)


def test_so_is_that_of_an_index_that_was_moved_to_another_model(tmp_path: Path, library: Path) -> None:
    before = contents(library, COLLECTION)
    damage_and_compare(tmp_path / "library", library, 1, before, prepare=move)


def damage_and_compare(
    home: Path, library: Path, lost: int, before: Contents, prepare: Callable[[Path], None] = lambda _home: None
) -> None:
    shutil.copytree(library, home)
    prepare(home)
    for manifest in manifests(home)[:lost]:
        manifest.write_bytes(b"")
    start_again(home)
    assert not differences(before, contents(home, COLLECTION))
    assert all(manifest.stat().st_size for manifest in manifests(home))
