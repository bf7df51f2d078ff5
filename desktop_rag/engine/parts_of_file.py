"""The documents inside one file, as reading it goes on: which are new, which are as they were, which are gone."""

import dataclasses
from collections.abc import Callable, Container, Sequence

from desktop_rag.engine import reading_version
from desktop_rag.engine.catalog import DocumentEntry, new_id
from desktop_rag.engine.cutting import cut, searchable
from desktop_rag.engine.index_items import Item, Kept, Refused, Renamed, Vanished
from desktop_rag.engine.known_parts import KnownParts, is_outermost
from desktop_rag.engine.parsed import ReadPart
from desktop_rag.engine.storing import CutDocument
from desktop_rag.errors import DocumentError, DocumentUnreadable

_MOST_HELD = 50
_KEPT_AT_ONCE = 500
_CONTAINERS = frozenset({"mbox", "eml", "msg"})
"""Kinds that may say nothing themselves, because what they hold says it."""


class PartsOf:
    """The documents inside one file: what became of each is given, also of those that are gone.

    A part of new content that has the name of a known one is held back to the end: it may be that one, edited, or stand
    before it, so that the known one comes by another name. An outermost part comes after all that lies in it: where it
    is there after a stop, it need not be read again.
    """

    def __init__(
        self, known: Sequence[DocumentEntry], give: Callable[[Item], None], read_again: Container[str]
    ) -> None:
        self._entries = known
        self._known = KnownParts(known)
        self._give = give
        self._read_again = read_again
        self._unchanged: list[DocumentEntry] = []
        self._renamed: list[DocumentEntry] = []
        self._held: list[tuple[ReadPart, DocumentEntry]] = []
        self._outermost: CutDocument | DocumentEntry | None = None
        self.count = 0

    @property
    def are_whole(self) -> bool:
        """Whether none waits to be read again."""
        return not any(part.state == "pending" for part in self._entries)

    @property
    def has_any(self) -> bool:
        """Whether one is known or was read by now."""
        return bool(self._entries) or self.count > 0

    def kept(self, around: DocumentEntry) -> list[DocumentEntry]:
        """The file and all its parts with its time, where its bytes are those that were read."""
        return [around, *(dataclasses.replace(part, modified_ns=around.modified_ns) for part in self._entries)]

    def settled(self) -> list[str]:
        """The contents of parts that need not be read."""
        return self._known.settled(reading_version.READING_VERSION, self._read_again)

    def take(self, part: ReadPart, around: DocumentEntry) -> None:
        """Give what becomes of a part that was read, or need not be."""
        self.count += 1
        if is_outermost(part.name):
            self._give_outermost()
        known = self._known.claim_content(part.content_hash, part.name)
        if part.is_same:
            if known is not None:
                self._keep(known, part.name, around, was=known)
                for inner in self._known.claim_inside(known.part or ""):
                    name = f"{part.name}{(inner.part or '').removeprefix(known.part or '')}"
                    self._keep(inner, name, around, was=inner)
            return
        if known is None and part.document is not None:
            known = self._known.claim_content(part.document.digest()[:32], part.name)
        if known is None and self._known.holds(part.name):
            if part.document is not None and len(self._held) < _MOST_HELD:
                self._held.append((part, around))
                return
            known = self._known.claim_name(part.name)
        self._settle(part, around, known)

    def finish(self) -> None:
        """Give what waited, and what is in the file no more; only once all of it was read."""
        self._give_outermost()
        settled = [(part, around, self._known.claim_name(part.name)) for part, around in self._held]
        if gone := self._known.left():
            self._give(Vanished(gone))
        self._give_unchanged()
        if self._renamed:
            self._give(Renamed(self._renamed))
        for part, around, known in settled:
            if is_outermost(part.name):
                self._give_outermost()
            self._settle(part, around, known)
        self._give_outermost()
        self._give_unchanged()

    def _settle(self, part: ReadPart, around: DocumentEntry, known: DocumentEntry | None) -> None:
        entry = known or dataclasses.replace(
            around, id=new_id(), part=part.name, state="pending", code=None, title="", pages=0, chunks=0,
            content_hash="", revision="", language=None, is_opened=False, kind=None,
        )  # fmt: skip
        entry = dataclasses.replace(
            entry, path=around.path, size_bytes=part.size_bytes, modified_ns=around.modified_ns,
            content_hash=part.content_hash,
        )  # fmt: skip
        if part.document is None:
            code = part.code or DocumentUnreadable.code
            self._give(Refused(dataclasses.replace(entry, part=part.name), code))
            return
        revision = f"{part.document.digest()[:32]}/{reading_version.READING_VERSION}"
        if entry.revision == revision and entry.id not in self._read_again:
            self._keep(entry, part.name, around, was=known)
            return
        entry = dataclasses.replace(entry, part=part.name)
        try:
            read = cut(entry, part.document, revision, may_be_empty=part.document.kind in _CONTAINERS)
        except DocumentError as error:
            self._give(Refused(entry, error.code))
            return
        if is_outermost(part.name):
            self._outermost = read
        else:
            self._give(read)

    def _keep(self, entry: DocumentEntry, name: str, around: DocumentEntry, was: DocumentEntry | None) -> None:
        """Note a part that says what it said, under the name that it has now; `was` is what the catalogue has."""
        kept = searchable(dataclasses.replace(entry, part=name, path=around.path, modified_ns=around.modified_ns))
        if entry.part != name:
            # Others wait for its old name. What lies in it may be new, so it keeps the hash by which it is read again.
            content_hash = was.content_hash if was is not None else kept.content_hash
            self._renamed.append(dataclasses.replace(kept, content_hash=content_hash))
        elif is_outermost(name):
            self._outermost = kept
        else:
            self._note_unchanged(kept)

    def _give_outermost(self) -> None:
        """All that lies in the outermost part that was read last has been given."""
        item, self._outermost = self._outermost, None
        if isinstance(item, DocumentEntry):
            self._note_unchanged(item)
        elif item is not None:
            self._give(item)

    def _note_unchanged(self, kept: DocumentEntry) -> None:
        self._unchanged.append(kept)
        if len(self._unchanged) >= _KEPT_AT_ONCE:
            self._give_unchanged()

    def _give_unchanged(self) -> None:
        if self._unchanged:
            self._give(Kept(self._unchanged))
            self._unchanged = []
