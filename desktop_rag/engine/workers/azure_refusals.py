"""What the service's refusals mean: status, headers and body become one of our errors, and no word of them is kept."""

import datetime as dt
import email.utils
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from desktop_rag.engine.online import PARAMETERS
from desktop_rag.errors import (
    AzureBusy,
    AzureDeploymentUnknown,
    AzureError,
    AzureFilteredQuestion,
    AzureFirewall,
    AzureKeyRefused,
    AzureMisbehaved,
    AzureNotPermitted,
    AzureParameterRefused,
    AzureProxyRefused,
    AzureRedirected,
    AzureRequestRefused,
    AzureServerFailed,
    AzureSignInNeeded,
    AzureTimedOut,
    AzureTooLong,
)

_MAX_WAIT_S = 86_400
_TOO_LONG = ("context_length_exceeded", "string_above_max_length", "request_too_large")
_BAD_PARAMETER = ("unsupported_parameter", "unsupported_value", "unknown_parameter", "invalid_parameter")
_NETWORK_RULES = ("firewall", "virtual network", "private endpoint", "public access", "public network access")
_QUOTED = re.compile(r"['\"`]([a-z_]{1,40})['\"`]|supplied: ([a-z_]{1,40})")


class Refusal:
    """The parts of an error body that decide; all of them untrusted."""

    def __init__(self, body: object) -> None:
        error = _field(body, "error", body)
        self.code = str(_field(error, "code", "") or "").lower()
        self.inner_code = str(_field(_field(error, "innererror", None), "code", "") or "").lower()
        self.parameter = str(_field(error, "param", "") or "")
        self.message = str(_field(error, "message", "") or "").lower()
        self.is_known_form = isinstance(error, dict) and bool(self.code or self.message)

    @property
    def is_filtered(self) -> bool:
        return self.code == "content_filter" or self.inner_code == "responsibleaipolicyviolation"

    @property
    def is_about_rights(self) -> bool:
        return self.code in ("permissiondenied", "authorizationfailed", "forbidden") or "principal" in self.message

    @property
    def is_about_network(self) -> bool:
        return any(words in self.message for words in _NETWORK_RULES)

    def refused_parameter(self) -> str | None:
        """The name of a part of the request, of those that we know; None where the refusal is about something else."""
        named = [self.parameter.partition("[")[0]]
        if self.code in _BAD_PARAMETER or "supplied:" in self.message or "unsupported" in self.message:
            named += [found for pair in _QUOTED.findall(self.message) for found in pair if found]
        elif self.code not in ("invalid_value", "invalid_type", "invalid_request_error"):
            return None
        return next((name for name in named if name in PARAMETERS), None)


def error_for(status: int, headers: Mapping[str, str], body: bytes, *, has_key: bool) -> AzureError:
    """The error that a response other than 200 stands for.

    Args:
        status: its number.
        headers: looked at for how long to wait.
        body: at most the first 64 KB.
        has_key: whether a key was sent, and not the token of a sign-in.
    """
    if status >= 500:
        return AzureServerFailed(status=status)
    if status < 400:
        return AzureRedirected() if status >= 300 else AzureMisbehaved()
    refusal = Refusal(_decoded(body))
    if refusal.is_filtered:
        return AzureFilteredQuestion()
    if refusal.code == "deploymentnotfound":
        return AzureDeploymentUnknown()
    if (meaning := _MEANINGS.get(status)) is not None:
        return meaning(refusal)
    if status == 401 and not refusal.is_about_rights:
        return AzureKeyRefused() if has_key else AzureSignInNeeded()
    if status == 429 and (seconds := wait_seconds(headers)) is not None:
        return AzureBusy(seconds=seconds)
    return _LEFT.get(status, lambda: AzureRequestRefused(status=status))()


def error_in_stream(body: object) -> AzureError:
    """The error that an error event in the middle of a stream stands for, other than a filtered answer."""
    refusal = Refusal(body)
    if refusal.code in ("429", "too_many_requests", "rate_limit_exceeded", "ratelimitreached"):
        return AzureBusy()
    return AzureServerFailed(status=int(refusal.code) if refusal.code in ("500", "502", "503", "504") else 500)


def wait_seconds(headers: Mapping[str, str]) -> int | None:
    """How long the service asks to wait, at most a day; None where it does not say so in a form that we know."""
    for name, factor in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        seconds = _number(value)
        if seconds is not None:
            return _bounded(seconds * factor)
        if name == "retry-after" and value:
            return _until(value)
    return None


def _bad_request(refusal: Refusal) -> AzureError:
    if refusal.code in _TOO_LONG or "maximum context length" in refusal.message:
        return AzureTooLong()
    name = refusal.refused_parameter()
    if name is not None:
        return AzureParameterRefused(place=PARAMETERS.index(name))
    if refusal.code in _BAD_PARAMETER:
        return AzureParameterRefused()
    return AzureRequestRefused(status=400)


def _forbidden(refusal: Refusal) -> AzureError:
    if refusal.is_about_network:
        return AzureFirewall()
    # A company's proxy answers 403 too, with a page of its own.
    return AzureNotPermitted() if refusal.is_known_form else AzureRequestRefused(status=403)


_MEANINGS: Mapping[int, Callable[[Refusal], AzureError]] = {400: _bad_request, 403: _forbidden}
_LEFT: Mapping[int, Callable[[], AzureError]] = {
    401: AzureNotPermitted,
    407: AzureProxyRefused,
    408: AzureTimedOut,
    413: AzureTooLong,
    429: AzureBusy,
}


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _until(value: str) -> int | None:
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return _bounded((moment - dt.datetime.now(dt.UTC)).total_seconds())


def _bounded(seconds: float) -> int:
    return math.ceil(min(max(seconds, 0), _MAX_WAIT_S))


def _decoded(body: bytes) -> object:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _field(untrusted: object, name: str, otherwise: Any) -> Any:
    return untrusted.get(name, otherwise) if isinstance(untrusted, dict) else otherwise
