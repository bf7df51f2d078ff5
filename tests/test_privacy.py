"""Nothing leaves in a whole day's use, and nothing of what a person wrote or read stays where it does not belong.

The day (`scripted_day`) is played once: where the system allows it, in a namespace without any network and under
strace, which sees native code as well as Python. Everything else here looks at what it called and what it left.
"""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop_rag import paths, seccomp
from tests import scripted_day
from tests.privacy_processes import WITHOUT_GUARD, planted

pytestmark = [pytest.mark.models, pytest.mark.slow]

linux = pytest.mark.skipif(sys.platform != "linux", reason="namespaces and strace are Linux's")

ADDRESSED = re.compile(r"(?:connect|sendto|sendmsg|bind)\(\d+, .*?(?:sa_family=(AF_\w+)|msg_name=\{sa_family=(AF_\w+))")
MADE = re.compile(r"^socket(?:pair)?\((AF_\w+), .*= \d+$", re.MULTILINE)
REFUSED = re.compile(r"^socket\((AF_\w+), (SOCK_\w+).*= -1 EACCES", re.MULTILINE)
STARTED = re.compile(r'"--worker", "(\w+)"')
TEXT_LIVES_IN = ("catalog.sqlite", "collections")
"""What a library is for. Everything else in it, and everywhere else, is empty of text."""


@dataclass(frozen=True, slots=True)
class Played:
    """A day that was played: `told` is its own report, `calls` what strace saw of it, None without strace."""

    folder: Path
    told: dict[str, Any]
    calls: str | None

    @property
    def library(self) -> Path:
        return self.folder / "library"

    def files(self) -> Iterator[Path]:
        """Everything that was written where no text belongs."""
        for place in ("library", "person", "temporary"):
            for file in (self.folder / place).rglob("*"):
                first = file.relative_to(self.folder).parts[1]
                if place != "library" or not first.startswith(TEXT_LIVES_IN):
                    yield file


def apart() -> list[str]:
    """What takes the network away, where this system lets anybody do that."""
    command = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") is None:
        return []
    return command if subprocess.run([*command, "true"], check=False, capture_output=True).returncode == 0 else []


def traced(folder: Path) -> list[str]:
    """What writes down every call that has to do with the network, of every process from here on."""
    if sys.platform != "linux" or shutil.which("strace") is None:
        return []
    folder.mkdir()
    return ["strace", "-ff", "-qq", "-s", "300", "-e", "trace=network,execve", "-o", str(folder / "pid")]


