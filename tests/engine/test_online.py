"""One sending through the real worker process and real sockets: what leaves, what comes back, what stays behind."""

import dataclasses
import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop_rag.engine.online import AzureTarget, OnlineEnd, OnlinePiece, OnlineWorker
from desktop_rag.engine.worker_process import Started, start_process
from desktop_rag.engine.workers.azure_gate import SENT_HEADERS
from desktop_rag.errors import (
    AzureBusy,
    AzureCut,
    AzureDeploymentUnknown,
    AzureEmpty,
    AzureEndpointInvalid,
    AzureError,
    AzureFilteredAnswer,
    AzureKeyRefused,
    AzureParameterRefused,
    AzureServerFailed,
    AzureSignInFailed,
    AzureTimedOut,
    Cancelled,
    DesktopRagError,
    KeychainAbsent,
    SendingNotAgreed,
    WorkerDied,
    WorkerMisbehaved,
)
from tests import fake_azure
from tests.fake_azure import AZURE_HOST, KEY, FakeAzure, FakeProxy

BODY = fake_azure.body()
NOBODY = "http://127.0.0.1:9/openai/v1/"


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


def sending(
    worker: OnlineWorker, to: AzureTarget, body: bytes = BODY, *, sha256: str | None = None, key: str | None = KEY
) -> Generator[OnlinePiece | OnlineEnd, None, None]:
    agreed = sha256 or hashlib.sha256(body).hexdigest()
    return worker.send(to, body, agreed, key=key, is_cancelled=lambda: False)


def send(home: Path, to: AzureTarget, body: bytes = BODY, sha256: str | None = None) -> list[OnlinePiece | OnlineEnd]:
    return list(sending(OnlineWorker(home), to, body, sha256=sha256))


def failure(
    worker: OnlineWorker, to: AzureTarget, after_each: Callable[[], None] = lambda: None
) -> tuple[str, DesktopRagError]:
    """The text up to an error, and the error."""
    text = ""
    try:
        for item in sending(worker, to):
            text += item.text if isinstance(item, OnlinePiece) else ""
            after_each()
    except DesktopRagError as error:
        return text, error
    pytest.fail("no error")


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


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
    assert not children()


def test_a_body_that_nobody_agreed_to_stays_here(service: FakeAzure, home: Path) -> None:
    with pytest.raises(SendingNotAgreed):
        send(home, target(service.endpoint), sha256=hashlib.sha256(b"something else").hexdigest())
    assert service.connections == 0


def test_a_stop_ends_it_within_a_second(service: FakeAzure, home: Path) -> None:
    for behaviour in (
        fake_azure.silent(),
        fake_azure.streamed("so far", done=False, after=fake_azure.silent()),
        fake_azure.endless(fake_azure.event(choices=[{"index": 0, "delta": {"content": "more "}}]), pause_s=0.01),
    ):
        service.behave(behaviour)
        before = len(service.requests)
        asked: list[float] = []

        def is_cancelled(asked: list[float] = asked, before: int = before) -> bool:
            if not asked and len(service.requests) > before:
                asked.append(time.monotonic())
            return bool(asked)

        *_, end = OnlineWorker(home).send(
            target(service.endpoint), BODY, hashlib.sha256(BODY).hexdigest(), key=KEY, is_cancelled=is_cancelled
        )
        assert isinstance(end, OnlineEnd)
        assert end.finish == "cancelled"
        assert time.monotonic() - asked[0] < 1.0
        assert not children()
    assert len(service.requests) == 3


def test_a_stop_before_the_start_starts_nothing(home: Path) -> None:
    def start(*_: object) -> Started:
        pytest.fail("a process was started")

    stopped = OnlineWorker(home, start=start).send(target(NOBODY), BODY, "", key=KEY, is_cancelled=lambda: True)
    assert list(stopped) == [OnlineEnd("cancelled", None, None, None, 0)]


def test_who_stops_listening_leaves_no_worker(service: FakeAzure, home: Path) -> None:
    service.answer("many words " * 200, pause_s=0.01)
    answering = sending(OnlineWorker(home), target(service.endpoint))
    assert isinstance(next(answering), OnlinePiece)
    assert len(children()) == 1
    answering.close()
    assert not children()


def test_a_worker_that_is_killed_is_told_and_nothing_is_sent_again(service: FakeAzure, home: Path) -> None:
    service.answer("many words " * 200, pause_s=0.01)

    def kill() -> None:
        for child in children():
            child.kill()

    text, error = failure(OnlineWorker(home), target(service.endpoint), kill)
    assert isinstance(error, WorkerDied)
    assert text
    assert (service.connections, len(service.requests)) == (1, 1)
    assert not children()


