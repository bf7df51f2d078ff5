"""Parent side of the online worker: started for one sending, ended after it, whatever happens in between."""

import base64
import contextlib
import re
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

from desktop_rag.azure_endpoint import checked_endpoint
from desktop_rag.engine.worker_process import PipeLimits, Start, WorkerProcess, start_process
from desktop_rag.errors import AzureParameterRefused, AzureSignInFailed, Cancelled, WorkerMisbehaved
from desktop_rag.protocol import WorkerState

__all__ = [
    "AzureTarget",
    "ConnectionTest",
    "OnlineEnd",
    "OnlinePiece",
    "OnlineWorker",
    "checked_endpoint",
    "total_seconds",
]

Auth: TypeAlias = Literal["key", "entra_browser", "entra_device"]
OnlineFinish: TypeAlias = Literal["stop", "length", "cancelled"]

SIGN_IN_S = 300.0
"""How long a person has to sign in."""
SECRET_S = 60.0
"""How long keychain, or the renewal of a sign-in, may take before anything is sent."""
PARAMETERS = (
    "temperature",
    "top_p",
    "max_tokens",
    "max_completion_tokens",
    "presence_penalty",
    "frequency_penalty",
    "stream",
    "stream_options",
    "store",
    "seed",
    "stop",
    "n",
    "messages",
    "model",
    "reasoning_effort",
)
"""Parts of a request that a model may refuse; only the place in this list crosses the pipe, no word of the service."""

_TOTAL_FACTOR = 5
_PIPE_S = 30.0
_LIMITS = PipeLimits(line_bytes=4_000_000, job_bytes=64_000_000)
_FINISHES: tuple[OnlineFinish, ...] = ("stop", "length", "cancelled")
_PLAIN_ID = re.compile(r"[0-9A-Za-z._:/-]{1,100}")
_USER_CODE = re.compile(r"[0-9A-Z-]{4,20}")
_SIGN_IN_HOSTS = ("microsoft.com", "microsoftonline.com", "microsoftonline.us", "microsoftonline.cn", "live.com")


@dataclass(frozen=True, slots=True)
class AzureTarget:
    """Where a request goes and who asks: everything the worker needs besides the body.

    `endpoint` is what `checked_endpoint` gave. `timeout_s` is the longest silence of the service; an answer as a whole
    may take `total_seconds`.
    """

    endpoint: str
    deployment: str
    auth: Auth
    tenant: str
    client_id: str
    scope: str
    timeout_s: float
    allow_loopback_http: bool


@dataclass(frozen=True, slots=True)
class OnlinePiece:
    """Some more text of the answer: whole characters."""

    text: str


@dataclass(frozen=True, slots=True)
class OnlineEnd:
    """How a sending went; always the last. None where the service did not say so, or not in a form that we take."""

    finish: OnlineFinish
    prompt_tokens: int | None
    answer_tokens: int | None
    request_id: str | None
    received_bytes: int


@dataclass(frozen=True, slots=True)
class ConnectionTest:
    """A test that went well: how long it took, and the model that the deployment says it runs."""

    seconds: float
    model: str | None
    request_id: str | None


def total_seconds(timeout_s: float) -> float:
    """The longest that a whole answer may take, for a longest silence of `timeout_s`."""
    return timeout_s * _TOTAL_FACTOR


