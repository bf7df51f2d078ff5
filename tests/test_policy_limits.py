"""What a policy lets in: documents, models, their sources; what stays; and for which resource a declaration holds."""

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest

from desktop_rag import policy
from desktop_rag.policy import endpoints
from desktop_rag.policy.account import Account, current
from desktop_rag.policy.loading import join
from desktop_rag.policy.statements import Statement

SATO = Account("sato", "/home/sato")
SATO_ON_WINDOWS = Account("sato", "C:\\Users\\sato")


def fixed(content: dict[str, Any]) -> policy.Policy:
    found = join([Statement("test", is_fixed=True, content=content)])
    assert not found.problems
    return found


def test_without_a_policy_everything_may_be_indexed_and_used() -> None:
    nothing = policy.Policy()
    assert policy.allows_document(nothing, PurePosixPath("/anywhere/x.exe"))
    assert policy.allows_model(nothing, "any.gguf", None)
    assert policy.allows_downloads(nothing)
    assert policy.allows_source(nothing, "https://anywhere.example/x.gguf")
    assert not policy.stays_local(nothing, "HR")
    assert policy.monitoring_of(nothing, "https://a.example/") is None


@pytest.mark.parametrize(
    ("entry", "path", "is_allowed"),
    [
        ("/srv/rules", "/srv/rules", True),
        ("/srv/rules", "/srv/rules/a/b.pdf", True),
        ("/srv/rules/", "/srv/rules/a.pdf", True),
        ("/srv/rules", "/srv/rules2/a.pdf", False),
        ("/srv/rules", "/srv/RULES/a.pdf", False),
        ("/srv/rules", "/srv/a.pdf", False),
        ("/srv/rules", "/x/srv/rules/a.pdf", False),
        ("/srv/*/rules", "/srv/tokyo/rules/a.pdf", True),
        ("/srv/*/rules", "/srv/tokyo/x/rules/a.pdf", False),
        ("/srv/*/rules", "/srv/rules/a.pdf", False),
        ("/srv/**/rules", "/srv/tokyo/x/rules/a.pdf", True),
        ("/srv/**/rules", "/srv/rules/a.pdf", True),
        ("/srv/**", "/srv/a.pdf", True),
        ("/srv/rules-*", "/srv/rules-2026/a.pdf", True),
        ("/srv/[ab]", "/srv/a/x.pdf", False),
        ("/srv/[ab]", "/srv/[ab]/x.pdf", True),
        ("/", "/srv/a.pdf", True),
        ("~", "/home/sato/a.pdf", True),
        ("~/Documents", "/home/sato/Documents/a.pdf", True),
        ("~/Documents", "/home/suzuki/Documents/a.pdf", False),
        ("%USERPROFILE%/Documents", "/home/sato/Documents/a.pdf", True),
        ("/srv/home/%USERNAME%", "/srv/home/sato/a.pdf", True),
        ("/srv/home/%USERNAME%", "/srv/home/suzuki/a.pdf", False),
        ("/srv/規程", "/srv/規程/旅費.pdf", True),
        ("/srv/ガイド", "/srv/ガイド/a.pdf", True),
        ("/srv/rules", "/srv/rules\n/a.pdf", False),
        ("/srv/a\\b", "/srv/a/b/x.pdf", False),
    ],
)  # fmt: skip
def test_folders(entry: str, path: str, is_allowed: bool) -> None:
    found = fixed({"documents": {"allowed_folders": [entry]}})
    assert policy.allows_folder(found, PurePosixPath(path), owner=SATO, is_case_blind=False) is is_allowed


@pytest.mark.parametrize(
    ("entry", "path", "is_allowed"),
    [
        ("C:\\Rules", "C:\\Rules\\a.pdf", True),
        ("c:/rules", "C:\\RULES\\a.pdf", True),
        ("C:\\Rules", "D:\\Rules\\a.pdf", False),
        ("C:\\Rules", "C:\\Rules2\\a.pdf", False),
        ("C:\\", "C:\\x\\a.pdf", True),
        ("~\\Documents", "C:\\Users\\sato\\Documents\\a.pdf", True),
        ("%USERPROFILE%\\Documents", "c:\\users\\SATO\\documents\\a.pdf", True),
        ("%USERPROFILE%\\Documents", "c:\\users\\suzuki\\documents\\a.pdf", False),
        ("\\\\files\\rules\\**", "\\\\FILES\\rules\\x\\a.pdf", True),
        ("\\\\files\\rules", "\\\\other\\rules\\a.pdf", False),
        ("C:\\Rules", "\\\\?\\C:\\Rules\\a.pdf", True),
    ],
)
def test_folders_of_windows(entry: str, path: str, is_allowed: bool) -> None:
    found = fixed({"documents": {"allowed_folders": [entry]}})
    asked = PureWindowsPath(path)
    assert policy.allows_folder(found, asked, owner=SATO_ON_WINDOWS, is_case_blind=True) is is_allowed


