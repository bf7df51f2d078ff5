"""Nothing leaves, and nothing of what a person wrote or read stays where it does not belong.

The whole program is run where there is no network at all, and again under strace, which also sees what native code
does. The guard of each process is tried from the inside.
"""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.engine_process import EngineProcess
from desktop_rag import guard, paths, protocol

pytestmark = [pytest.mark.models, pytest.mark.slow]

linux = pytest.mark.skipif(sys.platform != "linux", reason="namespaces and strace are Linux's")

CANARY_TEXT = "Zyzzogeton quorblat allowance is 4711 crowns a day for every employee of the harbour office."
CANARY_NAME = "Frobnozzle 秘密の規程"
CANARY_QUESTION = "How many crowns is the zyzzogeton quorblat allowance a day?"
CANARIES = ("zyzzogeton", "quorblat", "frobnozzle", "4711", "秘密")

ADDRESSED = re.compile(r"(?:connect|sendto|sendmsg|bind)\(\d+, .*?(?:sa_family=(AF_\w+)|msg_name=\{sa_family=(AF_\w+))")


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A document to find, and two that cannot be read, so that failures are logged too."""
    folder = tmp_path / "documents"
    folder.mkdir()
    text = f"Allowances\n\n{CANARY_TEXT}\nIt is paid with the salary of the following month.\n"
    (folder / f"{CANARY_NAME}.txt").write_text(text, encoding="utf-8")
    (folder / f"{CANARY_NAME} broken.pdf").write_bytes(b"%PDF-1.7\n" + CANARY_TEXT.encode() + b"\n%%EOF")
    (folder / f"{CANARY_NAME} broken.docx").write_bytes(b"PK\x03\x04" + CANARY_TEXT.encode())
    return folder


def play(home: Path, documents: Path, prefix: tuple[str, ...] = ()) -> None:
    """Index, ask with the model, look at a source, fail at a few things, end."""
    with EngineProcess(home, prefix=prefix) as engine:
        engine.wait_ready()
        indexed = engine.index("Harbour", documents)
        assert isinstance(indexed, protocol.IndexDone)
        assert (indexed.indexed, len(indexed.set_aside)) == (1, 2)
        answered = engine.ask(CANARY_QUESTION)
        assert isinstance(answered, protocol.AnswerDone)
        assert not answered.answer.is_refused
        kept = protocol.Ask(id=engine.new_id(), question=CANARY_QUESTION, chat="c0ffee", use_model=False)
        assert isinstance(engine.wait_for_end(engine.send(kept)).event, protocol.AnswerDone)
        shown = protocol.ShowSource(
            id=engine.new_id(), document_id=answered.answer.quotes[0].document_id, page=None, spans=(), width_px=600
        )
        assert isinstance(engine.wait_for_end(engine.send(shown)).event, protocol.SourceShown)
        for wrong in (
            protocol.Ask(id=engine.new_id(), question=CANARY_QUESTION, collection=CANARY_NAME),
            protocol.Forget(id=engine.new_id(), paths=(f"/{CANARY_NAME}",)),
            protocol.SetSetting(id=engine.new_id(), key="answers.model", value=CANARY_NAME),
            protocol.CheckModel(id=engine.new_id(), name=CANARY_NAME),
        ):
            assert isinstance(engine.wait_for_end(engine.send(wrong)).event, protocol.JobFailed)


@linux
def test_everything_works_where_there_is_no_network_at_all(home: Path, documents: Path) -> None:
    apart = ("unshare", "--map-root-user", "--net")
    if subprocess.run([*apart, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("this system allows no network namespace of one's own")
    play(home, documents, apart)


@linux
def test_no_process_calls_the_network(home: Path, documents: Path, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    seen = tmp_path / "calls"
    seen.mkdir()
    play(home, documents, ("strace", "-ff", "-qq", "-e", "trace=network", "-o", str(seen / "pid")))
    calls = "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in seen.iterdir())
    assert len(list(seen.iterdir())) > 4, "the workers were not followed"
    # A socket of another family may be made (urllib3 looks whether there is IPv6); what counts is that none has an
    # address to go to or to listen at.
    families = {first or second for first, second in ADDRESSED.findall(calls)}
    assert families <= {"AF_UNIX"}, families


@linux
def test_the_window_calls_the_network_no_more_than_the_engine(home: Path, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    seen = tmp_path / "calls"
    seen.mkdir()
    body = (
        "import threading\n"
        "from PySide6.QtCore import QMetaObject, Qt\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from desktop_rag.ui import app\n"
        "end = lambda: QMetaObject.invokeMethod(QApplication.instance(), 'quit', Qt.ConnectionType.QueuedConnection)\n"
        "threading.Timer(8, end).start()\n"
        f"app.run(['--home', {str(home)!r}])\n"
    )
    trace = ["strace", "-ff", "-qq", "-e", "trace=network", "-o", str(seen / "pid")]
    environment = {**paths.child_environment(), "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([*trace, sys.executable, "-c", body], env=environment, check=False, timeout=120, capture_output=True)
    calls = "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in seen.iterdir())
    assert "AF_UNIX" in calls, "the window was not followed"
    families = {first or second for first, second in ADDRESSED.findall(calls)}
    assert families <= {"AF_UNIX"}, families


def test_no_content_in_logs_caches_or_temporary_files(
    home: Path, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    person = tmp_path / "person"
    person.mkdir()
    monkeypatch.setenv("HOME", str(person))
    monkeypatch.setenv("USERPROFILE", str(person))
    play(home, documents)
    logs = list((home / "logs").rglob("*"))
    assert any(file.stat().st_size for file in logs), "nothing was logged, so nothing is proven"
    for file in (*logs, *(home / "cache").rglob("*"), *temporary.rglob("*")):
        if file.is_file():
            text = file.read_bytes().decode("utf-8", errors="replace").casefold()
            told = [canary for canary in CANARIES if canary in text or canary in file.name.casefold()]
            assert not told, (file.name, told)
    assert not list(temporary.rglob("*"))
    assert not list(person.rglob("*")), "something was written outside the library"


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_library_is_readable_by_its_owner_alone(tmp_path: Path, documents: Path) -> None:
    library = tmp_path / "library"
    play(library, documents)
    assert stat.S_IMODE(library.stat().st_mode) == 0o700


ATTEMPTS = {
    "connect": "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
    "look up": "import socket; socket.getaddrinfo('example.com', 80)",
    "datagram": "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    "IPv6": "import socket; socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))",
    "listen": "import socket; socket.socket().bind(('127.0.0.1', 0))",
    "fetch": "import urllib.request; urllib.request.urlopen('http://192.0.2.1/', timeout=1)",
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_guard_refuses(attempt: str) -> None:
    body = (
        "from desktop_rag import guard; guard.install()\n"
        "try:\n"
        f"    {ATTEMPTS[attempt].replace('; ', chr(10) + '    ')}\n"
        "except BaseException as error:\n"
        "    while error is not None:\n"
        "        if isinstance(error, guard.NetworkRefused): print('refused'); break\n"
        "        error = getattr(error, 'reason', None) or error.__cause__ or error.__context__\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", body], env=paths.child_environment(), capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "refused", done.stderr


@linux
def test_every_process_has_the_switches_of_its_libraries_off(home: Path, documents: Path) -> None:
    with EngineProcess(home) as engine:
        engine.wait_ready()
        engine.index("Harbour", documents)
        engine.ask(CANARY_QUESTION)
        workers = engine.workers()
        assert {"parse", "embed", "chat"} <= {
            worker.cmdline()[worker.cmdline().index("--worker") + 1] for worker in workers
        }
        # What a child was started with; the guard sets the same again in each before any library is imported.
        for worker in workers:
            environment = worker.environ()
            assert all(environment.get(name) == value for name, value in guard.OFFLINE_VARIABLES.items())


def test_an_address_in_a_trace_is_recognised() -> None:
    trace = (
        'connect(4, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0\n'
        "connect(5, {sa_family=AF_INET, sin_port=htons(80)}, 16) = -1\n"
        "sendmsg(6, {msg_name={sa_family=AF_INET6, sin6_port=htons(53)}}, 0) = 40\n"
    )
    assert {first or second for first, second in ADDRESSED.findall(trace)} == {"AF_UNIX", "AF_INET", "AF_INET6"}
