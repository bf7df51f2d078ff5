"""Hands a document to the program that the person reads such files with, or shows it in its folder."""

import sys
from pathlib import PurePath

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

from desktop_rag import starter


def can_open(path: str) -> bool:
    """Whether the file is of a kind that is read and never run; anything else is shown in its folder."""
    return PurePath(path).suffix.lower() in starter.OPENABLE


def open_document(path: str) -> bool:
    """Open the file in its own program; False where the system knows none."""
    return can_open(path) and open_path(path)


def show_in_folder(path: str) -> bool:
    """Show the file where it lies, selected where the system can do that; False where nothing could be shown."""
    if sys.platform == "win32":
        # Explorer takes "/select," and the path as one argument.
        return QProcess.startDetached("explorer.exe", [f"/select,{path}"])[0]
    if sys.platform == "darwin":
        return QProcess.startDetached("/usr/bin/open", ["-R", path])[0]
    return open_path(str(PurePath(path).parent))


def open_path(path: str) -> bool:
    """Let the system open a document or folder, as a program that does not inherit what keeps this one silent."""
    is_done = starter.open_path(path)
    return QDesktopServices.openUrl(QUrl.fromLocalFile(path)) if is_done is None else is_done
