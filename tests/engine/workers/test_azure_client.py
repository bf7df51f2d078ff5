"""Every answer of the service, and every failure on the way, becomes one error of ours; nothing is tried twice."""

import dataclasses
import datetime as dt
import email.utils
import hashlib
import json
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from desktop_rag.azure_endpoint import Address, address_of
from desktop_rag.engine.online import PARAMETERS
from desktop_rag.engine.workers import azure_client, azure_gate
from desktop_rag.engine.workers.azure_client import Ending, Request
from desktop_rag.engine.workers.azure_gate import Gate
from desktop_rag.errors import DesktopRagError, SendingNotAgreed
from tests import fake_azure
from tests.fake_azure import (
    AZURE_HOST,
    KEY,
    Behaviour,
    FakeAzure,
    FakeProxy,
    event,
    plain,
    raw_stream,
    refused,
    streamed,
)

BODY = fake_azure.body()
SECRET_WORDS = "quorblat"
CHUNK = event(choices=[{"index": 0, "delta": {"content": "風"}, "finish_reason": None}])
STOP = event(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])
DONE = b"data: [DONE]\n\n"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in set(os.environ) - set(fake_azure.without_proxies(os.environ)):
        monkeypatch.delenv(name)


@pytest.fixture(name="service")
def fixture_service() -> Iterator[FakeAzure]:
    with FakeAzure() as service:
        yield service


def request(endpoint: str, silence_s: float = 5.0) -> Request:
    return Request(address_of(endpoint), BODY, hashlib.sha256(BODY).hexdigest(), KEY, True, silence_s)


def answer(asked: Request) -> tuple[str, Ending]:
    *pieces, ending = azure_client.converse(asked)
    assert isinstance(ending, Ending)
    return "".join(str(piece) for piece in pieces), ending


def failure(asked: Request) -> tuple[str, DesktopRagError]:
    """The text up to an error, and the error."""
    text = ""
    try:
        for item in azure_client.converse(asked):
            text += item if isinstance(item, str) else ""
    except DesktopRagError as error:
        return text, error
    pytest.fail("no error")


def coming_soon(seconds: float) -> str:
    return email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds), usegmt=True)


FIREWALL = "Access denied due to Virtual Network/Firewall rules."
PRIVATE = "Public access is disabled. Please configure private endpoint."
PRINCIPAL = "The principal `00000000` lacks the required data action to perform this operation."
NO_TEMPERATURE = "Unsupported value: 'temperature' does not support 0 with this model."
NO_MAX_TOKENS = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
OLD_WORDS = "Unrecognized request argument supplied: stream_options"


def refusing_without_end(talk: fake_azure.Talk, _request: fake_azure.Received) -> None:
    talk.head(500, {"Content-Length": "99999999"})
    talk.send(b"x" * 200_000)
    talk.wait(30)


