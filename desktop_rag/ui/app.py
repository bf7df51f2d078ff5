"""The window's process: one application, one window a library, the engine as a child."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from desktop_rag import guard, paths, settings

_TRANSLATIONS = Path(__file__).parent / "translations"


def run(arguments: Sequence[str]) -> int:
    """Open the window, or hand files to the one that is open already; returns the exit code.

    Args:
        arguments: files and folders to add, and perhaps ``--home FOLDER``.
    """
    guard.install()
    home, chosen = _read(arguments)
    app = QApplication(sys.argv[:1])
    app.setApplicationName(paths.APP_NAME)
    app.setApplicationDisplayName("Desktop RAG")
    app.setDesktopFileName(paths.APP_NAME)

    from desktop_rag.ui.single_instance import SingleInstance, hand_over

    name = f"{paths.APP_NAME}-{paths.instance_key(home)}"
    if hand_over(name, chosen):
        return 0
    instance = SingleInstance(name, app)

    kept, _was_broken = settings.load(home)
    language = install_language(app, kept.general.language)

    from desktop_rag.ui import theme
    from desktop_rag.ui.engine_client import EngineClient
    from desktop_rag.ui.main_window import MainWindow

    theme.choose_appearance(kept.general.theme)
    theme.apply_to(app, kept.general.text_size)
    engine = EngineClient(paths.engine_command(home), environment=paths.child_environment(), parent=app)
    window = MainWindow(engine, language, has_library=(home / "catalog.sqlite").exists())
    window.chat.header.limit.setChecked(kept.answers.limit_to_documents)
    instance.called.connect(window.controller.take_call)
    window.show()
    # The window is drawn first; starting a process takes a moment of its own.
    QTimer.singleShot(0, engine.start)
    if chosen:
        QTimer.singleShot(0, lambda: window.controller.add_documents(chosen))
    # Ctrl+C in the terminal ends the window at once; the engine ends with its input.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = app.exec()
    instance.close()
    engine.close()
    return code


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
