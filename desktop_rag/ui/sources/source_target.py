"""What the source view points at: a span of one page of one document."""

from dataclasses import dataclass

from desktop_rag.protocol import Span
from desktop_rag.records import Document, Passage, Quote


@dataclass(frozen=True, slots=True)
class SourceTarget:
    """`marker` chooses the colour; a span without length is a document that is only looked at."""

    marker: int
    document_id: str
    path: str
    part: str | None
    page: int | None
    place: str | None
    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        return Span(start=self.start, end=self.end)

    @property
    def is_marked(self) -> bool:
        """Whether there is something to highlight."""
        return self.end > self.start


def from_quote(quote: Quote) -> SourceTarget:
    """The quote in its own colour."""
    return SourceTarget(
        quote.marker, quote.document_id, quote.document, quote.part, quote.page, quote.place, quote.start, quote.end,
        quote.text,
    )  # fmt: skip


def from_passage(passage: Passage) -> SourceTarget:
    """The passage in the first colour: nothing else competes with it."""
    return SourceTarget(
        1, passage.document_id, passage.document, passage.part, passage.page, passage.place, passage.start,
        passage.end, passage.text,
    )  # fmt: skip


def from_document(document: Document) -> SourceTarget:
    """The beginning of a document, with nothing highlighted."""
    page = 1 if document.pages else None
    return SourceTarget(1, document.id, document.path, document.part, page, None, 0, 0, "")