# What the service does, the code it becomes, and the details that come with it.
REFUSALS: dict[str, tuple[Behaviour, str, dict[str, Any]]] = {
    "filtered question": (fake_azure.filtered_question(), "azure_filtered_question", {}),
    "filter, inner code alone": (
        refused(400, innererror={"code": "ResponsibleAIPolicyViolation"}),
        "azure_filtered_question",
        {},
    ),
    "temperature": (
        refused(400, code="unsupported_value", param="temperature", message=NO_TEMPERATURE),
        "azure_parameter_refused",
        {"place": PARAMETERS.index("temperature")},
    ),
    "max_tokens": (
        refused(400, code="unsupported_parameter", message=NO_MAX_TOKENS),
        "azure_parameter_refused",
        {"place": PARAMETERS.index("max_tokens")},
    ),
    "an older sentence": (
        refused(400, message=OLD_WORDS, type="invalid_request_error"),
        "azure_parameter_refused",
        {"place": PARAMETERS.index("stream_options")},
    ),
    "a parameter of no known name": (
        refused(400, code="unknown_parameter", param=SECRET_WORDS, message=f"Unknown parameter: '{SECRET_WORDS}'."),
        "azure_parameter_refused",
        {},
    ),
    "too long": (refused(400, code="context_length_exceeded", param="messages"), "azure_too_long", {}),
    "413": (plain(413), "azure_too_long", {}),
    "another 400": (refused(400, code="OperationNotSupported"), "azure_request_refused", {"status": 400}),
    "400 without a body": (plain(400), "azure_request_refused", {"status": 400}),
    "key": (refused(401, code="401", message="Access denied due to invalid subscription key"), "azure_key_refused", {}),
    "401 without rights": (refused(401, code="PermissionDenied", message=PRINCIPAL), "azure_not_permitted", {}),
    "403 without a role": (refused(403, code="Forbidden", message="No."), "azure_not_permitted", {}),
    "firewall": (refused(403, code="403", message=FIREWALL), "azure_firewall", {}),
    "private endpoint": (refused(403, code="403", message=PRIVATE), "azure_firewall", {}),
    "a proxy's 403": (plain(403, b"<html>blocked</html>"), "azure_request_refused", {"status": 403}),
    "deployment": (refused(404, code="DeploymentNotFound"), "azure_deployment_unknown", {}),
    "another 404": (refused(404, code="404", message="Resource not found"), "azure_request_refused", {"status": 404}),
    "407": (plain(407), "azure_proxy_refused", {}),
    "408": (refused(408, code="Timeout"), "azure_timed_out", {}),
    "409": (refused(409, code="Conflict"), "azure_request_refused", {"status": 409}),
    "429": (refused(429, code="429"), "azure_busy", {}),
    "429, seconds": (refused(429, code="429", headers={"Retry-After": "17"}), "azure_busy", {"seconds": 17}),
    "429, milliseconds": (
        refused(429, code="429", headers={"retry-after-ms": "1200", "Retry-After": "60"}),
        "azure_busy",
        {"seconds": 2},
    ),
    "429, for ever": (refused(429, headers={"Retry-After": "1e99"}), "azure_busy", {"seconds": 86_400}),
    "429, before now": (refused(429, headers={"Retry-After": coming_soon(-50)}), "azure_busy", {"seconds": 0}),
    "429, no number": (refused(429, headers={"Retry-After": SECRET_WORDS}), "azure_busy", {}),
    "500": (refused(500, code="InternalServerError"), "azure_server_failed", {"status": 500}),
    "503": (plain(503, b"<html>"), "azure_server_failed", {"status": 503}),
    "301": (fake_azure.redirected("http://127.0.0.1:9/elsewhere", 301), "azure_redirected", {}),
    "307": (fake_azure.redirected("https://example.com/openai/v1/chat/completions", 307), "azure_redirected", {}),
    "304": (plain(304), "azure_redirected", {}),
    "204": (plain(204), "azure_misbehaved", {}),
    "an error without end": (
        refusing_without_end,
        "azure_server_failed",
        {"status": 500},
    ),
    "a body that is no JSON": (plain(400, b"\xff\xfe{" * 10), "azure_request_refused", {"status": 400}),
    "JSON too deep": (plain(400, b"[" * 60_000), "azure_request_refused", {"status": 400}),
}

