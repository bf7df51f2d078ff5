"""Policies from the Windows registry and from macOS profiles, read from fakes that look like the real ones."""

import os
import plistlib
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desktop_rag import policy
from desktop_rag.policy import places, profile, registry
from desktop_rag.policy.trust import Trust
from desktop_rag.settings import Settings

POLICIES = r"Software\Policies\DesktopRAG"


class FakeWinreg:
    """Two hives of nested dictionaries: a value is data with its type, a dictionary is a key."""

    HKEY_LOCAL_MACHINE = "HKLM"
    HKEY_CURRENT_USER = "HKCU"
    KEY_READ = 1
    KEY_WOW64_64KEY = 256

    class Key:
        def __init__(self, content: dict[str, Any]) -> None:
            self.content = content

        def __enter__(self) -> "FakeWinreg.Key":
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def __init__(self, machine: dict[str, Any] | None = None, user: dict[str, Any] | None = None) -> None:
        self.hives = {"HKLM": {POLICIES: machine}, "HKCU": {POLICIES: user}}
        self.denied = ""

    def OpenKey(self, key: Any, name: str, _reserved: int, access: int) -> "FakeWinreg.Key":  # noqa: N802 -- as winreg
        assert access == self.KEY_READ | self.KEY_WOW64_64KEY
        if name == self.denied:
            raise PermissionError(13, "Access is denied")
        content = (self.hives[key] if isinstance(key, str) else key.content).get(name)
        if content is None:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return self.Key(content)

    def QueryInfoKey(self, key: "FakeWinreg.Key") -> tuple[int, int, int]:  # noqa: N802 -- as winreg
        keys = sum(isinstance(entry, dict) for entry in key.content.values())
        return keys, len(key.content) - keys, 0

    def EnumKey(self, key: "FakeWinreg.Key", index: int) -> str:  # noqa: N802 -- as winreg
        return [name for name, entry in key.content.items() if isinstance(entry, dict)][index]

    def EnumValue(self, key: "FakeWinreg.Key", index: int) -> tuple[str, Any, int]:  # noqa: N802 -- as winreg
        name, entry = [(name, entry) for name, entry in key.content.items() if not isinstance(entry, dict)][index]
        return name, entry[0], entry[1]


def dword(number: int) -> tuple[int, int]:
    return number, 4


def text(value: str) -> tuple[str, int]:
    return value, 1


def from_registry(machine: dict[str, Any] | None = None, user: dict[str, Any] | None = None) -> policy.Policy:
    return policy.load(places.windows_places(FakeWinreg(machine, user)))


def test_an_empty_registry_is_no_policy() -> None:
    assert from_registry() == policy.Policy()
    assert from_registry({}, {}) == policy.Policy()
    # What group policy leaves behind when lists are not configured any more.
    assert (
        from_registry({"azure": {"allowed_endpoints": {}, "redact_patterns": {}, "monitoring": {}}}) == policy.Policy()
    )


