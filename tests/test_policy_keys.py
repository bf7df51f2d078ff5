"""Each key of the policy with good and bad values: the good ones hold, every bad one means local only."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from desktop_rag import policy, settings
from desktop_rag.errors import SettingInvalid
from desktop_rag.policy.keys import KEYS
from desktop_rag.policy.kinds import Number
from desktop_rag.policy.patterns import find_flaw
from desktop_rag.settings import Settings
from tests.policy_cases import BEYOND_THE_SCHEMA, CASES, nested

GOOD = [(key, value) for key, cases in CASES.items() for value in cases["good"]]
BAD = [
    *((key, value) for key, cases in CASES.items() for value in cases["bad"]),
    *((key, value) for key, values in BEYOND_THE_SCHEMA.items() for value in values),
]


def _short(value: object) -> str:
    return ascii(value)[:40]


def check(folder: Path, content: Any) -> policy.Policy:
    file = folder / "policy.json"
    file.write_text(json.dumps(content))
    return policy.check(file)


def test_every_key_has_cases_and_every_setting_can_be_fixed() -> None:
    assert set(CASES) == set(KEYS)
    assert set(settings.keys()) <= set(KEYS)
    assert all(cases["good"] and cases["bad"] for cases in CASES.values())


@pytest.mark.parametrize(("key", "value"), GOOD, ids=_short)
def test_a_good_value_holds(tmp_path: Path, key: str, value: Any) -> None:
    found = check(tmp_path, nested(key, value))
    assert found.problems == ()
    fixed = found.fixed(key)
    assert fixed is not None
    assert fixed.source == str(tmp_path / "policy.json")
    shown = next(entry for entry in policy.describe(found, Settings()) if entry.key == key)
    assert (shown.source, shown.origin) == ("policy", fixed.source)
    if key in settings.keys():  # noqa: SIM118 -- a function of a module
        effective = settings.get(found.apply(Settings()), key)
        if key == "azure.redact_patterns":
            assert effective == "\n".join(dict.fromkeys(f"{entry['name']}: {entry['pattern']}" for entry in value))
        elif isinstance(value, list):
            assert effective == "\n".join(value)
        elif key == "azure.consent" and value == "policy":
            assert found.gives_consent
        else:
            assert effective == value
            assert type(effective) is type(value) or isinstance(value, float)
    elif isinstance(value, list):
        assert set(found.list_of(key)) == {
            entry.lower() if key == "documents.allowed_types" else entry for entry in value
        }
    elif isinstance(value, dict):
        assert dataclasses.asdict(fixed.value) == value
    else:
        assert fixed.value == value


@pytest.mark.parametrize(("key", "value"), BAD, ids=_short)
def test_a_bad_value_means_local_only(tmp_path: Path, key: str, value: Any) -> None:
    content = nested(key, value)
    # Beside it a policy that would allow everything.
    allowing = {"azure": {"enabled": True}, "models": {"downloads": True}}
    for group, values in allowing.items():
        content[group] = values | content.get(group, {})
    found = check(tmp_path, content)
    assert found.is_local_only
    assert len(found.problems) == 1
    (problem,) = found.problems
    assert problem.key is not None
    assert problem.key.startswith(key)
    assert problem.code in (
        "wrong_type", "out_of_range", "wrong_form", "unknown_name", "missing_name", "pattern_refused",
    )  # fmt: skip
    assert (
        found.apply(dataclasses.replace(Settings(), azure=settings.AzureSettings(enabled=True))).azure.enabled is False
    )
    assert found.get("azure.enabled", default=None) is False
    assert not policy.allows_downloads(found)
    if key not in ("azure.enabled", "models.downloads"):
        assert found.fixed(key) is None


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [(key.name, key.kind.low, key.kind.high) for key in KEYS.values() if isinstance(key.kind, Number)],
)
def test_a_policy_allows_the_range_that_the_setting_has(key: str, low: int, high: int) -> None:
    if key not in settings.keys():  # noqa: SIM118 -- a function of a module
        assert key == "chats.max_keep_days"
        key = "chats.keep_days"
    for value in (low, high):
        assert settings.get(settings.change(Settings(), key, value), key) == value
    for value in (low - 1, high + 1):
        with pytest.raises(SettingInvalid):
            settings.change(Settings(), key, value)


@pytest.mark.parametrize("key", [key for key in CASES if key in settings.keys()])  # noqa: SIM118
def test_what_a_policy_allows_the_setting_takes_too(key: str) -> None:
    """A value that only a policy can say is the organisation's consent."""
    for value in CASES[key]["good"]:
        if isinstance(value, list | float) or value == "policy":
            continue
        assert settings.get(settings.change(Settings(), key, value), key) == value


def test_flaws_of_expressions_are_told_apart() -> None:
    assert find_flaw("(") == "does_not_compile"
    assert find_flaw("x*") == "matches_nothing"
    assert find_flaw("(a+)+$") == "too_slow"
    assert find_flaw("(" * 5000 + "a" + ")" * 5000) in ("does_not_compile", "too_slow")
    for fine in (
        r"\bEMP-\d{6}\b",
        "[A-Z]{2}[0-9]{5,9}",
        r"社員番号[:：]\s*\d+",
        "(?:Herr|Frau) [A-Z][a-z]{1,30}",
        "a++b",
    ):
        assert find_flaw(fine) is None
