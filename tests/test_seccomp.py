"""Native code in a filtered process makes no network socket, by no way that the kernel has; the rest goes on."""

import subprocess
import sys
import threading
from collections.abc import Iterable

import pytest

from desktop_rag import paths, seccomp

pytestmark = [
    pytest.mark.linux,
    pytest.mark.skipif(not seccomp.is_known_here(), reason="there is a filter for Linux on two architectures"),
]

EACCES = 13
ALLOWED = 0x7FFF0000
BODY = """
import ctypes, errno, os, sys, threading
from desktop_rag import seccomp
libc = ctypes.CDLL(None, use_errno=True)
def call(*arguments):
    ctypes.set_errno(0)
    result = libc.syscall(*arguments)
    return ctypes.get_errno() if result < 0 else 0
"""


def run(body: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", BODY + body],
        env=paths.child_environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("family", [2, 10, 16, 17, 38, 40, 44])  # inet, inet6, netlink, packet, alg, vsock, xdp
def test_no_family_but_this_computers_makes_a_socket(family: int) -> None:
    told = run(f"assert seccomp.install('this_computer', all_threads=True); print(-libc.socket({family}, 1, 0), "
               f"ctypes.get_errno(), -libc.socket({family}, 3, 0), ctypes.get_errno())")  # fmt: skip
    assert told == f"1 {EACCES} 1 {EACCES}"


def test_high_bits_of_a_family_change_nothing() -> None:
    told = run(
        "assert seccomp.install('this_computer', all_threads=True)\n"
        "table = seccomp._table()\n"
        "print(call(ctypes.c_long(table.socket), ctypes.c_long(2 | 1 << 32), ctypes.c_long(1), ctypes.c_long(0)),"
        " call(ctypes.c_long(table.socket), ctypes.c_long(1 | 1 << 32), ctypes.c_long(1), ctypes.c_long(0)))"
    )
    assert told == f"{EACCES} 0"


def test_programs_of_this_computer_are_reached_where_that_is_meant() -> None:
    body = (
        "import socket\n"
        "assert seccomp.install({reach!r}, all_threads=True)\n"
        "a, b = socket.socketpair(); a.send(b'x')\n"
        "try: socket.socket(socket.AF_UNIX); print(b.recv(1), 'made')\n"
        "except PermissionError: print(b.recv(1), 'refused')"
    )
    assert run(body.format(reach="this_computer")) == "b'x' made"
    assert run(body.format(reach="nobody")) == "b'x' refused"


def test_ways_around_are_closed() -> None:
    told = run(
        "assert seccomp.install('this_computer', all_threads=True)\n"
        "table = seccomp._table()\n"
        "print({number: call(number, 0, 0, 0, 0, 0, 0) for number in table.ways_around})"
    )
    assert set(eval(told).values()) == {EACCES}


@pytest.mark.skipif(sys.platform != "linux", reason="Linux's system calls")
def test_other_numberings_are_refused_as_a_whole() -> None:
    calls = seccomp._TABLES["x86_64"]
    for reach in ("this_computer", "nobody"):
        program = seccomp.program(calls, reach)
        assert judge(program, architecture=0x40000003, number=359, first=2) != ALLOWED  # i386: socket
        assert judge(program, architecture=0x40000003, number=102, first=1) != ALLOWED  # i386: socketcall
        assert judge(program, architecture=0x40000003, number=1, first=0) != ALLOWED  # anything at all
        assert judge(program, architecture=calls.architecture, number=0x40000000 | calls.socket, first=2) != ALLOWED
        assert judge(program, architecture=calls.architecture, number=0x40000000, first=0) != ALLOWED
        assert judge(program, architecture=calls.architecture, number=0, first=2) == ALLOWED  # read


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_both_tables_say_the_same(machine: str) -> None:
    calls = seccomp._TABLES[machine]
    for reach in ("this_computer", "nobody"):
        allowed = {
            (name, family)
            for name in ("socket", "socketpair")
            for family in range(64)
            if judge(seccomp.program(calls, reach), calls.architecture, getattr(calls, name), family) == ALLOWED
        }
        assert allowed == ({("socketpair", 1)} | ({("socket", 1)} if reach == "this_computer" else set()))
        for number in calls.ways_around:
            assert judge(seccomp.program(calls, reach), calls.architecture, number, 1) == 0x00050000 | EACCES


def test_threads_that_were_there_are_covered_or_not_as_asked() -> None:
    body = (
        "end = threading.Event()\n"
        "threading.Thread(target=end.wait, daemon=True).start()\n"
        "assert seccomp.install('nobody', all_threads={all_threads})\n"
        "threading.Thread(target=end.wait, daemon=True).start()\n"
        "print(len(seccomp.unfiltered_threads()), len(os.listdir('/proc/self/task')))"
    )
    assert run(body.format(all_threads=True)) == "0 3"
    assert run(body.format(all_threads=False)) == "1 3"


def test_a_child_inherits_it() -> None:
    told = run(
        "import subprocess\n"
        "assert seccomp.install('this_computer', all_threads=True)\n"
        "child = 'import ctypes; print(ctypes.CDLL(None).socket(2, 1, 0))'\n"
        "print(subprocess.run([sys.executable, '-c', child], capture_output=True, text=True).stdout)"
    )
    assert told == "-1"


def test_this_process_has_none() -> None:
    assert threading.get_native_id() in seccomp.unfiltered_threads()


def judge(program: Iterable[tuple[int, int, int, int]], architecture: int, number: int, first: int) -> int:
    """Run the filter as the kernel would, on one call."""
    data = {0: number, 4: architecture, 16: first & 0xFFFFFFFF}
    steps, at, held = list(program), 0, 0
    while True:
        code, if_true, if_false, value = steps[at]
        at += 1
        if code == 0x06:
            return value
        if code == 0x20:
            held = data[value]
        elif code == 0x15:
            at += if_true if held == value else if_false
        elif code == 0x35:
            at += if_true if held >= value else if_false
        else:
            raise AssertionError(code)
