"""What we are compared with: LangChain with Chroma, and LlamaIndex, as their own guides set them up.

    python -m benchmarks.peers          makes the environment and says where it is

They live in a virtual environment of their own in the set-up's cache folder, which is made when it is first needed
(two minutes, 500 MB) and can be deleted at any time. It sees the packages of this one behind its own: torch, and the
embedding model's library in the very version that we use.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any, Literal, TypeAlias

from benchmarks.tables import default_embedder
from desktop_rag import paths
from tools import store

Peer: TypeAlias = Literal["langchain", "llamaindex"]
NAMES: dict[Peer, str] = {"langchain": "LangChain + Chroma", "llamaindex": "LlamaIndex"}

_PACKAGES = (
    "chromadb==1.5.9",
    "langchain-chroma==1.1.0",
    "langchain-core==1.8.3",
    "langchain-huggingface==1.2.3",
    "langchain-text-splitters==1.1.3",
    "llama-index-core==0.14.25",
    "llama-index-embeddings-huggingface==0.8.0",
    "pypdf==7.1.1",
)
_OFFLINE = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "LANGSMITH_TRACING": "false",
    "TOKENIZERS_PARALLELISM": "true",
}


def python() -> Path:
    """The interpreter that has the peers; their environment is made where it is missing."""
    ours = sysconfig.get_path("purelib")
    made_of = hashlib.sha256("\n".join((*_PACKAGES, sys.version, ours)).encode()).hexdigest()[:12]
    folder = store.cache_folder() / f"peers-{made_of}"
    program = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    with store.locked("peers", store.cache_folder()):
        if not (folder / "complete").exists():
            _make(folder, program, ours)
    return program


def _make(folder: Path, program: Path, ours: str) -> None:
    print("Installing LangChain, Chroma and LlamaIndex into an environment of their own: minutes.", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=False)
    target = subprocess.check_output(
        [program, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    )
    Path(target.strip(), "ours.pth").write_text(f"{ours}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "--python", str(program), "install", "--quiet", *_PACKAGES]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError("\n".join(done.stderr.splitlines()[-12:]))
    (folder / "complete").touch()


def run(peer: Peer, documents: Path, work: Path, *arguments: str, timeout_s: float = 3600.0) -> dict[str, Any]:
    """Let a peer index a folder in a process of its own; what it measured comes back.

    Args:
        peer: which one.
        documents: text files (UTF-8, `.txt` and `.md`) and PDFs, in any depth.
        work: an empty folder for its index.
        arguments: `--questions FILE --results FILE` asks as well, `--top N` for so many passages a question; see
            `peer_programs`.
        timeout_s: it is ended after that.
    """
    command = [
        python(), "-m", "benchmarks.peer_programs", peer, str(default_embedder()), str(documents), str(work), *arguments
    ]  # fmt: skip
    done = subprocess.run(
        command, env={**os.environ, **_OFFLINE, "PYTHONPATH": str(paths.installation_folder())}, check=True,
        stdout=subprocess.PIPE, text=True, timeout=timeout_s,
    )  # fmt: skip
    measured: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return measured


if __name__ == "__main__":
    print(python())
