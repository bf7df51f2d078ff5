"""The policy as a whole: files of a folder, what wins, what is in effect, and that any mistake means local only."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_rag import policy, settings
from desktop_rag.policy import Policy
from desktop_rag.policy.json_file import MAX_BYTES
from desktop_rag.policy.places import linux_places
from desktop_rag.policy.trust import Trust
from desktop_rag.settings import Settings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders with owners and rights of POSIX")

AZURE_ON = {
    "azure": {
        "enabled": True,
        "endpoint": "https://example.openai.azure.com/openai/v1/",
        "deployment": "gpt",
        "monitoring": {
            "content_logging": False, "declared_on": "2026-11-01", "declared_by": "IT",
            "resource": "https://example.openai.azure.com",
        },
    },
    "chats": {"keep_days": 30},
    "models": {"downloads": True},
}  # fmt: skip


class Folders:
    """The two folders of a made-up /etc, and what is loaded from them."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.base = top / "desktop-rag" / "policies"
        self.managed = self.base / "managed"
        self.recommended = self.base / "recommended"
        for folder in (self.managed, self.recommended):
            folder.mkdir(parents=True)
        for folder in (top, self.base.parent, self.base, self.managed, self.recommended):
            folder.chmod(0o755)

    def write(self, name: str, content: Any, *, is_preset: bool = False) -> Path:
        file = (self.recommended if is_preset else self.managed) / name
        raw = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        file.write_bytes(raw)
        file.chmod(0o644)
        return file

    def load(self) -> Policy:
        return policy.load(linux_places(self.base, Trust(os.geteuid(), self.top)))


@pytest.fixture
def etc(tmp_path: Path) -> Folders:
    top = tmp_path / "etc"
    top.mkdir()
    return Folders(top)


def azure_is_off(found: Policy) -> bool:
    """Whether nothing can leave, however the person has set it."""
    wanted = settings.change(Settings(), "azure.enabled", value=True)
    return (
        found.is_local_only
        and found.apply(wanted).azure.enabled is False
        and found.get("azure.enabled", None) is False
        and not policy.allows_downloads(found)
        and not found.gives_consent
        and found.monitoring is None
    )


def test_without_a_policy_nothing_is_fixed(tmp_path: Path) -> None:
    found = policy.load(linux_places(tmp_path / "nowhere" / "policies"))
    assert found == Policy()
    assert found.sha256 == "none"
    mine = settings.change(Settings(), "answers.quotes", 5)
    assert found.apply(mine) == mine
    assert {value.source for value in policy.describe(found, mine)} == {"default", "user"}


def test_empty_folders_are_no_policy(etc: Folders) -> None:
    etc.write("README.txt", b"not a policy")
    etc.write("old.json.bak", b"{broken")
    assert etc.load() == Policy()


def test_a_fixed_value_stands_above_and_a_preset_below_the_persons_choice(etc: Folders) -> None:
    etc.write("a.json", {"organisation": "Example IT", "answers": {"quotes": 2}})
    etc.write("a.json", {"general": {"language": "ja", "text_size": 15}, "answers": {"quotes": 7}}, is_preset=True)
    found = etc.load()
    assert not found.problems
    mine = settings.change(settings.change(Settings(), "general.language", "en"), "answers.quotes", 5)
    effective = found.apply(mine)
    assert (effective.answers.quotes, effective.general.language, effective.general.text_size) == (2, "en", 15)
    assert found.organisation == "Example IT"
    shown = {value.key: value for value in policy.describe(found, mine)}
    assert (shown["answers.quotes"].source, shown["answers.quotes"].origin) == ("policy", str(etc.managed / "a.json"))
    assert shown["general.language"].source == "user"
    assert shown["general.text_size"].is_preset
    assert shown["general.text_size"].origin == str(etc.recommended / "a.json")
    assert shown["general.theme"].source == "default"
    assert found.locks("answers.quotes")
    assert not found.locks("general.text_size")
    assert not policy.allows(found, "answers.quotes", 5)
    assert policy.allows(found, "general.text_size", 20)


