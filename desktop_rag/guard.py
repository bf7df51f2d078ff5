"""Refuses the network and caps memory; installed first in every process but online.

The audit hook sees every socket call that Python makes, also those of libraries written in Python. Native code does not
pass through it: a test watches the whole program with strace and inside a network namespace for that.
"""

import os
import sys
from typing import Any

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

_NAME_LOOKUPS = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "socket.getservbyname"}
)
_ADDRESSED = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})


class NetworkRefused(PermissionError):
    """Something in a process that must stay silent tried to reach the network."""


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _NAME_LOOKUPS:
        raise NetworkRefused(event)
    if event in _ADDRESSED and len(arguments) > 1:
        family = getattr(arguments[0], "family", None)
        # AF_UNIX (1 on every system that has it) stays on this computer: Qt, the event loop of LanceDB and X11 use it.
        if family is None or int(family) != 1:
            raise NetworkRefused(event)


def install(*, memory_limit_mb: int | None = None) -> None:
    """Close the network for the rest of this process's life, and cap its memory where asked.

    Args:
        memory_limit_mb: address space in megabytes that the system allows; for `parse` alone, because torch and memory
            maps reserve far more than they use.
    """
    os.environ.update(OFFLINE_VARIABLES)
    sys.addaudithook(_refuse_network)
    if memory_limit_mb is not None:
        _cap_memory(memory_limit_mb)


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
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
