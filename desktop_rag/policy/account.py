"""The account's name and home folder as the system knows them, not as the environment says, which a person can set."""

import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """Name and home folder; None where the system does not say."""

    name: str | None
    home: str | None


if sys.platform == "win32":
    import ctypes

    def current() -> Account:
        """The account that this process runs under."""
        profile_folder = 0x28  # CSIDL_PROFILE
        home = ctypes.create_unicode_buffer(32_768)
        has_home = ctypes.windll.shell32.SHGetFolderPathW(None, profile_folder, None, 0, home) == 0
        name = ctypes.create_unicode_buffer(257)
        length = ctypes.c_ulong(len(name))
        has_name = ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(length)) != 0
        return Account(name.value if has_name else None, home.value if has_home else None)

else:
    import pwd

    def current() -> Account:
        """The account that this process runs under."""
        try:
            entry = pwd.getpwuid(os.getuid())
        except KeyError:  # an account that only a directory service knew, in a container for example
            return Account(None, None)
        return Account(entry.pw_name, entry.pw_dir)
