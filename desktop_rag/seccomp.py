"""A filter in the Linux kernel that keeps native code from making a network socket, too (seccomp, a small BPF program).

Written out here: it is some forty steps, and a binding would need a library of the system's. A process can neither lift
the filter nor start a child without it, so it is laid over each process at its very beginning.
"""

import errno
import os
import struct
import sys
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

Reach: TypeAlias = Literal["this_computer", "nobody"]
"""Whom a process may still speak to by sockets: programs of this computer (AF_UNIX), or only its own other end."""

AF_UNIX = 1

_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER = 1
_FLAG_ALL_THREADS = 1  # SECCOMP_FILTER_FLAG_TSYNC
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EACCES

_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16  # offsets in struct seccomp_data, little-endian
_X32_BIT = 0x40000000


class _Calls(NamedTuple):
    """Numbers of system calls on one architecture, from the kernel's tables."""

    architecture: int
    seccomp: int
    socket: int
    socketpair: int
    addressed: tuple[int, ...]
    ways_around: tuple[int, ...]


# addressed: connect, accept, accept4, bind, listen.
# ways_around: a ring makes sockets without the call (io_uring_setup, _enter, _register); another process's memory or
# descriptors can be borrowed (ptrace, process_vm_writev, pidfd_getfd).
_TABLES = {
    "x86_64": _Calls(0xC000003E, 317, 41, 53, (42, 43, 288, 49, 50), (425, 426, 427, 101, 311, 438)),
    "aarch64": _Calls(0xC00000B7, 277, 198, 199, (203, 202, 242, 200, 201), (425, 426, 427, 117, 271, 438)),
}


def is_known_here() -> bool:
    """Whether there is a table for this system."""
    return sys.platform == "linux" and _table() is not None


def install(reach: Reach, *, all_threads: bool) -> bool:
    """Lay the filter over this thread and all that it starts, or over every thread there is; False where it cannot be.

    What is refused fails with EACCES, as if the person had no right to it: libraries know how to live with that.
    """
    calls = _table()
    if calls is None:
        return False
    import ctypes

    steps = b"".join(struct.pack("=HBBI", *step) for step in program(calls, reach))
    code = ctypes.create_string_buffer(steps, len(steps))
    header = struct.pack("@HP", len(steps) // 8, ctypes.addressof(code))  # struct sock_fprog
    libc = ctypes.CDLL(None, use_errno=True)
    # Without it the kernel takes filters from root alone; it also keeps set-uid programs from being a way out.
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    flags = _FLAG_ALL_THREADS if all_threads else 0
    return bool(libc.syscall(calls.seccomp, _SET_MODE_FILTER, flags, header) == 0)


def program(calls: _Calls, reach: Reach) -> list[tuple[int, int, int, int]]:
    """The filter as BPF steps (code, steps to skip if true, if false, value).

    System calls of another architecture than the one this process was built for are refused as a whole: their numbers
    mean other things (the 32-bit entry of x86-64, and x32 with its bit in the number).
    """
    refused = list(calls.ways_around)
    if reach == "nobody":
        refused += [calls.socket, *calls.addressed]
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_IF_EQUAL, 1, 0, calls.architecture),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_IF_AT_LEAST, 0, 1, _X32_BIT),
        (_RETURN, 0, 0, _REFUSE),
    ]
    for number in refused:
        steps += [(_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    # Netlink (16) is refused with the rest: it tells of the computer's networks, and nothing of ours asks.
    for number in (calls.socket, calls.socketpair):
        steps += [
            (_IF_EQUAL, 0, 4, number),
            (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),  # the family is an int: the kernel, too, looks at its low half alone
            (_IF_EQUAL, 1, 0, AF_UNIX),
            (_RETURN, 0, 0, _REFUSE),
            (_RETURN, 0, 0, _ALLOW),
        ]
    return [*steps, (_RETURN, 0, 0, _ALLOW)]


def unfiltered_threads() -> list[int]:
    """Ids of the threads of this process over which no filter lies."""
    return [
        int(task.name)
        for task in Path("/proc/self/task").iterdir()
        if "\nSeccomp:\t2\n" not in (task / "status").read_text(encoding="ascii", errors="replace")
    ]


def _table() -> _Calls | None:
    if sys.platform != "linux" or struct.calcsize("P") != 8:
        return None
    return _TABLES.get(os.uname().machine)
