"""Few heaps for many threads, counted by the C library itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_rag import c_library, paths

COUNT = """
import ctypes, sys, threading
from desktop_rag import c_library
if sys.argv[2] == "few":
    c_library.use_few_arenas()
everybody = threading.Barrier(6)
def allocate():
    kept = [bytes(5_000) for _ in range(20)]
    everybody.wait()
threads = [threading.Thread(target=allocate) for _ in range(6)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
c = ctypes.CDLL(None)
c.fopen.restype = ctypes.c_void_p
told = ctypes.c_void_p(c.fopen(sys.argv[1].encode(), b"w"))
c.malloc_info(0, told)
c.fclose(told)
"""


@pytest.mark.linux
@pytest.mark.skipif(c_library.find_give_back() is None, reason="another C library than glibc")
@pytest.mark.parametrize(("choice", "is_few"), [("few", True), ("as it is", False)])
def test_threads_share_a_few_heaps(tmp_path: Path, choice: str, is_few: bool) -> None:
    told = tmp_path / "told.xml"
    environment = paths.child_environment()
    environment.pop("MALLOC_ARENA_MAX", None)
    subprocess.run([sys.executable, "-c", COUNT, str(told), choice], env=environment, check=True)
    assert (told.read_text().count("<heap nr=") <= 2) is is_few
