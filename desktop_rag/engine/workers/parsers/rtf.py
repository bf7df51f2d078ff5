"""Rich text (RTF): its words in order, with the headings and tables that its control words tell of.

docs/decisions/0012 says why no library does this.
"""

from desktop_rag.engine.workers.parsers import Facts, Give, Source, make_page
from desktop_rag.engine.workers.parsers.rtf_reader import Reader
from desktop_rag.errors import DocumentEmpty


def read(source: Source, give: Give) -> Facts:
    """Give the whole text as one page without a number; a text that was cut off is given as far as it goes."""
    reader = Reader(source)
    reader.run(source.data())
    text = reader.page.finish()
    if not text.strip():
        raise DocumentEmpty
    give(make_page(text, reader.page.headings, tables=reader.page.tables))
    return reader.facts()
