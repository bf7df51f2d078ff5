"""Web pages saved as files (HTML, XHTML); nothing that they point to is fetched."""

from desktop_rag.engine.workers.parsers import Facts, Give, Source
from desktop_rag.engine.workers.parsers.html_source import decode_html
from desktop_rag.engine.workers.parsers.html_text import read_html
from desktop_rag.errors import DocumentEmpty


def read(source: Source, give: Give) -> Facts:
    """Give the main text as one page without a number; raises `DocumentEmpty`."""
    found = read_html(decode_html(source.data()), source.check)
    page = found.lines.page()
    if not page.text.strip():
        raise DocumentEmpty
    give(page)
    return Facts(title=found.title)
