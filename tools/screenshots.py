"""Draws the pictures of the documents: the real window, the real engine and models, the sample handbook."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
WAIT_S = 180


@dataclass(frozen=True)
class Shot:
    """A picture: what is asked in which language and appearance."""

    file: str
    language: str
    is_dark: bool
    questions: tuple[str, ...]


SHOTS = (
    Shot(
        "picture.png",
        "en",
        is_dark=False,
        questions=("What is the limit for a hotel in London?",),
    ),
    Shot(
        "picture_ja.png",
        "ja",
        is_dark=True,
        questions=("有給を時間単位で使いたいのですが、1年で何時間まで使えますか。",),
    ),
)


def main() -> int:
    """Make every picture, each in a process of its own, since one program has one language."""
    if len(sys.argv) == 2:
        draw(next(shot for shot in SHOTS if shot.file == sys.argv[1]))
        return 0
    with display() as environment:
        for shot in SHOTS:
            print(f"Drawing docs/{shot.file} (about a minute).", flush=True)
            subprocess.run(
                [sys.executable, "-m", "tools.screenshots", shot.file], check=True, env=environment, cwd=ROOT
            )
    return 0


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """A screen of our own, so that nobody's desktop is in the picture; without Xvfb Qt draws without a screen."""
    environment = dict(os.environ)
    program = shutil.which("Xvfb")
    if program is None:
        yield {**environment, "QT_QPA_PLATFORM": "offscreen"}
        return
    read, write = os.pipe()
    with subprocess.Popen(
        [program, "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    ) as screen:
        os.close(write)
        with os.fdopen(read) as number:
            environment["DISPLAY"] = f":{number.readline().strip()}"
        environment["QT_QPA_PLATFORM"] = "xcb"
        try:
            yield environment
        finally:
            screen.terminate()


def draw(shot: Shot) -> None:
    """Play a first start: the sample handbook, the questions, the picture."""
    from PySide6.QtWidgets import QApplication

    from desktop_rag import paths
    from desktop_rag.ui import theme
    from desktop_rag.ui.app import install_language
    from desktop_rag.ui.engine_client import EngineClient
    from desktop_rag.ui.main_window import MainWindow
    from desktop_rag.ui.window_frame import WindowFrame
    from tools.translations import compile_tables

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        paths.make_private(home)
        app = QApplication(sys.argv[:1])
        compile_tables(ROOT, Path(sys.executable).parent)
        install_language(app, shot.language)
        theme.fix_appearance(is_dark=shot.is_dark)
        theme.apply_to(app)
        frame = WindowFrame(has_library=False)
        frame.show()
        engine = EngineClient(paths.engine_command(home), environment=paths.child_environment())
        window = MainWindow(frame, engine, shot.language)
        engine.start()
        wait(app, lambda: engine.is_ready)
        window.controller.add_sample()
        for question in shot.questions:
            window.conversation.ask(question)
            wait(app, lambda: not window.conversation.is_busy)
        first = window.conversation.turns.turn(0)
        if first.quotes:
            window.controller.show_quote(first.id, first.quotes[0].marker)
        settle(app)
        DOCS.mkdir(exist_ok=True)
        frame.grab().save(str(DOCS / shot.file))
        frame.close()


def wait(app: "QCoreApplication", is_done: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    end = time.monotonic() + WAIT_S
    while not is_done():
        app.processEvents()
        time.sleep(0.01)
        if time.monotonic() > end:
            raise TimeoutError("the window did not get there in time")


def settle(app: "QCoreApplication") -> None:
    """Give the picture of the page time to arrive."""
    end = time.monotonic() + 4
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main())
