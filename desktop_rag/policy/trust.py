"""Whether a file can have been written by nobody but the administrator (POSIX)."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


class NotTrusted(Exception):
    """Somebody else could have written this file, or put another in its place."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Who must own a file and every folder above it, up to `top`.

    It is root, also where the program itself is installed in a person's home: a policy that the person could write is
    none. A group's right to write is refused whatever the group (access control lists show up in these bits, too).
    """

    owner: int = 0
    top: Path = Path("/")

    def holds(self, status: os.stat_result) -> bool:
        """Whether owner and rights of one file or folder are as they must be."""
        return status.st_uid == self.owner and not status.st_mode & _OTHERS_MAY_WRITE

    def check_folder(self, folder: Path) -> None:
        """Raise `NotTrusted` unless this and all above are real folders, no links, that only the owner may write."""
        for step in (folder, *folder.parents):
            try:
                status = step.lstat()
            except OSError:
                raise NotTrusted from None
            if not stat.S_ISDIR(status.st_mode) or not self.holds(status):
                raise NotTrusted
            if step == self.top:
                return
        raise NotTrusted  # not below `top` at all

    def real_file(self, file: Path) -> Path:
        """The file itself: a link may lead to another place of the same folder, and nowhere else.

        Raises `NotTrusted`, and OSError or RuntimeError for a link to nowhere or in a circle.
        """
        if not stat.S_ISLNK(file.lstat().st_mode):
            return file
        real = file.resolve(strict=True)
        if not real.is_relative_to(file.parent):
            raise NotTrusted
        self.check_folder(real.parent)
        return real

    def is_absent(self, folder: Path) -> bool:
        """Whether nothing at all is in the place of a folder, so that there is no policy; a link is something."""
        for step in (folder, *folder.parents):
            try:
                return stat.S_ISDIR(step.lstat().st_mode) and step != folder
            except FileNotFoundError:
                continue
            except OSError:
                return False
        return False