def test_a_person_may_choose_the_default_against_a_preset(etc: Folders) -> None:
    etc.write("a.json", {"answers": {"quotes": 5}}, is_preset=True)
    found = etc.load()
    assert found.apply(Settings()).answers.quotes == 5
    assert found.apply(Settings(), chosen={"answers.quotes"}).answers.quotes == 3
    shown = {value.key: value for value in policy.describe(found, Settings(), chosen={"answers.quotes"})}
    assert (shown["answers.quotes"].value, shown["answers.quotes"].source) == (3, "user")


def test_every_key_is_described_once(etc: Folders) -> None:
    from desktop_rag.policy.keys import KEYS

    names = [value.key for value in policy.describe(etc.load(), Settings())]
    assert sorted(names) == sorted(KEYS)


def test_azure_can_be_fixed_to_on_and_nothing_is_a_problem(etc: Folders) -> None:
    etc.write("a.json", AZURE_ON)
    found = etc.load()
    assert not found.problems
    effective = found.apply(Settings())
    assert effective.azure.enabled is True
    assert effective.azure.deployment == "gpt"
    assert policy.allows_downloads(found)
    assert found.monitoring is not None


def test_lists_of_words_are_added_to_the_persons_own(etc: Folders) -> None:
    etc.write("a.json", {"azure": {"redact_words": ["Aurora"]}})
    etc.write("b.json", {"azure": {"redact_words": ["Borealis", "Aurora"]}})
    found = etc.load()
    assert not found.problems
    mine = settings.change(Settings(), "azure.redact_words", "Mine\nAurora")
    assert found.apply(mine).azure.redact_words.splitlines() == ["Aurora", "Borealis", "Mine"]
    assert not found.locks("azure.redact_words")
    shown = next(value for value in policy.describe(found, mine) if value.key == "azure.redact_words")
    assert (shown.source, shown.is_preset, shown.value) == ("policy", True, "Aurora\nBorealis\nMine")
    assert policy.allows(found, "azure.redact_words", "other")


def test_consent_by_policy_is_the_organisations_alone(etc: Folders) -> None:
    etc.write("a.json", {"azure": {"consent": "policy"}})
    found = etc.load()
    assert found.gives_consent
    assert found.apply(Settings()).azure.consent == "question"
    assert next(v for v in policy.describe(found, Settings()) if v.key == "azure.consent").value == "policy"
    etc.write("a.json", {})
    etc.write("b.json", {"azure": {"consent": "policy"}}, is_preset=True)
    assert azure_is_off(etc.load())


@pytest.mark.parametrize(
    ("fixed", "mine", "effective"),
    [
        ({"azure": {"allowed_auth": ["entra_browser"]}}, {"azure.auth": "key"}, "entra_browser"),
        ({"azure": {"allowed_endpoints": []}}, {"azure.endpoint": "https://b.example/"}, ""),
        ({"azure": {"allowed_deployments": []}}, {"azure.deployment": "x"}, ""),
        ({"azure": {"allowed_deployments": ["x", "y"]}}, {"azure.deployment": "y"}, "y"),
        ({"azure": {"allowed_endpoints": ["https://a.io"]}}, {"azure.endpoint": "https://a.io/openai/v1/"}, None),
        ({"chats": {"max_keep_days": 30}}, {"chats.keep_days": 90}, 30),
        ({"chats": {"max_keep_days": 30}}, {"chats.keep_days": None}, 30),
        ({"chats": {"max_keep_days": 30}}, {"chats.keep_days": 0}, 0),
    ],
)
def test_limits_bound_what_a_person_set(etc: Folders, fixed: Any, mine: dict[str, Any], effective: object) -> None:
    etc.write("a.json", fixed)
    found = etc.load()
    assert not found.problems
    ((key, value),) = mine.items()
    effective = value if effective is None else effective
    wanted = settings.change(Settings(), key, value)
    assert settings.get(found.apply(wanted), key) == effective
    assert policy.allows(found, key, value) is (value == effective)
    shown = next(value for value in policy.describe(found, wanted) if value.key == key)
    assert shown.value == effective
    assert (shown.source, shown.is_preset) == (("policy", True) if value != effective else ("user", False))