def test_values_as_group_policy_writes_them() -> None:
    found = from_registry(
        {
            "": text(""),
            "organisation": text("情報システム部"),
            "azure": {
                "enabled": dword(1),
                "endpoint": text("https://a.example/openai/v1/"),
                "allowed_endpoints": {"10": text("https://c.example/"), "2": text("https://b.example/"), "1": text("https://a.example/")},
                "allowed_deployments": (["x", "y"], 7),
                "redact_words": {"1": text("Aurora")},
                "redact_patterns": {"EMPLOYEE": text(r"EMP-\d{6}")},
                "monitoring": {
                    "content_logging": dword(0), "declared_on": text("2026-11-01"), "declared_by": text("IT"),
                    "resource": text("https://a.example/"),
                },
                "timeout_s": (60, 11),
            },
            "chats": {"keep_days": text("30"), "max_keep_days": dword(90)},
            "models": {"downloads": dword(0)},
            "Recommended": {"answers": {"quotes": dword(5)}, "Chats": {}},
        },
    )  # fmt: skip
    assert found.problems == ()
    assert found.organisation == "情報システム部"
    assert found.list_of("azure.allowed_endpoints") == (
        "https://a.example/",
        "https://b.example/",
        "https://c.example/",
    )
    assert found.list_of("azure.allowed_deployments") == ("x", "y")
    assert found.list_of("azure.redact_patterns") == (r"EMPLOYEE: EMP-\d{6}",)
    assert found.monitoring is not None
    assert found.monitoring.content_logging is False
    effective = found.apply(Settings())
    assert (effective.azure.enabled, effective.azure.timeout_s, effective.chats.keep_days) == (True, 60, 30)
    fixed, preset = found.fixed("azure.enabled"), found.preset("answers.quotes")
    assert fixed is not None
    assert fixed.source == rf"HKLM\{POLICIES}"
    assert preset is not None
    assert preset.source == rf"HKLM\{POLICIES}\Recommended"
    assert effective.answers.quotes == 5


def test_for_ever_has_a_word_where_there_is_no_null() -> None:
    found = from_registry({"chats": {"keep_days": text("forever")}})
    assert found.problems == ()
    assert found.apply(Settings()).chats.keep_days is None


def test_the_computers_values_stand_above_the_accounts() -> None:
    found = from_registry(
        {"azure": {"enabled": dword(0)}, "Recommended": {"answers": {"quotes": dword(4)}}},
        {"azure": {"enabled": dword(1), "redact": dword(1)}, "answers": {"quotes": dword(2)}},
    )
    assert found.problems == ()
    assert found.get("azure.enabled", None) is False
    redact = found.fixed("azure.redact")
    assert redact is not None
    assert redact.source == rf"HKCU\{POLICIES}"
    assert found.apply(Settings()).answers.quotes == 2, "a fixed value of the account stands above a preset"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"azure": {"enabled": dword(2)}}, "wrong_type"),
        ({"azure": {"enabled": text("1")}}, "wrong_type"),
        ({"azure": {"enabled": (b"\1\0\0\0", 3)}}, "wrong_type"),
        ({"azure": {"enabled": (None, 0)}}, "wrong_type"),
        ({"azure": {"enabled": {}}}, "wrong_type"),
        ({"azure": dword(1)}, "wrong_type"),
        ({"organisation": {}}, "wrong_type"),
        ({"organisation": (b"x", 3)}, "wrong_type"),
        ({"chats": {"keep_days": text("ten")}}, "wrong_type"),
        ({"chats": {"keep_days": dword(40_000)}}, "out_of_range"),
        ({"chats": {"max_keep_days": text("forever")}}, "wrong_type"),
        ({"azure": {"allowed_endpoints": {"first": text("https://a.example/")}}}, "wrong_type"),
        ({"azure": {"allowed_endpoints": {"1": text("http://a.example/")}}}, "wrong_form"),
        ({"azure": {"allowed_endpoints": text("https://a.example/")}}, "wrong_type"),
        ({"azure": {"allowed_endpoints": {"1": dword(1)}}}, "wrong_type"),
        ({"azure": {"redact_patterns": {"A": text("(a+)+")}}}, "pattern_refused"),
        ({"azure": {"redact_patterns": {"A": dword(1)}}}, "wrong_type"),
        ({"azure": {"monitoring": {"content_logging": dword(0)}}}, "missing_name"),
        ({"azure": {"enable": dword(0)}}, "unknown_name"),
        ({"azur": {"enabled": dword(0)}}, "unknown_name"),
        ({"enabled": dword(0)}, "unknown_name"),
        ({"": text("x")}, "unknown_name"),
        ({"Recommended": {"azure": {"allowed_auth": {"1": text("key")}}}}, "only_fixed"),
        ({"Recommended": {"Recommended": {"answers": {"quotes": dword(1)}}}}, "unknown_name"),
    ],
)
@pytest.mark.parametrize("hive", ["HKLM", "HKCU"])
def test_a_bad_registry_means_local_only(hive: str, content: dict[str, Any], code: str) -> None:
    good = {"chats": {"max_keep_days": dword(90)}} if "chats" not in content else {}
    found = from_registry(content | good, None) if hive == "HKLM" else from_registry(good, content)
    assert [problem.code for problem in found.problems] == [code]
    assert found.problems[0].source.startswith(hive)
    assert found.apply(Settings()).azure.enabled is False
    assert not policy.allows_downloads(found)


