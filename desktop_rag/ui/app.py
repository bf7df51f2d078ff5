"""The window's process: one application, one window a library, the engine as a child."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDir, QLibraryInfo, QLocale, QLockFile, QTranslator
from PySide6.QtWidgets import QApplication

from desktop_rag import guard, paths, starter
from desktop_rag.ui import first_look, theme
from desktop_rag.ui.window_frame import WindowFrame

_TRANSLATIONS = Path(__file__).parent / "translations"


def run(arguments: Sequence[str]) -> int:
    """Open the window, or hand files to the one that is open already; returns the exit code.

    The order is that of what a person waits for: first a frame that can be typed in, then everything else.

    Args:
        arguments: files and folders to add, and perhaps ``--home FOLDER``.
    """
    guard.install("window")
    home, chosen = _read(arguments)
    app = QApplication(sys.argv[:1])
    app.setApplicationName(paths.APP_NAME)
    app.setApplicationDisplayName("Desktop RAG")
    app.setDesktopFileName(paths.APP_NAME)
    name = f"{paths.APP_NAME}-{paths.instance_key(home)}"
    # A file is asked before a socket: loading Qt's network module takes as long as drawing the window.
    lock = QLockFile(str(Path(QDir.tempPath()) / f"{name}.lock"))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0) and _hand_over(name, chosen):
        return 0

    look = first_look.read(home)
    language = install_language(app, look.language)
    theme.choose_appearance(look.theme)
    theme.apply_to(app, look.text_size)
    theme.delay_icons()
    frame = WindowFrame(has_library=(home / "catalog.sqlite").exists())
    frame.first_painted.connect(lambda: _complete(frame, home, language, name, chosen))
    frame.show()
    # Ctrl+C in the terminal ends the window at once; the engine ends with its input.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = app.exec()
    lock.unlock()
    return code


def _hand_over(name: str, chosen: tuple[str, ...]) -> bool:
    from desktop_rag.ui.single_instance import hand_over

    return hand_over(name, chosen)


def _complete(frame: WindowFrame, home: Path, language: str, name: str, chosen: tuple[str, ...]) -> None:
    """Everything that the first frame does without."""
    from desktop_rag import settings
    from desktop_rag.ui.engine_client import EngineClient
    from desktop_rag.ui.main_window import MainWindow
    from desktop_rag.ui.privacy.clipboard import ClipboardKeeper
    from desktop_rag.ui.single_instance import SingleInstance

    environment = {**paths.child_environment(), **starter.child_variables()}
    engine = EngineClient(paths.engine_command(home), environment=environment, parent=frame)
    ClipboardKeeper(engine, frame)
    engine.start()
    window = MainWindow(frame, engine, language, home)
    kept, _was_broken = settings.load(home)
    window.chat.header.limit.setChecked(kept.answers.limit_to_documents)
    instance = SingleInstance(name, frame)
    instance.called.connect(window.controller.take_call)
    frame.closed.connect(instance.close)
    if chosen:
        window.controller.add_documents(chosen)


def install_language(app: QCoreApplication, choice: str) -> str:
    """Load the translations of a language, and let dates and numbers follow it; returns its two letters."""
    language = choice
    if choice == "system":
        names = QLocale.system().uiLanguages()
        language = "ja" if names and names[0].lower().startswith("ja") else "en"
    QLocale.setDefault(QLocale(QLocale.Language.Japanese if language == "ja" else QLocale.Language.English))
    own = _TRANSLATIONS / f"desktop_rag_{language}.qm"
    buttons = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / f"qtbase_{language}.qm"
    for file in (buttons, own):
        translator = QTranslator(app)
        # The English table holds plural forms alone.
        if translator.load(str(file)):
            app.installTranslator(translator)
    return language


def _read(arguments: Sequence[str]) -> tuple[Path, tuple[str, ...]]:
    home = paths.default_home()
    chosen = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--home":
            home = Path(next(waiting, str(home)))
        elif argument.startswith("--home="):
            home = Path(argument.removeprefix("--home="))
        elif not argument.startswith("-"):
            # Absolute: the window that takes it may stand in another folder.
            chosen.append(str(Path(argument).absolute()))
    return home, tuple(chosen)
