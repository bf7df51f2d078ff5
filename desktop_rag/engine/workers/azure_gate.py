"""The last place before the network: one request, to one address, with one agreed body, and a bounded answer.

Whatever the SDK above may do, now or in a later version, passes through here: retries, redirects, other addresses,
other bodies and headers that tell about this computer end here.
"""

import hashlib
import importlib.metadata
import ssl
import threading
import urllib.request
from collections.abc import Iterator

import httpx2

from desktop_rag.azure_endpoint import Address
from desktop_rag.errors import AzureMisbehaved, SendingNotAgreed

OPERATION = "chat/completions"
SENT_HEADERS = (
    "Host",
    "Connection",
    "User-Agent",
    "Authorization",
    "Content-Type",
    "Content-Length",
    "Accept",
    "Accept-Encoding",
)
"""Every header of a request, in this order. The SDK's own (X-Stainless-*, with system, processor and versions) stay."""

MAX_ANSWER_BYTES = 32 * 1024 * 1024
MAX_LINE_BYTES = 1024 * 1024
MAX_ERROR_BYTES = 64 * 1024
_STREAM_TYPE = "text/event-stream"
_TAIL_BYTES = 256


def user_agent() -> str:
    """The program's name and version, and nothing about the computer."""
    return f"desktop-rag/{importlib.metadata.version('desktop-rag')}"


class Meter:
    """What came back so far."""

    def __init__(self) -> None:
        self.received_bytes = 0
        self.has_ended = False
        self._line_bytes = 0
        self._tail = b""

    def count(self, part: bytes) -> None:
        """Count some more bytes of an answer; raises `AzureMisbehaved` where they are too many."""
        self.received_bytes += len(part)
        longest = max(self._line_bytes + len(part.partition(b"\n")[0]), *map(len, part.split(b"\n")))
        self._line_bytes = len(part.rpartition(b"\n")[2]) + (0 if b"\n" in part else self._line_bytes)
        if longest > MAX_LINE_BYTES or self.received_bytes > MAX_ANSWER_BYTES:
            raise AzureMisbehaved
        self._tail = (self._tail + part)[-_TAIL_BYTES:]

    @property
    def saw_done(self) -> bool:
        """Whether the mark that ends every stream is in the last that came; a comment may follow it."""
        return b"[DONE]" in self._tail


class Gate(httpx2.BaseTransport):
    """Lets the agreed request pass once and counts what comes back."""

    def __init__(
        self, address: Address, body: bytes, body_sha256: str, secret: str, *, through: httpx2.BaseTransport
    ) -> None:
        """Agree to one request.

        Args:
            address: the only place it may go to.
            body: its body.
            body_sha256: hash of the body that was agreed to; compared with what is about to be written.
            secret: key or token; put in here, because the SDK's own header can be set from outside.
            through: the transport that reaches the network.
        """
        self.meter = Meter()
        self._url = httpx2.URL(address.endpoint + OPERATION)
        self._host = address.host_and_port
        self._body = body
        self._body_sha256 = body_sha256
        self._secret = secret
        self._through = through
        self._lock = threading.Lock()
        self._is_used = False

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the agreed request; raises `SendingNotAgreed` for any other, and for the same one a second time."""
        body = request.read()
        with self._lock:
            if (
                self._is_used
                or request.method != "POST"
                or request.url != self._url
                or body != self._body
                or hashlib.sha256(body).hexdigest() != self._body_sha256
            ):
                raise SendingNotAgreed
            self._is_used = True
        agreed = httpx2.Request(
            "POST",
            self._url,
            headers=self._headers(body),
            stream=httpx2.ByteStream(body),
            extensions={"timeout": request.extensions["timeout"]},
        )
        return self._bounded(self._through.handle_request(agreed))

    def close(self) -> None:
        self._through.close()

    def _headers(self, body: bytes) -> list[tuple[str, str]]:
        values = {
            "Host": self._host,
            "Connection": "close",
            "User-Agent": user_agent(),
            "Authorization": f"Bearer {self._secret}",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Accept": _STREAM_TYPE,
            # Nothing is unpacked here that could unpack to more than was counted.
            "Accept-Encoding": "identity",
        }
        return [(name, values[name]) for name in SENT_HEADERS]

    def _bounded(self, response: httpx2.Response) -> httpx2.Response:
        stream = response.stream
        assert isinstance(stream, httpx2.SyncByteStream)
        is_answer = response.status_code == httpx2.codes.OK
        is_packed = response.headers.get("Content-Encoding", "identity").lower() != "identity"
        is_stream = response.headers.get("Content-Type", "").lower().startswith(_STREAM_TYPE)
        # No stream: the page of a network that wants a sign-in first, for example.
        if is_packed or (is_answer and not is_stream) or (response.is_success and not is_answer):
            stream.close()
            raise AzureMisbehaved
        kept: httpx2.SyncByteStream = _Answer(stream, self.meter) if is_answer else _Refusal(stream)
        # Without its lengths: the body of a refusal may end earlier here than it said.
        headers = [(name, value) for name, value in response.headers.items() if name.lower() != "content-length"]
        return httpx2.Response(response.status_code, headers=headers, stream=kept, extensions=response.extensions)


class _Answer(httpx2.SyncByteStream):
    """The stream of an answer, counted."""

    def __init__(self, stream: httpx2.SyncByteStream, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            self._meter.count(part)
            yield part
        self._meter.has_ended = True

    def close(self) -> None:
        self._stream.close()


class _Refusal(httpx2.SyncByteStream):
    """The body of a refusal, as far as it is looked at."""

    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        left = MAX_ERROR_BYTES
        for part in self._stream:
            yield part[:left]
            left -= len(part)
            if left <= 0:
                break

    def close(self) -> None:
        self._stream.close()


def transport_for(address: Address) -> tuple[httpx2.BaseTransport, bool]:
    """A transport that reaches an address, through the company's proxy where one is set; True with a proxy.

    Certificates are checked against what the system trusts, or against SSL_CERT_FILE where that is set.
    """
    proxy = proxy_for(address)
    return httpx2.HTTPTransport(verify=_trust(), proxy=proxy, retries=0), proxy is not None


def proxy_for(address: Address) -> str | None:
    """The proxy that environment or system name for an address; this computer itself is never reached through one."""
    if address.is_loopback or urllib.request.proxy_bypass(address.host_and_port):
        return None
    known = urllib.request.getproxies()
    proxy = known.get(address.scheme) or known.get("all")
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _trust() -> ssl.SSLContext:
    context = httpx2.create_ssl_context()
    context.minimum_version = max(context.minimum_version, ssl.TLSVersion.TLSv1_2)
    return context
