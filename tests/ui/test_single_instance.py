"""A second start gives its files to the first window and ends."""

import uuid

from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from desktop_rag.ui.single_instance import SingleInstance, hand_over


def test_the_first_start_finds_nobody() -> None:
    assert not hand_over(f"desktop-rag-test-{uuid.uuid4().hex}", ["/x"])


def test_a_second_start_hands_its_files_over(qtbot: QtBot) -> None:
    name = f"desktop-rag-test-{uuid.uuid4().hex}"
    instance = SingleInstance(name)
    with qtbot.waitSignal(instance.called) as called:
        assert hand_over(name, ["/documents/田中　太郎.pdf", "/b"])
    assert called.args == [("/documents/田中　太郎.pdf", "/b")]
    instance.close()


def test_nonsense_on_the_socket_is_ignored(qtbot: QtBot) -> None:
    name = f"desktop-rag-test-{uuid.uuid4().hex}"
    instance = SingleInstance(name)
    calls: list[object] = []
    instance.called.connect(calls.append)
    for line in (b"no json\n", b"[1, 2]\n", b"x" * 2_000_000):
        socket = QLocalSocket()
        socket.connectToServer(name)
        assert socket.waitForConnected(1000)
        socket.write(line)
        qtbot.wait(50)
        socket.abort()
    with qtbot.waitSignal(instance.called) as called:
        hand_over(name, [])
    assert called.args == [()]
    assert calls == [()]
    instance.close()
