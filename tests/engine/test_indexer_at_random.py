"""Files come, go, move, break and swap at random, jobs are stopped at random: in the end the index is the folder."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_rag.engine import chunker, storing
from desktop_rag.errors import Cancelled
from desktop_rag.records import Page
from tests.engine_fakes import Shelf, headings_of


class Person:
    """Works in a folder without a plan."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root = root
        self.chance = chance
        self.count = 0
        self.habits: list[Callable[[Path], object]] = [
            self.write, self.write, self.edit, self.break_, self.move, self.move_deeper, self.copy, self.swap,
            Path.unlink, os.utime,
        ]  # fmt: skip

    def files(self) -> list[Path]:
        return sorted(file for file in self.root.rglob("*") if file.is_file())

    def act(self) -> None:
        self.count += 1
        files = self.files()
        if files:
            self.chance.choice(self.habits)(self.chance.choice(files))
        else:
            self.write(self.root)

    def write(self, _file: Path) -> None:
        words = f"Rule {self.count} says {self.chance.random()}. " * self.chance.randint(1, 60)
        (self.root / f"n{self.count}.txt").write_text(f"# Title {self.count}\n\n{words}")

    def edit(self, file: Path) -> None:
        file.write_text(f"Edited {self.count} to {self.chance.random()}. " * self.chance.randint(1, 40))

    def break_(self, file: Path) -> None:
        file.write_text("damaged")

    def move(self, file: Path) -> None:
        file.rename(file.with_name(f"m{self.count}.txt"))

    def move_deeper(self, file: Path) -> None:
        folder = self.root / f"folder {self.count}"
        folder.mkdir()
        file.rename(folder / file.name)

    def copy(self, file: Path) -> None:
        shutil.copy(file, self.root / f"c{self.count}.txt")

    def swap(self, file: Path) -> None:
        other = self.chance.choice(self.files())
        if other != file:
            file.rename(self.root / "between")
            other.rename(file)
            (self.root / "between").rename(other)


@pytest.mark.parametrize("seed", range(4))
def test_in_the_end_the_index_is_the_folder(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(storing, "_SECONDS_A_COMMIT", 0.0)
    chance = random.Random(seed)
    root = tmp_path / "documents"
    root.mkdir()
    person = Person(root, chance)
    with Shelf(home) as shelf:
        for _ in range(20):
            for _ in range(chance.randint(1, 4)):
                person.act()
            try:
                shelf.index(root, is_cancelled=stop_after(shelf, chance.choice([1, 2, 3, 1000])))
            except Cancelled:
                shelf.reopen()
            assert shelf.agrees()
        shelf.index(root)
        check(shelf, person.files())
        assert shelf.index(root).indexed == 0
        assert not shelf.embedder.embedded


def stop_after(shelf: Shelf, readings: int) -> Callable[[], bool]:
    return lambda: len(shelf.reader.reads) > readings


def check(shelf: Shelf, files: list[Path]) -> None:
    """Every file is there, as a fresh reading would have it, and nothing else is."""
    documents = {entry.path: entry for entry in shelf.catalog.documents()}
    assert sorted(documents) == [str(file) for file in files]
    rows = shelf.store._table.search().select(["document_id", "ordinal", "text", "terms"]).limit(None).to_arrow()
    for file in files:
        entry, text = documents[str(file)], file.read_text()
        held = sorted(
            (row["ordinal"], row["text"], row["terms"]) for row in rows.to_pylist() if row["document_id"] == entry.id
        )
        if text.startswith("damaged"):
            assert (entry.state, held) == ("set_aside", [])
            continue
        chunks = chunker.split_pages([Page(None, None, text, headings_of(text))])
        assert entry.state == "indexed"
        assert [(ordinal, words) for ordinal, words, _ in held] == [(chunk.ordinal, chunk.text) for chunk in chunks]
        assert all(file.stem in terms.split() for _, _, terms in held)
