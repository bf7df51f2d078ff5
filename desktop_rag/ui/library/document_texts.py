"""What stands in the cells of the documents table."""

from PySide6.QtCore import QDateTime, QLocale, QObject

from desktop_rag.records import Document
from desktop_rag.ui.days import day_text
from desktop_rag.ui.library.document_health import health_of, word_of
from desktop_rag.ui.library.document_kinds import kind_name
from desktop_rag.ui.library.document_names import display_folder, display_name
from desktop_rag.ui.library.document_order import Column
from desktop_rag.ui.library.sentences import sentence_of


class DocumentTexts(QObject):
    """Words for a person, in the language of the window."""

    def text(self, document: Document, column: Column) -> str:  # noqa: PLR0911  # one a column
        """The words of one cell."""
        match column:
            case Column.NAME:
                return display_name(document.path, document.part)
            case Column.FOLDER:
                return display_folder(document.path)
            case Column.KIND:
                return kind_name(document.kind)
            case Column.STATE:
                return word_of(health_of(document))
            case Column.PAGES:
                return _number(document.pages)
            case Column.PASSAGES:
                return _number(document.chunks)
            case Column.SIZE:
                return _size(document.size_bytes)
            case Column.MODIFIED:
                # A file may carry any time at all; Qt shows nothing where Python would raise. A link has none.
                return (
                    day_text(QDateTime.fromSecsSinceEpoch(int(document.modified)).date()) if document.modified else ""
                )
            case Column.REASON:
                return self.reason(document)

    def reason(self, document: Document) -> str:
        """Why a document is not searched as a whole and what to do; or what else there is to know about it."""
        if document.code is not None:
            return sentence_of(document.code, {"pictures": document.pages_without_text, "pages": document.pages})
        if document.pages_recognised:
            return self.tr("%n pages were read from their picture.", "", document.pages_recognised)
        return ""


def _number(value: int) -> str:
    return QLocale().toString(value) if value else ""


def _size(size_bytes: int) -> str:
    digits = 0 if size_bytes < 1_000_000 else 1
    return QLocale().formattedDataSize(size_bytes, digits, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
