"""Decodes pictures of pages without holding up the window."""

import contextlib
from threading import Thread

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QImageReader

_MAX_SIDE_PX = 12_000


class PictureLoader(QObject):
    """Keeps nothing: the engine draws each page anew, after it has compared the file with what was indexed.

    Signals:
        loaded: path and picture; the picture is null where the file is no picture.
    """

    loaded = Signal(str, QImage)

    def load(self, path: str) -> None:
        """Answer with `loaded`."""
        # A large page takes 80 ms to decode. A thread that ends by itself, and none of Qt's: deleting a Qt pool would
        # wait here for Python code that waits for us.
        Thread(target=self._decode, args=(path,), daemon=True, name="picture").start()

    def _decode(self, path: str) -> None:
        # Named, so that no other decoder ever sees what the process that reads documents has written.
        reader = QImageReader(path, b"png")
        size = reader.size()
        is_sane = size.isValid() and max(size.width(), size.height()) <= _MAX_SIDE_PX
        picture = reader.read() if is_sane else QImage()
        # The view may be gone by now.
        with contextlib.suppress(RuntimeError):
            self.loaded.emit(path, picture)
