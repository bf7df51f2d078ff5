"""The documents inside one file as the catalogue knows them, and which of them a part that was read is.

A part is known by its bytes, then by what it says, and only then by its name: when a mail is removed from a mailbox,
those of the same subject behind it get other names, and a mail program notes in the mailbox itself what was read.
"""

from collections.abc import Container, Iterable

from desktop_rag.engine.catalog import DocumentEntry

_INSIDE = "/"


def is_outermost(name: str) -> bool:
    """Whether a part lies in the file itself and not in another part."""
    return _INSIDE not in name


class KnownParts:
    """Each entry can be claimed once."""

    def __init__(self, entries: Iterable[DocumentEntry]) -> None:
        self._by_name = {entry.part or "": entry for entry in entries}
        self._by_content: dict[str, list[DocumentEntry]] = {}
        self._inside: dict[str, list[DocumentEntry]] = {}
        for name, entry in self._by_name.items():
            for content in _contents(entry):
                self._by_content.setdefault(content, []).append(entry)
            outermost, separator, _ = name.partition(_INSIDE)
            if separator:
                self._inside.setdefault(outermost, []).append(entry)

    def settled(self, reading_version: str, read_again: Container[str]) -> list[str]:
        """The contents of outermost parts that need not be read again, nor what lies in them."""
        return [
            entry.content_hash
            for name, entry in self._by_name.items()
            if is_outermost(name)
            and entry.revision.endswith(reading_version)
            and not any(
                member.id in read_again or member.state == "pending" for member in (entry, *self._inside.get(name, ()))
            )
        ]

    def claim_content(self, content: str, name: str) -> DocumentEntry | None:
        """The entry of this content (its bytes' hash or its text's), if one is left; of the same name before others."""
        found = self._by_content.get(content)
        return self._claim(min(found, key=lambda entry: entry.part != name)) if found else None

    def claim_name(self, name: str) -> DocumentEntry | None:
        """The entry of this name, if it is left."""
        found = self._by_name.get(name)
        return self._claim(found) if found is not None else None

    def claim_inside(self, outermost: str) -> list[DocumentEntry]:
        """All that lies in an outermost part."""
        left = [entry for entry in self._inside.get(outermost, ()) if entry.part in self._by_name]
        return [self._claim(entry) for entry in left]

    def holds(self, name: str) -> bool:
        """Whether an entry of this name is left."""
        return name in self._by_name

    def left(self) -> list[DocumentEntry]:
        """What nobody has claimed."""
        return list(self._by_name.values())

    def _claim(self, entry: DocumentEntry) -> DocumentEntry:
        del self._by_name[entry.part or ""]
        for content in _contents(entry):
            self._by_content[content].remove(entry)
        return entry


def _contents(entry: DocumentEntry) -> set[str]:
    """What an entry is known by: the hash of its bytes, and that of its text, with which its revision begins."""
    return {entry.content_hash, entry.revision.partition("/")[0]} - {""}
