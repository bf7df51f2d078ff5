"""What is to be erased, kept in the catalogue until it is done: a stop in the middle of it is met at the next start."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from desktop_rag.engine import scanner
from desktop_rag.engine.catalog import Catalog, decode_path, encode_path
from desktop_rag.engine.chats import QuotingTurns, title_of
from desktop_rag.engine.hashed_places import hashed

Work: TypeAlias = Literal["catalogue", "everything"]
"""What is not about one index: writing the catalogue anew, or emptying the whole library."""


@dataclass(slots=True)
class Doomed:
    """What one erasure takes out of the catalogue."""

    documents: dict[str, list[str]] = field(default_factory=dict)
    """Ids of documents by the collection they are in."""
    roots: list[tuple[str, str]] = field(default_factory=list)
    """Chosen places, each with its collection."""
    forgotten: list[tuple[str, str]] = field(default_factory=list)
    """Places that must not come back by themselves, each with its collection."""
    collections: list[str] = field(default_factory=list)
    turns: Sequence[QuotingTurns] = ()
    chats: Sequence[str] = ()


class ErasureRecord:
    """Reads and writes what the catalogue knows of erasures. It names documents by their ids, never by their text."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def begin(self, doomed: Doomed, work: Work = "catalogue") -> None:
        """Take everything doomed out of the catalogue and note what remains to be done, in one commit."""
        now = time.time()
        with self._catalog.transaction(is_synced=True) as connection:
            connection.execute("INSERT OR REPLACE INTO unfinished VALUES (?, ?)", (work, now))
            if doomed.documents or doomed.roots or doomed.collections or work == "everything":
                connection.execute("DELETE FROM jobs")  # they name places, and would bring them back
            for collection_id, document_ids in doomed.documents.items():
                connection.executemany(
                    "INSERT OR REPLACE INTO erasures VALUES (?, ?, ?)",
                    [(document_id, collection_id, now) for document_id in document_ids],
                )
                connection.executemany("DELETE FROM documents WHERE id = ?", [(entry,) for entry in document_ids])
            connection.executemany("DELETE FROM roots WHERE collection_id = ? AND path = ?", doomed.roots)
            connection.executemany(
                "INSERT OR IGNORE INTO forgotten VALUES (?, ?)",
                [(collection_id, hashed(collection_id, path)) for collection_id, path in doomed.forgotten],
            )
            connection.executemany("DELETE FROM collections WHERE id = ?", [(entry,) for entry in doomed.collections])
            connection.executemany("DELETE FROM erasures WHERE collection_id = ?", [(e,) for e in doomed.collections])
            connection.executemany("DELETE FROM chats WHERE id = ?", [(entry,) for entry in doomed.chats])
            for entry in doomed.turns:
                connection.executemany("DELETE FROM turns WHERE id = ?", [(turn_id,) for turn_id in entry.turn_ids])
                left = connection.execute(
                    "SELECT question FROM turns WHERE chat_id = ? ORDER BY ordinal LIMIT 1", (entry.chat.id,)
                ).fetchone()
                if left is None:
                    connection.execute("DELETE FROM chats WHERE id = ?", (entry.chat.id,))
                elif entry.is_named_after_them:
                    connection.execute(
                        "UPDATE chats SET title = ? WHERE id = ?", (title_of(str(left[0])), entry.chat.id)
                    )

    def pending_documents(self) -> dict[str, list[str]]:
        """Documents that an index may still hold, by collection."""
        found: dict[str, list[str]] = {}
        for document_id, collection_id in self._catalog.read("SELECT document_id, collection_id FROM erasures"):
            found.setdefault(str(collection_id), []).append(str(document_id))
        return found

    def unfinished(self) -> frozenset[str]:
        """Work that was begun and not finished."""
        return frozenset(str(row[0]) for row in self._catalog.read("SELECT work FROM unfinished"))

    def finish(self, work: Work) -> None:
        """Note that it is done."""
        with self._catalog.transaction() as connection:
            connection.execute("DELETE FROM unfinished WHERE work = ?", (work,))

    # --- old text -----------------------------------------------------------------------------------------------

    def note_old_text(self, collection_id: str) -> None:
        """The files of an index will hold text that no document has any more; the first such moment is kept."""
        if collection_id not in self.old_text():
            with self._catalog.transaction(is_synced=True) as connection:
                connection.execute(
                    "INSERT OR IGNORE INTO old_text SELECT id, ? FROM collections WHERE id = ?",
                    (time.time(), collection_id),
                )

    def old_text(self) -> Mapping[str, float]:
        """Since when the files of an index hold old text (seconds since 1970), by collection."""
        rows = self._catalog.read("SELECT collection_id, since FROM old_text")
        return {str(collection_id): float(str(since)) for collection_id, since in rows}

    def finish_index(self, collection_id: str) -> None:
        """Note that the files of an index hold nothing but what its rows show."""
        with self._catalog.transaction() as connection:
            connection.execute("DELETE FROM old_text WHERE collection_id = ?", (collection_id,))
            connection.execute("DELETE FROM erasures WHERE collection_id = ?", (collection_id,))

    # --- forgotten places ---------------------------------------------------------------------------------------

    def forgotten(self, collection_id: str) -> "ForgottenPlaces":
        """Places in a collection's folders that are not read again by themselves."""
        rows = self._catalog.read("SELECT place FROM forgotten WHERE collection_id = ?", (collection_id,))
        return ForgottenPlaces(collection_id, frozenset(str(row[0]) for row in rows))

    def choose_again(self, collection_id: str, roots: Sequence[Path]) -> None:
        """A person named these places and they were read: nothing at or below them is left alone any more."""
        places = self.forgotten(collection_id)
        if not places.places:
            return
        read = [decode_path(entry.path) for entry in self._catalog.documents(collection_id)]
        again = {
            place
            for root in roots
            for path in (root, *(path for path in read if path.is_relative_to(root)))
            for place in places.at(path, down_to=root)
        }
        with self._catalog.transaction() as connection:
            connection.executemany(
                "DELETE FROM forgotten WHERE collection_id = ? AND place = ?",
                [(collection_id, place) for place in again],
            )


@dataclass(frozen=True, slots=True)
class ForgottenPlaces:
    """Recognises a forgotten document, or one in a forgotten folder, by the hash of its path."""

    collection_id: str
    places: frozenset[str]

    def at(self, path: Path, down_to: Path | None = None) -> list[str]:
        """The places that a path is or lies in; with `down_to`, those at or below that folder."""
        if not self.places:
            return []
        chain = [folder for folder in (path, *path.parents) if down_to is None or folder.is_relative_to(down_to)]
        return [place for folder in chain if (place := hashed(self.collection_id, encode_path(folder))) in self.places]

    def holds(self, path: str) -> bool:
        """Whether a document was forgotten here."""
        return bool(self.at(decode_path(path)))

    def unless_under(self, roots: Sequence[Path]) -> Callable[[str], bool]:
        """The same for a job in which a person named some places: what lies there is read."""
        return lambda path: self.holds(path) and not any(scanner.lies_under(path, root) for root in roots)
