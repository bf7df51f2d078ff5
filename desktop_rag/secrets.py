"""Keys in the system's keychain, and nowhere else: no file, no plain-text fallback, never in a log.

The online worker alone reads the Azure key; window and terminal may keep and delete it. The names of the keychain's
entries hold the host, so a key that was given for one resource is never sent to another.
"""

import importlib
import re
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol, TypeVar

from desktop_rag.azure_endpoint import address_of
from desktop_rag.errors import KeychainAbsent, KeychainError, KeychainLocked, SettingInvalid

SERVICE: Final = "desktop-rag"
LIMIT_S: Final = 30.0
"""How long a keychain may take: long enough for a person to type a password, and an end where nobody is there."""

_KEY = re.compile(r"[\x21-\x7e]{8,512}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}")
_MAX_VALUE = 1200  # characters: Windows keeps at most 2560 bytes, two for each
_Result = TypeVar("_Result")


class Backend(Protocol):
    """The part of a keyring backend that is used."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


def where() -> str | None:
    """The name of this system's keychain, None where none that we trust answers. Reads no entry."""
    try:
        return _within(lambda: _open()[0])
    except KeychainError:
        return None


def checked_key(key: str) -> str:
    """A key without the white space around it; raises `SettingInvalid` for what cannot be one, never with the value."""
    stripped = key.strip()
    if _KEY.fullmatch(stripped) is None:
        raise SettingInvalid(key="azure.key")
    return stripped


def read_key(endpoint: str) -> str | None:
    """The key that is kept for an endpoint's host. For the online worker alone.

    Raises:
        KeychainAbsent, KeychainLocked: as all functions here.
        AzureEndpointInvalid: `endpoint` is no address.
    """
    return _read(_key_entry(endpoint))


def has_key(endpoint: str) -> bool:
    """Whether a key is kept for an endpoint; what it is stays where it is. Raises as `read_key`."""
    return read_key(endpoint) is not None


def store_key(endpoint: str, key: str) -> None:
    """Keep the key for an endpoint's host; raises `SettingInvalid` too."""
    _store(_key_entry(endpoint), checked_key(key))


def delete_key(endpoint: str) -> None:
    """Forget the key for an endpoint's host; nothing happens where there is none."""
    _delete(_key_entry(endpoint))


def read_secret(name: str) -> str | None:
    """A secret of our own, such as the ledger's seal."""
    return _read(_secret_entry(name))


def store_secret(name: str, value: str) -> None:
    """Keep a secret of our own: at most 1200 characters of ASCII."""
    if not value.isascii() or len(value) > _MAX_VALUE:
        raise ValueError("a secret is at most 1200 characters of ASCII")
    _store(_secret_entry(name), value)


def delete_secret(name: str) -> None:
    """Forget a secret of our own; nothing happens where there is none."""
    _delete(_secret_entry(name))


def _key_entry(endpoint: str) -> str:
    return f"azure-key {address_of(endpoint).host_and_port}"


def _secret_entry(name: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise ValueError("a secret's name is made of letters, digits, dots and hyphens")
    return f"secret {name}"


def _read(entry: str) -> str | None:
    return _within(lambda: _open()[1].get_password(SERVICE, entry))


def _store(entry: str, value: str) -> None:
    _within(lambda: _open()[1].set_password(SERVICE, entry, value))


def _delete(entry: str) -> None:
    def delete() -> None:
        keychain = _open()[1]
        # A backend reports an entry that is not there like one that could not be removed.
        if keychain.get_password(SERVICE, entry) is not None:
            keychain.delete_password(SERVICE, entry)

    _within(delete)


def _candidates() -> Sequence[tuple[str, str, str]]:
    """Name, module and class of each keychain that we trust here, best first.

    Named outright: left to itself the library takes whatever is installed, also files without a password, and in an
    installed bundle it finds nothing at all.
    """
    if sys.platform == "win32":
        return (("Windows Credential Manager", "keyring.backends.Windows", "WinVaultKeyring"),)
    if sys.platform == "darwin":
        return (("macOS Keychain", "keyring.backends.macOS", "Keyring"),)
    return (
        ("Secret Service", "keyring.backends.SecretService", "Keyring"),
        ("KWallet", "keyring.backends.kwallet", "DBusKeyring"),
    )


def _open() -> tuple[str, Backend]:
    """The first keychain that is there; raises `KeychainAbsent`."""
    for name, module, kind in _candidates():
        try:
            backend: Any = getattr(importlib.import_module(module), kind)
            # Reading the priority is how a backend says that it cannot work here.
            if backend.priority > 0:
                return name, backend()
        except Exception:  # noqa: BLE001, S112 (each system fails in its own way; all mean that it is not there)
            continue
    raise KeychainAbsent


def _within(work: Callable[[], _Result]) -> _Result:
    """Do something with the keychain, and give up after `LIMIT_S` seconds: a prompt may wait where nobody sees it."""
    results: list[_Result] = []
    failures: list[BaseException] = []

    def carry_out() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 (turned into an error of ours below)
            failures.append(error)

    thread = threading.Thread(target=carry_out, name="keychain", daemon=True)
    thread.start()
    thread.join(LIMIT_S)
    if results:
        return results[0]
    if failures:
        raise _translated(failures[0]) from None
    raise KeychainLocked


def _translated(error: BaseException) -> BaseException:
    """The error of ours for a failure of the keychain; its own words are dropped."""
    if isinstance(error, KeychainAbsent | ValueError):
        return error
    from keyring import errors

    if isinstance(error, errors.InitError | errors.NoKeyringError):
        return KeychainAbsent()
    # Locked, refused by the person, or a service that broke off: each system has classes of its own for these.
    return KeychainLocked() if isinstance(error, Exception) else error
