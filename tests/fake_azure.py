"""A small Azure OpenAI service of ours on this computer, with real sockets, and a proxy in front of it.

    with FakeAzure() as service:
        service.answer("You can stay at the Lombard Hotel [1].")
        ...                                # something asks service.endpoint
        assert service.requests[0].body == what_was_previewed

What is set counts for every request from then on; `service.behave(first, second)` gives one after the other, the last
again and again. `FakeAzure(tls=folder)` speaks TLS with a certificate of a company's own authority, which is written to
`service.company_certificates` for SSL_CERT_FILE. Nothing here looks at keys unless a test says which is right.
"""

import base64
import contextlib
import json
import os
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias

KEY = "fake-key-0123456789abcdef"
DEPLOYMENT = "gpt-test"
AZURE_HOST = "contoso.openai.azure.com"
REQUEST_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"

_HARMLESS = {name: {"filtered": False, "severity": "safe"} for name in ("hate", "self_harm", "sexual", "violence")}
_STOP_S = 5.0


@dataclass(frozen=True, slots=True)
class Received:
    """One request, byte for byte as it came."""

    head: bytes
    body: bytes

    @property
    def line(self) -> str:
        return self.head.split(b"\r\n")[0].decode("latin-1")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Names as they were written, in their order."""
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines) if name]

    def header(self, name: str) -> str | None:
        return next((value for found, value in self.headers if found.lower() == name.lower()), None)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Talk:
    """One connection while a request of it is answered."""

    def __init__(self, sock: socket.socket, stopping: threading.Event) -> None:
        self._sock = sock
        self.stopping = stopping

    def send(self, data: bytes) -> None:
        self._sock.sendall(data)

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} Because", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self.send("\r\n".join(lines).encode("latin-1"))

    def whole(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.head(status, {"Content-Length": str(len(body)), "apim-request-id": REQUEST_ID, **headers})
        self.send(body)

    def start_stream(self, **headers: str) -> None:
        common = {"Content-Type": "text/event-stream; charset=utf-8", "Transfer-Encoding": "chunked"}
        self.head(200, {**common, "apim-request-id": REQUEST_ID, **headers})

    def chunk(self, data: bytes) -> None:
        """One chunk of HTTP; empty ends the body."""
        self.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def wait(self, seconds: float) -> None:
        """Do nothing for a while, but end with the service."""
        self.stopping.wait(seconds)

    def reset(self) -> None:
        """Break the connection off as a machine that dies does."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0))
        self._sock.close()


Behaviour: TypeAlias = Callable[[Talk, Received], None]


def streamed(
    text: str | Callable[[Received], str],
    *,
    finish: str | None = "stop",
    usage: tuple[int, int] | None = (100, 20),
    piece: int = 7,
    bytes_a_chunk: int | None = None,
    asynchronous_filter: bool = False,
    pause_s: float = 0.0,
    done: bool = True,
    after: Behaviour | None = None,
) -> Behaviour:
    """An answer in the shape of Azure's streams.

    Args:
        text: the answer, or how it follows from the request.
        finish: the finish reason; None leaves that chunk out.
        usage: tokens of prompt and answer for a last chunk without choices, None for none.
        piece: characters in each chunk.
        bytes_a_chunk: cut the stream into chunks of HTTP of so many bytes, also in the middle of characters.
        asynchronous_filter: send annotations without a delta in between.
        pause_s: wait between chunks.
        done: whether the mark at the end is sent, and the body ended.
        after: what happens in place of the end.
    """

    def behave(talk: Talk, request: Received) -> None:
        talk.start_stream()
        words = text(request) if callable(text) else text
        for event in events(
            words, finish=finish, usage=usage, piece=piece, asynchronous_filter=asynchronous_filter, done=done
        ):
            size = bytes_a_chunk or len(event)
            for start in range(0, len(event), size):
                talk.chunk(event[start : start + size])
            talk.wait(pause_s)
        if after is not None:
            after(talk, request)
        elif done:
            talk.chunk(b"")

    return behave


def events(
    text: str,
    *,
    finish: str | None = "stop",
    usage: tuple[int, int] | None = (100, 20),
    piece: int = 7,
    asynchronous_filter: bool = False,
    done: bool = True,
) -> Iterator[bytes]:
    """The lines of a stream, event for event."""
    yield event(choices=[], prompt_filter_results=[{"prompt_index": 0, "content_filter_results": _HARMLESS}])
    yield event(choices=[_choice({"role": "assistant", "content": ""})])
    for start in range(0, len(text), piece):
        yield event(choices=[_choice({"content": text[start : start + piece]}, content_filter_results=_HARMLESS)])
        if asynchronous_filter:
            offsets = {"check_offset": start, "start_offset": start, "end_offset": start + piece}
            annotation = {"index": 0, "finish_reason": None, "content_filter_offsets": offsets}
            yield event(choices=[{**annotation, "content_filter_results": _HARMLESS}])
    if finish is not None:
        yield event(choices=[_choice({}, finish_reason=finish)])
    if usage is not None:
        prompt, answer = usage
        counts = {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}
        yield event(choices=[], usage=counts)
    if done:
        yield b"data: [DONE]\n\n"


