"""Empties the clipboard when the program ends, if that is set and it still holds text that was copied here."""

import hashlib

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QClipboard, QGuiApplication

from desktop_rag.protocol import Event, GetSettings, SettingsListed
from desktop_rag.ui.engine_client import EngineClient

KEY = "privacy.empty_clipboard"


class ClipboardKeeper(QObject):
    """Remembers hashes of what was copied here, never the text.

    A hash rather than the ownership alone: a clipboard manager takes the text over, and what it holds is still ours.
    """

    def __init__(self, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._is_wanted = False
        self._copied: set[bytes] = set()
        self._clipboard = QGuiApplication.clipboard()
        self._clipboard.changed.connect(self._note)
        engine.event_received.connect(self._take)
        engine.ready.connect(self._ask)
        app = QCoreApplication.instance()
        assert app is not None
        app.aboutToQuit.connect(self.empty)
        if engine.is_ready:
            self._ask()

    def empty(self) -> None:
        """Clear each place that still holds text of ours; nothing where it is not set."""
        if not self._is_wanted or not self._copied:
            return
        for mode in _modes(self._clipboard):
            if _hash(self._clipboard.text(mode)) in self._copied:
                self._clipboard.clear(mode)

    def _note(self, mode: QClipboard.Mode) -> None:
        if _is_ours(self._clipboard, mode) and (text := self._clipboard.text(mode)):
            self._copied.add(_hash(text))

    def _ask(self) -> None:
        self._engine.send(GetSettings(id=self._engine.new_id(), key=KEY))

    def _take(self, event: Event) -> None:
        if isinstance(event, SettingsListed):
            for setting in event.settings:
                if setting.key == KEY:
                    self._is_wanted = setting.value is True


def _is_ours(clipboard: QClipboard, mode: QClipboard.Mode) -> bool:
    return clipboard.ownsSelection() if mode == QClipboard.Mode.Selection else clipboard.ownsClipboard()


def _modes(clipboard: QClipboard) -> list[QClipboard.Mode]:
    """The clipboard, and on X11 the text that is only marked."""
    marked = [QClipboard.Mode.Selection] if clipboard.supportsSelection() else []
    return [QClipboard.Mode.Clipboard, *marked]


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
