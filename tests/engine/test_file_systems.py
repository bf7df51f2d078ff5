"""Which file systems tell of every change."""

import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from desktop_rag.engine import file_systems

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked about the drive")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("/home/me/documents", True),
        ("/media/me/stick", True),
        ("/mnt/team/rules", False),
        ("/mnt/teamwork", True),
        ("/mnt/cloud", False),
        ("/mnt/odd", False),
    ],
)
def test_local_ones_tell_and_shares_and_unknown_ones_do_not(
    monkeypatch: pytest.MonkeyPatch, place: str, expected: bool
) -> None:
    mounts = {
        "/": "ext4", "/media/me/stick": "exfat", "/mnt/team": "cifs", "/mnt/cloud": "fuse.rclone", "/mnt/odd": "newfs",
    }  # fmt: skip
    found = [SimpleNamespace(mountpoint=point, fstype=kind) for point, kind in mounts.items()]
    monkeypatch.setattr(psutil, "disk_partitions", lambda *, all: found)  # noqa: A006
    assert file_systems.tells_of_changes(Path(place)) is expected


def test_of_two_on_one_folder_the_last_counts_and_where_nobody_knows_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [SimpleNamespace(mountpoint="/d", fstype="ext4"), SimpleNamespace(mountpoint="/d", fstype="nfs4")]
    monkeypatch.setattr(psutil, "disk_partitions", lambda *, all: found)  # noqa: A006
    assert not file_systems.tells_of_changes(Path("/d"))
    assert not file_systems.tells_of_changes(Path("/elsewhere"))
