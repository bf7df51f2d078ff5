"""The keychain: only trusted ones, bound to a host, an end to waiting, and no key in any error."""

import sys
import threading
import time
import types
from collections.abc import Callable, Iterator

import pytest
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordDeleteError, PasswordSetError

from desktop_rag import secrets
from desktop_rag.errors import AzureEndpointInvalid, KeychainAbsent, KeychainLocked, SettingInvalid

ENDPOINT = "https://contoso.openai.azure.com/openai/v1/"
KEY = "0123456789abcdef0123456789abcdef"


class Memory:
    """A keychain in memory, with the manners of the real ones."""

    priority = 5.0
    entries: dict[tuple[str, str], str]
    failure: Exception | None
    released: threading.Event | None

    def get_password(self, service: str, username: str) -> str | None:
        self._behave()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._behave()
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._behave()
        if (service, username) not in self.entries:
            raise PasswordDeleteError("No such password!")
        del self.entries[service, username]

    def _behave(self) -> None:
        if self.released is not None:
            self.released.wait(20)
        if self.failure is not None:
            raise self.failure


@pytest.fixture(name="keychain")
def fixture_keychain(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Memory]]:
    class Kept(Memory):
        """Its entries belong to the class: each use opens the keychain anew."""

    Kept.entries, Kept.failure, Kept.released = {}, None, None

    module = types.ModuleType("keychain_in_memory")
    module.Keyring = Kept  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keychain_in_memory", module)
    monkeypatch.setattr(secrets, "_candidates", lambda: [("Memory", "keychain_in_memory", "Keyring")])
    yield Kept
    release(Kept)


def release(keychain: type[Memory]) -> None:
    """Let go whoever waits for an answer that never came."""
    if keychain.released is not None:
        keychain.released.set()


def test_a_key_is_kept_for_one_host_and_forgotten(keychain: type[Memory]) -> None:
    assert secrets.where() == "Memory"
    secrets.store_key(ENDPOINT, f"  {KEY}\n")
    assert secrets.read_key("https://CONTOSO.openai.azure.com") == KEY
    assert secrets.read_key("https://fabrikam.openai.azure.com/openai/v1/") is None
    assert secrets.read_key("https://contoso.openai.azure.com:8443/openai/v1/") is None
    secrets.delete_key(ENDPOINT)
    secrets.delete_key(ENDPOINT)
    assert secrets.read_key(ENDPOINT) is None
    assert keychain.entries == {}


def test_secrets_of_our_own_are_apart_from_keys(keychain: type[Memory]) -> None:
    secrets.store_secret("ledger-4711", "a" * 1200)
    assert secrets.read_secret("ledger-4711") == "a" * 1200
    assert secrets.read_secret("ledger-4712") is None
    secrets.delete_secret("ledger-4711")
    assert secrets.read_secret("ledger-4711") is None
    for name, value in (("", "a"), ("azure-key x", "a"), ("a\nb", "a"), ("a", "a" * 1201), ("a", "鍵")):
        with pytest.raises(ValueError, match="a secret"):
            secrets.store_secret(name, value)
    assert keychain.entries == {}


@pytest.mark.parametrize(
    "wrong", ["", "short", "with space in it", "x" * 513, "鍵" * 20, f"{KEY}\n{KEY}", KEY + "\x00"]
)
def test_what_cannot_be_a_key_is_refused_and_never_shown(keychain: type[Memory], wrong: str) -> None:
    with pytest.raises(SettingInvalid) as caught:
        secrets.store_key(ENDPOINT, wrong)
    assert dict(caught.value.details) == {"key": "azure.key"}
    assert str(caught.value) == "setting_invalid"
    assert keychain.entries == {}


def test_a_key_needs_an_address(keychain: type[Memory]) -> None:
    with pytest.raises(AzureEndpointInvalid):
        secrets.store_key("not an address", KEY)


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (KeyringLocked("locked"), KeychainLocked),
        (PasswordSetError("refused"), KeychainLocked),
        (ConnectionResetError("the service ended"), KeychainLocked),
        (InitError("no collection"), KeychainAbsent),
        (NoKeyringError("none"), KeychainAbsent),
    ],
)
def test_a_keychain_that_fails_has_its_error(
    keychain: type[Memory], failure: Exception, error: type[Exception]
) -> None:
    keychain.failure = failure
    uses: list[Callable[[], object]] = [
        lambda: secrets.read_key(ENDPOINT),
        lambda: secrets.store_key(ENDPOINT, KEY),
        lambda: secrets.delete_key(ENDPOINT),
    ]
    for use in uses:
        with pytest.raises(error) as caught:
            use()
        assert caught.value.__cause__ is None
    assert secrets.where() == "Memory"


def test_a_prompt_that_nobody_answers_does_not_hang(keychain: type[Memory], monkeypatch: pytest.MonkeyPatch) -> None:
    keychain.released = threading.Event()
    monkeypatch.setattr(secrets, "LIMIT_S", 0.2)
    started = time.monotonic()
    with pytest.raises(KeychainLocked):
        secrets.read_key(ENDPOINT)
    assert time.monotonic() - started < 2


def test_the_first_keychain_that_is_there_is_taken(keychain: type[Memory], monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(type):
        @property
        def priority(cls) -> float:
            raise RuntimeError("no such daemon")

    class Absent(metaclass=Refusing):
        pass

    module = types.ModuleType("keychain_absent")
    module.Keyring = Absent  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keychain_absent", module)
    absent = [("Absent", "keychain_absent", "Keyring"), ("Gone", "no_such_module_anywhere", "Keyring")]
    monkeypatch.setattr(secrets, "_candidates", lambda: [*absent, ("Memory", "keychain_in_memory", "Keyring")])
    assert secrets.where() == "Memory"
    monkeypatch.setattr(secrets, "_candidates", lambda: absent)
    assert secrets.where() is None
    with pytest.raises(KeychainAbsent):
        secrets.read_key(ENDPOINT)


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_only_the_systems_own_keychains_are_candidates(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    modules = {module for _, module, _ in secrets._candidates()}
    expected = {
        "win32": {"keyring.backends.Windows"},
        "darwin": {"keyring.backends.macOS"},
        "linux": {"keyring.backends.SecretService", "keyring.backends.kwallet"},
    }
    assert modules == expected[platform]


def test_a_file_backend_that_somebody_configured_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path_factory.mktemp('bus')}/none")
    monkeypatch.setattr(sys, "platform", "linux")
    assert secrets.where() is None
