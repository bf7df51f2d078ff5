"""What a system says of a file or folder besides size and time: hidden, online only, a link. The one place for it.

Everything here looks at the status that the system gave and at a name, and opens nothing: a file that is kept online
comes down as soon as somebody opens it.
"""

import os
import stat
from typing import Final

# Names of scratch and of what belongs to the system, in lower case.
_SKIPPED_NAMES: Final = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information", "lost+found"}
)
_SKIPPED_STARTS: Final = (".", "~$")
_SKIPPED_ENDS: Final = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", "~")

# Windows, from its winnt.h. A file that OneDrive or another service keeps online has one of the last three.
_HIDDEN: Final = 0x2
_SYSTEM: Final = 0x4
_OFFLINE: Final = 0x1000
_RECALL_ON_OPEN: Final = 0x40000
_RECALL_ON_DATA_ACCESS: Final = 0x400000
_ONLINE_ONLY: Final = _OFFLINE | _RECALL_ON_OPEN | _RECALL_ON_DATA_ACCESS
_JUNCTION: Final = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT
# macOS, from its stat.h.
_UF_HIDDEN: Final = 0x8000
_SF_DATALESS: Final = 0x40000000


def is_scratch(name: str) -> bool:
    """Whether a file or folder of this name is somebody's scratch, hidden by its name, or the system's own."""
    lowered = name.lower()
    return (
        lowered.startswith(_SKIPPED_STARTS)
        or lowered.endswith(_SKIPPED_ENDS)
        or lowered in _SKIPPED_NAMES
        or (len(name) > 1 and name[0] == name[-1] == "#")
    )


def is_hidden(status: os.stat_result) -> bool:
    """Whether the system hides it from people.

    A folder that is only marked as the system's own is none: Windows marks those so that show a picture of their own.
    """
    attributes = getattr(status, "st_file_attributes", 0)
    if attributes & _HIDDEN or getattr(status, "st_flags", 0) & _UF_HIDDEN:
        return True
    return bool(attributes & _SYSTEM) and not stat.S_ISDIR(status.st_mode)


def is_online_only(status: os.stat_result) -> bool:
    """Whether opening the file would fetch its content from a service."""
    is_recalled = getattr(status, "st_file_attributes", 0) & _ONLINE_ONLY
    return bool(is_recalled or getattr(status, "st_flags", 0) & _SF_DATALESS)


def is_link(status: os.stat_result) -> bool:
    """Whether it leads elsewhere: a symbolic link, or a junction of Windows, which `os.path.islink` takes for none."""
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION
