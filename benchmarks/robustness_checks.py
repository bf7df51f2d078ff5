"""Looks a library that has indexed hostile files through, file by file and as a whole."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from benchmarks import library_reader
from benchmarks.robustness_expected import NOWHERE, Question, Wish, wish_for
from desktop_rag import errors, protocol
from desktop_rag.engine.catalog import decode_path, encode_path
from desktop_rag.protocol import Command, Event
from desktop_rag.records import Document, Filters

Row: TypeAlias = tuple[str, object, bool]
"""A check: what is looked at, what was seen, whether it holds."""

_TOP = 100
_WIDTH = 800


class Library(Protocol):
    """An engine that can be told something."""

    def do(self, command: Command) -> list[Event]:
        """Every event of a job, the last of which ends it."""


@dataclass(slots=True)
class Findings:
    """What is wrong: a sentence each."""

    wrong: list[str] = field(default_factory=list)
    checks: int = 0

    def check(self, holds: bool, sentence: str) -> None:
        self.checks += 1
        if not holds:
            self.wrong.append(sentence)

    def row(self, what: str) -> Row:
        return what, f"{self.checks - len(self.wrong)} of {self.checks}", not self.wrong


class LookedThrough:
    """The documents of a library by their files, and what can be asked of them."""

    def __init__(self, library: Library, collection: str, number: Callable[[], str], *, has_model: bool) -> None:
        self._library = library
        self._collection = collection
        self._number = number
        self._has_model = has_model
        self.documents = self._list()

    def _list(self) -> dict[Path, list[Document]]:
        found: dict[Path, list[Document]] = {}
        for event in self._library.do(protocol.ListDocuments(id=self._number(), collection=self._collection)):
            if isinstance(event, protocol.DocumentsListed):
                for document in event.documents:
                    found.setdefault(decode_path(document.path), []).append(document)
        return found

    def end_of(self, path: Path) -> str:
        """What became of a file: its state where it can be searched, else its code; "not listed" where it is not."""
        for document in self.documents.get(path, ()):
            if document.part is None:
                return document.state if document.state != "set_aside" else document.code or ""
        return "not listed"

    def every_file(self, folder: Path) -> Findings:
        """Every file below a folder is indexed or set aside with a code that there is; hidden ones are left out."""
        found = Findings()
        known = {"indexed", "partly", *errors.error_classes()}
        for path in sorted(folder.rglob("*")):
            below = path.relative_to(folder)
            is_hidden = any(part.startswith(".") for part in below.parts)
            if path.is_file() and not path.is_symlink() and not is_hidden:
                end = self.end_of(path)
                found.check(end in known and end != "internal", f"{below}: {end}")
        return found

    def wishes(self, folder: Path, names: Iterable[str]) -> Findings:
        """Each of these files ends as it must, is found, shown and answered from as it must."""
        found = Findings()
        for name in names:
            wish = wish_for(name)
            found.check(wish is not None, f"{name}: nobody says what is right")
            if wish is not None:
                self._wish(folder / name, name, wish, found)
        return found

    def _wish(self, path: Path, name: str, wish: Wish, found: Findings) -> None:
        end = self.end_of(path)
        found.check(end in wish.ends, f"{name}: {end}, not one of {', '.join(sorted(wish.ends))}")
        for question in wish.finds:
            found.check(self._finds(path, question), f"{name}: not found by its question, or unreadable")
        if wish.answer is not None:
            quotes, answer = self._ask(wish.answer.text)
            found.check(any(wish.answer.words in quote for quote in quotes), f"{name}: not answered with its words")
            if self._has_model:
                is_obeyed = any(words in answer for words in wish.never)
                found.check(not is_obeyed, f"{name}: the model does what the document orders")
        parts = [document for document in self.documents.get(path, ()) if document.part and document.chunks]
        found.check(len(parts) >= wish.parts, f"{name}: {len(parts)} documents inside it are indexed")
        if wish.is_shown:
            found.check(self._is_shown(path), f"{name}: its text is not shown")

    def _finds(self, path: Path, question: Question) -> bool:
        """Whether the question finds its words in the file; asked there alone, since what files share is shown once."""
        done = self._last(
            protocol.Search(
                id=self._number(), question=question.text, collection=self._collection, top=_TOP,
                filters=Filters(places=(encode_path(path),)),
            )
        )  # fmt: skip
        passages = done.passages if isinstance(done, protocol.SearchDone) else ()
        return any(_composed(question.words) in _composed(passage.text) for passage in passages)

    def _ask(self, question: str) -> tuple[list[str], str]:
        """The quotes for a question, and what a model made of them; quotes that stand in for one obey nobody."""
        done = self._last(
            protocol.Ask(id=self._number(), question=question, collection=self._collection, use_model=self._has_model)
        )
        if not isinstance(done, protocol.AnswerDone):
            return [], ""
        said = done.answer.text if done.answer.kind == "model" else ""
        return [quote.text for quote in done.answer.quotes], said

    def _is_shown(self, path: Path) -> bool:
        documents = self.documents.get(path)
        if not documents:
            return False
        command = protocol.ShowSource(
            id=self._number(), document_id=documents[0].id, page=None, spans=(), width_px=_WIDTH
        )
        shown = self._last(command)
        return isinstance(shown, protocol.SourceShown) and bool(shown.text) and not shown.is_changed

    def forgets(self, folder: Path, names: Sequence[str]) -> Findings:
        """The files that must be forgettable are gone after they were forgotten, and the receipt says so."""
        found = Findings()
        paths = [folder / name for name in names if (wish := wish_for(name)) is not None and wish.is_forgotten]
        held = sum(len(self.documents.get(path, ())) for path in paths)
        receipt = self._last(
            protocol.Forget(id=self._number(), paths=tuple(map(str, paths)), collection=self._collection)
        )
        found.check(isinstance(receipt, protocol.Forgotten) and receipt.is_checked, "the receipt is not clean")
        if isinstance(receipt, protocol.Forgotten):
            found.check(receipt.documents == held, f"{receipt.documents} of {held} documents were forgotten")
        self.documents = self._list()
        for path in paths:
            found.check(path not in self.documents, f"{path.name!r} is still there")
        return found

    def _last(self, command: Command) -> Event:
        return self._library.do(command)[-1]


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def traces(home: Path) -> Findings:
    """What must stand nowhere is in no file of the library, decoded: no row, word list, catalogue or log."""
    found = Findings()
    contents = library_reader.read(home)
    for words in NOWHERE:
        found.check(not contents.where(words), f"{words!r} is in the library")
    return found


def codes(looked: LookedThrough) -> Mapping[str, int]:
    """How many documents ended in which way."""
    counted: dict[str, int] = {}
    for documents in looked.documents.values():
        for document in documents:
            end = document.code or document.state
            counted[end] = counted.get(end, 0) + 1
    return dict(sorted(counted.items(), key=lambda entry: -entry[1]))