# What the stream does, the text that arrived, and the code it becomes.
STREAMS: dict[str, tuple[Behaviour, str, str]] = {
    "filtered answer": (streamed("half an answer", finish="content_filter"), "half an answer", "azure_filtered_answer"),
    "error in the stream": (raw_stream(CHUNK, b'data: {"error": {"code": "500"}}\n\n'), "風", "azure_server_failed"),
    "filter error in the stream": (
        raw_stream(CHUNK, b'data: {"error": {"code": "content_filter", "message": "no"}}\n\n'),
        "風",
        "azure_filtered_answer",
    ),
    "limit in the stream": (raw_stream(CHUNK, b'data: {"error": {"code": "429"}}\n\n'), "風", "azure_busy"),
    "closed before the end": (streamed("so far", finish=None, done=False), "so far", "azure_cut"),
    "closed before the mark": (streamed("so far", usage=None, done=False), "so far", "azure_cut"),
    "ended without the mark": (raw_stream(CHUNK, STOP), "風", "azure_cut"),
    "ended without a reason": (raw_stream(CHUNK, DONE), "風", "azure_misbehaved"),
    "closed in the middle of a character": (raw_stream(CHUNK, CHUNK[:-20], end=False), "風", "azure_cut"),
    "ended in the middle of a character": (
        raw_stream(CHUNK, CHUNK.partition("風".encode())[0] + b"\xe9"),
        "風",
        "azure_cut",
    ),
    "broken off": (streamed("so far", done=False, after=fake_azure.breaking()), "so far", "azure_cut"),
    "closed at once": (fake_azure.closing(), "", "azure_cut"),
    "broken off at once": (fake_azure.breaking(), "", "azure_cut"),
    "no UTF-8": (raw_stream(CHUNK, b'data: {"choices": "\xff\xfe"}\n\n', DONE), "風", "azure_misbehaved"),
    "no JSON": (raw_stream(CHUNK, b"data: {nonsense\n\n", DONE), "風", "azure_misbehaved"),
    "no events": (raw_stream(b"<html>\n" * 50), "", "azure_misbehaved"),
    "JSON of another form": (raw_stream(b'data: {"choices": [7]}\n\n', DONE), "", "azure_misbehaved"),
    "nothing at all": (raw_stream(), "", "azure_cut"),
    "a list": (raw_stream(b"data: [1, 2]\n\n", DONE), "", "azure_misbehaved"),
    "JSON too deep": (raw_stream(b"data: " + b"[" * 100_000 + b"\n\n", DONE), "", "azure_misbehaved"),
    "another kind of answer": (raw_stream(CHUNK, STOP, DONE, content_type="text/html"), "", "azure_misbehaved"),
    "no HTTP": (fake_azure.wire(b"220 mail.example ESMTP\r\n\r\n"), "", "azure_misbehaved"),
    "headers without end": (fake_azure.wire(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 100_000), "", "azure_misbehaved"),
    "a line without end": (fake_azure.endless(b"x" * 65_536), "", "azure_misbehaved"),
    "100 MB": (
        fake_azure.endless((b":" + b"hello" * 200 + b"\n") * 60, most_bytes=100_000_000),
        "",
        "azure_misbehaved",
    ),
    "100 MB in the answer": (
        fake_azure.endless(event(choices=[{"index": 0, "delta": {}}]) * 500, most_bytes=100_000_000),
        "",
        "azure_misbehaved",
    ),
    "silence": (fake_azure.silent(), "", "azure_timed_out"),
    "silence in the middle": (streamed("so far", done=False, after=fake_azure.silent()), "so far", "azure_timed_out"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_every_refusal_has_its_error(name: str, service: FakeAzure) -> None:
    behaviour, code, details = REFUSALS[name]
    service.behave(behaviour)
    text, error = failure(request(service.endpoint, silence_s=1.0))
    assert (text, error.code, dict(error.details)) == ("", code, details)
    assert (service.connections, len(service.requests)) == (1, 1)
    assert error.__cause__ is None
    assert SECRET_WORDS not in repr((error, error.details))


@pytest.mark.parametrize("name", STREAMS)
def test_every_broken_stream_has_its_error(name: str, service: FakeAzure) -> None:
    behaviour, expected, code = STREAMS[name]
    service.behave(behaviour)
    started = time.monotonic()
    text, error = failure(request(service.endpoint, silence_s=1.0))
    assert (text, error.code) == (expected, code)
    assert (service.connections, len(service.requests)) == (1, 1)
    assert time.monotonic() - started < 10


def test_a_date_to_wait_for_becomes_seconds(service: FakeAzure) -> None:
    service.behave(refused(429, headers={"Retry-After": coming_soon(90)}))
    seconds = failure(request(service.endpoint))[1].details["seconds"]
    assert 80 <= int(seconds) <= 91


@pytest.mark.parametrize(
    "how",
    [{}, {"bytes_a_chunk": 1}, {"bytes_a_chunk": 5}, {"asynchronous_filter": True}, {"usage": None}, {"piece": 1}],
)
def test_an_answer_arrives_whole_however_it_is_cut(how: dict[str, Any], service: FakeAzure) -> None:
    words = "東京では、ロンバード・ホテル [1] に泊まれます。😀 Yes."
    service.answer(words, **how)
    text, ending = answer(request(service.endpoint))
    assert text == words
    counts = (None, None) if how == {"usage": None} else (100, 20)
    assert (ending.finish, ending.prompt_tokens, ending.answer_tokens) == ("stop", *counts)
    assert (ending.model, ending.request_id) == ("gpt-test-2026-01-01", fake_azure.REQUEST_ID)


def test_two_halves_of_a_character_are_put_together_and_one_alone_is_replaced(service: FakeAzure) -> None:
    def half(digits: str) -> bytes:
        return b'data: {"choices": [{"index": 0, "delta": {"content": "\\u' + digits.encode() + b'"}}]}\n\n'

    service.behave(raw_stream(half("d83d"), half("de00"), half("d83d"), STOP, DONE))
    assert answer(request(service.endpoint))[0] == "😀�"


def test_a_comment_after_the_end_does_no_harm(service: FakeAzure) -> None:
    service.behave(raw_stream(CHUNK, STOP + DONE + b": the end\n\n"))
    assert answer(request(service.endpoint))[0] == "風"


def test_an_answer_of_nothing_is_told(service: FakeAzure) -> None:
    for finish in ("stop", "length"):
        service.answer("", finish=finish)
        text, ending = answer(request(service.endpoint))
        assert (text, ending.finish) == ("", finish)
        with pytest.raises(DesktopRagError, match="azure_empty"):
            azure_client.check_not_empty(ending)


def test_exactly_these_headers_leave(service: FakeAzure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"X-Extra: {SECRET_WORDS}\nAuthorization: Bearer {SECRET_WORDS}")
    monkeypatch.setenv("OPENAI_ORG_ID", SECRET_WORDS)
    monkeypatch.setenv("OPENAI_PROJECT_ID", SECRET_WORDS)
    answer(request(service.endpoint))
    received = service.requests[0]
    assert received.line == "POST /openai/v1/chat/completions HTTP/1.1"
    assert tuple(name for name, _ in received.headers) == azure_gate.SENT_HEADERS
    assert dict(received.headers) == {
        "Host": f"127.0.0.1:{service.port}",
        "Connection": "close",
        "User-Agent": azure_gate.user_agent(),
        "Authorization": f"Bearer {KEY}",
        "Content-Type": "application/json",
        "Content-Length": str(len(BODY)),
        "Accept": "text/event-stream",
        "Accept-Encoding": "identity",
    }
    assert received.body == BODY


def test_unpacking_is_refused(service: FakeAzure) -> None:
    service.behave(plain(200, b"\x1f\x8b", {"Content-Type": "text/event-stream", "Content-Encoding": "gzip"}))
    assert failure(request(service.endpoint))[1].code == "azure_misbehaved"


# --- the way there ---------------------------------------------------------------------------------------------


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert failure(request(f"http://127.0.0.1:{port}/openai/v1/"))[1].code == "azure_unreachable"


def test_a_name_that_is_not_known() -> None:
    # Reserved for this (RFC 6761): no name server knows it.
    assert failure(request("https://nothing.invalid/openai/v1/"))[1].code == "azure_unreachable"


def test_a_certificate_of_an_unknown_authority_is_not_trusted(tmp_path: Path) -> None:
    with FakeAzure(tls=tmp_path) as service:
        assert failure(request(service.endpoint))[1].code == "azure_not_trusted"
        until = time.monotonic() + 5
        while not service.failed_handshakes and time.monotonic() < until:
            time.sleep(0.01)
        assert (service.failed_handshakes, service.requests) == (1, [])


def test_a_company_certificate_is_trusted_and_its_names_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeAzure(tls=tmp_path) as service:
        monkeypatch.setenv("SSL_CERT_FILE", str(service.company_certificates))
        service.answer("trusted")
        assert answer(request(service.endpoint))[0] == "trusted"
        other_name = service.endpoint.replace("127.0.0.1", "[::1]")
        assert failure(request(other_name))[1].code == "azure_unreachable"  # it listens on the other address alone


def test_a_certificate_for_another_name_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeAzure(tls=tmp_path) as service, FakeProxy({"fabrikam.openai.azure.com:443": service.port}) as proxy:
        monkeypatch.setenv("SSL_CERT_FILE", str(service.company_certificates))
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        asked = request("https://fabrikam.openai.azure.com/openai/v1/")
        assert failure(asked)[1].code == "azure_not_trusted"
        assert service.requests == []


def test_a_file_of_certificates_that_holds_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.pem").write_bytes(b"")
    with FakeAzure(tls=tmp_path) as service:
        for wrong in (tmp_path / "empty.pem", tmp_path / "missing.pem"):
            monkeypatch.setenv("SSL_CERT_FILE", str(wrong))
            assert failure(request(service.endpoint))[1].code == "azure_not_trusted"
        assert service.connections == 0


def test_plain_http_where_tls_is_expected(service: FakeAzure) -> None:
    endpoint = service.endpoint.replace("http:", "https:")
    assert failure(request(endpoint, silence_s=1.0))[1].code == "azure_unreachable"
    assert service.requests == []


def test_the_way_through_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        FakeAzure(tls=tmp_path) as service,
        FakeProxy({f"{AZURE_HOST}:443": service.port}, login="user:pass") as proxy,
    ):
        monkeypatch.setenv("SSL_CERT_FILE", str(service.company_certificates))
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//user:pass@"))
        service.answer("through the proxy")
        assert answer(request(f"https://{AZURE_HOST}/openai/v1/"))[0] == "through the proxy"
        assert service.requests[0].body == BODY
        assert service.requests[0].header("Host") == AZURE_HOST
        # The proxy learns the name and nothing else.
        assert len(proxy.heads) == 1
        assert KEY.encode() not in proxy.heads[0]
        assert b"python" not in proxy.heads[0].lower()


@pytest.mark.parametrize("address", [None, "http://127.0.0.1:9", "socks5://127.0.0.1:9", "nonsense://x", "http://"])
def test_a_proxy_that_refuses_or_is_not_there(
    address: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeAzure(tls=tmp_path) as service, FakeProxy({}, login="user:pass") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", address or proxy.url)
        assert failure(request(f"https://{AZURE_HOST}/openai/v1/"))[1].code == "azure_proxy_refused"
        assert service.connections == 0


def test_this_computer_is_reached_without_a_proxy(service: FakeAzure, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeProxy({}) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert answer(request(service.endpoint))[0] == "ok"
        assert proxy.connections == 0


def test_a_host_that_needs_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:8080")
    assert azure_gate.proxy_for(Address("https", AZURE_HOST, 443)) == "http://proxy.example:8080"
    monkeypatch.setenv("NO_PROXY", ".openai.azure.com")
    assert azure_gate.proxy_for(Address("https", AZURE_HOST, 443)) is None


# --- the gate --------------------------------------------------------------------------------------------------


class Network(httpx2.BaseTransport):
    """Notes what would have left."""

    def __init__(self) -> None:
        self.left: list[httpx2.Request] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.left.append(request)
        return httpx2.Response(200, headers={"Content-Type": "text/event-stream"}, stream=httpx2.ByteStream(DONE))


ENDPOINT = f"https://{AZURE_HOST}/openai/v1/"
URL = ENDPOINT + azure_gate.OPERATION
OTHER_REQUESTS: dict[str, Callable[[], tuple[str, str, bytes]]] = {
    "another body": lambda: ("POST", URL, BODY + b" "),
    "the same body built anew": lambda: ("POST", URL, json.dumps(json.loads(BODY)).encode()),
    "no body": lambda: ("POST", URL, b""),
    "another method": lambda: ("PUT", URL, BODY),
    "another host": lambda: ("POST", URL.replace(AZURE_HOST, "evil.openai.azure.com"), BODY),
    "another scheme": lambda: ("POST", URL.replace("https", "http"), BODY),
    "another port": lambda: ("POST", URL.replace(AZURE_HOST, AZURE_HOST + ":8443"), BODY),
    "another path": lambda: ("POST", ENDPOINT + "responses", BODY),
    "a query": lambda: ("POST", URL + "?api-version=1", BODY),
    "a user": lambda: ("POST", URL.replace("//", "//user@"), BODY),
}


def gate(network: Network, sha256: str | None = None) -> Gate:
    return Gate(address_of(ENDPOINT), BODY, sha256 or hashlib.sha256(BODY).hexdigest(), KEY, through=network)


@pytest.mark.parametrize("name", OTHER_REQUESTS)
def test_the_gate_lets_nothing_else_pass(name: str) -> None:
    network = Network()
    method, url, body = OTHER_REQUESTS[name]()
    with httpx2.Client(transport=gate(network)) as http, pytest.raises(SendingNotAgreed):
        http.request(method, url, content=body)
    assert network.left == []


def test_the_gate_lets_the_agreed_request_pass_once() -> None:
    network = Network()
    with httpx2.Client(transport=gate(network)) as http:
        http.post(URL, content=BODY)
        with pytest.raises(SendingNotAgreed):
            http.post(URL, content=BODY)
    assert [sent.read() for sent in network.left] == [BODY]


def test_the_gate_compares_the_hash_and_not_only_the_bytes() -> None:
    network = Network()
    with httpx2.Client(transport=gate(network, "0" * 64)) as http, pytest.raises(SendingNotAgreed):
        http.post(URL, content=BODY)
    assert network.left == []


def test_what_the_gate_refuses_comes_through_the_sdk_as_it_is(service: FakeAzure) -> None:
    asked = dataclasses.replace(request(service.endpoint), body_sha256="0" * 64)
    with pytest.raises(SendingNotAgreed):
        answer(asked)
    assert service.connections == 0


def test_tls_is_never_older_than_1_2() -> None:
    assert azure_gate._trust().minimum_version >= ssl.TLSVersion.TLSv1_2
    assert azure_gate._trust().verify_mode == ssl.CERT_REQUIRED
    assert azure_gate._trust().check_hostname