def event(**fields: Any) -> bytes:
    """One event of a stream."""
    common = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-test-2026-01-01"}
    return b"data: " + json.dumps({**common, **fields}, ensure_ascii=False).encode() + b"\n\n"


def _choice(delta: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": None, **more}


def raw_stream(*parts: bytes, end: bool = True, pause_s: float = 0.0, content_type: str | None = None) -> Behaviour:
    """A stream of these bytes, whatever they are; without `end` the connection closes in the middle."""

    def behave(talk: Talk, request: Received) -> None:
        talk.start_stream(**({"Content-Type": content_type} if content_type else {}))
        for part in parts:
            talk.chunk(part)
            talk.wait(pause_s)
        if end:
            talk.chunk(b"")

    return behave


def endless(part: bytes, *, pause_s: float = 0.0, most_bytes: int | None = None) -> Behaviour:
    """A stream that repeats a part, for ever or until so many bytes were sent."""

    def behave(talk: Talk, request: Received) -> None:
        talk.start_stream()
        sent = 0
        while not talk.stopping.is_set() and (most_bytes is None or sent < most_bytes):
            talk.chunk(part)
            sent += len(part)
            talk.wait(pause_s)

    return behave


def refused(
    status: int,
    *,
    code: str | None = None,
    message: str = "The service's own words.",
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Behaviour:
    """An error in the shape of Azure's."""
    body = json.dumps({"error": {"code": code, "message": message, **more}}).encode()
    return plain(status, body, {"Content-Type": "application/json", **(headers or {})})


def filtered_question() -> Behaviour:
    """The content filter refuses the prompt."""
    result = {**_HARMLESS, "violence": {"filtered": True, "severity": "high"}}
    inner = {"code": "ResponsibleAIPolicyViolation", "content_filter_result": result}
    return refused(400, code="content_filter", param="prompt", innererror=inner)


def plain(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Behaviour:
    """A whole response of these bytes."""
    return lambda talk, _request: talk.whole(status, body, headers or {})


def redirected(to: str, status: int = 307) -> Behaviour:
    """A pointer to another address."""
    return plain(status, b"", {"Location": to})


def silent(seconds: float = 3600.0) -> Behaviour:
    """Takes the request and says nothing."""
    return lambda talk, _request: talk.wait(seconds)


def closing() -> Behaviour:
    """Takes the request and closes the connection."""
    return lambda _talk, _request: None


def breaking() -> Behaviour:
    """Takes the request and breaks the connection off."""
    return lambda talk, _request: talk.reset()


def wire(data: bytes) -> Behaviour:
    """Sends these bytes in place of any HTTP."""
    return lambda talk, _request: talk.send(data)


class _Listener:
    """A socket on this computer with a thread for each connection; ends with everything it started."""

    def __init__(self) -> None:
        self.connections = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        # A thread that waits in accept is not woken by closing the socket everywhere; a connection wakes it.
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            pass
        self._listening.close()
        with self._lock:
            left = list(self._open)
        for sock in left:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                sock.close()
        for thread in self._threads:
            thread.join(_STOP_S)

    def serve(self, sock: socket.socket) -> None:
        raise NotImplementedError

    def _start(self, work: Callable[..., None], *arguments: Any) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True, name=type(self).__name__)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listening.accept()
            except OSError:
                return
            if self.stopping.is_set():
                sock.close()
                return
            self.connections += 1
            self._start(self._serve, sock)

    def _serve(self, sock: socket.socket) -> None:
        with self._lock:
            self._open.add(sock)
        try:
            with contextlib.suppress(OSError, ValueError), contextlib.closing(sock):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.serve(sock)
        finally:
            with self._lock:
                self._open.discard(sock)


class FakeAzure(_Listener):
    """The service. `requests` holds what came, `connections` how many were opened, `failed_handshakes` how many broke
    off before TLS was agreed.
    """

    def __init__(self, *, tls: Path | None = None, key: str | None = None, deployment: str | None = None) -> None:
        """Get ready.

        Args:
            tls: a folder for the company's certificates; then TLS is spoken, also under the name `AZURE_HOST`.
            key: the right key; any other gets 401. None takes every key.
            deployment: the only deployment there is; any other gets 404. None has every deployment.
        """
        super().__init__()
        self.requests: list[Received] = []
        self.failed_handshakes = 0
        self.company_certificates: Path | None = None
        self._tls = None if tls is None else self._certified(tls)
        self._key = key
        self._deployment = deployment
        self._behaviours: list[Behaviour] = [streamed("ok")]
        self._pages: dict[str, Behaviour] = {}

    @property
    def endpoint(self) -> str:
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://127.0.0.1:{self.port}/openai/v1/"

    def answer(self, text: str | Callable[[Received], str], **how: Any) -> None:
        """Answer with this text, see `streamed`."""
        self.behave(streamed(text, **how))

    def echo(self, *words: str) -> None:
        """Answer with those of these words, for example placeholders, that the request holds."""
        self.behave(streamed(lambda request: " ".join(word for word in words if word in request.body.decode())))

    def behave(self, *behaviours: Behaviour) -> None:
        """Do these one after the other, and the last for every request after it."""
        self._behaviours = list(behaviours)

    def page(self, path: str, behaviour: Behaviour) -> None:
        """Do this at another path, for example where a sign-in asks."""
        self._pages[path] = behaviour

    def serve(self, sock: socket.socket) -> None:
        if self._tls is not None:
            try:
                sock = self._tls.wrap_socket(sock, server_side=True)
            except (OSError, ssl.SSLError):
                self.failed_handshakes += 1
                return
        with contextlib.closing(sock):
            request = read_request(sock)
            if request is None:
                return
            self.requests.append(request)
            self._behaviour(request)(Talk(sock, self.stopping), request)
            _close_gently(sock)

    def _behaviour(self, request: Received) -> Behaviour:
        path = request.line.split(" ")[1].partition("?")[0]
        if path in self._pages:
            return self._pages[path]
        if self._key is not None and request.header("Authorization") != f"Bearer {self._key}":
            words = "Access denied due to invalid subscription key or wrong API endpoint."
            return refused(401, code="401", message=words)
        if request.line != "POST /openai/v1/chat/completions HTTP/1.1":
            return refused(404, code="404", message="Resource not found")
        if self._deployment is not None and request.json.get("model") != self._deployment:
            return refused(404, code="DeploymentNotFound", message="The API deployment does not exist.")
        return self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]

    def _certified(self, folder: Path) -> ssl.SSLContext:
        import trustme

        authority = trustme.CA(organization_name="A company's own authority")
        self.company_certificates = folder / "company.pem"
        authority.cert_pem.write_to_path(str(self.company_certificates))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", "localhost", AZURE_HOST).configure_cert(context)
        return context


class FakeProxy(_Listener):
    """A forwarding proxy (CONNECT): leads the names that it knows to ports of this computer, refuses all others.

    `heads` holds what it was asked, byte for byte.
    """

    def __init__(self, routes: Mapping[str, int], *, login: str | None = None) -> None:
        """Get ready.

        Args:
            routes: "host:port" to a port of this computer.
            login: "name:password" that it asks for with 407.
        """
        super().__init__()
        self.heads: list[bytes] = []
        self._routes = dict(routes)
        self._login = login

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self, sock: socket.socket) -> None:
        request = read_request(sock)
        if request is None:
            return
        self.heads.append(request.head)
        talk = Talk(sock, self.stopping)
        if self._login is not None:
            expected = "Basic " + base64.b64encode(self._login.encode()).decode()
            if request.header("Proxy-Authorization") != expected:
                talk.whole(407, b"", {"Proxy-Authenticate": 'Basic realm="company"'})
                return
        method, _, rest = request.line.partition(" ")
        port = self._routes.get(rest.partition(" ")[0]) if method == "CONNECT" else None
        if port is None:
            talk.whole(403, b"<html>blocked</html>", {"Content-Type": "text/html"})
            return
        with socket.create_connection(("127.0.0.1", port), 5) as onward:
            talk.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            _forward(sock, onward, self.stopping)


