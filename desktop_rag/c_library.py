"""What the C library does with memory that this process has freed, as far as it lets itself be told.

Only glibc, the C library of most Linux systems, has these calls; elsewhere nothing is done.
"""

import ctypes
import sys
from collections.abc import Callable
from typing import Any

_M_ARENA_MAX = -8
"""The number of this choice in glibc's malloc.h."""
_FEW_ARENAS = 2


def find_give_back() -> Callable[[], object] | None:
    """What gives the system back every whole page that was freed, None where there is no such call."""
    trim = _function("malloc_trim")
    if trim is None:
        return None
    trim.argtypes = (ctypes.c_size_t,)
    return lambda: trim(0)


def use_few_arenas() -> None:
    """Let all threads that are yet to come share a few heaps.

    glibc gives up to eight for each core to a program with many threads, and each keeps what its threads have freed.
    """
    mallopt = _function("mallopt")
    if mallopt is not None:
        mallopt.argtypes = (ctypes.c_int, ctypes.c_int)
        mallopt(_M_ARENA_MAX, _FEW_ARENAS)


def _function(name: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
