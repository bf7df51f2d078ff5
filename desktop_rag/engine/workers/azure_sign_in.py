"""Signing in with Entra ID through azure-identity, kept encrypted or not at all, with one host to speak to.

What stays on this computer: the tokens in the encrypted store of the system (azure-identity's own), and in the keychain
which account it was. There is no file in plain text to fall back to.
"""

import hashlib
import re
import ssl
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests.exceptions
from azure.core.credentials import AccessToken
from azure.core.exceptions import (
    AzureError,
    ServiceRequestError,
    ServiceRequestTimeoutError,
    ServiceResponseError,
    ServiceResponseTimeoutError,
)
from azure.core.pipeline.transport import RequestsTransport
from azure.identity import (
    AuthenticationRecord,
    AuthenticationRequiredError,
    DeviceCodeCredential,
    InteractiveBrowserCredential,
    TokenCachePersistenceOptions,
    _persistent_cache,
)
from msal import TokenCache  # type: ignore[import-untyped]

from desktop_rag import secrets
from desktop_rag.azure_endpoint import Address
from desktop_rag.engine.online import SIGN_IN_S, AzureTarget
from desktop_rag.engine.workers.azure_gate import user_agent
from desktop_rag.errors import (
    AzureNotConfigured,
    AzureNotTrusted,
    AzureProxyRefused,
    AzureSignInFailed,
    AzureSignInNeeded,
    AzureTimedOut,
    AzureUnreachable,
    DesktopRagError,
    KeychainAbsent,
)

SENT_HEADERS = ("Accept", "Content-Length", "Content-Type")
"""What is left of the headers of azure-identity and MSAL, which would tell system, processor and versions."""

_CACHE_NAME = "desktop-rag"
_CONNECT_S = 20
_PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,99}")
_US_GOVERNMENT = ".azure.us"


def sign_in(target: AzureTarget, address: Address, on_device_code: Callable[[str, str], None]) -> None:
    """Let the person sign in, and keep it; see `OnlineWorker.sign_in` for what it raises."""

    def show(url: str, code: str, _until: datetime) -> None:
        on_device_code(url, code)

    store = _encrypted_store()
    with _credential(target, address, store, None, show) as credential, _OurErrors():
        record = credential.authenticate(scopes=[target.scope])
    secrets.store_secret(_entry(target), record.serialize())


def token(target: AzureTarget, address: Address) -> str:
    """A token from the sign-in that is kept; raises `AzureSignInNeeded` where there is none, or it has run out."""
    kept = secrets.read_secret(_entry(target))
    if kept is None:
        raise AzureSignInNeeded
    try:
        record = AuthenticationRecord.deserialize(kept)
    except (ValueError, KeyError, TypeError):
        raise AzureSignInNeeded from None
    if record.client_id != target.client_id or record.authority != _authority(address):
        raise AzureSignInNeeded
    with _credential(target, address, _encrypted_store(), record, None) as credential, _OurErrors():
        found: AccessToken = credential.get_token(target.scope)
        return found.token


def sign_out(target: AzureTarget) -> None:
    """Forget account and tokens, also those of other apps and tenants: the store is ours alone. Nothing is sent."""
    secrets.delete_secret(_entry(target))
    try:
        cache = _persistent_cache._load_persistent_cache(_encrypted_store())  # noqa: SLF001 (there is no public way)
    except KeychainAbsent:
        return  # then there is nothing to forget either
    kinds = TokenCache.CredentialType
    for kind, remove in (
        (kinds.REFRESH_TOKEN, cache.remove_rt),
        (kinds.ACCESS_TOKEN, cache.remove_at),
        (kinds.ID_TOKEN, cache.remove_idt),
        (kinds.ACCOUNT, cache.remove_account),
    ):
        for entry in list(cache.search(kind)):
            remove(entry)


def _encrypted_store() -> TokenCachePersistenceOptions:
    """The encrypted store of this system; raises `KeychainAbsent` before anybody was asked to sign in for nothing."""
    options = TokenCachePersistenceOptions(name=_CACHE_NAME, allow_unencrypted_storage=False)
    try:
        _persistent_cache._load_persistent_cache(options)  # noqa: SLF001 (the credential does it after the sign-in)
    except Exception:  # noqa: BLE001 (each system has classes of its own, and none of them can be used)
        raise KeychainAbsent from None
    return options


