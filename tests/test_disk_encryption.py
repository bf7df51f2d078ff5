"""Whether a disk is encrypted: each arrangement of devices, from made-up trees, and never a guess."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_rag import disk_encryption
from desktop_rag.disk_encryption import Encryption, bitlocker_command, from_bitlocker, from_fdesetup, on_linux, state

LUKS = "CRYPT-LUKS2-0123456789abcdef0123456789abcdef-root"


class Tree:
    """A made-up /sys: disks, partitions, and devices on top of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._devices: dict[str, Path] = {}
        for folder in ("class/block", "dev/block", "devices"):
            (root / folder).mkdir(parents=True)

    def add(
        self, name: str, number: str, on: tuple[str, ...] = (), *, part_of: str = "", uuid: str = "", label: str = ""
    ) -> None:
        folder = (self._devices[part_of] if part_of else self.root / "devices") / name
        (folder / "slaves").mkdir(parents=True)
        for below in on:
            (folder / "slaves" / below).symlink_to(self._devices[below])
        if part_of:
            (folder / "partition").write_text("1\n")
        if uuid or label:
            (folder / "dm").mkdir()
            (folder / "dm" / "uuid").write_text(uuid + "\n")
            (folder / "dm" / "name").write_text(label + "\n")
        self._devices[name] = folder
        (self.root / "class/block" / name).symlink_to(folder)
        (self.root / "dev/block" / number).symlink_to(folder)

    def add_btrfs(self, *names: str) -> None:
        folder = self.root / "fs/btrfs/0000-1111/devices"
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).symlink_to(self._devices[name])

    def add_loop(self, name: str, number: str, backing: str) -> None:
        self.add(name, number)
        (self._devices[name] / "loop").mkdir()
        (self._devices[name] / "loop" / "backing_file").write_text(backing + "\n")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A disk with two partitions, the second of which is encrypted, and a second disk."""
    made = Tree(tmp_path / "sys")
    made.add("nvme0n1", "259:0")
    made.add("nvme0n1p1", "259:1", part_of="nvme0n1")
    made.add("nvme0n1p2", "259:2", part_of="nvme0n1")
    made.add("sda", "8:0")
    made.add("dm-0", "253:0", ("nvme0n1p2",), uuid=LUKS, label="crypt root")
    return made


def _line(number: str, point: str, kind: str = "ext4", source: str = "/dev/x") -> str:
    return f"30 1 {number} / {point} rw,relatime shared:1 - {kind} {source} rw"


is_marked = disk_encryption._is_marked_encrypted  # as it is: the tests below replace it
HOME = Path("/home/person/library")
ENCRYPTED = Encryption(True, "luks", "encrypted")
NOT = Encryption(False, "", "not_encrypted")


@pytest.fixture(autouse=True)
def _no_mark_of_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_encryption, "_is_marked_encrypted", lambda _folder: False)


def test_a_partition_and_a_whole_disk_without_anything(tree: Tree) -> None:
    for number in ("259:1", "8:0"):
        assert on_linux(HOME, _line(number, "/"), tree.root) == NOT


def test_luks_on_a_partition(tree: Tree) -> None:
    assert on_linux(HOME, _line("253:0", "/"), tree.root) == ENCRYPTED


def test_volumes_on_luks_and_luks_on_volumes(tree: Tree) -> None:
    tree.add("dm-1", "253:1", ("dm-0",), uuid="LVM-abc", label="vg-root")
    tree.add("dm-2", "253:2", ("nvme0n1p1", "sda"), uuid="LVM-def", label="vg-data")
    tree.add("dm-3", "253:3", ("dm-2",), uuid=LUKS, label="data")
    tree.add("dm-4", "253:4", ("dm-2",), uuid="LVM-ghi", label="vg-open")
    assert on_linux(HOME, _line("253:1", "/"), tree.root) == ENCRYPTED
    assert on_linux(HOME, _line("253:3", "/"), tree.root) == ENCRYPTED
    assert on_linux(HOME, _line("253:4", "/"), tree.root) == NOT


def test_a_volume_over_two_disks_is_encrypted_only_if_both_are(tree: Tree) -> None:
    tree.add("dm-5", "253:5", ("sda",), uuid=LUKS.replace("LUKS2", "LUKS1"), label="other")
    tree.add("dm-6", "253:6", ("dm-0", "dm-5"), uuid="LVM-both", label="both")
    tree.add("dm-7", "253:7", ("dm-0", "nvme0n1p1"), uuid="LVM-one", label="one")
    assert on_linux(HOME, _line("253:6", "/"), tree.root) == ENCRYPTED
    assert on_linux(HOME, _line("253:7", "/"), tree.root) == NOT


def test_raid_and_partitions_of_it(tree: Tree) -> None:
    tree.add("md0", "9:0", ("sda", "nvme0n1p1"))
    tree.add("md0p1", "259:7", part_of="md0")
    assert on_linux(HOME, _line("259:7", "/"), tree.root) == NOT
    tree.add("dm-8", "253:8", ("md0p1",), uuid=LUKS, label="raid")
    assert on_linux(HOME, _line("253:8", "/"), tree.root) == ENCRYPTED
    tree.add("md1", "9:1")
    assert on_linux(HOME, _line("9:1", "/"), tree.root).is_encrypted is None


@pytest.mark.parametrize(
    ("uuid", "how"),
    [
        ("CRYPT-LUKS1-x", "luks"),
        ("CRYPT-BITLK-x", "bitlocker"),
        ("CRYPT-TCRYPT-x", "veracrypt"),
        ("CRYPT-FVAULT2-x", "filevault"),
        ("CRYPT-PLAIN-x", "dm-crypt"),
    ],
)
def test_whatever_encrypts_is_named(tree: Tree, uuid: str, how: str) -> None:
    tree.add("dm-9", "253:9", ("sda",), uuid=uuid, label="x")
    assert on_linux(HOME, _line("253:9", "/"), tree.root) == Encryption(True, how, "encrypted")


@pytest.mark.parametrize("uuid", ["CRYPT-VERITY-x", "CRYPT-INTEGRITY-x", "LVM-CRYPT-LUKS2", "mpath-x", ""])
def test_what_only_sounds_like_it_does_not_count(tree: Tree, uuid: str) -> None:
    tree.add("dm-9", "253:9", ("sda",), uuid=uuid, label="x")
    assert on_linux(HOME, _line("253:9", "/"), tree.root) == NOT


def test_the_mount_that_holds_the_folder_decides(tree: Tree) -> None:
    mounts = [
        _line("259:1", "/"),
        _line("253:0", "/home"),
        _line("8:0", "/home/per"),
        _line("8:0", "/home/person/library/deeper"),
    ]
    assert on_linux(HOME, "\n".join(mounts), tree.root) == ENCRYPTED
    assert on_linux(Path("/var/library"), "\n".join(mounts), tree.root) == NOT
    # What is mounted later at the same place hides what was there.
    assert on_linux(HOME, "\n".join([*mounts, _line("8:0", "/home")]), tree.root) == NOT
    spaced = _line("253:0", r"/home/my\040disk\134x")
    assert on_linux(Path("/home/my disk\\x/library"), "\n".join([*mounts[:1], spaced]), tree.root) == ENCRYPTED


def test_btrfs_names_one_of_its_devices_and_all_count(tree: Tree) -> None:
    tree.add_btrfs("dm-0")
    by_name = _line("0:33", "/", "btrfs", r"/dev/mapper/crypt\040root")
    assert on_linux(HOME, by_name, tree.root) == ENCRYPTED
    assert on_linux(HOME, _line("0:33", "/", "btrfs", "/dev/sda"), tree.root) == NOT
    assert on_linux(HOME, _line("0:33", "/", "btrfs", "/dev/mapper/nothing"), tree.root).is_encrypted is None
    (tree.root / "fs/btrfs/0000-1111/devices/sda").symlink_to(tree.root / "devices/sda")
    assert on_linux(HOME, by_name, tree.root) == NOT


def test_a_file_mounted_as_a_disk_is_where_the_file_is(tree: Tree) -> None:
    tree.add_loop("loop0", "7:0", "/home/image")
    tree.add_loop("loop1", "7:1", "/boot/image")
    mounts = "\n".join([_line("259:1", "/"), _line("253:0", "/home"), _line("7:0", "/a"), _line("7:1", "/b")])
    assert on_linux(Path("/a/library"), mounts, tree.root) == ENCRYPTED
    assert on_linux(Path("/b/library"), mounts, tree.root) == NOT


@pytest.mark.parametrize(
    ("kind", "code", "is_encrypted"),
    [
        ("nfs4", "network", None),
        ("cifs", "network", None),
        ("9p", "network", None),
        ("fuse.sshfs", "network", None),
        ("tmpfs", "memory", None),
        ("overlay", "unknown", None),
        ("zfs", "unknown", None),
        ("fuse.something", "unknown", None),
        ("ecryptfs", "encrypted", True),
        ("fuse.gocryptfs", "encrypted", True),
    ],
)
def test_file_systems_without_a_disk_of_their_own(tree: Tree, kind: str, code: str, is_encrypted: bool | None) -> None:
    found = on_linux(HOME, _line("0:50", "/", kind, "source"), tree.root)
    assert (found.code, found.is_encrypted) == (code, is_encrypted)


def test_a_file_system_that_may_encrypt_by_itself_is_unknown_on_an_open_disk(tree: Tree) -> None:
    assert on_linux(HOME, _line("8:0", "/", "bcachefs"), tree.root).is_encrypted is None
    assert on_linux(HOME, _line("253:0", "/", "bcachefs"), tree.root) == ENCRYPTED


def test_devices_that_say_nothing(tree: Tree) -> None:
    for name, number, code in (
        ("zram0", "254:0", "memory"),
        ("nbd0", "43:0", "network"),
        ("dm-20", "253:20", "unknown"),
    ):
        tree.add(name, number)
        assert on_linux(HOME, _line(number, "/"), tree.root) == Encryption(None, "", code)  # type: ignore[arg-type]


def test_a_circle_of_devices_ends(tree: Tree) -> None:
    tree.add("dm-30", "253:30", uuid="LVM-a", label="a")
    tree.add("dm-31", "253:31", ("dm-30",), uuid="LVM-b", label="b")
    (tree.root / "devices/dm-30/slaves/dm-31").symlink_to(tree.root / "devices/dm-31")
    assert on_linux(HOME, _line("253:30", "/"), tree.root).is_encrypted is None


@pytest.mark.parametrize(
    "mounts", ["", "\n", "garbage", "1 2 3", "30 1 8:0 / / rw - ", "30 1 99:99 / / rw - ext4 /dev/gone rw"]
)
def test_what_cannot_be_read_is_unknown(tree: Tree, mounts: str) -> None:
    assert on_linux(HOME, mounts, tree.root) == disk_encryption.UNKNOWN


def test_a_folder_that_the_file_system_encrypts(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_encryption, "_is_marked_encrypted", lambda folder: folder == HOME)
    assert on_linux(HOME, _line("259:1", "/"), tree.root) == Encryption(True, "fscrypt", "encrypted")
    assert on_linux(HOME.parent, _line("259:1", "/"), tree.root) == NOT


@pytest.mark.parametrize(
    ("said", "is_encrypted", "code"),
    [
        ("FileVault is On.\n", True, "encrypted"),
        ("FileVault is Off.\n", False, "not_encrypted"),
        ("FileVault is Off, but will be enabled after the next restart.\n", False, "not_encrypted"),
        ("FileVault is On.\nEncryption in progress: Percent completed = 5.54\n", False, "partly"),
        ("FileVault is Off.\nDecryption in progress: Percent completed = 80\n", False, "partly"),
        ("FileVault is On, but needs to be restarted to finish.\n", None, "unknown"),
        ("FileVault master keychain appears to be installed.\nFileVault is On.\n", True, "encrypted"),
        ("Error: an unknown thing\n", None, "unknown"),
        ("", None, "unknown"),
    ],
)
def test_what_macos_says(said: str, is_encrypted: bool | None, code: str) -> None:
    found = from_fdesetup(said)
    assert (found.is_encrypted, found.code) == (is_encrypted, code)


@pytest.mark.parametrize(
    ("said", "is_encrypted", "code"),
    [
        ("1\r\n", True, "encrypted"),
        ("2\r\n", False, "not_encrypted"),
        ("3\r\n", False, "partly"),
        ("4\r\n", False, "partly"),
        ("5\r\n", None, "unknown"),
        ("6\r\n", None, "unknown"),
        ("8\r\n", None, "unknown"),
        ("0\r\n", None, "unknown"),
        ("\r\n", None, "unknown"),
        ("", None, "unknown"),
        ("1\r\n2\r\n", None, "unknown"),
        ("Cannot create type. Only core types are supported.", None, "unknown"),
    ],
)
def test_what_windows_says(said: str, is_encrypted: bool | None, code: str) -> None:
    found = from_bitlocker(said)
    assert (found.is_encrypted, found.code) == (is_encrypted, code)


def test_what_windows_is_asked() -> None:
    for root in ("C:\\", "\\\\?\\C:\\", "C:"):
        command = bitlocker_command(root)
        assert command is not None
        assert "NameSpace('C:\\')" in command[-1]
    for root in ("\\\\server\\share\\", "\\\\?\\UNC\\server\\share\\"):
        assert bitlocker_command(root) is None
    for root in ("C:\\mounted\\", "'; Remove-Item x; '", "", "/"):
        with pytest.raises(ValueError, match="without a letter"):
            bitlocker_command(root)


@pytest.mark.parametrize("error", [OSError(), subprocess.TimeoutExpired("x", 1), subprocess.CalledProcessError(1, "x")])
def test_a_system_that_does_not_answer_is_unknown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception
) -> None:
    def fail(_folder: Path) -> Path:
        raise error

    monkeypatch.setattr(disk_encryption, "_nearest", fail)
    assert state(tmp_path) == disk_encryption.UNKNOWN


@pytest.mark.skipif(sys.platform != "linux", reason="looks at this computer")
def test_this_computer_gets_an_answer(tmp_path: Path) -> None:
    found = state(tmp_path / "not" / "there" / "yet")
    assert found == state(tmp_path)
    assert (found.code == "encrypted") == (found.is_encrypted is True)
    assert state(Path("/dev/shm")).code == "memory"
    assert state(Path("/proc")).is_encrypted is None


@pytest.mark.skipif(sys.platform != "linux", reason="a question that only Linux answers")
def test_a_plain_folder_is_not_marked(tmp_path: Path) -> None:
    assert not is_marked(tmp_path)
    assert not is_marked(tmp_path / "nothing")