def read_request(sock: socket.socket) -> Received | None:
    """Head and body of a request; None where the connection ends before."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = sock.recv(65536)
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(Received(head, b"").header("Content-Length") or 0)
    while len(body) < length:
        part = sock.recv(65536)
        if not part:
            return None
        body += part
    return Received(head, body)


def _close_gently(sock: socket.socket) -> None:
    """End after everything sent has arrived: closing with unread bytes would break off what is still on its way."""
    with contextlib.suppress(OSError, ValueError):
        sock.shutdown(socket.SHUT_WR)
        sock.settimeout(1.0)
        while sock.recv(65536):
            pass


def _forward(first: socket.socket, second: socket.socket, stopping: threading.Event) -> None:
    ways = {first: second, second: first}
    while ways and not stopping.is_set():
        ready, _, _ = select.select(list(ways), [], [], 0.1)
        for source in ready:
            data = source.recv(65536)
            if not data:
                return
            ways[source].sendall(data)


def without_proxies(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which no proxy and no certificates are set."""
    names: Iterable[str] = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir")
    return {name: value for name, value in environment.items() if name.lower() not in names}


def body(question: str = "Where can I stay?", deployment: str = DEPLOYMENT, passages: Sequence[str] = ()) -> bytes:
    """A request body as bytes, in Japanese and English, for tests that only need one."""
    content = "\n".join((question, *passages, "日本語も。"))
    fields = {"model": deployment, "messages": [{"role": "user", "content": content}], "stream": True, "store": False}
    return json.dumps(fields, ensure_ascii=False).encode()