@pytest.mark.parametrize(
    ("key", "limit", "allowed", "mine"),
    [
        ("azure.endpoint", "allowed_endpoints", "https://a.example/", "https://b.example/"),
        ("azure.deployment", "allowed_deployments", "a", "b"),
    ],
)
def test_what_is_not_allowed_is_refused_and_not_exchanged(
    etc: Folders, key: str, limit: str, allowed: str, mine: str
) -> None:
    etc.write("a.json", {"azure": {limit: [allowed]}})
    found = etc.load()
    assert settings.get(found.apply(Settings()), key) == allowed, "with just one there is nothing to choose"
    wanted = settings.change(Settings(), key, mine)
    assert settings.get(found.apply(wanted), key) == mine
    assert not policy.allows(found, key, mine)
    assert policy.allows(found, key, allowed)


@pytest.mark.parametrize(
    ("value", "is_allowed"),
    [
        ("10", True),
        ("30", True),
        ("31", False),
        ("none", False),
        ("", False),
        ("ten", False),
        (10, True),
        (None, False),
    ],
)
def test_values_from_a_terminal_are_read_before_they_are_judged(
    etc: Folders, value: str | int | None, is_allowed: bool
) -> None:
    etc.write("a.json", {"chats": {"max_keep_days": 30}})
    assert policy.allows(etc.load(), "chats.keep_days", value) is is_allowed


def test_later_files_may_repeat_but_not_contradict(etc: Folders) -> None:
    etc.write("10.json", {"chats": {"keep_days": 30}})
    etc.write("20.json", {"chats": {"keep_days": 30}, "azure": {"enabled": True}})
    assert not etc.load().problems
    etc.write("30.json", {"azure": {"enabled": False}})
    found = etc.load()
    assert azure_is_off(found)
    assert [(problem.key, problem.code) for problem in found.problems] == [("azure.enabled", "contradiction")]
    assert found.problems[0].source == str(etc.managed / "30.json")


def test_of_two_lists_that_contradict_only_what_both_allow_is_left(etc: Folders) -> None:
    etc.write("10.json", {"azure": {"allowed_deployments": ["a", "b"]}})
    etc.write("20.json", {"azure": {"allowed_deployments": ["b", "c"]}})
    found = etc.load()
    assert azure_is_off(found)
    assert found.list_of("azure.allowed_deployments") == ("b",)


def test_of_presets_the_last_one_counts(etc: Folders) -> None:
    etc.write("10.json", {"answers": {"quotes": 4}}, is_preset=True)
    etc.write("20.json", {"answers": {"quotes": 5}}, is_preset=True)
    found = etc.load()
    assert not found.problems
    assert found.get("answers.quotes", 0) == 5


@pytest.mark.parametrize(
    "content",
    [
        {"azure": {"endpoint": "https://b.example/", "allowed_endpoints": ["https://a.example/"]}},
        {"azure": {"deployment": "c", "allowed_deployments": ["a", "b"]}},
        {"azure": {"auth": "key", "allowed_auth": ["entra_browser"]}},
        {"chats": {"keep_days": 91, "max_keep_days": 90}},
        {"chats": {"keep_days": None, "max_keep_days": 90}},
    ],
    ids=json.dumps,
)
def test_values_outside_the_policys_own_limits_are_a_contradiction(etc: Folders, content: Any) -> None:
    etc.write("a.json", content)
    found = etc.load()
    assert [problem.code for problem in found.problems] == ["contradiction"]
    assert azure_is_off(found)


