"""What formats are called by those who use them."""

from typing import Final

from PySide6.QtCore import QCoreApplication

# Names of programs and formats are the same in every language.
_NAMES: Final = {
    "pdf": "PDF",
    "docx": "Word",
    "doc": "Word 97–2003",
    "xlsx": "Excel",
    "xlsm": "Excel",
    "xls": "Excel 97–2003",
    "pptx": "PowerPoint",
    "ppt": "PowerPoint 97–2003",
    "rtf": "RTF",
    "markdown": "Markdown",
    "csv": "CSV",
    "tsv": "TSV",
    "json": "JSON",
    "xml": "XML",
    "epub": "EPUB",
}

SUFFIXES: Final = (
    *("pdf", "docx", "docm", "dotx", "doc", "xlsx", "xlsm", "xltx", "xls", "pptx", "pptm", "ppsx", "ppt"),
    *("odt", "ods", "odp", "rtf", "txt", "text", "log", "md", "markdown", "mdown", "mkd", "csv", "tsv", "tab"),
    *("json", "xml", "html", "htm", "xhtml", "mhtml", "mht", "eml", "msg", "mbox", "epub"),
    *("png", "jpg", "jpeg", "tif", "tiff", "bmp", "webp"),
)
"""Usual endings of what can be read, for dialogs; what a file is, its content decides."""


def kind_name(kind: str | None) -> str:
    """The format of a document as a person calls it; empty where it is not known."""
    if kind is None:
        return ""
    name = _NAMES.get(kind)
    return name if name is not None else _translated(kind)


def _translated(kind: str) -> str:
    translate = QCoreApplication.translate
    names = {
        "text": translate("Kinds", "Text"),
        #: A photograph or a scan in a file of its own
        "image": translate("Kinds", "Picture"),
        "html": translate("Kinds", "Web page"),
        #: A web page saved with all that belongs to it in one file (MHTML)
        "mhtml": translate("Kinds", "Web archive"),
        "odt": translate("Kinds", "OpenDocument text"),
        "ods": translate("Kinds", "OpenDocument spreadsheet"),
        "odp": translate("Kinds", "OpenDocument slides"),
        #: A message of a mail program
        "eml": translate("Kinds", "Mail"),
        "msg": translate("Kinds", "Outlook mail"),
        #: A file that holds many mails (MBOX)
        "mbox": translate("Kinds", "Mailbox"),
    }
    return names.get(kind, kind.upper())
