"""Keeps Python's constants alive under PySide6 6.12 on Python 3.11; imported before anything of Qt is called.

The wheels of PySide6 6.12 are compiled for the stable interface of Python 3.12, where None, True, False and
NotImplemented are immortal and are returned without counting a reference. On 3.11 each call that returns None takes one
reference away instead; after some thousand calls the interpreter ends with "none_dealloc: deallocating None".
PySide6 6.11.3 does not do this. Python 3.12 and later need nothing.
"""

import ctypes
import sys

# A count that no program brings down: at a million calls a second it lasts for twelve days.
_ENOUGH = 1 << 40


def make_constants_last() -> None:
    """Raise the reference counts once; the count is the first field of every object."""
    for constant in (None, True, False, NotImplemented):
        count = ctypes.c_ssize_t.from_address(id(constant))
        if count.value < _ENOUGH:
            count.value += _ENOUGH


if sys.version_info < (3, 12):
    make_constants_last()