def test_the_fingerprint_is_of_what_is_said_not_where(etc: Folders) -> None:
    file = etc.write("a.json", AZURE_ON)
    first = etc.load()
    assert len(first.sha256) == 64
    file.rename(file.with_name("b.json"))
    assert etc.load().sha256 == first.sha256
    etc.write("b.json", AZURE_ON | {"chats": {"keep_days": 31}})
    assert etc.load().sha256 != first.sha256
    etc.write("c.json", b"{")
    assert etc.load().sha256 not in (first.sha256, "none")


def test_what_can_be_read_of_a_bad_file_holds_and_nothing_leaves(etc: Folders) -> None:
    etc.write("a.json", AZURE_ON | {"answers": {"quotes": 99}})
    found = etc.load()
    assert azure_is_off(found)
    assert found.apply(Settings()).chats.keep_days == 30
    shown = {value.key: value for value in policy.describe(found, Settings())}
    assert (shown["azure.enabled"].value, shown["azure.enabled"].source) == (False, "policy")
    assert shown["azure.enabled"].origin == str(etc.managed / "a.json")
    assert not policy.allows(found, "azure.enabled", value=True)


def _nested(levels: int) -> bytes:
    return b'{"azure": ' * levels + b"1" + b"}" * levels


MALFORMED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not_json"),
    "white space": (b" \n", "not_json"),
    "cut": (b'{"azure": {"enabled": fal', "not_json"),
    "a line too many": (b'{"azure": {"enabled": true}}\n{}', "not_json"),
    "comma at the end": (b'{"azure": {"enabled": true},}', "not_json"),
    "comment": (b'{"azure": {"enabled": true}} // on', "not_json"),
    "single quotes": (b"{'azure': {'enabled': true}}", "not_json"),
    "Python": (b'{"azure": {"enabled": True}}', "not_json"),
    "NaN": (b'{"chats": {"keep_days": NaN}}', "not_json"),
    "Infinity": (b'{"chats": {"keep_days": -Infinity}}', "not_json"),
    "huge exponent": (b'{"chats": {"keep_days": 1e999}}', "wrong_type"),
    "huge number": (b'{"chats": {"keep_days": ' + b"9" * 5000 + b"}}", "not_json"),
    "large number": (b'{"chats": {"keep_days": ' + b"9" * 400 + b"}}", "out_of_range"),
    "list": (b'[{"azure": {"enabled": true}}]', "wrong_type"),
    "null": (b"null", "wrong_type"),
    "text": (b'"azure"', "wrong_type"),
    "number": (b"1", "wrong_type"),
    "group is null": (b'{"azure": null}', "wrong_type"),
    "group is a list": (b'{"azure": []}', "wrong_type"),
    "group is a switch": (b'{"azure": false}', "wrong_type"),
    "byte order mark": (b'\xef\xbb\xbf{"azure": {"enabled": true}}', "wrong_encoding"),
    "UTF-16": ('{"azure": {"enabled": true}}'.encode("utf-16"), "wrong_encoding"),
    "UTF-16 without mark": ('{"azure": {"enabled": true}}'.encode("utf-16-le"), "not_json"),
    "UTF-32": ('{"azure": {"enabled": true}}'.encode("utf-32"), "wrong_encoding"),
    "Shift JIS": ('{"organisation": "情報システム部"}'.encode("shift_jis"), "wrong_encoding"),
    "binary": (bytes(range(256)), "wrong_encoding"),
    "NUL": (b'{"azure": {"enabled": true}}\0', "not_json"),
    "lone surrogate": (b'{"organisation": "\\ud800"}', "wrong_form"),
    "duplicate key": (b'{"azure": {"redact": false, "redact": true}}', "duplicate_key"),
    "duplicate group": (b'{"azure": {"redact": true}, "azure": {"redact": false}}', "duplicate_key"),
    "nested": (_nested(30), "not_json"),
    "nested deeply": (_nested(50_000), "not_json"),
    "lists deeply": (b'{"azure": ' + b"[" * 100_000, "not_json"),
    "too large": (b'{"organisation": "' + b"x" * MAX_BYTES + b'"}', "too_large"),
    "unknown group": (b'{"azur": {"enabled": false}}', "unknown_name"),
    "unknown name": (b'{"azure": {"enable": false}}', "unknown_name"),
    "flat name": (b'{"azure.enabled": false}', "unknown_name"),
    "group in a group": (b'{"azure": {"azure": {"enabled": false}}}', "unknown_name"),
    "name in capitals": (b'{"Azure": {"Enabled": false}}', "unknown_name"),
    "empty name": (b'{"": 1}', "unknown_name"),
    "name with control characters": (b'{"az\\u001b[31mure": 1}', "unknown_name"),
    "settings.json": (b'{"schema_version": 1, "azure": {"redact": true}}', "unknown_name"),
}


