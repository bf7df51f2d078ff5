"""Proves that this copy is silent: plants attempts in every process, counts connections, looks at what is kept.

Nothing of the person's is read: the questions are about a document made up for it, in a library of its own.
"""

import base64
import os
import secrets as random_words
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from desktop_rag import disk_encryption, guard, network_probe, paths, secrets
from desktop_rag.engine import doctor_sample, model_files
from desktop_rag.engine.chat_model import LocalChat
from desktop_rag.engine.doctor_watch import ConnectionWatch
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.prompt import REQUIRED, Prompt, PromptPiece
from desktop_rag.engine.worker_process import PipeLimits, WorkerProcess
from desktop_rag.errors import DesktopRagError, DiskNotEncrypted, PolicyInvalid
from desktop_rag.policy import Policy
from desktop_rag.records import HealthCheck, Probe
from desktop_rag.settings import Settings

NOT_REFUSED = "network_not_refused"
UNGUARDED = "native_guard_missing"
CONNECTED = "connection_seen"
SWITCHES = "offline_switches_missing"
LEFT_BEHIND = "words_left"
NOT_PRIVATE = "library_not_private"

_LIMITS = PipeLimits(line_bytes=16_000_000, job_bytes=64_000_000)
_PROBE_S = 30.0
_READ_LIMITS = {"max_file_bytes": 1 << 20, "max_pages": 10, "max_characters": 1 << 20, "max_unpacked_bytes": 1 << 20}
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def examine(home: Path, settings: Settings, policy: Policy, window: Probe | None = None) -> Iterator[HealthCheck]:
    """Run every check, one after another; takes as long as loading each model twice.

    Args:
        home: the library folder, of which only modes and logs are looked at.
        settings: those in force.
        policy: that of this computer.
        window: what the window found when it tried itself; None where there is no window.
    """
    with tempfile.TemporaryDirectory(prefix="desktop-rag-") as folder:
        sample = _Sample(Path(folder), home)
        with ConnectionWatch() as watch:
            yield from doctor_sample.answer(sample.home, sample.document, sample.question, use_model=True)
            # After LanceDB was loaded here, and after each worker has done its work: what libraries in C started
            # by then is tried along with the rest.
            probes: dict[str, Probe | DesktopRagError] = {guard.in_force.role or "engine": network_probe.probe()}
            probes.update(_in_workers(sample))
        left = sample.left_in_logs(home)
    if window is not None:
        probes["window"] = window
    yield from _judged(probes)
    seen = f"{watch.most} / {watch.processes}"
    yield _check("no_connections", CONNECTED, is_ok=watch.most == 0, detail=seen)
    yield _check("sample_gone", LEFT_BEHIND, is_ok=not Path(folder).exists())
    yield _check("logs_clean", LEFT_BEHIND, is_ok=left == 0, detail=str(left) if left else None)
    yield from _library(home)
    fixed = sum(value.is_fixed for value in policy.values.values())
    yield _check("policy", PolicyInvalid.code, is_ok=not policy.is_local_only, detail=str(fixed))
    yield _keychain()
    yield _disk(home, is_required=settings.privacy.require_disk_encryption)


class _Sample:
    """A document with words that exist nowhere else, to ask about and to look for afterwards."""

    def __init__(self, folder: Path, home: Path) -> None:
        self._words = [f"{stem}{random_words.token_hex(4)}" for stem in ("zyzzogeton", "quorblat", "frobnozzle")]
        subject, place, name = self._words
        self.home = folder / "library"
        paths.make_private(self.home)
        with suppress(OSError):  # models of the person's own library; others are found from anywhere
            (self.home / "models").symlink_to(home / "models", target_is_directory=True)
        self.document = folder / f"{name}.txt"
        text = f"Allowances\n\nThe {subject} allowance of the {place} office is 4711 crowns a day.\n"
        self.document.write_text(text, encoding="utf-8")
        self.question = f"How many crowns is the {subject} allowance of the {place} office?"
        self.models = home

    def left_in_logs(self, home: Path) -> int:
        """In how many log files, of the sample's library and of the person's, one of the words stands."""
        count = 0
        for folder in (self.home, home):
            for file in paths.logs_folder(folder).rglob("*"):
                with suppress(OSError):
                    text = file.read_bytes().decode("utf-8", errors="replace").casefold() if file.is_file() else ""
                    count += any(word in text or word in file.name.casefold() for word in self._words)
        return count


