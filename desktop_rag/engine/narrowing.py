"""Where a question looks: places, kinds and dates become the documents that are meant."""

import unicodedata
from pathlib import Path
from typing import Final

from desktop_rag.engine.catalog import Catalog, DocumentEntry, encode_path
from desktop_rag.engine.library import absolute
from desktop_rag.errors import FilterKindUnknown, FilterPlaceUnknown
from desktop_rag.records import EVERYWHERE, Filters

_FORMS: Final = ("NFC", "NFD")


def documents_within(catalog: Catalog, collection_id: str, filters: Filters) -> frozenset[str] | None:
    """Ids of the searchable documents that filters leave; None where they leave all of them.

    Raises:
        FilterPlaceUnknown: no document of the collection is at one of the places.
        FilterKindUnknown: the collection holds documents of none of the kinds.
    """
    if filters == EVERYWHERE:
        return None
    if filters.places:
        entries = [entry for place in filters.places for entry in _at(catalog, collection_id, place)]
    else:
        entries = catalog.documents(collection_id)
    if filters.kinds:
        wanted = {kind.casefold().lstrip(".") for kind in filters.kinds}
        known = {entry.kind for entry in catalog.documents(collection_id) if entry.kind is not None}
        if wanted.isdisjoint(known):
            raise FilterKindUnknown(kinds=", ".join(sorted(known)))
        entries = [entry for entry in entries if entry.kind in wanted]
    return frozenset(entry.id for entry in entries if entry.chunks and _is_of_time(entry, filters))


def _at(catalog: Catalog, collection_id: str, place: str) -> list[DocumentEntry]:
    path = absolute(place)
    # macOS may spell a name in another Unicode form than the person who types it.
    spellings = {encode_path(path), *(encode_path(Path(unicodedata.normalize(form, str(path)))) for form in _FORMS)}
    found = catalog.documents_at(collection_id, spellings)
    if not found:
        raise FilterPlaceUnknown
    return found


def _is_of_time(entry: DocumentEntry, filters: Filters) -> bool:
    modified = entry.modified_ns / 1e9
    return (filters.modified_from is None or modified >= filters.modified_from) and (
        filters.modified_until is None or modified < filters.modified_until
    )
