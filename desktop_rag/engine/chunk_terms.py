"""What a chunk is found by: the terms of its file's name, its title and headings, and each sentence, line by line.

The lines are for ranking, which asks how much of a question one sentence holds, and must not cut and fold the text of
thirty passages while somebody waits. The full-text index sees white space and no lines.
"""

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from desktop_rag.engine import sentences, terms
from desktop_rag.engine.catalog import DocumentEntry, decode_path

_SUFFIX = re.compile(r"\.(?=[0-9]*[a-z])[a-z0-9]{1,8}")


@dataclass(frozen=True)
class ChunkTerms:
    """The terms of a chunk as the index stores them; taken apart when asked for, and only what is asked for.

    Of a hundred candidates all terms are counted, and the sentences of the foremost twenty alone are looked at.
    """

    stored: str

    @functools.cached_property
    def all(self) -> tuple[str, ...]:
        """Every term, with repetitions."""
        return tuple(self.stored.split())

    @functools.cached_property
    def file(self) -> tuple[str, ...]:
        """The terms of the names of its file and folder."""
        return _terms(self._lines[0])

    @functools.cached_property
    def document(self) -> tuple[str, ...]:
        """The terms of its document's title, of the headings above it, and of what is known of the document."""
        return _terms(self._lines[1])

    @functools.cached_property
    def sentences(self) -> tuple[tuple[str, ...], ...]:
        """The terms of each sentence."""
        text = self._lines[2]
        return tuple(map(_terms, text.split("\n"))) if text is not None else ()

    @property
    def names(self) -> tuple[str, ...]:
        """What the file and the document are called, and the headings above the chunk."""
        return self.file + self.document

    @functools.cached_property
    def _lines(self) -> tuple[str, str, str | None]:
        file, *rest = self.stored.split("\n", 2)
        document, *text = rest or [""]
        return file, document, text[0] if text else None


def of_chunk(path: Path, part: str | None, title: str, about: Sequence[str], heading: str, text: str) -> str:
    """The terms of a chunk as the index stores them; `about` are those by which its document is known as a whole."""
    of_title = terms.of_text(f"{title}\n\n{heading}")
    document = " ".join((*of_title, *(term for term in about if term not in of_title)))
    spans = sentences.split(text)
    return "\n".join((_of_file(path, part, title), document, *(_line(text[start:end]) for start, end in spans)))


def renamed(stored: str, path: Path, part: str | None, title: str) -> str:
    """The stored terms of a chunk whose file has another name now."""
    _, separator, rest = stored.partition("\n")
    return f"{_of_file(path, part, title)}\n{rest if separator else stored}"


def renaming(entry: DocumentEntry) -> Callable[[str], str]:
    """What gives the stored terms of a document's chunks the name that the catalogue has for it."""
    return functools.partial(renamed, path=decode_path(entry.path), part=entry.part, title=entry.title)


def _of_file(path: Path, part: str | None, title: str) -> str:
    known = terms.fold(title)
    # What follows a point is not always a suffix: 「見積 No.12 の件」 is what a mail in a mailbox is called.
    suffixes = {
        name: suffix if of_suffix(suffix := PurePath(name).suffix) else "" for name in (path.name, part) if name
    }
    stems = (name.removesuffix(suffix) for name, suffix in suffixes.items())
    called = _line("\n\n".join((path.parent.name, *(stem for stem in stems if terms.fold(stem) != known))))
    return " ".join(filter(None, (called, *map(of_suffix, dict.fromkeys(suffixes.values())))))


def of_suffix(suffix: str) -> str:
    """The term for how a file's name ends, or nothing: with its point, so that "docx" in a question is a word still."""
    folded = terms.fold(suffix)
    return folded if _SUFFIX.fullmatch(folded) else ""


def _terms(line: str) -> tuple[str, ...]:
    return tuple(line.split(" ")) if line else ()


def _line(text: str) -> str:
    return " ".join(terms.of_text(text))