@pytest.mark.parametrize("denied", [POLICIES, "azure"])
def test_a_registry_that_cannot_be_read_means_local_only(denied: str) -> None:
    api = FakeWinreg({"azure": {"enabled": dword(1)}})
    api.denied = denied
    found = policy.load(places.windows_places(api))
    assert "unreadable" in [problem.code for problem in found.problems]
    assert found.apply(Settings()).azure.enabled is False


def test_a_registry_without_end_means_local_only() -> None:
    deep: dict[str, Any] = {}
    for _ in range(50):
        deep = {"azure": deep}
    found = from_registry(deep)
    assert [problem.code for problem in found.problems] == ["unreadable"]
    many = {"azure": {"redact_words": {str(number): text("x") for number in range(30_000)}}}
    assert [problem.code for problem in from_registry(many).problems] == ["unreadable"]


def test_the_reader_of_the_registry_gives_types() -> None:
    found = registry.read_key(FakeWinreg({"azure": {"enabled": dword(1)}}), "HKLM", POLICIES)
    assert found == registry.RegistryKey({}, {"azure": registry.RegistryKey({"enabled": (1, 4)}, {})})


# --- macOS ------------------------------------------------------------------------------------------------------------

posix = pytest.mark.skipif(sys.platform == "win32", reason="owners and rights of POSIX")
NAME = f"{profile.BUNDLE_ID}.plist"
A_DAY = datetime(2026, 11, 1)  # noqa: DTZ001 -- as plistlib reads it


@pytest.fixture
def managed(tmp_path: Path) -> Path:
    folder = tmp_path / "Managed Preferences"
    (folder / "sato").mkdir(parents=True)
    for entry in (folder, folder / "sato"):
        entry.chmod(0o755)
    return folder


def from_profiles(folder: Path) -> policy.Policy:
    return policy.load(places.macos_places("sato", folder, Trust(os.geteuid(), folder)))


def write(file: Path, content: Any) -> None:
    file.write_bytes(content if isinstance(content, bytes) else plistlib.dumps(content))
    file.chmod(0o644)


@posix
def test_no_profile_is_no_policy(managed: Path, tmp_path: Path) -> None:
    assert from_profiles(managed) == policy.Policy()
    assert from_profiles(tmp_path / "nowhere") == policy.Policy()


@posix
@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY], ids=["xml", "binary"])
def test_values_of_profiles(managed: Path, form: plistlib.PlistFormat) -> None:
    content = {
        "PayloadUUID": "x", "PayloadType": profile.BUNDLE_ID,
        "organisation": "Example IT",
        "azure": {
            "enabled": True, "allowed_auth": ["entra_browser"], "redact_patterns": [{"name": "A", "pattern": "x"}],
            "monitoring": {
                "content_logging": False, "declared_on": A_DAY,
                "declared_by": "IT", "resource": "https://a.example/",
            },
        },
        "chats": {"keep_days": "forever"},
        "Recommended": {"answers": {"quotes": 5}},
    }  # fmt: skip
    write(managed / NAME, plistlib.dumps(content, fmt=form))
    write(managed / "sato" / NAME, {"azure": {"enabled": False, "redact": True}})
    found = from_profiles(managed)
    assert found.problems == ()
    effective = found.apply(Settings())
    assert (effective.azure.enabled, effective.azure.auth, effective.chats.keep_days) == (True, "entra_browser", None)
    assert effective.answers.quotes == 5
    assert found.monitoring is not None
    assert found.monitoring.declared_on == "2026-11-01"
    redact = found.fixed("azure.redact")
    assert redact is not None
    assert redact.source == str(managed / "sato" / NAME)


