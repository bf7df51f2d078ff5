"""What is in force: the person's settings below IT's policy, and what becomes of a change that cannot be kept."""

from pathlib import Path
from types import MappingProxyType

import pytest

from desktop_rag import protocol, settings
from desktop_rag.engine.configuration import Configuration
from desktop_rag.errors import DesktopRagError, LibraryUnreadable
from desktop_rag.policy import Policy, PolicyValue


def policy(value: object, sha256: str = "f" * 64) -> Policy:
    fixed = PolicyValue("answers.quotes", value, "test", is_fixed=True)
    return Policy(MappingProxyType({fixed.key: fixed}), sha256=sha256)


@pytest.fixture(name="configuration")
def fixture_configuration(home: Path) -> Configuration:
    home.mkdir(parents=True, exist_ok=True)
    return Configuration(home, Policy())


def shown(configuration: Configuration, key: str) -> list[tuple[object, str]]:
    listed = configuration.list_settings("1", key)
    assert isinstance(listed, protocol.SettingsListed)
    return [(entry.value, entry.source) for entry in listed.settings]


def test_a_change_is_in_effect_and_written_down(configuration: Configuration, home: Path) -> None:
    assert shown(configuration, "answers.quotes") == [(3, "default")]
    configuration.change("answers.quotes", "5")
    assert configuration.settings.answers.quotes == 5
    assert shown(Configuration(home, Policy()), "answers.quotes") == [(5, "user")]


def test_a_value_that_is_the_default_is_a_choice_where_it_was_chosen(configuration: Configuration, home: Path) -> None:
    configuration.change("answers.quotes", 3)
    assert shown(Configuration(home, Policy()), "answers.quotes") == [(3, "user")]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("answers.nothing", 1, "setting_unknown"),
        ("answers.quotes", "many", "setting_invalid"),
        ("answers.quotes", 5, "refused_by_policy"),
    ],
)
def test_what_cannot_be_changed_stays_as_it_is(home: Path, key: str, value: settings.Value, code: str) -> None:
    home.mkdir(parents=True, exist_ok=True)
    configuration = Configuration(home, policy(2))
    for attempt in (configuration.check, configuration.change):
        with pytest.raises(DesktopRagError) as refused:
            attempt(key, value)
        assert refused.value.code == code
    assert configuration.settings.answers.quotes == 2
    assert not (home / settings.FILE_NAME).exists()


def test_a_change_that_cannot_be_written_is_not_in_effect(
    configuration: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("desktop_rag.settings.save", refuse)
    with pytest.raises(LibraryUnreadable):
        configuration.change("answers.quotes", 5)
    assert configuration.settings.answers.quotes == 3
    assert shown(configuration, "answers.quotes") == [(3, "default")]


def test_what_it_changes_meanwhile_is_taken_in_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir(parents=True, exist_ok=True)
    in_place = policy(2)
    monkeypatch.setattr("desktop_rag.engine.configuration.load_policy", lambda: in_place)
    configuration = Configuration(home, None)
    assert not configuration.read_policy()
    in_place = policy(4, "e" * 64)
    assert configuration.read_policy()
    assert not configuration.read_policy()
    assert configuration.settings.answers.quotes == 4


def test_a_policy_that_was_given_is_never_another_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr("desktop_rag.engine.configuration.load_policy", lambda: policy(2))
    configuration = Configuration(home, Policy())
    assert not configuration.read_policy()
    assert configuration.settings.answers.quotes == 3
