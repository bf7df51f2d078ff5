"""Places that are remembered by a hash, because the name of what is forgotten is to be forgotten too."""

import hashlib
from collections.abc import Iterable

from desktop_rag.engine.catalog import Catalog


def hashed(collection_id: str, path: str) -> str:
    """How a path of a collection is written down."""
    return hashlib.sha256(f"{collection_id}\0{path}".encode("utf-8", "surrogatepass")).hexdigest()


class Mounts:
    """The folders of one collection where another file system begins, as they were met when they were last walked."""

    def __init__(self, catalog: Catalog, collection_id: str) -> None:
        self._catalog = catalog
        self._collection_id = collection_id
        rows = catalog.read("SELECT place FROM mounts WHERE collection_id = ?", (collection_id,))
        self._places = {str(row[0]) for row in rows}

    def held(self, folder: str) -> bool:
        """Whether another file system began at this folder."""
        return bool(self._places) and hashed(self._collection_id, folder) in self._places

    def note(self, mounts: Iterable[str], plain: Iterable[str]) -> None:
        """Remember where one begins now, and forget where it begins no more."""
        new = {hashed(self._collection_id, folder) for folder in mounts} - self._places
        old = {hashed(self._collection_id, folder) for folder in plain} & self._places
        if new or old:
            self._places = (self._places | new) - old
            with self._catalog.transaction() as connection:
                connection.executemany(
                    "INSERT OR IGNORE INTO mounts VALUES (?, ?)", [(self._collection_id, place) for place in new]
                )
                connection.executemany(
                    "DELETE FROM mounts WHERE collection_id = ? AND place = ?",
                    [(self._collection_id, place) for place in old],
                )
