"""What a machine must have before the set-up starts, and the command that gives it what is missing.

Standard library only, and readable by any Python 3.7 or later: it must be able to say that Python is too old.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import platform
import shutil
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 13)
OLDEST_GLIBC = (2, 34)
FREE_DISK_BYTES = 4_000_000_000

# Library, and the Debian or Ubuntu package that holds it: what Qt's own libraries and its X11 plugin are linked
# against and do not bring along (ldd of PySide6-Essentials 6.12). Wayland sessions need no more than this.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}

# What a fresh Debian or Ubuntu needs in all; the README and .ci/run name the same (a test compares them).
APT_PACKAGES = ("git", "make", "g++", "python3", "python3-venv", *QT_LIBRARIES.values())


@dataclass(frozen=True)
class Missing:
    """Something this machine lacks; `package` is what apt-get calls it."""

    name: str
    package: str


class NotReady(Exception):
    """This machine lacks something; the text is the sentence for the person."""


def check_machine(environ: Mapping[str, str], folder: Path, *, window: bool) -> None:
    """Raise NotReady with one sentence if the set-up, or the window after it, cannot work here."""
    sentence = (
        _python_problem(sys.version_info[:2])
        or _platform_problem()
        or missing_sentence(find_missing(environ))
        or (display_problem(environ) if window else "")
        or _disk_problem(folder)
    )
    if sentence:
        raise NotReady(sentence)


def find_missing(environ: Mapping[str, str]) -> list[Missing]:
    """The compiler, Python parts and libraries that are not there."""
    missing = []
    if not has_compiler(environ):
        missing.append(Missing("a C++ compiler", "g++"))
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        missing.append(Missing("Python's venv module", f"python3.{sys.version_info[1]}-venv"))
    if sys.platform == "linux":
        missing += [Missing(name, package) for name, package in QT_LIBRARIES.items() if not _can_load(name)]
    return missing


def missing_sentence(missing: list[Missing]) -> str:
    """One sentence that names what is missing and the command that installs it; empty if nothing is."""
    if not missing:
        return ""
    names = ", ".join(item.name for item in missing)
    return f"This machine lacks {names}. {_install_advice(missing)}"


def display_problem(environ: Mapping[str, str]) -> str:
    """Why no window can be shown here; empty if one can."""
    if sys.platform != "linux" or environ.get("QT_QPA_PLATFORM"):
        return ""
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return ""
    return (
        "There is no display to show the window on. Start it in a desktop session, or without a screen as "
        "`xvfb-run make run` (sudo apt-get install -y xvfb) or `QT_QPA_PLATFORM=offscreen make run`."
    )


def has_compiler(environ: Mapping[str, str]) -> bool:
    """Whether a C++ compiler can be found the way CMake finds it."""
    if sys.platform == "win32":
        return bool(shutil.which("cl") or environ.get("VSINSTALLDIR") or _visual_studio_installer())
    return compiler(environ) is not None


def compiler(environ: Mapping[str, str]) -> str | None:
    """The C++ compiler's path, in CMake's order of search."""
    for name in (environ.get("CXX", ""), "c++", "g++", "clang++"):
        found = shutil.which(name) if name else None
        if found:
            return found
    return None


def _install_advice(missing: list[Missing]) -> str:
    packages = " ".join(dict.fromkeys(item.package for item in missing))
    advice = {
        "linux": f"Install with: sudo apt-get install -y {packages}",
        "darwin": "Install with: xcode-select --install (macOS is untried)",
        "win32": "Install with: winget install Microsoft.VisualStudio.2022.BuildTools --override "
        '"--add Microsoft.VisualStudio.Workload.VCTools --passive" (Windows is untried)',
    }[sys.platform]
    if sys.platform == "linux" and not shutil.which("apt-get"):
        advice += " (or what your system calls these packages)"
    return advice


def _python_problem(version: tuple[int, ...]) -> str:
    if OLDEST_PYTHON <= version <= NEWEST_PYTHON:
        return ""
    return (
        f"This is Python {version[0]}.{version[1]}; Desktop RAG needs Python 3.11, 3.12 or 3.13. Install one with: "
        "sudo apt-get install -y python3 python3-venv, or name one: make run PYTHON=/path/to/python3.12"
    )


def _platform_problem() -> str:
    if struct.calcsize("P") != 8:
        return "This is a 32-bit Python; Desktop RAG needs a 64-bit one from https://www.python.org/downloads/"
    if sys.platform != "linux":
        return ""
    name, version = platform.libc_ver()
    if name != "glibc" or _version(version) < OLDEST_GLIBC:
        found = f"{name} {version}".strip() or "no glibc"
        return f"Qt needs glibc 2.34 or later (Debian 12, Ubuntu 22.04, RHEL 9 or newer); this system has {found}."
    return ""


def _disk_problem(folder: Path) -> str:
    free = shutil.disk_usage(folder).free
    if free >= FREE_DISK_BYTES:
        return ""
    return (
        f"The set-up needs {FREE_DISK_BYTES // 10**9} GB of free disk space; {folder} has {free / 1e9:.1f} GB. "
        "Free some space and run the same command again."
    )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library, mode=os.RTLD_LAZY)
    except OSError:
        return False
    return True


def _visual_studio_installer() -> bool:
    root = os.environ.get("ProgramFiles(x86)", "")  # noqa: SIM112 - Windows spells it so
    return bool(root) and (Path(root) / "Microsoft Visual Studio" / "Installer" / "vswhere.exe").exists()
