"""Where a question looks: by place, kind and date; what is not there is said."""

import dataclasses
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag.engine.narrowing import documents_within
from desktop_rag.errors import FilterKindUnknown, FilterPlaceUnknown
from desktop_rag.records import EVERYWHERE, Filters
from tests.engine_fakes import Shelf, document_entry

FOLDER = Path("/documents").absolute()
DAY = 86_400.0
FILES = {
    "rules/a.pdf": ("pdf", 1),
    "rules/b.docx": ("docx", 2),
    "rules 2/c.pdf": ("pdf", 3),
    "社内/が.txt": ("text", 4),
}


@pytest.fixture(name="shelf")
def fixture_shelf(home: Path) -> Iterator[Shelf]:
    with Shelf(home) as shelf:
        shelf.library.catalog.save_documents(
            document_entry(shelf.collection, str(FOLDER / name), kind=kind, modified_ns=int(day * DAY * 1e9), chunks=1)
            for name, (kind, day) in FILES.items()
        )
        away = document_entry(shelf.collection, str(FOLDER / "rules" / "empty.pdf"), kind="pdf")
        shelf.library.catalog.save_documents([away])
        yield shelf


def within(shelf: Shelf, filters: Filters) -> set[str] | None:
    found = documents_within(shelf.library.catalog, shelf.collection.id, filters)
    if found is None:
        return None
    paths = {entry.id: Path(entry.path) for entry in shelf.library.catalog.documents(shelf.collection.id)}
    return {paths[document].relative_to(FOLDER).as_posix() for document in found}


def test_no_filter_is_all_documents_without_listing_them(shelf: Shelf) -> None:
    assert within(shelf, EVERYWHERE) is None


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(places=(str(FOLDER / "rules"),)), {"rules/a.pdf", "rules/b.docx"}),
        (Filters(places=(str(FOLDER / "rules") + "/",)), {"rules/a.pdf", "rules/b.docx"}),
        (Filters(places=(str(FOLDER / "rules/a.pdf"), str(FOLDER / "rules 2"))), {"rules/a.pdf", "rules 2/c.pdf"}),
        (Filters(kinds=("pdf",)), {"rules/a.pdf", "rules 2/c.pdf"}),
        (Filters(kinds=(".PDF", "csv")), {"rules/a.pdf", "rules 2/c.pdf"}),
        (Filters(modified_from=2 * DAY, modified_until=4 * DAY), {"rules/b.docx", "rules 2/c.pdf"}),
        (Filters(places=(str(FOLDER),), kinds=("pdf",), modified_from=2 * DAY), {"rules 2/c.pdf"}),
        (Filters(places=(str(FOLDER / "rules"),), modified_from=9 * DAY), set()),
    ],
)
def test_each_filter_narrows(shelf: Shelf, filters: Filters, expected: set[str]) -> None:
    assert within(shelf, filters) == expected


def test_a_place_is_found_in_either_form_of_unicode(shelf: Shelf) -> None:
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, str(FOLDER / "社内" / "が.txt"))
        assert within(shelf, Filters(places=(typed,))) == {"社内/が.txt"}


def test_what_the_collection_does_not_have_is_said(shelf: Shelf) -> None:
    with pytest.raises(FilterPlaceUnknown):
        within(shelf, Filters(places=(str(FOLDER / "rules"), str(FOLDER / "nowhere"))))
    with pytest.raises(FilterKindUnknown) as raised:
        within(shelf, Filters(kinds=("pfd",)))
    assert raised.value.details == {"kinds": "docx, pdf, text"}


def test_documents_of_another_collection_are_not_meant(shelf: Shelf) -> None:
    other = dataclasses.replace(shelf.collection, id="other")
    assert documents_within(shelf.library.catalog, other.id, Filters(modified_from=0.0)) == frozenset()