def _cut(file: Path) -> None:
    file.write_bytes(plistlib.dumps({"azure": {"enabled": True}})[:-30])


def _damage(file: Path) -> None:
    raw = bytearray(plistlib.dumps({"azure": {"enabled": True}}, fmt=plistlib.FMT_BINARY))
    raw[-20:] = b"\xff" * 20
    file.write_bytes(raw)


BAD_PROFILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda file: file.write_bytes(b""), "not_json"),
    "cut": (_cut, "not_json"),
    "damaged binary": (_damage, "not_json"),
    "JSON": (lambda file: file.write_text('{"azure": {"enabled": true}}'), "not_json"),
    "list": (lambda file: file.write_bytes(plistlib.dumps([1])), "wrong_type"),
    "presets are no dictionary": (lambda file: file.write_bytes(plistlib.dumps({"Recommended": 1})), "wrong_type"),
    "switch is a text": (lambda file: file.write_bytes(plistlib.dumps({"azure": {"enabled": "YES"}})), "wrong_type"),
    "data": (lambda file: file.write_bytes(plistlib.dumps({"organisation": b"x"})), "wrong_type"),
    "date": (lambda file: file.write_bytes(plistlib.dumps({"organisation": A_DAY})), "wrong_type"),
    "unknown": (lambda file: file.write_bytes(plistlib.dumps({"azure": {"x": 1}})), "unknown_name"),
    "too large": (lambda file: file.write_bytes(b"x" * 1_000_001), "unreadable"),
    "folder": (lambda file: file.mkdir(), "unreadable"),
    "circle": (lambda file: file.symlink_to(file.name), "unreadable"),
    "link elsewhere": (lambda file: file.symlink_to("/dev/null"), "not_trusted"),
}  # fmt: skip


@posix
@pytest.mark.parametrize("name", BAD_PROFILES)
def test_a_bad_profile_means_local_only(managed: Path, name: str) -> None:
    make, code = BAD_PROFILES[name]
    write(managed / NAME, {"azure": {"enabled": True}, "models": {"downloads": True}})
    assert from_profiles(managed).apply(Settings()).azure.enabled is True
    bad = managed / "sato" / NAME
    make(bad)
    if bad.is_file() and not bad.is_symlink():
        bad.chmod(0o644)
    found = from_profiles(managed)
    assert [(problem.source, problem.code) for problem in found.problems] == [(str(bad), code)]
    assert found.apply(Settings()).azure.enabled is False
    assert not policy.allows_downloads(found)


@posix
@pytest.mark.parametrize("which", ["file", "folder"])
def test_a_profile_that_others_can_write_means_local_only(managed: Path, which: str) -> None:
    write(managed / NAME, {"azure": {"enabled": True}})
    (managed / NAME if which == "file" else managed).chmod(0o777)
    found = from_profiles(managed)
    assert {problem.code for problem in found.problems} == {"not_trusted"}
    assert found.apply(Settings()).azure.enabled is False


def test_the_places_of_this_system_are_the_administrators() -> None:
    for place in places.linux_places():
        assert place.path.is_relative_to("/etc/desktop-rag/policies")  # type: ignore[attr-defined]
        assert place.trust == Trust(0, Path("/"))  # type: ignore[attr-defined]
    for place in places.macos_places("sato"):
        assert place.path.is_relative_to("/Library/Managed Preferences")  # type: ignore[attr-defined]
        assert place.trust == Trust(0, Path("/"))  # type: ignore[attr-defined]
