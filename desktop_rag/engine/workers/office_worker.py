"""A program of its own for one conversion: LibreOffice as a library, without the socket that its program would make.

Started by the parse worker, under the same filter; whatever happens to it costs one document.
"""

import ctypes
import os
import sys
from pathlib import Path
from typing import NoReturn

import msgspec

from desktop_rag import guard, message_loop
from desktop_rag.engine.workers import office_profile

_PR_SET_PDEATHSIG = 1
_SIGKILL = 9
_ADDRESSES = 2
"""How many times as many addresses as the parse worker it may have: its libraries alone take half a gigabyte of them.
What it really uses is counted by the engine together with the parse worker."""

CONVERTED, REFUSED, UNUSABLE = b"converted", b"refused", b"unusable"
"""What it says at its end: the file is there, the document could not be read, or LibreOffice cannot be used."""

# Places in LibreOfficeKitClass, which has only ever grown at its end; `runMacro` came with LibreOffice 6.0.
_RUN_MACRO = 11


class Conversion(msgspec.Struct, frozen=True):
    """What is asked for, on standard input.

    Attributes:
        library: LibreOffice's library.
        profile: the folder of its profile, in which there is the macro.
        target: the file that its macro writes.
    """

    library: str
    profile: str
    target: str


def run() -> NoReturn:
    """Carry out the conversion on standard input."""
    _end_with_parent()
    source, say = message_loop.claim_raw_pipes()
    asked = msgspec.json.decode(source.read(), type=Conversion)
    guard.install("worker", memory_limit_mb=_address_limit_mb())
    say(_convert(asked))
    os._exit(0)  # LibreOffice's own way of leaving takes as long as its start


def _convert(asked: Conversion) -> bytes:
    profile, target = Path(asked.profile), Path(asked.target)
    try:
        start = ctypes.CDLL(asked.library, mode=ctypes.RTLD_GLOBAL).libreofficekit_hook_2
    except (OSError, AttributeError):
        return UNUSABLE
    start.restype = ctypes.c_void_p
    start.argtypes = (ctypes.c_char_p, ctypes.c_char_p)
    kit = start(os.fsencode(Path(asked.library).parent), profile.as_uri().encode("ascii"))
    if not kit:
        return UNUSABLE
    functions = ctypes.cast(ctypes.cast(kit, ctypes.POINTER(ctypes.c_void_p))[0] or 0, ctypes.POINTER(ctypes.c_void_p))
    if ctypes.cast(functions, ctypes.POINTER(ctypes.c_size_t))[0] <= _RUN_MACRO * ctypes.sizeof(ctypes.c_void_p):
        return UNUSABLE  # older than 6.0
    run_macro = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p)(functions[_RUN_MACRO] or 0)
    run_macro(kit, office_profile.MACRO.encode("ascii"))
    return CONVERTED if target.is_file() else REFUSED


def _end_with_parent() -> None:
    """Have the system end this process when the parse worker is gone, also one that was killed."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _address_limit_mb() -> int | None:
    if sys.platform == "win32":
        return None
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else _ADDRESSES * (limit >> 20)
