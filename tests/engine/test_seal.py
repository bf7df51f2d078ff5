"""Where the ledger's sizes are sealed: read back as written, never mistaken for anything else."""

import json
import os
from pathlib import Path

import pytest

from desktop_rag import paths, secrets
from desktop_rag.engine import seal
from desktop_rag.engine.seal import FILE_NAME, KeychainSeal, LibrarySeal, SealedState
from desktop_rag.errors import KeychainAbsent, KeychainLocked, LedgerUnwritable

STATE = SealedState("0123456789abcdef", 12, 4321, "ab" * 32)


@pytest.mark.parametrize("state", [STATE, SealedState("f" * 16, 0, 0, "0" * 64, "cd" * 32)])
def test_a_state_is_read_as_it_was_written(state: SealedState) -> None:
    assert SealedState.from_text(state.to_text()) == state
    assert len(state.to_text()) < 1000  # a keychain's entry may be short


@pytest.mark.parametrize(
    "change",
    [
        {"lines": -1}, {"lines": 1.0}, {"lines": True}, {"lines": "1"}, {"lines": None},
        {"head": "AB" * 32}, {"head": "ab"}, {"head": None}, {"head": 5}, {"ledger": "x"}, {"ledger": None},
        {"announced": ""}, {"announced": "no hash"}, {"announced": False}, {"more": 1}, {"size_bytes": -1},
    ],
    ids=str,
)  # fmt: skip
def test_anything_else_is_no_state(change: dict[str, object]) -> None:
    content = {**json.loads(STATE.to_text()), **change}
    assert SealedState.from_text(json.dumps(content, separators=(",", ":"))) is None


def test_a_number_that_is_far_too_long_is_no_state() -> None:
    assert SealedState.from_text(STATE.to_text().replace('"lines":12', '"lines":1' + "0" * 5000)) is None


@pytest.mark.parametrize("text", ["", " ", "null", "[]", "{}", "{", "\x00", "[" * 100_000, "é", '"text"', "NaN"])
def test_what_is_no_object_is_no_state(text: str) -> None:
    assert SealedState.from_text(text) is None
    assert SealedState.from_text(STATE.to_text() + text) is None or text == ""


def test_the_librarys_seal(home: Path) -> None:
    sealed = LibrarySeal(home)
    assert sealed.read() is None
    for value in ("one", "a longer one", "1"):
        sealed.write(value)
        assert LibrarySeal(home).read() == value
    assert [entry.name for entry in home.iterdir()] == [FILE_NAME]
    if os.name == "posix":
        assert (home / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_the_librarys_seal_follows_no_link(home: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("value")
    (home / FILE_NAME).symlink_to(tmp_path / "elsewhere")
    assert LibrarySeal(home).read() == ""
    LibrarySeal(home).write("ours")
    assert LibrarySeal(home).read() == "ours"
    assert (tmp_path / "elsewhere").read_text() == "value"


def test_the_librarys_seal_where_nothing_can_be_written(home: Path) -> None:
    with pytest.raises(LedgerUnwritable):
        LibrarySeal(home / "nowhere").write("value")


def test_the_keychains_seal_has_one_entry_a_library(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, str] = {}
    monkeypatch.setattr(secrets, "read_secret", kept.get)
    monkeypatch.setattr(secrets, "store_secret", kept.__setitem__)
    KeychainSeal(home).write("one")
    KeychainSeal(tmp_path).write("other")
    assert KeychainSeal(home / ".." / home.name).read() == "one"
    assert kept == {f"ledger-{paths.instance_key(home)}": "one", f"ledger-{paths.instance_key(tmp_path)}": "other"}


@pytest.mark.parametrize("error", [KeychainAbsent, KeychainLocked])
def test_a_keychain_that_nobody_unlocks_is_waited_for_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    asked: list[str] = []

    def refuse(name: str, *_value: str) -> None:
        asked.append(name)
        raise error

    monkeypatch.setattr(secrets, "read_secret", refuse)
    monkeypatch.setattr(secrets, "store_secret", refuse)
    sealed = KeychainSeal(home)
    for _time in range(3):
        with pytest.raises(error):
            sealed.read()
        with pytest.raises(error):
            sealed.write("value")
    assert len(asked) == 1
    monkeypatch.setattr(seal, "_REST_S", 0.0)
    monkeypatch.setattr(secrets, "read_secret", lambda _name: "back")
    assert sealed.read() == "back"


def test_the_keychains_own_entry_takes_a_state(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `secrets` accepts as an entry's name and value is what the seal gives it."""

    class Backend:
        def __init__(self) -> None:
            self.kept: dict[tuple[str, str], str] = {}

        def get_password(self, service: str, username: str) -> str | None:
            return self.kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del self.kept[service, username]

    backend = Backend()
    monkeypatch.setattr(secrets, "_open", lambda: ("memory", backend))
    sealed = KeychainSeal(home)
    assert sealed.read() is None
    sealed.write(STATE.to_text())
    assert SealedState.from_text(sealed.read() or "") == STATE
    assert len(backend.kept) == 1
