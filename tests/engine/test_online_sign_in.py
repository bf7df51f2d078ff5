"""Signing in with Entra ID at a service of ours, through the real worker: where it asks, what it tells, what stays."""

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from desktop_rag import paths
from desktop_rag.engine.online import AzureTarget, OnlineEnd, OnlineWorker
from desktop_rag.errors import (
    AzureNotConfigured,
    AzureNotTrusted,
    AzureSignInFailed,
    AzureSignInNeeded,
    Cancelled,
    KeychainAbsent,
)
from tests import fake_azure
from tests.fake_azure import FakeAzure, plain

TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT = "66666666-7777-8888-9999-000000000000"
SCOPE = "https://ai.azure.com/.default"
BODY = fake_azure.body()
DEVICE = "https://microsoft.com/devicelogin"

# The worker with a keychain and an encrypted store in one file of the test, in place of the system's.
WORKER = """
import json, sys
from pathlib import Path
store = Path(sys.argv[2])
from desktop_rag import secrets
class Kept:
    priority = 5
    def _all(self): return json.loads(store.read_text()) if store.exists() else {}
    def get_password(self, service, username): return self._all().get(username)
    def set_password(self, service, username, password):
        store.write_text(json.dumps({**self._all(), username: password}))
    def delete_password(self, service, username):
        store.write_text(json.dumps({name: value for name, value in self._all().items() if name != username}))
import types
module = types.ModuleType("kept"); module.Keyring = Kept; sys.modules["kept"] = module
secrets._candidates = lambda: [("Kept", "kept", "Keyring")]
import truststore; truststore.inject_into_ssl()
import msal
from azure.identity import _persistent_cache
from azure.identity._internal import msal_credentials
class Cache(msal.SerializableTokenCache):
    def _load(self):
        self.deserialize(Kept().get_password("", "cache") or "{}")
    def find(self, *a, **k): self._load(); return super().find(*a, **k)
    def search(self, *a, **k): self._load(); return super().search(*a, **k)
    def modify(self, *a, **k):
        self._load(); super().modify(*a, **k); Kept().set_password("", "cache", self.serialize())
def load(options, is_cae=False):
    assert options.allow_unencrypted_storage is False
    return Cache()
_persistent_cache._load_persistent_cache = msal_credentials._load_persistent_cache = load
from desktop_rag.engine.workers import online_worker
online_worker.run(Path(sys.argv[1]))
"""


def encoded(fields: object) -> str:
    import base64

    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


@pytest.fixture(name="service")
def fixture_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAzure]:
    for name in set(os.environ) - set(fake_azure.without_proxies(os.environ)):
        monkeypatch.delenv(name)
    with FakeAzure(tls=tmp_path) as service:
        monkeypatch.setenv("SSL_CERT_FILE", str(service.company_certificates))
        root = f"https://127.0.0.1:{service.port}/{TENANT}"
        claims: dict[str, object] = {"iss": f"{root}/v2.0", "aud": CLIENT, "tid": TENANT, "oid": "o", "sub": "s"}
        claims |= {"preferred_username": "hanako@contoso.example", "exp": int(time.time()) + 3600, "iat": 1}
        token: dict[str, object] = {
            "token_type": "Bearer", "scope": SCOPE, "expires_in": 3600, "access_token": "token-of-hanako",
            "refresh_token": "r", "id_token": f"{encoded({'alg': 'none'})}.{encoded(claims)}.x",
            "client_info": encoded({"uid": "u", "utid": TENANT}),
        }  # fmt: skip
        code = {
            "user_code": "ABCD-1234",
            "device_code": "d",
            "verification_uri": DEVICE,
            "expires_in": 900,
            "interval": 1,
        }
        places: dict[str, object] = {
            "authorization_endpoint": f"{root}/oauth2/v2.0/authorize", "issuer": f"{root}/v2.0",
            "token_endpoint": f"{root}/oauth2/v2.0/token",
            "device_authorization_endpoint": f"{root}/oauth2/v2.0/devicecode",
        }  # fmt: skip
        for path, fields in {
            "v2.0/.well-known/openid-configuration": places,
            "oauth2/v2.0/devicecode": {**code, "message": "Open the page."},
            "oauth2/v2.0/token": token,
        }.items():
            page = plain(200, json.dumps(fields).encode(), {"Content-Type": "application/json"})
            service.page(f"/{TENANT}/{path}", page)
        yield service


@pytest.fixture(name="worker")
def fixture_worker(home: Path, tmp_path: Path) -> OnlineWorker:
    flags = paths.program()[:-2]
    return OnlineWorker(home, command=[*flags, "-c", WORKER, str(home), str(tmp_path / "kept.json")])


