"""Every way to tamper with the ledger is found: with the seals left alone, and with the library's own seal forged."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_rag.engine.ledger import FILE_NAME
from desktop_rag.engine.seal import FILE_NAME as SEAL_NAME
from desktop_rag.errors import LedgerDamaged
from tests import ledger_tampering
from tests.ledger_builder import MemoryKeychain, open_ledger, sending
from tests.ledger_tampering import EXPOSING, OF_THE_LEDGER, OF_THE_SEAL, Tampering

_BY_NAME = pytest.mark.parametrize("tampering", OF_THE_LEDGER, ids=lambda found: found.name.replace(" ", "_"))
_SEALS_BY_NAME = pytest.mark.parametrize("tampering", OF_THE_SEAL, ids=lambda found: found.name.replace(" ", "_"))


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _file: None)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, tuple[Path, str | None]]:
    """A library with a keychain and one without, each built once."""
    found: dict[bool, tuple[Path, str | None]] = {}
    for has_keychain in (False, True):
        folder = tmp_path_factory.mktemp("built")
        (folder / "home").mkdir(mode=0o700)
        keychain = MemoryKeychain() if has_keychain else None
        ledger_tampering.build(folder / "home", keychain)
        found[has_keychain] = (folder, keychain.value if keychain else None)
    return found


Copy = Callable[[bool], tuple[Path, MemoryKeychain | None]]


@pytest.fixture
def copy(built: dict[bool, tuple[Path, str | None]], tmp_path: Path) -> Copy:
    """A fresh copy of one of them, that passes."""

    def make(has_keychain: bool) -> tuple[Path, MemoryKeychain | None]:
        folder, value = built[has_keychain]
        shutil.copytree(folder, tmp_path / "library")
        home = tmp_path / "library" / "home"
        keychain = MemoryKeychain(value) if has_keychain else None
        verdict = open_ledger(home, keychain).verify()
        assert (verdict.is_ok, verdict.code, verdict.is_exposed) == (True, None, False)
        assert verdict.sealed_by == ("keychain" if has_keychain else "library")
        return home, keychain

    return make


def test_there_are_more_than_a_hundred_ways() -> None:
    assert len({tampering.name for tampering in OF_THE_LEDGER}) == len(OF_THE_LEDGER) > 100


@_BY_NAME
def test_the_librarys_seal_finds_it(tampering: Tampering, copy: Copy) -> None:
    home, _none = copy(False)
    tampering.act(home)
    _assert_found(tampering, home, None, tampering.codes)


@_BY_NAME
def test_both_seals_find_it(tampering: Tampering, copy: Copy) -> None:
    home, keychain = copy(True)
    tampering.act(home)
    _assert_found(tampering, home, keychain, tampering.codes)


@_BY_NAME
def test_the_keychain_finds_it_where_the_librarys_seal_is_forged_too(tampering: Tampering, copy: Copy) -> None:
    home, keychain = copy(True)
    tampering.act(home)
    ledger_tampering.forge_library_seal(home)
    _assert_found(tampering, home, keychain, tampering.codes | {"seal_differs", "cut", "gone", "changed", "added"})


@_SEALS_BY_NAME
@pytest.mark.parametrize("has_keychain", [False, True])
def test_a_seal_that_was_touched_is_found(tampering: Tampering, has_keychain: bool, copy: Copy) -> None:
    home, keychain = copy(has_keychain)
    tampering.act(home)
    _assert_found(tampering, home, keychain, tampering.codes)


@_SEALS_BY_NAME
def test_a_keychain_entry_that_was_touched_is_found(tampering: Tampering, copy: Copy) -> None:
    home, keychain = copy(True)
    assert keychain is not None
    if "link" in tampering.name or "folder" in tampering.name:
        keychain.value = ""
    else:
        right = (home / SEAL_NAME).read_text()
        assert keychain.value == right
        tampering.act(home)
        keychain.value = (home / SEAL_NAME).read_text() if (home / SEAL_NAME).exists() else None
        (home / SEAL_NAME).write_text(right)
    verdict = open_ledger(home, keychain).verify()
    assert (verdict.is_ok, verdict.seal) == (False, "keychain")
    assert verdict.code in tampering.codes | {"seal_differs"}


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
@pytest.mark.parametrize("mode", EXPOSING, ids=oct)
def test_a_file_that_others_may_use_is_reported(mode: int, copy: Copy) -> None:
    home, keychain = copy(True)
    (home / FILE_NAME).chmod(mode)
    verdict = open_ledger(home, keychain).verify()
    assert (verdict.is_ok, verdict.is_exposed) == (True, True)


@pytest.mark.parametrize(
    "tampering",
    [found for found in OF_THE_LEDGER if found.forges_chain],
    ids=lambda found: found.name.replace(" ", "_"),
)
def test_without_keychain_a_forged_chain_with_a_forged_seal_passes(tampering: Tampering, copy: Copy) -> None:
    """The limit that is stated: who rewrites everything in the folder is only stopped by the keychain.

    It also shows that these are forged well, and that nothing but the seals found them.
    """
    home, _none = copy(False)
    tampering.act(home)
    ledger_tampering.forge_library_seal(home)
    verdict = open_ledger(home).verify()
    assert verdict.is_ok, verdict.code
    assert verdict.sealed_by != "keychain"


def test_lines_said_to_be_written_while_the_keychain_was_away_are_counted(copy: Copy) -> None:
    """The other limit: with the library's seal forged they look like lines of ours, but they are not hidden."""
    home, keychain = copy(True)
    ledger = open_ledger(home, None)
    ledger.note_event("key_stored")
    verdict = open_ledger(home, keychain).verify()
    assert (verdict.is_ok, verdict.since_keychain) == (True, 1)


def _assert_found(tampering: Tampering, home: Path, keychain: MemoryKeychain | None, codes: frozenset[str]) -> None:
    before = (home / FILE_NAME).read_bytes() if (home / FILE_NAME).is_file() else None
    ledger = open_ledger(home, keychain)
    verdict = ledger.verify()
    assert not verdict.is_ok
    assert verdict.code in codes
    with pytest.raises(LedgerDamaged):  # and nothing leaves
        ledger.note_sending(sending())
    assert before == ((home / FILE_NAME).read_bytes() if (home / FILE_NAME).is_file() else None)
    assert ledger.acknowledge().code == verdict.code
    assert ledger.verify().is_ok
