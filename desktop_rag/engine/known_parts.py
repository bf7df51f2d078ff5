"""The documents inside one file as the catalogue knows them, and which of them a part that was read is.

A part is known by its content first: when a mail is removed from a mailbox, those of the same subject behind it get
other names. Only a part whose content is new may be a known one that was edited, which its name says.
"""

from collections.abc import Iterable

from desktop_rag.engine.catalog import DocumentEntry


class KnownParts:
    """Each entry can be claimed once."""

    def __init__(self, entries: Iterable[DocumentEntry]) -> None:
        self._by_name = {entry.part or "": entry for entry in entries}
        self._by_content: dict[str, list[DocumentEntry]] = {}
        for entry in self._by_name.values():
            self._by_content.setdefault(entry.content_hash, []).append(entry)

    def claim_content(self, content_hash: str, name: str) -> DocumentEntry | None:
        """The entry that holds the same, if one is left; one of the same name before others."""
        found = self._by_content.get(content_hash, [])
        return self._claim(min(found, key=lambda entry: entry.part != name)) if found else None

    def claim_name(self, name: str) -> DocumentEntry | None:
        """The entry of this name, if it is left."""
        found = self._by_name.get(name)
        return self._claim(found) if found is not None else None

    def holds(self, name: str) -> bool:
        """Whether an entry of this name is left."""
        return name in self._by_name

    def left(self) -> list[DocumentEntry]:
        """What nobody has claimed."""
        return list(self._by_name.values())

    def _claim(self, entry: DocumentEntry) -> DocumentEntry:
        del self._by_name[entry.part or ""]
        self._by_content[entry.content_hash].remove(entry)
        return entry