def _credential(
    target: AzureTarget,
    address: Address,
    store: TokenCachePersistenceOptions,
    record: AuthenticationRecord | None,
    show: Callable[[str, str, datetime], None] | None,
) -> InteractiveBrowserCredential | DeviceCodeCredential:
    """A credential with everything said outright; the company's own app and tenant, never the library's defaults."""
    if _PLAIN.fullmatch(target.client_id) is None or _PLAIN.fullmatch(target.tenant) is None or not target.scope:
        raise AzureNotConfigured
    authority = _authority(address)
    common: dict[str, Any] = {
        "client_id": target.client_id,
        "tenant_id": target.tenant,
        # A record brings its own, which was compared with this one; both at once are one too many.
        **({"authority": authority} if record is None else {}),
        # Otherwise another host is asked whether this one is well known.
        "disable_instance_discovery": True,
        "cache_persistence_options": store,
        "authentication_record": record,
        "disable_automatic_authentication": True,
        "timeout": int(SIGN_IN_S),
        "transport": _OneHost(authority),
        "retry_total": 0,
        "logging_enable": False,
        "enable_support_logging": False,
    }
    if target.auth == "entra_browser":
        return InteractiveBrowserCredential(**common)
    return DeviceCodeCredential(prompt_callback=show, **common)


class _OneHost(RequestsTransport):  # type: ignore[misc]
    """Reaches the sign-in's own host alone, over TLS, and says no more about this computer than it has to."""

    def __init__(self, authority: str) -> None:
        super().__init__(connection_timeout=_CONNECT_S, read_timeout=_CONNECT_S)
        self._authority_host = authority

    def send(self, request: Any, **options: Any) -> Any:
        """Send, or raise `AzureSignInFailed` for any other place."""
        parts = urlsplit(request.url)
        if parts.scheme != "https" or parts.netloc != self._authority_host:
            raise AzureSignInFailed
        kept = {name: request.headers[name] for name in SENT_HEADERS if name in request.headers}
        request.headers.clear()
        request.headers.update({**kept, "User-Agent": user_agent(), "Accept-Encoding": "identity"})
        return super().send(request, **options)


class _OurErrors:
    """Turns what azure-identity raises into errors of ours, and drops its words, which may hold the account's name."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, AzureError | OSError | ValueError | RuntimeError):
            raise _translated(error) from None


def _translated(error: BaseException) -> DesktopRagError:
    causes = list(_causes(error))
    ours = next((cause for cause in causes if isinstance(cause, DesktopRagError)), None)
    meanings: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], type[DesktopRagError]], ...] = (
        (ssl.SSLCertVerificationError, AzureNotTrusted),
        (requests.exceptions.ProxyError, AzureProxyRefused),
        ((ServiceRequestTimeoutError, ServiceResponseTimeoutError), AzureTimedOut),
        ((ServiceRequestError, ServiceResponseError), AzureUnreachable),
        (AuthenticationRequiredError, AzureSignInNeeded),
    )
    found = (meaning() for kinds, meaning in meanings if any(isinstance(cause, kinds) for cause in causes))
    return ours or next(found, AzureSignInFailed())


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        inner = getattr(seen, "inner_exception", None)  # where azure-core keeps what it caught
        seen = seen.__cause__ or (inner if isinstance(inner, BaseException) else seen.__context__)


def _authority(address: Address) -> str:
    """The host that signs in for an endpoint; a test service on this computer does so itself."""
    if address.is_loopback:
        return address.host_and_port
    return "login.microsoftonline.us" if address.host.endswith(_US_GOVERNMENT) else "login.microsoftonline.com"


def _entry(target: AzureTarget) -> str:
    """The name of the account's entry in the keychain: one for each app and tenant."""
    return "entra-" + hashlib.sha256(f"{target.tenant}\n{target.client_id}".encode()).hexdigest()[:32]
