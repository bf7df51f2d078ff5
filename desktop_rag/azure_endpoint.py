"""Which addresses may be an Azure OpenAI resource; everything else is refused before a socket is opened."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from desktop_rag.errors import AzureEndpointInvalid, RefusedByPolicy

PATH = "/openai/v1/"
_HOST_ENDINGS = (
    ".openai.azure.com",
    ".services.ai.azure.com",
    ".cognitiveservices.azure.com",
    ".openai.azure.us",  # Azure Government
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_HOST = re.compile(rf"{_LABEL.pattern}(?:\.{_LABEL.pattern})*")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_MAX_CHARACTERS = 300
# The bare resource address is what the portal shows; it names the same place.
_PATHS = ("", "/", PATH, PATH.rstrip("/"))


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an endpoint that decide where a connection goes."""

    scheme: str
    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        return self.host in _LOOPBACK

    @property
    def host_and_port(self) -> str:
        """As the Host header and a keychain entry name it: without the port where it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _usual_port(self.scheme) else f"{host}:{self.port}"

    @property
    def endpoint(self) -> str:
        """The normal form of the whole endpoint."""
        return f"{self.scheme}://{self.host_and_port}{PATH}"


def address_of(endpoint: str) -> Address:
    """Take an endpoint apart; says nothing about whether it is one of Azure's.

    Raises:
        AzureEndpointInvalid: it is no plain address of the v1 interface (other path, user, query, fragment, scheme), or
            holds characters that a host name cannot have.
    """
    text = endpoint.strip()
    if not text.isascii() or not text.isprintable() or len(text) > _MAX_CHARACTERS or set(text) & set(" \\%?#@"):
        raise AzureEndpointInvalid
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AzureEndpointInvalid from None
    usual = _usual_port(parts.scheme)
    if usual is None or parts.path not in _PATHS or port == 0 or parts.netloc.endswith(":"):
        raise AzureEndpointInvalid
    if host != "::1" and _HOST.fullmatch(host) is None:
        raise AzureEndpointInvalid
    return Address(parts.scheme, host, port or usual)


def checked_endpoint(endpoint: str, *, allow_loopback_http: bool, allowed: Sequence[str] = ()) -> str:
    """The normal form of an endpoint that may be used, with a slash at its end.

    Args:
        endpoint: what the person or IT has set.
        allow_loopback_http: takes `http` for this computer itself, for tests.
        allowed: endpoints, or hosts, that IT allows; then nothing else is, and these need no name of Azure's, because
            a company may reach its resource through a name of its own.

    Raises:
        AzureEndpointInvalid: it is no address of an Azure OpenAI resource.
        RefusedByPolicy: it is none of `allowed`.
    """
    address = address_of(endpoint)
    if address.scheme == "http" and not (address.is_loopback and allow_loopback_http):
        raise AzureEndpointInvalid
    if allowed:
        if not any(_names(entry, address) for entry in allowed):
            raise RefusedByPolicy(key="azure.endpoint")
        return address.endpoint
    if address.scheme == "https" and not (_is_of_azure(address) or (address.is_loopback and allow_loopback_http)):
        raise AzureEndpointInvalid
    return address.endpoint


def _is_of_azure(address: Address) -> bool:
    label = next((address.host.removesuffix(end) for end in _HOST_ENDINGS if address.host.endswith(end)), "")
    return _LABEL.fullmatch(label) is not None and address.port == _usual_port("https")


def _names(entry: str, address: Address) -> bool:
    """Whether an entry of IT's list, an endpoint or a host, means this address; an entry that is neither means none."""
    try:
        return address_of(entry if "://" in entry else f"https://{entry}") == address
    except AzureEndpointInvalid:
        return False


def _usual_port(scheme: str) -> int | None:
    return {"https": 443, "http": 80}.get(scheme)
