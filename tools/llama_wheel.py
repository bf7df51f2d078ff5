"""Builds llama-cpp-python once a machine, portably, and keeps the wheel.

The plain build is for the very processor it runs on, and on some (those with AMX) it crashes on the first prompt;
see docs/decisions/0003-portable-llama-build.md.
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tools import store
from tools.pip import Pip
from tools.preflight import compiler

PACKAGE = "llama-cpp-python"

# GGML_NATIVE off: no instructions beyond AVX2, FMA and F16C (Intel since 2013, AMD since 2015). LLAVA_BUILD off:
# pictures are not sent to models. LLAMA_OPENSSL off: llama.cpp's own downloader is not used and shall not be able to.
CMAKE_ARGS = "-DGGML_NATIVE=OFF -DLLAVA_BUILD=OFF -DLLAMA_OPENSSL=OFF"

# Read by CMake and compilers: another value may give another library.
BUILD_VARIABLES = ("CC", "CXX", "CFLAGS", "CXXFLAGS", "LDFLAGS")


def get_wheel(version: str, pip: Pip, cache: Path) -> Path:
    """The wheel from the cache, built first if it is not there."""
    folder = cache / "wheels" / build_key(version, os.environ)
    with store.locked("llama.cpp build", cache):
        wheel = next(folder.glob("*.whl"), None)
        if wheel is None:
            print(
                f"Building {PACKAGE} {version} for this machine: about 6 minutes on 2 cores, once. "
                f"It is kept in {cache}.",
                flush=True,
            )
            wheel = _build(version, pip, folder)
    return wheel


def build_key(version: str, environ: Mapping[str, str]) -> str:
    """A name for everything that makes one build differ from another.

    Python's version is not part of it: the wheel holds a plain library and is good for every Python 3.
    """
    facts = [version, CMAKE_ARGS, sys.platform, platform.machine(), *platform.libc_ver(), _compiler_version(environ)]
    facts += [f"{name}={environ.get(name, '')}" for name in BUILD_VARIABLES]
    return f"{PACKAGE}-{version}-{hashlib.sha256(chr(10).join(facts).encode()).hexdigest()[:16]}"


def _build(version: str, pip: Pip, folder: Path) -> Path:
    with tempfile.TemporaryDirectory(prefix="desktop-rag-") as place:
        pip.build_wheel(f"{PACKAGE}=={version}", Path(place), {"CMAKE_ARGS": CMAKE_ARGS})
        built = next(Path(place).glob("*.whl"))
        target = folder / built.name
        store.put(built, target)
    return target


def _compiler_version(environ: Mapping[str, str]) -> str:
    path = compiler(environ)
    if path is None:
        return ""
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.partition("\n")[0]
