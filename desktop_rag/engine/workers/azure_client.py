"""Speaks with Azure OpenAI through the openai SDK: an agreed body in, text and an ending out, our errors alone."""

import contextlib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2
import openai

from desktop_rag.azure_endpoint import Address
from desktop_rag.engine.workers import azure_gate, azure_refusals
from desktop_rag.engine.workers.azure_gate import Gate, Meter
from desktop_rag.errors import (
    AzureCut,
    AzureEmpty,
    AzureFilteredAnswer,
    AzureMisbehaved,
    AzureNotTrusted,
    AzureProxyRefused,
    AzureTimedOut,
    AzureUnreachable,
    DesktopRagError,
)

_CONNECT_S = 20.0
_MAX_TEXT = 4_000_000
_REQUEST_ID_HEADERS = ("apim-request-id", "x-request-id", "x-ms-request-id")


@dataclass(frozen=True, slots=True)
class Request:
    """One agreed request and who asks; `secret` is a key, or with `has_key` False the token of a sign-in."""

    address: Address
    body: bytes
    body_sha256: str
    secret: str
    has_key: bool
    silence_s: float


@dataclass(frozen=True, slots=True)
class Ending:
    """What the service said about its answer; None where it said nothing."""

    finish: str
    prompt_tokens: int | None
    answer_tokens: int | None
    request_id: str | None
    model: str | None
    received_bytes: int
    characters: int


def converse(request: Request, meter_is: Callable[[Meter], None] = lambda _meter: None) -> Iterator[str | Ending]:
    """Send a request, once, and yield the answer's text and at last its ending.

    Args:
        request: what was agreed to.
        meter_is: told what counts the bytes, for who stops before the end.

    Raises:
        AzureError, SendingNotAgreed: with whatever text was yielded before being good.
    """
    through, has_proxy = _transport(request.address)
    gate = Gate(request.address, request.body, request.body_sha256, request.secret, through=through)
    meter_is(gate.meter)
    timeout = httpx2.Timeout(request.silence_s, connect=min(_CONNECT_S, request.silence_s))
    try:
        with (
            httpx2.Client(transport=gate, follow_redirects=False, trust_env=False, timeout=timeout) as http,
            _client(request, http, timeout) as client,
        ):
            yield from _answer(client, request, gate.meter)
    except DesktopRagError:
        raise
    except openai.APIStatusError as error:
        raise azure_refusals.error_for(
            error.response.status_code, error.response.headers, error.response.content, has_key=request.has_key
        ) from None
    except (openai.APIError, httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError) as error:
        raise _failure(error, gate.meter, has_proxy=has_proxy) from None
    except (ValueError, TypeError, AttributeError, RecursionError):
        # What the SDK cannot take apart: no UTF-8, no JSON, or JSON of another form. At the end of a connection it is
        # a line that was cut off.
        raise AzureCut if gate.meter.has_ended else AzureMisbehaved from None


def _transport(address: Address) -> tuple[httpx2.BaseTransport, bool]:
    try:
        return azure_gate.transport_for(address)
    except (ImportError, ValueError, httpx2.InvalidURL):
        raise AzureProxyRefused from None  # a proxy of a kind, or with an address, that cannot be used
    except OSError:
        raise AzureNotTrusted from None  # SSL_CERT_FILE names something that holds no certificates


def _client(request: Request, http: httpx2.Client, timeout: httpx2.Timeout) -> openai.OpenAI:
    """The SDK with everything said outright, so that it looks up nothing by itself."""
    return openai.OpenAI(
        base_url=request.address.endpoint,
        api_key=request.secret,
        max_retries=0,
        timeout=timeout,
        http_client=http,
    )


