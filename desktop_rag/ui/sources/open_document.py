"""Hands a document to the program that the person reads such files with, or shows it in its folder."""

import sys
from pathlib import PurePath

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

# Kinds that show themselves. Everything else may be a program, and opening would run it: it is shown in its folder.
_READABLE = frozenset(
    {
        *(".pdf", ".txt", ".text", ".md", ".markdown", ".csv", ".tsv", ".eml", ".msg"),
        *(".docx", ".doc", ".odt", ".rtf", ".xlsx", ".xls", ".ods", ".pptx", ".ppt", ".odp"),
    }
)


def can_open(path: str) -> bool:
    """Whether the file is of a kind that is read and never run."""
    return PurePath(path).suffix.lower() in _READABLE


def open_document(path: str) -> bool:
    """Open the file in its own program; False where the system knows none."""
    return can_open(path) and QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def show_in_folder(path: str) -> bool:
    """Show the file where it lies, selected where the system can do that; False where nothing could be shown."""
    if sys.platform == "win32":
        # Explorer takes "/select," and the path as one argument.
        return QProcess.startDetached("explorer.exe", [f"/select,{path}"])[0]
    if sys.platform == "darwin":
        return QProcess.startDetached("/usr/bin/open", ["-R", path])[0]
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(PurePath(path).parent)))