class OnlineWorker:
    """Starts the one process that may reach the network, for one job each, and ends it afterwards."""

    def __init__(
        self,
        home: Path,
        *,
        on_state: Callable[[WorkerState, str | None], None] = lambda _state, _code: None,
        command: Sequence[str] | None = None,
        start: Start = start_process,
    ) -> None:
        """Get ready; nothing is started yet.

        Args:
            home: the library folder.
            on_state: told "starting" and "stopped".
            command: starts another program in place of the worker.
            start: starts a process; needed where this process could not give the network to its children.
        """
        self._home = home
        self._on_state = on_state
        self._command = command
        self._start = start

    def send(
        self,
        target: AzureTarget,
        body: bytes,
        body_sha256: str,
        *,
        key: str | None,
        is_cancelled: Callable[[], bool],
    ) -> Generator[OnlinePiece | OnlineEnd, None, None]:
        """Send exactly `body`, once, and yield the answer as it comes, and how it went as the last.

        A stop ends the stream with `OnlineEnd` of finish "cancelled", it raises nothing. What was yielded before an
        error is good.

        Args:
            target: where to.
            body: the whole body of the request.
            body_sha256: hash of the body that was agreed to, in hexadecimal digits; the worker compares.
            key: the key for this call; None lets the worker read the keychain.
            is_cancelled: asked every 50 ms.

        Raises:
            SendingNotAgreed: `body` is not what was agreed to; nothing was sent.
            AzureError, KeychainError, WorkerError: see there; nothing is tried a second time.
        """
        fields = {**_described(target, key), "body": base64.b64encode(body).decode("ascii"), "sha256": body_sha256}
        received = 0
        if is_cancelled():
            yield OnlineEnd("cancelled", None, None, None, 0)
            return
        timeout_s = total_seconds(target.timeout_s) + SECRET_S + _PIPE_S
        try:
            with contextlib.closing(self._replies("send", fields, timeout_s, is_cancelled)) as replies:
                for untrusted in replies:
                    if untrusted["kind"] == "done":
                        yield _end(untrusted)
                    else:
                        piece = OnlinePiece(_text(untrusted, "text"))
                        received += len(piece.text.encode("utf-8"))
                        yield piece
        except Cancelled:
            # It had to be killed, so only the text that arrived is known, not all the bytes.
            yield OnlineEnd("cancelled", None, None, None, received)

    def test_connection(
        self, target: AzureTarget, *, key: str | None, is_cancelled: Callable[[], bool]
    ) -> ConnectionTest:
        """Try endpoint, key and deployment with one fixed word of ours; no document and no question is sent.

        Raises what `send` does, and `Cancelled`.
        """
        started = time.monotonic()
        done: Mapping[str, Any] = {}
        timeout_s = total_seconds(target.timeout_s) + SECRET_S + _PIPE_S
        with contextlib.closing(self._replies("test", _described(target, key), timeout_s, is_cancelled)) as replies:
            for done in replies:  # noqa: B007
                pass  # only the last counts
        if done["finish"] == "cancelled":
            raise Cancelled
        return ConnectionTest(
            round(time.monotonic() - started, 3), _plain(done.get("model")), _plain(done.get("request_id"))
        )

    def sign_in(
        self, target: AzureTarget, *, on_device_code: Callable[[str, str], None], is_cancelled: Callable[[], bool]
    ) -> None:
        """Sign in with Entra ID: in the browser, or with a code that `on_device_code` is given with its address.

        Raises:
            KeychainAbsent: there is no place where a sign-in could be kept encrypted.
            AzureSignInFailed, AzureUnreachable, AzureTimedOut, Cancelled: it did not work.
        """
        with contextlib.closing(
            self._replies("sign_in", _described(target, None), SIGN_IN_S + _PIPE_S, is_cancelled)
        ) as replies:
            for untrusted in replies:
                if untrusted["kind"] == "device_code":
                    on_device_code(*_device_code(untrusted))

    def sign_out(self, target: AzureTarget) -> None:
        """Forget the sign-in of this computer; raises `KeychainError` where it cannot be reached."""
        with contextlib.closing(
            self._replies("sign_out", _described(target, None), SIGN_IN_S, lambda: False)
        ) as replies:
            for _ in replies:
                pass

    def _replies(
        self, op: str, fields: Mapping[str, Any], timeout_s: float, is_cancelled: Callable[[], bool]
    ) -> Generator[Mapping[str, Any], None, None]:
        """Replies of one job by a worker of its own, which has ended when this has."""
        process = WorkerProcess(
            "online", self._home, _LIMITS, command=self._command, on_state=self._on_state, start=self._start
        )
        try:
            yield from process.stream(op, fields, timeout_s=timeout_s, is_cancelled=is_cancelled)
        except AzureParameterRefused as error:
            raise _with_name(error) from None
        finally:
            process.close()
            self._on_state("stopped", None)


def _described(target: AzureTarget, key: str | None) -> dict[str, Any]:
    return {"target": asdict(target), "key": key}


def _end(untrusted: Mapping[str, Any]) -> OnlineEnd:
    finish = untrusted.get("finish")
    if finish not in _FINISHES:
        raise WorkerMisbehaved
    return OnlineEnd(
        finish,
        _count(untrusted.get("prompt_tokens")),
        _count(untrusted.get("answer_tokens")),
        _plain(untrusted.get("request_id")),
        _count(untrusted.get("received_bytes")) or 0,
    )


def _text(untrusted: Mapping[str, Any], field: str) -> str:
    value = untrusted.get(field)
    if not isinstance(value, str):
        raise WorkerMisbehaved
    return value


def _count(untrusted: object) -> int | None:
    return untrusted if type(untrusted) is int and 0 <= untrusted < 1 << 40 else None


def _plain(untrusted: object) -> str | None:
    """An identifier; None for what could be a text."""
    return untrusted if isinstance(untrusted, str) and _PLAIN_ID.fullmatch(untrusted) else None


def _device_code(untrusted: Mapping[str, Any]) -> tuple[str, str]:
    """Address and code that the person is shown: only an address of Microsoft's, because it is there to be opened."""
    url, code = _text(untrusted, "url"), _text(untrusted, "code")
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_theirs = any(host == known or host.endswith(f".{known}") for known in _SIGN_IN_HOSTS)
    if parts.scheme != "https" or not is_theirs or "@" in parts.netloc or _USER_CODE.fullmatch(code) is None:
        raise AzureSignInFailed
    return url, code


def _with_name(error: AzureParameterRefused) -> AzureParameterRefused:
    place = error.details.get("place", -1)
    known = isinstance(place, int) and 0 <= place < len(PARAMETERS)
    return AzureParameterRefused(parameter=PARAMETERS[int(place)]) if known else AzureParameterRefused()