@pytest.mark.parametrize(
    ("behaviour", "text", "error"),
    [
        (fake_azure.streamed("half an answer", finish="content_filter"), "half an answer", AzureFilteredAnswer()),
        (fake_azure.streamed("", finish="length"), "", AzureEmpty()),
        (fake_azure.streamed("so far", done=False, after=fake_azure.breaking()), "so far", AzureCut()),
        (fake_azure.refused(429, headers={"Retry-After": "7"}), "", AzureBusy(seconds=7)),
        (fake_azure.refused(503), "", AzureServerFailed(status=503)),
        (
            fake_azure.refused(400, code="unsupported_value", param="temperature"),
            "",
            AzureParameterRefused(parameter="temperature"),
        ),
        # A word every now and then keeps the connection alive, but not for ever.
        (fake_azure.endless(b": still here\n\n", pause_s=0.05), "", AzureTimedOut()),
    ],
    ids=["filter", "empty", "cut", "busy", "server", "parameter", "too slow"],
)
def test_an_error_crosses_the_pipe_and_ends_the_worker(
    behaviour: fake_azure.Behaviour, text: str, error: DesktopRagError, service: FakeAzure, home: Path
) -> None:
    service.behave(behaviour)
    arrived, raised = failure(OnlineWorker(home), target(service.endpoint, timeout_s=1.0))
    assert (arrived, type(raised), dict(raised.details)) == (text, type(error), dict(error.details))
    assert (service.connections, len(service.requests)) == (1, 1)
    assert not children()


