"""One sending through the real worker process and real sockets: what leaves, what comes back, what stays behind."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from desktop_rag.engine.online import AzureTarget, OnlineEnd, OnlinePiece, OnlineWorker
from desktop_rag.errors import SendingNotAgreed
from tests import fake_azure
from tests.fake_azure import KEY, FakeAzure

BODY = fake_azure.body()


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in set(os.environ) - set(fake_azure.without_proxies(os.environ)):
        monkeypatch.delenv(name)


@pytest.fixture(name="service")
def fixture_service() -> Iterator[FakeAzure]:
    with FakeAzure() as service:
        yield service


def target(endpoint: str, timeout_s: float = 10.0) -> AzureTarget:
    return AzureTarget(endpoint, fake_azure.DEPLOYMENT, "key", "", "", "", timeout_s, allow_loopback_http=True)


def send(home: Path, to: AzureTarget, body: bytes = BODY, sha256: str | None = None) -> list[OnlinePiece | OnlineEnd]:
    agreed = sha256 or hashlib.sha256(body).hexdigest()
    return list(OnlineWorker(home).send(to, body, agreed, key=KEY, is_cancelled=lambda: False))


def test_exactly_the_agreed_bytes_leave_once(service: FakeAzure, home: Path) -> None:
    service.answer("Sie können 東京で 泊まれます 😀.", bytes_a_chunk=3)
    *pieces, end = send(home, target(service.endpoint))
    assert (
        "".join(piece.text for piece in pieces if isinstance(piece, OnlinePiece)) == "Sie können 東京で 泊まれます 😀."
    )
    assert isinstance(end, OnlineEnd)
    assert (end.finish, end.prompt_tokens, end.answer_tokens) == ("stop", 100, 20)
    assert end.request_id == fake_azure.REQUEST_ID
    assert end.received_bytes > 500
    assert (service.connections, len(service.requests)) == (1, 1)
    assert service.requests[0].body == BODY
    assert not psutil.Process().children(recursive=True)


def test_a_body_that_nobody_agreed_to_stays_here(service: FakeAzure, home: Path) -> None:
    with pytest.raises(SendingNotAgreed):
        send(home, target(service.endpoint), sha256=hashlib.sha256(b"something else").hexdigest())
    assert service.connections == 0
