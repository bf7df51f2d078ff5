"""What the terminal says of documents of which something could not be read."""

import pytest

from desktop_rag.records import Document, SetAside
from desktop_rag.terminal_json import JsonForm

SCAN = Document(
    "d1", "c1", "/d/scan.pdf", None, "partly", "document_pictures_left", 14, 3, 100, 0.0, "ja", "pdf", 12, 0
)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "12 of 14 pages are pictures without text"),
        ("ja", "14ページのうち12ページは画像だけで文字がありません。"),
    ],
)
def test_pages_that_are_pictures_are_said_with_their_numbers(language: str, sentence: str) -> None:
    form = JsonForm(language)
    message = form.document(SCAN)["message"]
    assert message.startswith(sentence)
    assert form.set_aside(SetAside(SCAN.path, None, "document_pictures_left", 14, 12))["message"] == message


def test_where_all_is_well_nothing_is_said() -> None:
    well = Document("d1", "c1", "/d/a.pdf", None, "indexed", None, 14, 3, 100, 0.0, "ja", "pdf")
    assert JsonForm("en").document(well)["message"] is None
