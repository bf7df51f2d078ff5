"""Dialogs that choose files, without the trace that Qt's own one leaves.

Where the system has no dialog of its own, Qt keeps the folders that were looked at in a settings file of all its
programs (group FileDialog of QtProject.conf). What stood there before is put back.
"""

import contextlib
from collections.abc import Iterator

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

_GROUP = "FileDialog"
_has_begun = False


def choose_folder(parent: QWidget, title: str) -> str:
    """A folder, empty where none was chosen."""
    with _no_trace():
        return QFileDialog.getExistingDirectory(parent, title, _start())


def choose_files(parent: QWidget, title: str, kinds: str) -> list[str]:
    """Files of some kinds, none where it was closed."""
    with _no_trace():
        return QFileDialog.getOpenFileNames(parent, title, _start(), kinds)[0]


def choose_file(parent: QWidget, title: str, kinds: str) -> str:
    """One file of some kinds, empty where none was chosen."""
    with _no_trace():
        return QFileDialog.getOpenFileName(parent, title, "", kinds)[0]


def choose_target(parent: QWidget, title: str, name: str, kinds: str) -> str:
    """Where to save, empty where nowhere was chosen."""
    with _no_trace():
        return QFileDialog.getSaveFileName(parent, title, name, kinds)[0]


def _start() -> str:
    """Where a person's documents are, not where the program was started; afterwards where they looked last.

    Qt keeps the latter for as long as the program runs.
    """
    global _has_begun  # noqa: PLW0603  # it lives as long as what Qt keeps
    if _has_begun:
        return ""
    _has_begun = True
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


@contextlib.contextmanager
def _no_trace() -> Iterator[None]:
    before = _kept()
    try:
        yield
    finally:
        store = _store()
        store.remove(_GROUP)
        for key, value in before.items():
            store.setValue(f"{_GROUP}/{key}", value)
        store.sync()


def _kept() -> dict[str, object]:
    store = _store()
    store.beginGroup(_GROUP)
    return {key: store.value(key) for key in store.allKeys()}


def _store() -> QSettings:
    return QSettings(QSettings.Scope.UserScope, "QtProject")
