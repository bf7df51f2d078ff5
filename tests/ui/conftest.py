"""The window of a test, with an engine that answers from a script."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_rag.protocol import Command
from desktop_rag.ui import theme
from desktop_rag.ui.main_window import MainWindow
from desktop_rag.ui.window_frame import WindowFrame
from tests.fake_engine import FakeEngine
from tests.fakes import Script

OpenWindow = Callable[..., MainWindow]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        # Said by the platform plugin without a display whenever a dialog is opened.
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"))


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication) -> Iterator[OpenWindow]:
    """Open a window on a script: `open_window(Script("Travel"), hold=(Ask,))`; the engine starts at once."""
    windows: list[MainWindow] = []

    def open_one(
        script: Script, *, hold: tuple[type[Command], ...] = (), is_ready: bool = True, has_library: bool = True
    ) -> MainWindow:
        theme.apply_to(qapp)
        engine = FakeEngine(script, hold=hold, is_ready=is_ready)
        frame = WindowFrame(has_library=has_library)
        qtbot.addWidget(frame)
        frame.show()
        qtbot.waitExposed(frame)
        window = MainWindow(frame, engine, "en")
        windows.append(window)
        QApplication.processEvents()
        engine.start()
        if is_ready:
            qtbot.waitUntil(lambda: engine.is_ready)
            if script.collections:
                qtbot.waitUntil(lambda: window.side.current_collection() is not None)
        return window

    yield open_one
    for window in windows:
        window.frame.close()
