"""A long-lived window: calls into Qt do not use up Python's constants."""

import subprocess
import sys

CALLS = """
from PySide6.QtCore import QObject, Signal
class Sender(QObject):
    sent = Signal(object)
sender = Sender()
sender.sent.connect(lambda value: value)
for _ in range(200_000):
    sender.setObjectName("x")
    sender.sent.emit(None)
print("alive")
"""


def test_hundreds_of_thousands_of_calls() -> None:
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-500:]