def calls_in(folder: Path) -> str | None:
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files) or None


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The day, with a home, a folder for temporary files and a library of its own."""
    folder = tmp_path_factory.mktemp("day")
    for name in ("person", "temporary"):
        (folder / name).mkdir(mode=0o700)
    scripted_day.write_documents(folder / "documents")
    environment = {
        name: value for name, value in paths.child_environment().items() if not name.startswith(("XDG_", "DESKTOP_RAG"))
    }
    environment.update(
        QT_QPA_PLATFORM="offscreen", HOME=str(folder / "person"), USERPROFILE=str(folder / "person"),
        TMPDIR=str(folder / "temporary"), TEMP=str(folder / "temporary"), PYTHONDONTWRITEBYTECODE="1",
        # Were they heeded, every library would try to go there first.
        HTTP_PROXY="http://192.0.2.1:8080", HTTPS_PROXY="http://192.0.2.1:8080",
    )  # fmt: skip
    report = folder / "report.json"
    script = [sys.executable, str(Path(scripted_day.__file__)), *map(str, (folder / "library", folder / "documents"))]
    done = subprocess.run(
        [*apart(), *traced(folder / "calls"), *script, str(report)],
        env=environment, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert report.exists(), done.stderr
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["error"] is None, told["error"]
    return Played(folder, told, calls_in(folder / "calls"))


def test_the_day_was_played_to_its_end(day: Played) -> None:
    assert day.told["code"] == 0
    pages = [step for step in day.told["done"] if step.startswith("settings: ")]
    assert len(pages) >= 6
    assert [step for step in day.told["done"] if step not in pages] == [
        *("welcome", "documents", "answer and source", "answer and source", "private chat, stopped"),
        *("changed and renamed", "palette", "chat opened", "chats", "settings changed", "models", "failures"),
        "forgotten",
    ]


@linux
def test_no_process_made_a_socket_with_which_to_leave(day: Played) -> None:
    if day.calls is None:
        pytest.skip("strace is not installed")
    assert set(STARTED.findall(day.calls)) == {"engine", "parse", "embed", "chat"}, "not every process was followed"
    assert {first or second for first, second in ADDRESSED.findall(day.calls)} <= {"AF_UNIX"}
    assert set(MADE.findall(day.calls)) == {"AF_UNIX"}
    if seccomp.is_known_here():
        # One library, when it is imported, looks whether this computer has IPv6.
        assert set(REFUSED.findall(day.calls)) <= {("AF_INET6", "SOCK_STREAM")}


@linux
@pytest.mark.parametrize("name", ["chat", "window"])
def test_the_same_trace_shows_what_is_planted_without_the_guard(name: str, home: Path, tmp_path: Path) -> None:
    prefix = traced(tmp_path / "calls")
    if not prefix:
        pytest.skip("strace is not installed")
    planted(name, home, 9, WITHOUT_GUARD, prefix)
    calls = calls_in(tmp_path / "calls") or ""
    assert "AF_INET" in {first or second for first, second in ADDRESSED.findall(calls)}
    assert "AF_INET" in MADE.findall(calls)
    assert len(re.findall(r"^connect\(\d+, \{sa_family=AF_INET, sin_port=htons\(9\)", calls, re.MULTILINE)) == 2


def test_no_word_stands_in_a_log_a_setting_or_a_temporary_file(day: Played) -> None:
    files = [file for file in day.files() if file.is_file()]
    assert any(file.parent.name == "logs" and file.stat().st_size for file in files), "nothing was logged"
    assert any(file.name == "settings.json" for file in files)
    for file in files:
        read = file.read_bytes()
        told = "\n".join(read.decode(code, errors="replace").casefold() for code in ("utf-8", "utf-16-le", "utf-16-be"))
        assert not [word for word in scripted_day.CANARIES if word in told], file


def test_no_word_stands_in_the_name_of_a_file(day: Played) -> None:
    names = [str(file.relative_to(day.folder)).casefold() for file in day.folder.rglob("*")]
    names = [name for name in names if not name.startswith("documents")]
    assert not [(name, word) for word in scripted_day.CANARIES for name in names if word in name]


def test_the_words_were_there_to_be_found(day: Played) -> None:
    """What was looked for above is in the catalogue, which is where it belongs."""
    kept = "".join(
        file.read_bytes().decode("utf-8", errors="replace").casefold() for file in day.library.glob("catalog.sqlite*")
    )
    for word in (scripted_day.CHAT_WORD, scripted_day.NEW_COLLECTION_WORD, scripted_day.RENAMED_WORD):
        assert word in kept, word


def test_nothing_is_left_outside_the_library(day: Played) -> None:
    assert not list((day.folder / "temporary").rglob("*"))
    # The system's list of fonts is Qt's own business, and holds names of fonts.
    left = [file for file in (day.folder / "person").rglob("*") if file.is_file() and "fontconfig" not in file.parts]
    assert not left


def test_no_word_stands_in_a_title_of_a_window(day: Played) -> None:
    titles = " ".join(day.told["titles"]).casefold()
    assert "desktop rag" in titles
    assert not [word for word in scripted_day.CANARIES if word in titles]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_library_is_readable_by_its_owner_alone(day: Played) -> None:
    assert stat.S_IMODE(day.library.stat().st_mode) == 0o700
    for file in day.library.rglob("*"):
        assert not file.lstat().st_mode & 0o077, file


def test_an_address_in_a_trace_is_recognised() -> None:
    trace = (
        'connect(4, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0\n'
        "connect(5, {sa_family=AF_INET, sin_port=htons(80)}, 16) = -1\n"
        "sendmsg(6, {msg_name={sa_family=AF_INET6, sin6_port=htons(53)}}, 0) = 40\n"
        "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 7\n"
        "socket(AF_INET6, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_IP) = -1 EACCES (Permission denied)\n"
        "socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0\n"
        'execve("/usr/bin/python3", ["python3", "-m", "desktop_rag", "--worker", "parse"], 0x7f /* 9 vars */) = 0\n'
    )
    assert {first or second for first, second in ADDRESSED.findall(trace)} == {"AF_UNIX", "AF_INET", "AF_INET6"}
    assert MADE.findall(trace) == ["AF_INET", "AF_UNIX"]
    assert REFUSED.findall(trace) == [("AF_INET6", "SOCK_DGRAM")]
    assert STARTED.findall(trace) == ["parse"]
