"""Runs pip in .venv: quietly, with a sign of life, and with a plain sentence when it fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

LOG_LINES_SHOWN = 12
SECONDS_BETWEEN_SIGNS = 30


class PipFailed(Exception):
    """pip did not do what was asked; the text is the sentence for the person."""


class Pip:
    """pip of one virtual environment; its output goes to one log file."""

    def __init__(self, python: Path, constraints: Path, log: Path) -> None:
        self._python = python
        self._constraints = constraints
        self._log = log

    def install(self, *arguments: str) -> None:
        """Install with the pinned versions, for the packages as well as for what builds them."""
        self._run(["install", "--constraint", str(self._constraints), *self._pinned_build(), *arguments])

    def upgrade_itself(self) -> None:
        """Bring pip to its pinned version; the one that comes with Python may be years old."""
        self._run(["install", "--constraint", str(self._constraints), "--upgrade", "pip"])

    def build_wheel(self, requirement: str, folder: Path, environ: Mapping[str, str]) -> None:
        """Build one wheel from source into `folder`.

        Without pip's cache: it keeps built wheels by name and version only, so a wheel that was built with other
        flags (for the very processor, say) would come back as if it were ours.
        """
        options = ["--no-deps", "--no-cache-dir", "--no-binary", requirement.partition("==")[0]]
        self._run(["wheel", *options, *self._pinned_build(), "--wheel-dir", str(folder), requirement], environ)

    def download(self, requirement: str, folder: Path) -> Path:
        """Download one wheel, alone, and return its path."""
        self._run(["download", "--no-deps", "--only-binary", ":all:", "--dest", str(folder), requirement])
        return next(folder.glob("*.whl"))

    def versions(self, package: str, *options: str, seconds: float) -> list[str]:
        """The versions that can be had for this machine; empty if the index does not answer in time."""
        command = [str(self._python), "-m", "pip", "index", "versions", "--json", *options, package]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=True)
            versions = json.loads(done.stdout)["versions"]
        except (subprocess.SubprocessError, ValueError, KeyError):
            return []
        return [str(version) for version in versions]

    def _pinned_build(self) -> list[str]:
        return ["--build-constraint", str(self._constraints)]

    def _run(self, arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> None:
        command = [str(self._python), "-m", "pip", *arguments, "--disable-pip-version-check", "--no-input"]
        with self._log.open("ab") as log:
            start = log.tell()
            process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **(environ or {})})
            try:
                code = wait_with_signs(process)
            except BaseException:
                process.terminate()
                process.wait()
                raise
        if code:
            raise PipFailed(explain(self._log.read_bytes()[start:].decode(errors="replace"), self._log))


def wait_with_signs(process: subprocess.Popen[bytes]) -> int:
    """Wait for the process; on a terminal count the seconds, elsewhere write a line now and then."""
    began = time.monotonic()
    counts = sys.stdout.isatty()
    pause = 1.0 if counts else float(SECONDS_BETWEEN_SIGNS)
    while True:
        try:
            return process.wait(timeout=pause)
        except subprocess.TimeoutExpired:
            passed = f"  {time.monotonic() - began:.0f} s"
            print(f"\r{passed}" if counts else f"{passed} ...", end="\r" if counts else "\n", flush=True)


def explain(output: str, log: Path) -> str:
    """What went wrong, in a sentence and with what to do, and pip's own last lines."""
    tail = "\n".join(f"    {line}" for line in output.strip().splitlines()[-LOG_LINES_SHOWN:])
    for signs, sentence in _CAUSES:
        if any(sign in output for sign in signs):
            return f"{sentence}\n{tail}"
    return (
        f"pip could not finish; the whole story is in {log}. Mend what it names and run the same command again.\n{tail}"
    )


_UNTRUSTED = (
    "The package index's certificate is not trusted here. If your company inspects HTTPS, point pip at its "
    "certificate (pip config set global.cert FILE) and run the same command again."
)
_UNREACHABLE = (
    "The package index cannot be reached. Check the network (and the proxy: HTTPS_PROXY, or pip config set "
    "global.proxy URL), then run the same command again; what is already there is kept."
)
_NOT_COMPILED = (
    "llama.cpp could not be compiled. See that the compiler works (sudo apt-get install -y g++) and run the same "
    "command again."
)

_CAUSES = (
    (("No space left on device",), "The disk is full. Free some space and run the same command again."),
    (("CERTIFICATE_VERIFY_FAILED",), _UNTRUSTED),
    (
        ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ReadTimeoutError", "ProxyError"),
        _UNREACHABLE,
    ),
    (("CMake Error", "ninja: build stopped", "CMAKE_CXX_COMPILER"), _NOT_COMPILED),
)
