"""Plain text: decoded by detection, line ends LF, otherwise exactly as it stands."""

from desktop_rag.engine.workers.parsers import Facts, Give, Source, clean, make_page
from desktop_rag.engine.workers.parsers.encodings import decode
from desktop_rag.engine.workers.parsers.headings import find_numbered
from desktop_rag.errors import DocumentEmpty


def read_text(source: Source) -> str:
    """The whole text of a file; raises `DocumentEmpty` or `DocumentKindUnknown`."""
    text = clean(decode(source.data()).replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise DocumentEmpty
    return text


def read(source: Source, give: Give) -> Facts:
    """Give the text as one page without a number."""
    text = read_text(source)
    give(make_page(text, find_numbered(text)))
    return Facts()