def _in_workers(sample: _Sample) -> Iterator[tuple[str, Probe | DesktopRagError]]:
    """What happens in each worker, in the middle of its life."""
    reader = WorkerProcess("parse", sample.home, _LIMITS)
    path, cache = (
        base64.b64encode(os.fsencode(place)).decode("ascii")
        for place in (sample.document, paths.cache_folder(sample.home))
    )
    read = {"path": path, "cache": cache, "suffix_hint": ".txt", "limits": _READ_LIMITS}
    yield "parse", _tried(reader, lambda: reader.call("read", read, timeout_s=_PROBE_S))

    usable = [found for found in model_files.find_with_paths(sample.models) if found.info.is_usable]
    found = model_files.best_embedding_model(usable)
    if found is None:
        yield "embed", _tried(WorkerProcess("embed", sample.home, _LIMITS))
    else:
        embedder = Embedder(sample.home, found.path)
        yield "embed", _tried(embedder.worker, lambda: embedder.embed_query(sample.question))

    spoken = next((found for found in usable if found.info.purpose == "chat"), None)
    if spoken is None:
        yield "chat", _tried(WorkerProcess("chat", sample.home, _LIMITS))
    else:
        chat = LocalChat(sample.home, spoken.path)
        prompt = Prompt((PromptPiece("user", sample.question, REQUIRED),))
        yield "chat", _tried(chat.worker, lambda: list(chat.stream(prompt, max_tokens=2)))


def _tried(worker: WorkerProcess, work: Any = lambda: None) -> Probe | DesktopRagError:
    try:
        work()
        untrusted = worker.call(network_probe.OP, timeout_s=_PROBE_S)
        return network_probe.from_reply(untrusted)
    except DesktopRagError as error:
        return error
    finally:
        worker.close()


def _judged(probes: Mapping[str, Probe | DesktopRagError]) -> Iterator[HealthCheck]:
    found = {name: probe for name, probe in probes.items() if isinstance(probe, Probe)}
    for name, probe in probes.items():
        if not isinstance(probe, Probe):
            yield HealthCheck(f"python_guard:{name}", is_ok=False, code=probe.code)
            continue
        yield _check(f"python_guard:{name}", NOT_REFUSED, is_ok=probe.is_python_refused)
        yield _native(name, probe)
    yield _check("offline_switches", SWITCHES, is_ok=all(probe.has_switches for probe in found.values()))
    refused = sum(probe.refused_before for probe in found.values())
    # Not a fault: it was refused. But IT will want to know that something tried.
    yield HealthCheck("refused_attempts", is_ok=True, code=None, detail=str(refused))


def _native(name: str, probe: Probe) -> HealthCheck:
    check = f"native_guard:{name}"
    if probe.is_native_refused:
        # One thread of the first process starts what needs the network; it comes from before the filter.
        free = 0 if name in {"parse", "embed", "chat"} or (name == "engine" and guard.in_force.has_window_above) else 1
        is_ok = (probe.unfiltered_threads or 0) <= free
        return _check(check, UNGUARDED, is_ok=is_ok, detail="seccomp" if is_ok else "threads")
    if probe.without_filter == "system":
        return HealthCheck(check, is_ok=True, code=None, detail="system")  # said as it is, and no fault of this copy
    return HealthCheck(check, is_ok=False, code=UNGUARDED, detail=probe.without_filter)


def _library(home: Path) -> Iterator[HealthCheck]:
    if os.name != "posix":
        return  # the person's own folder is theirs alone there, by the rights that it inherits
    mode = stat.S_IMODE(home.stat().st_mode)
    open_files = sum(_is_open(file) for file in home.rglob("*"))
    is_ok = not mode & _OTHERS and open_files == 0
    yield _check("library_private", NOT_PRIVATE, is_ok=is_ok, detail=f"{mode:04o} / {open_files}")


def _is_open(file: Path) -> bool:
    """Whether somebody else may read it; a link says nothing of what it leads to."""
    try:
        found = file.lstat()
    except OSError:
        return False  # gone in between
    return not stat.S_ISLNK(found.st_mode) and bool(found.st_mode & _OTHERS)


def _keychain() -> HealthCheck:
    return HealthCheck("keychain", is_ok=True, code=None, detail=secrets.where() or "none")


def _disk(home: Path, *, is_required: bool) -> HealthCheck:
    found = disk_encryption.state(home)
    # Told in any case; a fault only where the organisation asks for it.
    is_ok = bool(found.is_encrypted) or not is_required
    return _check(
        "disk_encryption", DiskNotEncrypted.code, is_ok=is_ok, detail=found.how if found.is_encrypted else found.code
    )


def _check(name: str, code: str, *, is_ok: bool, detail: str | None = None) -> HealthCheck:
    return HealthCheck(name, is_ok, None if is_ok else code, detail)
