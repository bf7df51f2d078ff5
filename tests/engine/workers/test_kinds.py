"""Content decides what a document is; a suffix only tells dialects of plain text apart."""

import io
import zipfile

import pytest

from desktop_rag.engine.workers.parsers import Limits, Source, kinds
from desktop_rag.errors import DocumentDamaged, DocumentEmpty, DocumentKindUnknown, DocumentTooLarge
from tests import document_builders as build

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def find(content: bytes, suffix: str = ".xyz") -> str:
    limits = Limits(10**9, 1000, 10**9, 10**9)
    return kinds.find_kind(Source(io.BytesIO(content), len(content), suffix, limits, lambda: None))


def archive(entries: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return target.getvalue()


def test_every_kind_has_a_module_that_reads() -> None:
    for found in kinds.FORMATS:
        assert callable(kinds.parser_of(found.kind).read), found.kind


@pytest.mark.parametrize(
    ("content", "suffix", "kind"),
    [
        (build.word(build.paragraph("x")), ".pdf", "docx"),
        (b"a,b\n1,2\n", ".csv", "csv"),
        (b"a\tb\n", ".tsv", "tsv"),
        (b"a,b\n1,2\n", ".txt", "text"),
        (b"%PDF-1.7", ".csv", "pdf"),
    ],
)
def test_content_decides(content: bytes, suffix: str, kind: str) -> None:
    assert find(content, suffix) == kind


@pytest.mark.parametrize(
    "content",
    [
        build.word(build.paragraph("x" * 100_000)),
        build.workbook({"S": build.rows(("x" * 100_000,))}),
        build.slides("<p:sp>" + "x" * 100_000 + "</p:sp>"),
        *(build.open_document(kind, "x" * 100_000) for kind in ("text", "spreadsheet", "presentation")),
    ],
)
def test_archives_that_unpack_to_too_much_are_refused(content: bytes) -> None:
    limits = Limits(10**9, 1000, 10**9, 50_000)
    source = Source(io.BytesIO(content), len(content), "", limits, lambda: None)
    with pytest.raises(DocumentTooLarge):
        kinds.parser_of(kinds.find_kind(source)).read(source, lambda _page: None)


def test_archives_and_compound_files_of_no_known_kind() -> None:
    with pytest.raises(DocumentKindUnknown):
        find(archive({"../../slip.txt": "slip"}))
    with pytest.raises(DocumentDamaged):
        find(archive({"[Content_Types].xml": "x" * 1000})[:500])
    with pytest.raises(DocumentKindUnknown):
        find(OLE + bytes(504))
    with pytest.raises(DocumentDamaged):
        find(OLE + bytes(10_000))
    with pytest.raises(DocumentEmpty):
        find(b"")
