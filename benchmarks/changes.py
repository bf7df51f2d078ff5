"""Random changes of all kinds to a folder of documents, with a memory of what must be true afterwards."""

import hashlib
import random
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

KINDS = (
    *("create", "create", "modify", "modify", "modify", "replace", "replace", "append slowly", "rename", "move"),
    *("remove", "copy", "create folder", "rename folder", "move out and back", "remove folder", "scratch"),
)
"""What people and programs do, the usual more often than the rare."""


class Changes:
    """Makes one change after another below a folder.

    A document keeps its number through renames, moves and savings. `changed` counts by number how often its content
    became another; whoever read it more often read it in vain.
    """

    def __init__(self, root: Path, aside: Path, seed: int) -> None:
        """Begin with some documents; `aside` is a folder outside of the watched one, on the same disk."""
        self._root = root
        self._aside = aside
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._numbers: dict[Path, int] = {}
        self._here: set[Path] = set()
        self._next = 0
        self.changed: Counter[int] = Counter()
        self.made: Counter[str] = Counter()
        aside.mkdir(parents=True)
        for folder in range(5):
            for _ in range(6):
                self._create(root / f"folder {folder}")

    def number_of(self, path: Path) -> int:
        """The document that a path has ever belonged to."""
        with self._lock:
            return self._numbers[path]

    def expected(self) -> dict[str, str]:
        """SHA-256 of each document that is there now, by path."""
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in self._here}

    def make_one(self) -> str:
        """Make a change; returns its kind."""
        while True:
            kind = self._chance.choice(KINDS)
            if self._make(kind):
                self.made[kind] += 1
                return kind

    def _make(self, kind: str) -> bool:
        folders = sorted({path.parent for path in self._here} - {self._root})
        makers: dict[str, Callable[[], object]] = {
            "create": lambda: self._create(self._chance.choice(folders)),
            "modify": lambda: self._write(self._any(), self._text()),
            "replace": self._replace,
            "append slowly": self._append,
            "rename": lambda: self._rename(self._any()),
            "move": lambda: self._rename(self._any(), self._chance.choice(folders)),
            "remove": lambda: self._remove(self._any()),
            "copy": self._copy,
            "create folder": self._create_folder,
            "rename folder": lambda: self._rename_folder(self._chance.choice(folders)),
            "move out and back": lambda: self._out_and_back(self._chance.choice(folders)),
            "remove folder": lambda: self._remove_folder(self._chance.choice(folders)),
            "scratch": self._scratch,
        }
        is_scarce = len(self._here) < 20 or len(folders) < 4
        if is_scarce and kind.startswith("remove"):
            return False
        makers[kind]()
        return True

    # --- the changes --------------------------------------------------------------------------------------------

    def _create(self, folder: Path) -> Path:
        path = folder / f"document {self._new_number()}.txt"
        folder.mkdir(parents=True, exist_ok=True)
        self._own(path, self._next)
        self._write(path, self._text())
        return path

    def _write(self, path: Path, text: str) -> None:
        self._note_change(path)
        path.write_text(text, encoding="utf-8")

    def _replace(self) -> None:
        """As Office and editors save: beside the document, then over it."""
        path = self._any()
        self._note_change(path)
        beside = path.with_name(f"~$saving {self._new_number()}.tmp")
        beside.write_text(self._text(), encoding="utf-8")
        beside.replace(path)

    def _append(self) -> None:
        path = self._any()
        self._note_change(path)
        with path.open("a", encoding="utf-8") as file:
            for _ in range(5):
                file.write(f"\n{self._text()}")
                file.flush()

    def _rename(self, path: Path, folder: Path | None = None) -> None:
        new = (folder or path.parent) / f"document {self._new_number()}.txt"
        self._own(new, self._numbers[path])
        path.rename(new)
        self._here.discard(path)

    def _copy(self) -> None:
        original = self._any()
        path = original.with_name(f"document {self._new_number()}.txt")
        # The same document twice: when one of them moves, nobody can say which of them it was.
        self._own(path, self._numbers[original])
        self._note_change(path)
        path.write_bytes(original.read_bytes())

    def _remove(self, path: Path) -> None:
        path.unlink()
        self._here.discard(path)

    def _create_folder(self) -> None:
        """Filled elsewhere and moved in, as when something is unpacked."""
        name = f"folder {self._new_number()}"
        (self._aside / name).mkdir()
        for _ in range(3):
            path = self._root / name / f"document {self._new_number()}.txt"
            self._own(path, self._next)
            self._note_change(path)
            (self._aside / name / path.name).write_text(self._text(), encoding="utf-8")
        (self._aside / name).rename(self._root / name)

    def _rename_folder(self, folder: Path) -> None:
        new = self._root / f"folder {self._new_number()}"
        self._take_along(folder, new)
        folder.rename(new)

    def _out_and_back(self, folder: Path) -> None:
        new = self._root / f"folder {self._new_number()}"
        self._take_along(folder, new)
        folder.rename(self._aside / new.name)
        (self._aside / new.name).rename(new)

    def _take_along(self, folder: Path, new: Path) -> None:
        for path in [path for path in self._here if path.parent == folder]:
            self._own(new / path.name, self._numbers[path])
            self._here.discard(path)

    def _remove_folder(self, folder: Path) -> None:
        for path in [path for path in self._here if path.parent == folder]:
            self._remove(path)
        folder.rmdir()

    def _scratch(self) -> None:
        """What is no document: a lock file, a download, a hidden folder."""
        number = self._new_number()
        for name in (f"~$lock {number}.docx", f"file {number}.crdownload", f".hidden {number}/inside.txt"):
            path = self._root / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("scratch", encoding="utf-8")

    # --- what is known ------------------------------------------------------------------------------------------

    def _any(self) -> Path:
        return self._chance.choice(sorted(self._here))

    def _own(self, path: Path, number: int) -> None:
        with self._lock:
            self._numbers[path] = number
            self._here.add(path)

    def _note_change(self, path: Path) -> None:
        self.changed[self._numbers[path]] += 1

    def _new_number(self) -> int:
        self._next += 1
        return self._next

    def _text(self) -> str:
        return f"Rule {self._new_number()} says that {self._chance.randrange(10**9)} of them are paid back."
