"""One window a library: a second start hands its files to the first, raises it, and ends."""

import json
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_CONNECT_MS: Final = 500
_LONGEST: Final = 1024 * 1024


def hand_over(name: str, paths: Sequence[str]) -> bool:
    """Give the paths to a window that is already open for this library; False where there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_CONNECT_MS):
        return False
    socket.write(json.dumps(list(paths)).encode() + b"\n")
    socket.waitForBytesWritten(_CONNECT_MS)
    socket.disconnectFromServer()
    return True


class SingleInstance(QObject):
    """Listens for later starts of the program; the socket is a local one that only this person may use.

    Signals:
        called: a later start, with the paths that it was given (a tuple of str).
    """

    called = Signal(tuple)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)
        if not self._server.listen(name):
            # What a killed window left behind; nobody answered there.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            _Call(socket, self).finished.connect(self._take)

    def _take(self, paths: tuple[str, ...]) -> None:
        self.called.emit(paths)


class _Call(QObject):
    """One connection: reads one line of JSON, no longer than a limit.

    Signals:
        finished: the paths that were sent.
    """

    finished = Signal(tuple)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        self._line = bytearray()
        socket.setParent(self)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self.deleteLater)
        self._read()

    def _read(self) -> None:
        self._line += self._socket.readAll().data()
        if len(self._line) > _LONGEST:
            self._socket.abort()
            return
        if b"\n" not in self._line:
            return
        try:
            sent = json.loads(bytes(self._line.split(b"\n", 1)[0]))
        except ValueError:
            sent = None
        self._line.clear()
        if isinstance(sent, list) and all(isinstance(path, str) for path in sent):
            self.finished.emit(tuple(sent))
