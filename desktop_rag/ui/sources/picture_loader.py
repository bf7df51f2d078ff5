"""Decodes pictures of pages without holding up the window."""

import contextlib
from collections import OrderedDict
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QImageReader

KEPT_PICTURES = 4
_MAX_SIDE_PX = 12_000


class PictureLoader(QObject):
    """Keeps the last few pictures; a page that is looked at again is there at once.

    Signals:
        loaded: path and picture; the picture is null where the file is no picture.
    """

    loaded = Signal(str, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[tuple[str, int], QImage] = OrderedDict()
        self.loaded.connect(self._keep)

    def load(self, path: str) -> None:
        """Answer with `loaded`, at once for a picture that is kept."""
        kept = self._kept.get(_key(path))
        if kept is not None:
            self._kept.move_to_end(_key(path))
            self.loaded.emit(path, kept)
        else:
            # A large page takes 80 ms to decode. A thread that ends by itself, and none of Qt's: deleting a Qt pool
            # would wait here for Python code that waits for us.
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

    def _keep(self, path: str, picture: QImage) -> None:
        if picture.isNull():
            return
        self._kept[_key(path)] = picture
        while len(self._kept) > KEPT_PICTURES:
            self._kept.popitem(last=False)


def _key(path: str) -> tuple[str, int]:
    """The same name may hold another picture after the document changed."""
    try:
        return path, Path(path).stat().st_mtime_ns
    except OSError:
        return path, 0
