"""Settings: typed, bounded, saved whole, and forgiving about a file that somebody edited."""

import json
from pathlib import Path

import pytest

from desktop_rag import settings
from desktop_rag.errors import SettingInvalid, SettingUnknown
from desktop_rag.settings import Settings


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("answers.quotes", "5", 5),
        ("answers.quotes", 5, 5),
        ("answers.limit_to_documents", "off", False),
        ("answers.limit_to_documents", "TRUE", True),
        ("answers.model", "none", None),
        ("answers.model", "", None),
        ("answers.model", "large.gguf", "large.gguf"),
        ("general.language", "ja", "ja"),
    ],
)
def test_values_are_read_as_their_type(key: str, value: str | int, expected: object) -> None:
    assert settings.get(settings.change(Settings(), key, value), key) == expected


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("answers.quotes", "0"),
        ("answers.quotes", "9"),
        ("answers.quotes", "3.5"),
        ("answers.quotes", "--5"),
        ("answers.quotes", "9" * 5000),
        ("answers.quotes", ""),
        ("answers.quotes", "²"),
        ("answers.quotes", True),
        ("answers.quotes", None),
        ("answers.limit_to_documents", "maybe"),
        ("answers.limit_to_documents", 1),
        ("general.language", "fr"),
        ("general.theme", 5),
        ("index.max_memory_mb", -1),
    ],
)
def test_values_that_do_not_fit_are_refused(key: str, value: str | int | None) -> None:
    with pytest.raises(SettingInvalid) as error:
        settings.change(Settings(), key, value)
    assert error.value.details["key"] == key


@pytest.mark.parametrize(
    "key", ["", "answers", "answers.", "answers.no", "schema_version", "a.b.c", "answers.__class__"]
)
def test_unknown_keys(key: str) -> None:
    with pytest.raises(SettingUnknown):
        settings.change(Settings(), key, "1")


def test_what_is_saved_is_loaded(home: Path) -> None:
    changed = settings.change(settings.change(Settings(), "answers.quotes", 5), "general.language", "ja")
    settings.save(home, changed)
    assert settings.load(home) == (changed, False)
    assert [path.name for path in home.iterdir()] == [settings.FILE_NAME]
    sources = {entry.key: entry.source for entry in settings.describe(changed)}
    assert sources["answers.quotes"] == "user"
    assert sources["general.theme"] == "default"
    assert set(sources) == set(settings.keys())


def test_no_file_means_defaults_and_makes_none(home: Path) -> None:
    assert settings.load(home) == (Settings(), False)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{broken", b"[1]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"answers": '])
def test_a_broken_file_is_kept_and_defaults_are_used(home: Path, content: bytes) -> None:
    (home / settings.FILE_NAME).write_bytes(content)
    assert settings.load(home) == (Settings(), True)
    settings.keep_broken(home)
    assert (home / settings.BROKEN_FILE_NAME).read_bytes() == content
    assert settings.load(home) == (Settings(), False)


def test_values_that_do_not_fit_are_replaced_one_by_one(home: Path) -> None:
    stored = {
        "answers": {"quotes": 99, "max_tokens": 100, "model": 7, "no_such": 1},
        "general": "x", "index": {}, "other": {},
    }  # fmt: skip
    (home / settings.FILE_NAME).write_text(json.dumps(stored))
    loaded, was_broken = settings.load(home)
    assert not was_broken
    assert loaded == settings.change(Settings(), "answers.max_tokens", 100)


def test_a_folder_in_the_place_of_the_file_harms_nothing(home: Path) -> None:
    (home / settings.FILE_NAME).mkdir()
    (home / settings.BROKEN_FILE_NAME).mkdir()
    (home / settings.BROKEN_FILE_NAME / "x").touch()
    assert settings.load(home) == (Settings(), True)
    settings.keep_broken(home)
    assert (home / settings.BROKEN_FILE_NAME / "x").exists()


def test_a_save_that_fails_leaves_the_old_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.save(home, Settings())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        settings.save(home, settings.change(Settings(), "answers.quotes", 5))
    assert settings.load(home) == (Settings(), False)
