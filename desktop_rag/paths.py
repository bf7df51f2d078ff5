"""Where things lie: library, models, samples, caches; the only place that knows how we were started."""

import contextlib
import hashlib
import os
import stat
import sys
from pathlib import Path

import platformdirs

APP_NAME = "desktop-rag"
HOME_VARIABLE = "DESKTOP_RAG_HOME"


def default_home() -> Path:
    """The library folder where none is named: local data of this computer, never a roaming or synchronised place."""
    named = os.environ.get(HOME_VARIABLE)
    return Path(named).expanduser() if named else Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def is_frozen() -> bool:
    """Whether this is an installed bundle and not a checkout."""
    return bool(getattr(sys, "frozen", False))


def installation_folder() -> Path:
    """The checkout, or the folder of the installed bundle."""
    return Path(sys.executable).parent if is_frozen() else Path(__file__).parent.parent


def models_folders(home: Path) -> tuple[Path, ...]:
    """Where models are looked for, in this order: the installation's, the person's, the library's."""
    person = Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "models"
    return tuple(dict.fromkeys((installation_folder() / "models", person, home / "models")))


def samples_folder() -> Path:
    """The documents of the sample handbook."""
    return Path(__file__).parent / "samples" / "handbook"


def cache_folder(home: Path) -> Path:
    """Pictures of pages, and what lies on the disk for a moment; emptied at every start and end of the engine."""
    return home / "cache"


def logs_folder(home: Path) -> Path:
    """One rotating log a process: codes and ids only."""
    return home / "logs"


def program(*arguments: str) -> list[str]:
    """The command line that starts this same program with other arguments."""
    if is_frozen():
        worker = Path(sys.executable).with_name("desktop-rag-worker" + Path(sys.executable).suffix)
        return [str(worker), *arguments]
    # -X utf8: pipes and file names are UTF-8 on every system. -P: never import from the folder we happen to stand in.
    return [sys.executable, "-X", "utf8", "-P", "-m", "desktop_rag", *arguments]


def engine_command(home: Path) -> list[str]:
    """The command line of the engine process for a library folder."""
    return program("--worker", "engine", "--home", str(home))


def child_environment() -> dict[str, str]:
    """The environment of a child process: this one's, able to import this package from wherever it lies."""
    environment = dict(os.environ)
    if not is_frozen():
        known = environment.get("PYTHONPATH", "").split(os.pathsep)
        environment["PYTHONPATH"] = os.pathsep.join(
            dict.fromkeys([str(installation_folder()), *(entry for entry in known if entry)])
        )
    return environment


def make_private(folder: Path) -> None:
    """Make a folder that only its owner can read; raises OSError where that cannot be had.

    A folder that is marked as everybody's, like /tmp, stays so: others could not work there any more.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix" and not folder.stat().st_mode & stat.S_ISVTX:
        folder.chmod(0o700)


def make_private_inside(home: Path) -> None:
    """Take from everybody else what an earlier version, with another mask, let them do with files of a library.

    Only what is the library's by its name: the folder may hold other things of the person.
    """
    if os.name != "posix":
        return
    for top in (found for pattern in _OURS for found in home.glob(pattern)):
        _take_from_others(top)
        for place, folders, files in os.walk(top):
            for name in (*folders, *files):
                _take_from_others(Path(place, name))


_OURS = ("catalog.sqlite*", "collections", "settings*.json", "ledger*", "library.lock", "logs", "cache", "reports")


def _take_from_others(path: Path) -> None:
    with contextlib.suppress(OSError):  # gone, or not ours
        mode = path.lstat().st_mode
        if mode & 0o077 and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~0o077)


def instance_key(home: Path) -> str:
    """A short name for a library folder, the same for every way of writing it."""
    return hashlib.sha256(str(home.expanduser().resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
