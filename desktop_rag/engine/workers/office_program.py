"""Where LibreOffice is installed on this computer, and in which way it can be used here."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from desktop_rag import guard
from desktop_rag.engine.workers import child_program

_NAMES = ("soffice", "libreoffice")
_LIBRARIES = ("libmergedlo.so", "libsofficeapp.so")


@dataclass(frozen=True, slots=True)
class Office:
    """A LibreOffice: its program, and on Linux the library by which it works inside a process of ours."""

    program: Path
    library: Path | None


def find() -> Office | None:
    """The LibreOffice of this computer; None where there is none that could be used.

    The program makes a socket by which a second start would find it, which the filter of a worker does not allow; the
    library makes none. Where there is a filter, a LibreOffice that is packed in a way that hides its library is none.
    """
    usual = usual_places()
    program = next((found for name in _NAMES if (found := child_program.find(name, usual)) is not None), None)
    if program is None:
        return None
    library = _find_library([program.resolve().parent, *usual]) if sys.platform == "linux" else None
    has_filter = sys.platform == "linux" and guard.in_force.role == "worker" and guard.in_force.without_filter is None
    return None if has_filter and library is None else Office(program, library)


def usual_places() -> list[Path]:
    """Where its installers put it without naming it on the PATH."""
    if sys.platform == "win32":
        roots = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
        return [Path(root, "LibreOffice", "program") for root in roots if root]
    if sys.platform == "darwin":
        applications = [Path("/Applications"), Path.home() / "Applications"]
        return [folder / "LibreOffice.app" / "Contents" / "MacOS" for folder in applications]
    fixed = [Path("/usr/lib/libreoffice/program"), Path("/usr/lib64/libreoffice/program")]
    return [*fixed, *sorted(Path("/opt").glob("libreoffice*/program"), reverse=True)]


def _find_library(folders: list[Path]) -> Path | None:
    return next((folder / name for folder in folders for name in _LIBRARIES if (folder / name).is_file()), None)
