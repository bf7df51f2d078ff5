"""The checkout's .venv with everything in it: what makes it ready, and how to know that it is."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path

from tools import default_models, llama_wheel, store, torch_build, translations
from tools.pip import Pip, PipFailed

# A change in any of these makes the next run go through the steps again.
STAMPED_FILES = (
    "constraints.txt",
    "pyproject.toml",
    "models/manifest.toml",
    "tools/environment.py",
    "tools/llama_wheel.py",
    "tools/torch_build.py",
    ".venv/pyvenv.cfg",
)


class SetupFailed(Exception):
    """A step could not be done; the text says why and what to do."""


class Environment:
    """The .venv and the models of one checkout."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / ".venv"
        self._programs = self._folder / ("Scripts" if sys.platform == "win32" else "bin")
        self._python = self._programs / ("python.exe" if sys.platform == "win32" else "python")
        self._stamp = self._folder / "desktop-rag-ready"
        self._manifest = root / "models" / "manifest.toml"
        self._constraints = root / "constraints.txt"
        self._pip = Pip(self._python, self._constraints, self._folder / "setup.log")

    def is_ready(self) -> bool:
        """Whether nothing has changed since everything was installed."""
        try:
            return self._python.exists() and self._stamp.read_text(encoding="ascii") == self._fingerprint()
        except FileNotFoundError:
            return False

    def make_ready(self) -> None:
        """Install everything; a second set-up of the same checkout waits for the first."""
        with store.locked("set-up", self._root / "build"):
            if self.is_ready():
                return
            began = time.monotonic()
            print(self._announcement(), flush=True)
            self._make_venv()
            try:
                self._install()
            except PipFailed as problem:
                raise SetupFailed(str(problem)) from None
            self.complete()
            self._stamp.write_text(self._fingerprint(), encoding="ascii")
            print(f"Ready after {(time.monotonic() - began) / 60:.1f} minutes.", flush=True)

    def complete(self) -> None:
        """Put in place what may be missing even when nothing changed: models and compiled translations."""
        try:
            default_models.fetch(self._manifest, self._pip, store.cache_folder())
            translations.compile_tables(self._root, self._programs)
        except (default_models.ModelRefused, translations.TranslationFailed, PipFailed) as problem:
            raise SetupFailed(str(problem)) from None

    def update_translations(self) -> None:
        """Collect the window's texts into the .ts files and compile them."""
        try:
            translations.update_tables(self._root, self._programs)
            translations.compile_tables(self._root, self._programs)
        except translations.TranslationFailed as problem:
            raise SetupFailed(str(problem)) from None

    def _announcement(self) -> str:
        if self._python.exists():
            return "Going on with the set-up, or bringing it up to date: seconds to minutes."
        return "Setting up Desktop RAG: about 10 minutes the first time on this machine, most of it for one build."

    def _make_venv(self) -> None:
        if self._python.exists() and self._succeeds("-m", "pip", "--version"):
            return
        print("Making the Python environment in .venv.", flush=True)
        command = [sys.executable, "-m", "venv", "--clear", str(self._folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SetupFailed(f"Python could not make .venv: {(done.stdout + done.stderr).strip()}")

    def _install(self) -> None:
        self._pip.upgrade_itself()
        wheel = llama_wheel.get_wheel(self._pinned("llama-cpp-python"), self._pip, store.cache_folder())
        torch_version = self._pinned("torch")
        if not self._has_torch(torch_version):
            self._pip.install(*torch_build.choose(torch_version, self._pip))
        print("Installing what is missing of the other libraries: about 350 MB in all, 1 to 5 minutes.", flush=True)
        self._pip.install(str(wheel), "--editable", f"{self._root}[dev]")

    def _has_torch(self, version: str) -> bool:
        # Asked of the installed package: looking it up on the indexes takes seconds.
        return self._succeeds(
            "-c", f"import importlib.metadata as m; assert m.version('torch').partition('+')[0] == '{version}'"
        )

    def _succeeds(self, *arguments: str) -> bool:
        return subprocess.run([self._python, *arguments], capture_output=True, check=False).returncode == 0

    def _pinned(self, package: str) -> str:
        for line in self._constraints.read_text(encoding="utf-8").splitlines():
            name, _, version = line.partition("==")
            if name == package:
                return version.strip()
        raise SetupFailed(f"constraints.txt names no version of {package}.")

    def _fingerprint(self) -> str:
        digest = hashlib.sha256()
        for name in STAMPED_FILES:
            digest.update((self._root / name).read_bytes())
        return digest.hexdigest()