def _answer(client: openai.OpenAI, request: Request, meter: Meter) -> Iterator[str | Ending]:
    # `content` takes bytes as they are; the typed method would build the body anew, and it would be another one. Events
    # come as plain objects, because the SDK fills its own classes without a look at the types and takes its time.
    stream = client.post(
        azure_gate.OPERATION,
        cast_to=object,
        content=request.body,
        options={"headers": {"Content-Type": "application/json"}},
        stream=True,
        stream_cls=openai.Stream[object],
    )
    reading = _Reading()
    with contextlib.closing(stream):
        try:
            for chunk in stream:
                if text := reading.take(chunk):
                    yield text
        except openai.APIStatusError:
            raise
        except openai.APIError as error:
            if error.body is None:
                raise  # the connection, not the service
            is_filtered = azure_refusals.Refusal(error.body).is_filtered
            raise (AzureFilteredAnswer() if is_filtered else azure_refusals.error_in_stream(error.body)) from None
        if text := reading.rest():
            yield text
        if reading.finish == "content_filter":
            raise AzureFilteredAnswer
        if reading.finish is None or not meter.saw_done:
            is_none_of_theirs = meter.saw_done or (reading.events == 0 and meter.received_bytes > 0)
            raise AzureMisbehaved if is_none_of_theirs else AzureCut
        request_id = next((stream.response.headers.get(name) for name in _REQUEST_ID_HEADERS), None)
    yield Ending(
        finish="length" if reading.finish == "length" else "stop",
        prompt_tokens=reading.prompt_tokens,
        answer_tokens=reading.answer_tokens,
        request_id=request_id,
        model=reading.model,
        received_bytes=meter.received_bytes,
        characters=reading.characters,
    )


def check_not_empty(ending: Ending) -> None:
    """Raise `AzureEmpty` for an answer without a word in it."""
    if ending.characters == 0:
        raise AzureEmpty


class _Reading:
    """The events of one answer, all of them untrusted."""

    def __init__(self) -> None:
        self.finish: str | None = None
        self.prompt_tokens: int | None = None
        self.answer_tokens: int | None = None
        self.model: str | None = None
        self.characters = 0
        self.events = 0
        self._half = ""

    def take(self, untrusted: object) -> str:
        """The text of an event: none in the first one of Azure (no choices) and in annotations (no delta)."""
        if not isinstance(untrusted, dict):
            raise AzureMisbehaved
        self.events += 1
        if isinstance(model := untrusted.get("model"), str) and model:
            self.model = model
        if isinstance(usage := untrusted.get("usage"), dict):
            self.prompt_tokens, self.answer_tokens = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
        choices = untrusted.get("choices")
        if not choices:
            return ""
        if not isinstance(choices, list) or not isinstance(choice := choices[0], dict):
            raise AzureMisbehaved
        if isinstance(finish := choice.get("finish_reason"), str):
            self.finish = finish
        delta = choice.get("delta")
        content = delta.get("content") if isinstance(delta, dict) else None
        return self._whole(content) if isinstance(content, str) else ""

    def rest(self) -> str:
        """Half a character that nothing followed."""
        half, self._half = self._half, ""
        return "�" if half else ""

    def _whole(self, content: str) -> str:
        text = self._half + content
        self._half = ""
        if text and "\ud800" <= text[-1] <= "\udbff":  # JSON may write a character as two halves, in two chunks
            self._half, text = text[-1], text[:-1]
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self.characters += len(text)
        if self.characters > _MAX_TEXT:
            raise AzureMisbehaved
        return text


def _count(usage: dict[str, object], name: str) -> int | None:
    value = usage.get(name)
    return value if type(value) is int and value >= 0 else None


def _failure(error: BaseException, meter: Meter, *, has_proxy: bool) -> DesktopRagError:
    """What a connection that failed means; the libraries wrap the cause several times."""
    causes = list(_causes(error))
    ours = next((cause for cause in causes if isinstance(cause, DesktopRagError)), None)
    if ours is not None:
        return ours

    def has(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    if has(ssl.SSLCertVerificationError):
        return AzureNotTrusted()
    if has(httpx2.ProxyError):
        return AzureProxyRefused()
    if has(httpx2.ConnectError, httpx2.ConnectTimeout):
        return AzureProxyRefused() if has_proxy else AzureUnreachable()
    if has(httpx2.TimeoutException):
        return AzureTimedOut()
    if has(httpx2.ReadError, httpx2.WriteError, httpx2.CloseError, ConnectionError):
        return AzureCut()
    if has(httpx2.RemoteProtocolError):
        # One class for two things; the words are those of the HTTP library, not of the service.
        words = " ".join(str(cause) for cause in causes if isinstance(cause, httpx2.RemoteProtocolError))
        was_cut = meter.received_bytes > 0 or "disconnected" in words or "peer closed" in words
        return AzureCut() if was_cut else AzureMisbehaved()
    return AzureUnreachable() if has(OSError) else AzureMisbehaved()


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
