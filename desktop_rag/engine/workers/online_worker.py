"""The one process that may reach the network, and only while it carries out the one job it was started for.

It has no network guard; in its place stands the gate, which lets one agreed request pass to one address. Libraries that
speak HTTP are imported when a job needs them, after their switches were set.
"""

import base64
import binascii
import hashlib
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from desktop_rag import guard, logs, message_loop, secrets
from desktop_rag.azure_endpoint import Address, address_of
from desktop_rag.engine.online import SECRET_S, SIGN_IN_S, AzureTarget, total_seconds
from desktop_rag.errors import (
    AzureEndpointInvalid,
    AzureKeyMissing,
    AzureTimedOut,
    BadMessage,
    Cancelled,
    DesktopRagError,
    SendingNotAgreed,
)
from desktop_rag.message_loop import Job

if TYPE_CHECKING:
    from types import ModuleType

    from desktop_rag.engine.workers.azure_client import Ending
    from desktop_rag.engine.workers.azure_gate import Meter

TEST_WORD = "ping"
"""The whole content of a connection test."""

_TEST_TOKENS = 16
_POLL_S = 0.05
_QUEUED_ITEMS = 64
_FOREIGN_SETTINGS = (
    "OPENAI_",
    "AZURE_",
    "MSAL_",
    "IDENTITY_",
    "MSI_",
    "OTEL_",
    "APPLICATIONINSIGHTS_",
    "KEYRING_",
    "PYTHON_KEYRING_",
    "SSLKEYLOGFILE",
)
"""Variables that would change where the libraries send, what they log, or write down the secrets of a connection."""

Item: TypeAlias = "str | Mapping[str, Any] | DesktopRagError"


def run(home: Path) -> None:
    """Serve the pipe until it closes. Does not return."""
    source, send = message_loop.claim_pipes()
    set_switches()
    guard.write_no_dumps()
    logs.start("online", home)
    handlers = {"send": _send, "test": _test, "sign_in": _sign_in, "sign_out": _sign_out}
    message_loop.serve(handlers, source, send)


def set_switches() -> None:
    """Take away what others may have set for the libraries, and turn off what they would tell about us."""
    for name in [name for name in os.environ if name.upper().startswith(_FOREIGN_SETTINGS)]:
        del os.environ[name]
    os.environ.update(guard.OFFLINE_VARIABLES)
    os.environ["AZURE_TELEMETRY_DISABLED"] = "1"
    os.environ["AZURE_TRACING_ENABLED"] = "false"
    os.environ["NETRC"] = os.devnull


def _send(job: Job) -> Mapping[str, Any]:
    """Send ``body`` (base64), whose ``sha256`` was agreed to; pieces of text come back."""
    target, address = _target(job)
    try:
        body = base64.b64decode(str(job.fields["body"]), validate=True)
    except (binascii.Error, ValueError):
        raise BadMessage from None
    agreed = str(job.fields["sha256"])
    if hashlib.sha256(body).hexdigest() != agreed:
        raise SendingNotAgreed
    return _converse(job, target, address, body, agreed, is_test=False)


def _test(job: Job) -> Mapping[str, Any]:
    """Ask for a few tokens with one fixed word: only that proves address, key, rights and deployment together."""
    target, address = _target(job)
    body = test_body(target.deployment)
    return _converse(job, target, address, body, hashlib.sha256(body).hexdigest(), is_test=True)


def test_body(deployment: str) -> bytes:
    """The body of a connection test, whole."""
    return msgspec.json.encode(
        {
            "model": deployment,
            "messages": [{"role": "user", "content": TEST_WORD}],
            "max_completion_tokens": _TEST_TOKENS,
            "stream": True,
            "store": False,
        }
    )