@pytest.mark.parametrize("name", MALFORMED)
@pytest.mark.parametrize("is_preset", [False, True], ids=["managed", "recommended"])
def test_every_malformed_file_means_local_only(etc: Folders, name: str, is_preset: bool) -> None:
    content, code = MALFORMED[name]
    etc.write("00.json", AZURE_ON)
    assert not etc.load().is_local_only
    file = etc.write("50.json", content, is_preset=is_preset)
    found = etc.load()
    assert azure_is_off(found)
    assert {(problem.source, problem.code) for problem in found.problems} == {(str(file), code)}
    # What the good file says still holds.
    assert found.apply(Settings()).chats.keep_days == 30
    for problem in found.problems:
        assert (problem.key or "").isprintable()
    assert azure_is_off(policy.check(file))


def _make_folder(file: Path) -> None:
    file.mkdir()


def _make_pipe(file: Path) -> None:
    os.mkfifo(file)


def _make_circle(file: Path) -> None:
    file.symlink_to(file.name)


def _make_link_to_nowhere(file: Path) -> None:
    file.symlink_to("no-such-file")


def _make_device_link(file: Path) -> None:
    file.symlink_to("/dev/zero")


def _make_link_outside(file: Path) -> None:
    outside = file.parents[3] / "outside.json"
    outside.write_text('{"azure": {"enabled": true}}')
    outside.chmod(0o644)
    file.symlink_to(outside)


def _make_writable_by(mode: int) -> Callable[[Path], None]:
    def make(file: Path) -> None:
        file.write_text('{"azure": {"enabled": true}}')
        file.chmod(mode)

    return make


ODD_FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a folder": (_make_folder, "unreadable"),
    "a named pipe": (_make_pipe, "unreadable"),
    "a link to itself": (_make_circle, "unreadable"),
    "a link to nowhere": (_make_link_to_nowhere, "unreadable"),
    "a link to a device": (_make_device_link, "not_trusted"),
    "a link to a file elsewhere": (_make_link_outside, "not_trusted"),
    "writable by everybody": (_make_writable_by(0o646), "not_trusted"),
    "writable by a group": (_make_writable_by(0o664), "not_trusted"),
}


@pytest.mark.parametrize("name", ODD_FILES)
def test_what_is_no_file_of_the_administrators_means_local_only(etc: Folders, name: str) -> None:
    make, code = ODD_FILES[name]
    file = etc.managed / "a.json"
    make(file)
    started = time.monotonic()
    found = etc.load()
    assert time.monotonic() - started < 2
    assert azure_is_off(found)
    assert [(problem.source, problem.code) for problem in found.problems] == [(str(file), code)]
    assert set(found.values) == {"azure.enabled", "models.downloads"}, "nothing of it is believed"


@pytest.mark.parametrize("which", ["managed", "policies", "desktop-rag", "etc"])
@pytest.mark.parametrize("mode", [0o777, 0o775, 0o1777], ids=oct)
def test_a_folder_that_others_can_write_means_local_only(etc: Folders, which: str, mode: int) -> None:
    etc.write("a.json", AZURE_ON)
    folder = {"managed": etc.managed, "policies": etc.base, "desktop-rag": etc.base.parent, "etc": etc.top}[which]
    folder.chmod(mode)
    found = etc.load()
    assert azure_is_off(found)
    assert {problem.code for problem in found.problems} == {"not_trusted"}
    assert set(found.values) == {"azure.enabled", "models.downloads"}


