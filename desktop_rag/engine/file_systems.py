"""Which places the system tells of: where a file system is local, every change of it passes through this computer."""

import os
import sys
from pathlib import Path

import psutil

_LOCAL = frozenset(
    {
        *("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "bcachefs", "reiserfs", "tmpfs", "ramfs"),
        *("overlay", "ecryptfs", "vfat", "exfat", "msdos", "fat32", "fuseblk", "ntfs", "ntfs3", "refs"),
        *("apfs", "hfs", "hfsplus", "udf", "iso9660", "cd9660", "ufs"),
    }
)
_FIXED_DRIVE = 3  # DRIVE_FIXED of GetDriveTypeW


def tells_of_changes(place: Path) -> bool:
    """Whether changes at a place can be heard of.

    Not on network shares, whose other users the system knows nothing of, and not on a file system that is not known to
    be local. On Windows not on removable drives either: watching holds the drive, and it could not be taken out.
    """
    real = os.path.realpath(place)
    if sys.platform == "win32":
        import ctypes

        drive = os.path.splitdrive(real)[0] + "\\"
        return bool(ctypes.windll.kernel32.GetDriveTypeW(drive) == _FIXED_DRIVE)
    else:
        kind = _kind_of(real)
        return kind is not None and kind.lower() in _LOCAL


def _kind_of(place: str) -> str | None:
    """The file system that a real path lies on, as the system names it."""
    best, kind = "", None
    try:
        partitions = psutil.disk_partitions(all=True)
    except (OSError, psutil.Error):
        return None
    for partition in partitions:
        mount = partition.mountpoint.rstrip("/") + "/"
        # Of several on one folder the last one is on top.
        if (place + "/").startswith(mount) and len(mount) >= len(best):
            best, kind = mount, partition.fstype
    return kind