def test_an_empty_list_allows_nothing() -> None:
    found = fixed({"documents": {"allowed_folders": []}, "models": {"allowed": [], "sources": []}})
    assert not policy.allows_folder(found, PurePosixPath("/"), owner=SATO)
    assert not policy.allows_model(found, "a.gguf", "0" * 64)
    assert not policy.allows_source(found, "https://a.example/")
    assert not policy.allows_document(fixed({"documents": {"allowed_types": []}}), PurePosixPath("/a.pdf"))


def test_an_account_without_a_home_has_no_folder_there() -> None:
    found = fixed({"documents": {"allowed_folders": ["~", "%USERPROFILE%/x", "/srv/%USERNAME%"]}})
    assert not policy.allows_folder(found, PurePosixPath("/srv/sato"), owner=Account(None, None))


def test_the_home_is_not_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    before = current()
    for name in ("HOME", "USERPROFILE", "USERNAME", "USER", "LOGNAME"):
        monkeypatch.setenv(name, "/")
    assert current() == before
    found = fixed({"documents": {"allowed_folders": ["~/only-this"]}})
    assert not policy.allows_folder(found, Path("/only-this"))


@pytest.mark.parametrize(
    ("path", "is_allowed"),
    [("/a.pdf", True), ("/a.PDF", True), ("/a.pdf.exe", False), ("/a", False), ("/.pdf", False), ("/pdf", False)],
)
def test_types(path: str, is_allowed: bool) -> None:
    found = fixed({"documents": {"allowed_types": [".PDF"]}})
    assert policy.allows_document(found, PurePosixPath(path), owner=SATO) is is_allowed


def test_models_by_hash_and_by_name() -> None:
    found = fixed({"models": {"allowed": ["AB" * 32, "Example-8B-*"]}})
    assert policy.allows_model(found, "whatever.gguf", "ab" * 32)
    assert policy.allows_model(found, "example-8b-Q4.gguf", None)
    assert not policy.allows_model(found, "whatever.gguf", None)
    assert not policy.allows_model(found, "ab" * 32, "cd" * 32), "a hash is no name"
    assert not policy.allows_model(found, "my Example-8B-Q4.gguf", "cd" * 32)


def test_sources_and_downloads() -> None:
    found = fixed({"models": {"sources": ["https://models.example.com/approved/"]}})
    assert policy.allows_source(found, "https://models.example.com/approved/a/b.gguf")
    assert not policy.allows_source(found, "https://models.example.com/approved-too/b.gguf")
    assert not policy.allows_source(found, "https://models.example.com/approved/../b.gguf")
    assert not policy.allows_source(found, "https://models.example.com.evil.example/approved/b.gguf")
    off = fixed({"models": {"downloads": False}})
    assert not policy.allows_downloads(off)
    assert not policy.allows_source(off, "https://models.example.com/approved/b.gguf")


@pytest.mark.parametrize(
    ("collection", "stays"),
    [("HR", True), ("hr 2026", True), ("ＨＲ", True), ("人事評価", True), ("Rules", False), ("my HR", False),
     ("a-x-b", True), ("a-b", False)],
)  # fmt: skip
def test_collections_that_stay(collection: str, stays: bool) -> None:
    found = fixed({"collections": {"always_local": ["HR*", "人事*", "a-*-b"]}})
    assert policy.stays_local(found, collection) is stays


def test_many_stars_take_no_time() -> None:
    found = fixed({"collections": {"always_local": ["*a" * 90 + "*b"]}})
    assert not policy.stays_local(found, "a" * 20_000)


def test_a_declaration_is_for_its_resource_alone() -> None:
    declared = {
        "content_logging": False, "declared_on": "2026-11-01", "declared_by": "IT", "resource": "https://A.example/",
    }  # fmt: skip
    found = fixed({"azure": {"monitoring": declared}})
    assert policy.monitoring_of(found, "https://a.example/openai/v1/") is not None
    for other in ("https://b.example/openai/v1/", "http://a.example/", "https://a.example:8443/", "", "a.example"):
        assert policy.monitoring_of(found, other) is None


@pytest.mark.parametrize(
    ("address", "allowed", "expected"),
    [
        ("https://a.example/openai/v1/", "https://a.example", True),
        ("https://a.example/openai/v1", "https://a.example/openai/v1/", True),
        ("https://A.EXAMPLE./openai/v1/", "https://a.example/openai", True),
        ("https://a.example:443/", "https://a.example/", True),
        ("https://a.example/open", "https://a.example/openai", False),
        ("https://a.example:444/", "https://a.example/", False),
        ("http://a.example/", "https://a.example/", False),
        ("https://a.example@b.example/", "https://a.example/", False),
        ("https://b.example/https://a.example/", "https://a.example/", False),
        ("https://a.example.b.example/", "https://a.example/", False),
        ("https://a.example/%2e%2e/", "https://a.example/", False),
        ("https://a.example\\.b.example/", "https://a.example/", False),
        ("https://a.example/?x", "https://a.example/", False),
        ("https://[a.example/", "https://a.example/", False),
        ("https://a.example:x/", "https://a.example/", False),
    ],
)
def test_addresses(address: str, allowed: str, expected: bool) -> None:
    assert endpoints.lies_below(address, allowed) is expected
