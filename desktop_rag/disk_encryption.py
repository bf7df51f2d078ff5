"""Whether the disk that holds a folder is encrypted, as far as the system says so to an ordinary account.

Nothing is guessed: what cannot be told is unknown, and whoever demands encryption takes unknown for no. A drive that
encrypts by itself (OPAL), and a virtual disk that its host encrypts, look like any other disk from here.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

Code: TypeAlias = Literal[
    "encrypted",
    "not_encrypted",
    "partly",  # it is being encrypted or decrypted, or its protection is suspended
    "network",  # on another computer
    "memory",  # on no disk at all
    "unknown",
]


@dataclass(frozen=True, slots=True)
class Encryption:
    """What is known of a disk; `how` names what encrypts it, and is empty where nothing is known to."""

    is_encrypted: bool | None
    how: str
    code: Code


def _by(how: str) -> Encryption:
    return Encryption(is_encrypted=True, how=how, code="encrypted")


def _partly_by(how: str) -> Encryption:
    return Encryption(is_encrypted=False, how=how, code="partly")


UNKNOWN: Final = Encryption(None, "", "unknown")
_NOT: Final = Encryption(is_encrypted=False, how="", code="not_encrypted")
_NETWORK: Final = Encryption(None, "", "network")
_MEMORY: Final = Encryption(None, "", "memory")

_LIMIT_S = 20.0

# --- Linux ---

_NETWORK_KINDS = frozenset("nfs nfs4 cifs smb3 9p virtiofs ceph glusterfs afs fuse.sshfs fuse.rclone davfs".split())
_MEMORY_KINDS = frozenset("tmpfs ramfs".split())
_KINDS_THAT_ENCRYPT = {"ecryptfs": "ecryptfs", "fuse.gocryptfs": "gocryptfs", "fuse.cryfs": "cryfs"}
# These can encrypt by themselves and do not say so where we can read it.
_KINDS_THAT_MAY_ENCRYPT = frozenset("zfs bcachefs".split())
# The beginnings of the names that cryptsetup gives. CRYPT-VERITY and CRYPT-INTEGRITY encrypt nothing.
_CRYPT_KINDS = {
    "CRYPT-LUKS": "luks",
    "CRYPT-BITLK": "bitlocker",
    "CRYPT-FVAULT2": "filevault",
    "CRYPT-TCRYPT": "veracrypt",
    "CRYPT-VERACRYPT": "veracrypt",
    "CRYPT-PLAIN": "dm-crypt",
}
_GET_FLAGS = 0x80086601  # FS_IOC_GETFLAGS of linux/fs.h, for 64 bits
_ENCRYPTED_FLAG = 0x800  # FS_ENCRYPT_FL
_DEEPEST = 16  # layers of devices; more is a circle

# --- Windows ---

# The values of the shell's property have no official list. Only those on which all sources agree count; 5 is
# "suspended" to some and "on" to others, and a suspended volume has its key beside it.
_BITLOCKER = {
    "1": _by("bitlocker"),
    "2": _NOT,
    "3": _partly_by("bitlocker"),
    "4": _partly_by("bitlocker"),
}
_DRIVE = re.compile(r"[A-Za-z]:")


def state(folder: Path) -> Encryption:
    """Look at the disk of a folder, which need not exist yet. Asks no question and changes nothing."""
    try:
        there = _nearest(folder)
        if sys.platform == "win32":
            return _on_windows(there)
        if sys.platform == "darwin":
            return _on_macos(there)
        return on_linux(there, Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape"), Path("/sys"))
    except (OSError, subprocess.SubprocessError, ValueError):
        return UNKNOWN


def _nearest(folder: Path) -> Path:
    """The folder without links, or the first one above it that is there."""
    found = folder.expanduser().absolute()
    while not found.exists() and found != found.parent:
        found = found.parent
    return found.resolve()


def _said_by(*command: str) -> str:
    """What a program of the system prints; raises OSError or SubprocessError."""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_LIMIT_S,
        check=True,
        creationflags=flags,
        env={**os.environ, "LC_ALL": "C"},
    )
    return done.stdout.decode("utf-8", "replace")


# --- Linux: from the mount to the device, and down through its layers ----------------------------------------------


def on_linux(folder: Path, mounts: str, sysfs: Path) -> Encryption:
    """As `state`, with the text of /proc/self/mountinfo and the place of /sys."""
    mount = _mount_of(folder, mounts)
    if mount is None:
        return UNKNOWN
    number, kind, source = mount
    if kind in _NETWORK_KINDS:
        return _NETWORK
    if kind in _MEMORY_KINDS:
        return _MEMORY
    if kind in _KINDS_THAT_ENCRYPT:
        return _by(_KINDS_THAT_ENCRYPT[kind])
    devices = _devices(number, kind, source, sysfs)
    found = _all_of(_device_state(device, mounts, sysfs, 0) for device in devices)
    if found.is_encrypted is False and kind in _KINDS_THAT_MAY_ENCRYPT:
        return UNKNOWN
    if not found.is_encrypted and _is_marked_encrypted(folder):
        return _by("fscrypt")
    return found


def _mount_of(folder: Path, mounts: str) -> tuple[str, str, str] | None:
    """Device number, kind and source of the file system that holds a folder (see proc(5), mountinfo)."""
    found: tuple[str, str, str] | None = None
    longest = -1
    for line in mounts.splitlines():
        before, _dash, after = line.partition(" - ")
        fields, rest = before.split(" "), after.split(" ")
        if len(fields) < 5 or len(rest) < 2:
            continue
        point = Path(_unescaped(fields[4]))
        # Of two mounts at one place the later one is seen.
        if folder.is_relative_to(point) and len(point.parts) >= longest:
            longest = len(point.parts)
            found = (fields[2], rest[0], _unescaped(rest[1]))
    return found


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), text)


def _devices(number: str, kind: str, source: str, sysfs: Path) -> list[Path]:
    """The block devices of a file system, as folders of sysfs; none where they cannot be told."""
    device = sysfs / "dev" / "block" / number
    if not device.exists():
        # btrfs mounts have a number of their own; the source names one of its devices.
        found = _named(source, sysfs)
        if found is None:
            return []
        device = found
    device = device.resolve()
    if kind == "btrfs":
        for members in sysfs.glob("fs/btrfs/*/devices"):
            together = [member.resolve() for member in members.iterdir()]
            if device in together:
                return together
    return [device]


def _named(source: str, sysfs: Path) -> Path | None:
    """The folder of sysfs for a path below /dev."""
    if not source.startswith("/dev/"):
        return None
    name = source.removeprefix("/dev/")
    if name.startswith("mapper/"):
        for device in sysfs.glob("class/block/dm-*"):
            if _text(device / "dm" / "name") == name.removeprefix("mapper/"):
                return device
        return None
    device = sysfs / "class" / "block" / name.replace("/", "!")
    return device if device.exists() else None


def _device_state(device: Path, mounts: str, sysfs: Path, depth: int) -> Encryption:
    if depth > _DEEPEST or not device.exists():
        return UNKNOWN
    device = device.resolve()
    name = _text(device / "dm" / "uuid")
    for beginning, how in _CRYPT_KINDS.items():
        if name.startswith(beginning):
            return _by(how)
    below = sorted((device / "slaves").iterdir()) if (device / "slaves").is_dir() else []
    if below:
        return _all_of(_device_state(layer, mounts, sysfs, depth + 1) for layer in below)
    if (device / "partition").exists():
        return _device_state(device.parent, mounts, sysfs, depth + 1)
    if backing := _text(device / "loop" / "backing_file"):
        return on_linux(Path(backing), mounts, sysfs) if depth == 0 else UNKNOWN
    if device.name.startswith(("zram", "ram")):
        return _MEMORY
    if device.name.startswith(("nbd", "rbd", "drbd")):
        return _NETWORK
    return UNKNOWN if device.name.startswith(("dm-", "md", "loop")) else _NOT


def _all_of(states: Iterable[Encryption]) -> Encryption:
    """One part that is not encrypted is enough for the whole not to be; one that is unknown, for it to be unknown."""
    found = list(states)
    for wanted in (False, None, True):
        for each in found:
            if each.is_encrypted is wanted:
                return each
    return UNKNOWN


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _is_marked_encrypted(folder: Path) -> bool:
    """Whether a folder is encrypted by the file system itself (fscrypt), whatever the disk is."""
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return False
    import fcntl

    try:
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            flags = fcntl.ioctl(file, _GET_FLAGS, bytes(8))
        finally:
            os.close(file)
    except OSError:
        return False
    return bool(int.from_bytes(flags[:4], sys.byteorder) & _ENCRYPTED_FLAG)


# --- macOS ----------------------------------------------------------------------------------------------------------


def _on_macos(folder: Path) -> Encryption:
    """FileVault is asked about the volume that macOS starts from; of others it says nothing."""
    own = [place.stat().st_dev for place in (Path("/System/Volumes/Data"), Path("/")) if place.exists()]
    if folder.stat().st_dev not in own:
        return UNKNOWN
    return from_fdesetup(_said_by("/usr/bin/fdesetup", "status"))


def from_fdesetup(said: str) -> Encryption:
    """What `fdesetup status` prints, read."""
    if "in progress" in said:
        return _partly_by("filevault")
    lines = said.splitlines()
    if "FileVault is On." in lines:
        return _by("filevault")
    return _NOT if any(line.startswith("FileVault is Off") for line in lines) else UNKNOWN


# --- Windows --------------------------------------------------------------------------------------------------------


def _on_windows(folder: Path) -> Encryption:
    """What Explorer draws its padlock from; `manage-bde` and WMI answer administrators only."""
    place = folder
    while not os.path.ismount(place) and place != place.parent:
        place = place.parent
    command = bitlocker_command(str(place))
    return _NETWORK if command is None else from_bitlocker(_said_by(*command))


def bitlocker_command(root: str) -> list[str] | None:
    r"""What asks for the protection of the volume at a root like ``C:\``; None for a share on the network."""
    root = root.removeprefix("\\\\?\\")
    if root.startswith("\\\\") or root.upper().startswith("UNC\\"):
        return None
    drive = root.rstrip("\\/")
    if not _DRIVE.fullmatch(drive):
        raise ValueError("a volume without a letter")
    shell = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "WindowsPowerShell" / "v1.0"
    asked = (
        f"(New-Object -ComObject Shell.Application).NameSpace('{drive}\\').Self"
        ".ExtendedProperty('System.Volume.BitLockerProtection')"
    )
    return [str(shell / "powershell.exe"), "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", asked]


def from_bitlocker(said: str) -> Encryption:
    """What the shell's property says, read."""
    return _BITLOCKER.get(said.strip(), UNKNOWN)
