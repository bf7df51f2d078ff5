"""Refuses the network and caps memory; installed first in every process but online.

Two layers. The audit hook sees every socket call that Python makes, on every system. Native code does not pass through
it; on Linux a filter in the kernel (`seccomp`) stands behind it, which neither can pass. `network_probe` tries both.
"""

import os
import stat
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Literal, TypeAlias

from desktop_rag import proxies, seccomp, starter
from desktop_rag.records import NoFilter

OFFLINE_VARIABLES = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "DO_NOT_TRACK": "1",
    "DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
"""Every switch by which the libraries we load can be told to stay silent; set before any of them is imported."""

Role: TypeAlias = Literal["window", "terminal", "engine", "worker"]


class _InForce:
    """What this process was told to be, whether a window started it, and why no filter holds its native code back."""

    role: Role | None = None
    has_window_above = False
    without_filter: NoFilter | None = None


in_force = _InForce()

refused: Counter[str] = Counter()
"""How often Python code of this process was refused, by the kind of call."""

_NAME_LOOKUPS = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "socket.getservbyname"}
)
_ADDRESSED = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_LOGGED_REFUSALS = 20


class NetworkRefused(PermissionError):
    """Something in a process that must stay silent tried to reach the network."""


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _NAME_LOOKUPS:
        _note(event)
        raise NetworkRefused(event)
    if event in _ADDRESSED and len(arguments) > 1:
        family = getattr(arguments[0], "family", None)
        # AF_UNIX (1 on every system that has it) stays on this computer: Qt, the event loop of LanceDB and X11 use it.
        if family is None or int(family) != seccomp.AF_UNIX:
            _note(event)
            raise NetworkRefused(event)


def _note(event: str) -> None:
    """Count it, and log what kind of call it was: never to where."""
    refused[event] += 1
    if refused.total() <= _LOGGED_REFUSALS:
        import logging

        logging.getLogger(__name__).info("refused: %s", event)


def install(role: Role = "terminal", *, memory_limit_mb: int | None = None) -> NoFilter | None:
    """Close the network for the rest of this process's life, and cap its memory where asked; call before any thread.

    What it writes from now on can be read by its owner alone.

    Args:
        role: what this process is. Window and terminal, which may start what needs the network, keep one thread for
            it (`starter`); an engine does so only where it has no window above it. Workers may not even speak to
            programs of this computer.
        memory_limit_mb: address space in megabytes that the system allows; for `parse` alone, because torch and memory
            maps reserve far more than they use.

    Returns:
        Why native code is not held back here, None where it is.
    """
    proxies.set_aside()
    os.environ.update(OFFLINE_VARIABLES)
    sys.addaudithook(_refuse_network)
    in_force.role = role
    in_force.has_window_above = role == "engine" and starter.inherit()
    in_force.without_filter = _install_filter(role)
    os.umask(0o077)
    write_no_dumps()
    if memory_limit_mb is not None:
        _cap_memory(memory_limit_mb)
    return in_force.without_filter


def _install_filter(role: Role) -> NoFilter | None:
    if not seccomp.is_known_here():
        return "system"
    _drop_network_descriptors()
    is_first = role != "worker" and not in_force.has_window_above
    if is_first:
        starter.start()
    if role == "window" and _is_drawn_over_network():
        return "remote_display"
    reach: seccomp.Reach = "nobody" if role == "worker" else "this_computer"
    # The starter's thread, the only one by now, is what must not be covered.
    return None if seccomp.install(reach, all_threads=not is_first) else "kernel"


def _is_drawn_over_network() -> bool:
    """Whether the display is reached over TCP, as with `ssh -X`: the window could not be shown without a socket."""
    if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM", "xcb").partition(":")[0] != "xcb":
        return False
    host = os.environ.get("DISPLAY", "").rpartition(":")[0]
    return host not in {"", "unix"} and not host.startswith(("/", "unix/"))


def _drop_network_descriptors() -> None:
    """Close what was left open by whoever started us and leads to a network: a filter stops new sockets only."""
    for link in list(Path("/proc/self/fd").iterdir()):
        descriptor = int(link.name)
        try:
            is_socket = stat.S_ISSOCK(os.fstat(descriptor).st_mode)
            is_ring = str(link.readlink()) == "anon_inode:[io_uring]"
        except OSError:
            continue  # the one by which the folder was read
        if is_ring or (is_socket and not _stays_here(descriptor)):
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, descriptor, inheritable=descriptor <= 2)
            os.close(nowhere)


def _stays_here(descriptor: int) -> bool:
    import _socket

    found = _socket.socket(fileno=os.dup(descriptor))
    try:
        return bool(found.family == seccomp.AF_UNIX)
    finally:
        found.close()


def write_no_dumps() -> None:
    """Let a crash of this process leave no picture of its memory, in which there are documents and questions."""
    if sys.platform == "win32":
        return  # Windows keeps none of a program that did not ask for it, unless IT set it so
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _cap_memory(limit_mb: int) -> None:
    if sys.platform == "win32":
        return  # the parent watches the process there
    import resource

    limit = limit_mb * 1024 * 1024
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ValueError, OSError):
        # macOS does not honour it; the parent watches the process there.
        return
