"""Names of documents as they may be shown: a file's name is other people's text."""

import os
import re

from PySide6.QtCore import QCoreApplication

# Marks that turn the direction of writing: with them "gpj.exe" can be made to look like "exe.jpg".
_HIDDEN = re.compile("[\u0000-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def _visible(text: str) -> str:
    return _HIDDEN.sub("", text)


def display_name(path: str, part: str | None = None) -> str:
    """The file's name; where the document is an attachment or a mail, its own name in that of what is around it."""
    return within(part, _visible(path.rpartition(os.sep)[2] or path))


def within(part: str | None, name: str) -> str:
    """A part in the file of this name: "offer.pdf in mail.eml"; the name alone where there is no part."""
    for inner in _visible(part).split("/") if part else ():
        #: A document inside a document: the attachment "offer.pdf" in the mail "mail.eml"
        name = QCoreApplication.translate("DocumentNames", "{part} in {file}").format(part=inner, file=name)
    return name


def name_of_place(path: str) -> str:
    """A folder or drive by its own name: "Projects", "E:"."""
    return display_name(path.rstrip("/\\")) or path


def display_folder(path: str) -> str:
    """The folder a document lies in."""
    return _visible(folder_of(path))


def folder_of(path: str) -> str:
    """The folder as the system knows it, for comparing."""
    return path.rpartition(os.sep)[0]