def target(service: FakeAzure, **changes: str) -> AzureTarget:
    values = {"tenant": TENANT, "client_id": CLIENT, "scope": SCOPE, **changes}
    return AzureTarget(
        service.endpoint, fake_azure.DEPLOYMENT, "entra_device", **values, timeout_s=10.0, allow_loopback_http=True
    )


def ask(worker: OnlineWorker, to: AzureTarget) -> OnlineEnd:
    agreed = hashlib.sha256(BODY).hexdigest()
    *_, end = worker.send(to, BODY, agreed, key=None, is_cancelled=lambda: False)
    assert isinstance(end, OnlineEnd)
    return end


def test_sign_in_ask_and_sign_out(service: FakeAzure, worker: OnlineWorker) -> None:
    to = target(service)
    with pytest.raises(AzureSignInNeeded):
        ask(worker, to)
    assert service.connections == 0

    shown: list[tuple[str, str]] = []
    worker.sign_in(to, on_device_code=lambda url, code: shown.append((url, code)), is_cancelled=lambda: False)
    assert shown == [(DEVICE, "ABCD-1234")]
    asked = {request.line.split(" ")[1].rpartition("/")[2]: request for request in service.requests}
    assert set(asked) == {"openid-configuration", "devicecode", "token"}
    assert SCOPE in parse_qs(asked["devicecode"].body.decode())["scope"][0]
    allowed = {"host", "connection", "user-agent", "accept", "accept-encoding", "content-type", "content-length"}
    for request in service.requests:
        assert {name.lower() for name, _ in request.headers} <= allowed
        assert "python" not in request.head.decode().lower()
        assert "linux" not in request.head.decode().lower()

    assert ask(worker, to).finish == "stop"
    assert service.requests[-1].header("Authorization") == "Bearer token-of-hanako"
    assert service.requests[-1].body == BODY
    before = len(service.requests)
    worker.sign_out(to)
    assert len(service.requests) == before
    with pytest.raises(AzureSignInNeeded):
        ask(worker, to)


def test_signing_out_leaves_no_token(service: FakeAzure, worker: OnlineWorker, tmp_path: Path) -> None:
    worker.sign_in(target(service), on_device_code=lambda _url, _code: None, is_cancelled=lambda: False)
    assert "token-of-hanako" in (tmp_path / "kept.json").read_text()
    worker.sign_out(target(service))
    left = (tmp_path / "kept.json").read_text()
    assert "token-of-hanako" not in left
    assert "hanako@" not in left


def test_a_person_who_does_not_sign_in(service: FakeAzure, worker: OnlineWorker) -> None:
    waiting = json.dumps({"error": "authorization_pending"}).encode()
    service.page(f"/{TENANT}/oauth2/v2.0/token", plain(400, waiting, {"Content-Type": "application/json"}))
    shown: list[str] = []
    with pytest.raises(Cancelled):
        worker.sign_in(
            target(service), on_device_code=lambda url, _code: shown.append(url), is_cancelled=lambda: bool(shown)
        )


def test_a_sign_in_that_is_refused(service: FakeAzure, worker: OnlineWorker) -> None:
    refused = json.dumps({"error": "access_denied", "error_description": "hanako@contoso.example may not"}).encode()
    service.page(f"/{TENANT}/oauth2/v2.0/token", plain(400, refused, {"Content-Type": "application/json"}))
    with pytest.raises(AzureSignInFailed) as caught:
        worker.sign_in(target(service), on_device_code=lambda _url, _code: None, is_cancelled=lambda: False)
    assert dict(caught.value.details) == {}


def test_a_sign_in_is_for_the_companys_own_app(service: FakeAzure, worker: OnlineWorker) -> None:
    for wrong in ({"client_id": ""}, {"tenant": ""}, {"tenant": "../x"}, {"scope": ""}):
        with pytest.raises(AzureNotConfigured):
            worker.sign_in(
                target(service, **wrong), on_device_code=lambda _url, _code: None, is_cancelled=lambda: False
            )
    assert service.connections == 0


def test_a_sign_in_trusts_what_the_system_trusts(
    service: FakeAzure, worker: OnlineWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(AzureNotTrusted):
        worker.sign_in(target(service), on_device_code=lambda _url, _code: None, is_cancelled=lambda: False)
    assert service.requests == []


@pytest.mark.linux
@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have an encrypted store")
def test_without_an_encrypted_store_nobody_is_asked(
    service: FakeAzure, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'no-bus'}")
    with pytest.raises(KeychainAbsent):
        OnlineWorker(home).sign_in(target(service), on_device_code=lambda _url, _code: None, is_cancelled=lambda: False)
    assert service.connections == 0
