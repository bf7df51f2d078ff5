"""Chooses torch's CPU build; on Linux the plain one brings gigabytes of CUDA that this program never uses."""

from __future__ import annotations

import sys

from tools.pip import Pip

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
CUDA_DOWNLOAD = "1.4 GB"
CPU_DOWNLOAD = "0.2 GB"

# How long PyTorch's own index may take to answer before the set-up goes on without it.
INDEX_ANSWERS_WITHIN_S = 5


def choose(version: str, pip: Pip) -> list[str]:
    """What to give to `pip install` for torch; says so before a large download starts."""
    if sys.platform != "linux":
        return [f"torch=={version}"]  # the package index's own builds for macOS and Windows are CPU builds
    cpu_build = f"{version}+cpu"
    if cpu_build in pip.versions("torch", seconds=60):
        print("Installing torch for the CPU, from where pip is configured to look.", flush=True)
        return [f"torch=={cpu_build}"]
    options = ["--index-url", CPU_INDEX, "--timeout", str(INDEX_ANSWERS_WITHIN_S), "--retries", "0"]
    if cpu_build in pip.versions("torch", *options, seconds=2 * INDEX_ANSWERS_WITHIN_S):
        print(f"Installing torch for the CPU from PyTorch's own index: about {CPU_DOWNLOAD}.", flush=True)
        return ["--extra-index-url", CPU_INDEX, f"torch=={cpu_build}"]
    print(
        f"No CPU build of torch can be had here: pip has none at hand and {CPU_INDEX} does not answer.\n"
        f"Installing the build with CUDA instead, a download of about {CUDA_DOWNLOAD}. To avoid it press Ctrl+C, "
        f"give pip a folder with torch-{cpu_build} (pip config set global.find-links FOLDER), and run again.",
        flush=True,
    )
    return [f"torch=={version}"]