def test_variables_of_the_libraries_change_nothing(
    service: FakeAzure, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeAzure() as elsewhere:
        for name, value in {
            "OPENAI_API_KEY": "key-of-somebody-else",
            "OPENAI_BASE_URL": elsewhere.endpoint,
            "OPENAI_CUSTOM_HEADERS": "X-Extra: 1\nAuthorization: Bearer other",
            "OPENAI_LOG": "debug",
            "OPENAI_ORG_ID": "org",
            "AZURE_OPENAI_ENDPOINT": elsewhere.endpoint,
            "AZURE_OPENAI_AD_TOKEN": "token",
            "SSLKEYLOGFILE": str(tmp_path / "secrets.txt"),
        }.items():
            monkeypatch.setenv(name, value)
        send(home, target(service.endpoint))
        assert elsewhere.connections == 0
    assert tuple(name for name, _ in service.requests[0].headers) == SENT_HEADERS
    assert service.requests[0].header("Authorization") == f"Bearer {KEY}"
    assert not (tmp_path / "secrets.txt").exists()


def test_nothing_of_it_is_in_the_logs(service: FakeAzure, home: Path) -> None:
    words = "quorblat"
    service.behave(
        fake_azure.refused(400, code=words, param=words, message=words),
        fake_azure.raw_stream(f"data: {words}\n\n".encode()),
        fake_azure.streamed(words),
    )
    body = fake_azure.body(words)
    for _ in range(2):
        with pytest.raises(AzureError) as caught:
            send(home, target(service.endpoint), body)
        assert words not in repr((caught.value, caught.value.details))
    send(home, target(service.endpoint), body)
    logged = "".join(file.read_text() for file in (home / "logs").glob("*") if file.is_file())
    assert words not in logged
    assert KEY not in logged


def test_the_connection_test_sends_one_fixed_word(service: FakeAzure, home: Path) -> None:
    service.answer("", finish="length")
    tested = OnlineWorker(home).test_connection(target(service.endpoint), key=KEY, is_cancelled=lambda: False)
    assert (tested.model, tested.request_id) == ("gpt-test-2026-01-01", fake_azure.REQUEST_ID)
    assert len(service.requests) == 1
    assert service.requests[0].json == {
        "model": fake_azure.DEPLOYMENT,
        "messages": [{"role": "user", "content": "ping"}],
        "max_completion_tokens": 16,
        "stream": True,
        "store": False,
    }


def test_the_connection_test_finds_a_wrong_key_and_a_wrong_deployment(home: Path) -> None:
    with FakeAzure(key=KEY, deployment=fake_azure.DEPLOYMENT) as service:
        right = target(service.endpoint)
        worker = OnlineWorker(home)
        worker.test_connection(right, key=KEY, is_cancelled=lambda: False)
        with pytest.raises(AzureKeyRefused):
            worker.test_connection(right, key="another-key-0123", is_cancelled=lambda: False)
        wrong = dataclasses.replace(right, deployment="gpt-other")
        with pytest.raises(AzureDeploymentUnknown):
            worker.test_connection(wrong, key=KEY, is_cancelled=lambda: False)
        with pytest.raises(Cancelled):
            worker.test_connection(right, key=KEY, is_cancelled=lambda: True)


@pytest.mark.parametrize(
    ("endpoint", "may_be_loopback"),
    [("http://127.0.0.1:9/openai/v1/", False), ("http://example.com/openai/v1/", True), ("nonsense", True)],
)
def test_the_worker_looks_at_the_address_again(endpoint: str, may_be_loopback: bool, home: Path) -> None:
    wrong = dataclasses.replace(target(endpoint), allow_loopback_http=may_be_loopback)
    with pytest.raises(AzureEndpointInvalid):
        send(home, wrong)


def test_without_a_key_and_without_a_keychain(
    service: FakeAzure, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "linux":
        pytest.skip("other systems always have a keychain, and it is the person's own")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'no-bus'}")
    with pytest.raises(KeychainAbsent):
        list(sending(OnlineWorker(home), target(service.endpoint), key=None))
    assert service.connections == 0


def test_it_is_started_as_it_is_told_to_be(service: FakeAzure, home: Path) -> None:
    commands: list[Sequence[str]] = []

    def start(command: Sequence[str], environment: Mapping[str, str]) -> Started:
        commands.append(command)
        return start_process(command, environment)

    states: list[tuple[str, str | None]] = []
    worker = OnlineWorker(home, start=start, on_state=lambda state, code: states.append((state, code)))
    list(sending(worker, target(service.endpoint)))
    assert [list(command[-4:]) for command in commands] == [["--worker", "online", "--home", str(home)]]
    assert states == [("starting", None), ("stopped", None)]


LYING = """
import json, sys
reply = json.loads(sys.argv[1])
job = json.loads(sys.stdin.readline())
for line in reply:
    print(json.dumps({"id": job["id"], **line}), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(
    "lines",
    [
        [{"kind": "piece"}],
        [{"kind": "piece", "text": 7}],
        [{"kind": "done"}],
        [{"kind": "done", "finish": "perhaps"}],
    ],
)
def test_what_the_worker_says_is_looked_at(lines: list[dict[str, Any]], home: Path) -> None:
    command = [sys.executable, "-c", LYING, json.dumps(lines)]
    with pytest.raises(WorkerMisbehaved):
        list(sending(OnlineWorker(home, command=command), target(NOBODY)))


def test_words_where_an_id_should_be_are_dropped(home: Path) -> None:
    done = {"kind": "done", "finish": "stop", "request_id": "the person's question", "received_bytes": -1}
    command = [sys.executable, "-c", LYING, json.dumps([{**done, "prompt_tokens": "many"}])]
    ends = list(sending(OnlineWorker(home, command=command), target(NOBODY)))
    assert ends == [OnlineEnd("stop", None, None, None, 0)]


@pytest.mark.parametrize(
    "url", ["http://microsoft.com/x", "https://evil.example/", "https://microsoft.com@evil.example"]
)
def test_a_sign_in_at_another_place_is_not_shown(url: str, home: Path) -> None:
    command = [sys.executable, "-c", LYING, json.dumps([{"kind": "device_code", "url": url, "code": "ABCD-1234"}])]
    shown: list[str] = []
    with pytest.raises(AzureSignInFailed):
        OnlineWorker(home, command=command).sign_in(
            target(NOBODY),
            on_device_code=lambda url, _code: shown.append(url),
            is_cancelled=lambda: False,
        )
    assert shown == []


CONNECTING = re.compile(r"(?:connect|sendto|sendmsg|bind)\(\d+, (.*)")


def traced(home: Path, to: AzureTarget, trace: Path) -> list[str]:
    """Every address that the worker connects to, sends to or binds while it sends, as the system saw it."""

    def start(command: Sequence[str], environment: Mapping[str, str]) -> Started:
        return start_process(["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace), *command], environment)

    *_, end = sending(OnlineWorker(home, start=start), to)
    assert isinstance(end, OnlineEnd)
    assert end.finish == "stop"
    seen = trace.read_text()
    assert "listen(" not in seen
    calls = [found[1] for line in seen.splitlines() if (found := CONNECTING.search(line))]
    return [call for call in calls if "sa_family=AF_" in call and "AF_UNIX" not in call]


def address(port: int) -> str:
    return f'{{sa_family=AF_INET, sin_port=htons({port}), sin_addr=inet_addr("127.0.0.1")}}'


needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@pytest.mark.linux
@needs_strace
def test_the_worker_reaches_the_configured_address_and_nothing_else(
    service: FakeAzure, home: Path, tmp_path: Path
) -> None:
    calls = traced(home, target(service.endpoint, timeout_s=60), tmp_path / "trace")
    assert len(calls) == 1
    assert calls[0].startswith(address(service.port))


@pytest.mark.linux
@needs_strace
def test_behind_a_proxy_only_the_proxy_is_reached_and_no_name_is_looked_up(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeAzure(tls=tmp_path) as service, FakeProxy({f"{AZURE_HOST}:443": service.port}) as proxy:
        monkeypatch.setenv("SSL_CERT_FILE", str(service.company_certificates))
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        to = target(f"https://{AZURE_HOST}/openai/v1/", timeout_s=60)
        calls = traced(home, to, tmp_path / "trace")
        assert service.requests[0].body == BODY
        assert len(calls) == 1
        assert calls[0].startswith(address(proxy.port))
