"""Plants two attempts to connect, one in Python and one in native code, and tells whether they were refused.

The address is this computer's own (port 9, where nothing listens): even where nothing refuses them, nothing leaves.
"""

import ctypes
import errno
import os
import socket
import struct
import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from desktop_rag import guard, seccomp
from desktop_rag.errors import WorkerMisbehaved
from desktop_rag.message_loop import Handler, Job
from desktop_rag.records import Probe

OP = "probe_network"
"""The operation by which every worker is asked."""

DISCARD_PORT = 9
_ADDRESS = "127.0.0.1"


def probe(port: int = DISCARD_PORT) -> Probe:
    """Try both here and now."""
    before = guard.refused.total()
    is_python_refused = _is_python_refused(port)
    _planted.append(guard.refused.total() - before)
    return Probe(
        is_python_refused=is_python_refused,
        is_native_refused=_is_native_refused(port),
        without_filter=guard.in_force.without_filter,
        unfiltered_threads=len(seccomp.unfiltered_threads()) if seccomp.is_known_here() else None,
        has_switches=_has_switches(),
        refused_before=guard.refused.total() - sum(_planted),
    )


_planted: list[int] = []


def carry_out(job: Job) -> Mapping[str, Any]:
    """The operation of a worker; ``port`` may name another port of this computer."""
    found = probe(int(job.fields.get("port", DISCARD_PORT)))
    return {field: getattr(found, field) for field in Probe.__slots__}


def from_reply(untrusted: Mapping[str, Any]) -> Probe:
    """What a worker told; raises `WorkerMisbehaved` for anything else."""
    try:
        return msgspec.convert({name: untrusted[name] for name in Probe.__slots__}, Probe)
    except (KeyError, msgspec.ValidationError):
        raise WorkerMisbehaved from None


OPERATION: Mapping[str, Handler] = {OP: carry_out}


def _has_switches() -> bool:
    is_offline = all(os.environ.get(name) == value for name, value in guard.OFFLINE_VARIABLES.items())
    return is_offline and not any(name.lower().endswith("_proxy") for name in os.environ)


def _is_python_refused(port: int) -> bool:
    try:
        # A name is looked up first where Python is left alone; both steps are refused each by itself.
        with socket.create_connection((_ADDRESS, port), timeout=1):
            return False
    except PermissionError:
        return True
    except OSError:
        return False


def _is_native_refused(port: int) -> bool:
    """The system's own functions, as any library in C would call them."""
    system = ctypes.CDLL("ws2_32" if sys.platform == "win32" else None, use_errno=True)
    made = system.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    if made < 0:
        return ctypes.get_errno() == errno.EACCES
    family = bytes([16, socket.AF_INET]) if sys.platform == "darwin" else struct.pack("=H", socket.AF_INET)
    address = family + struct.pack("!H", port) + socket.inet_aton(_ADDRESS) + bytes(8)
    try:
        return system.connect(made, address, len(address)) != 0 and ctypes.get_errno() == errno.EACCES
    finally:
        (system.closesocket if sys.platform == "win32" else system.close)(made)