def _converse(
    job: Job, target: AzureTarget, address: Address, body: bytes, sha256: str, *, is_test: bool
) -> Mapping[str, Any]:
    # Loaded before the time is taken: a slow disk is no slow service.
    from desktop_rag.engine.workers import azure_client

    meters: list[Meter] = []
    secrets_found: list[tuple[str, bool]] = []

    def find_secret() -> Iterator[Item]:
        secrets_found.append(_secret(job, target))
        yield {}

    def work() -> Iterator[Item]:
        secret, has_key = secrets_found[0]
        request = azure_client.Request(address, body, sha256, secret, has_key, target.timeout_s)
        for item in azure_client.converse(request, meters.append):
            if isinstance(item, str):
                yield item
            else:
                if not is_test:
                    azure_client.check_not_empty(item)
                yield _ended(item)

    stopped = {"finish": "cancelled"}
    try:
        ending: Mapping[str, Any] = stopped
        for _ in _in_background(job, find_secret, SECRET_S):
            pass
        for item in _in_background(job, work, total_seconds(target.timeout_s)):
            if isinstance(item, str):
                if not is_test:
                    job.send("piece", text=item)
            else:
                ending = item
        return ending
    except Cancelled:
        # The connection ends with this process, which the parent ends at once.
        return {**stopped, "received_bytes": sum(meter.received_bytes for meter in meters)}


def _ended(ending: "Ending") -> Mapping[str, Any]:
    return {
        "finish": ending.finish,
        "prompt_tokens": ending.prompt_tokens,
        "answer_tokens": ending.answer_tokens,
        "request_id": ending.request_id,
        "model": ending.model,
        "received_bytes": ending.received_bytes,
    }


def _sign_in(job: Job) -> Mapping[str, Any]:
    """Sign in with Entra ID; a device code comes back in the middle."""
    target, address = _target(job)

    def work() -> Iterator[Item]:
        azure_sign_in = _signing_in()
        azure_sign_in.sign_in(target, address, lambda url, code: job.send("device_code", url=url, code=code))
        yield {}

    for _ in _in_background(job, work, SIGN_IN_S):
        pass
    return {}


def _sign_out(job: Job) -> Mapping[str, Any]:
    """Forget the sign-in of this computer."""
    _signing_in().sign_out(_target(job)[0])
    return {}


def _signing_in() -> "ModuleType":
    """The module that signs in; its HTTP library trusts what the system trusts, which has to be set before it loads."""
    import truststore

    truststore.inject_into_ssl()
    from desktop_rag.engine.workers import azure_sign_in

    return azure_sign_in


def _target(job: Job) -> tuple[AzureTarget, Address]:
    """Where the job goes; looked at again here, although the parent did."""
    try:
        target = msgspec.convert(job.fields["target"], AzureTarget)
    except msgspec.ValidationError:
        raise BadMessage from None
    address = address_of(target.endpoint)
    if address.scheme == "http" and not (address.is_loopback and target.allow_loopback_http):
        raise AzureEndpointInvalid
    return target, address


def _secret(job: Job, target: AzureTarget) -> tuple[str, bool]:
    """The key, or the token of a sign-in; True for a key."""
    if target.auth != "key":
        return str(_signing_in().token(target, address_of(target.endpoint))), False
    given = job.fields.get("key")
    key = secrets.checked_key(given) if isinstance(given, str) else secrets.read_key(target.endpoint)
    if not key:
        raise AzureKeyMissing
    return key, True


def _in_background(job: Job, work: Callable[[], Iterator[Item]], total_s: float) -> Iterator[str | Mapping[str, Any]]:
    """Items of work on a thread of its own, so that neither a silent socket nor a slow name server delays a stop.

    Raises:
        Cancelled: the parent asked to stop.
        AzureTimedOut: it took longer than `total_s` seconds as a whole.
        DesktopRagError: what the work raised.
    """
    items: queue.Queue[Item | BaseException | None] = queue.Queue(_QUEUED_ITEMS)

    def carry_out() -> None:
        try:
            for item in work():
                items.put(item)
            items.put(None)
        except BaseException as error:  # noqa: BLE001 (raised again on the thread that waits)
            items.put(error)

    threading.Thread(target=carry_out, name="online", daemon=True).start()
    deadline = time.monotonic() + total_s
    while True:
        job.check()
        try:
            item = items.get(timeout=_POLL_S)
        except queue.Empty:
            if time.monotonic() >= deadline:
                raise AzureTimedOut from None
            continue
        if item is None:
            return
        if isinstance(item, BaseException):
            raise item
        if time.monotonic() >= deadline:
            raise AzureTimedOut
        yield item