def test_an_empty_folder_that_others_can_write_means_local_only(etc: Folders) -> None:
    etc.managed.chmod(0o777)
    assert azure_is_off(etc.load())


def test_another_owner_means_local_only(etc: Folders) -> None:
    etc.write("a.json", AZURE_ON)
    found = policy.load(linux_places(etc.base, Trust(os.geteuid() + 1, etc.top)))
    assert azure_is_off(found)
    assert {problem.code for problem in found.problems} == {"not_trusted"}


@pytest.mark.parametrize("which", ["managed", "policies", "desktop-rag"])
def test_a_link_in_the_place_of_a_folder_means_local_only(etc: Folders, which: str) -> None:
    etc.write("a.json", AZURE_ON)
    folder = {"managed": etc.managed, "policies": etc.base, "desktop-rag": etc.base.parent}[which]
    moved = folder.rename(folder.with_name("moved"))
    folder.symlink_to(moved)
    assert azure_is_off(etc.load())


@pytest.mark.parametrize("which", ["managed", "policies", "desktop-rag"])
def test_a_folder_that_is_a_link_to_nowhere_or_a_file_means_local_only(etc: Folders, which: str) -> None:
    folder = {"managed": etc.managed, "policies": etc.base, "desktop-rag": etc.base.parent}[which]
    folder.rename(folder.with_name("moved"))
    assert etc.load() == Policy(), "an absent folder is an absent policy"
    folder.symlink_to("no-such-folder")
    assert azure_is_off(etc.load())
    folder.unlink()
    folder.write_text("a file")
    assert azure_is_off(etc.load())


def test_a_link_within_the_folder_is_followed(etc: Folders) -> None:
    etc.write("common.policy", {"answers": {"quotes": 2}})
    (etc.managed / "a.json").symlink_to("common.policy")
    found = etc.load()
    assert not found.problems
    assert found.apply(Settings()).answers.quotes == 2


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads everything")
@pytest.mark.parametrize("which", ["file", "managed", "policies"])
def test_what_cannot_be_read_means_local_only(etc: Folders, which: str) -> None:
    file = etc.write("a.json", AZURE_ON)
    target = {"file": file, "managed": etc.managed, "policies": etc.base}[which]
    target.chmod(0)
    try:
        assert azure_is_off(etc.load())
    finally:
        target.chmod(0o755)


@pytest.mark.parametrize("refused", ["open", "scandir", "read"])
def test_what_the_system_refuses_means_local_only(etc: Folders, monkeypatch: pytest.MonkeyPatch, refused: str) -> None:
    etc.write("a.json", AZURE_ON)

    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(f"desktop_rag.policy.json_file.os.{refused}", refuse)
    found = etc.load()
    monkeypatch.undo()
    assert azure_is_off(found)
    assert {problem.code for problem in found.problems} == {"unreadable"}


def test_no_environment_variable_leads_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from desktop_rag.policy.places import system_places

    before = system_places()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "DESKTOP_RAG_HOME", "DESKTOP_RAG_POLICY", "PROGRAMDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    assert system_places() == before


def test_an_unknown_name_says_which_was_meant(etc: Folders) -> None:
    file = etc.write("a.json", {"azure": {"enabld": False}})
    (problem,) = etc.load().problems
    assert (problem.source, problem.key, problem.code, problem.suggestion) == (
        str(file), "azure.enabld", "unknown_name", "azure.enabled",
    )  # fmt: skip


def test_a_flood_of_problems_is_bounded(etc: Folders) -> None:
    etc.write("a.json", {f"x{number}" * 50: 1 for number in range(5000)})
    found = etc.load()
    assert azure_is_off(found)
    assert len(found.problems) <= 200
    assert all(len(problem.key or "") <= 80 for problem in found.problems)


def test_a_file_may_name_its_schema(etc: Folders) -> None:
    etc.write("a.json", {"$schema": "schema.json", "answers": {"quotes": 2}})
    assert not etc.load().problems
